"""Tables of opening intervals by the year, with prefix sums; the machinery under ``dashboard.workcal``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Hours = tuple[tuple[time, time], ...]
"""Opening intervals ``[open, close)`` of a day in local time, ascending, not overlapping; a close of 00:00 is 24:00."""

US = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SEARCH_YEARS = 5
"""So many years without a single opening are taken to mean that none will come."""


class CalendarError(ValueError):
    """The calendar knows no opening where one is needed."""


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime; TypeError for a naive one."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * US + since.microseconds


def instant(us: int) -> datetime:
    """The aware UTC datetime of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


@dataclass(frozen=True, slots=True)
class Columns:
    """Intervals in whole seconds as arrays; ``ends`` is the working time passed at each closing.

    ``midnights``, ``day_opens`` and ``day_closes``: begin, first opening and last closing of each working day.
    """

    opens: npt.NDArray[np.int64]
    closes: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    midnights: npt.NDArray[np.int64]
    day_opens: npt.NDArray[np.int64]
    day_closes: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Intervals of consecutive whole years in microseconds, ``ends[i]`` the working time passed at ``closes[i]``.

    Intervals that touch are one. ``days`` are the ordinals of the days with an opening, ``spans`` their intervals.
    """

    first_year: int
    last_year: int
    start: int
    stop: int
    opens: list[int]
    closes: list[int]
    ends: list[int]
    days: list[int]
    spans: dict[int, list[tuple[int, int]]]
    midnights: list[int]

    @property
    def total(self) -> int:
        """Working microseconds in the whole table."""
        return self.ends[-1] if self.ends else 0

    @cached_property
    def columns(self) -> Columns:
        """The same intervals as arrays of whole seconds."""
        days = self.spans.values()
        lists = (
            self.opens,
            self.closes,
            self.ends,
            self.midnights,
            [spans[0][0] for spans in days],
            [spans[-1][1] for spans in days],
        )
        return Columns(*(np.array(column, dtype=np.int64) // US for column in lists))

    def position(self, us: int) -> int:
        """Working microseconds from the start of the table to ``us``."""
        i = bisect_right(self.opens, us) - 1
        if i < 0:
            return 0
        left = self.closes[i] - us
        return self.ends[i] - left if left > 0 else self.ends[i]

    def positions(self, seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """``position`` over an array, in whole seconds."""
        columns = self.columns
        if columns.opens.size == 0:
            return np.zeros(seconds.shape, dtype=np.int64)
        i = np.searchsorted(columns.opens, seconds, side="right") - 1
        passed = columns.ends[i] - np.maximum(columns.closes[i] - seconds, 0)
        return np.where(i < 0, 0, passed)


class DayTable:
    """The growing table of one calendar. It is replaced, never changed, so that threads may read it freely."""

    def __init__(self, zone: str, hours: Callable[[date], Hours]) -> None:
        self.zone = ZoneInfo(zone)
        self._hours = hours
        self._table: Table | None = None

    def day(self, day: date) -> list[tuple[int, int]]:
        """Opening intervals of one local day in microseconds."""
        return [
            (self._micros(day, opens), self._micros(day if closes > time() else day + _DAY, closes))
            for opens, closes in self._hours(day)
        ]

    def _micros(self, day: date, at: time) -> int:
        return micros(datetime.combine(day, at, tzinfo=self.zone))

    def covering(self, from_us: int, to_us: int | None = None) -> Table:
        """A table that contains both instants with a year to spare on either side."""
        table = self._table
        last_us = from_us if to_us is None else to_us
        if table is not None and table.start <= from_us and last_us < table.stop:
            return table
        return self._grown(instant(from_us).year - 1, instant(last_us).year + 1)

    def later(self, us: int) -> Table:
        """The table of ``us`` with more years after it; CalendarError when they hold no opening."""
        table = self.covering(us)
        known = len(table.opens)
        table = self._grown(table.first_year, table.last_year + _SEARCH_YEARS)
        if len(table.opens) == known:
            raise CalendarError(f"kalender kerja tidak punya jam buka setelah tahun {table.last_year - _SEARCH_YEARS}")
        return table

    def following(self, day: date, n: int) -> date:
        """The ``n``-th working day after the working day ``day``."""
        table = self.covering(self._micros(day, time()))
        wanted = bisect_left(table.days, day.toordinal()) + n
        while wanted >= len(table.days):
            table = self.later(self._micros(day, time()))
            wanted = bisect_left(table.days, day.toordinal()) + n
        return date.fromordinal(table.days[wanted])

    def last_closing_before(self, day: date) -> int:
        """Closing of the last working day before ``day`` in microseconds; CalendarError when there is none."""
        table = self.covering(self._micros(day, time()))
        i = bisect_left(table.days, day.toordinal()) - 1
        if i < 0:
            table = self._grown(table.first_year - _SEARCH_YEARS, table.last_year)
            i = bisect_left(table.days, day.toordinal()) - 1
            if i < 0:
                raise CalendarError(f"kalender kerja tidak punya hari kerja sebelum {day.isoformat()}")
        return table.spans[table.days[i]][-1][1]

    def _grown(self, first_year: int, last_year: int) -> Table:
        if self._table is not None:
            first_year = min(first_year, self._table.first_year)
            last_year = max(last_year, self._table.last_year)
        if first_year < 2 or last_year > 9_997:
            raise CalendarError(f"kalender kerja tidak sampai ke tahun {first_year if first_year < 2 else last_year}")
        self._table = self._build(first_year, last_year)
        return self._table

    def _build(self, first_year: int, last_year: int) -> Table:
        opens: list[int] = []
        closes: list[int] = []
        by_day: dict[int, list[tuple[int, int]]] = {}
        first, stop = date(first_year, 1, 1), date(last_year + 1, 1, 1)
        for ordinal in range(first.toordinal(), stop.toordinal()):
            spans = self.day(date.fromordinal(ordinal))
            if spans:
                by_day[ordinal] = spans
            for begin, end in spans:
                if closes and closes[-1] == begin:
                    closes[-1] = end
                else:
                    opens.append(begin)
                    closes.append(end)
        ends: list[int] = []
        passed = 0
        for begin, end in zip(opens, closes, strict=True):
            passed += end - begin
            ends.append(passed)
        midnights = [self._micros(date.fromordinal(ordinal), time()) for ordinal in by_day]
        bounds = (self._micros(first, time()), self._micros(stop, time()))
        return Table(first_year, last_year, *bounds, opens, closes, ends, list(by_day), by_day, midnights)
