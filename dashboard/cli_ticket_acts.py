"""The acts of ``python -m dashboard ticket``: what was typed, handed to the desk, and one line of what became of it."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Literal

from dashboard.cli_base import Refused, Work, work_of
from dashboard.cli_ticket_desk import desk_of, turn_words
from dashboard.model import Scope, Ticket, Verdict
from dashboard.services import desk as acts
from dashboard.services.desk import Desk, DeskError
from dashboard.services.identity import Officer
from dashboard.views.desks import decisions_on, named_verdict

Event = Literal["start", "finish"]
EVENTS: dict[str, Event] = {"mulai": "start", "selesai": "finish"}
SCOPES = {"langkah": Scope.STEP, "rentang": Scope.SPAN, "total": Scope.TOTAL}


def open_(options: argparse.Namespace) -> int:
    """Open a ticket of an SOP, by the version that is in force today."""
    work = work_of(options)
    calendar = work.context.calendars[work.office.code]
    if work.context.catalogue.find(options.sop) is None:
        raise Refused(f"--sop {options.sop}", "tidak ada", "lihat python -m dashboard sop")
    sop = work.context.catalogue.in_force(options.sop, calendar.local_date(work.now))
    if sop is None:
        raise Refused(f"--sop {options.sop}", "belum berlaku hari ini", "pilih SOP yang berlaku")
    desk = Desk(work.context.store, work.office, sop, calendar)
    made = acts.open_ticket(
        desk,
        options.kecamatan,
        work.officer,
        work.now,
        title=options.title,
        at=work.moment(options.at),
        ticket_id=options.number,
        second=_second(options),
    )
    return _said(desk, made, work, f"tiket {made.id} dibuka")


def tick(options: argparse.Namespace) -> int:
    """Tick the start or the finish of the step whose turn it is."""
    work, desk = _sit(options)
    ticked = acts.tick_step(
        desk,
        options.ticket,
        options.step,
        EVENTS[options.event],
        work.officer,
        work.now,
        at=work.moment(options.at),
        performer=options.performer,
        second=_second(options),
        seen_at=work.moment(options.seen),
    )
    _said(desk, ticked.ticket, work, f"langkah {options.step} {options.event}")
    if ticked.question:
        print(f"{ticked.question} Jawab dengan ticket confirm, atau betulkan dengan ticket correct.")
    return 0


def confirm(options: argparse.Namespace) -> int:
    """Answer that ticks made close together are right as they stand."""
    work, desk = _sit(options)
    kept = acts.confirm_ticks(desk, options.ticket, work.officer, work.now, seen_at=work.moment(options.seen))
    return _said(desk, kept, work, "waktu dibenarkan")


def correct(options: argparse.Namespace) -> int:
    """Type the start or finish of a step in place of what is recorded or missing."""
    work, desk = _sit(options)
    kept = acts.correct_time(
        desk,
        options.ticket,
        (options.step, options.attempt),
        EVENTS[options.event],
        _required(work.moment(options.at)),
        work.officer,
        work.now,
        reason=options.reason,
        second=_second(options),
        seen_at=work.moment(options.seen),
    )
    return _said(desk, kept, work, f"waktu {options.event} langkah {options.step} dibetulkan")


def correct_opening(options: argparse.Namespace) -> int:
    """Type the moment of the report in place of the one recorded."""
    work, desk = _sit(options)
    kept = acts.correct_opening(
        desk,
        options.ticket,
        work.context.catalogue.versions()[desk.sop.id],
        _required(work.moment(options.at)),
        work.officer,
        work.now,
        reason=options.reason,
        second=_second(options),
        seen_at=work.moment(options.seen),
    )
    return _said(desk, kept, work, f"waktu lapor tiket {kept.id} dibetulkan")


def branch(options: argparse.Namespace) -> int:
    """Answer a decision step."""
    work, desk = _sit(options)
    seen_at = work.moment(options.seen)
    kept = acts.choose_branch(
        desk, options.ticket, options.step, options.answer, work.officer, work.now, seen_at=seen_at
    )
    return _said(desk, kept, work, f'langkah {options.step} dijawab "{options.answer}"')


def skip(options: argparse.Namespace) -> int:
    """Leave out the step whose turn it is."""
    work, desk = _sit(options)
    seen_at = work.moment(options.seen)
    kept = acts.skip_step(desk, options.ticket, options.step, options.reason, work.officer, work.now, seen_at=seen_at)
    return _said(desk, kept, work, f"langkah {options.step} dilewati")


def pause(options: argparse.Namespace) -> int:
    """Stop the clock of the step whose turn it is."""
    work, desk = _sit(options)
    kept = acts.pause(
        desk,
        options.ticket,
        options.step,
        options.reason,
        work.officer,
        work.now,
        at=work.moment(options.at),
        waiting_on=options.waiting_on,
        second=_second(options),
        seen_at=work.moment(options.seen),
    )
    return _said(desk, kept, work, f"langkah {options.step} dijeda")


def resume(options: argparse.Namespace) -> int:
    """Let the clock of a paused step run again."""
    work, desk = _sit(options)
    at, seen_at = work.moment(options.at), work.moment(options.seen)
    kept = acts.resume(desk, options.ticket, options.step, work.officer, work.now, at=at, seen_at=seen_at)
    return _said(desk, kept, work, f"langkah {options.step} dilanjutkan")


def cancel(options: argparse.Namespace) -> int:
    """Cancel an open ticket."""
    work, desk = _sit(options)
    seen_at = work.moment(options.seen)
    kept = acts.cancel(desk, options.ticket, options.reason, work.officer, work.now, seen_at=seen_at)
    return _said(desk, kept, work, f"tiket {kept.id} dibatalkan")


def transfer(options: argparse.Namespace) -> int:
    """Close a ticket in favour of another one."""
    work, desk = _sit(options)
    seen_at = work.moment(options.seen)
    kept = acts.transfer(desk, options.ticket, options.next_ticket, work.officer, work.now, seen_at=seen_at)
    return _said(desk, kept, work, f"tiket {kept.id} dialihkan ke {options.next_ticket}")


def reopen(options: argparse.Namespace) -> int:
    """Return a solved ticket to a step."""
    work, desk = _sit(options)
    kept = acts.reopen(
        desk,
        options.ticket,
        options.step,
        options.reason,
        work.officer,
        work.now,
        at=work.moment(options.at),
        second=_second(options),
        seen_at=work.moment(options.seen),
    )
    return _said(desk, kept, work, f"tiket {kept.id} dibuka kembali pada langkah {options.step}")


def excuse(options: argparse.Namespace) -> int:
    """Take a missed or unmonitored run out of the count."""
    work, desk = _sit(options)
    named = _verdict(options, work, desk)
    acts.excuse(desk, named, work.officer, options.reason, work.now, seen_at=work.moment(options.seen))
    print(f"langkah {options.step} percobaan {options.attempt} dikecualikan")
    return 0


def withdraw(options: argparse.Namespace) -> int:
    """Take a standing excuse back."""
    work = work_of(options)
    desk, found = desk_of(work, options.ticket)
    scope = None if options.scope is None else SCOPES[options.scope]
    for each in reversed(decisions_on(work.context, found)):
        here = (each.from_step, each.attempt) == (options.step, options.attempt)
        if here and each.withdrawn_at is None and scope in (None, each.scope):
            acts.withdraw(desk, each, work.officer, options.reason, work.now)
            print(f"pengecualian langkah {options.step} percobaan {options.attempt} dicabut")
            return 0
    raise DeskError(
        f"tidak ada pengecualian yang berlaku pada langkah {options.step} percobaan {options.attempt}",
        "lihat python -m dashboard ticket show",
    )


def _sit(options: argparse.Namespace) -> tuple[Work, Desk]:
    work = work_of(options)
    return work, desk_of(work, options.ticket)[0]


def _said(desk: Desk, kept: Ticket, work: Work, what: str) -> int:
    print(f"{what}; {turn_words(desk, kept, work.now)}")
    return 0


def _second(options: argparse.Namespace) -> Officer | None:
    return Officer(options.second, options.second) if options.second else None


def _required(at: datetime | None) -> datetime:
    if at is None:
        raise Refused("--at", "kosong", "isi waktu yang benar")
    return at


def _verdict(options: argparse.Namespace, work: Work, desk: Desk) -> Verdict:
    """The run that was named; without ``--scope`` the step or span, never the total."""
    _, found = desk_of(work, options.ticket)
    scopes = [Scope.STEP, Scope.SPAN] if options.scope is None else [SCOPES[options.scope]]
    run, fix = (options.step, options.attempt), "lihat python -m dashboard ticket show"
    return named_verdict(work.context, desk, found, run, work.now, scopes=scopes, fix=fix)
