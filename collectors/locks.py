"""One process an office in a data folder: a lock of the operating system, which a killed process cannot keep."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import uuid
from collections.abc import Callable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.offices import Office

if sys.platform == "win32":
    import msvcrt

    _LOCKED_AT = 2**20

    def _lock(file: TextIOWrapper) -> None:
        # One byte far behind the text: what is locked there nobody else can read.
        os.lseek(file.fileno(), _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as held:
            raise BlockingIOError from held
else:
    import fcntl

    def _lock(file: TextIOWrapper) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


log = logging.getLogger("pantau.collectors")

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def machine_mark() -> str:
    """What a copied data folder does not bring along: this start of this machine (elsewhere: its network card)."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"{uuid.getnode():x}"


class OfficeLock:
    """Held from ``take`` until ``release`` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIOWrapper | None = None

    def take(self, at: datetime) -> str:
        """ "" when the lock is ours, else who has it ("pid 12 sejak ..."). Raises OSError without a place for it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except BlockingIOError:
            file.seek(0)
            holder = file.read(200).strip()
            file.close()
            return holder or "proses lain"
        except OSError:
            file.close()
            raise
        file.seek(0)
        file.truncate()
        file.write(f"pid {os.getpid()} sejak {at:%d-%m-%Y %H.%M.%S %Z}\n")
        file.flush()
        self._file = file
        return ""

    def release(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None


def lock_offices(
    data: Path, offices: tuple[Office, ...], now: Callable[[], datetime], *, wait: bool, stop: threading.Event
) -> tuple[OfficeLock, ...] | None:
    """The locks of the offices in our own data folder; None where another process has one (``wait``: until a stop)."""
    locks: list[OfficeLock] = []
    for office in offices:
        lock = OfficeLock(data / f"spool-{office.code}.lock")
        has_said = False
        while holder := lock.take(now().astimezone(ZoneInfo(office.zone))):
            if not wait:
                refuse(office, f"{socket.gethostname()} ({holder})")
                return None
            if not has_said:
                log.info("kantor %s sedang dikerjakan %s (%s); menunggu", office.code, socket.gethostname(), holder)
                has_said = True
            if stop.wait(1):
                return None
        locks.append(lock)
    return tuple(locks)


def refuse(office: Office, holder: str) -> None:
    """The one line of a second instance."""
    sys.stderr.write(
        f"kantor {office.code} sudah dikerjakan kolektor lain di {holder}. Perbaikan: hentikan yang itu, "
        "atau jalankan yang ini dengan --wait agar menunggu sebagai cadangan\n"
    )
