"""Locks of the operating system on a file: a killed process cannot keep one. Shared by many, or held by one alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SEATS = 1_000
"""Windows knows no shared locks: whoever shares takes one byte of so many, whoever is alone takes all of them."""


class FileLock:
    """Held from ``take`` until ``release`` or the end of the process."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        self._is_shared = shared
        self._number: int | None = None

    def take(self) -> bool:
        """Whether the lock is ours now; False at once where somebody is in the way. Raises OSError without a place."""
        if self._number is not None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            number = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:  # made by another user, whose lock counts all the same
            number = os.open(self.path, os.O_RDONLY)
        try:
            is_ours = _lock(number, shared=self._is_shared)
        except BaseException:
            os.close(number)
            raise
        if is_ours:
            self._number = number
        else:
            os.close(number)
        return is_ours

    def release(self) -> None:
        """Let the next one in."""
        if self._number is not None:
            os.close(self._number)
            self._number = None


_SQLITE_READERS = 0x40000002, 510
"""The bytes on which whoever has an SQLite file open keeps a lock."""

if sys.platform == "win32":
    import msvcrt

    def is_open_elsewhere(_path: Path) -> bool:
        """Windows itself lets nobody replace a file that is open."""
        return False

    def _lock(number: int, *, shared: bool) -> bool:
        os.lseek(number, os.getpid() % _SEATS if shared else 0, os.SEEK_SET)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1 if shared else _SEATS)
        except OSError:
            return False
        return True

else:
    import fcntl

    def is_open_elsewhere(path: Path) -> bool:
        """Whether another process has this SQLite file open just now. To be asked by one that has not."""
        try:
            with path.open("rb+") as file:
                start, length = _SQLITE_READERS
                fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except FileNotFoundError:
            return False
        except (BlockingIOError, PermissionError):
            return True
        return False

    def _lock(number: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(number, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
