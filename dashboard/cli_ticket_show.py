"""Reading tickets in a terminal: ``ticket show`` and ``ticket list``."""

from __future__ import annotations

import argparse
from datetime import datetime

from dashboard import formats
from dashboard.cli_base import Refused, Work, print_json, print_rows, work_of
from dashboard.cli_ticket_desk import desk_of, turn_words
from dashboard.model import Scope, Ticket, Verdict
from dashboard.services.desk import Desk
from dashboard.sop import Sop
from dashboard.store import tickets
from dashboard.views.as_json import Json, local_iso
from dashboard.views.desks import decisions_on
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS
from dashboard.views.verdicts import judged, sop_of

_SCOPE_WORDS = {Scope.STEP: "langkah", Scope.SPAN: "rentang", Scope.TOTAL: "total"}


def show(options: argparse.Namespace) -> int:
    """One ticket: whose turn it is, and every run of it as it is judged now."""
    work = work_of(options)
    desk, found = desk_of(work, options.ticket)
    verdicts = judged(work.context, found, desk.sop, decisions_on(work.context, found), work.now)
    if options.json:
        print_json({**_head_json(work, desk, found), "runs": [_run_json(work, each) for each in verdicts]})
        return 0
    head = _head_json(work, desk, found)
    print(f"{found.id} · {desk.sop.title} · {_place(work, found)}")
    print(f"dibuka {_clock(work, found.opened.at)} · {head['turn']} · diubah {head['updated_at']}")
    print_rows(
        ("lingkup", "langkah", "percobaan", "mulai", "selesai", "tenggat", "keadaan", "hitungan"),
        [_run_row(work, each) for each in verdicts],
    )
    return 0


def list_(options: argparse.Namespace) -> int:
    """The open tickets of the office, with --all the closed ones too."""
    work = work_of(options)
    if options.sop is not None and work.context.catalogue.find(options.sop) is None:
        raise Refused(f"--sop {options.sop}", "tidak ada", "lihat python -m dashboard sop")
    found = tickets(work.context.store, work.office.code, sop=options.sop, open_only=not options.all)
    store, calendar = work.context.store, work.context.calendars[work.office.code]
    known = [(Desk(store, work.office, sop, calendar), each) for each, sop in _with_sop(work, found)]
    if options.json:
        print_json([_head_json(work, desk, each) for desk, each in known])
        return 0
    if not known:
        print("tidak ada tiket" if options.all else "tidak ada tiket terbuka")
        return 0
    print_rows(
        ("tiket", "kecamatan", "sop", "dibuka", "keadaan"),
        [
            (each.id, _place(work, each), each.sop, _clock(work, each.opened.at), turn_words(desk, each, work.now))
            for desk, each in known
        ],
    )
    return 0


def _with_sop(work: Work, found: list[Ticket]) -> list[tuple[Ticket, Sop]]:
    pairs = ((each, sop_of(work.context, each)) for each in found)
    return [(each, sop) for each, sop in pairs if sop is not None]


def _head_json(work: Work, desk: Desk, found: Ticket) -> Json:
    zone = work.office.zone
    return {
        "ticket": found.id,
        "office": found.office,
        "kecamatan": found.kecamatan,
        "sop": found.sop,
        "version": found.version.isoformat(),
        "source": found.source,
        "title": found.title,
        "opened_at": local_iso(found.opened.at, zone),
        "solved_at": local_iso(found.solved.at if found.solved else None, zone),
        "cancelled_at": local_iso(found.cancelled_at, zone),
        "updated_at": local_iso(found.updated_at, zone),
        "turn": turn_words(desk, found, work.now),
    }


def _run_json(work: Work, verdict: Verdict) -> Json:
    zone = work.office.zone
    return {
        "scope": str(verdict.scope),
        "steps": [verdict.from_step, verdict.to_step],
        "attempt": verdict.attempt,
        "state": str(verdict.state),
        "heap": str(verdict.heap),
        "started_at": local_iso(verdict.started_at, zone),
        "finished_at": local_iso(verdict.finished_at, zone),
        "due_at": local_iso(verdict.due_at, zone),
        "remarks": list(verdict.remarks),
    }


def _run_row(work: Work, verdict: Verdict) -> tuple[object, ...]:
    first, last = verdict.from_step, verdict.to_step
    moments = (verdict.started_at, verdict.finished_at, verdict.due_at)
    return (
        _SCOPE_WORDS[verdict.scope],
        first if first == last else f"{first}–{last}",
        verdict.attempt,
        *(formats.date_clock(at, work.office.zone) for at in moments),
        STATE_WORDS[verdict.state],
        HEAP_WORDS[verdict.heap],
    )


def _place(work: Work, found: Ticket) -> str:
    names = {each.code: each.name for each in work.office.kecamatan}
    return "Dinas" if found.kecamatan is None else names.get(found.kecamatan, found.kecamatan)


def _clock(work: Work, at: datetime) -> str:
    return formats.date_clock(at, work.office.zone)
