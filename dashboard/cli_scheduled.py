"""The command ``python -m dashboard scheduled``: make the reports that the office files' schedules ask for now."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from dashboard import formats
from dashboard.cli_base import Clock, Refused, office_of, prepared_context
from dashboard.report_job import make_scheduled
from dashboard.views.report_rows import ReportError


def run_scheduled(options: argparse.Namespace) -> int:
    """Each report once, however often this is run; exit code 1 where one could not be made."""
    context = prepared_context()
    try:
        offices = [office_of(context, options.office).code] if options.office else list(context.offices)
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    clock: Clock = options.clock
    now, code = options.now or clock(), 0
    for office in offices:
        try:
            made = make_scheduled(context, office, now)
        except ReportError as error:
            print(Refused(f"scheduled {office}", error.message, error.mend), file=sys.stderr)
            code = 1
            continue
        for each in made:
            named = formats.period(each.start, each.end).replace(formats.NBSP, " ")
            print(f"{office}: {each.name} periode {named} dibuat")
    return code


def add_scheduled(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], moment: Callable[[str], datetime]
) -> None:
    """Add the command to the command line."""
    text = "buat laporan yang sudah waktunya menurut jadwal di berkas kantor"
    command = commands.add_parser("scheduled", help=text, description=text)
    command.set_defaults(run=run_scheduled)
    command.add_argument("--office", metavar="KODE", help="hanya kantor ini")
    command.add_argument("--now", type=moment, metavar="ISO", help="seolah-olah sekarang saat ini")
