"""A ticket on the flow of its SOP: each step with its arrows and the way that was taken, and each attempt as a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dashboard.model import Heap, Indicator, Scope, StepRun, Ticket, Verdict
from dashboard.sla import explain
from dashboard.sla.path import Path, Stand, Visit
from dashboard.sla.plan import plan_of
from dashboard.sop import Sop, Step
from dashboard.views.sops import standard_words
from dashboard.views.ticket_rows import Arrow, AttemptRow, FlowStep, PauseRow
from dashboard.views.ticket_state import Shown, shown

_STANDS = {Stand.DONE: "selesai", Stand.SKIPPED: "dilewati", Stand.PASSED: "terlampaui", Stand.OPEN: "sekarang"}
_QUIET: Mapping[str, Shown] = {
    "belum": (Indicator.TIDAK_BERLAKU, "belum"),
    "selesai": (Indicator.BAIK, "selesai"),
    "sekarang": (Indicator.BAIK, "berjalan"),
    "jawab": (Indicator.WASPADA, "menunggu jawaban"),
    "dilewati": (Indicator.TIDAK_BERLAKU, "dilewati"),
    "terlampaui": (Indicator.TIDAK_TERUKUR, "selesainya tidak tercatat"),
}
"""Where no verdict says more."""
_Move = tuple[int, int | None, tuple[str, ...]]
_EXCUSABLE = frozenset({Heap.MISSED, Heap.UNMONITORED})


def flow_of(sop: Sop, path: Path, rows: Sequence[AttemptRow]) -> tuple[FlowStep, ...]:
    """The steps in printed order; arrows as the catalogue has them, the next printed step where it has none."""
    follow = plan_of(sop).follow
    taken = _taken(path)
    last = {row.step: row for row in rows if row.scope in ("", "step")}
    visited = {visit.step.number: visit for visit in path.visits}
    return tuple(
        _flow_step(step, follow[step.number], taken, visited.get(step.number), last, path) for step in sop.steps
    )


def _taken(path: Path) -> set[_Move]:
    """Every move of the way: from, to and the answers that led there, one's own before those carried from earlier."""
    moves: set[_Move] = set()
    carried: list[str] = []
    goals = [each.step.number for each in path.visits[1:]] + ([None] if path.ended else [])
    for visit, goal in zip(path.visits, goals, strict=False):
        own = visit.run.branch if visit.run is not None else None
        if own:
            carried.append(own.casefold())
        moves.add((visit.step.number, goal, (own.casefold(),) if own else tuple(carried)))
    return moves


def _is_taken(number: int, when: str, to: int | None, taken: set[_Move]) -> bool:
    return any(
        (number, to) == (begin, end) and (not when or not answers or when.casefold() in answers)
        for begin, end, answers in taken
    )


def _flow_step(
    step: Step,
    follow: Sequence[int | None],
    taken: set[_Move],
    visit: Visit | None,
    last: Mapping[int, AttemptRow],
    path: Path,
) -> FlowStep:
    stand = "belum" if visit is None else _STANDS[visit.stand]
    if path.undecided == step.number:
        stand = "jawab"
    row = last.get(step.number)
    state, words = (row.state, row.words) if row is not None and stand not in ("jawab", "belum") else _QUIET[stand]
    ways = [(branch.when or "", branch.to) for branch in step.next] or [("", to) for to in follow]
    arrows = tuple(Arrow(when, to, _is_taken(step.number, when, to, taken)) for when, to in ways)
    return FlowStep(
        number=step.number,
        kegiatan=step.kegiatan,
        standard=standard_words(step),
        stand=stand,
        attempts=sum(1 for each in path.visits if each.step.number == step.number),
        state=state,
        words=words,
        arrows=arrows,
        inferred=step.inferred,
        reading=step.reading,
    )


def attempts(
    sop: Sop, path: Path, verdicts: Sequence[Verdict], ticket: Ticket, now: datetime
) -> tuple[AttemptRow, ...]:
    """One row an attempt in the order of the path, then spans, then the total."""
    of_step = {(each.from_step, each.attempt): each for each in verdicts if each.scope is Scope.STEP}
    current = path.visits[-1] if path.visits and path.visits[-1].stand is Stand.OPEN else None
    rows = [
        _attempt(visit, of_step.get((visit.step.number, visit.attempt)), visit is current, now)
        for visit in (*path.visits, *path.strays)
    ]
    others = [each for each in verdicts if each.scope is not Scope.STEP]
    others.sort(key=lambda each: (each.scope is Scope.TOTAL, each.from_step, each.attempt))
    return (*rows, *(_whole(sop, each, ticket) for each in others))


def _attempt(visit: Visit, verdict: Verdict | None, is_current: bool, now: datetime) -> AttemptRow:
    run = visit.run or StepRun(visit.step.number, visit.attempt)
    stand = _STANDS[visit.stand]
    state, words = _QUIET[stand] if verdict is None else shown(verdict)
    if is_current and any(pause.end is None and pause.duration_s is None for pause in run.pauses) and verdict is None:
        state, words = Indicator.DINONAKTIFKAN, "dijeda"
    stamps = [stamp for stamp in (run.started, run.finished) if stamp is not None]
    return AttemptRow(
        step=visit.step.number,
        to_step=visit.step.number,
        attempt=visit.attempt,
        scope="" if verdict is None else str(verdict.scope),
        kegiatan=visit.step.kegiatan,
        performer=run.performer or next((stamp.by for stamp in reversed(stamps) if stamp.by), "") or "",
        candidates=visit.step.pelaksana,
        started_at=visit.start.at if visit.start is not None else (verdict.started_at if verdict else None),
        finished_at=run.finished.at if run.finished is not None and run.finished.at <= now else None,
        due_at=None if verdict is None else verdict.due_at,
        used_s=None if verdict is None else verdict.used_s,
        budget_s=None if verdict is None else verdict.budget_s,
        standard=standard_words(visit.step),
        state=state,
        words=words,
        heap="" if verdict is None else str(verdict.heap),
        answer=run.branch or "",
        skipped=visit.stand is Stand.SKIPPED,
        pauses=tuple(
            PauseRow(each.start, each.end, each.reason, each.waiting_on or "", each.duration_s) for each in run.pauses
        ),
        waited_since=visit.waited_since,
        remarks=(*visit.remarks, *(() if verdict is None else verdict.remarks)),
        sentence="" if verdict is None else explain(verdict.rule),
        is_current=is_current,
        can_excuse=verdict is not None and verdict.heap in _EXCUSABLE,
        is_typed=any(stamp.typed for stamp in stamps),
    )


def _whole(sop: Sop, verdict: Verdict, ticket: Ticket) -> AttemptRow:
    state, words = shown(verdict)
    is_span = verdict.scope is Scope.SPAN
    standard = standard_words(sop.step(verdict.from_step)) if is_span else "menurut jalurnya"
    return AttemptRow(
        step=verdict.from_step,
        to_step=verdict.to_step,
        attempt=verdict.attempt,
        scope=str(verdict.scope),
        kegiatan="" if is_span else "Seluruh SOP, dari waktu lapor",
        performer="",
        candidates=(),
        started_at=verdict.started_at or (None if is_span else ticket.opened.at),
        finished_at=verdict.finished_at,
        due_at=verdict.due_at,
        used_s=verdict.used_s,
        budget_s=verdict.budget_s,
        standard=standard,
        state=state,
        words=words,
        heap=str(verdict.heap),
        answer="",
        skipped=False,
        pauses=(),
        waited_since=None,
        remarks=verdict.remarks,
        sentence=explain(verdict.rule),
        is_current=False,
        can_excuse=verdict.heap in _EXCUSABLE,
        is_typed=False,
    )
