"""The command group ``audit``: whether the trail is whole, and the trail as a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats
from dashboard.cli_base import Refused, in_one_line, office_of, prepared_context
from dashboard.exports.audit_csv import audit_csv
from dashboard.store import AuditCheck, check_audit
from dashboard.store.audit_check import keep_check
from dashboard.views.audit import AuditFilter, audit_rows, zone_of
from dashboard.views.audit_about import about_file

_EARLIEST = date(2000, 1, 1)
_MEND = "jangan ubah apa pun; salin basis data, lalu bandingkan dengan unduhan atau cadangan terdahulu"


def _check(options: argparse.Namespace) -> int:
    """Read every line again; 1 where the chain is broken, or where a noted hash is not in it any more."""
    store, clock = prepared_context().store, options.clock
    found = check_audit(store, noted=options.hash or "")
    with suppress(SQLAlchemyError):  # a copy that cannot be written to is checked all the same
        keep_check(store, replace(found, found=None), clock())
    if not found.is_whole:
        print(Refused("audit", _trouble(found), _MEND), file=sys.stderr)
        return 1
    print(f"utuh: {formats.number(found.lines)} baris diperiksa")
    print(f"hash terakhir: {found.head}")
    if not options.hash:
        return 0
    if found.found is None and options.hash != found.head:
        print(Refused(f"--hash {options.hash}", "tidak ada di rantai ini", _MEND), file=sys.stderr)
        return 1
    place = "sebelum baris pertama" if found.found is None else f"baris {formats.number(found.found)}"
    print(f"hash itu berdiri pada {place}; tidak ada yang berubah sampai di situ")
    return 0


def _trouble(found: AuditCheck) -> str:
    if found.broken_at is None:
        return f"{formats.number(found.missing)} baris yang pernah ditulis hilang dari akhir jejak"
    if not found.broken_at:
        return "rantai putus sebelum baris pertama"
    return f"rantai putus pada baris {found.broken_at} (baris itu diubah, disisipkan, atau pendahulunya dihapus)"


def _export(options: argparse.Namespace) -> int:
    """Write the lines that fit to a new file."""
    context, path, clock = prepared_context(), Path(options.file), options.clock
    office = office_of(context, options.office).code if options.office else None
    now = clock()
    end = options.end or formats.local(now, zone_of(context, office)).date()
    start = options.start or _EARLIEST
    if end < start:
        raise Refused(f"--to {end}", f"sebelum --from {start}", "tukar kedua tanggalnya")
    asked = AuditFilter(start, end, office, options.officer or "", options.action or "", options.text or "")
    simulated = any(known.simulated for known in context.offices.values())
    pieces = audit_csv(audit_rows(context, asked), about_file(context, asked, now), simulated=simulated)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except FileExistsError:
        raise Refused(str(path), "sudah ada", "beri nama berkas yang baru") from None
    except OSError as error:
        raise Refused(str(path), f"tidak dapat ditulis ({error.strerror})", "pilih folder lain") from error
    print(f"{path}: jejak audit {formats.period(start, end)}".replace(formats.NBSP, " "))
    return 0


def add_audit_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], day: Callable[[str], date]
) -> None:
    """Add the commands to the command line."""
    text = "jejak audit: siapa melakukan apa"
    acts = commands.add_parser("audit", help=text, description=text).add_subparsers(
        dest="act", required=True, metavar="TINDAKAN"
    )
    words = "periksa apakah rantai jejak utuh; kode keluar 1 bila putus"
    check = acts.add_parser("check", help=words, description=words)
    check.add_argument("--hash", metavar="HASH", help="hash yang dicatat dahulu; apakah masih ada di rantai ini")
    check.set_defaults(run=in_one_line(_check))
    words = "tulis jejak ke berkas CSV, dengan hash setiap baris"
    export = acts.add_parser("export", help=words, description=words)
    export.add_argument("file", metavar="BERKAS")
    export.add_argument("--from", dest="start", type=day, metavar="TANGGAL", help="tanpa ini: sejak awal")
    export.add_argument("--to", dest="end", type=day, metavar="TANGGAL", help="tanpa ini: sampai hari ini")
    export.add_argument("--office", metavar="KODE", help="hanya tentang kantor ini")
    export.add_argument("--officer", metavar="PETUGAS", help="hanya tindakan petugas ini")
    export.add_argument("--action", metavar="TINDAKAN", help="hanya tindakan ini")
    export.add_argument("--text", metavar="KATA", help="hanya baris yang memuat kata-kata ini")
    export.set_defaults(run=in_one_line(_export))
