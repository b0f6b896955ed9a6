"""The commands of ``python -m dashboard``. Results go to standard output, complaints to standard error.

Exit codes: 0 done; 1 done in part (an import that left lines out); 2 bad input, nothing was done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.catalogue import CatalogueErrors, load_catalogue
from dashboard.cli_audit import add_audit_commands
from dashboard.cli_backup import add_backup
from dashboard.cli_base import Clock
from dashboard.cli_db import add_db
from dashboard.cli_export import add_export
from dashboard.cli_people import add_people
from dashboard.cli_reading import add_reading
from dashboard.cli_receipt import add_receipt
from dashboard.cli_rejudge import add_rejudge
from dashboard.cli_reported import add_reported
from dashboard.cli_scheduled import add_scheduled
from dashboard.cli_template import add_template
from dashboard.cli_ticket import add_ticket
from dashboard.logs import redacted, set_up_logs
from dashboard.offices import EXAMPLE_FILE, OfficeErrors, check_path, problems_json
from dashboard.release import release
from dashboard.services.identity import current_officer
from dashboard.services.ticket_import import Known, import_tickets
from dashboard.settings import SettingsErrors, load_settings
from dashboard.store import StoreError, prepare_store
from dashboard.supervisor import reset_demo, run_all
from dashboard.views.compliance import compliance_json, run_rows_json
from dashboard.views.context import Context, build_context
from dashboard.views.sops import sop_json

Command = Callable[[argparse.Namespace], int]


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _context() -> Context:
    settings = load_settings()
    return build_context(settings, prepare_store(settings))


def command_sop(options: argparse.Namespace) -> int:
    """List the SOPs that were loaded; with --json as the contract of docs/api.md."""
    catalogue = load_catalogue()
    if options.json:
        _print_json(sop_json(catalogue))
        return 0
    for sop in catalogue.sops:
        print(f"{sop.id}\t{len(sop.steps)} langkah\t{sop.title}")
    return 0


def command_check(options: argparse.Namespace) -> int:
    """Validate office files; name every mistake."""
    if options.example:
        print(EXAMPLE_FILE.read_text(encoding="utf-8"), end="")
        return 0
    settings = load_settings()
    path = Path(options.path) if options.path else settings.offices
    sops = load_catalogue().versions()
    problems = check_path(path, settings.expansion(os.environ), sops)
    if options.json:
        _print_json(problems_json(problems))
    elif not problems:
        print(f"{path}: tidak ada kesalahan")
    else:
        for problem in problems:
            print(f"{problem.file}: {problem.path}: {problem.message}. Perbaikan: {problem.fix}", file=sys.stderr)
    return 2 if problems else 0


def command_import(options: argparse.Namespace) -> int:
    """Take tickets and step runs from a JSON Lines file."""
    settings = load_settings()
    try:
        lines = Path(options.file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.file}: tidak dapat dibaca ({error}). Perbaikan: beri berkas teks UTF-8", file=sys.stderr)
        return 2
    context = build_context(settings, prepare_store(settings))
    known = Known(
        zones={code: ZoneInfo(office.zone) for code, office in context.offices.items()},
        kecamatan={code: frozenset(k.code for k in office.kecamatan) for code, office in context.offices.items()},
        sops=context.catalogue.versions(),
    )
    result = import_tickets(context.store, lines, known, current_officer(settings), datetime.now(UTC))
    for problem in result.problems:
        where = f"{options.file}: baris {problem.line}"
        print(f"{where}: {problem.message}. Perbaikan: {problem.fix}", file=sys.stderr)
    print(f"{result.tickets} tiket dibaca, {result.changed} baru atau berubah, {len(result.problems)} baris ditolak")
    if result.problems:
        return 1 if result.tickets else 2
    return 0


def command_sla(options: argparse.Namespace) -> int:
    """Print compliance rows, or with --runs one row a run, as the API gives them."""
    context = _context()
    now = options.now or datetime.now(UTC)
    question = (context, options.office, options.sop, options.start, options.end, now)
    if options.office not in context.offices:
        known = ", ".join(sorted(context.offices))
        print(f"--office {options.office}: tidak ada. Perbaikan: pakai salah satu: {known}", file=sys.stderr)
        return 2
    if options.sop is not None and context.catalogue.find(options.sop) is None:
        print(f"--sop {options.sop}: tidak ada. Perbaikan: lihat python -m dashboard sop", file=sys.stderr)
        return 2
    answer = run_rows_json(*question) if options.runs else compliance_json(*question)
    if options.json:
        _print_json(answer)
        return 0
    rows = answer["rows"]
    if not rows:
        print("tidak ada data pada periode ini")
        return 0
    print("\t".join(rows[0]))
    for row in rows:
        print("\t".join("" if value is None else str(value) for value in row.values()))
    return 0


def command_run(_options: argparse.Namespace) -> int:
    """Start collectors and web together (and the demo's sources when no office is configured)."""
    return run_all(load_settings())


def command_demo_reset(_options: argparse.Namespace) -> int:
    """Throw the demo's database and sources away."""
    return reset_demo(load_settings())


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: bukan waktu, tulis seperti 2026-11-20T09:00:00+08:00") from error
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: tambahkan selisih zona, misalnya +08:00")
    return at.astimezone(UTC)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: bukan tanggal, tulis seperti 2026-11-01") from error


def build_parser() -> argparse.ArgumentParser:
    """The command line, also read by the test that every command stands in the docs."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Pantau PIAK")
    parser.add_argument("--version", action="version", version=release(), help="cetak versi aplikasi")
    commands = parser.add_subparsers(dest="command", required=True, metavar="PERINTAH")

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("run", command_run, "jalankan kolektor dan web bersama-sama")
    add("demo-reset", command_demo_reset, "buang data demo")
    sop = add("sop", command_sop, "daftar SOP yang dimuat")
    sop.add_argument("--json", action="store_true")
    check = add("check", command_check, "periksa berkas kantor")
    check.add_argument("path", nargs="?", metavar="JALUR", help="berkas atau folder; bawaan PANTAU_OFFICES")
    check.add_argument("--json", action="store_true")
    check.add_argument("--example", action="store_true", help="cetak contoh berkas kantor yang lengkap")
    load = add("import", command_import, "ambil tiket dari berkas JSON Lines")
    load.add_argument("file", metavar="BERKAS.jsonl")
    sla = add("sla", command_sla, "kepatuhan per langkah")
    sla.add_argument("--office", required=True, metavar="KODE")
    sla.add_argument("--sop", metavar="ID")
    sla.add_argument("--from", dest="start", required=True, type=_day, metavar="TANGGAL")
    sla.add_argument("--to", dest="end", required=True, type=_day, metavar="TANGGAL")
    sla.add_argument("--now", type=_moment, metavar="ISO")
    sla.add_argument("--runs", action="store_true", help="satu baris per pelaksanaan")
    sla.add_argument("--json", action="store_true")
    add_audit_commands(commands, _day)
    add_backup(commands)
    add_db(commands)
    add_export(commands, _day, _moment)
    add_reading(commands)
    add_receipt(commands)
    add_rejudge(commands, _day)
    add_reported(commands)
    add_scheduled(commands, _moment)
    add_ticket(commands)
    add_people(commands)
    add_template(commands)
    return parser


def _present() -> datetime:
    return datetime.now(UTC)


def main(arguments: list[str] | None = None, clock: Clock = _present) -> int:
    """Run one command; every complaint is one line that names the place and the mend. ``clock``: aware UTC."""
    options = build_parser().parse_args(arguments)
    options.clock = clock
    with suppress(SettingsErrors):  # a command that needs them says so
        set_up_logs(load_settings(), least="WARNING")
    run: Command = options.run
    try:
        return run(options)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SettingsErrors, OfficeErrors, CatalogueErrors, StoreError) as error:
        print(redacted(str(error)), file=sys.stderr)
        return 2
