"""The commands ``backup now|list`` and ``restore``: the product's own database, kept and put back."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from dashboard.cli_base import Refused, in_one_line, print_json, print_rows
from dashboard.formats import number
from dashboard.services.identity import current_officer
from dashboard.services.own_copies import copy_now, copy_to
from dashboard.services.restoring import Restored, RestoreError, restore
from dashboard.settings import Settings, load_settings
from dashboard.store.copies import CopyFailedError, DatabaseCopy, copies, one_maker
from dashboard.store.engine import sqlite_file
from dashboard.store.usage import InUseError

_MB = 2**20


def add_backup(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the command line."""
    text = "salinan basis data SQLite milik aplikasi ini sendiri"
    group = commands.add_parser("backup", help=text, description=text)
    group.set_defaults(run=in_one_line(_make), act="now", output=None)
    acts = group.add_subparsers(dest="act", metavar="TINDAKAN")
    words = "salin sekarang, selagi aplikasi berjalan"
    now = acts.add_parser("now", help=words, description=words)
    now.add_argument("-o", "--output", metavar="BERKAS", help="ke berkas ini; bawaan folder PANTAU_BACKUP_DIR")
    now.set_defaults(run=in_one_line(_make))
    words = "daftar salinan, yang terbaru lebih dulu"
    known = acts.add_parser("list", help=words, description=words)
    known.add_argument("--json", action="store_true")
    known.set_defaults(run=in_one_line(_list))
    words = "pulihkan basis data dari salinan; aplikasi harus berhenti, basis data yang ada disimpan dengan nama lain"
    back = commands.add_parser("restore", help=words, description=words)
    back.add_argument("file", metavar="BERKAS", help="salinan: jalur, atau nama di folder PANTAU_BACKUP_DIR")
    back.set_defaults(run=in_one_line(_restore), act=None)


def _make(options: argparse.Namespace) -> int:
    settings, now = _embedded(), options.clock()
    target = None if options.output is None else Path(options.output).absolute()
    if target is not None and target.exists():
        raise Refused(str(target), "berkas itu sudah ada", "pilih nama lain")
    try:
        with one_maker(settings):
            made = copy_now(settings, now) if target is None else copy_to(settings, target, now)
    except CopyFailedError as error:
        raise Refused("backup", str(error), "perbaiki sebabnya, lalu ulangi") from error
    print(f"basis data disalin ke {made.path} ({_size(made.bytes)}), sudah diperiksa utuh")
    if made.beside.exists():
        print(f"berkas kantor dan laporan: {made.beside}")
    return 0


def _list(options: argparse.Namespace) -> int:
    settings = _embedded()
    known = copies(settings.backup_dir)
    if options.json:
        print_json([_json(each) for each in known])
        return 0
    if not known:
        print(f"belum ada salinan di {settings.backup_dir}")
        return 0
    rows: list[tuple[object, ...]] = [
        (each.path.name, _at(each.at), _size(each.bytes), f"sebelum skema {each.before}" if each.before else "")
        for each in known
    ]
    print_rows(("salinan", "dibuat", "ukuran", "catatan"), rows)
    return 0


def _restore(options: argparse.Namespace) -> int:
    settings = _embedded()
    file = Path(options.file)
    if not file.exists() and file.name == options.file:
        file = settings.backup_dir / file
    try:
        done = restore(settings, file, current_officer(settings), options.clock())
    except RestoreError as error:
        raise Refused("restore", error.message, error.fix) from error
    except InUseError as error:
        mend = "hentikan aplikasi lebih dahulu (Ctrl-C pada make run, atau layanan web dan kolektor)"
        raise Refused("restore", str(error), mend) from error
    except OSError as error:
        raise Refused(
            "restore", f"gagal ({error})", "perbaiki sebabnya, lalu ulangi; yang ada belum diganti"
        ) from error
    _tell(done)
    return 0


def _tell(done: Restored) -> None:
    print(f"basis data dipulihkan dari {done.file}")
    print(f"data sampai {_at(done.reaches_at)}; yang dicatat sesudahnya tidak ada lagi di sini")
    print(f"skema salinan {done.schema}, sudah diperbarui sampai yang dikenal program ini")
    if done.kept is not None:
        print(f"basis data sebelumnya disimpan sebagai {done.kept}; hapus bila tidak diperlukan lagi")
    print("semua orang masuk lagi; sandi dan token kembali seperti saat disalin: cabut lagi yang dicabut sesudahnya")
    print("berikutnya: jalankan aplikasi seperti biasa")


def _embedded() -> Settings:
    settings = load_settings()
    if sqlite_file(settings.database_url) is None:
        mend = "pakai pg_dump dan pg_restore di server itu: docs/panduan/cadangan-data.md"
        raise Refused("DATABASE_URL", "basis data ada di server PostgreSQL, bukan di berkas SQLite", mend)
    return settings


def _json(each: DatabaseCopy) -> dict[str, object]:
    return {
        "file": str(each.path),
        "at": each.at.isoformat(),
        "bytes": each.bytes,
        "before_schema": each.before or None,
    }


def _at(at: datetime | None) -> str:
    """On the clock of this computer: a copy is of several offices, perhaps in several zones."""
    return "tidak diketahui" if at is None else f"{at.astimezone():%d-%m-%Y %H.%M %Z}".strip()


def _size(count: int) -> str:
    return f"{number(count / _MB, 1)} MB"
