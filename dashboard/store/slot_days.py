"""Measured hours counted: kept by UTC day beside the slots, so that a period is read in a row a day, not in its hours.

Heaps, histograms and the slowest reply of hours can be added up, and nothing else of them is accounted. A period that
begins or ends within a UTC day, as office-local days do, takes the hours of that day from ``slots``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import add
from typing import Any

from sqlalchemy import Connection, select

from dashboard.model import Heap
from dashboard.store.codec import kecamatan_of, moment, seconds
from dashboard.store.engine import Store, read
from dashboard.store.place import own
from dashboard.store.rows import DAY_S
from dashboard.store.schema import slot_days as days
from dashboard.store.schema import slots as table
from dashboard.store.statements import replace_all

Key = tuple[str, str, int, str, str, str]
"""SOP, version, step, kecamatan as stored, heap, rule version."""
Day = tuple[str, str, int]
"""Office, SOP, start of the UTC day in seconds."""
_READ = ("sop", "version", "step", "kecamatan", "heap", "rule_version", "start_at")
_USED = ("used_count", "used_max_ms", "histogram")


@dataclass(frozen=True, slots=True)
class CountedHours:
    """Hours of one SOP version, step and kecamatan (None: Dinas) in one heap, judged by one version of the rules.

    ``first``: the start of the earliest. ``histogram``: of the time used in all of them, empty where none was.
    """

    sop: str
    version: date
    step: int
    kecamatan: str | None
    heap: Heap
    rule_version: str
    first: datetime
    hours: int
    used_max_s: float
    histogram: tuple[int, ...]


@dataclass(slots=True)
class _Sum:
    first_s: int
    hours: int = 0
    used_max_ms: int = 0
    histogram: Sequence[int] = ()

    def add(self, first_s: int, hours: int, used_max_ms: int, histogram: Sequence[int]) -> None:
        self.first_s = min(self.first_s, first_s)
        self.hours += hours
        self.used_max_ms = max(self.used_max_ms, used_max_ms)
        if histogram:
            self.histogram = [*map(add, self.histogram, histogram)] if self.histogram else histogram


def counted_hours(
    store: Store, office: str, start: datetime, end: datetime, *, sop: str | None = None
) -> list[CountedHours]:
    """The slots that start in [start, end), counted; in the order of their first hour, SOP, step and kecamatan."""
    begin_s, end_s = seconds(start), seconds(end)
    query = select(days.c.sop, days.c.start_at, days.c.counts).where(
        days.c.office == office, days.c.start_at > begin_s - DAY_S, days.c.start_at < end_s
    )
    if sop is not None:
        query = query.where(days.c.sop == sop)
    sums: dict[Key, _Sum] = {}
    with read(store) as connection:
        for name, day_s, counts in connection.execute(query).all():
            if begin_s <= day_s and day_s + DAY_S <= end_s:
                _add_day(sums, name, counts)
            else:
                _add_hours(sums, _hours(connection, office, name, max(day_s, begin_s), min(day_s + DAY_S, end_s)))
    found = sorted(sums.items(), key=lambda each: (each[1].first_s, each[0][0], each[0][2], each[0][3]))
    return own(store, [_counted(key, each) for key, each in found], lambda each: each.kecamatan)


def count_days(connection: Connection, store: Store, touched: Iterable[Day]) -> None:
    """Count these days again inside the transaction that wrote slots of theirs."""
    rows = []
    for office, sop, day_s in sorted(touched):
        sums: dict[Key, _Sum] = {}
        _add_hours(sums, _hours(connection, office, sop, day_s, day_s + DAY_S))
        rows.append({"office": office, "sop": sop, "start_at": day_s, "counts": _told(sums)})
    if rows:
        connection.execute(replace_all(store.dialect, days), rows)


def _hours(connection: Connection, office: str, sop: str, start_s: int, end_s: int) -> Iterable[Any]:
    here = (table.c.office == office, table.c.sop == sop, table.c.start_at >= start_s, table.c.start_at < end_s)
    return connection.execute(select(*(table.c[name] for name in (*_READ, *_USED))).where(*here))


def _add_hours(sums: dict[Key, _Sum], rows: Iterable[Any]) -> None:
    for *key, start_s, used_count, used_max_ms, histogram in rows:
        found = sums.setdefault(tuple(key), _Sum(start_s))
        if used_count:
            found.add(start_s, 1, used_max_ms, [int(each) for each in histogram.split()])
        else:
            found.add(start_s, 1, 0, ())


def _add_day(sums: dict[Key, _Sum], sop: str, counts: str) -> None:
    for version, step, kecamatan, heap, rule_version, first_s, hours, used_max_ms, *histogram in json.loads(counts):
        found = sums.setdefault((sop, version, step, kecamatan, heap, rule_version), _Sum(first_s))
        found.add(first_s, hours, used_max_ms, histogram)


def _told(sums: dict[Key, _Sum]) -> str:
    rows = [[*key[1:], each.first_s, each.hours, each.used_max_ms, *each.histogram] for key, each in sums.items()]
    return json.dumps(rows, separators=(",", ":"))


def _counted(key: Key, found: _Sum) -> CountedHours:
    sop, version, step, kecamatan, heap, rule_version = key
    return CountedHours(
        sop=sop,
        version=date.fromisoformat(version),
        step=step,
        kecamatan=kecamatan_of(kecamatan),
        heap=Heap(heap),
        rule_version=rule_version,
        first=moment(found.first_s),
        hours=found.hours,
        used_max_s=found.used_max_ms / 1000,
        histogram=tuple(found.histogram),
    )
