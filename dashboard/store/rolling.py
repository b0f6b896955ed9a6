"""Rolling samples up: at once, or right behind the sweeps.

A sweep touches a page of its own for each series, in ``samples`` and once more in each rollup table. So what sweeps
every few seconds may be counted behind them: every few minutes and when an hour is over, from the raw samples since the
mark, in the transaction of a sweep that moves the mark. What comes late, before the mark, is counted at once. Whatever
ends in between, samples, rollups and mark are stored together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, bindparam, select

from dashboard.model import CollectorName
from dashboard.store import schema
from dashboard.store.bulk import write_rows
from dashboard.store.codec import office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.ledger import Ledger, Mark, keep_marks, read_ledger, read_ledgers, unfenced
from dashboard.store.office_days import count_days
from dashboard.store.rows import DAY_S, HOUR_S, ROLLUP_COLUMNS, SAMPLE_COLUMNS, RollupGrain, SampleRow, rollup_rows
from dashboard.store.statements import add_rollup

_END_OF_TIME_S = 2**62
_SERIES_AT_ONCE = 5_000
_SERIES = select(schema.series.c.id).where(
    schema.series.c.office == bindparam("office"), schema.series.c.collector == bindparam("collector")
)
_WAITING = select(*(schema.samples.c[name] for name in SAMPLE_COLUMNS)).where(
    schema.samples.c.office_no == bindparam("office_no"),
    # named one by one: each is one step down the key, where a join may read the whole office
    schema.samples.c.series_id.in_(bindparam("ids", expanding=True)),
    schema.samples.c.observed_at >= bindparam("first"),
    schema.samples.c.observed_at < bindparam("until"),
)


def roll_now(
    connection: Connection, store: Store, collector: CollectorName, rows: Sequence[SampleRow], day_offset_s: int
) -> None:
    """Count rows of ``samples`` of one collector that were just stored."""
    if not rows:
        return
    hours = rollup_rows(rows, RollupGrain(HOUR_S))
    days = rollup_rows(rows, RollupGrain(DAY_S, day_offset_s))
    write_rows(connection, add_rollup(store.dialect, schema.rollups_hourly), ROLLUP_COLUMNS, hours)
    write_rows(connection, add_rollup(store.dialect, schema.rollups_daily), ROLLUP_COLUMNS, days)
    count_days(connection, store, collector, days)


def roll_behind(
    connection: Connection, store: Store, office: str, collector: CollectorName, mark: Mark, rows: Sequence[SampleRow],
    behind_s: int,
) -> Mark:  # fmt: skip
    """Count of a collector's stored ``rows`` what lies before the mark, and everything where it is time; the new mark.

    It is time ``behind_s`` after the mark, and with the first sample of another hour.
    """
    roll_now(connection, store, collector, [row for row in rows if row[2] < mark.until], mark.day_offset_s)
    newest = max((row[2] for row in rows), default=0)
    if newest < mark.until or (newest - mark.until < behind_s and newest // HOUR_S == mark.until // HOUR_S):
        return mark
    roll_pending(connection, store, office, collector, mark, newest + 1)
    return mark._replace(until=newest + 1)


def roll_pending(
    connection: Connection, store: Store, office: str, collector: CollectorName, mark: Mark, until: int
) -> None:
    """Count a collector's stored samples from the mark on, before ``until``."""
    ids = connection.scalars(_SERIES, {"office": office, "collector": collector.value}).all()
    for first in range(0, len(ids), _SERIES_AT_ONCE):
        span = {"office_no": office_number(office), "first": mark.until, "until": until}
        waiting = connection.execute(_WAITING, span | {"ids": ids[first : first + _SERIES_AT_ONCE]})
        rows = cast(Sequence[SampleRow], waiting.tuples().all())
        roll_now(connection, store, collector, rows, mark.day_offset_s)


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
