"""How the values of settings are read, each with its own complaint and mend, in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from ipaddress import ip_address
from pathlib import Path

SHORTEST_SECRET = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
JSON_LOG = "json"
LOG_FORMS = ("manusia", JSON_LOG)


class Refused(Exception):  # noqa: N818
    """A value that cannot be taken: message and mend."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between two bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise Refused("bukan bilangan bulat dalam batasnya", f"isi bilangan dari {low} sampai {high}")
        return int(text)

    return read


def poll_seconds(text: str) -> float:
    """Seconds between two polls."""
    fix = "isi detik dari 1 sampai 3600, misalnya 30"
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        raise Refused("bukan bilangan detik", fix)
    if not 1 <= float(text) <= 3600:
        raise Refused("selang di luar batas", fix)
    return float(text)


def database_url(text: str) -> str:
    """The address of a database that we know."""
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    if text.startswith(("postgres://", "postgresql")):
        raise Refused("penggerak PostgreSQL tidak dikenal", "awali dengan postgresql+psycopg://")
    raise Refused(
        "bukan alamat basis data yang dikenal",
        "isi sqlite:////folder/pantau.sqlite3 atau postgresql+psycopg://pengguna:sandi@server/basisdata",
    )


def replica_url(text: str) -> str:
    """The address of a replica; none of an SQLite file."""
    if text.startswith("sqlite"):
        raise Refused("berkas SQLite tidak punya replika", "kosongkan; replika hanya untuk PostgreSQL")
    return database_url(text)


def existing_path(text: str) -> Path:
    """A file or folder that is there."""
    path = Path(text).expanduser().absolute()
    if not path.exists():
        raise Refused(
            "folder atau berkas tidak ada", "isi jalur berkas kantor (.yaml) atau foldernya, atau kosongkan untuk demo"
        )
    return path


def folder(text: str) -> Path:
    """A folder, there or to be made."""
    path = Path(text).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise Refused("ini berkas, bukan folder", "isi jalur sebuah folder; bila belum ada akan dibuat")
    return path


def host(text: str) -> str:
    """An address to listen on."""
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text) or "//" in text:
        raise Refused("bukan alamat untuk mendengarkan", "isi alamat saja, misalnya 127.0.0.1 atau 0.0.0.0")
    return text


def redis_url(text: str) -> str:
    """The address of a Redis."""
    if not re.fullmatch(r"rediss?://\S+", text):
        raise Refused("bukan alamat Redis", "isi seperti redis://server:6379/0, atau kosongkan")
    return text


def secret(text: str) -> str:
    """A key that is long enough."""
    if len(text) < SHORTEST_SECRET:
        fix = "isi teks acak, misalnya keluaran: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        raise Refused(f"kunci kurang dari {SHORTEST_SECRET} huruf", fix)
    return text


def yes_or_no(text: str) -> bool:
    """``ya`` or ``tidak``."""
    known = {"ya": True, "1": True, "tidak": False, "0": False}
    if text.lower() not in known:
        raise Refused("bukan ya atau tidak", "isi ya atau tidak")
    return known[text.lower()]


def ip(text: str) -> str:
    """One IP address."""
    try:
        return str(ip_address(text))
    except ValueError:
        raise Refused("bukan alamat IP", "isi alamat proksi, misalnya 127.0.0.1, atau kosongkan") from None


def ips(text: str) -> tuple[str, ...]:
    """IP addresses, separated by commas."""
    return tuple(ip(each.strip()) for each in text.split(","))


def clock(text: str) -> time:
    """Hour and minute, as ``19.00``."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])", text)
    if found is None:
        raise Refused("bukan jam", "isi jam dan menit, misalnya 19.00")
    return time(int(found[1]), int(found[2]))


def log_level(text: str) -> str:
    """One of ``LOG_LEVELS``."""
    if text.upper() not in LOG_LEVELS:
        raise Refused("tingkat log tidak dikenal", f"isi salah satu: {', '.join(LOG_LEVELS)}")
    return text.upper()


def log_form(text: str) -> str:
    """One of ``LOG_FORMS``."""
    if text.lower() not in LOG_FORMS:
        raise Refused("bentuk log tidak dikenal", f"isi salah satu: {', '.join(LOG_FORMS)}")
    return text.lower()
