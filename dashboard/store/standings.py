"""One row an office: how it stands now and in its month, as its own pages show it, for pages of many offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from dashboard.model import Indicator
from dashboard.store.codec import moment, moment_or_none, seconds, seconds_or_none
from dashboard.store.engine import Store, read, write
from dashboard.store.schema import office_standings as table
from dashboard.store.statements import replace_all
from dashboard.tallies import Heaps

CHUNK = 50
"""Offices saved in one transaction: each waits for the disk once, and nobody waits long for it."""


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """What a page of many offices shows of one, worked out at ``made_at`` from the feed version ``version``.

    ``targets`` counts those within their schedule: answering well, waspada, out, cut off by a parent, not measured,
    switched off. ``stale``: the feed had stopped by then. ``trouble`` sorts: higher is worse.
    """

    office: str
    name: str
    short: str
    province: str
    zone: str
    simulated: bool
    made_at: datetime
    version: int
    data_at: datetime | None
    stale: bool
    jaringan: Indicator
    cadangan: Indicator
    pengiriman: Indicator
    tiket: Indicator
    targets: int
    up: int
    degraded: int
    down: int
    cut_off: int
    blind: int
    off: int
    overdue: int
    at_risk: int
    trouble: int
    month_start: date
    target: float
    work: Heaps
    hours: Heaps


_AS_THEY_ARE = (
    *("office", "name", "short", "province", "zone", "simulated", "version", "stale"),
    *("targets", "up", "degraded", "down", "cut_off", "blind", "off", "overdue", "at_risk", "trouble"),
)
_INDICATORS = ("jaringan", "cadangan", "pengiriman", "tiket")
_HEAPS = tuple(each.name for each in fields(Heaps))


def save_standings(store: Store, standings: Sequence[OfficeStanding]) -> None:
    """Put each office's row in place of the one before. No feed version grows: nothing of the office has changed."""
    ordered = sorted(standings, key=lambda each: each.office)
    for first in range(0, len(ordered), CHUNK):
        chunk = ordered[first : first + CHUNK]
        with write(store, *(each.office for each in chunk)) as connection:
            connection.execute(replace_all(store.dialect, table), [_row(each) for each in chunk])


def standings(store: Store, province: str | None = None) -> list[OfficeStanding]:
    """The standings of all offices, or of those whose code begins with a province's, by code."""
    with read(store) as connection:
        return [_standing(row) for row in connection.execute(_of_province(_READ, province))]


def told_provinces(store: Store) -> dict[str, str]:
    """The name of its province that each office with a standing tells, by the office's code."""
    with read(store) as connection:
        rows = connection.execute(select(table.c.office, table.c.province).order_by(table.c.office))
        return {row.office: row.province for row in rows}


def standings_stamp(store: Store, province: str | None = None) -> tuple[int, int, int]:
    """Changes whenever a standing was renewed: how many there are, their versions and times summed."""
    query = select(
        func.count(), func.coalesce(func.sum(table.c.version), 0), func.coalesce(func.sum(table.c.made_at), 0)
    )
    with read(store) as connection:
        count, versions, times = connection.execute(_of_province(query.select_from(table), province)).one()
    return int(count), int(versions), int(times)


def newest_standing(store: Store, province: str | None = None) -> tuple[datetime | None, datetime | None]:
    """When the youngest standing was made, and the time of the youngest data of any; None where there is none."""
    query = select(func.max(table.c.made_at), func.max(table.c.data_at))
    with read(store) as connection:
        made_at, data_at = connection.execute(_of_province(query, province)).one()
    return moment_or_none(made_at), moment_or_none(data_at)


def _of_province(query: Select[Any], province: str | None) -> Select[Any]:
    return query if province is None else query.where(table.c.office.startswith(f"{province}.", autoescape=True))


def _row(each: OfficeStanding) -> dict[str, Any]:
    heaps = {
        f"{kind}_{name}": getattr(found, name)
        for kind, found in (("work", each.work), ("hours", each.hours))
        for name in _HEAPS
    }
    return {
        **{name: getattr(each, name) for name in _AS_THEY_ARE},
        **{name: str(getattr(each, name)) for name in _INDICATORS},
        **heaps,
        "made_at": seconds(each.made_at),
        "data_at": seconds_or_none(each.data_at),
        "month_start": each.month_start.isoformat(),
        "target_permille": round(each.target * 1000),
    }


def _standing(row: Row[Any]) -> OfficeStanding:
    """The standing in a row of ``_READ``; by place, for a page reads hundreds of them."""
    told = tuple(row)
    now, counts, month = told[:_NOW], told[_NOW:_COUNTS], told[_COUNTS:]
    office, name, short, province, zone, simulated, made_at, version, data_at, stale = now
    jaringan, cadangan, pengiriman, tiket = map(Indicator, counts[:4])
    targets, up, degraded, down, cut_off, blind, off, overdue, at_risk, trouble = counts[4:]
    return OfficeStanding(
        office,
        name,
        short,
        province,
        zone,
        simulated,
        moment(made_at),
        version,
        moment_or_none(data_at),
        stale,
        jaringan,
        cadangan,
        pengiriman,
        tiket,
        targets,
        up,
        degraded,
        down,
        cut_off,
        blind,
        off,
        overdue,
        at_risk,
        trouble,
        date.fromisoformat(month[0]),
        month[1] / 1000,
        Heaps(*month[2:7]),
        Heaps(*month[7:12]),
    )


_NOW, _COUNTS = 10, 24
_ORDER = (
    *("office", "name", "short", "province", "zone", "simulated", "made_at", "version", "data_at", "stale"),
    *(*_INDICATORS, "targets", "up", "degraded", "down", "cut_off", "blind", "off", "overdue", "at_risk", "trouble"),
    *("month_start", "target_permille", *(f"work_{name}" for name in _HEAPS), *(f"hours_{name}" for name in _HEAPS)),
)
_READ = select(*(table.c[name] for name in _ORDER)).order_by(table.c.office)
