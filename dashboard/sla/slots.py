"""Measured steps: one scheduled clock hour judged from the states of its target (sla-rules, Measured steps)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dashboard.model import Heap, State, StateInterval
from dashboard.sla.histogram import EMPTY, within_limit
from dashboard.workcal import WorkingCalendar

Part = tuple[datetime, datetime]
"""A scheduled part ``[start, end)`` of an hour."""

GRACE_AFTER_OPENING = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Replies:
    """Confirmed replies of one hour: count, sum and maximum in seconds, and their histogram."""

    count: int = 0
    sum_s: float = 0.0
    max_s: float = 0.0
    histogram: tuple[int, ...] = EMPTY


@dataclass(frozen=True, slots=True)
class SlotFinding:
    """Heap, prevailing state and rule of one hour."""

    heap: Heap
    state: str
    rule: str


def scheduled_hours(
    calendar: WorkingCalendar, schedule: str, start: datetime, end: datetime
) -> Iterator[tuple[datetime, tuple[Part, ...]]]:
    """Clock hours between two instants with their scheduled parts; hours without one are left out.

    ``schedule`` is ``24_jam`` or ``jam_kerja``: opening hours, from 15 minutes after the day's first opening on.
    """
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if schedule == "24_jam":
        while hour < end:
            yield hour, ((max(hour, start), min(hour + _HOUR, end)),)
            hour += _HOUR
        return
    parts = list(_working_parts(calendar, start, end))
    i = 0
    while hour < end and i < len(parts):
        within = []
        for j in range(i, len(parts)):
            if parts[j][0] >= hour + _HOUR:
                break
            if parts[j][1] > hour:
                within.append((max(parts[j][0], hour), min(parts[j][1], hour + _HOUR)))
        if within:
            yield hour, tuple(within)
        hour += _HOUR
        while i < len(parts) and parts[i][1] <= hour:
            i += 1


def _working_parts(calendar: WorkingCalendar, start: datetime, end: datetime) -> Iterator[Part]:
    day = calendar.local_date(start)
    last = calendar.local_date(end)
    while day <= last:
        intervals = calendar.intervals(day)
        if intervals:
            # Kecamatan switch on when they open: the first quarter of an hour is theirs.
            begins_at = intervals[0][0] + GRACE_AFTER_OPENING
            for opens, closes in intervals:
                a, b = max(opens, begins_at, start), min(closes, end)
                if a < b:
                    yield a, b
        day += timedelta(days=1)


def time_by_state(intervals: Iterable[StateInterval], scheduled: Sequence[Part]) -> dict[State, float]:
    """Seconds of the scheduled parts in each state; what no interval covers is ``unknown``."""
    seconds: dict[State, float] = {}
    known_s = 0.0
    for interval in intervals:
        for a, b in scheduled:
            ends = b if interval.end is None else min(interval.end, b)
            held = (ends - max(interval.start, a)).total_seconds()
            if held > 0:
                seconds[interval.state] = seconds.get(interval.state, 0.0) + held
                known_s += held
    missing_s = sum((b - a).total_seconds() for a, b in scheduled) - known_s
    if missing_s > 0:
        seconds[State.UNKNOWN] = seconds.get(State.UNKNOWN, 0.0) + missing_s
    return seconds


def availability(intervals: Iterable[StateInterval], scheduled: Sequence[Part]) -> float | None:
    """(up + degraded) / (up + degraded + down) over the schedule, 0..1; None where none of these was seen."""
    seconds = time_by_state(intervals, scheduled)
    good = seconds.get(State.UP, 0.0) + seconds.get(State.DEGRADED, 0.0)
    measured = good + seconds.get(State.DOWN, 0.0)
    return good / measured if measured else None


_OFF: tuple[tuple[State, str], ...] = (
    (State.DISABLED, "slot_disabled"),
    (State.MAINTENANCE, "slot_maintenance"),
    (State.UNREACHABLE, "slot_unreachable"),
)


def judge_slot(intervals: Iterable[StateInterval], scheduled: Sequence[Part], replies: Replies) -> SlotFinding:
    """Judge one hour of a step whose target is polled.

    ``intervals`` are those of the target that touch the hour, in any order; ``scheduled`` its scheduled parts.
    """
    seconds = time_by_state(intervals, scheduled)
    whole = sum(seconds.values())
    if whole <= 0:
        return SlotFinding(Heap.OUTSIDE, State.UNKNOWN.value, "slot_unscheduled")
    if (off := _switched_off(seconds, whole)) is not None:
        return off
    if seconds.get(State.UNKNOWN, 0.0) * 2 > whole:
        return SlotFinding(Heap.UNMONITORED, State.UNKNOWN.value, "slot_unknown")
    down = seconds.get(State.DOWN, 0.0)
    measured = down + seconds.get(State.UP, 0.0) + seconds.get(State.DEGRADED, 0.0)
    if measured <= 0:
        return _nothing_measured(seconds)
    if down * 2 > measured:
        return SlotFinding(Heap.MISSED, State.DOWN.value, "slot_down")
    state = State.UP if seconds.get(State.UP, 0.0) >= seconds.get(State.DEGRADED, 0.0) else State.DEGRADED
    if within_limit(replies.histogram):
        return SlotFinding(Heap.MET, state.value, "slot_replied")
    if replies.count:
        return SlotFinding(Heap.MISSED, state.value, "slot_slow")
    return SlotFinding(Heap.UNMONITORED, state.value, "slot_no_reply_kept")


def _switched_off(seconds: Mapping[State, float], whole: float) -> SlotFinding | None:
    """Outside, where for more than half of the hour the kecamatan could not be measured through no fault of its own."""
    times = {state: seconds.get(state, 0.0) for state, _ in _OFF}
    if sum(times.values()) * 2 <= whole:
        return None
    longest = max(times, key=lambda state: times[state])
    return SlotFinding(Heap.OUTSIDE, longest.value, dict(_OFF)[longest])


def _nothing_measured(seconds: Mapping[State, float]) -> SlotFinding:
    """Half off and half unknown: the precedence of the states decides."""
    for state, rule in _OFF[:2]:
        if seconds.get(state, 0.0):
            return SlotFinding(Heap.OUTSIDE, state.value, rule)
    if seconds.get(State.UNKNOWN, 0.0):
        return SlotFinding(Heap.UNMONITORED, State.UNKNOWN.value, "slot_unknown")
    return SlotFinding(Heap.OUTSIDE, State.UNREACHABLE.value, "slot_unreachable")


_GROWTH: tuple[tuple[State, Heap, str], ...] = (
    (State.INCREASING, Heap.MET, "growth_increasing"),
    (State.RESTARTED, Heap.MET, "growth_restarted"),
    (State.STUCK, Heap.MISSED, "growth_stuck"),
    (State.IDLE, Heap.OUTSIDE, "growth_idle"),
    (State.QUIET, Heap.UNMONITORED, "growth_quiet"),
)


def judge_growth_slot(
    intervals: Iterable[StateInterval], scheduled: Sequence[Part], *, restarted_value: float | None = None
) -> SlotFinding:
    """Judge one hour of the records-sent step by growth: the state that prevailed in it decides.

    ``restarted_value``: the counter's value after a restart; None (not known) counts as 0.
    """
    seconds = time_by_state(intervals, scheduled)
    whole = sum(seconds.values())
    if whole <= 0:
        return SlotFinding(Heap.OUTSIDE, State.UNKNOWN.value, "slot_unscheduled")
    if (off := _switched_off(seconds, whole)) is not None:
        return off
    if seconds.get(State.UNKNOWN, 0.0) * 2 > whole:
        return SlotFinding(Heap.UNMONITORED, State.UNKNOWN.value, "growth_unknown")
    state, heap, rule = max(_GROWTH, key=lambda found: seconds.get(found[0], 0.0))
    if seconds.get(state, 0.0) <= 0:
        return SlotFinding(Heap.UNMONITORED, State.UNKNOWN.value, "growth_unknown")
    if state is State.RESTARTED and not restarted_value:
        return SlotFinding(Heap.UNMONITORED, state.value, "growth_restarted_at_zero")
    return SlotFinding(heap, state.value, rule)
