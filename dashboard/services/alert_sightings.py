"""What there is to tell of now: outages, backups, sending and steps of one office, each as a sighting.

Read from ``latest``, state intervals and step runs; nothing is measured anew. A sighting says of one subject whether
its trouble lasts, whether it may be told of (within the schedule), or how it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from dashboard.flapping import flappings
from dashboard.model import CollectorName, SeriesState, State, StateInterval
from dashboard.office_alerts import AlertKind
from dashboard.offices import CounterSource, Office, Schedule, Target
from dashboard.rulebook import schedule_at
from dashboard.services.disk import FEW_BYTES
from dashboard.sla import scheduled_hours
from dashboard.store import AlertEvent, Store, intervals
from dashboard.workcal import WorkingCalendar

LOOK_BACK = timedelta(days=7)
FLAP_LOOK_BACK = timedelta(days=1)
FLAP_FRESH = timedelta(hours=2)
"""A target whose state is older cannot have begun to flap: four changes must lie within an hour."""
SOURCE_STALE_S = 900.0
"""Files and counters are read every minute, but a large folder may take a while."""
GONE = "tidak diukur lagi"
SWITCHED_OFF = "dinonaktifkan"
BACK = "pulih"
CALM = "tenang kembali"
ENOUGH = "ruang disk cukup lagi"
DISK = "disk"
"""What an alert about the disk is about: there is one a server."""
ENOUGH_BYTES = FEW_BYTES + FEW_BYTES // 10
"""A little more than where the alarm begins: a disk on the edge is told of once."""

_GOOD = (State.UP, State.DEGRADED)
_METRICS = {CollectorName.NETWORK: "rtt_ms", CollectorName.BACKUP: "age_s", CollectorName.RECORDS: "records"}
_TROUBLED = {
    AlertKind.CADANGAN: (CollectorName.BACKUP, (State.LATE, State.MISSING), (State.FRESH,)),
    AlertKind.PENGIRIMAN: (
        CollectorName.RECORDS,
        (State.STUCK,),
        (State.INCREASING, State.IDLE, State.RESTARTED),
    ),
}
TROUBLE = frozenset({State.DOWN, *(state for _, bad, _ in _TROUBLED.values() for state in bad)})
"""States of which may be told later though nothing changes: in working hours, or once they were measured anew."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One subject of one kind as it stands now. ``key`` names the occurrence, ``may_open`` whether it is told of.

    ``ended_at`` and ``ended_as`` where the trouble that was known is over.
    """

    kind: AlertKind
    subject: str
    key: str = ""
    kecamatan: str | None = None
    since: datetime | None = None
    may_open: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    ended_at: datetime | None = None
    ended_as: str = ""


@dataclass(frozen=True)
class Field:
    """What sightings of one office are made from; ``known`` events are those that have not ended."""

    store: Store
    office: Office
    calendar: WorkingCalendar
    now: datetime
    stale_after_s: float
    states: Sequence[SeriesState]
    known: Sequence[AlertEvent]

    def open_event(self, kind: AlertKind, subject: str) -> AlertEvent | None:
        """The event of the subject that lasts, as far as we know."""
        return next((each for each in self.known if (each.kind, each.subject) == (kind.value, subject)), None)

    def by_source(self, collector: CollectorName) -> dict[str, SeriesState]:
        """The series that carries the state of each source of a collector, where the office still has it."""
        metric = _METRICS[collector]
        return {
            each.series.target: each
            for each in self.states
            if each.series.collector is collector and each.series.metric == metric
        }

    def is_fresh(self, state: SeriesState, limit_s: float) -> bool:
        """Whether a state was measured lately; an older one may be over and opens nothing."""
        return (self.now - state.observed_at).total_seconds() <= limit_s

    def counts(self, source: Target | CounterSource) -> bool:
        """Whether a source is within its schedule now."""
        schedule = schedule_at(self.office, source, self.now)
        if schedule is Schedule.SEMUA:
            return True
        moment = timedelta(seconds=1)
        return any(scheduled_hours(self.calendar, schedule.value, self.now, self.now + moment))

    @cached_property
    def last_day(self) -> Mapping[str, Sequence[StateInterval]]:
        """State intervals of the last day of each target, read at once when the first one is asked for."""
        found: defaultdict[str, list[StateInterval]] = defaultdict(list)
        kecamatan = {each.id: each.kecamatan for each in self.office.targets}
        until = self.now + timedelta(seconds=1)
        since = self.now - FLAP_LOOK_BACK
        for each in intervals(self.store, self.office.code, since, until, collector=CollectorName.NETWORK):
            key = each.series
            if key.metric == _METRICS[CollectorName.NETWORK] and kecamatan.get(key.target, "") == key.kecamatan:
                found[key.target].append(each)
        return found


def parents_of(office: Office) -> dict[str, tuple[str, ...]]:
    """Each target's parents, the nearest first; a ring (which no valid file has) is cut."""
    parents = {each.id: each.parent for each in office.targets}
    found: dict[str, tuple[str, ...]] = {}
    for target in parents:
        way: list[str] = []
        above = parents[target]
        while above is not None and above not in way and above in parents:
            way.append(above)
            above = parents[above]
        found[target] = tuple(way)
    return found


def network_sightings(seen: Field) -> Iterator[Sighting]:
    """Outages and spells of flapping."""
    above, states = parents_of(seen.office), seen.by_source(CollectorName.NETWORK)
    below: defaultdict[str, list[Target]] = defaultdict(list)
    for target in seen.office.targets:
        for parent in above[target.id]:
            below[parent].append(target)
    for target in seen.office.targets:
        state = states.get(target.id)
        if state is None or state.series.kecamatan != target.kecamatan:
            yield from _moved(seen, target)
            continue
        known = seen.open_event(AlertKind.JARINGAN, target.id)
        if known is not None or state.state is State.DOWN:
            # what hangs on it is cut off with it, and is told of by it alone: so it counts when any of them does
            may_open = any(seen.counts(each) for each in (target, *below[target.id]))
            yield from _outage(seen, target, state, known, may_open, len(below[target.id]))
        yield from _flapping(seen, target, state)


def _moved(seen: Field, target: Target) -> Iterator[Sighting]:
    """The end of what was seen of a target that is measured elsewhere now, or not yet again."""
    for kind in (AlertKind.JARINGAN, AlertKind.NAIK_TURUN):
        if seen.open_event(kind, target.id) is not None:
            yield Sighting(kind, target.id, ended_at=seen.now, ended_as=GONE)


def _outage(
    seen: Field, target: Target, state: SeriesState, known: AlertEvent | None, may_open: bool, below: int
) -> Iterator[Sighting]:
    kind = AlertKind.JARINGAN
    lines = _lines(seen, target, seen.now - LOOK_BACK if known is None else known.since)
    if known is not None:
        back_at = next((each.start for each in lines if each.state in _GOOD and each.start > known.since), None)
        if back_at is not None:
            yield Sighting(kind, target.id, ended_at=back_at, ended_as=BACK)
            lines = [each for each in lines if each.start >= back_at]
        elif state.state is State.DISABLED:
            yield Sighting(kind, target.id, ended_at=max(state.since, known.since), ended_as=SWITCHED_OFF)
            return
        else:
            yield Sighting(kind, target.id, key=known.key)
            return
    if state.state is not State.DOWN or not seen.is_fresh(state, seen.stale_after_s):
        return
    began_at = state.since
    for each in reversed(lines):
        if each.state in _GOOD:
            break
        if each.state is State.DOWN:
            began_at = min(began_at, each.start)
    facts = {"name": target.name, "below": below}
    key = f"{target.id}/{began_at:%Y%m%dT%H%M%SZ}"
    yield Sighting(kind, target.id, key, target.kecamatan, began_at, may_open, facts)


def _flapping(seen: Field, target: Target, state: SeriesState) -> Iterator[Sighting]:
    known = seen.open_event(AlertKind.NAIK_TURUN, target.id)
    if known is None and seen.now - state.since > FLAP_FRESH:
        return
    spells = flappings(seen.last_day.get(target.id, ()), seen.now)
    last = spells[-1] if spells else None
    if last is not None and last.end is None:
        key = f"{target.id}/{last.start:%Y%m%dT%H%M%SZ}" if known is None else known.key
        facts = {"name": target.name, "changes": last.changes}
        yield Sighting(AlertKind.NAIK_TURUN, target.id, key, target.kecamatan, last.start, seen.counts(target), facts)
    elif known is not None:
        over_at = seen.now if last is None or last.end is None else last.end
        yield Sighting(AlertKind.NAIK_TURUN, target.id, ended_at=max(over_at, known.since), ended_as=CALM)


def _lines(seen: Field, target: Target, since: datetime) -> list[StateInterval]:
    found = intervals(
        seen.store,
        seen.office.code,
        since,
        seen.now + timedelta(seconds=1),
        collector=CollectorName.NETWORK,
        kecamatan=target.kecamatan,
        target=target.id,
    )
    metric = _METRICS[CollectorName.NETWORK]
    return sorted((each for each in found if each.series.metric == metric), key=lambda each: each.start)


def source_sightings(seen: Field) -> Iterator[Sighting]:
    """Backups that are late or missing, counters that stand still although something waits."""
    sources: dict[AlertKind, list[tuple[str, str, str | None, bool]]] = {
        AlertKind.CADANGAN: [(each.id, each.name, each.kecamatan, True) for each in seen.office.backups],
        AlertKind.PENGIRIMAN: [(each.id, each.id, each.kecamatan, seen.counts(each)) for each in seen.office.counters],
    }
    for kind, (collector, bad, good) in _TROUBLED.items():
        states = seen.by_source(collector)
        for source, name, kecamatan, may_open in sources[kind]:
            state, known = states.get(source), seen.open_event(kind, source)
            if state is None:
                continue
            if state.state in good and known is not None:
                yield Sighting(kind, source, ended_at=max(state.since, known.since), ended_as=BACK)
            elif known is not None:
                yield Sighting(kind, source, key=known.key)
            elif state.state in bad and seen.is_fresh(state, SOURCE_STALE_S):
                key = f"{source}/{state.since:%Y%m%dT%H%M%SZ}"
                facts = {"name": name, "state": state.state.value}
                yield Sighting(kind, source, key, kecamatan, state.since, may_open, facts)


def disk_sightings(seen: Field, left_bytes: int) -> Iterator[Sighting]:
    """The disk under the database, while there still is room to write it down."""
    known = seen.open_event(AlertKind.DISK, DISK)
    if known is not None and left_bytes >= ENOUGH_BYTES:
        yield Sighting(AlertKind.DISK, DISK, ended_at=max(seen.now, known.since), ended_as=ENOUGH)
    elif known is not None:
        yield Sighting(AlertKind.DISK, DISK, key=known.key)
    elif left_bytes < FEW_BYTES:
        facts = {"name": "Server Pantau PIAK", "left_mb": left_bytes // 2**20}
        yield Sighting(
            AlertKind.DISK, DISK, f"{DISK}/{seen.now:%Y%m%dT%H%M%SZ}", since=seen.now, may_open=True, facts=facts
        )


def vanished(seen: Field, sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """The end of events whose source is measured no more, because the office file no longer has it."""
    have = {
        AlertKind.JARINGAN.value: {each.id for each in seen.office.targets},
        AlertKind.NAIK_TURUN.value: {each.id for each in seen.office.targets},
        AlertKind.CADANGAN.value: {each.id for each in seen.office.backups},
        AlertKind.PENGIRIMAN.value: {each.id for each in seen.office.counters},
    }
    told = {(each.kind.value, each.subject) for each in sightings}
    for event in seen.known:
        if event.kind in have and event.subject not in have[event.kind] and (event.kind, event.subject) not in told:
            yield Sighting(AlertKind(event.kind), event.subject, ended_at=seen.now, ended_as=GONE)
