"""The SQLite file that a copy is made of: read in one unchanging picture, its rows as the lines of PostgreSQL's COPY.

One form of a row serves for writing it and for comparing it afterwards: PostgreSQL gives the same line back.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Boolean, Table

from dashboard.store.engine import StoreError
from dashboard.store.leases import FREE
from dashboard.store.schema import metadata
from dashboard.store.upgrading import newest_revision

CHUNK_ROWS = 20_000
WATCH_S = 15.0
"""So long a lease may stand without a beat before its holder counts as gone; the collectors' own measure."""
_LOOK_S = 0.5
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
)  # as PostgreSQL writes them itself
Key = tuple[Any, ...]


class CopyError(StoreError):
    """A copy that is refused: the place, what is wrong and the mend, Indonesian and without secrets."""

    def __init__(self, place: str, message: str, fix: str) -> None:
        super().__init__(f"{place}: {message}. Perbaikan: {fix}")
        self.place, self.message, self.fix = place, message, fix


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table holds: its rows counted, and one digest of all of them in the order of their key."""

    rows: int
    digest: str


class CopySource:
    """An SQLite file of Pantau PIAK, opened for reading only. Raises CopyError where it is none, or not of today."""

    def __init__(self, path: Path) -> None:
        self.place = str(path)
        if not path.is_file():
            raise CopyError(self.place, "berkas sumber tidak ada", "periksa jalur sesudah sqlite:///")
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        try:
            self._check()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def wait_for_silence(self, watch_s: float = WATCH_S) -> None:
        """Raise CopyError while collectors write to it: a beat of one of its leases comes within ``watch_s``.

        Leases that were given back need no waiting.
        """
        query = "SELECT office, host, pid, beat FROM leases WHERE holder <> ? ORDER BY office"
        first = self._connection.execute(query, (FREE,)).fetchall()
        until = time.monotonic() + watch_s
        while first and time.monotonic() < until:
            time.sleep(min(_LOOK_S, watch_s))
            for office, host, pid, beat in self._connection.execute(query, (FREE,)).fetchall():
                if (office, host, pid, beat) not in first:
                    raise CopyError(
                        self.place,
                        f"kolektor kantor {office} masih berjalan (proses {pid} di {host})",
                        "hentikan kolektor dan web yang memakai berkas ini, lalu ulangi",
                    )

    def begin(self) -> None:
        """From here on every answer is of this moment."""
        self._version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM alembic_version").fetchone()

    def changed_meanwhile(self) -> bool:
        """End the picture of ``begin``: whether somebody has written to the file since."""
        self._connection.execute("COMMIT")
        return bool(self._connection.execute("PRAGMA data_version").fetchone()[0] != self._version)

    def sums(self) -> dict[str, TableSum]:
        """Each table's rows and digest."""
        found = {}
        for table in metadata.sorted_tables:
            rows, digest = 0, hashlib.sha256()
            for _, lines in self.chunks(table, None):
                rows += len(lines)
                digest.update("".join(lines).encode())
            found[table.name] = TableSum(rows, digest.hexdigest())
        return found

    def chunks(self, table: Table, after: Key | None) -> Iterator[tuple[Key, list[str]]]:
        """Lines of the rows behind the key ``after`` (None: all), in order, with the key of each chunk's last row."""
        keys, names = [column.name for column in table.primary_key], column_names(table)
        behind = "" if after is None else f"WHERE ({', '.join(keys)}) > ({', '.join('?' * len(keys))})"
        columns = ", ".join(f'"{name}"' for name in names)
        query = f'SELECT {columns} FROM "{table.name}" {behind} ORDER BY {", ".join(keys)}'  # noqa: S608  (our own)
        places = [names.index(name) for name in keys]
        cursor = self._connection.execute(query, after or ())
        encode = encoder(table)
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield tuple(rows[-1][place] for place in places), [encode(row) for row in rows]

    def last_series_id(self) -> int:
        """The highest id that a series ever had here."""
        found = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'series'").fetchone()
        return 0 if found is None else int(found[0])

    def _check(self) -> None:
        try:
            found = self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise CopyError(
                    self.place, f"tidak terbaca ({error})", "periksa izin berkas dan foldernya, lalu ulangi"
                ) from error
            found = None
        except sqlite3.DatabaseError:
            found = None
        if found is None:
            raise CopyError(self.place, "bukan basis data Pantau PIAK", "pilih berkas pantau.sqlite3 dari PANTAU_DATA")
        if found[0] != newest_revision():
            raise CopyError(
                self.place,
                f"skemanya {found[0]}, program ini memakai {newest_revision()}",
                "jalankan aplikasi versi ini sekali dengan berkas itu supaya skemanya diperbarui, lalu ulangi",
            )


def column_names(table: Table) -> list[str]:
    """In the order of the lines."""
    return [column.name for column in table.c]


def encoder(table: Table) -> Callable[[Sequence[Any]], str]:
    """How a row of the table becomes a line of COPY."""
    flags = frozenset(place for place, column in enumerate(table.c) if isinstance(column.type, Boolean))

    def text(place: int, value: Any) -> str:
        if value is None:
            return "\\N"
        if place in flags:
            return "t" if value else "f"
        if isinstance(value, bytes):
            return f"\\\\x{value.hex()}"
        return value.translate(_ESCAPES) if isinstance(value, str) else str(value)

    def plain(row: Sequence[Any]) -> str:
        return "\t".join([text(place, value) for place, value in enumerate(row)]) + "\n"

    def numbers(row: Sequence[Any]) -> str:
        return "\t".join(["\\N" if value is None else str(value) for value in row]) + "\n"

    is_text = any(column.type.python_type is not int for column in table.c)
    return plain if is_text else numbers
