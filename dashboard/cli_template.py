"""The command ``python -m dashboard template``: an empty log book with the headings of an office."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dashboard.catalogue import load_catalogue
from dashboard.cli_base import Refused
from dashboard.exports.logbook_template import default_source, logbook_template
from dashboard.offices import Office, TicketSource, load_offices
from dashboard.settings import load_settings


def template(options: argparse.Namespace) -> int:
    """Write the book; a file that is there already is left as it is."""
    try:
        path = _write(options)
    except Refused as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{path}: buku agenda kosong ditulis; lembar Petunjuk menjelaskan cara mengisinya")
    return 0


def _write(options: argparse.Namespace) -> Path:
    path = Path(options.output)
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"-o {path}", "bukan nama buku Excel", "akhiri nama berkas dengan .xlsx")
    catalogue, settings = load_catalogue(), load_settings()
    offices = load_offices(settings.offices, settings.expansion(os.environ), catalogue.versions())
    office = next((each for each in offices if each.code == options.office), None)
    if office is None:
        known = ", ".join(each.code for each in offices)
        raise Refused(f"--office {options.office}", "tidak ada", f"pakai salah satu: {known}")
    sops = [
        found
        for own in office.sops
        if not own.not_applicable and (found := catalogue.find(own.id)) is not None and found.steps
    ]
    packed = logbook_template(office, _source(office, options.source), sops)
    try:
        with path.open("xb") as file:
            file.write(packed)
    except FileExistsError:
        raise Refused(f"-o {path}", "berkas itu sudah ada", "pakai nama lain, supaya isinya tidak hilang") from None
    except OSError as error:
        raise Refused(f"-o {path}", f"tidak dapat ditulis ({error.strerror})", "periksa foldernya") from error
    return path


def _source(office: Office, wanted: str | None) -> TicketSource:
    if wanted is None:
        return default_source(office)
    books = {source.id: source for source in office.tickets if source.kind in ("xlsx", "csv")}
    if wanted not in books:
        raise Refused(
            f"--source {wanted}", "bukan buku agenda kantor ini", f"pakai: {', '.join(books) or '(tidak ada)'}"
        )
    return books[wanted]


def add_template(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    text = "buku agenda kosong untuk Excel"
    command = commands.add_parser("template", help=text, description=text)
    command.set_defaults(run=template)
    command.add_argument("--office", required=True, metavar="KODE", help="kode kabupaten")
    command.add_argument("--source", metavar="ID", help="buku pada tickets di berkas kantor; tanpa ini yang pertama")
    command.add_argument("-o", "--output", required=True, metavar="BERKAS.xlsx", help="berkas yang ditulis")
