"""The schema: made by migrations only, the same as the tables in code, and guarding what must not change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from dashboard.settings import load_settings
from dashboard.store import (
    AuditEntry,
    Store,
    StoreError,
    append_audit,
    audit,
    latest,
    open_store,
    prepare_store,
    save_ticket,
    upgrade,
)
from dashboard.store.schema import metadata
from tests.store.measured import T0
from tests.store.repairs import full_ticket, hour
from tests.stores import Databases


@pytest.fixture
def empty(handed_out: Databases, kind: str) -> Iterator[Store]:
    made = open_store(handed_out.empty(kind))
    yield made
    made.close()


def test_an_upgrade_makes_every_table_and_a_second_one_changes_nothing(empty: Store) -> None:
    upgrade(empty)
    with empty.engine.connect() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == before
    assert set(inspect(empty.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_migrations_lead_to_exactly_the_tables_in_code(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migration_that_fails_is_raised_and_leaves_nothing_half_made(empty: Store) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE tickets (id INTEGER)"))
    with pytest.raises(DatabaseError, match="already exists"):
        upgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["tickets"]


@pytest.mark.parametrize("change", ["UPDATE audit SET officer = 'lain'", "DELETE FROM audit"])
def test_audit_lines_can_only_be_added(store: Store, change: str) -> None:
    entry = AuditEntry(T0, "adb-1", "masuk", "sesi", {"a": 1}, None)
    append_audit(store, entry)
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), store.writing.begin() as connection:
        connection.execute(text(change))
    assert audit(store) == [entry]


@pytest.mark.parametrize("change", ["UPDATE ticket_events SET changes = '{}'", "DELETE FROM ticket_events"])
def test_events_of_tickets_can_only_be_added(store: Store, change: str) -> None:
    save_ticket(store, full_ticket(), by="adb-1", at=hour(1))
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), store.writing.begin() as connection:
        connection.execute(text(change))


def test_a_state_of_no_series_is_refused(store: Store) -> None:
    orphan = text("INSERT INTO state_intervals (office_no, series_id, start_at, state) VALUES (5108, 99, 1, 'up')")
    with pytest.raises(IntegrityError), store.writing.begin() as connection:
        connection.execute(orphan)


@pytest.mark.parametrize("url", ["bukan alamat", "mysql://pengguna:rahasia@server/nama"])
def test_an_address_of_another_database_is_refused_without_naming_secrets(url: str) -> None:
    with pytest.raises(StoreError, match="DATABASE_URL") as refused:
        open_store(url)
    assert "rahasia" not in str(refused.value)


def test_a_store_is_prepared_where_not_even_its_folder_is_there(tmp_path: Path) -> None:
    settings = load_settings({"PANTAU_DATA": str(tmp_path / "belum" / "ada")})
    for _ in range(2):
        with closing(prepare_store(settings)) as made:
            assert latest(made, "51.08") == []
