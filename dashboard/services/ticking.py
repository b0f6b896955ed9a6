"""Ticking steps off: start, finish, answer, skip, and the question that follows ticks that come too close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from dashboard.model import Heap, Stamp, StepRun, Ticket
from dashboard.rulebook import policy_at
from dashboard.services.desk_base import (
    TYPED_S,
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
    verdicts_on,
    walked,
    with_run,
)
from dashboard.services.identity import Officer
from dashboard.sla import DEFAULT_POLICY, Policy
from dashboard.sla.path import Visit
from dashboard.sla.stamps import ticked_together
from dashboard.sop import StartRule

RunKey = tuple[int, int]
"""Step and attempt."""
Event = Literal["start", "finish"]


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick made of the ticket. ``asks``: (step, attempt) of ticks so close that their times are asked about."""

    ticket: Ticket
    asks: tuple[RunKey, ...] = ()

    @property
    def question(self) -> str:
        """The question in words, empty without one; answered by ``confirm_ticks`` or ``correct_time``."""
        if not self.asks:
            return ""
        named = [f"langkah {step}" + (f" (percobaan {attempt})" if attempt > 1 else "") for step, attempt in self.asks]
        return f"Ditandai selesai hampir bersamaan: {', '.join(named)}. Benarkah waktunya, atau perlu dibetulkan?"


def tick_step(
    desk: Desk,
    ticket_id: str,
    step: int,
    event: Event,
    officer: Officer,
    now: datetime,
    *,
    at: datetime | None = None,
    performer: str | None = None,
    second: Officer | None = None,
    seen_at: datetime | None = None,
) -> Ticked:
    """Record the start or the finish of the step whose turn it is; the finish of the last one solves the ticket.

    ``at`` None is a button pressed ``now`` (known to 1 s), else a typed time (60 s). ``performer``: who did the work,
    where that is not who ticks. ``second`` must stand in for a start backdated too far. Raises DeskError.
    """
    asked: list[RunKey] = []

    def change(old: Ticket) -> Ticket:
        visit = require_turn(desk, old, step, now)
        run = run_of(old, step, visit.attempt)
        run = replace(run, performer=performer or run.performer)
        stamp = stamped(desk, at, officer, now, old.opened.at)
        if event == "start":
            new = with_run(old, _started(desk, run, stamp))
            check_second(desk, (old, new), (step, run.attempt), stamp.at, officer, second, now)
            return new
        new = closed_if_ended(desk, with_run(old, _finished(visit, run, stamp)), officer, now)
        asked.extend(_asks(desk, old, new, (step, run.attempt), now))
        return new

    action = "langkah mulai" if event == "start" else "langkah selesai"
    notes = {"langkah": step, "petugas_kedua": second_id(officer, second)}
    saved = amend(desk, ticket_id, action, change, officer, now, seen_at=seen_at, notes=notes)
    return Ticked(saved, tuple(asked))


def _started(desk: Desk, run: StepRun, stamp: Stamp) -> StepRun:
    if run.started is not None:
        raise DeskError(
            f"langkah {run.step} sudah dimulai pada {desk.clock(run.started.at)}", "betulkan waktunya bila salah"
        )
    return replace(run, started=stamp)


def _finished(visit: Visit, run: StepRun, stamp: Stamp) -> StepRun:
    if any(pause.end is None and pause.duration_s is None for pause in run.pauses):
        raise DeskError(f"langkah {run.step} sedang dijeda", "lanjutkan langkah itu dahulu")
    if run.started is None and visit.start is None and visit.step.start is StartRule.RECORDED:
        raise DeskError(f"langkah {run.step} belum dimulai", "catat waktu mulainya dahulu")
    return replace(run, finished=stamp)


def _asks(desk: Desk, old: Ticket, new: Ticket, ticked: RunKey, now: datetime) -> tuple[RunKey, ...]:
    doubted = _doubted(desk, new, now)
    return (*sorted(doubted), ticked) if doubted - _doubted(desk, old, now) else ()


def doubted_ticks(ticket: Ticket, now: datetime, policy: Policy = DEFAULT_POLICY) -> frozenset[RunKey]:
    """Finishes that are unknown until someone answers for them: ticked by button too shortly before another."""
    return ticked_together(ticket.runs, policy.tick_window_s, now)


def _doubted(desk: Desk, ticket: Ticket, now: datetime) -> frozenset[RunKey]:
    return doubted_ticks(ticket, now, policy_at(desk.office, ticket.opened.at))


def confirm_ticks(
    desk: Desk, ticket_id: str, officer: Officer, now: datetime, *, seen_at: datetime | None = None
) -> Ticket:
    """Answer that the doubted finishes are right as they stand; from then on they count as typed by ``officer``."""

    def change(old: Ticket) -> Ticket:
        doubted = _doubted(desk, old, now)
        if not doubted:
            raise DeskError("tidak ada waktu yang dipertanyakan", "muat ulang")
        return replace(old, runs=tuple(_confirmed(run, doubted, officer, now) for run in old.runs))

    return amend(desk, ticket_id, "waktu dibenarkan", change, officer, now, seen_at=seen_at)


def _confirmed(run: StepRun, doubted: Iterable[RunKey], officer: Officer, now: datetime) -> StepRun:
    if (run.step, run.attempt) not in doubted or run.finished is None:
        return run
    typed = Stamp(run.finished.at, TYPED_S, now, officer.id, typed=True)
    return replace(run, finished=typed, performer=run.performer or presser(run.finished))


def presser(stamp: Stamp | None) -> str | None:
    """Who pressed the button; kept as performer when the button's time gives way to a typed one."""
    return stamp.by if stamp is not None and not stamp.typed else None


def correct_time(
    desk: Desk,
    ticket_id: str,
    run: RunKey,
    event: Event,
    at: datetime,
    officer: Officer,
    now: datetime,
    *,
    reason: str = "",
    second: Officer | None = None,
    seen_at: datetime | None = None,
) -> Ticket:
    """Type the start or finish of a step that the ticket has reached, in place of what is recorded or missing.

    Also on solved tickets, whose end moves along. A start needs ``second`` as in ``tick_step``. Raises DeskError.
    """
    step, attempt = run

    def change(old: Ticket) -> Ticket:
        _require_reached(desk, old, run, now)
        stamp = stamped(desk, at, officer, now, old.opened.at)
        known = run_of(old, step, attempt)
        replaced = known.started if event == "start" else known.finished
        kept = replace(known, performer=known.performer or presser(replaced))
        if event == "start":
            new = with_run(old, replace(kept, started=stamp))
            check_second(desk, (old, new), run, stamp.at, officer, second, now)
            return new
        new = with_run(old, replace(kept, finished=stamp))
        was_last = old.solved is not None and (replaced is None or replaced.at == old.solved.at)
        return closed_if_ended(desk, new, officer, now) if was_last or old.solved is None else new

    notes = {"alasan": reason.strip() or None, "petugas_kedua": second_id(officer, second)}
    return amend(desk, ticket_id, "waktu dibetulkan", change, officer, now, seen_at=seen_at, notes=notes)


def _require_reached(desk: Desk, ticket: Ticket, run: RunKey, now: datetime) -> None:
    require_step(desk, run[0])
    if ticket.cancelled_at is not None:
        raise DeskError(f"tiket dibatalkan pada {desk.clock(ticket.cancelled_at)}", "buka tiket baru")
    path = walked(desk, ticket, now)
    reached = {(visit.step.number, visit.attempt) for visit in (*path.visits, *path.strays)}
    if run not in reached | {(each.step, each.attempt) for each in ticket.runs}:
        raise DeskError(f"langkah {run[0]} percobaan {run[1]} belum dilalui", "pilih langkah yang sudah dilalui")
    if run_of(ticket, *run).skipped:
        raise DeskError(f"langkah {run[0]} dilewati", "langkah yang dilewati tidak punya waktu")


def choose_branch(
    desk: Desk,
    ticket_id: str,
    step: int,
    answer: str,
    officer: Officer,
    now: datetime,
    *,
    seen_at: datetime | None = None,
) -> Ticket:
    """Record the answer of a decision step, in the catalogue's spelling, for its latest attempt."""

    def change(old: Ticket) -> Ticket:
        require_open(desk, old, now)
        said = _answer(desk, step, answer)
        if said.casefold() == "dialihkan":
            raise DeskError("tiket yang dialihkan menyebut tiket lanjutannya", "pakai Alihkan")
        reached = [visit.attempt for visit in walked(desk, old, now).visits if visit.step.number == step]
        if not reached:
            raise DeskError(f"langkah {step} belum dilalui", "jawab bila gilirannya tiba")
        run = run_of(old, step, reached[-1])
        return closed_if_ended(desk, with_run(old, replace(run, branch=said)), officer, now)

    return amend(desk, ticket_id, "jawaban langkah", change, officer, now, seen_at=seen_at, notes={"langkah": step})


def _answer(desk: Desk, step: int, answer: str) -> str:
    require_step(desk, step)
    answers = {branch.when.casefold(): branch.when for branch in desk.sop.step(step).next if branch.when}
    if not answers:
        raise DeskError(f"langkah {step} tidak bercabang", "lanjutkan tanpa jawaban")
    if answer.strip().casefold() not in answers:
        raise DeskError(f'"{answer}" bukan jawaban langkah {step}', f"pilih: {', '.join(answers.values())}")
    return answers[answer.strip().casefold()]


def skip_step(
    desk: Desk,
    ticket_id: str,
    step: int,
    reason: str,
    officer: Officer,
    now: datetime,
    *,
    seen_at: datetime | None = None,
) -> Ticket:
    """Leave out the step whose turn it is, with a reason; refused once it has begun or is missed already."""
    why = require_reason(reason, "langkah dilewati")

    def change(old: Ticket) -> Ticket:
        visit = require_turn(desk, old, step, now)
        if run_of(old, step, visit.attempt).started is not None:
            raise DeskError(f"langkah {step} sudah dimulai", "selesaikan langkah itu")
        if any(verdict.heap is Heap.MISSED for verdict in verdicts_on(desk, old, (step, visit.attempt), now)):
            # a skipped step is no run: skipping it now would make a missed one disappear
            raise DeskError(f"langkah {step} sudah lewat waktu", "selesaikan, lalu ajukan pengecualian bila beralasan")
        run = replace(run_of(old, step, visit.attempt), skipped=True)
        return closed_if_ended(desk, with_run(old, run), officer, now)

    notes = {"langkah": step, "alasan": why}
    return amend(desk, ticket_id, "langkah dilewati", change, officer, now, seen_at=seen_at, notes=notes)
