"""One office of 120 targets with 90 days behind it, in SQLite and in PostgreSQL, alone or among other offices.

The office's past is the demo's own (``demo/backfill.py``) of Trenggalek with more PC clients; what the demo keeps of
one day only, raw samples and runs of the collectors, is filled up in SQL. The other offices are copies of its rows
under other numbers, made inside the database.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Connection, Table, make_url, text

from bench.postgres import bulk_loaded
from dashboard.catalogue import load_catalogue
from dashboard.settings import Settings, load_settings
from dashboard.store import Store, open_store, upgrade
from dashboard.store.codec import office_number, seconds
from dashboard.store.engine import write
from dashboard.store.partitions import make_partitions
from dashboard.store.schema import metadata
from demo.__main__ import build_sources
from demo.backfill import backfill_office

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "data/offices/trenggalek.yaml"
CODE = "35.03"
NUMBER = office_number(CODE)
TARGETS = 120
NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
DAYS = 90
RAW_DAYS = 10
POLL_S = 30
RUN_DAYS = 10


@dataclass(frozen=True, slots=True)
class Amount:
    """How many days of the past the other offices have; ``raw``: series of the one office with raw samples."""

    offices: int = 513
    intervals: float = 14
    daily: float = 30
    hourly: float = 1
    slots: float = 1
    tickets: float = 30
    runs: float = 0.1
    raw: int = 12


QUICK = Amount()
LONG = Amount(intervals=DAYS, daily=DAYS, hourly=7, slots=7, tickets=DAYS, runs=0.2, raw=TARGETS)


def settings_of(folder: Path) -> Settings:
    """Settings around the office's file, which is written into ``folder``."""
    (folder / "kantor.yaml").write_text(yaml.safe_dump(_office(), allow_unicode=True, sort_keys=False), "utf-8")
    env = {"PANTAU_DATA": str(folder), "PANTAU_OFFICES": str(folder / "kantor.yaml"), "PANTAU_POLL_S": str(POLL_S)}
    return load_settings(env)


def _office() -> dict[str, Any]:
    """Trenggalek with so many more PC clients that it has 120 targets, all but four in a kecamatan."""
    found: dict[str, Any] = yaml.safe_load(MODEL.read_text(encoding="utf-8"))
    places = [each["code"] for each in found["kecamatan"]]
    for number in range(TARGETS - len(found["targets"])):
        code, nth = places[number % len(places)], number // len(places) + 2
        found["targets"].append(
            {
                "id": f"pc-{code}-{nth}",
                "name": f"PC client {nth} {code}",
                "kecamatan": code,
                "role": "pc_client",
                "link": f"jalur-{code}",
                "parent": f"modem-{code}",
                "probe": {"type": "tcp", "host": f"127.13.{int(code[-2:])}.{nth + 1}", "port": 17000},
            }
        )
    return found


def fill_one(url: str, settings: Settings, amount: Amount) -> None:
    """The office's 90 days in a fresh SQLite file."""
    store = open_store(url)
    upgrade(store)
    catalogue = load_catalogue()
    (sources,) = build_sources(settings, catalogue)
    gc.disable()  # a million small values and no rings among them
    backfill_office(store, sources.office, sources.calendar, catalogue, NOW)
    gc.enable()
    with store.writing.begin() as connection:
        _raw(connection, amount)
        _runs(connection)
    store.close()


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"


def _raw(connection: Connection, amount: Amount) -> None:
    """Ten days of a poll every 30 s for some of the network's series."""
    count = RAW_DAYS * 86_400 // POLL_S
    connection.execute(
        text(
            f"{_NUMBERS.format(count=count)} INSERT OR IGNORE INTO samples "
            "SELECT :office, s.id, :since + :step * i, 20000 + (i * 7919 + s.id) % 9000, 1 "
            "FROM (SELECT id FROM series WHERE metric = 'rtt_ms' ORDER BY id LIMIT :most) s CROSS JOIN n"
        ),
        {"office": NUMBER, "since": seconds(NOW) - count * POLL_S, "step": POLL_S, "most": amount.raw},
    )


def _runs(connection: Connection) -> None:
    """A run of the network collector every 30 s and of the others every five minutes, as long as runs are kept."""
    for collector, every_s in (("network", POLL_S), ("records", 300), ("backup", 300), ("tickets", 300)):
        count = RUN_DAYS * 86_400 // every_s
        since = (seconds(NOW) - count * every_s) * 1000
        connection.execute(
            text(
                f"{_NUMBERS.format(count=count)} INSERT INTO collector_runs "
                "(office, collector, scheduled_ms, started_ms, finished_ms, outcome, samples, message) "
                "SELECT :office, :collector, at, at + 3, at + 900, 'ok', 120, '' "
                "FROM (SELECT :since + :step * i AS at FROM n)"
            ),
            {"office": CODE, "collector": collector, "since": since, "step": every_s * 1000},
        )


def copy_to_postgresql(sqlite_url: str, url: str) -> None:
    """Every row of the SQLite file, table by table, by COPY."""
    source, target = open_store(sqlite_url), open_store(url)
    upgrade(target)
    with source.engine.connect() as reading, write(target) as connection:
        days = reading.exec_driver_sql("SELECT DISTINCT observed_at / 86400 * 86400 FROM samples").scalars().all()
        make_partitions(connection, target, days)
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in metadata.sorted_tables:
            if table.name != "meta":
                _copy(reading, connection, table)
    _analyzed(target)
    source.close()
    target.close()


def _copy(reading: Connection, connection: Connection, table: Table) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = reading.exec_driver_sql(f"SELECT {names} FROM {table.name}")
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as sink:  # type: ignore[attr-defined]
        for row in rows:
            sink.write_row(tuple(row))
    own = [column.name for column in table.primary_key if column.name == "id" and column.autoincrement]
    if own and str(table.c.id.type) != "TEXT":
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        connection.exec_driver_sql(f"SELECT setval({sequence}, (SELECT coalesce(max(id), 1) FROM {table.name}))")
    cursor.close()


def fill_others(url: str, amount: Amount) -> None:
    """The rows of all other offices, made from those of the one inside the database."""
    store = open_store(url)
    statements = list(_copies(amount))
    if store.dialect == "postgresql":
        with store.writing.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            with bulk_loaded(connection, *_LARGE):
                for statement in statements:
                    connection.execute(text(statement))
        _analyzed(store)
    else:
        with closing(sqlite3.connect(make_url(url).database or "")) as file:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000", "foreign_keys = OFF"):
                file.execute(f"PRAGMA {pragma}")
            for statement in statements:
                file.execute(statement)
            file.commit()
            file.execute("PRAGMA journal_mode = WAL")
    store.close()


_LARGE = ("rollups_daily", "rollups_hourly", "state_intervals", "collector_runs")
"""What nothing else refers to; their keys are built when all rows are there."""


# office_no of the n-th other office; none of them is 3503, and about as many are smaller as are larger
_NO = "(1101 + 16 * o.n)"
_TEXT = f"(substr(CAST({_NO} AS TEXT), 1, 2) || '.' || substr(CAST({_NO} AS TEXT), 3, 2))"
_SERIES_STEP = 1_000


def _copies(amount: Amount) -> Iterator[str]:
    """Statements that both databases understand; CROSS JOIN keeps SQLite to the order of the new keys."""
    others = f"WITH RECURSIVE o(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM o WHERE n < {amount.offices})"

    def copied(name: str, replaced: dict[str, str], where: str, left_out: tuple[str, ...] = ()) -> str:
        columns = [column.name for column in metadata.tables[name].columns if column.name not in left_out]
        values = ", ".join(replaced.get(column, f't."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        own = f"t AS MATERIALIZED (SELECT * FROM {name} t WHERE {where})"
        return f"INSERT INTO {name} ({names}) {others}, {own} SELECT {values} FROM o CROSS JOIN t"

    def since(days: float) -> int:
        return seconds(NOW - timedelta(days=days))

    series_id = f"t.series_id + {_SERIES_STEP} * o.n"
    measured = {"office_no": _NO, "series_id": series_id}
    own, named = f"t.office_no = {NUMBER}", f"t.office = '{CODE}'"
    yield copied("series", {"id": f"t.id + {_SERIES_STEP} * o.n", "office": _TEXT}, named)
    yield copied("latest", measured, own)
    yield copied("state_intervals", measured, f"{own} AND (t.end_at IS NULL OR t.end_at > {since(amount.intervals)})")
    yield copied("rollups_daily", measured, f"{own} AND t.start_at >= {since(amount.daily)}")
    yield copied("rollups_hourly", measured, f"{own} AND t.start_at >= {since(amount.hourly)}")
    for part in ("slots", "slot_days"):
        yield copied(part, {"office": _TEXT}, f"{named} AND t.start_at >= {since(amount.slots)}")
    recent = f"{named} AND t.last_at >= {since(amount.tickets)}"
    yield copied("tickets", {"office": _TEXT}, recent)
    ids = f"(SELECT id FROM tickets t WHERE {recent})"
    for part in ("step_runs", "pauses"):
        yield copied(part, {"office": _TEXT}, f"{named} AND t.ticket IN {ids}")
    for part in ("ticket_events", "step_notes", "excuses"):
        yield copied(part, {"office": _TEXT}, f"{named} AND t.ticket IN {ids}", ("id",))
    yield copied("collector_runs", {"office": _TEXT}, f"{named} AND t.scheduled_ms >= {since(amount.runs)}000", ("id",))
    yield copied("feed_versions", {"office": f"replace(t.office, '{CODE}', {_TEXT})"}, f"t.office LIKE '{CODE}%'")


def _analyzed(store: Store) -> None:
    """What PostgreSQL's own workers do behind much new data; the product lets SQLite go by its indices alone."""
    if store.dialect == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
