"""Rolling samples up: at once, or right behind the sweeps.

A sweep touches a page of its own for each series, in ``samples`` and once more in each rollup table. So what sweeps
every few seconds may be counted behind them: by one statement every few minutes and when an hour is over, from the raw
samples since the mark, in the transaction of a sweep that moves the mark. What comes late, before the mark, is counted
at once. Whatever ends in between, samples and mark are stored together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Insert, Table, bindparam, case, func, select

from dashboard.model import CollectorName, SampleStatus
from dashboard.store import schema
from dashboard.store.bulk import write_rows
from dashboard.store.codec import office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.ledger import Ledger, Mark, keep_marks, read_ledger, read_ledgers, unfenced
from dashboard.store.rows import DAY_S, HOUR_S, ROLLUP_COLUMNS, RollupGrain, SampleRow, rollup_rows
from dashboard.store.statements import add_rollup

_END_OF_TIME_S = 2**62
_TABLES = ((schema.rollups_hourly, HOUR_S), (schema.rollups_daily, DAY_S))


def roll_now(connection: Connection, store: Store, rows: Sequence[SampleRow], day_offset_s: int) -> None:
    """Count rows of ``samples`` that were just stored."""
    for table, length_s in _TABLES if rows else ():
        grain = RollupGrain(length_s, day_offset_s if length_s == DAY_S else 0)
        write_rows(connection, add_rollup(store.dialect, table), ROLLUP_COLUMNS, rollup_rows(rows, grain))


def roll_behind(
    connection: Connection, store: Store, office: str, collector: CollectorName, mark: Mark, rows: Sequence[SampleRow],
    behind_s: int,
) -> Mark:  # fmt: skip
    """Count of a collector's stored ``rows`` what lies before the mark, and everything where it is time; the new mark.

    It is time ``behind_s`` after the mark, and with the first sample of another hour.
    """
    roll_now(connection, store, [row for row in rows if row[2] < mark.until], mark.day_offset_s)
    newest = max((row[2] for row in rows), default=0)
    if newest < mark.until or (newest - mark.until < behind_s and newest // HOUR_S == mark.until // HOUR_S):
        return mark
    roll_pending(connection, store, office, collector, mark, newest + 1)
    return mark._replace(until=newest + 1)


def roll_pending(
    connection: Connection, store: Store, office: str, collector: CollectorName, mark: Mark, until: int
) -> None:
    """Count a collector's stored samples from the mark on, before ``until``."""
    of = {"office": office, "office_no": office_number(office), "collector": collector.value}
    for table, length_s in _TABLES:
        offset_s = mark.day_offset_s if length_s == DAY_S else 0
        span = {"first": mark.until, "until": until, "length": length_s, "zone": offset_s}
        connection.execute(_from_samples(store.dialect, table), {**of, **span})


def settle(connection: Connection, store: Store, office: str) -> Ledger:
    """Count everything of an office that still waits, and take its marks away; for a transaction that holds its lock.

    Gives the office's row as it is now, which the caller must write or leave to ``settle_rollups``.
    """
    ledger = read_ledger(connection, office)
    for collector, mark in ledger.rolled.items():
        roll_pending(connection, store, office, collector, mark, _END_OF_TIME_S)
    return Ledger(ledger.token)


def settle_rollups(store: Store, before: datetime) -> None:
    """Count what still waits of offices that nobody rolled up since ``before``: their sweeps stopped."""
    with read(store) as connection:
        ledgers = read_ledgers(connection)
    for office, ledger in ledgers.items():
        if any(mark.until < seconds(before) for mark in ledger.rolled.values()):
            settle_office(store, office)


def settle_office(store: Store, office: str) -> None:
    """Count everything of one office that still waits."""
    with unfenced(store, office) as connection:
        settled = settle(connection, store, office)
        if settled.token:
            keep_marks(connection, store, office, settled)


@cache
def _from_samples(dialect: str, table: Table) -> Insert:
    samples, series = schema.samples, schema.series
    length, zone = (bindparam(name, type_=BigInteger) for name in ("length", "zone"))
    start = ((samples.c.observed_at + zone) // length * length - zone).label("start_at")
    statuses = (SampleStatus.OK, SampleStatus.DEGRADED, SampleStatus.FAILED, SampleStatus.UNKNOWN)
    counts: list[Any] = [func.sum(case((samples.c.status == each.value, 1), else_=0)) for each in statuses]
    value = samples.c.value
    values = (func.count(value), func.coalesce(func.sum(value), 0), func.min(value), func.max(value))
    found = (
        select(samples.c.office_no, samples.c.series_id, start, func.count(), *counts, *values)
        .join_from(series, samples, samples.c.series_id == series.c.id)
        .where(
            series.c.office == bindparam("office"),
            series.c.collector == bindparam("collector"),
            samples.c.office_no == bindparam("office_no"),
            samples.c.observed_at >= bindparam("first"),
            samples.c.observed_at < bindparam("until"),
        )
        .group_by(samples.c.office_no, samples.c.series_id, "start_at")
    )
    return add_rollup(dialect, table).from_select(list(ROLLUP_COLUMNS), found)
