"""The clock over columns: due times, budgets and time taken off for many runs at once, as ``dashboard.sla.due`` has it.

Instants are whole seconds since 1970 UTC in a zone without daylight saving (all of Indonesia).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dashboard.sla.due import clock_of
from dashboard.sla.policy import Policy
from dashboard.sop import Clock, Standard, Unit
from dashboard.workcal import WorkingCalendar

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DAY_S = 86_400
NEVER = -1
"""Stands for an instant that is not known or has not come."""


class Way(IntEnum):
    """How a due time is found from a start."""

    WORKING_SECONDS = 0
    CALENDAR_SECONDS = 1
    WORKING_DAYS = 2
    CALENDAR_DAYS = 3
    YEARS = 4


@dataclass(frozen=True, slots=True)
class StandardColumns:
    """Standards by index: the way each is counted, its amount in seconds, days or years, and its lower bound."""

    way: Ints
    amount: Ints
    least: Ints
    """``NEVER`` for a single time."""
    is_zero: Flags

    @classmethod
    def of(cls, standards: Sequence[Standard], policy: Policy) -> StandardColumns:
        """The same standards as columns."""
        bounds = [(each.max_s, each.min_s) for each in standards]
        amounts = [each.maximum if most is None else most for each, (most, _) in zip(standards, bounds, strict=True)]
        least = [
            NEVER if each.minimum is None or each.unit is None else (each.minimum if fewest is None else fewest)
            for each, (_, fewest) in zip(standards, bounds, strict=True)
        ]
        return cls(
            np.array([_way(each, policy) for each in standards], dtype=np.int64),
            np.array(amounts, dtype=np.int64),
            np.array(least, dtype=np.int64),
            np.array([each.is_zero for each in standards], dtype=np.bool_),
        )


def _way(standard: Standard, policy: Policy) -> Way:
    is_working = clock_of(standard, policy) is Clock.WORKING
    if standard.max_s is not None:
        return Way.WORKING_SECONDS if is_working else Way.CALENDAR_SECONDS
    if standard.unit is Unit.TAHUN:
        return Way.YEARS
    return Way.WORKING_DAYS if is_working else Way.CALENDAR_DAYS


def is_working(way: Ints) -> Flags:
    """Which ways run on the working clock."""
    working: Flags = (way == Way.WORKING_SECONDS) | (way == Way.WORKING_DAYS)
    return working


def zone_offset_s(calendar: WorkingCalendar, lowest_s: int, highest_s: int) -> int | None:
    """Seconds by which the office's wall clock is ahead of UTC; None where that changes between the two instants."""
    zone = ZoneInfo(calendar.zone)
    first, last = datetime.fromtimestamp(lowest_s, UTC).year, datetime.fromtimestamp(highest_s, UTC).year
    found = {
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in range(first, last + 2)
        for month in (1, 4, 7, 10)
    }
    offset = found.pop()
    return None if found or offset is None else round(offset.total_seconds())


def elapsed(calendar: WorkingCalendar, working: Flags, a: Ints, b: Ints) -> Ints:
    """Seconds from ``a`` to ``b``, on the working clock where ``working``; 0 where ``b`` is not after ``a``."""
    passed: Ints = np.maximum(b - a, 0)
    # Where no time passed on the wall none passed at work: those need no look at the calendar.
    rows = np.flatnonzero(working & (passed > 0))
    if rows.size:
        passed[rows] = calendar.between_many(a[rows], b[rows])
    return passed


@dataclass(frozen=True, slots=True)
class DueClock:
    """Due times of one calendar. ``offset_s`` is the office's zone against UTC."""

    calendar: WorkingCalendar
    offset_s: int

    def plain_due(self, way: Ints, amount: Ints, start: Ints) -> Ints:
        """Due times without pauses. CalendarError when for any of them no opening is left."""
        due = np.empty_like(start)
        ways: dict[Way, Callable[[Ints, Ints], Ints]] = {
            Way.WORKING_SECONDS: self.calendar.add_many,
            Way.CALENDAR_SECONDS: lambda starts, seconds: starts + seconds,
            Way.WORKING_DAYS: self.calendar.nth_working_day_many,
            Way.CALENDAR_DAYS: lambda starts, days: starts + days * DAY_S,
            Way.YEARS: self._anniversaries,
        }
        for each, work_out in ways.items():
            rows = np.flatnonzero(way == each)
            if rows.size:
                due[rows] = work_out(start[rows], amount[rows])
        return due

    def later_due(self, way: Ints, due: Ints, lost_s: Ints) -> Ints:
        """Due times moved by ``lost_s`` on their own clock; a yearly one stays on a closing."""
        moved = due + lost_s
        working = np.flatnonzero(is_working(way) & (lost_s > 0))
        if working.size:
            moved[working] = self.calendar.add_many(due[working], lost_s[working])
        yearly = np.flatnonzero((way == Way.YEARS) & (lost_s > 0))
        if yearly.size:
            closings = self._by_day(moved[yearly], np.zeros_like(yearly), self._closing)
            moved[yearly] = np.minimum(moved[yearly], closings)
        return moved

    def local_day(self, at: Ints) -> Ints:
        """Days since 1970 on the office's wall calendar."""
        days: Ints = (at + self.offset_s) // DAY_S
        return days

    def _anniversaries(self, start: Ints, years: Ints) -> Ints:
        return self._by_day(start, years, self.calendar.add_years)

    def _closing(self, at: datetime, _: int) -> datetime:
        following = self.calendar.local_date(at) + timedelta(days=1)
        return self.calendar.closing_of_last_working_day_before(following)

    def _by_day(self, at: Ints, amount: Ints, answer: Callable[[datetime, int], datetime]) -> Ints:
        """Answers that depend on the local day alone: each day is asked once."""
        pairs, inverse = np.unique(np.stack([self.local_day(at), amount]), axis=1, return_inverse=True)
        midnights = pairs[0] * DAY_S - self.offset_s
        answers = [
            int(answer(datetime.fromtimestamp(int(midnight), UTC), int(number)).timestamp())
            for midnight, number in zip(midnights, pairs[1], strict=True)
        ]
        return np.array(answers, dtype=np.int64)[inverse.reshape(-1)]
