"""A nation's past, made inside PostgreSQL: a year of daily rollups and state intervals, 35 days of hourly rollups.

Rows are written hour by hour and day by day over all series, as sweeps would have written them: a question about one
office has to gather its rows from everywhere, not from one neat heap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from bench.postgres import bulk_loaded
from dashboard.store import Store
from dashboard.store.rows import DAY_S, HOUR_S

HOURLY_DAYS, DAILY_DAYS = 35, 365
OUTAGES_A_YEAR = 40
POLLS_AN_HOUR = 120
_COLUMNS = (
    "office_no, series_id, start_at, polls, ok, degraded, failed, unknown, value_count, value_sum, value_min, value_max"
)
_SERIES = "(SELECT CAST(replace(office, '.', '') AS smallint) AS office_no, id FROM series ORDER BY office, id) AS s"
_ROLLUP = (
    "INSERT INTO {table} ({columns}) SELECT office_no, id, CAST(:at AS bigint), :polls, "
    ":polls - bad, CASE WHEN bad > 0 THEN 1 ELSE 0 END, bad - CASE WHEN bad > 0 THEN 1 ELSE 0 END, 0, :polls - bad, "
    "(:polls - bad) * CAST(8000 + id % 41 * 1000 AS bigint), 5000, 90000 "
    "FROM (SELECT *, CASE WHEN (id * 7919 + :at / 3600) % 31 = 0 THEN :polls / 20 ELSE 0 END AS bad FROM {series}) AS s"
)
_INTERVAL = (
    "INSERT INTO state_intervals (office_no, series_id, start_at, end_at, state) SELECT office_no, id, "
    "began + CAST(id % 1200 AS bigint), ended + CASE WHEN ended >= :last THEN 0 ELSE id % 1200 END, :state "
    "FROM (SELECT *, CAST(:began AS bigint) AS began, CAST(:ended AS bigint) AS ended FROM {series}) AS s"
)


@dataclass(frozen=True, slots=True)
class Made:
    """One table's past: its rows, the seconds to write them and to build the keys, its bytes with all indexes."""

    table: str
    rows: int
    write_s: float
    keys_s: float
    bytes: int


def make_past(store: Store, until_s: int) -> Iterator[Made]:
    """Fill the three tables up to ``until_s`` (whole seconds, on an hour)."""
    yield _made(store, "rollups_hourly", lambda connection: _rollups(connection, "rollups_hourly", HOUR_S, until_s))
    yield _made(store, "rollups_daily", lambda connection: _rollups(connection, "rollups_daily", DAY_S, until_s))
    yield _made(store, "state_intervals", lambda connection: _intervals(connection, until_s))


def _made(store: Store, table: str, fill: Callable[[Connection], int]) -> Made:
    began = time.monotonic()
    with store.engine.begin() as connection:
        with bulk_loaded(connection, table):
            rows = fill(connection)
            written = time.monotonic()
        ready = time.monotonic()
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM (ANALYZE) {table}"))  # as autovacuum would have by then
        size = connection.scalar(text("SELECT pg_total_relation_size(CAST(:name AS regclass))"), {"name": table}) or 0
    return Made(table, rows, written - began, ready - written, size)


def _rollups(connection: Connection, table: str, step_s: int, until_s: int) -> int:
    hourly = step_s == HOUR_S
    count = HOURLY_DAYS * 24 if hourly else DAILY_DAYS
    statement = text(_ROLLUP.format(table=table, columns=_COLUMNS, series=_SERIES))
    polls = POLLS_AN_HOUR if hourly else 24 * POLLS_AN_HOUR
    last = until_s // step_s * step_s
    return sum(
        connection.execute(statement, {"at": last - step_s * number, "polls": polls}).rowcount
        for number in range(count, 0, -1)
    )


def _intervals(connection: Connection, until_s: int) -> int:
    """Up for most of the time, down for half an hour now and then; the last one ends where sweeps go on."""
    statement = text(_INTERVAL.format(series=_SERIES))
    gap_s = DAILY_DAYS * DAY_S // OUTAGES_A_YEAR
    rows = 0
    for number in range(OUTAGES_A_YEAR):
        began = until_s - gap_s * (OUTAGES_A_YEAR - number)
        down, ended = began + gap_s - HOUR_S // 2, began + gap_s
        for state, start, end in (("up", began, down), ("down", down, ended)):
            values = {"state": state, "began": start, "ended": end, "last": until_s}
            rows += connection.execute(statement, values).rowcount
    return rows
