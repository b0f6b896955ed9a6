"""Migration 0007 carries every row of the tables that it makes anew, there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from dashboard.store import Store, open_store
from dashboard.store.upgrading import migration_config
from tests.stores import Databases

DAY_S = 86_400
T0 = 1_763_600_400  # 20 November 2025, 01:00 UTC
OFFICES = {1: ("51.08", 5108), 2: ("13.01", 1301), 3: ("51.08", 5108)}
TABLES = ("samples", "latest", "state_intervals", "rollups_hourly", "rollups_daily")


@pytest.fixture
def old(handed_out: Databases, kind: str) -> Iterator[Store]:
    """A database at revision 0006 with rows of two offices, over three days."""
    store = open_store(handed_out.empty(kind))
    migrate(store, command.upgrade, "0006")
    with store.writing.begin() as connection:
        for number, (office, _) in OFFICES.items():
            names = {"id": number, "office": office, "target": f"t{number}"}
            connection.execute(
                text("INSERT INTO series VALUES (:id, :office, '51.08.01', 'network', :target, 'rtt_ms', 'ms')"), names
            )
            for table in TABLES:
                columns = [column["name"] for column in inspect(connection).get_columns(table)]
                for at in range(T0, T0 + 3 * DAY_S, 40_000):
                    if table != "latest" or at == T0:
                        values = ", ".join(str(value_of(name, number, at)) for name in columns)
                        connection.execute(text(f"INSERT INTO {table} VALUES ({values})"))
    yield store
    store.close()


def value_of(column: str, series_id: int, at: int) -> object:
    known = {"series_id": series_id, "observed_at": at, "start_at": at, "state": "'up'", "end_at": "NULL", "status": 0}
    return known.get(column, len(column) + series_id)


def migrate(store: Store, way: Callable[[Config, str], None], revision: str) -> None:
    with store.writing.begin() as connection:
        way(migration_config(connection), revision)


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.engine.connect() as connection:
        found = {table: connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3")) for table in TABLES}
        return {table: [dict(row) for row in result.mappings()] for table, result in found.items()}


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the office that each series belongs to, in the order of the new key."""
    named = [{"office_no": OFFICES[row["series_id"]][1], **row} for row in found]
    return sorted(named, key=lambda row: list(row.values())[:3])


def test_every_row_is_carried_there_and_back_and_there_again(old: Store) -> None:
    before = rows(old)
    migrate(old, command.upgrade, "0007")
    there = rows(old)
    assert there == {table: in_order(before[table]) for table in TABLES}
    migrate(old, command.downgrade, "0006")
    assert rows(old) == before
    migrate(old, command.upgrade, "0007")
    assert rows(old) == there


def test_the_samples_of_each_day_go_to_a_partition_of_their_own(old: Store) -> None:
    migrate(old, command.upgrade, "0007")
    if old.dialect == "sqlite":
        assert inspect(old.engine).get_pk_constraint("samples")["constrained_columns"][0] == "office_no"
        return
    with old.engine.connect() as connection:
        found = connection.execute(text("SELECT tableoid::regclass::text, count(*) FROM samples GROUP BY 1 ORDER BY 1"))
        assert [tuple(row) for row in found] == [
            ("samples_20251120", 9),
            ("samples_20251121", 6),
            ("samples_20251122", 6),
        ]
