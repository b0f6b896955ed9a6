"""The product's own database, copied once a day at an office hour: when it is due, what goes along, how it went.

How the last try went stands in ``PANTAU_DATA/salinan-basis-data.json``: a folder of copies on a disk that hangs keeps
no page waiting. A server's database is the server's to copy (``pg_dump``).
"""

from __future__ import annotations

import json
import logging
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.services.reports import shelf_of
from dashboard.settings import Settings
from dashboard.store.copies import (
    CopyFailedError,
    DatabaseCopy,
    make_copy,
    name_of,
    one_maker,
    own_as,
    prune_copies,
    require_room,
)
from dashboard.store.engine import sqlite_file

log = logging.getLogger("pantau.salinan")

RETRY = timedelta(hours=1)
LATE_AFTER = timedelta(hours=36)
"""A daily copy and half a day: an office computer may be off over night."""
AHEAD = timedelta(hours=1)
"""A last copy from further ahead was made by a wrong clock and does not count."""
BESIDE_MOST_BYTES = 512 * 2**20
_STATE = "salinan-basis-data.json"


class CopyState(StrEnum):
    """How the daily copy stands. ``SERVER``: PostgreSQL's own business; ``OFF``: switched off by the settings."""

    OK = "ok"
    NEVER = "never"
    LATE = "late"
    FAILED = "failed"
    OFF = "off"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class LastCopy:
    """The last good copy and the last try. ``message`` says why that failed ("": it did not)."""

    ok_at: datetime | None = None
    file: str = ""
    bytes: int = 0
    took_s: float = 0.0
    tried_at: datetime | None = None
    message: str = ""
    left_out: str = ""
    """Why what lies beside the database did not go along ("": it did)."""


@dataclass(frozen=True, slots=True)
class CopyStanding:
    """What is to be told of the daily copy now."""

    state: CopyState
    last: LastCopy = LastCopy()

    @property
    def is_trouble(self) -> bool:
        """Whether a person must see to it."""
        return self.state in (CopyState.LATE, CopyState.FAILED) or bool(self.last.left_out)


def standing_of(settings: Settings, now: datetime) -> CopyStanding:
    """How the daily copy stands at ``now`` (aware). Reads one small file."""
    if sqlite_file(settings.database_url) is None:
        return CopyStanding(CopyState.SERVER)
    last = last_copy(settings.data)
    if not settings.backup_keep:
        return CopyStanding(CopyState.OFF, last)
    if last.message:
        return CopyStanding(CopyState.FAILED, last)
    if last.ok_at is None:
        return CopyStanding(CopyState.NEVER, last)
    return CopyStanding(CopyState.LATE if now - last.ok_at > LATE_AFTER else CopyState.OK, last)


def last_copy(data: Path) -> LastCopy:
    """How the last try went; an empty one where nothing was ever tried."""
    try:
        told = json.loads((data / _STATE).read_text(encoding="utf-8"))
        for name in ("ok_at", "tried_at"):
            told[name] = None if told[name] is None else datetime.fromisoformat(told[name])
        return LastCopy(**told)
    except (OSError, ValueError, KeyError, TypeError):
        return LastCopy()


def is_due(settings: Settings, zone: str, now: datetime) -> bool:
    """Whether the daily copy is to be made now; one whose hour was slept through is due at once."""
    if sqlite_file(settings.database_url) is None or not settings.backup_keep:
        return False
    last = last_copy(settings.data)
    if last.message and last.tried_at is not None and last.tried_at <= now < last.tried_at + RETRY:
        return False
    local = now.astimezone(ZoneInfo(zone))
    due_at = datetime.combine(local.date(), settings.backup_at, local.tzinfo)
    if due_at > local:
        due_at -= timedelta(days=1)
    if last.ok_at is None or last.ok_at < due_at or last.ok_at > now + AHEAD:
        return True
    return _is_gone(settings.backup_dir / last.file)


def _is_gone(path: Path) -> bool:
    """Whether somebody took the last copy away; a folder that is not there just now is another matter."""
    return path.parent.is_dir() and not path.exists()


def copy_if_due(settings: Settings, zone: str, now: datetime, is_stopped: Callable[[], bool]) -> DatabaseCopy | None:
    """The daily job: copy where it is due; what fails is noted, logged, and tried again in an hour."""
    if not is_due(settings, zone, now):
        return None
    try:
        with one_maker(settings):
            if not is_due(settings, zone, now):  # another process was quicker
                return None
            return copy_now(settings, now, is_stopped)
    except CopyFailedError as error:
        log.error("%s", error)
        return None


def copy_now(settings: Settings, now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> DatabaseCopy:
    """Copy the database and what lies beside it, note how it went, and throw the oldest away. Needs ``one_maker``.

    Raises CopyFailedError, also where a server holds the database.
    """
    path, began_s = sqlite_file(settings.database_url), time.monotonic()
    if path is None:
        raise CopyFailedError("basis data ada di server PostgreSQL: salin dengan pg_dump di server itu")
    try:
        if not path.exists():
            raise CopyFailedError(f"basis data {path} belum ada")
        made = make_copy(path, settings.backup_dir / name_of(now), now, is_stopped=is_stopped)
    except CopyFailedError as error:
        if not is_stopped():
            note(settings.data, replace(last_copy(settings.data), tried_at=now, message=str(error)))
        raise
    left_out = ""
    try:
        _pack_beside(settings, made.beside)
        prune_copies(settings.backup_dir, max(1, settings.backup_keep))
    except (CopyFailedError, OSError) as error:
        left_out = str(error)
        log.error("basis data disalin, tetapi tidak semua yang di sampingnya: %s", left_out)
    took_s = round(time.monotonic() - began_s, 2)
    note(settings.data, LastCopy(now, made.path.name, made.bytes, took_s, now, left_out=left_out))
    log.info("basis data disalin ke %s (%d MB, %.1f detik)", made.path, made.bytes // 2**20, took_s)
    return made


def copy_to(settings: Settings, file: Path, now: datetime) -> DatabaseCopy:
    """A copy to a place of somebody's own choice, with what lies beside the database; in no list, never thrown away.

    Needs ``one_maker``. Raises CopyFailedError.
    """
    path = sqlite_file(settings.database_url)
    if path is None or not path.exists():
        raise CopyFailedError("tidak ada basis data SQLite di sini; PostgreSQL disalin dengan pg_dump di servernya")
    made = make_copy(path, file, now)
    try:
        _pack_beside(settings, made.beside)
    except OSError as error:
        raise CopyFailedError(f"{made.beside} tidak dapat ditulis ({error.strerror or error})") from error
    return made


def note(data: Path, state: LastCopy) -> None:
    """Write down how the last try went; a disk that takes not even that is told of elsewhere."""
    unfinished = data / f"{_STATE}.{os.getpid()}"
    with suppress(OSError):
        told = json.dumps(asdict(state), default=lambda value: value.isoformat())
        unfinished.write_text(told, encoding="utf-8")
        os.replace(unfinished, data / _STATE)


def _pack_beside(settings: Settings, target: Path) -> None:
    """Office files and reports that were made, which nothing makes again, in a ZIP beside the copy."""
    files = sorted(_beside(settings))
    if not files:
        return
    total = sum(path.stat().st_size for _, path in files)
    if total > BESIDE_MOST_BYTES:
        raise CopyFailedError(
            f"berkas kantor dan laporan {total // 2**20} MB, lebih dari {BESIDE_MOST_BYTES // 2**20} MB; "
            "hapus laporan lama di halaman Laporan"
        )
    require_room(target.parent, total)
    unfinished = target.with_name(f".{target.name}.sementara")
    try:
        number = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, path in files:
                    with suppress(FileNotFoundError):  # deleted just now
                        packed.write(path, name)
            out.flush()
            os.fsync(out.fileno())
        own_as(target.parent, unfinished)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def _beside(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Name in the ZIP and place of each file. The demo's office files come with the product."""
    offices = settings.offices_configured
    if offices is not None:
        root = offices if offices.is_dir() else offices.parent
        wanted = offices.rglob("*") if offices.is_dir() else (offices,)
        yield from ((f"kantor/{path.relative_to(root).as_posix()}", path) for path in wanted if _is_plain(path))
    shelf = shelf_of(settings.data)
    yield from ((f"laporan/{path.relative_to(shelf).as_posix()}", path) for path in shelf.rglob("*") if _is_plain(path))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not any(part.startswith(".kerja") for part in path.parts)
