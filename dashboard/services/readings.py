"""Output of a person's network test: what the network collector measured meanwhile, attached to the finished step.

Source: sla-rules, "Measured steps" (Paser). Which steps ask for it is catalogue data (``output_dari``); what is
attached judges nothing, and stays when the raw samples are thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, SeriesKey, Ticket
from dashboard.offices import Office, Target
from dashboard.readings import Attached, Interval, Readings, TargetReading, read_target
from dashboard.rulebook import policy_at, sop_at
from dashboard.services.identity import collector_officer
from dashboard.sla.path import Stand, Visit, Walk
from dashboard.sla.plan import plan_of
from dashboard.sop import Sop
from dashboard.store import Store, attach_readings, newest_readings, rollups, samples, tickets

LEAST_POLLS = 5
"""A step too short for this many polls gets the last ones before its finish."""
USUAL_POLL_S = 30.0
"""Polls are counted at this pace where they come faster."""
LATE_DATA = timedelta(hours=24)
"""How long after the finish late (spooled) samples are looked for."""
SETTLE = timedelta(seconds=60)
"""A poll that began before the finish is stored a few seconds after it."""
LONGEST = timedelta(days=2) - timedelta(seconds=1)
"""Raw samples of one series are read for two days at most."""
OFFICER = collector_officer(CollectorName.NETWORK).id

_METRIC = "rtt_ms"
_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)


def attach_network_outputs(
    store: Store, office: Office, catalogue: Catalogue, now: datetime, *, raw_days: int, poll_s: float
) -> int:
    """Attach what is due to the finished steps of the office's tickets; gives the number of attachments.

    Once an attempt, and again where its times were corrected or late samples came within 24 hours. An attempt whose
    raw samples are gone already (``raw_days``) is left as it is: of that time nothing can be said any more.
    """
    kept_since = now - timedelta(days=raw_days)
    count = 0
    for sop_id in _asking(catalogue):
        held = tickets(store, office.code, sop=sop_id, start=kept_since)
        known = newest_readings(store, office.code, (each.id for each in held))
        for ticket in held:
            for visit in _finished(office, catalogue, ticket, now):
                asked = _Asked(store, office, ticket, visit, poll_s)
                if not asked.is_due(known.get((ticket.id, visit.step.number, visit.attempt)), kept_since, now):
                    continue
                found = asked.read()
                if found is not None:
                    count += attach_readings(store, office.code, ticket.id, found, by=OFFICER, at=now)
    return count


def _asking(catalogue: Catalogue) -> list[str]:
    """SOPs any version of which has a step with network figures as its output."""
    return [
        sop_id
        for sop_id, versions in catalogue.versions().items()
        if any(step.output_from is not None for sop in versions for step in sop.steps)
    ]


def _finished(office: Office, catalogue: Catalogue, ticket: Ticket, now: datetime) -> Iterator[Visit]:
    sop = _version_of(catalogue, ticket)
    if sop is None:
        return
    opened_at = ticket.opened.at
    plan, policy = plan_of(sop_at(office, sop, opened_at)), policy_at(office, opened_at)
    for visit in Walk(ticket, plan, policy, now).walk().visits:
        if visit.step.output_from is not None and visit.stand is Stand.DONE and visit.finish is not None:
            yield visit


def _version_of(catalogue: Catalogue, ticket: Ticket) -> Sop | None:
    versions = catalogue.versions().get(ticket.sop, ())
    return next((sop for sop in versions if sop.effective == ticket.version), None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One finished attempt at a step that asks for network figures."""

    store: Store
    office: Office
    ticket: Ticket
    visit: Visit
    poll_s: float

    @property
    def _finished_at(self) -> datetime:
        assert self.visit.finish is not None  # noqa: S101  (only finished visits are asked)
        return self.visit.finish.at.replace(microsecond=0)

    @property
    def _started_at(self) -> datetime | None:
        start = self.visit.start
        return None if start is None else start.at.replace(microsecond=0)

    def is_due(self, known: Attached | None, kept_since: datetime, now: datetime) -> bool:
        """Nothing attached yet, other times than what is attached was read for, or still time for late samples."""
        if now < self._finished_at + SETTLE or self._interval()[0] < kept_since:
            return False
        if known is None or now <= self._finished_at + LATE_DATA:
            return True
        return (known.readings.started_at, known.readings.finished_at) != (self._started_at, self._finished_at)

    def read(self) -> Readings | None:
        """The figures of every target of the ticket's kecamatan; None where raw samples of then are gone."""
        start, interval = self._interval()
        found: list[TargetReading] = []
        for target in self.office.targets:
            if target.kecamatan != self.ticket.kecamatan:
                continue
            reading = self._target(target, start)
            if reading is None:
                return None
            found.append(reading)
        return Readings(
            step=self.visit.step.number,
            attempt=self.visit.attempt,
            started_at=self._started_at,
            finished_at=self._finished_at,
            start=start,
            end=self._finished_at,
            interval=interval,
            source=CollectorName.NETWORK.value,
            targets=tuple(found),
        )

    def _interval(self) -> tuple[datetime, Interval]:
        end, begun = self._finished_at, self._started_at
        least = timedelta(seconds=LEAST_POLLS * max(self.poll_s, USUAL_POLL_S))
        if begun is None or end - begun < least:
            return end - least, Interval.WIDENED
        if end - begun > LONGEST:
            return end - LONGEST, Interval.SHORTENED
        return begun, Interval.STEP

    def _target(self, target: Target, start: datetime) -> TargetReading | None:
        series = SeriesKey(self.office.code, target.kecamatan, CollectorName.NETWORK, target.id, _METRIC)
        polls = samples(self.store, series, start, self._finished_at + _SECOND)
        if not polls and self._is_gone(series, start):
            return None
        return read_target(target.id, target.name, target.probe.type, polls)

    def _is_gone(self, series: SeriesKey, start: datetime) -> bool:
        """Whether the hours around the interval were measured, as their rollups tell, but no raw sample is left."""
        first = start.replace(minute=0, second=0, microsecond=0)
        end = self._finished_at
        counted = rollups(
            self.store,
            series.office,
            first,
            end + _SECOND,
            step="hour",
            collector=series.collector,
            kecamatan=series.kecamatan,
            target=series.target,
        )
        return any(each.polls and not samples(self.store, series, each.start, each.start + _HOUR) for each in counted)
