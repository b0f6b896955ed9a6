"""Pausing a step and going on: always with a reason, never for waiting on the step's own pelaksana."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dashboard.model import Pause, StepRun, Ticket
from dashboard.services.desk_base import (
    TYPED_S,
    Desk,
    DeskError,
    amend,
    check_second,
    require_reason,
    require_turn,
    run_of,
    second_id,
    stamped,
    with_run,
)
from dashboard.services.identity import Officer
from dashboard.services.ticking import presser


def pause(
    desk: Desk,
    ticket_id: str,
    step: int,
    reason: str,
    officer: Officer,
    now: datetime,
    *,
    at: datetime | None = None,
    waiting_on: str | None = None,
    second: Officer | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Stop the clock of the step whose turn it is. Backdated too far, it needs ``second`` as a start does."""
    why = require_reason(reason, "jeda")

    def change(old: Ticket) -> Ticket:
        visit = require_turn(desk, old, step, now)
        run = run_of(old, step, visit.attempt)
        begin = stamped(desk, at, officer, now, old.opened.at).at
        if _lasting(run) is not None:
            raise DeskError(f"langkah {step} sudah dijeda", "lanjutkan dahulu")
        if visit.start is None or (visit.start.at - begin).total_seconds() >= TYPED_S:
            raise DeskError(f"langkah {step} belum dimulai pada {desk.clock(begin)}", "jeda setelah langkah dimulai")
        _refuse_own(desk, run, why, waiting_on)
        check_second(desk, (old,), (step, run.attempt), begin, officer, second, now)
        return with_run(old, replace(run, pauses=(*run.pauses, Pause(begin, None, why, waiting_on=waiting_on))))

    notes = {"langkah": step, "petugas_kedua": second_id(officer, second)}
    return amend(desk, ticket_id, "dijeda", change, officer, now, seen_at=seen_at, notes=notes, beside_book=True)


def resume(
    desk: Desk,
    ticket_id: str,
    step: int,
    officer: Officer,
    now: datetime,
    *,
    at: datetime | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Let the clock of a paused step run again."""

    def change(old: Ticket) -> Ticket:
        visit = require_turn(desk, old, step, now)
        run = run_of(old, step, visit.attempt)
        lasting = _lasting(run)
        if lasting is None or lasting.start is None:
            raise DeskError(f"langkah {step} tidak sedang dijeda", "muat ulang")
        end = stamped(desk, at, officer, now).at
        if end < lasting.start:
            raise DeskError("jeda berakhir sebelum mulai", f"isi waktu sejak {desk.clock(lasting.start)}")
        ended = tuple(replace(each, end=end) if each is lasting else each for each in run.pauses)
        return with_run(old, replace(run, pauses=ended))

    notes = {"langkah": step}
    return amend(desk, ticket_id, "dilanjutkan", change, officer, now, seen_at=seen_at, notes=notes, beside_book=True)


def _lasting(run: StepRun) -> Pause | None:
    return next((each for each in run.pauses if each.end is None and each.duration_s is None), None)


def _refuse_own(desk: Desk, run: StepRun, reason: str, waiting_on: str | None) -> None:
    candidates = desk.sop.step(run.step).pelaksana
    # several candidates: the seed does not tell which of them the step belongs to
    only = candidates[0] if len(candidates) == 1 else None
    own = {name.strip().casefold() for name in (run.performer, only, presser(run.started)) if name}
    waits = (waiting_on or "").strip().casefold()
    if waits in own or any(f"menunggu {name}" in reason.casefold() for name in own):
        raise DeskError(
            f"jeda karena menunggu pelaksana langkah {run.step} sendiri tidak diterima",
            "jeda hanya untuk menunggu pihak lain",
        )
