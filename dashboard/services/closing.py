"""The ends of a ticket and its return: cancelled, handed on to another ticket, reopened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dashboard.model import StepRun, Ticket
from dashboard.services.desk_base import (
    Desk,
    DeskError,
    amend,
    check_second,
    closed_if_ended,
    require_open,
    require_reason,
    require_step,
    require_turn,
    run_of,
    second_id,
    stamped,
    walked,
    with_run,
)
from dashboard.services.identity import Officer
from dashboard.store import ticket

_HANDED_ON = "dialihkan"
NEXT_TICKET = "dialihkan_ke"
"""Key in ``Ticket.details`` of the ticket that goes on with the work."""


def cancel(
    desk: Desk, ticket_id: str, reason: str, officer: Officer, now: datetime, *, seen_at: datetime | None = None
) -> Ticket:
    """Cancel an open ticket (also a duplicate); what was missed by then stays missed."""
    why = require_reason(reason, "pembatalan")

    def change(old: Ticket) -> Ticket:
        require_open(desk, old, now)
        return replace(old, cancelled_at=now, cancel_reason=why)

    return amend(desk, ticket_id, "dibatalkan", change, officer, now, seen_at=seen_at, beside_book=True)


def transfer(
    desk: Desk, ticket_id: str, next_ticket: str, officer: Officer, now: datetime, *, seen_at: datetime | None = None
) -> Ticket:
    """Close the ticket "dialihkan" at the step whose turn it is, naming the ticket that goes on."""
    following = ticket(desk.store, desk.office.code, next_ticket)
    if following is None or next_ticket == ticket_id:
        raise DeskError(f"tiket lanjutan {next_ticket} tidak ada", "buka tiket lanjutannya dahulu, lalu sebut nomornya")
    if following.cancelled_at is not None:
        raise DeskError(f"tiket lanjutan {next_ticket} dibatalkan", "sebut tiket lain")

    def change(old: Ticket) -> Ticket:
        require_open(desk, old, now)
        path = walked(desk, old, now)
        step = path.undecided or (path.visits[-1].step.number if path.visits else desk.sop.steps[0].number)
        answers = [arrow.when for arrow in desk.sop.step(step).next if arrow.when]
        handed_on = next((each for each in answers if each.casefold() == _HANDED_ON), None)
        if handed_on is None:
            raise DeskError(f"langkah {step} tidak dapat dialihkan", "selesaikan menurut SOP, atau batalkan tiketnya")
        attempt = path.visits[-1].attempt
        run = replace(run_of(old, step, attempt), branch=handed_on)
        if path.undecided is None:
            require_turn(desk, old, step, now)
            stamp = stamped(desk, None, officer, now)
            ended = tuple(each if each.end or each.duration_s else replace(each, end=now) for each in run.pauses)
            run = replace(run, finished=stamp, pauses=ended)
        named = replace(old, details={**old.details, NEXT_TICKET: next_ticket})
        return closed_if_ended(desk, with_run(named, run), officer, now)

    return amend(desk, ticket_id, _HANDED_ON, change, officer, now, seen_at=seen_at)


def reopen(
    desk: Desk,
    ticket_id: str,
    step: int,
    reason: str,
    officer: Officer,
    now: datetime,
    *,
    at: datetime | None = None,
    second: Officer | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Return a solved ticket to a step that it went through: a new attempt starts; earlier verdicts stay."""
    why = require_reason(reason, "pembukaan kembali")

    def change(old: Ticket) -> Ticket:
        require_step(desk, step)
        if old.cancelled_at is not None:
            raise DeskError(f"tiket dibatalkan pada {desk.clock(old.cancelled_at)}", "buka tiket baru")
        if old.solved is None or old.is_reopened(now):
            raise DeskError("tiket masih terbuka", "lanjutkan langkahnya")
        attempts = [visit.attempt for visit in walked(desk, old, now).visits if visit.step.number == step]
        if not attempts:
            raise DeskError(f"langkah {step} tidak dilalui tiket ini", "pilih langkah yang sudah dilalui")
        attempt = max([*attempts, *(run.attempt for run in old.runs if run.step == step)]) + 1
        stamp = stamped(desk, at, officer, now)
        new = with_run(old, StepRun(step, attempt, started=stamp))
        if not new.is_reopened(now):
            raise DeskError("pembukaan kembali harus setelah tiket selesai", f"isi waktu setelah {_end(desk, old)}")
        check_second(desk, (new,), (step, attempt), stamp.at, officer, second, now)
        return new

    notes = {"langkah": step, "alasan": why, "petugas_kedua": second_id(officer, second)}
    return amend(desk, ticket_id, "dibuka kembali", change, officer, now, seen_at=seen_at, notes=notes)


def _end(desk: Desk, solved: Ticket) -> str:
    return "" if solved.solved is None else desk.clock(solved.solved.at)
