"""Working calendars: opening intervals of an office as pure values. Holidays are passed in as data.

Every instant is an aware datetime; answers are aware UTC. Working time is counted in integer microseconds, so that
sums and differences are exact. The tables behind the questions are built by the year when first asked for
(``dashboard.workdays``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dashboard.workdays import US, CalendarError, DayTable, Hours, Table, instant, micros

__all__ = ["CalendarError", "CalendarPeriod", "Hours", "WorkingCalendar"]

Seconds = npt.NDArray[np.int64]
"""Array of whole seconds: instants since 1970 UTC, or durations."""


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """Hours of the week in force from ``start`` to ``end`` (both included; None: open). Weekday 0 is Monday."""

    start: date
    end: date | None
    hours: Mapping[int, Hours]


@dataclass(frozen=True)
class WorkingCalendar:
    """Opening hours of one office.

    Of several periods that contain a day the LAST listed wins (Ramadan after the ordinary one).
    ``holidays`` close a day (national, cuti bersama, the office's own); ``special`` gives one day its own hours and
    wins over both (Saturday service, a working cuti bersama).
    ``unsure_years``: years without published cuti bersama or with estimated dates.

    Questions about time after the last opening that the calendar knows raise ``CalendarError``.
    """

    zone: str
    periods: tuple[CalendarPeriod, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, Hours] = field(default_factory=dict)
    unsure_years: frozenset[int] = frozenset()

    @cached_property
    def _table(self) -> DayTable:
        return DayTable(self.zone, self.hours)

    def hours(self, day: date) -> Hours:
        """Opening intervals of one local day in local time; empty when closed."""
        if day in self.special:
            return self.special[day]
        if day in self.holidays:
            return ()
        for period in reversed(self.periods):
            if period.start <= day and (period.end is None or day <= period.end):
                return period.hours.get(day.weekday(), ())
        return ()

    def local_date(self, at: datetime) -> date:
        """The date that the office's wall calendar shows at ``at``."""
        return at.astimezone(self._table.zone).date()

    def local_midnight(self, day: date) -> datetime:
        """The instant at which the local ``day`` begins."""
        return datetime.combine(day, time(), tzinfo=self._table.zone).astimezone(UTC)

    def intervals(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Opening intervals ``[open, close)`` of one local day."""
        return tuple((instant(opens), instant(closes)) for opens, closes in self._table.day(day))

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open; it is not at the very instant of closing."""
        us = micros(at)
        table = self._table.covering(us)
        i = bisect_right(table.opens, us) - 1
        return i >= 0 and us < table.closes[i]

    def next_opening(self, at: datetime) -> datetime:
        """``at`` itself while open, else the next opening."""
        us = micros(at)
        table = self._table.covering(us)
        i = bisect_right(table.opens, us)
        if i and us < table.closes[i - 1]:
            return at.astimezone(UTC)
        if i == len(table.opens):
            table = self._table.later(us)
            i = bisect_right(table.opens, us)
        return instant(table.opens[i])

    def add(self, start: datetime, seconds: float) -> datetime:
        """The first instant at which ``seconds`` of working time have passed since ``start``.

        An answer that falls on an opening is therefore written as the closing before it. Zero gives ``start``.
        """
        if seconds < 0:
            raise ValueError(f"working seconds must not be negative: {seconds}")
        us = micros(start)
        lasting = round(seconds * US)
        if lasting == 0:
            return start.astimezone(UTC)
        table = self._table.covering(us)
        goal = table.position(us) + lasting
        while goal > table.total:
            table = self._table.later(us)
            goal = table.position(us) + lasting
        i = bisect_left(table.ends, goal)
        return instant(table.closes[i] - (table.ends[i] - goal))

    def between(self, a: datetime, b: datetime) -> float:
        """Working seconds from ``a`` to ``b``; 0 when ``b`` is not after ``a``."""
        from_us, to_us = micros(a), micros(b)
        if to_us <= from_us:
            return 0.0
        table = self._table.covering(from_us, to_us)
        return (table.position(to_us) - table.position(from_us)) / US

    def nth_working_day(self, start: datetime, n: int) -> datetime:
        """Due time of ``n`` hari kerja: the same local time on the ``n``-th following working day (sla-rules.md).

        A start outside opening hours counts from the next opening. Before opening it becomes the opening, inside a
        break its end, after closing the closing; on the opening of the day it is written as the closing before it.
        """
        if n < 0:
            raise ValueError(f"working days must not be negative: {n}")
        begin = self.next_opening(start)
        local = begin.astimezone(self._table.zone)
        day = self._table.following(local.date(), n)
        wanted = datetime.combine(day, local.time(), tzinfo=self._table.zone)
        return self._written(self._clipped(micros(wanted), day), day)

    def _clipped(self, us: int, day: date) -> int:
        """``us`` moved into the opening hours of ``day``."""
        spans = self._table.covering(us).spans[day.toordinal()]
        for opens, closes in spans:
            if us <= opens:
                return opens
            if us <= closes:
                return us
        return spans[-1][1]

    def _written(self, us: int, day: date) -> datetime:
        """The first opening of ``day`` as the closing before it; any other instant, a break's end too, as it is."""
        table = self._table.covering(us)
        i = bisect_left(table.opens, us)
        is_first = us == table.spans[day.toordinal()][0][0]
        if is_first and i < len(table.opens) and table.opens[i] == us and i > 0:
            return instant(table.closes[i - 1])
        return instant(us)

    def add_years(self, start: datetime, n: int) -> datetime:
        """Due time of ``n`` tahun: closing of the last working day before the anniversary (29 February: 1 March)."""
        day = self.local_date(start)
        try:
            anniversary = day.replace(year=day.year + n)
        except ValueError:
            anniversary = date(day.year + n, 3, 1)
        return self.closing_of_last_working_day_before(anniversary)

    def closing_of_last_working_day_before(self, day: date) -> datetime:
        """Last closing of the last working day strictly before the local ``day``."""
        return instant(self._table.last_closing_before(day))

    def add_calendar_days(self, start: datetime, n: int) -> datetime:
        """The same local time ``n`` days later, open or not."""
        local = start.astimezone(self._table.zone)
        later = datetime.combine(local.date() + timedelta(days=n), local.time(), tzinfo=self._table.zone)
        return later.astimezone(UTC)

    def add_many(self, starts: Seconds, seconds: Seconds) -> Seconds:
        """``add`` over arrays: instants in epoch seconds, durations in seconds; the same answers as the scalar."""
        if starts.size == 0:
            return starts.astype(np.int64)
        if int(seconds.min()) < 0:
            raise ValueError("working seconds must not be negative")
        first = int(starts.min()) * US
        last = int(starts.max()) * US
        table = self._table.covering(first, last)
        goals = table.positions(starts) + seconds
        while int(goals.max()) * US > table.total:
            table = self._table.later(last)
            goals = table.positions(starts) + seconds
        columns = table.columns
        i = np.minimum(np.searchsorted(columns.ends, goals, side="left"), max(columns.ends.size - 1, 0))
        if columns.ends.size == 0:
            return starts.astype(np.int64)
        return np.where(seconds == 0, starts, columns.closes[i] - (columns.ends[i] - goals))

    def between_many(self, a: Seconds, b: Seconds) -> Seconds:
        """``between`` over arrays of epoch seconds; 0 where ``b`` is not after ``a``."""
        if a.size == 0:
            return a.astype(np.int64)
        lowest = int(min(a.min(), b.min())) * US
        highest = int(max(a.max(), b.max())) * US
        table = self._table.covering(lowest, highest)
        worked: Seconds = np.maximum(table.positions(b) - table.positions(a), 0)
        return worked

    def nth_working_day_many(self, starts: Seconds, days: Seconds) -> Seconds:
        """``nth_working_day`` over arrays, in a zone without daylight saving (all of Indonesia)."""
        if starts.size == 0:
            return starts.astype(np.int64)
        if int(days.min()) < 0:
            raise ValueError("working days must not be negative")
        last = int(starts.max()) * US
        table = self._table.covering(int(starts.min()) * US, last)
        at = self._opened_many(table, starts)
        while at is None or int((at[1] + days).max()) >= table.columns.midnights.size:
            table = self._table.later(last)
            at = self._opened_many(table, starts)
        begins, index = at
        columns = table.columns
        goal = index + days
        wanted = columns.midnights[goal] + (begins - columns.midnights[index])
        wanted = np.clip(wanted, columns.day_opens[goal], columns.day_closes[goal])
        i = np.searchsorted(columns.opens, wanted, side="right") - 1
        later = np.minimum(i + 1, columns.opens.size - 1)
        due = np.where(wanted > columns.closes[i], columns.opens[later], wanted)
        at_opening = (wanted == columns.day_opens[goal]) & (columns.opens[i] == wanted) & (i > 0)
        written: Seconds = np.where(at_opening, columns.closes[i - 1], due)
        return written

    @staticmethod
    def _opened_many(table: Table, starts: Seconds) -> tuple[Seconds, Seconds] | None:
        """Each start or its next opening, and the index of its working day; None when the table ends before one."""
        columns = table.columns
        i = np.searchsorted(columns.closes, starts, side="right")
        if columns.opens.size == 0 or int(i.max()) >= columns.opens.size:
            return None
        begins = np.maximum(starts, columns.opens[i])
        return begins, np.searchsorted(columns.midnights, begins, side="right") - 1
