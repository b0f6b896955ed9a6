"""Whether an SQLite file can be worked with, looked at without changing a byte of it."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dashboard.settings import Settings
from dashboard.store.copies import newest_copy, read_only
from dashboard.store.engine import StoreError, sqlite_file

LOOK_S = 3.0
"""So long a start looks at the file at the most: about 500 MB. Every copy is looked through as a whole."""
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_STEPS = 20_000
"""Of SQLite's virtual machine between two looks at the clock: a few ms."""


class DamagedError(StoreError):
    """The database's file cannot be worked with; it was left as it is. Message in Indonesian: file, trouble, mend."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a file, in Indonesian. ``fix``: the mend where it is not the file's content that is wrong."""

    what: str
    fix: str = ""


def require_sound(settings: Settings, look_s: float) -> None:
    """Raise DamagedError for an embedded database that cannot be worked with; a server sees to its own.

    ``look_s``: how long its pages are looked at; 0 looks at what is seen at once.
    """
    path = sqlite_file(settings.database_url)
    trouble = None if path is None else examine(path, look_s)
    if path is not None and trouble is None and is_blank(path) and path.exists() and newest_copy(settings.backup_dir):
        trouble = Trouble("berkasnya kosong (0 bita), padahal ada salinan")
    if path is not None and trouble is not None:
        raise DamagedError(told(path, trouble, settings.backup_dir))


def told(path: Path, trouble: Trouble, folder: Path) -> str:
    """The one message of a database that cannot be worked with: which file, what is wrong, what to do."""
    if trouble.fix:
        return f"Basis data {path}: {trouble.what}. Berkasnya tidak diubah. Perbaikan: {trouble.fix}"
    anew = f"mulai dari kosong dengan memindahkan berkas itu (mv '{path}' '{path}.rusak'), lalu jalankan lagi"
    copy = newest_copy(folder)
    way = f"belum ada salinan di {folder}; kembalikan cadangan lain dengan python -m dashboard restore BERKAS, atau"
    if copy is not None:
        at = f"{copy.at.astimezone():%d-%m-%Y %H.%M %Z}".strip()
        way = f"pulihkan salinan terbaru ({at}) dengan python -m dashboard restore '{copy.path}', atau"
    return f"Basis data {path}: {trouble.what}. Berkasnya tidak diubah. Perbaikan: {way} {anew}"


def is_blank(path: Path) -> bool:
    """Whether there is nothing yet: no file, or one without a byte, as SQLite makes it before its first write."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def examine(path: Path, look_s: float) -> Trouble | None:
    """What is wrong with the file, None for nothing. A file that is not there yet, or empty, is well."""
    try:
        if path.is_dir():
            return Trouble("ini folder, bukan berkas", "isi DATABASE_URL dengan nama berkas, atau pindahkan folder itu")
        if is_blank(path):
            return None
        return _denied(path) or _bad_header(path) or _bad_pages(path, look_s)
    except OSError as error:
        return Trouble(f"tidak terbaca ({error.strerror})", "periksa disk dan hak baca berkas itu")


def _denied(path: Path) -> Trouble | None:
    if not os.access(path, os.R_OK):
        return Trouble("tidak boleh dibaca", f"beri hak baca dan tulis kepada pemilik proses ini (chmod u+rw '{path}')")
    if not os.access(path, os.W_OK):
        mend = f"beri hak tulis (chmod u+w '{path}'); bila disknya hanya-baca, pasang ulang agar dapat ditulis"
        return Trouble("hanya dapat dibaca, tidak dapat ditulis", mend)
    if not os.access(path.parent, os.W_OK):
        mend = f"beri hak tulis pada folder {path.parent}: SQLite menaruh log penulisannya di sana"
        return Trouble("foldernya tidak dapat ditulis", mend)
    return None


def _bad_header(path: Path) -> Trouble | None:
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        return Trouble("bukan basis data SQLite; isi awalnya rusak atau berkas ini bukan milik Pantau PIAK")
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        return None  # the newest pages, and the true length, stand in the log
    page = int.from_bytes(header[16:18], "big")
    page = 65_536 if page == 1 else page
    wanted, is_told = page * int.from_bytes(header[28:32], "big"), header[24:28] == header[92:96]
    if is_told and path.stat().st_size < wanted:
        return Trouble(f"terpotong: {path.stat().st_size} dari {wanted} bita")
    return None


def _bad_pages(path: Path, look_s: float) -> Trouble | None:
    """What SQLite itself says; time that runs out is no complaint."""
    stop = time.monotonic() + look_s
    try:
        with closing(sqlite3.connect(read_only(path), uri=True, isolation_level=None)) as file:
            tables = {row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if tables and "alembic_version" not in tables:
                return Trouble(
                    "basis data SQLite dari aplikasi lain", "isi DATABASE_URL dengan berkas lain untuk Pantau PIAK"
                )
            if look_s <= 0:
                return None
            file.set_progress_handler(lambda: time.monotonic() > stop, _STEPS)
            (answer,) = file.execute("PRAGMA quick_check(1)").fetchone()
            return None if answer == "ok" else Trouble(f"isinya rusak ({_first_line(answer)})")
    except sqlite3.OperationalError as error:
        if any(word in str(error) for word in ("interrupted", "locked", "busy")):
            return None
        return Trouble(f"tidak dapat dibuka ({_first_line(str(error))})")
    except sqlite3.DatabaseError as error:
        return Trouble(f"isinya rusak ({_first_line(str(error))})")


def _first_line(text: str) -> str:
    return " ".join(text.split())[:120]
