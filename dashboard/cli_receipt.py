"""The command group ``python -m dashboard receipt``: which kecamatan have sent their monthly report."""

from __future__ import annotations

import argparse

from dashboard import formats
from dashboard.cli_base import Command, in_one_line, moment, month, print_json, print_rows, work_of
from dashboard.components.receipts import STATE_WORDS
from dashboard.services.receipts import receipts_of, record_receipt
from dashboard.views.as_json import envelope
from dashboard.views.receipts import receipt_list, receipts_json


def add(options: argparse.Namespace) -> int:
    """Record that a kecamatan's report arrived."""
    work = work_of(options)
    at = work.moment(options.at) or work.now
    calendar = work.context.calendars[work.office.code]
    kept = record_receipt(
        work.context.store,
        work.office,
        work.context.catalogue,
        calendar,
        work.officer,
        options.kecamatan,
        at,
        work.now,
        month=options.month,
    )
    when = formats.date_clock(receipts_of(kept)[options.kecamatan], work.office.zone)
    count, whole = len(receipts_of(kept)), len(work.office.kecamatan)
    print(f"laporan {options.kecamatan} diterima {when}, dicatat pada tiket {kept.id}; {count} dari {whole} kecamatan")
    return 0


def list_(options: argparse.Namespace) -> int:
    """Which kecamatan have reported for a month and which have not; without --month the present one."""
    work = work_of(options)
    calendar = work.context.calendars[work.office.code]
    found = receipt_list(work.context, work.office.code, options.month or calendar.local_date(work.now))
    if options.json:
        body = receipts_json(work.context, work.office.code, found)
        print_json({**envelope(work.office, work.now, ()), **body})
        return 0
    if found.note:
        print(found.note)
    print_rows(
        ("kecamatan", "nama", "keadaan", "diterima"),
        [
            (
                row.kecamatan,
                row.name,
                STATE_WORDS[row.state],
                formats.date_clock(row.received_at, work.office.zone) if row.received_at else None,
            )
            for row in found.rows
        ],
    )
    return 0


def add_receipt(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the group to the command line."""
    text = "penerimaan laporan bulanan kecamatan (SOP Pelaporan)"
    group = commands.add_parser("receipt", help=text, description=text)
    found = group.add_subparsers(dest="act", required=True, metavar="TINDAKAN")

    def act(name: str, run: Command, words: str) -> argparse.ArgumentParser:
        made = found.add_parser(name, help=words, description=words)
        made.set_defaults(run=in_one_line(run))
        made.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
        made.add_argument("--month", type=month, metavar="BULAN", help="misalnya 2026-11; tanpa ini bulan waktunya")
        return made

    record = act("add", add, "catat laporan satu kecamatan sudah diterima")
    record.add_argument("--kecamatan", required=True, metavar="KODE")
    at = "waktu diterima menurut jam kantor, misalnya 2026-11-20T09:00; tanpa ini: sekarang"
    record.add_argument("--at", type=moment, metavar="WAKTU", help=at)
    act("list", list_, "siapa yang sudah dan belum melapor").add_argument("--json", action="store_true")
