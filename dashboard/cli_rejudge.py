"""``python -m dashboard rejudge``: measured hours judged again after the calendar or a schedule was corrected."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta

from dashboard.cli_base import Refused, in_one_line, work_of
from dashboard.services.slots import RAW_KEPT, rejudge
from dashboard.store import AuditEntry, append_audit


def add_rejudge(commands: argparse._SubParsersAction[argparse.ArgumentParser], day: Callable[[str], date]) -> None:
    """Add the command to the command line."""
    text = "nilai ulang jam terukur sesudah kalender atau jadwal dibetulkan"
    command = commands.add_parser("rejudge", help=text, description=text)
    command.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
    command.add_argument("--from", dest="start", required=True, type=day, metavar="TANGGAL")
    command.add_argument("--to", dest="end", required=True, type=day, metavar="TANGGAL")
    command.set_defaults(run=in_one_line(_rejudge), act=None)


def _rejudge(options: argparse.Namespace) -> int:
    work = work_of(options)
    if options.end < options.start:
        raise Refused(f"--to {options.end}", f"sebelum --from {options.start}", "tukar kedua tanggalnya")
    context, office = work.context, work.office
    calendar = context.calendars[office.code]
    changed = rejudge(
        context.store,
        office,
        context.catalogue,
        calendar,
        calendar.local_midnight(options.start),
        work.now,
        until=calendar.local_midnight(options.end + timedelta(days=1)),
        as_scheduled=True,
        raw_kept=min(RAW_KEPT, timedelta(days=context.settings.raw_days)),
    )
    append_audit(
        context.store,
        AuditEntry(
            work.now,
            work.officer.id,
            "jam terukur dinilai ulang",
            f"kantor {office.code}",
            None,
            {"dari": options.start.isoformat(), "sampai": options.end.isoformat(), "jam_berubah": changed},
        ),
    )
    print(f"{changed} jam terukur berubah")
    return 0
