"""The file in which an office's parcels wait while the central database is out of reach: SQLite, each commit on disk.

What goes first where there is no more room (by ``most_bytes``, or by the disk's last ``least_free_bytes``):

1. runs without samples (bookkeeping: a missed round, a source that could not be read), newest first;
2. sweeps in which no series changed its status, newest first: they repeat what their elders say;
3. sweeps in which something changed, newest first.

So the oldest raw samples are the very last to go. What the disk does not take stays in memory as long as there is room
for it (``HAND_MOST``), and follows as soon as the disk takes it. Everything lost is counted and said.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from collectors.parcels import Parcel, ParcelError, Waiting, unpack
from collectors.spoolrepair import Salvage, is_damage, salvage
from dashboard.ballast import Ballast, free_bytes

log = logging.getLogger("pantau.collectors")

LEAST_FREE_BYTES = 64 * 2**20
"""The last of the disk is left to the rest of the machine."""
BALLAST_BYTES = 2 * 2**20
"""Given up when the disk is full all the same: SQLite cannot even delete without a little room."""
HAND_MOST = 1_000
_BITE = 20
_REFUSED_SHARE = 10
_PAGE_BYTES = 4_096
_SCHEMA = """
CREATE TABLE IF NOT EXISTS parcels (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, number INTEGER NOT NULL, worth INTEGER NOT NULL,
    at INTEGER NOT NULL, samples INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS parcels_by_worth ON parcels (worth, id);
CREATE TABLE IF NOT EXISTS ditolak (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, number INTEGER NOT NULL, samples INTEGER NOT NULL,
    body BLOB NOT NULL, reason TEXT NOT NULL, refused_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
_INSERT = "INSERT INTO parcels (id, source, number, worth, at, samples, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_SET = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


@dataclass(frozen=True, slots=True)
class Depth:
    """What is in the spool: waiting parcels, their samples and bytes on disk; what was set aside, and what was lost."""

    parcels: int
    samples: int
    oldest_at: datetime | None
    bytes: int
    refused: int
    dropped: int


class SpoolFile:
    """One office's spool. Safe to share between threads; the caller holds the office's lock (``locks.take``)."""

    def __init__(
        self,
        path: Path,
        most_bytes: int,
        *,
        least_free_bytes: int = LEAST_FREE_BYTES,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        """Opens or makes the file; one that is damaged is put aside, one that cannot be opened is tried again later."""
        self._path = path
        self._ballast = Ballast(path, BALLAST_BYTES, least_free_bytes=least_free_bytes, free=free)
        self._most_bytes, self._least_free_bytes, self._free = most_bytes, least_free_bytes, free
        self._lock = threading.RLock()
        self._file: sqlite3.Connection | None = None
        self._hand: list[Waiting] = []
        self._note = self._damage = ""
        self._dropped = self._refused = self._refused_bytes = self._parcels = self._samples = 0
        self._next_id = 1
        self.id = uuid.uuid4().hex
        """Drawn when the file was made: who holds the same spool is surely the follower of its last holder."""
        self._open()

    @property
    def note(self) -> str:
        """What a person must know of the spool now (Indonesian), "" while all is well."""
        return self._note or self._damage

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._hand and self._parcels == 0

    def append(self, one: Waiting) -> None:
        """Put a parcel at the end; never raises. Without room the least worthy of all goes, see the module's text."""
        with self._lock:
            one = Waiting(one.source, one.number, one.worth, one.at_s, one.samples, one.body, self._next_id)
            self._next_id += 1
            self._hand.append(one)
            self._put_down()
            if len(self._hand) > HAND_MOST:
                self._lose(min(self._hand, key=lambda each: (each.worth, -each.id)))

    def oldest(self) -> Waiting | None:
        """The parcel that is to be delivered next."""
        with self._lock:
            self._put_down()
            row = self._one("SELECT source, number, worth, at, samples, body, id FROM parcels ORDER BY id LIMIT 1")
            stored = None if row is None else Waiting(*row)
            heads = [each for each in (stored, *self._hand[:1]) if each is not None]
            return min(heads, key=lambda each: each.id, default=None)

    def remove(self, one: Waiting) -> None:
        """Take a delivered parcel out. Raises sqlite3.Error where the disk does not even take that."""
        with self._lock:
            if one in self._hand:
                self._hand.remove(one)
                return
            if self._file is not None and self._write("DELETE FROM parcels WHERE id = ?", (one.id,)):
                self._count(one, -1)
            elif self._file is not None:
                self._recount()
            if self._parcels == 0:
                self._tidy()

    def set_aside(self, one: Waiting, reason: str, at: datetime) -> None:
        """Keep a parcel that the database will never take, out of the others' way. Never raises."""
        row = (one.source, one.number, one.samples, one.body, reason, int(at.timestamp()))
        columns = "(source, number, samples, body, reason, refused_at)"
        with self._lock:
            try:
                if self._file is None:
                    raise sqlite3.OperationalError("tidak terbuka")
                self._write(f"INSERT INTO ditolak {columns} VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608  (see above)
                self._refused += 1
                self._refused_bytes += len(one.body)
                self._bound_refused()
            except sqlite3.Error as error:
                self._dropped += one.samples
                self._say(f"kiriman yang ditolak tidak dapat disisihkan ({error})")

    def count_lost(self, samples: int) -> None:
        """Count samples that could not even be packed."""
        with self._lock:
            self._dropped += samples
            self.keep("dropped", str(self._dropped).encode())

    def _bound_refused(self) -> None:
        """What was refused may be a tenth of the spool: the oldest of it goes first, counted as lost."""
        while self._refused_bytes > self._most_bytes // _REFUSED_SHARE:
            row = self._one("SELECT id, samples, length(body) FROM ditolak ORDER BY id LIMIT 1")
            if row is None or not self._write("DELETE FROM ditolak WHERE id = ?", (row[0],)):
                return
            self._refused -= 1
            self._refused_bytes -= row[2]
            self.count_lost(row[1])

    def keep(self, key: str, value: bytes | None) -> None:
        """Write down a small thing beside the queue, None forgets it; a disk that does not take it is no trouble."""
        with self._lock:
            if self._file is None:
                return
            try:
                if value is None:
                    self._write("DELETE FROM meta WHERE key = ?", (key,))
                else:
                    self._write(_SET, (key, value))
            except sqlite3.Error:
                log.debug("antrean: %s tidak tersimpan", key, exc_info=True)

    def kept(self, key: str) -> bytes | None:
        """What ``keep`` wrote down."""
        with self._lock:
            row = self._one("SELECT value FROM meta WHERE key = ?", (key,))
            return None if row is None else bytes(row[0])

    def waiting(self) -> Iterator[Parcel]:
        """Everything that waits, oldest first, one in memory at a time; damaged ones are left out."""
        last = 0
        while (row := self._one("SELECT id, body FROM parcels WHERE id > ? ORDER BY id LIMIT 1", (last,))) is not None:
            last = int(row[0])
            with contextlib.suppress(ParcelError):
                yield unpack(row[1])
        for each in list(self._hand):
            with contextlib.suppress(ParcelError):
                yield unpack(each.body)

    def depth(self) -> Depth:
        """How much waits."""
        with self._lock:
            row = self._one("SELECT at FROM parcels ORDER BY id LIMIT 1")
            oldest_s = [*([] if row is None else [row[0]]), *(each.at_s for each in self._hand[:1])]
            return Depth(
                self._parcels + len(self._hand),
                self._samples + sum(each.samples for each in self._hand),
                datetime.fromtimestamp(min(oldest_s), UTC) if oldest_s else None,
                self._used_bytes(),
                self._refused,
                self._dropped,
            )

    def close(self) -> None:
        """Close the file; what is only in memory is lost with the process, and said."""
        with self._lock:
            self._put_down()
            if self._hand:
                log.error("antrean %s: %d kiriman hanya ada di memori dan hilang", self._path.name, len(self._hand))
                self.count_lost(sum(each.samples for each in self._hand))
            if self._file is not None:
                self._file.close()
                self._file = None

    def _open(self) -> None:
        try:
            try:
                self._connect()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                self._renew_file(error, salvage(self._path), None)
        except (sqlite3.Error, OSError) as error:
            self._file = None
            self._say(f"berkas antrean {self._path} tidak dapat dibuka ({error}); sampel hanya ditampung di memori")

    def _connect(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Names of targets and messages of sources are nobody else's business on a shared machine.
        self._path.touch(mode=0o600)
        file = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=5)
        try:
            file.execute("PRAGMA auto_vacuum = INCREMENTAL")
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            file.execute("PRAGMA wal_autocheckpoint = 200")  # pages: the log stays well below the ballast
            file.execute(f"PRAGMA journal_size_limit = {BALLAST_BYTES}")
            file.executescript(_SCHEMA)
            file.execute("INSERT INTO meta VALUES ('id', ?) ON CONFLICT DO NOTHING", (self.id.encode(),))
            self.id = bytes(file.execute("SELECT value FROM meta WHERE key = 'id'").fetchone()[0]).decode()
            self._parcels, self._samples, last = file.execute(
                "SELECT count(*), coalesce(sum(samples), 0), coalesce(max(id), 0) FROM parcels"
            ).fetchone()
            refused = "SELECT count(*), coalesce(sum(length(body)), 0) FROM ditolak"
            self._refused, self._refused_bytes = file.execute(refused).fetchone()
            lost = file.execute("SELECT value FROM meta WHERE key = 'dropped'").fetchone()
        except sqlite3.Error:
            file.close()
            raise
        self._dropped = max(self._dropped, int(lost[0]) if lost else 0)
        self._next_id = max(self._next_id, last + 1)
        self._file = file
        self._ballast.restore()

    def _repair(self, error: sqlite3.Error) -> None:
        """Carry what can be read of a damaged file into a new one; the old one is kept aside."""
        found, known = salvage(self._path), (self._parcels, self._samples)
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                self._file.close()
            self._file = None
        self._renew_file(error, found, known)

    def _renew_file(self, error: sqlite3.Error, found: Salvage, known: tuple[int, int] | None) -> None:
        aside = self._path.with_suffix(f".rusak-{uuid.uuid4().hex[:8]}")
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{self._path}{ending}")
            if part.exists():
                part.rename(f"{aside}{ending}")
        self._connect()
        for each in found.parcels:
            self._write(_INSERT, (each.id, each.source, each.number, each.worth, each.at_s, each.samples, each.body))
            self._count(each, 1)
            self._next_id = max(self._next_id, each.id + 1)
        for key, value in found.meta.items():
            if key != "id":
                self.keep(key, value)
        lost = max(0, known[1] - self._samples) if known is not None else 0
        if lost:
            self.count_lost(lost)
        how_many = "sebagian mungkin hilang" if known is None else f"{max(0, known[0] - self._parcels)} hilang"
        self._damage = (
            f"berkas antrean rusak ({error}) dan disisihkan sebagai {aside.name}; "
            f"{len(found.parcels)} kiriman terselamatkan, {how_many}"
        )
        log.error("antrean %s: %s", self._path.name, self._damage)

    def _recount(self) -> None:
        row = self._one("SELECT count(*), coalesce(sum(samples), 0) FROM parcels")
        if row is not None:
            self._parcels, self._samples = row

    def _one(self, query: str, values: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        if self._file is None:
            return None
        try:
            row: tuple[Any, ...] | None = self._file.execute(query, values).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._repair(error)
            row = self._file.execute(query, values).fetchone()
        return row

    def _write(self, statement: str, values: tuple[object, ...]) -> int:
        """Run one statement that makes room or is small; for it the ballast is given up where the disk is full.

        Gives the rows changed.
        """
        if self._file is None:
            return 0
        try:
            return self._file.execute(statement, values).rowcount
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                self._repair(error)
                return self._file.execute(statement, values).rowcount
            if not isinstance(error, sqlite3.OperationalError):
                raise
            if not self._ballast.is_there:
                raise
            self._ballast.give_up()
            with contextlib.suppress(sqlite3.OperationalError):  # what the log holds is written into the file first
                self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return self._file.execute(statement, values).rowcount

    def _put_down(self) -> None:
        """Write to disk what memory holds, as far as there is room."""
        if not self._hand:
            return
        if self._file is None:
            self._open()
        try:
            self._put_down_each()
            if not self._hand and self._file is not None and self._full_by(self._most_bytes // 10) == "":
                self._say("")
        except sqlite3.Error as error:
            self._say(f"antrean tidak terbaca ({error}); sampel ditampung di memori")

    def _put_down_each(self) -> None:
        refused = -1
        for one in list(self._hand):
            if one.worth <= refused:  # where there is no room for its like there is none for it
                continue
            if self._stored(one):
                self._hand.remove(one)
                self._count(one, 1)
            else:
                refused = one.worth

    def _stored(self, one: Waiting) -> bool:
        if self._file is None or not self._make_room(one):
            return False
        row = (one.id, one.source, one.number, one.worth, one.at_s, one.samples, one.body)
        try:
            self._file.execute(_INSERT, row)
        except sqlite3.Error as error:
            if is_damage(error):
                self._repair(error)
            self._say(f"antrean tidak dapat menulis ke disk ({error}); sampel ditampung di memori")
            return False
        return True

    def _make_room(self, one: Waiting) -> bool:
        """Whether the parcel may be written, after what is worth less than it has gone."""
        while (full := self._full_by(len(one.body))) != "":
            less = "SELECT id, samples FROM parcels WHERE worth < ? ORDER BY worth, id DESC LIMIT ?"
            rows = [] if self._file is None else self._file.execute(less, (one.worth, _BITE)).fetchall()
            self._say(f"antrean penuh ({full}); yang terbaru dan paling tidak berarti dibuang, sampel tertua disimpan")
            if not rows:
                return False
            for row_id, samples in rows:
                try:
                    self._write("DELETE FROM parcels WHERE id = ?", (row_id,))
                except sqlite3.Error:
                    return False
                self._parcels -= 1
                self._samples -= samples
                self._dropped += samples
            self.keep("dropped", str(self._dropped).encode())
        return True

    def _full_by(self, more_bytes: int) -> str:
        """What bounds the spool before ``more_bytes``, "" where nothing does."""
        need = more_bytes + 2 * _PAGE_BYTES
        if self._used_bytes() - self._refused_bytes + need > self._most_bytes:
            return f"batas {self._most_bytes // 2**20} MB"
        inside = self._pragma("freelist_count") * _PAGE_BYTES
        free = self._free(self._path)
        # the room of a ballast that was given up is for what makes room, not for more parcels
        left = self._least_free_bytes + (0 if self._ballast.is_there else BALLAST_BYTES)
        if need > inside and free - need < left:
            return f"sisa disk {free // 2**20} MB"
        return ""

    def _used_bytes(self) -> int:
        return (self._pragma("page_count") - self._pragma("freelist_count")) * _PAGE_BYTES

    def _pragma(self, name: str) -> int:
        row = self._one(f"PRAGMA {name}")
        return 0 if row is None else int(row[0])

    def _lose(self, one: Waiting) -> None:
        self._hand.remove(one)
        self._dropped += one.samples
        self.keep("dropped", str(self._dropped).encode())

    def _count(self, one: Waiting, sign: int) -> None:
        self._parcels += sign
        self._samples += sign * one.samples

    def _tidy(self) -> None:
        """Give the disk back what an empty queue no longer needs."""
        if self._file is None:
            return
        try:
            self._file.executescript("PRAGMA incremental_vacuum")  # execute would take the first page only
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error:
            log.debug("antrean tidak dapat dirapikan", exc_info=True)
        self._ballast.restore()
        if not self._hand:
            self._damage = ""
            self._say("")

    def _say(self, note: str) -> None:
        """Log a trouble of the spool once when it begins and once when it is over."""
        begins, self._note = note and not self._note, note
        if begins:
            log.error("antrean %s: %s", self._path.name, note)
