"""Judging the hours of measured steps (pengiriman online) from state intervals, once each, when they are settled.

Source: sla-rules.md, "Measured steps". Polls are evidence: what is judged are the intervals, so a slot stays true after
the raw samples are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache, partial
from itertools import chain, groupby, takewhile

from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, Heap, Rollup, Sample, SeriesKey, SeriesState, Slot, State, StateInterval
from dashboard.offices import Office, Schedule, SopInForce
from dashboard.rulebook import schedule_at
from dashboard.services.replies import (
    NO_REPLIES,
    counter_value,
    replies_of,
    rollups_by_hour,
    samples_around,
)
from dashboard.services.slot_subjects import RTT_METRIC, Subject, measures, subjects_of
from dashboard.sla import Replies, SlotFinding, judge_growth_slot, judge_slot, scheduled_hours
from dashboard.store import Store, intervals, last_slot_start, latest, samples, save_evidence, save_slots
from dashboard.store import slots as kept_slots
from dashboard.workcal import WorkingCalendar

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CATCH_UP = timedelta(days=35)
CHUNK = timedelta(days=7)
"""What is read, judged and written at once where much has to be caught up."""
STALE_AFTER_S = 180.0
STORED_WITHIN = timedelta(minutes=1)
"""So long after it was observed a sample is stored at the latest, unless it has to wait in a spool."""
RAW_KEPT = timedelta(days=10)
"""As far back raw samples are asked for, unless told otherwise; older hours are told by their rollup."""
RAW_AT_ONCE = timedelta(days=1)
RAW_SURELY_KEPT = timedelta(days=2)
"""No office throws raw samples away sooner."""


def judge_hours(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    catch_up: timedelta = CATCH_UP,
    stale_after_s: float = STALE_AFTER_S,
    raw_kept: timedelta = RAW_KEPT,
) -> int:
    """Judge every settled scheduled hour that has no slots yet; gives the number of slots written.

    Goes back at most ``catch_up``, and never before the first measurement: nobody promised anything then.
    ``stale_after_s``: see ``settled_until``. ``raw_kept``: how long raw samples are kept.
    """
    known = {each.series: each for each in latest(store, office.code)}
    bench = _Bench(store, office, catalogue, calendar, known, now, now - raw_kept)
    until = settled_until(now, stale_after_s)
    return sum(
        _judge_sop(bench, listed, now - catch_up, until)
        for listed in office.sops
        if not listed.not_applicable and (sop := catalogue.find(listed.id)) is not None and measures(sop)
    )


def rejudge(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    since: datetime,
    now: datetime,
    *,
    until: datetime | None = None,
    as_scheduled: bool = False,
    raw_kept: timedelta = RAW_KEPT,
) -> int:
    """Judge hours from ``since`` on again after samples came late; gives the number of slots that changed.

    Only hours that were judged before are touched, and only rows that differ are written: doing it twice is harmless.
    ``as_scheduled``: calendar or schedules were corrected, so hours that now count are judged too, and those that
    count no longer are outside (nothing is deleted). ``until``: the hours that begin before it; None: all.
    """
    known = {each.series: each for each in latest(store, office.code)}
    bench = _Bench(store, office, catalogue, calendar, known, now, now - raw_kept)
    return sum(
        _rejudge_sop(bench, listed, _hour(since), until, as_scheduled=as_scheduled)
        for listed in office.sops
        if not listed.not_applicable and (sop := catalogue.find(listed.id)) is not None and measures(sop)
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    store: Store
    office: Office
    catalogue: Catalogue
    calendar: WorkingCalendar
    known: Mapping[SeriesKey, SeriesState]
    now: datetime
    raw_from: datetime


def settled_until(now: datetime, stale_after_s: float) -> datetime:
    """Up to which full hour everything is known that its own polls can tell: earlier verdicts would change again.

    How an hour ended is told by the samples after it: they confirm the state that lasted or date an outage back into
    it. Where none comes for ``stale_after_s`` (three poll intervals), it was measured up to its last sample only.
    """
    return _hour(now - timedelta(seconds=stale_after_s) - STORED_WITHIN)


def _judge_sop(bench: _Bench, listed: SopInForce, earliest: datetime, last: datetime) -> int:
    begin = _first_hour(bench, listed, earliest)
    if listed.end is not None:
        last = min(last, bench.calendar.local_midnight(listed.end + DAY))
    written = 0
    while begin is not None and begin < last:
        end = min(bench.calendar.local_midnight(bench.calendar.local_date(begin) + CHUNK), last)
        chunk = _Chunk.read(bench, begin, end)
        slots = sorted(_judge_chunk(bench, listed, chunk), key=lambda slot: slot.start)
        # One transaction a chunk, oldest first: what was cut off is taken up again at its first hour.
        save_slots(bench.store, slots)
        _keep_evidence(bench, slots, chunk)
        written += len(slots)
        begin = end
    return written


def _rejudge_sop(
    bench: _Bench, listed: SopInForce, begin: datetime, until: datetime | None, *, as_scheduled: bool
) -> int:
    last = last_slot_start(bench.store, bench.office.code, listed.id)
    if last is None:
        return 0
    stop = min(last + HOUR, until) if until is not None else last + HOUR
    if as_scheduled:
        begin = max(begin, bench.calendar.local_midnight(listed.start))
    changed = 0
    while begin < stop:
        end = min(bench.calendar.local_midnight(bench.calendar.local_date(begin) + CHUNK), stop)
        old = {_place(each): each for each in kept_slots(bench.store, bench.office.code, begin, end, sop=listed.id)}
        chunk = _Chunk.read(bench, begin, end)
        found = {_place(each): each for each in _judge_chunk(bench, listed, chunk)}
        differing = [
            new
            for place, each in found.items()
            if place in old and (new := _corrected(each, old[place], bench.now)) != old[place]
        ]
        if as_scheduled:
            differing += [each for place, each in found.items() if place not in old and _was_measured(chunk, each)]
            differing += _unscheduled(bench, listed, [each for place, each in old.items() if place not in found])
        save_slots(bench.store, differing)
        _keep_evidence(bench, differing, chunk)
        changed += len(differing)
        begin = end
    return changed


def _was_measured(chunk: _Chunk, slot: Slot) -> bool:
    """Whether its target was measured at all by then: nobody promised anything before."""
    states = chain.from_iterable(
        found
        for series, found in chunk.states.items()
        if (series.kecamatan, series.target) == (slot.kecamatan, slot.target)
    )
    return any(each.start <= slot.start for each in states)


def _unscheduled(bench: _Bench, listed: SopInForce, slots: Sequence[Slot]) -> Iterator[Slot]:
    """Slots of targets that the office still has, in hours that count no longer; what it has not stays as it was."""
    sop = bench.catalogue.get(listed.id)
    mine = {(number, subject.kecamatan, subject.series.target) for number, subject in subjects_of(bench.office, sop)}
    for slot in slots:
        if (slot.step, slot.kecamatan, slot.target) in mine and slot.rule != "slot_unscheduled":
            yield replace(slot, heap=Heap.OUTSIDE, rule="slot_unscheduled")


def _place(slot: Slot) -> tuple[datetime, int, str | None, str]:
    return (slot.start, slot.step, slot.kecamatan, slot.target)


def _corrected(found: Slot, before: Slot, now: datetime) -> Slot:
    """The new verdict; replies of which no more came stay as they were told by the raw samples."""
    if now - found.start > RAW_SURELY_KEPT and found.state == before.state == State.RESTARTED:
        return before  # what the counter stood at was read from samples that may be gone by now
    if found.used_count != before.used_count:
        return found
    return replace(found, used_sum_s=before.used_sum_s, used_max_s=before.used_max_s, histogram=before.histogram)


def _first_hour(bench: _Bench, listed: SopInForce, earliest: datetime) -> datetime | None:
    """The first hour to judge; None where nothing was ever measured."""
    begin = max(_hour_after(earliest), bench.calendar.local_midnight(listed.start))
    last = last_slot_start(bench.store, bench.office.code, listed.id)
    if last is not None:
        return max(begin, last + HOUR)
    sop = bench.catalogue.get(listed.id)
    wanted = {each.series for _, each in subjects_of(bench.office, sop)}
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
    raw: Callable[[SeriesKey, datetime], Sequence[Sample]]
    """Raw samples of one series, read when first asked for."""

    @classmethod
    def read(cls, bench: _Bench, start: datetime, end: datetime) -> _Chunk:
        code = bench.office.code
        found: defaultdict[SeriesKey, list[StateInterval]] = defaultdict(list)
        for each in intervals(bench.store, code, start, end):
            found[each.series].append(_as_measured(bench, each))
        raw = lru_cache(maxsize=2)(lambda key, day: _raw_of(bench, key, day))
        return cls(start, end, found, _rollups(bench, start, end), raw)


def _raw_of(bench: _Bench, series: SeriesKey, day: datetime) -> list[Sample]:
    """Raw samples of one series on one day (UTC), as far as they may be kept still."""
    end = day + RAW_AT_ONCE
    return samples(bench.store, series, max(day, bench.raw_from), end) if bench.raw_from < end else []


def _rollups(bench: _Bench, start: datetime, end: datetime) -> Mapping[tuple[SeriesKey, datetime], Rollup]:
    """Rollups of the chunk; those of kecamatan of the opening hours alone, where none of their targets runs always."""
    code = bench.office.code
    if any(each.kecamatan is not None and each.schedule is not Schedule.JAM_KERJA for each in bench.office.targets):
        return rollups_by_hour(bench.store, code, start, end)
    found = rollups_by_hour(bench.store, code, start, end, only_dinas=True)
    opened = [hour for hour, _ in scheduled_hours(bench.calendar, Schedule.JAM_KERJA.value, start, end)]
    # Day by day: nothing of the nights between need be read.
    for _, hours in groupby(opened, key=bench.calendar.local_date):
        day = list(hours)
        found |= rollups_by_hour(bench.store, code, day[0], day[-1] + HOUR)
    return found


def _as_measured(bench: _Bench, interval: StateInterval) -> StateInterval:
    """A state that lasts, cut at its last sample: what is unknown from there on, or goes on, the next one tells.

    Never measured by the clock: however late a settled hour is judged, again or for the first time, it comes to the
    same.
    """
    known = bench.known.get(interval.series)
    if interval.end is not None or known is None or interval.state is State.DISABLED:
        return interval
    return replace(interval, end=max(known.observed_at, interval.start))


def _judge_chunk(bench: _Bench, listed: SopInForce, chunk: _Chunk) -> Iterator[Slot]:
    version = cache(partial(_version, bench, listed.id))
    # Many targets share few schedules: the hours of each are worked out once.
    hours = {
        schedule: [
            (hour, hour + HOUR, parts, version(bench.calendar.local_date(hour)))
            for hour, parts in scheduled_hours(bench.calendar, schedule.value, chunk.start, chunk.end)
        ]
        for schedule in Schedule
    }
    for number, subject in subjects_of(bench.office, bench.catalogue.get(listed.id)):
        states = chunk.states.get(subject.series, ())
        judge = _judge_growth if subject.series.collector is CollectorName.RECORDS else _judge_replies
        first = 0
        for hour, end, parts, effective in _hours_of(bench, hours, subject):
            first = _first_after(states, hour, first)
            within = list(takewhile(lambda each: each.start < end, states[first:]))  # noqa: B023  (used at once)
            found, replies = judge(bench, subject.series, chunk, hour, within, parts)
            yield Slot(
                office=bench.office.code,
                kecamatan=subject.kecamatan,
                sop=listed.id,
                version=effective,
                step=number,
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


ScheduledHour = tuple[datetime, datetime, Sequence[tuple[datetime, datetime]], date]


def _hours_of(
    bench: _Bench, hours: Mapping[Schedule, Sequence[ScheduledHour]], subject: Subject
) -> Sequence[ScheduledHour]:
    """The hours in which a subject counts: each by the schedule that it had at the hour's start."""
    written = subject.source.schedule
    if isinstance(written, Schedule):
        return hours[written]
    found = [
        each
        for schedule, listed in hours.items()
        for each in listed
        if schedule_at(bench.office, subject.source, each[0]) is schedule
    ]
    return sorted(found, key=lambda each: each[0])


def _first_after(states: Sequence[StateInterval], at: datetime, place: int) -> int:
    """Place of the first interval, from ``place`` on, that has not ended by ``at``."""
    while place < len(states) and (ended_at := states[place].end) is not None and ended_at <= at:
        place += 1
    return place


Parts = Sequence[tuple[datetime, datetime]]


def _judge_replies(
    bench: _Bench, series: SeriesKey, chunk: _Chunk, hour: datetime, within: Sequence[StateInterval], parts: Parts
) -> tuple[SlotFinding, Replies]:
    replies = replies_of(chunk.raw(series, hour.replace(hour=0)), hour, chunk.rollups.get((series, hour)))
    return judge_slot(within, parts, replies), replies


def _judge_growth(
    bench: _Bench, series: SeriesKey, _: _Chunk, hour: datetime, within: Sequence[StateInterval], parts: Parts
) -> tuple[SlotFinding, Replies]:
    found = judge_growth_slot(within, parts)
    if found.state == State.RESTARTED:
        value = counter_value(bench.store, series, hour)
        found = judge_growth_slot(within, parts, restarted_value=value)
    return found, NO_REPLIES


def _keep_evidence(bench: _Bench, slots: Sequence[Slot], chunk: _Chunk) -> None:
    """Samples around each state change of a missed hour, kept for good while raw ones still exist."""
    by_target = {(key.kecamatan, key.target): key for key in chunk.states if key.metric == RTT_METRIC}
    for slot in slots:
        series = by_target.get((slot.kecamatan, slot.target))
        if slot.heap is not Heap.MISSED or series is None:
            continue
        changes = [each.start for each in chunk.states[series] if slot.start <= each.start < slot.start + HOUR]
        save_evidence(
            bench.store, slot, samples_around(bench.store, series, [at for at in changes if at >= bench.raw_from])
        )


def _version(bench: _Bench, sop_id: str, on: date) -> date:
    """Effective date of the version in force on the day of a slot; the oldest one's for a day before all of them."""
    in_force = bench.catalogue.in_force(sop_id, on)
    return (in_force or bench.catalogue.versions()[sop_id][0]).effective


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _hour_after(at: datetime) -> datetime:
    """The first full hour from ``at`` on: half an hour of measuring is not held against anybody."""
    return at if at == _hour(at) else _hour(at) + HOUR
