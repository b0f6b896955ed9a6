"""An office's days, a row a collector: what its sweeps counted, and how long its targets answered in their hours.

Sweeps count on with their daily rollups, in the same transaction. The seconds are judged afterwards, from the states;
a day that has been polled since says so by ``polls`` and ``judged_polls``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Insert, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.model import CollectorName
from dashboard.store import schema
from dashboard.store.codec import office_number
from dashboard.store.engine import Store, read, write
from dashboard.store.office_months import save_month
from dashboard.store.rows import DAY_S, Values
from dashboard.store.schema import office_days as table

COUNTS = ("polls", "ok", "degraded", "failed", "unknown")
_EPOCH = date(1970, 1, 1)
_HALF_DAY_S = DAY_S // 2
_NETWORK = CollectorName.NETWORK.value


@dataclass(frozen=True, slots=True)
class DaySeconds:
    """Seconds of one office-local day, all targets together, each within its schedule."""

    day: date
    answered_s: float
    down_s: float
    blind_s: float
    """Not measured."""
    polls: int
    """How many polls the day had when this was judged."""


def day_number(day: date) -> int:
    """A day as it lies in the table."""
    return (day - _EPOCH).days


def count_days(
    connection: Connection, store: Store, collector: CollectorName, daily: Iterable[tuple[int | None, ...]]
) -> None:
    """Add what sweeps add to their office's daily rollups (rows of ``rollups_daily`` in the order of its columns)."""
    sums: dict[tuple[int, int], list[int]] = {}
    for row in daily:
        office_no, start_at, counts = row[0] or 0, row[2] or 0, [each or 0 for each in row[3 : 3 + len(COUNTS)]]
        place = (office_no, _day_of(start_at))
        sums[place] = [a + b for a, b in zip(sums.get(place, [0] * len(COUNTS)), counts, strict=True)]
    rows: list[Values] = [
        {"office_no": office_no, "collector": collector.value, "day": day, **dict(zip(COUNTS, counts, strict=True))}
        for (office_no, day), counts in sorted(sums.items())
    ]
    if rows:
        connection.execute(_add(store.dialect), rows)


def recount_days(connection: Connection, offices: Iterable[str]) -> None:
    """Count an office's days anew from its daily rollups; for pasts that are written whole."""
    rollups, series = schema.rollups_daily, schema.series
    day: ColumnElement[int] = literal_column(
        f"(rollups_daily.start_at + {_HALF_DAY_S}) / {DAY_S}"
    )  # PostgreSQL groups by the same text only
    for office in sorted(set(offices)):
        number = office_number(office)
        counted = (
            select(rollups.c.office_no, series.c.collector, day, *(func.sum(rollups.c[name]) for name in COUNTS))
            .join_from(rollups, series, series.c.id == rollups.c.series_id)
            .where(rollups.c.office_no == number, series.c.office == office)
            .group_by(rollups.c.office_no, series.c.collector, day)
        )
        connection.execute(delete(table).where(table.c.office_no == number))
        connection.execute(table.insert().from_select(["office_no", "collector", "day", *COUNTS], counted))


def unjudged_days(store: Store, office: str, since: date) -> tuple[tuple[date, int], ...]:
    """Days of an office that were polled since their seconds were judged, youngest first, with their polls."""
    query = (
        select(table.c.day, table.c.polls)
        .where(
            table.c.office_no == office_number(office),
            table.c.collector == _NETWORK,
            table.c.day >= day_number(since),
            or_(table.c.judged_polls.is_(None), table.c.judged_polls != table.c.polls),
        )
        .order_by(table.c.day.desc())
    )
    with read(store) as connection:
        return tuple((_EPOCH + timedelta(days=row.day), row.polls) for row in connection.execute(query))


def save_seconds(store: Store, office: str, judged: Sequence[DaySeconds]) -> None:
    """Keep the seconds of days that were polled, in their own rows and in their months'; other days are left alone."""
    number = office_number(office)
    rows = [
        {
            "number": number,
            "at": day_number(each.day),
            "answered": round(each.answered_s),
            "down": round(each.down_s),
            "blind": round(each.blind_s),
            "counted": each.polls,
        }
        for each in judged
    ]
    if not rows:
        return
    with write(store, office) as connection:
        connection.execute(_SAVE, rows)
        for month in sorted({each.day.replace(day=1) for each in judged}):
            found = connection.execute(_OF_MONTH, {"number": number, **_bounds(month)}).all()
            save_month(
                connection, store, number, month, {_EPOCH + timedelta(days=row[0]): tuple(row[1:]) for row in found}
            )


def _day_of(start_at: int) -> int:
    """The local day whose midnight ``start_at`` is, in any zone less than twelve hours from UTC."""
    return (start_at + _HALF_DAY_S) // DAY_S


@cache
def _add(dialect: str) -> Insert:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    keys = [column.name for column in table.primary_key]
    sums = {name: table.c[name] + statement.excluded[name] for name in COUNTS}
    return cast(Insert, statement.on_conflict_do_update(index_elements=keys, set_=sums))


_SAVE = (
    update(table)
    .where(table.c.office_no == bindparam("number"), table.c.collector == _NETWORK, table.c.day == bindparam("at"))
    .values(
        answered_s=bindparam("answered"),
        down_s=bindparam("down"),
        blind_s=bindparam("blind"),
        judged_polls=bindparam("counted"),
    )
)

_OF_MONTH = select(table.c.day, table.c.answered_s, table.c.down_s, table.c.blind_s).where(
    table.c.office_no == bindparam("number"),
    table.c.collector == _NETWORK,
    table.c.day.between(bindparam("first"), bindparam("last")),
    table.c.answered_s.is_not(None),
)


def _bounds(month: date) -> dict[str, int]:
    """The first and the last day of a month, as they lie in the table."""
    first = day_number(month)
    return {"first": first, "last": first + monthrange(month.year, month.month)[1] - 1}
