"""A month of an office's judged seconds in one value: how a page reads a year of all offices without 190,000 rows.

Made from ``office_days`` and from nothing else. A value holds three whole numbers for each of 31 days: seconds
answered, down, not measured; ``NOT_JUDGED`` where the day was not judged or the month has no such day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from dashboard.store.codec import office_number
from dashboard.store.engine import Store, read
from dashboard.store.schema import office_months as table
from dashboard.store.statements import replace_all
from dashboard.tallies import Sums

NOT_JUDGED = -1
_KINDS = 3
_LONGEST = 31
_FORM = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class SecondsOf:
    """The seconds of some offices over some days, summed both ways; what was never judged is in neither."""

    by_office: Mapping[str, Sums]
    by_day: Mapping[date, Sums]


def save_month(
    connection: Connection, store: Store, number: int, month: date, days: Mapping[date, Sequence[int]]
) -> None:
    """Put the judged days of an office's month in place of what was there, inside a running transaction."""
    values = np.full((_LONGEST, _KINDS), NOT_JUDGED, _FORM)
    for day, seconds in days.items():
        values[day.day - 1] = seconds
    row = {"office_no": number, "month": _month_number(month), "seconds": values.tobytes()}
    connection.execute(replace_all(store.dialect, table), [row])


def seconds_of(store: Store, offices: Sequence[str], start: date, end: date) -> SecondsOf:
    """Seconds of these offices on the days ``start`` to ``end``, both included."""
    names = {office_number(office): office for office in offices}
    months = list(_months(start, end))
    if not names or not months:
        return SecondsOf({}, {})
    query = select(table.c.office_no, table.c.month, table.c.seconds).where(
        table.c.month.between(_month_number(months[0]), _month_number(months[-1])),
        table.c.office_no.between(min(names), max(names)),
    )
    with read(store) as connection:
        rows = connection.execute(query).all()
    return _summed(rows, names, months, start, end)


def _summed(
    rows: Sequence[Any],
    names: Mapping[int, str],
    months: Sequence[date],
    start: date,
    end: date,
) -> SecondsOf:
    numbers = sorted(names)
    lines = {number: line for line, number in enumerate(numbers)}
    columns = {_month_number(month): column for column, month in enumerate(months)}
    found = [row for row in rows if row[0] in lines]
    asked = np.full((len(numbers), len(months), _LONGEST, _KINDS), NOT_JUDGED, _FORM)
    if found:
        places = [lines[row[0]] for row in found], [columns[row[1]] for row in found]
        packed = b"".join(row[2] for row in found)
        asked[places] = np.frombuffer(packed, _FORM).reshape(len(found), _LONGEST, _KINDS)
    days = [(_day(month, line), (column, line)) for column, month in enumerate(months) for line in range(_LONGEST)]
    outside = [place for day, place in days if day is None or not start <= day <= end]
    for column, line in outside:
        asked[:, column, line] = NOT_JUDGED
    judged = asked[..., 0] != NOT_JUDGED
    asked[~judged] = 0
    of_office, of_day = asked.sum((1, 2), dtype=np.int64), asked.sum(0, dtype=np.int64)
    has_office, has_day = judged.any((1, 2)), judged.any(0)
    return SecondsOf(
        {names[number]: Sums(*map(int, of_office[line])) for number, line in lines.items() if has_office[line]},
        {day: Sums(*map(int, of_day[place])) for day, place in days if day is not None and has_day[place]},
    )


def _day(month: date, line: int) -> date | None:
    """The day in a line of a month's value; None past the month's end."""
    day = month + timedelta(days=line)
    return day if day.month == month.month else None


def _month_number(month: date) -> int:
    return month.year * 100 + month.month


def _months(start: date, end: date) -> Iterator[date]:
    """The first day of each month that a period touches."""
    month = start.replace(day=1)
    while month <= end:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
