"""The command ``python -m dashboard export``: the report of a period as a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from dashboard.cli_base import Clock, Refused, office_of, prepared_context
from dashboard.exports import FORMS, export, form_of
from dashboard.exports.report_text import NOTHING
from dashboard.model import Kind
from dashboard.views.progress import part
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportError

_FIGURES = 0.7
"""So much of the work is reading and judging, the rest is writing."""


def run_export(options: argparse.Namespace) -> int:
    """Write one file; a file that is there already is left as it is."""
    try:
        path = _write(options)
    except ReportError as error:
        print(Refused("export", error.message, error.mend), file=sys.stderr)
        return 2
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{path}: laporan ditulis")
    return 0


def _write(options: argparse.Namespace) -> Path:
    form, path = form_of(options.form), Path(options.output)
    if path.suffix.lower() != form.suffix:
        raise Refused(f"-o {path}", f"bukan nama berkas {form.title}", f"akhiri nama berkas dengan {form.suffix}")
    if path.exists():
        raise Refused(f"-o {path}", "berkas itu sudah ada", "pakai nama lain, supaya isinya tidak hilang")
    context = prepared_context()
    office_of(context, options.office)
    clock: Clock = options.clock
    told = _bar if options.progress else _quiet
    view = report_view(
        context,
        options.office,
        options.start,
        options.end,
        options.now or clock(),
        kecamatan=options.kecamatan,
        sops=options.sop,
        kinds=frozenset(Kind) if options.kind is None else {Kind(options.kind)},
        progress=part(told, 0.0, _FIGURES),
    )
    if view.is_empty:
        print(f"perhatian: {NOTHING[0].lower()}{NOTHING[1:]} Berkas tetap ditulis dan menyebutkannya.", file=sys.stderr)
    return export(form.name, view, path, part(told, _FIGURES, 1.0))


def _quiet(_done: float, _words: str) -> None:
    """Nobody asked."""


def _bar(done: float, words: str) -> None:
    print(f"{done * 100:3.0f} % {words}", file=sys.stderr)


def add_export(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    day: Callable[[str], date],
    moment: Callable[[str], datetime],
) -> None:
    """Add the command to the command line; ``day`` and ``moment`` read its dates and ``--now``."""
    text = "laporan satu periode sebagai berkas"
    command = commands.add_parser("export", help=text, description=text)
    command.set_defaults(run=run_export)
    command.add_argument("--form", required=True, metavar="BENTUK", help=f"bentuk: {', '.join(FORMS)}")
    command.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
    command.add_argument("--from", dest="start", required=True, type=day, metavar="TANGGAL")
    command.add_argument("--to", dest="end", required=True, type=day, metavar="TANGGAL")
    command.add_argument(
        "--kecamatan", action="append", metavar="KODE", help="hanya kecamatan ini (dinas: Dinas); boleh diulang"
    )
    command.add_argument("--sop", action="append", metavar="ID", help="hanya SOP ini; boleh diulang")
    command.add_argument("--kind", choices=[str(kind) for kind in Kind], help="hanya satu jenis angka")
    command.add_argument("--now", type=moment, metavar="ISO", help="bekukan pada saat ini")
    command.add_argument("--progress", action="store_true", help="tampilkan kemajuan")
    command.add_argument("-o", "--output", required=True, metavar="BERKAS", help="berkas yang ditulis")
