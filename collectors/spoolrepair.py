"""Reading what is left of a damaged spool: row by row, so that one bad page costs only what stands on it."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from collectors.parcels import Waiting

_MOST_MISSES = 20_000
"""Ids in a row that cannot be read before the rest is given up: a page holds a few parcels, a lost root all of them."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """Parcels in order of their ids, and the small things kept beside the queue."""

    parcels: list[Waiting] = field(default_factory=list)
    meta: dict[str, bytes] = field(default_factory=dict)


def is_damage(error: BaseException | None) -> bool:
    """Whether SQLite says that the file itself is broken, not that it is busy, full or out of reach."""
    return type(error) is sqlite3.DatabaseError


def salvage(path: Path) -> Salvage:
    """What can still be read of the spool file at ``path``, with its log; empty where nothing can."""
    found = Salvage()
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path, timeout=5)) as file:
        with contextlib.suppress(sqlite3.Error):
            found.meta.update({str(key): bytes(value) for key, value in file.execute("SELECT key, value FROM meta")})
        # By the table itself, never by the index: that may be the broken part.
        query = (
            "SELECT source, number, worth, at, samples, body, id FROM parcels NOT INDEXED "
            "WHERE id > ? ORDER BY id LIMIT 1"
        )
        last = misses = 0
        while misses < _MOST_MISSES:
            try:
                row = file.execute(query, (last,)).fetchone()
            except sqlite3.DatabaseError:
                last, misses = last + 1, misses + 1
                continue
            if row is None:
                break
            found.parcels.append(Waiting(*row))
            last, misses = int(row[6]), 0
    return found
