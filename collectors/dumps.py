"""Dump files in a folder: what lies there, which log belongs to which, and whether one is a real Oracle export."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

HEAD_BYTES = 4096
CLASSIC_MARK = b"EXPORT:V"
CLASSIC_WITHIN = 64
_PUMP_MAJOR = range(10)
_LOG_BEFORE_DUMP = timedelta(minutes=10)
_LOG_AFTER_DUMP = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as a folder shows it. ``created_at`` None: this system does not tell, or it is a copy's."""

    path: Path
    size_bytes: int
    modified_at: datetime
    created_at: datetime | None = None

    @property
    def stem(self) -> str:
        """The name without its ending (and without ``.gz``), for finding the log of a dump."""
        return Path(self.path.name.lower().removesuffix(".gz")).stem


def list_files(folder: Path, pattern: str) -> list[SeenFile]:
    """The files of ``folder`` whose name matches the glob ``pattern``, oldest first. Raises OSError.

    Small and capital letters are the same, as on the servers that write dumps. ``pattern`` may begin with a
    subfolder (``log/*.log``).
    """
    place = folder / Path(pattern).parent
    wanted = Path(pattern).name.lower()
    found = []
    with os.scandir(place) as entries:
        for entry in entries:
            if fnmatchcase(entry.name.lower(), wanted):
                try:
                    if entry.is_file():
                        found.append(_seen(Path(entry.path), entry.stat()))
                except FileNotFoundError:
                    continue  # deleted while the folder was being read
    return sorted(found, key=lambda file: (file.modified_at, file.path.name))


def _seen(path: Path, info: os.stat_result) -> SeenFile:
    # Only Windows tells the creation in st_ctime; elsewhere that is the last change of the entry.
    created = getattr(info, "st_birthtime", info.st_ctime if os.name == "nt" else None)
    modified_at = datetime.fromtimestamp(info.st_mtime, UTC)
    created_at = None if created is None else datetime.fromtimestamp(created, UTC)
    if created_at is not None and created_at > modified_at:
        created_at = None  # a copy keeps the time of its content but is "created" later
    return SeenFile(path, info.st_size, modified_at, created_at)


def log_of(dump: SeenFile, logs: Sequence[SeenFile], taken: Collection[str]) -> SeenFile | None:
    """The log that belongs to ``dump``: of the same name, else the one written nearest to it in time.

    ``taken``: stems of all dumps; a log that bears the name of another dump is that one's.
    """
    same = [log for log in logs if log.stem == dump.stem]
    if same:
        return same[-1]
    near = [
        log
        for log in logs
        if log.stem not in taken and -_LOG_BEFORE_DUMP <= log.modified_at - dump.modified_at <= _LOG_AFTER_DUMP
    ]
    return min(near, key=lambda log: abs(log.modified_at - dump.modified_at), default=None)


def read_head(path: Path) -> bytes:
    """The first 4 KiB of a dump, unpacked where it is gzipped. Raises OSError; a broken gzip gives no bytes."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        with gzip.open(path) as packed:
            return packed.read(HEAD_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""


def export_kind(head: bytes) -> str | None:
    """``klasik`` or ``Data Pump`` for the first bytes of a real Oracle export, None for anything else.

    Classic ``exp``: ``EXPORT:V`` within the first 64 bytes (offset 3, or 13 on the direct path), whatever character
    set the bytes before name. Data Pump: a binary block that begins with the version (0..9, 1).
    """
    if CLASSIC_MARK in head[:CLASSIC_WITHIN]:
        return "klasik"
    if len(head) >= CLASSIC_WITHIN and head[0] in _PUMP_MAJOR and head[1] == 1 and b"\x00" in head[2:CLASSIC_WITHIN]:
        return "Data Pump"
    return None
