"""From every schema that was ever released to today's: rows made then are there and mean the same to today's code.

``released/NNNN.sql`` holds rows of the tables that came with that schema, as they were written at that schema.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from dashboard.model import Heap, SampleStatus, State
from dashboard.settings import Settings, load_settings
from dashboard.store import (
    Store,
    StoreError,
    alert_events,
    alert_messages,
    audit,
    check_audit,
    counted_hours,
    draw_agenda_number,
    evidence,
    excuses,
    held_leases,
    intervals,
    latest,
    manual_readings,
    open_store,
    prepare_store,
    rollups,
    samples,
    saved_views,
    slots,
    step_notes,
    ticket,
    ticket_events,
    upgrade,
)
from dashboard.store.copies import contents, copies, copy_pages
from dashboard.store.people import tokens_of, users_of
from dashboard.store.reported import reported_periods
from dashboard.store.upgrading import _config, newest_revision
from tests.store.measured import OFFICE, T0, key, poll
from tests.store.repairs import full_ticket, hour
from tests.store.test_office_keys import migrate

RELEASED = Path(__file__).parent / "released"
REVISIONS = sorted(each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions())
END = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at each revision, each with rows of all tables that it knew: one that was upgraded again and again."""
    folder = tmp_path_factory.mktemp("skema")
    path = folder / "berjalan.sqlite3"
    with closing(open_store(f"sqlite:///{path}")) as store:
        for revision in REVISIONS:
            migrate(store, command.upgrade, revision)
            rows = RELEASED / f"{revision}.sql"
            if rows.is_file():
                with closing(sqlite3.connect(path, isolation_level=None)) as file:
                    file.execute("PRAGMA foreign_keys = ON")
                    file.executescript(rows.read_text(encoding="utf-8"))
            copy_pages(path, folder / f"{revision}.sqlite3", pause=lambda _: None)
    return folder


@pytest.fixture
def path(released: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    made = tmp_path / "pantau.sqlite3"
    made.write_bytes((released / f"{getattr(request, 'param', '0012')}.sqlite3").read_bytes())
    return made


@pytest.fixture
def upgraded(path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{path}")
    upgrade(store)
    yield store
    store.close()


@pytest.mark.parametrize("path", REVISIONS, indirect=True)
def test_rows_made_at_any_schema_are_read_as_they_were_meant(upgraded: Store, request: pytest.FixtureRequest) -> None:
    made_at = request.node.callspec.params["path"]
    for since, check in CHECKS.items():
        if since <= made_at:
            check(upgraded)


def measured_and_decided(store: Store) -> None:
    down = samples(store, key(), T0, END)
    assert [each.status for each in down] == [SampleStatus.OK] * 2 + [SampleStatus.FAILED] * 3 + [SampleStatus.OK]
    assert down[0].value == 12.5
    states = {each.series.target: each.state for each in latest(store, OFFICE)}
    assert states == {"router": State.UP, "modem": State.DOWN}
    assert [each.start for each in intervals(store, OFFICE, T0, END) if each.state is State.DOWN] == [poll(2)]
    assert [each.failed for each in rollups(store, OFFICE, T0, END, step="hour", target="modem")] == [3]
    assert ticket(store, OFFICE, "B-0012") == full_ticket(updated_at=hour(5))
    assert [each.by for each in ticket_events(store, OFFICE, "B-0012")] == ["adb-1"]
    assert [each.reason for each in excuses(store, OFFICE)] == ["listrik padam"]
    judged = slots(store, OFFICE, T0, END)
    assert [each.heap for each in judged] == [Heap.MISSED] * 3
    assert len(evidence(store, judged[0])) == 2
    assert sum(each.hours for each in counted_hours(store, OFFICE, T0, END)) == 3
    assert [each.action for each in audit(store)] == ["tiket dibuka"]
    assert check_audit(store).is_whole


def handed_in(store: Store) -> None:
    (report,) = reported_periods(store, OFFICE)
    assert (report.start, len(report.rows), report.rows[0].met) == (date(2026, 10, 1), 2, 9)


def written_by_people(store: Store) -> None:
    assert held_leases(store)[OFFICE].spool == "antrean-1"
    assert [(each.value, each.pending) for each in manual_readings(store, OFFICE, "isian")] == [(120, 4)]
    assert draw_agenda_number(store, OFFICE, 2026) == 3
    assert [each.text for each in step_notes(store, OFFICE)] == ["teknisi berangkat"]
    assert [each.name for each in saved_views(store, "sari", "/terlambat")] == ["Pagi"]


def on_their_way(store: Store) -> None:
    assert [each.subject for each in alert_events(store, OFFICE)] == ["modem-1"]
    assert [each.status for each in alert_messages(store, OFFICE)] == ["waiting"]


def people_and_tokens(store: Store) -> None:
    assert ([each.id for each in users_of(store)], [each.id for each in tokens_of(store)]) == (["sari"], ["t1"])


CHECKS: dict[str, Callable[[Store], None]] = {
    "0001": measured_and_decided,
    "0002": handed_in,
    "0006": written_by_people,
    "0012": on_their_way,
    "0013": people_and_tokens,
}
"""What must be there, by the schema from which on its rows were made."""


@pytest.fixture
def settings(path: Path) -> Settings:
    return load_settings({"PANTAU_DATA": str(path.parent)})


def schema(path: Path) -> str:
    found = contents(path)
    assert found is not None
    return found.schema


@pytest.mark.parametrize("path", ["0006"], indirect=True)
def test_before_an_upgrade_the_old_database_is_kept_once(path: Path, settings: Settings) -> None:
    for _ in range(2):
        prepare_store(settings).close()
    (kept,) = copies(settings.backup_dir)
    assert (kept.before, schema(kept.path), schema(path)) == (newest_revision(), "0006", newest_revision())


def test_without_room_for_that_copy_nothing_is_upgraded(
    path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.store.copies.SPARE_BYTES", 2**60)
    with pytest.raises(StoreError, match=r"skema basis data 0012 perlu diperbarui, tetapi ruang disk .*=0"):
        prepare_store(settings)
    assert schema(path) == "0012"
    prepare_store(settings.model_copy(update={"backup_keep": 0})).close()
    assert schema(path) == newest_revision()


_KILLED = """
import os, signal, sys
from sqlalchemy import event
from dashboard.store import open_store, upgrade
store = open_store(sys.argv[1])

def die(_connection, _cursor, statement, *_):
    if "CREATE TABLE slot_days" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(store.engine, "before_cursor_execute", die)
upgrade(store)
"""


@pytest.mark.parametrize("path", ["0006"], indirect=True)
def test_an_upgrade_that_is_killed_leaves_the_database_at_its_old_schema(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, f"sqlite:///{path}"], check=False, env=dict(os.environ))
    assert done.returncode == -signal.SIGKILL
    assert schema(path) == "0006"
    with closing(open_store(f"sqlite:///{path}")) as store:
        upgrade(store)
        assert ticket(store, OFFICE, "B-0012") == full_ticket(updated_at=hour(5))
