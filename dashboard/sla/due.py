"""Due time and budget of standards from a start, on their own clock, with the time taken off (sla-rules, The clock)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboard.sla.policy import Policy
from dashboard.sop import Clock, Standard, Unit
from dashboard.workcal import WorkingCalendar

Hole = tuple[datetime, datetime]
"""Time that does not count: ``[start, end]``."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a standard runs out. ``lost_s`` is the time taken off, ``budget_s`` the time allowed, both on ``clock``."""

    due_at: datetime
    budget_s: float
    lost_s: float
    clock: Clock


def clock_of(standard: Standard, policy: Policy) -> Clock:
    """The clock that a standard runs on. ``tahun`` is counted by the calendar, ``hari`` as the office says."""
    if standard.unit is Unit.TAHUN or (standard.unit is Unit.HARI and not policy.hari_is_working):
        return Clock.CALENDAR
    return standard.clock


def elapsed(calendar: WorkingCalendar, clock: Clock, a: datetime, b: datetime) -> float:
    """Seconds from ``a`` to ``b`` on a clock; 0 when ``b`` is not after ``a``."""
    if clock is Clock.WORKING:
        return calendar.between(a, b)
    return max((b - a).total_seconds(), 0.0)


def plain_due(standard: Standard, start: datetime, calendar: WorkingCalendar, policy: Policy) -> datetime:
    """Due time without pauses. A zero standard is due at its start. CalendarError when no opening is left."""
    seconds = standard.max_s
    if seconds is not None:
        if standard.clock is Clock.WORKING:
            return calendar.add(start, seconds)
        return start + timedelta(seconds=seconds)
    if standard.unit is Unit.TAHUN:
        return calendar.add_years(start, standard.maximum)
    if clock_of(standard, policy) is Clock.WORKING:
        return calendar.nth_working_day(start, standard.maximum)
    return calendar.add_calendar_days(start, standard.maximum)


def earliest_due(standard: Standard, start: datetime, calendar: WorkingCalendar, policy: Policy) -> datetime | None:
    """When the lower bound of a range is reached; None for a single time."""
    if standard.minimum is None:
        return None
    return plain_due(replace(standard, maximum=standard.minimum), start, calendar, policy)


def later_due(
    standard: Standard, due_at: datetime, lost_s: float, calendar: WorkingCalendar, policy: Policy
) -> datetime:
    """The due time moved by ``lost_s`` on the standard's clock. A yearly one stays on a closing."""
    if lost_s <= 0:
        return due_at
    if clock_of(standard, policy) is Clock.WORKING:
        return calendar.add(due_at, lost_s)
    moved = due_at + timedelta(seconds=lost_s)
    if standard.unit is Unit.TAHUN:
        next_day = calendar.local_date(moved) + timedelta(days=1)
        return min(moved, calendar.closing_of_last_working_day_before(next_day))
    return moved


def deadline(
    chain: Sequence[Standard],
    start: datetime,
    calendar: WorkingCalendar,
    policy: Policy,
    *,
    holes: Sequence[Hole] = (),
    lost_s: float = 0.0,
) -> Deadline:
    """Due time of standards added in order, each on its own clock, from ``start``.

    ``holes`` are disjoint and ascending. A hole moves the standard during which it begins; one that begins after
    the last due time moves nothing, for a pause never un-misses. ``lost_s``: time without known begin, taken off once.
    """
    clock = common_clock(chain, policy)
    if not holes and lost_s <= 0:
        due_at = _chained(chain, start, calendar, policy)
        return Deadline(due_at, elapsed(calendar, clock, start, due_at), 0.0, clock)
    due_at = start
    lost = lost_s
    waiting = [hole for hole in holes if hole[1] > start]
    taken = 0
    for i, standard in enumerate(chain):
        due_at = plain_due(standard, due_at, calendar, policy)
        if i == 0:
            due_at = later_due(standard, due_at, lost_s, calendar, policy)
        own = clock_of(standard, policy)
        while taken < len(waiting) and waiting[taken][0] <= due_at:
            hole_start, hole_end = max(waiting[taken][0], start), waiting[taken][1]
            moved = elapsed(calendar, own, hole_start, hole_end)
            due_at = later_due(standard, due_at, moved, calendar, policy)
            lost += elapsed(calendar, clock, hole_start, hole_end)
            taken += 1
    budget = elapsed(calendar, clock, start, _chained(chain, start, calendar, policy))
    return Deadline(due_at, budget, lost, clock)


def common_clock(chain: Sequence[Standard], policy: Policy) -> Clock:
    """The clock on which a chain's used time is told: the working one as soon as one standard runs on it."""
    clocks = {clock_of(standard, policy) for standard in chain}
    return Clock.WORKING if Clock.WORKING in clocks else Clock.CALENDAR


def _chained(chain: Sequence[Standard], start: datetime, calendar: WorkingCalendar, policy: Policy) -> datetime:
    due_at = start
    for standard in chain:
        due_at = plain_due(standard, due_at, calendar, policy)
    return due_at
