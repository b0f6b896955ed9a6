"""The commands ``python -m dashboard db ...``: the database itself, moved as a whole."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dashboard.cli_base import Refused, in_one_line
from dashboard.formats import number
from dashboard.settings import hide_password
from dashboard.store import StoreError, open_store, trouble_text
from dashboard.store.copy_source import WATCH_S, CopyError, CopySource
from dashboard.store.copying import copy_all

_TELL_EVERY_S = 2.0
_RUN_AGAIN = "perbaiki sebabnya, lalu jalankan perintah yang sama; salinan dilanjutkan"


def add_db(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    text = "basis data: pindahkan dari SQLite ke PostgreSQL"
    group = commands.add_parser("db", help=text, description=text)
    acts = group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")
    words = "salin seluruh basis data SQLite ke PostgreSQL yang kosong, dapat dilanjutkan bila terputus"
    copy = acts.add_parser("copy", help=words, description=words)
    copy.add_argument("source", metavar="SQLITE_URL", help="sqlite:////folder/pantau.sqlite3")
    copy.add_argument("target", metavar="POSTGRES_URL", help="postgresql+psycopg://pengguna@server/basisdata")
    copy.set_defaults(run=in_one_line(run_copy))


def run_copy(options: argparse.Namespace, watch_s: float = WATCH_S) -> int:
    """Copy, compare, and say what each table holds; 1 where the source changed meanwhile."""
    path, place = _sqlite(options.source), hide_password(options.target)
    _require_postgresql(options.target, place)
    try:
        source = CopySource(path)
        try:
            source.wait_for_silence(watch_s)
            return _copied(source, options.target, place)
        finally:
            source.close()
    except CopyError as error:
        raise Refused(error.place, error.message, error.fix) from error
    except StoreError as error:
        raise Refused(place, str(error), _RUN_AGAIN) from error
    except (SQLAlchemyError, psycopg.Error) as error:
        raise Refused(place, trouble_text(error), _RUN_AGAIN) from error
    except sqlite3.Error as error:
        raise Refused(str(path), f"tidak terbaca ({error})", _RUN_AGAIN) from error


def _copied(source: CopySource, url: str, place: str) -> int:
    target, began_s = open_store(url), time.monotonic()
    try:
        source.begin()
        sums = copy_all(source, target, place, _Teller())
    finally:
        target.close()
    rows, took_s = sum(each.rows for each in sums.values()), time.monotonic() - began_s
    for name, each in sums.items():
        print(f"{name}\t{each.rows}\t{each.digest[:16]}")
    speed = number(round(rows / max(took_s, 0.001)))
    print(f"selesai: {number(rows)} baris sama di kedua basis data, {took_s:.0f} detik, {speed} baris/detik")
    if source.changed_meanwhile():
        message = "berubah selama disalin, dan perubahan itu tidak ikut"
        print(
            Refused(source.place, message, "hentikan web dan kolektor, lalu salin ke basis data baru"), file=sys.stderr
        )
        return 1
    return 0


class _Teller:
    """Progress as lines: each table once, large ones every few seconds."""

    def __init__(self) -> None:
        self._said_s = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        now_s = time.monotonic()
        if total and done not in (0, total) and now_s - self._said_s < _TELL_EVERY_S:
            return
        self._said_s = now_s
        counted = f": {number(done)} dari {number(total)} baris" if total else ""
        print(f"{name}{counted}", flush=True)


def _sqlite(url: str) -> Path:
    place = hide_password(url)
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise Refused(place, "alamat sumber tidak terbaca", "tulis sqlite:////folder/pantau.sqlite3") from error
    if address.get_backend_name() != "sqlite" or not address.database:
        raise Refused(place, "sumber bukan berkas SQLite", "tulis sqlite:////folder/pantau.sqlite3")
    return Path(address.database)


def _require_postgresql(url: str, place: str) -> None:
    try:
        is_one = make_url(url).drivername in ("postgresql+psycopg", "postgresql", "postgres")
    except ArgumentError:
        is_one = False
    if not is_one:
        raise Refused(place, "tujuan bukan PostgreSQL", "tulis postgresql+psycopg://pengguna@server/basisdata")
