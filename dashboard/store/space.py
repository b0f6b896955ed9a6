"""The room that SQLite takes on the disk: given back in bites, and the write-ahead log kept short.

A file made by this version carries ``auto_vacuum = INCREMENTAL``: pages that pruning freed can be cut off its end bite
by bite. An older file is made anew once (``VACUUM``), see ``make_shrinkable``. PostgreSQL drops whole partitions and
looks after its own log.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.store.engine import BUSY_TIMEOUT_MS, Store

_INCREMENTAL = 2
_SHORT_WAIT_MS = 250
"""A checkpoint keeps writers out while it waits for readers: it comes again soon instead."""


@dataclass(frozen=True, slots=True)
class Pages:
    """How large the file is and how much of it is empty, in bytes; whether it can shrink."""

    total_bytes: int
    free_bytes: int
    can_shrink: bool


def pages(store: Store) -> Pages:
    """Of an SQLite file; nothing of PostgreSQL."""
    if store.dialect != "sqlite":
        return Pages(0, 0, can_shrink=False)
    with _outside(store) as file:
        size, count, free, mode = (
            _one(file, name) for name in ("page_size", "page_count", "freelist_count", "auto_vacuum")
        )
    return Pages(size * count, size * free, can_shrink=mode == _INCREMENTAL)


def give_back(store: Store, most_pages: int) -> None:
    """Cut at most so many empty pages off the file, in one short transaction."""
    with _outside(store) as file:
        file.executescript(f"PRAGMA incremental_vacuum({most_pages})")  # execute would take the first page only


def shorten_log(store: Store) -> bool:
    """Fold the write-ahead log into the file and cut it to nothing; False while a reader is in the way."""
    if store.dialect != "sqlite":
        return True
    with _outside(store) as file:
        file.execute(f"PRAGMA busy_timeout = {_SHORT_WAIT_MS}")
        try:
            answer = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            file.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return answer is not None and answer[0] == 0


def log_bytes(store: Store) -> int:
    """Size of the write-ahead log."""
    log = Path(f"{store.engine.url.database}-wal")
    return log.stat().st_size if store.dialect == "sqlite" and log.is_file() else 0


def make_shrinkable(store: Store) -> bool:
    """Make an older SQLite file anew so that it can shrink; False where it can already, or there is no room for a copy.

    Takes about a second per 100 MB in which nobody else can write, and as much room again. Raises sqlite3.Error where
    somebody holds on to the file.
    """
    now = pages(store)
    if store.dialect != "sqlite" or now.can_shrink or not store.engine.url.database:
        return False
    if shutil.disk_usage(Path(store.engine.url.database).parent).free < 3 * now.total_bytes:
        return False
    with _outside(store) as file:
        file.execute("PRAGMA auto_vacuum = INCREMENTAL")
        file.execute("VACUUM")
    return True


@contextmanager
def _outside(store: Store) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, outside any transaction."""
    raw = store.engine.raw_connection()
    try:
        file = raw.driver_connection
        if not isinstance(file, sqlite3.Connection):
            raise TypeError("hanya untuk SQLite")
        yield file
    finally:
        raw.close()


def _one(file: sqlite3.Connection, pragma: str) -> int:
    return int(file.execute(f"PRAGMA {pragma}").fetchone()[0])
