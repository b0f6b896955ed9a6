"""Correcting when a ticket was reported: the start of its first step, and the day that pins its SOP version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import Ticket
from dashboard.services.desk_base import (
    TYPED_S,
    Desk,
    DeskError,
    amend,
    check_second,
    is_same,
    require_no_problem,
    require_reason,
    second_id,
    stamped,
    verdicts_on,
)
from dashboard.services.identity import Officer
from dashboard.sop import Sop


def correct_opening(
    desk: Desk,
    ticket_id: str,
    versions: Sequence[Sop],
    at: datetime,
    officer: Officer,
    now: datetime,
    *,
    reason: str,
    second: Officer | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Type the moment of the report in place of the one recorded; the first step starts with it.

    ``versions`` are those of the desk's SOP: a report on a day of another version is judged by that one. A report
    dated back too far, or moved once its first step is past due, needs ``second``. Raises DeskError.
    """
    why = require_reason(reason, "waktu lapor yang dibetulkan")
    stamp = stamped(desk, at, officer, now)
    version = _version_on(desk, versions, stamp.at)

    def change(old: Ticket) -> Ticket:
        _require_movable(desk, old, stamp.at)
        new = replace(old, opened=stamp, version=version.effective)
        first = (desk.sop.steps[0].number, 1)
        check_second(desk, (old, new), first, stamp.at, officer, second, now)
        _check_moved_past_due(desk, old, first, officer, second, now)
        if version.effective != old.version:
            _require_steps(desk, new, version)
            require_no_problem(replace(desk, sop=version), new, now)
        return new

    notes = {
        "alasan": why,
        "petugas_kedua": second_id(officer, second),
        "versi_sop": str(version.effective) if version.effective != desk.sop.effective else None,
    }
    return amend(desk, ticket_id, "waktu lapor dibetulkan", change, officer, now, seen_at=seen_at, notes=notes)


def _version_on(desk: Desk, versions: Sequence[Sop], at: datetime) -> Sop:
    """The version in force on that day; the earliest one for a report older than all."""
    day = desk.calendar.local_date(at)
    known = sorted((each for each in versions if each.id == desk.sop.id), key=lambda each: each.effective)
    in_force = [each for each in known if each.effective <= day]
    return in_force[-1] if in_force else (known[0] if known else desk.sop)


def _require_movable(desk: Desk, ticket: Ticket, at: datetime) -> None:
    if ticket.cancelled_at is not None:
        raise DeskError(f"tiket dibatalkan pada {desk.clock(ticket.cancelled_at)}", "buka tiket baru")
    if ticket.scheduled_at is not None:
        raise DeskError(f"tiket {ticket.id} dibuka oleh jadwal", "betulkan jadwalnya di berkas kantor")
    first_at = min(_moments(ticket), default=None)
    if first_at is not None and at - first_at >= timedelta(seconds=TYPED_S):
        raise DeskError(
            f"waktu lapor {desk.clock(at)} sesudah catatan pertama tiket ini, {desk.clock(first_at)}",
            "betulkan waktu langkahnya lebih dahulu",
        )


def _require_steps(desk: Desk, ticket: Ticket, version: Sop) -> None:
    """Refuse a version that lacks a step which was recorded: its times would be judged no more."""
    known = {step.number for step in version.steps}
    for run in ticket.runs:
        if run.step not in known:
            raise DeskError(
                f"langkah {run.step} sudah dicatat tetapi tidak ada pada {desk.sop.id} yang berlaku sejak "
                f"{version.effective:%d-%m-%Y}",
                "periksa waktu lapornya",
            )


def _moments(ticket: Ticket) -> Iterator[datetime]:
    if ticket.solved is not None:
        yield ticket.solved.at
    for run in ticket.runs:
        yield from (stamp.at for stamp in (run.started, run.finished) if stamp is not None)
        yield from (pause.start for pause in run.pauses if pause.start is not None)


def _check_moved_past_due(
    desk: Desk, old: Ticket, first: tuple[int, int], officer: Officer, second: Officer | None, now: datetime
) -> None:
    """A report moved after its due time has passed could un-miss a step: never by one officer alone."""
    passed = [each.due_at for each in verdicts_on(desk, old, first, now) if each.due_at is not None]
    if any(due_at < now for due_at in passed) and (second is None or is_same(second, officer)):
        raise DeskError(
            f"jatuh tempo langkah {first[0]} sudah lewat, dan waktu lapor menentukannya",
            "minta petugas kedua yang lain untuk menyetujui",
        )
