"""A copy put back: the data of then, brought up to date, audited; what was there stays beside, whatever happens."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import insert

from dashboard.filelock import FileLock
from dashboard.services.identity import Officer
from dashboard.services.own_copies import copy_now
from dashboard.services.restoring import ACTION, Restored, RestoreError, restore
from dashboard.settings import Settings, load_settings
from dashboard.store import Holder, audit, check_audit, feed_version, held_leases, open_store, samples, take_lease
from dashboard.store.people import session_of
from dashboard.store.schema import sessions, users
from dashboard.store.upgrading import newest_revision
from dashboard.store.usage import InUseError
from tests.store.measured import OFFICE, T0, key, poll, record, sample
from tests.store.test_copies import spoil
from tests.store.test_office_keys import migrate
from tests.stores import Databases

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
ADMIN = Officer("admin", "Admin")
SARI = {"id": "sari", "name": "Sari", "role": "kasi", "created_at": 1, "changed_at": 1, "failed_logins": 0}


@pytest.fixture
def settings(handed_out: Databases, tmp_path: Path) -> Settings:
    """A database with one sample that is copied, and one that comes after."""
    url = handed_out.migrated("sqlite")
    Path(url.removeprefix("sqlite:///")).rename(tmp_path / "pantau.sqlite3")
    made = load_settings({"PANTAU_DATA": str(tmp_path)})
    with closing(open_store(made.database_url)) as store:
        record(store, sample(1))
        copy_now(made, T0)
        record(store, sample(2))
    return made


def database(settings: Settings) -> Path:
    return settings.data / "pantau.sqlite3"


def copy_of(settings: Settings) -> Path:
    (found,) = settings.backup_dir.glob("pantau-*.sqlite3")
    return found


def put_back(settings: Settings) -> Restored:
    return restore(settings, copy_of(settings), ADMIN, NOW)


def measured(settings: Settings) -> list[datetime]:
    with closing(open_store(settings.database_url)) as store:
        return [each.observed_at for each in samples(store, key(), T0, NOW)]


def test_the_data_of_the_copy_are_back_and_the_former_database_lies_beside(settings: Settings) -> None:
    done = put_back(settings)
    assert measured(settings) == [poll(1)]
    assert (done.reaches_at, done.schema) == (poll(1), newest_revision())
    assert done.kept is not None
    with closing(sqlite3.connect(done.kept)) as kept:
        assert kept.execute("SELECT count(*) FROM samples").fetchone() == (2,)
    assert done.kept.stat().st_mode == database(settings).stat().st_mode


def test_it_is_audited_and_the_chain_goes_on(settings: Settings) -> None:
    put_back(settings)
    with closing(open_store(settings.database_url)) as store:
        (line,) = audit(store)
        assert (line.officer, line.action, line.at) == ("admin", ACTION, NOW)
        assert line.after is not None
        assert line.after["data_sampai"] == poll(1).isoformat()
        assert check_audit(store).is_whole


def test_sessions_end_leases_are_free_and_versions_go_on(settings: Settings) -> None:
    with closing(open_store(settings.database_url)) as store:
        with store.writing.begin() as connection:
            connection.execute(insert(users), SARI)
            connection.execute(insert(sessions), {"id_hash": "a1", "user_id": "sari", "created_at": 1, "seen_at": 1})
        take_lease(store, OFFICE, Holder("lama", "server", 1), "antrean", T0, None)
        copy_of(settings).unlink()
        copy_now(settings, T0)
        record(store, sample(3), sample(4))
        before = feed_version(store, OFFICE)
    put_back(settings)
    with closing(open_store(settings.database_url)) as store:
        found = session_of(store, "a1")
        assert found is not None
        assert found[0].ended_at == NOW
        assert held_leases(store)[OFFICE].is_free
        assert feed_version(store, OFFICE) > before


def test_a_copy_of_an_older_schema_is_brought_up_to_date(settings: Settings, tmp_path: Path) -> None:
    old = tmp_path / "lama.sqlite3"
    old.write_bytes(copy_of(settings).read_bytes())
    with closing(open_store(f"sqlite:///{old}")) as store:
        migrate(store, command.downgrade, "0006")
    assert restore(settings, old, ADMIN, NOW).schema == "0006"
    assert measured(settings) == [poll(1)]
    with closing(sqlite3.connect(database(settings))) as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_revision(),)


def test_a_damaged_database_is_replaced_and_kept_with_its_log_byte_for_byte(settings: Settings) -> None:
    path, log = database(settings), Path(f"{database(settings)}-wal")
    path.write_bytes(b"rusak" * 1000)
    log.write_bytes(b"log yang tertinggal")
    done = put_back(settings)
    assert measured(settings) == [poll(1)]
    assert done.kept is not None
    assert (done.kept.read_bytes(), Path(f"{done.kept}-wal").read_bytes()) == (b"rusak" * 1000, b"log yang tertinggal")


def test_a_database_that_is_gone_comes_back(settings: Settings) -> None:
    database(settings).unlink()
    assert put_back(settings).kept is None
    assert measured(settings) == [poll(1)]


def test_nothing_is_put_back_while_somebody_works(settings: Settings) -> None:
    works = FileLock(Path(f"{database(settings)}.dipakai"), shared=True)
    assert works.take()
    with pytest.raises(InUseError):
        put_back(settings)
    works.release()
    assert measured(settings) == [poll(1), poll(2)]


def refused(settings: Settings, file: Path) -> str:
    before = database(settings).read_bytes()
    with pytest.raises(RestoreError) as error:
        restore(settings, file, ADMIN, NOW)
    assert database(settings).read_bytes() == before
    assert [path.name for path in settings.data.glob("*pemulihan*")] == []
    return error.value.message


def test_copies_that_are_no_good_are_refused_and_nothing_changes(settings: Settings, tmp_path: Path) -> None:
    bad, newer, foreign = tmp_path / "rusak.sqlite3", tmp_path / "baru.sqlite3", tmp_path / "lain.sqlite3"
    for path in (bad, newer):
        path.write_bytes(copy_of(settings).read_bytes())
    spoil(bad)
    with closing(sqlite3.connect(newer, isolation_level=None)) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(foreign, isolation_level=None)) as file:
        file.execute("CREATE TABLE lain (id)")
    assert "rusak" in refused(settings, bad)
    assert "skemanya 9999 tidak dikenal" in refused(settings, newer)
    assert "bukan basis data Pantau PIAK" in refused(settings, foreign)
    assert "berkas tidak ada" in refused(settings, tmp_path / "tidak-ada")
    assert "dipakai sendiri" in refused(settings, database(settings))
    with copy_of(settings).open("ab") as file_end:
        file_end.write(b"x")
    assert "SHA-256" in refused(settings, copy_of(settings))


def test_a_server_is_restored_by_its_own_means(settings: Settings) -> None:
    server = settings.model_copy(update={"database_url": "postgresql+psycopg://server/piak"})
    with pytest.raises(RestoreError, match="PostgreSQL"):
        restore(server, copy_of(settings), ADMIN, NOW)
