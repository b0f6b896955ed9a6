"""The network collector: every target of one office in one batch, by ICMP, TCP connect and HTTP.

A failure is a poll whose two retries failed too (sla-rules, "Network states"); whether the target is down is for the
store to say, after three such polls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.base import CollectorError, Harvest
from collectors.degrading import LossWindow, limit_ms
from collectors.own_link import OWN_LINK_OUT, cut_off
from collectors.polling import ATTEMPTS, HTTP_TIMEOUT_S, REPLY_TIMEOUT_S, Poller, probe_host, unresolved
from collectors.probes import ProbeResult
from collectors.resolve import Resolver
from dashboard.formats import short_date
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey
from dashboard.offices import Office, Probe, Target

METRIC, UNIT = "rtt_ms", "ms"
CERTIFICATE_METRIC, CERTIFICATE_UNIT = "cert_days", "hari"

_RESOLVE_SHARE = 0.1
_DAY_S = 86_400
_NOTES_BY_NAME = 3
"""The same note of more targets than this is told once, with their number."""
_RUNNER_SLACK_S = 2.0
_HUNG_SHARE = 0.8
"""Of the interval, at least so long is waited: a busy machine is slow, and what it measured is worth no less."""


def series_key(office: Office, target: Target) -> SeriesKey:
    """The series in which the round-trip times of ``target`` are kept, in milliseconds."""
    return SeriesKey(office.code, target.kecamatan, CollectorName.NETWORK, target.id, METRIC, UNIT)


def certificate_key(office: Office, target: Target) -> SeriesKey:
    """The series of an HTTPS target in which the days until its certificate's end are kept."""
    return SeriesKey(
        office.code, target.kecamatan, CollectorName.NETWORK, target.id, CERTIFICATE_METRIC, CERTIFICATE_UNIT
    )


def shows_certificate(target: Target) -> bool:
    """Whether a target is asked over HTTPS."""
    return target.probe.type == "http" and target.probe.url.lower().startswith("https:")


class NetworkCollector:
    """One batch job for all network targets of ``office``; see ``collectors.base.Collector``."""

    def __init__(self, office: Office, *, interval_s: float = 30.0) -> None:
        self._office = office
        self._zone = ZoneInfo(office.zone)
        self._interval_s = interval_s
        self._by_id = {target.id: target for target in office.targets}
        self._targets = sorted(office.targets, key=self._depth)
        self._links = {link.id: link.type for link in office.links}
        self._resolver = Resolver()
        self._poller = Poller(interval_s)
        self._own = tuple(Probe(type="icmp", host=host) for host in office.self_check)
        self._losses = {target.id: LossWindow() for target in office.targets}

    @property
    def name(self) -> CollectorName:
        """Always ``network``."""
        return CollectorName.NETWORK

    @property
    def office(self) -> str:
        """Code of the office."""
        return self._office.code

    @property
    def interval_s(self) -> float:
        """Seconds between two polls."""
        return self._interval_s

    @property
    def timeout_s(self) -> float:
        """After this a poll has hung: resolving, all attempts of the slowest kind, and some slack."""
        kinds = {target.probe.type for target in self._targets}
        slowest_s = HTTP_TIMEOUT_S if "http" in kinds else REPLY_TIMEOUT_S
        rounds = self._poller.rounds(len(self._targets))
        needed_s = self._resolve_s() + ATTEMPTS * self._poller.attempt_s(slowest_s) * rounds
        return max(needed_s + _RUNNER_SLACK_S, _HUNG_SHARE * self._interval_s)

    def series(self) -> tuple[SeriesKey, ...]:
        """One series a target, parents before the targets that hang on them; one more for each HTTPS certificate."""
        return tuple(key for target in self._targets for key in self._keys(target))

    def _keys(self, target: Target) -> tuple[SeriesKey, ...]:
        own = series_key(self._office, target)
        return (own, certificate_key(self._office, target)) if shows_certificate(target) else (own,)

    def parent_key(self, target: Target) -> SeriesKey | None:
        """The series of the target that ``target`` hangs on; None for one that hangs on nothing."""
        parent = self._by_id.get(target.parent or "")
        return series_key(self._office, parent) if parent else None

    def collect(self, now: datetime) -> Harvest:
        """Probe everything once, each address once. Never raises for a target: what cannot be measured is UNKNOWN."""
        decided = {target.id: self._decided(target, now) for target in self._targets}
        measured = [target for target in self._targets if decided[target.id] is None]
        results, notes = self._measure({target.probe: None for target in measured})
        samples: list[Sample] = []
        for target in self._targets:
            status = decided[target.id]
            found = results.get(target.probe) if status is None else None
            samples += self._samples(target, now, found) if found else self._decision_samples(target, now, status)
        notes += self._notes(measured, results, now)
        return Harvest(samples=tuple(samples), notes=tuple(dict.fromkeys(notes)))

    # -- what the office decided ------------------------------------------------------------------------------

    def _decided(self, target: Target, now: datetime) -> SampleStatus | None:
        """DISABLED or MAINTENANCE where the office says so (in that precedence); None where it is to be measured."""
        if target.disabled and target.disabled.since <= now.astimezone(self._zone).date():
            return SampleStatus.DISABLED
        for work in target.maintenance:
            if self._moment(work.start, target) <= now < self._moment(work.end, target):
                return SampleStatus.MAINTENANCE
        return None

    def _moment(self, text: str, target: Target) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CollectorError(
                f"{self._office.code}: waktu pemeliharaan {text!r} pada target {target.id} bukan tanggal dan jam; "
                "tulis misalnya 2026-03-01T08:00+07:00."
            ) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)

    def _decision_samples(self, target: Target, now: datetime, status: SampleStatus | None) -> Iterator[Sample]:
        said = SampleStatus.UNKNOWN if status is None else status
        yield Sample(series_key(self._office, target), now, None, said, parent=self.parent_key(target))
        if shows_certificate(target):
            yield Sample(certificate_key(self._office, target), now, None, said)

    # -- measuring --------------------------------------------------------------------------------------------

    def _measure(self, probes: Iterable[Probe]) -> tuple[dict[Probe, ProbeResult], list[str]]:
        asked = list(probes)
        hosts = {probe: probe_host(probe) for probe in (*asked, *self._own)} if asked else {}
        addresses = self._resolver.resolve(hosts.values(), self._resolve_s())
        known = {probe: address for probe, host in hosts.items() if (address := addresses[host])}
        results = {probe: unresolved(host) for probe, host in hosts.items() if probe not in known}
        if not known:
            return results, []
        found, notes = self._poller.poll(known)
        return self._blame_own_link(results | found, known, notes)

    def _blame_own_link(
        self, results: dict[Probe, ProbeResult], known: dict[Probe, str], notes: list[str]
    ) -> tuple[dict[Probe, ProbeResult], list[str]]:
        """What our own cut link left without an answer is UNKNOWN, with one note for all."""
        silent = {probe: known[probe] for probe in known if results[probe].status is not SampleStatus.OK}
        reasons = cut_off(set(silent.values()))
        if self._own and self._own_neighbours_silent(results):
            reasons = dict.fromkeys(silent.values(), "alamat self_check pun tidak menjawab") | reasons
        lost = [probe for probe, address in silent.items() if address in reasons]
        if not lost:
            return results, notes
        why = ", ".join(sorted(set(reasons.values())))
        unknown = ProbeResult(SampleStatus.UNKNOWN)
        return results | dict.fromkeys(lost, unknown), [*notes, f"{OWN_LINK_OUT} ({why}), sehingga tidak terukur"]

    def _own_neighbours_silent(self, results: dict[Probe, ProbeResult]) -> bool:
        """All own neighbours asked in vain, and no target answers: one that does proves that the link stands."""
        answered = any(result.status is SampleStatus.OK for result in results.values())
        return not answered and all(results[probe].status is SampleStatus.FAILED for probe in self._own)

    def _samples(self, target: Target, now: datetime, result: ProbeResult) -> Iterator[Sample]:
        status = result.status
        window = self._losses[target.id]
        if status is not SampleStatus.UNKNOWN:
            window.add(result.attempts, answered=status is SampleStatus.OK)
        if status is SampleStatus.OK and self._is_degraded(target, result, window):
            status = SampleStatus.DEGRADED
        yield Sample(series_key(self._office, target), now, result.rtt_ms, status, parent=self.parent_key(target))
        if shows_certificate(target):
            yield self._certificate(target, now, result.cert_until)

    def _is_degraded(self, target: Target, result: ProbeResult, window: LossWindow) -> bool:
        limits = self._office.thresholds
        slow_ms = limit_ms(limits, target, self._links.get(target.link or ""))
        loss = window.loss_percent
        return (result.rtt_ms is not None and result.rtt_ms >= slow_ms) or (
            loss is not None and loss >= limits.loss_percent
        )

    def _certificate(self, target: Target, now: datetime, until: datetime | None) -> Sample:
        """Days until the certificate ends, negative since. It bears no delay, so the target itself stays as it is."""
        key = certificate_key(self._office, target)
        if until is None:
            return Sample(key, now, None, SampleStatus.UNKNOWN)
        left_days = (until - now).total_seconds() / _DAY_S
        near = left_days <= self._office.thresholds.cert_days
        return Sample(key, now, left_days, SampleStatus.DEGRADED if near else SampleStatus.OK)

    def _notes(self, measured: list[Target], results: dict[Probe, ProbeResult], now: datetime) -> Iterator[str]:
        told: dict[str, list[str]] = {}
        for target in measured:
            result = results[target.probe]
            for note in (result.note, self._certificate_note(result.cert_until, now)):
                if note:
                    told.setdefault(note, []).append(target.name)
        for note, names in told.items():
            if len(names) > _NOTES_BY_NAME:
                yield f"{len(names)} sasaran: {note}"
            else:
                yield from (f"{name}: {note}" for name in names)

    def _certificate_note(self, until: datetime | None, now: datetime) -> str:
        if until is None or (until - now).total_seconds() > self._office.thresholds.cert_days * _DAY_S:
            return ""
        day = short_date(until.astimezone(self._zone).date())
        word = "sudah berakhir sejak" if until <= now else "berakhir"
        return f"sertifikat HTTPS {word} {day}; perbarui sertifikatnya"

    # -- limits -----------------------------------------------------------------------------------------------

    def _resolve_s(self) -> float:
        return min(1.0, _RESOLVE_SHARE * self._interval_s)

    def _depth(self, target: Target) -> int:
        """How many parents stand above a target; a ring (refused by the office file's check) ends the count."""
        seen: list[Target] = []
        above = self._by_id.get(target.parent or "")
        while above is not None and above not in seen:
            seen.append(above)
            above = self._by_id.get(above.parent or "")
        return len(seen)
