"""Judging the hours of measured steps (pengiriman online) from state intervals, once each, when they have closed.

Source: sla-rules.md, "Measured steps". Polls are evidence: what is judged are the intervals, so a slot stays true after
the raw samples are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial

from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, Heap, Rollup, SeriesKey, SeriesState, Slot, State, StateInterval
from dashboard.offices import Office, Role, Schedule, SopInForce
from dashboard.services.replies import NO_REPLIES, counter_value, replies_of, rollups_by_hour, samples_around
from dashboard.sla import Replies, SlotFinding, judge_growth_slot, judge_slot, scheduled_hours
from dashboard.sop import Measure, Sop, Step
from dashboard.store import Store, intervals, last_slot_start, latest, save_evidence, save_slots
from dashboard.workcal import WorkingCalendar

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CATCH_UP = timedelta(days=35)
STALE_AFTER_S = 180.0

_METRIC = {CollectorName.NETWORK: "rtt_ms", CollectorName.RECORDS: "records"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One measured thing of one step: a target or a counter, whose it is, and when it counts."""

    kecamatan: str | None
    series: SeriesKey
    schedule: Schedule


def judge_hours(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    catch_up: timedelta = CATCH_UP,
    stale_after_s: float = STALE_AFTER_S,
) -> int:
    """Judge every closed scheduled hour that has no slots yet; gives the number of slots written.

    Goes back at most ``catch_up``, and never before the first measurement: nobody promised anything then.
    ``stale_after_s``: how long after its last sample a series still counts as measured (three poll intervals).
    """
    known = {each.series: each for each in latest(store, office.code)}
    return sum(
        _judge_sop(_Bench(store, office, catalogue, calendar, known, now, stale_after_s), listed, now - catch_up)
        for listed in office.sops
        if not listed.not_applicable and (sop := catalogue.find(listed.id)) is not None and _measures(sop)
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    store: Store
    office: Office
    catalogue: Catalogue
    calendar: WorkingCalendar
    known: Mapping[SeriesKey, SeriesState]
    now: datetime
    stale_after_s: float


def subjects(office: Office, measure: Measure) -> tuple[Subject, ...]:
    """What stands behind a measured step. A step on the NID server takes the AFIS where the office names no NID."""
    if measure.collector == CollectorName.RECORDS:
        return tuple(
            Subject(each.kecamatan, _key(office, each.kecamatan, CollectorName.RECORDS, each.id), each.schedule)
            for each in office.counters
        )
    if measure.collector != CollectorName.NETWORK:
        return ()
    role = Role(measure.role)
    if role is Role.NID and not any(each.role is Role.NID for each in office.targets):
        role = Role.AFIS
    return tuple(
        Subject(each.kecamatan, _key(office, each.kecamatan, CollectorName.NETWORK, each.id), each.schedule)
        for each in office.targets
        if each.role is role
    )


def _key(office: Office, kecamatan: str | None, collector: CollectorName, target: str) -> SeriesKey:
    return SeriesKey(office.code, kecamatan, collector, target, _METRIC[collector])


def _judge_sop(bench: _Bench, listed: SopInForce, earliest: datetime) -> int:
    begin = _first_hour(bench, listed, earliest)
    last = _hour(bench.now)
    if listed.end is not None:
        last = min(last, bench.calendar.local_midnight(listed.end + DAY))
    written = 0
    while begin is not None and begin < last:
        end = min(begin + DAY, last)
        chunk = _Chunk.read(bench, begin, end)
        slots = sorted(_judge_chunk(bench, listed, chunk), key=lambda slot: slot.start)
        # One transaction a chunk, oldest first: what was cut off is taken up again at its first hour.
        save_slots(bench.store, slots)
        _keep_evidence(bench, slots, chunk)
        written += len(slots)
        begin = end
    return written


def _first_hour(bench: _Bench, listed: SopInForce, earliest: datetime) -> datetime | None:
    """The first hour to judge; None where nothing was ever measured."""
    begin = max(_hour_after(earliest), bench.calendar.local_midnight(listed.start))
    last = last_slot_start(bench.store, bench.office.code, listed.id)
    if last is not None:
        return max(begin, last + HOUR)
    sop = bench.catalogue.get(listed.id)
    wanted = {each.series for _, measure in _measures(sop) for each in subjects(bench.office, measure)}
    found = intervals(bench.store, bench.office.code, begin, bench.now)
    starts = [each.start for each in found if each.series in wanted]
    return max(begin, _hour_after(min(starts))) if starts else None


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What is known of ``[start, end)``, read once for all its hours."""

    start: datetime
    end: datetime
    states: Mapping[SeriesKey, Sequence[StateInterval]]
    rollups: Mapping[tuple[SeriesKey, datetime], Rollup]

    @classmethod
    def read(cls, bench: _Bench, start: datetime, end: datetime) -> _Chunk:
        code = bench.office.code
        found: defaultdict[SeriesKey, list[StateInterval]] = defaultdict(list)
        for each in intervals(bench.store, code, start, end):
            found[each.series].append(_as_measured(bench, each))
        return cls(start, end, found, _rollups(bench, start, end))


def _rollups(bench: _Bench, start: datetime, end: datetime) -> Mapping[tuple[SeriesKey, datetime], Rollup]:
    """Rollups of the chunk; those of kecamatan of the opening hours alone, where none of their targets runs always."""
    code = bench.office.code
    if any(each.kecamatan is not None and each.schedule is Schedule.SEMUA for each in bench.office.targets):
        return rollups_by_hour(bench.store, code, start, end)
    found = rollups_by_hour(bench.store, code, start, end, only_dinas=True)
    opened = [hour for hour, _ in scheduled_hours(bench.calendar, Schedule.JAM_KERJA.value, start, end)]
    if opened:
        found |= rollups_by_hour(bench.store, code, opened[0], opened[-1] + HOUR)
    return found


def _as_measured(bench: _Bench, interval: StateInterval) -> StateInterval:
    """A state that lasts, cut where its measuring stopped: afterwards nobody knows, though nothing says so yet."""
    known = bench.known.get(interval.series)
    if interval.end is not None or known is None or interval.state is State.DISABLED:
        return interval
    if (bench.now - known.observed_at).total_seconds() <= bench.stale_after_s:
        return interval
    return replace(interval, end=max(known.observed_at, interval.start))


def _judge_chunk(bench: _Bench, listed: SopInForce, chunk: _Chunk) -> Iterator[Slot]:
    version = lru_cache(maxsize=8)(partial(_version, bench, listed.id))
    for step, measure in _measures(bench.catalogue.get(listed.id)):
        for subject in subjects(bench.office, measure):
            states = chunk.states.get(subject.series, ())
            judge = _judge_growth if subject.series.collector is CollectorName.RECORDS else _judge_replies
            for hour, parts in scheduled_hours(bench.calendar, subject.schedule.value, chunk.start, chunk.end):
                end = hour + HOUR
                within = [each for each in states if each.start < end and (each.end is None or each.end > hour)]
                found, replies = judge(bench, subject.series, chunk, hour, within, parts)
                yield Slot(
                    office=bench.office.code,
                    kecamatan=subject.kecamatan,
                    sop=listed.id,
                    version=version(bench.calendar.local_date(hour)),
                    step=step.number,
                    start=hour,
                    heap=found.heap,
                    state=found.state,
                    rule=found.rule,
                    target=subject.series.target,
                    used_count=replies.count,
                    used_sum_s=replies.sum_s,
                    used_max_s=replies.max_s,
                    histogram=replies.histogram,
                )


Parts = Sequence[tuple[datetime, datetime]]


def _judge_replies(
    bench: _Bench, series: SeriesKey, chunk: _Chunk, hour: datetime, within: Sequence[StateInterval], parts: Parts
) -> tuple[SlotFinding, Replies]:
    replies = replies_of(bench.store, series, hour, chunk.rollups.get((series, hour)), bench.now)
    return judge_slot(within, parts, replies), replies


def _judge_growth(
    bench: _Bench, series: SeriesKey, _: _Chunk, hour: datetime, within: Sequence[StateInterval], parts: Parts
) -> tuple[SlotFinding, Replies]:
    found = judge_growth_slot(within, parts)
    if found.state == State.RESTARTED:
        value = counter_value(bench.store, series, hour, bench.now)
        found = judge_growth_slot(within, parts, restarted_value=value)
    return found, NO_REPLIES


def _keep_evidence(bench: _Bench, slots: Sequence[Slot], chunk: _Chunk) -> None:
    """Samples around each state change of a missed hour, kept for good while raw ones still exist."""
    by_target = {(key.kecamatan, key.target): key for key in chunk.states if key.collector is CollectorName.NETWORK}
    for slot in slots:
        series = by_target.get((slot.kecamatan, slot.target))
        if slot.heap is not Heap.MISSED or series is None:
            continue
        changes = [each.start for each in chunk.states[series] if slot.start <= each.start < slot.start + HOUR]
        save_evidence(bench.store, slot, samples_around(bench.store, series, changes, bench.now))


def _version(bench: _Bench, sop_id: str, on: date) -> date:
    """Effective date of the version in force on the day of a slot; the oldest one's for a day before all of them."""
    in_force = bench.catalogue.in_force(sop_id, on)
    return (in_force or bench.catalogue.versions()[sop_id][0]).effective


def _measures(sop: Sop) -> list[tuple[Step, Measure]]:
    return [
        (step, step.measure)
        for step in sop.steps
        if step.measure is not None and step.measure.collector in (CollectorName.NETWORK, CollectorName.RECORDS)
    ]


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hour_after(at: datetime) -> datetime:
    """The first full hour from ``at`` on: half an hour of measuring is not held against anybody."""
    return at if at == _hour(at) else _hour(at) + HOUR
