"""The disk under the database: an alarm while there is time, and room kept back for the day that it is full.

A full disk takes no new sample and, with SQLite, not even a deletion. So a ballast lies beside the database and is
given up when less than half of its size is left: pruning and recovery go on, for days at the pace of one office. It is
made again when there is room.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from dashboard.ballast import Ballast, free_bytes
from dashboard.store import Store

log = logging.getLogger("pantau.disk")

FEW_BYTES = 2 * 2**30
"""Below this /sistem and the log say so."""
BALLAST_BYTES = 64 * 2**20
_MB = 2**20


def database_file(store: Store, data: Path) -> Path:
    """The file whose disk matters: SQLite's own, or one in the data folder where the database is elsewhere."""
    name = store.engine.url.database if store.dialect == "sqlite" else None
    return Path(name).absolute() if name else data / "basis-data"


def ballast_of(
    store: Store, data: Path, free: Callable[[Path], int] = free_bytes, size_bytes: int = BALLAST_BYTES
) -> Ballast:
    """The ballast of a database; PostgreSQL's server needs its own."""
    return Ballast(database_file(store, data), size_bytes, least_free_bytes=2 * size_bytes, free=free)


def left_bytes(store: Store, data: Path) -> int:
    """What the disk under the database has left."""
    return free_bytes(database_file(store, data))


class DiskWatch:
    """Looks at the disk now and then, for the one process that also prunes."""

    def __init__(
        self, store: Store, data: Path, free: Callable[[Path], int] = free_bytes, ballast_bytes: int = BALLAST_BYTES
    ) -> None:
        """``ballast_bytes``: below half of it the ballast is given up."""
        self._path, self._free, self._least_bytes = database_file(store, data), free, ballast_bytes // 2
        self._ballast = ballast_of(store, data, free, ballast_bytes)
        self._is_local = store.dialect == "sqlite"
        self._said = ""

    def look(self) -> str:
        """Mind the ballast and give what a person must do now (Indonesian), "" while there is room enough."""
        if self._is_local:
            if self._free(self._path) < self._least_bytes:
                self._ballast.give_up()
            else:
                self._ballast.restore()
        left = self._free(self._path)
        trouble = disk_trouble(left, is_given_up=self._is_local and not self._ballast.is_there)
        if bool(trouble) != bool(self._said):
            log.log(
                logging.ERROR if trouble else logging.INFO, "%s", trouble or f"ruang disk cukup lagi ({left // _MB} MB)"
            )
        self._said = trouble
        return trouble


def disk_trouble(left_bytes: int, *, is_given_up: bool) -> str:
    """What is said of a disk with so much left; "" where it is enough."""
    if left_bytes >= FEW_BYTES:
        return ""
    said = f"Ruang disk basis data tinggal {left_bytes // _MB} MB. Kosongkan disk, atau kurangi PANTAU_RAW_DAYS"
    return f"{said}. Cadangan ruang sudah dilepas: segera kosongkan, pencatatan akan berhenti" if is_given_up else said
