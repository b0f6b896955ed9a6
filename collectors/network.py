"""The network collector: every target of one office in one batch, by ICMP, TCP connect and HTTP.

A failure is a poll whose two retries failed too (sla-rules, "Network states"); whether the target is down is for the
store to say, after three such polls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx

from collectors.base import CollectorError, Harvest
from collectors.icmp import IcmpNotPermittedError, SweepResult, sweep
from collectors.own_side import is_own_side, own_side_note
from collectors.probes import ProbeResult, http_client, probe_http, probe_tcp, with_retries
from collectors.resolve import Resolver
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey
from dashboard.offices import Office, Probe, Target

ATTEMPTS = 3
"""One attempt and two retries make one poll (sla-rules, "Network states")."""
REPLY_TIMEOUT_S = 1.0
"""For one attempt of ICMP or TCP (as the sweep was measured)."""
HTTP_TIMEOUT_S = 5.0
DEGRADED_RTT_MS = 300.0
"""No seed prints a figure. ITU-T G.114: up to 150 ms one way disturbs no use, so twice that for the way and back."""
DEGRADED_SATELLITE_MS = 800.0
"""Satellite hops alone take some 500 ms. ITU-T G.114: 400 ms one way is the limit of planning."""
DEGRADED_HTTP_MS = 1000.0
"""An HTTP answer takes several round trips and the server's own work; after 1 s a person feels the wait."""
METRIC, UNIT = "rtt_ms", "ms"

_POLL_SHARE = 0.8
"""Share of the interval that all attempts together may take, so that a poll ends before the next is due."""
_RESOLVE_SHARE = 0.1
_CONCURRENCY = 256
"""TCP and HTTP probes at once: well under the 1,024 descriptors that a process has by default."""
_RUNNER_SLACK_S = 2.0


def series_key(office: Office, target: Target) -> SeriesKey:
    """The series in which the round-trip times of ``target`` are kept, in milliseconds."""
    return SeriesKey(office.code, target.kecamatan, CollectorName.NETWORK, target.id, METRIC, UNIT)


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
        rounds = 1 + len(self._targets) // _CONCURRENCY
        slowest_s = HTTP_TIMEOUT_S if "http" in kinds else REPLY_TIMEOUT_S
        return self._resolve_s() + ATTEMPTS * self._attempt_s(slowest_s) * rounds + _RUNNER_SLACK_S

    def series(self) -> tuple[SeriesKey, ...]:
        """One series a target, parents before the targets that hang on them."""
        return tuple(series_key(self._office, target) for target in self._targets)

    def parent_key(self, target: Target) -> SeriesKey | None:
        """The series of the target that ``target`` hangs on; None for one that hangs on nothing."""
        parent = self._by_id.get(target.parent or "")
        return series_key(self._office, parent) if parent else None

    def collect(self, now: datetime) -> Harvest:
        """Probe everything once, each address once. Never raises for a target: what cannot be measured is UNKNOWN."""
        decided = {target.id: self._decided(target, now) for target in self._targets}
        measured = [target for target in self._targets if decided[target.id] is None]
        results, notes = self._measure({target.probe: None for target in measured})
        samples = [
            self._decision_sample(target, now, status)
            if (status := decided[target.id]) is not None
            else self._sample(target, now, results[target.probe])
            for target in self._targets
        ]
        notes += [f"{target.name}: {results[target.probe].note}" for target in measured if results[target.probe].note]
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

    def _decision_sample(self, target: Target, now: datetime, status: SampleStatus) -> Sample:
        return Sample(series_key(self._office, target), now, None, status, parent=self.parent_key(target))

    # -- measuring --------------------------------------------------------------------------------------------

    def _measure(self, probes: Iterable[Probe]) -> tuple[dict[Probe, ProbeResult], list[str]]:
        hosts = {probe: _host(probe) for probe in probes}
        addresses = self._resolver.resolve(hosts.values(), self._resolve_s())
        known = {probe: address for probe, host in hosts.items() if (address := addresses[host])}
        results = {probe: _unresolved(host) for probe, host in hosts.items() if probe not in known}
        if not known:
            return results, []
        found, notes = asyncio.run(self._poll(known))
        return results | found, notes

    async def _poll(self, known: dict[Probe, str]) -> tuple[dict[Probe, ProbeResult], list[str]]:
        pings = {probe: address for probe, address in known.items() if probe.type == "icmp"}
        others = [probe for probe in known if probe.type != "icmp"]
        gate = asyncio.Semaphore(_CONCURRENCY)
        async with http_client() as client, asyncio.TaskGroup() as group:
            ping = group.create_task(self._ping(pings))
            asked = {probe: group.create_task(self._probe(gate, client, probe, known[probe])) for probe in others}
        pinged, notes = ping.result()
        return pinged | {probe: task.result() for probe, task in asked.items()}, notes

    async def _ping(self, pings: dict[Probe, str]) -> tuple[dict[Probe, ProbeResult], list[str]]:
        if not pings:
            return {}, []
        try:
            timeout_s = self._attempt_s(REPLY_TIMEOUT_S)
            result = await sweep(tuple(pings.values()), timeout_s=timeout_s, retries=ATTEMPTS - 1)
        except IcmpNotPermittedError as error:
            return dict.fromkeys(pings, ProbeResult(SampleStatus.UNKNOWN)), [str(error)]
        except OSError as error:
            return dict.fromkeys(pings, ProbeResult(SampleStatus.UNKNOWN)), [f"Ping: {own_side_note(error)}."]
        return {probe: _pinged(result, address) for probe, address in pings.items()}, []

    async def _probe(
        self, gate: asyncio.Semaphore, client: httpx.AsyncClient, probe: Probe, address: str
    ) -> ProbeResult:
        async def attempt() -> ProbeResult:
            async with gate:
                if probe.type == "tcp":
                    return await probe_tcp(address, probe.port or 0, timeout_s=self._attempt_s(REPLY_TIMEOUT_S))
                timeout_s = self._attempt_s(HTTP_TIMEOUT_S)
                return await probe_http(
                    client, probe.url, address, expect_status=probe.expect_status, timeout_s=timeout_s
                )

        return await with_retries(attempt, attempts=ATTEMPTS)

    def _sample(self, target: Target, now: datetime, result: ProbeResult) -> Sample:
        status = result.status
        slow = result.rtt_ms is not None and result.rtt_ms >= self._degraded_ms(target)
        if status is SampleStatus.OK and (slow or result.attempts > 1):
            status = SampleStatus.DEGRADED
        return Sample(series_key(self._office, target), now, result.rtt_ms, status, parent=self.parent_key(target))

    # -- limits -----------------------------------------------------------------------------------------------

    def _degraded_ms(self, target: Target) -> float:
        if target.probe.type == "http":
            return DEGRADED_HTTP_MS
        return DEGRADED_SATELLITE_MS if self._links.get(target.link or "") == "vsat" else DEGRADED_RTT_MS

    def _attempt_s(self, wanted_s: float) -> float:
        return min(wanted_s, _POLL_SHARE * self._interval_s / ATTEMPTS)

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


def _host(probe: Probe) -> str:
    """The host to resolve; empty where an address on the web cannot be read."""
    if probe.type != "http":
        return probe.host
    try:
        url = httpx.URL(probe.url)
    except httpx.InvalidURL:
        return ""
    return url.host if url.scheme in ("http", "https") else ""


def _unresolved(host: str) -> ProbeResult:
    if not host:
        note = "alamat pada berkas kantor tidak terbaca, sehingga tidak terukur; tulis misalnya http://10.0.0.1/"
        return ProbeResult(SampleStatus.UNKNOWN, note=note)
    note = f"nama {host} tidak dapat diterjemahkan, sehingga tidak terukur; periksa DNS atau tulis alamat IP-nya"
    return ProbeResult(SampleStatus.UNKNOWN, note=note)


def _pinged(result: SweepResult, address: str) -> ProbeResult:
    rtt_ms = result.rtt_ms(address)
    attempts: Sequence[object] = list(result.responses[address])
    if rtt_ms is not None:
        return ProbeResult(SampleStatus.OK, rtt_ms, len(attempts))
    error = result.errors.get(address)
    if error is not None and is_own_side(error, address):
        return ProbeResult(SampleStatus.UNKNOWN, attempts=len(attempts), note=own_side_note(error))
    return ProbeResult(SampleStatus.FAILED, attempts=len(attempts))
