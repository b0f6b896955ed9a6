"""The command group ``python -m dashboard reported``: which periods were handed in, and what changed since."""

from __future__ import annotations

import argparse
from datetime import date

from dashboard import formats
from dashboard.cli_base import Command, in_one_line, print_json, print_rows, work_of
from dashboard.reported import ReportedPeriod
from dashboard.services.reported import MONTHLY, check_period, freeze
from dashboard.store.reported import reported_periods
from dashboard.views.as_json import envelope
from dashboard.views.compliance import figures_to_report, reported_since
from dashboard.views.reported import comparison_json


def add(options: argparse.Namespace) -> int:
    """Freeze the figures of a period as reported."""
    work = work_of(options)
    check_period(work.office, options.start, options.end, work.now)
    figures = figures_to_report(work.context, work.office.code, options.start, options.end, work.now)
    kept = freeze(
        work.context.store,
        work.office,
        options.start,
        options.end,
        figures,
        work.officer,
        work.now,
        form=options.form,
        note=options.note,
    )
    words = " (sementara: periode masih berjalan)" if kept.interim else ""
    named = formats.period(kept.start, kept.end)
    print(
        f"{kept.form} nomor {kept.number} periode {named} dibekukan{words}: {len(kept.rows)} baris".replace("\xa0", " ")
    )
    return 0


def list_(options: argparse.Namespace) -> int:
    """Every reported period, and of the newest of each whether its figures are still the same."""
    work = work_of(options)
    code = work.office.code
    known = reported_periods(work.context.store, code, with_rows=False)
    newest = {(each.start, each.end): each for each in known}
    found = {
        each.number: comparison
        for days, each in newest.items()
        for comparison in reported_since(work.context, code, *days, work.now)
        if comparison.is_asked
    }
    if options.json:
        rows = [comparison_json(each, work.office.zone) for each in found.values()]
        print_json(envelope(work.office, work.now, rows))
        return 0
    if not known:
        print("belum ada periode yang dilaporkan")
        return 0

    def since(report: ReportedPeriod) -> str:
        if report.number not in found:
            return "digantikan laporan yang lebih baru"
        changed = len(found[report.number].changed)
        return f"berubah: {changed} baris" if changed else "sama"

    print_rows(
        ("nomor", "dari", "sampai", "dilaporkan", "oleh", "bentuk", "catatan", "sementara", "sejak itu"),
        [
            (
                each.number,
                each.start.isoformat(),
                each.end.isoformat(),
                formats.date_clock(each.reported_at, work.office.zone),
                each.officer,
                each.form,
                each.note,
                "ya" if each.interim else "tidak",
                since(each),
            )
            for each in known
        ],
    )
    return 0


def add_reported(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group to the command line."""
    text = "periode yang sudah dilaporkan dan perubahannya sejak itu"
    group = commands.add_parser("reported", help=text, description=text)
    found = group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")

    def act(name: str, run: Command, words: str) -> argparse.ArgumentParser:
        made = found.add_parser(name, help=words, description=words)
        made.set_defaults(run=in_one_line(run))
        made.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
        return made

    record = act("add", add, "bekukan angka satu periode sebagaimana dilaporkan")
    record.add_argument("--from", dest="start", required=True, type=_day, metavar="TANGGAL")
    record.add_argument("--to", dest="end", required=True, type=_day, metavar="TANGGAL")
    record.add_argument("--form", default=MONTHLY, metavar="BENTUK", help=f"bawaan: {MONTHLY}")
    record.add_argument("--note", default="", metavar="TEKS", help="misalnya nomor surat pengantarnya")
    act("list", list_, "periode yang dilaporkan, dan apakah angkanya masih sama").add_argument(
        "--json", action="store_true"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: bukan tanggal, tulis seperti 2026-11-01") from error
