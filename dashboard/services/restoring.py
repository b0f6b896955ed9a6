"""Putting a copy of the embedded database back: looked through, brought up to date, and only then put in its place.

All the work is done on a second file. Until the last step the present database is untouched, and after it that one lies
beside under another name, whatever its state: nothing is thrown away here.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dashboard.services.identity import Officer
from dashboard.settings import Settings
from dashboard.store import AuditEntry, StoreError, open_store, upgrade
from dashboard.store.copies import (
    Contents,
    CopyFailedError,
    as_one_file,
    contents,
    copy_pages,
    own_as,
    put_on_disk,
    require_room,
    require_same,
    require_whole,
)
from dashboard.store.engine import sqlite_file
from dashboard.store.restored import settle_restored
from dashboard.store.soundness import examine
from dashboard.store.troubles import trouble_text
from dashboard.store.upgrading import knows_schema, newest_revision
from dashboard.store.usage import alone_with

ACTION = "basis data dipulihkan"
_LOOK_S = 60.0
_ENDINGS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. ``reaches_at``: the newest moment in the data; ``kept``: where the former database lies now."""

    file: Path
    database: Path
    reaches_at: datetime | None
    schema: str
    kept: Path | None


class RestoreError(Exception):
    """Nothing was restored: what is wrong, and the mend (Indonesian)."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def restore(settings: Settings, file: Path, officer: Officer, now: datetime) -> Restored:
    """Put ``file`` in the place of the embedded database. Audited in it. Raises RestoreError, InUseError, OSError."""
    database = sqlite_file(settings.database_url)
    if database is None:
        fix = "pulihkan di server itu dengan pg_restore: lihat docs/panduan/cadangan-data.md"
        raise RestoreError("basis data ada di server PostgreSQL", fix)
    if not file.is_file():
        raise RestoreError(f"{file}: berkas tidak ada", "lihat python -m dashboard backup list")
    if file.absolute() == database:
        raise RestoreError(f"{file}: itu basis data yang dipakai sendiri", "pilih salah satu salinannya")
    with alone_with(database):
        found = _checked(file)
        fresh = database.with_name(f".{database.name}.pemulihan")
        try:
            _remove(fresh)
            _prepare(file, fresh, found, officer, now)
            _look_like(database, fresh)
            kept = _set_aside(database, now)
            os.replace(fresh, database)
            put_on_disk(database.parent)
        finally:
            _remove(fresh)
    return Restored(file, database, found.reaches_at, found.schema, kept)


def _checked(file: Path) -> Contents:
    """What is in a copy that may be put back."""
    other = "pilih salinan lain: python -m dashboard backup list"
    try:
        require_same(file)
        require_whole(file)
        found = contents(file)
    except (CopyFailedError, sqlite3.DatabaseError) as error:
        raise RestoreError(f"{file}: salinan ini rusak ({error})", other) from error
    if found is None:
        raise RestoreError(f"{file}: bukan basis data Pantau PIAK", other)
    if not knows_schema(found.schema):
        why = f"skemanya {found.schema or 'kosong'} tidak dikenal program ini (skema {newest_revision()})"
        raise RestoreError(f"{file}: {why}", "perbarui Pantau PIAK lebih dahulu, atau pilih salinan yang lebih lama")
    return found


def _prepare(file: Path, fresh: Path, found: Contents, officer: Officer, now: datetime) -> None:
    """The copy as this version needs it, in a file of its own beside the database."""
    fresh.parent.mkdir(parents=True, exist_ok=True)
    try:
        require_room(fresh.parent, 2 * file.stat().st_size)
        copy_pages(file, fresh, pause=lambda _: None)
        with closing(open_store(f"sqlite:///{fresh}")) as store:
            upgrade(store)
            reach = None if found.reaches_at is None else found.reaches_at.isoformat()
            after = {"salinan": file.name, "data_sampai": reach, "skema_salinan": found.schema}
            settle_restored(store, now, AuditEntry(now, officer.id, ACTION, "basis data", None, after))
        as_one_file(fresh)
        require_whole(fresh)
    except CopyFailedError as error:
        raise RestoreError(str(error), "kosongkan disk, atau pilih salinan lain") from error
    except (StoreError, SQLAlchemyError, sqlite3.Error) as error:
        why = trouble_text(error)
        raise RestoreError(f"{file}: tidak dapat disiapkan ({why})", "pilih salinan lain") from error


def _look_like(database: Path, fresh: Path) -> None:
    """Owner and rights of the file that goes: whoever restores is often root, whoever works with it is not."""
    own_as(database if database.exists() else database.parent, fresh)
    if database.is_file():
        fresh.chmod(stat.S_IMODE(database.stat().st_mode))


def _set_aside(database: Path, now: datetime) -> Path | None:
    """The present database under another name, still in its place as well; its log must not meet another file."""
    if not database.exists():
        _set_log_aside(database, None)
        return None
    kept = database.with_name(f"{database.name}.sebelum-pemulihan-{now.astimezone(UTC):%Y%m%dt%H%M%Sz}")
    if examine(database, _LOOK_S) is None:
        with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    _set_log_aside(database, kept)
    if database.is_dir():
        os.replace(database, kept)
        return kept
    try:
        os.link(database, kept)
    except OSError:  # a disk that knows no second name
        os.replace(database, kept)
    return kept


def _set_log_aside(database: Path, kept: Path | None) -> None:
    log = Path(f"{database}-wal")
    if log.exists() and not log.stat().st_size:
        log.unlink()
    if log.exists():
        os.replace(log, Path(f"{kept or f'{database}.tanpa-induk'}-wal"))
    Path(f"{database}-shm").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for ending in _ENDINGS:
        Path(f"{path}{ending}").unlink(missing_ok=True)
