"""Who works with the embedded database: long-lived processes share a lock beside its file, a restore takes it alone.

An open connection is noticed as well (``dashboard/filelock.py``), so that a command that is just at work counts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dashboard.filelock import FileLock, is_open_elsewhere
from dashboard.settings import Settings
from dashboard.store.engine import StoreError, sqlite_file

_ENDING = ".dipakai"
_HELD: dict[Path, FileLock] = {}
"""The locks of this process, kept until it ends."""
_RESTORING = "basis data sedang dipulihkan. Perbaikan: tunggu sampai python -m dashboard restore selesai, lalu ulangi"


class InUseError(StoreError):
    """The product, or one of its commands, works with the database. Message in Indonesian."""


def mark_in_use(settings: Settings) -> None:
    """Say until the end of this process that it works with the database. Raises StoreError during a restore."""
    path = sqlite_file(settings.database_url)
    if path is None or path in _HELD:
        return
    lock = FileLock(_lock_of(path), shared=True)
    with suppress(OSError):  # a folder that cannot be written to is told of by whoever looks at the file
        if not lock.take():
            raise StoreError(_RESTORING)
        _HELD[path] = lock


def require_free(path: Path) -> None:
    """Raise StoreError while the file is being restored."""
    lock = FileLock(_lock_of(path), shared=True)
    with suppress(OSError):
        if path not in _HELD and path.parent.is_dir() and not lock.take():
            raise StoreError(_RESTORING)
    lock.release()


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Nobody else works with the database meanwhile. Raises InUseError where somebody does."""
    lock = FileLock(_lock_of(path))
    try:
        if not lock.take() or is_open_elsewhere(path):
            raise InUseError(f"basis data {path} sedang dipakai")
        yield
    finally:
        lock.release()


def _lock_of(path: Path) -> Path:
    return Path(f"{path}{_ENDING}")
