"""Copies of the embedded database: made by SQLite's backup API while others write, looked through, listed.

A copy lies under an unfinished name until it was read through as a whole and is on the disk; only then it gets the name
that lists know. So a file of that name is whole, whenever its maker was killed. Beside it lies its SHA-256, in the form
of ``sha256sum -c``.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from dashboard.filelock import FileLock
from dashboard.settings import Settings
from dashboard.store.engine import StoreError

_NAME = re.compile(r"pantau-(\d{8}t\d{6}z)(?:-sebelum-(\w{1,20}))?\.sqlite3")
_UNFINISHED = ".sementara"
_SUM = ".sha256"
_BESIDE = ".zip"
_LOCK = "salinan-basis-data.lock"
STEP_PAGES = 256
"""1 MB at a time, with a breath in between: polls and pages go on beside it."""
BREATH_S = 0.002
SPARE_BYTES = 64 * 2**20
"""So much stays free on the disk of the copies."""
UPGRADES_KEPT = 3
_CHUNK = 2**20


class CopyFailedError(StoreError):
    """No copy was made, or one is not good. Message in Indonesian."""


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """One finished copy. ``at``: it holds what was committed until then; ``before``: the schema that was to come."""

    path: Path
    at: datetime
    bytes: int
    before: str = ""

    @property
    def sum_file(self) -> Path:
        """Where its SHA-256 stands."""
        return Path(f"{self.path}{_SUM}")

    @property
    def beside(self) -> Path:
        """What lay beside the database, packed at the same time; may not be there."""
        return self.path.with_suffix(_BESIDE)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: the schema that it stands at, and the newest moment that was measured or audited in it."""

    schema: str
    reaches_at: datetime | None


def copies(folder: Path) -> tuple[DatabaseCopy, ...]:
    """Every finished copy, the newest first; none where the folder cannot be read."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            parts = _NAME.fullmatch(path.name)
            if parts is not None and path.is_file():
                at = datetime.strptime(parts[1], "%Y%m%dt%H%M%Sz").replace(tzinfo=UTC)
                found.append(DatabaseCopy(path, at, path.stat().st_size, parts[2] or ""))
    return tuple(sorted(found, key=lambda each: (each.at, each.path.name), reverse=True))


def newest_copy(folder: Path) -> DatabaseCopy | None:
    """The copy to go back to."""
    return next(iter(copies(folder)), None)


@contextmanager
def one_maker(settings: Settings, patience_s: float = 0.0) -> Iterator[None]:
    """Be the only one who makes copies for this data folder. Raises CopyFailedError where another goes on at it."""
    lock, stop = FileLock(settings.data / _LOCK), time.monotonic() + patience_s
    while not lock.take():
        if time.monotonic() >= stop:
            raise CopyFailedError("salinan lain sedang dibuat; tunggu sampai selesai")
        time.sleep(0.2)
    try:
        yield
    finally:
        lock.release()


def name_of(at: datetime, before: str = "") -> str:
    """The name of a copy as lists know it; ``before``: the schema that is to come."""
    return f"pantau-{at.astimezone(UTC):%Y%m%dt%H%M%Sz}{f'-sebelum-{before}' if before else ''}.sqlite3"


def make_copy(
    source: Path,
    path: Path,
    at: datetime,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = time.sleep,
) -> DatabaseCopy:
    """Copy the database to ``path``, whole or not at all. One maker at a time in a folder.

    Writers go on meanwhile; the copy shows the moment at which it began. Raises CopyFailedError.
    """
    unfinished = path.with_name(f".{path.name}{_UNFINISHED}")
    try:
        make_folder(path.parent, source)
        clear_unfinished(path.parent)
        require_room(path.parent, _size_with_log(source))
        copy_pages(source, unfinished, is_stopped=is_stopped, pause=pause)
        require_whole(unfinished)
        own_as(source, unfinished)
        made = _put_in_place(unfinished, path, at)
        own_as(source, made.sum_file)
        return made
    except sqlite3.Error as error:
        raise CopyFailedError(f"salinan basis data gagal: {error}") from error
    except OSError as error:
        raise CopyFailedError(f"salinan basis data gagal di {path.parent}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def copy_pages(
    source: Path,
    target: Path,
    *,
    is_stopped: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Copy page by page in short steps into a file of its own that needs no log beside it. Raises sqlite3.Error."""
    # Made by us first: what SQLite makes would be open to everybody, and there are hashes of passwords in it.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))

    def after_step(_status: int, _left: int, _total: int) -> None:
        if is_stopped():
            raise CopyFailedError("salinan basis data dihentikan sebelum selesai")
        pause(BREATH_S)

    with (
        closing(sqlite3.connect(read_only(source), uri=True, isolation_level=None)) as there,
        closing(sqlite3.connect(target, isolation_level=None)) as here,
    ):
        here.execute("PRAGMA synchronous = OFF")  # it is on the disk before it gets its name
        # A picture of one moment: without it every write of somebody else would make the copy begin again.
        there.execute("BEGIN")
        there.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        there.backup(here, pages=STEP_PAGES, progress=after_step)
        there.execute("COMMIT")
        here.execute("PRAGMA journal_mode = DELETE").fetchone()
    _to_disk(target)


def as_one_file(path: Path) -> None:
    """Fold the write-ahead log into a file that nobody else has open, and leave it without one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = DELETE").fetchone()
    _to_disk(path)


def require_whole(path: Path) -> None:
    """Read a file through as a whole. Raises CopyFailedError for one that is damaged."""
    with closing(sqlite3.connect(read_only(path), uri=True, isolation_level=None)) as file:
        (answer,) = file.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise CopyFailedError(f"isi basis data tidak utuh ({' '.join(str(answer).split())[:120]})")


def contents(path: Path) -> Contents | None:
    """What is in a database of ours; None for any other. Raises sqlite3.Error."""
    with closing(sqlite3.connect(read_only(path), uri=True, isolation_level=None)) as file:
        tables = {row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if not {"alembic_version", "audit", "latest"} <= tables:
            return None
        (schema,) = file.execute("SELECT coalesce(max(version_num), '') FROM alembic_version").fetchone()
        (newest,) = file.execute(
            "SELECT max(at) FROM (SELECT max(observed_at) AS at FROM latest UNION ALL SELECT max(at) FROM audit)"
        ).fetchone()
    return Contents(schema, None if newest is None else datetime.fromtimestamp(newest, UTC))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def require_same(path: Path) -> None:
    """Raise CopyFailedError where a file is not what its SHA-256 beside it says; one without it passes."""
    kept = Path(f"{path}{_SUM}")
    if kept.is_file() and kept.read_text(encoding="ascii", errors="replace").split()[:1] != [digest_of(path)]:
        raise CopyFailedError("isinya tidak sama lagi dengan saat disalin (SHA-256 berbeda)")


def prune_copies(folder: Path, keep: int) -> int:
    """Throw the oldest copies away: ``keep`` daily ones stay, and a few from before an upgrade; gives how many went."""
    known = copies(folder)
    daily = [each for each in known if not each.before][keep:]
    old = [*daily, *[each for each in known if each.before][UPGRADES_KEPT:]]
    for each in old:
        each.path.unlink(missing_ok=True)  # first: what has no database beside it is found by nobody
        each.sum_file.unlink(missing_ok=True)
        each.beside.unlink(missing_ok=True)
    return len(old)


def make_folder(folder: Path, source: Path) -> None:
    """For the owner alone: copies hold the hashes of passwords. A folder that is there keeps its rights."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True, mode=0o700)  # no parents: a disk that is not mounted must not be made up
        own_as(source, folder)


def own_as(model: Path, path: Path) -> None:
    """Give to whoever owns ``model`` what root has made: the product itself runs as a user of its own."""
    if sys.platform != "win32" and os.geteuid() == 0:
        owner = model.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def clear_unfinished(folder: Path) -> None:
    """What makers left that were killed."""
    for path in folder.glob(f".pantau-*{_UNFINISHED}*"):
        path.unlink(missing_ok=True)


def require_room(folder: Path, wanted_bytes: int) -> None:
    """Raise CopyFailedError where the disk has no room for so much."""
    free = shutil.disk_usage(folder).free
    if free < wanted_bytes + SPARE_BYTES:
        wanted_mb, free_mb = -(-(wanted_bytes + SPARE_BYTES) // 2**20), free // 2**20
        raise CopyFailedError(f"ruang disk {folder} tidak cukup: perlu {wanted_mb} MB, tersisa {free_mb} MB")


def put_on_disk(folder: Path) -> None:
    """Let names that were given in a folder survive a power cut; Windows does that by itself."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _put_in_place(unfinished: Path, path: Path, at: datetime) -> DatabaseCopy:
    made = DatabaseCopy(path, at, unfinished.stat().st_size)
    digest = digest_of(unfinished)
    with made.sum_file.open("w", encoding="ascii") as out:
        out.write(f"{digest}  {path.name}\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(unfinished, path)
    put_on_disk(path.parent)
    return made


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _size_with_log(source: Path) -> int:
    log = Path(f"{source}-wal")
    return source.stat().st_size + (log.stat().st_size if log.exists() else 0)


def read_only(path: Path) -> str:
    """The address that opens a file without ever changing it."""
    return f"file:{quote(str(path.absolute()))}?mode=ro"
