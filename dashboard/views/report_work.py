"""What people and scheduled runs did in the period of a report: tickets, runs, backups, and what was excused."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dashboard.model import Excuse, Heap, RunState, Scope, Ticket, Verdict
from dashboard.store import excuses
from dashboard.views.context import Context
from dashboard.views.report_figures import Evidence
from dashboard.views.report_rows import ReportBackup, ReportExcuse, ReportRun, ReportTicket
from dashboard.views.report_words import step_range
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS

_BACKUP = "backup:"
_WORST_FIRST = (Heap.MISSED, Heap.UNMONITORED, Heap.EXCUSED, Heap.MET, Heap.OUTSIDE)
_OPEN = frozenset({RunState.RUNNING, RunState.AT_RISK, RunState.OVERDUE, RunState.PAUSED})


def report_runs(found: Evidence) -> tuple[ReportRun, ...]:
    """Every run that the period counts, in order of period, then ticket and step."""
    chosen = sorted(found.counted(), key=lambda each: (each.period_at, each.ticket, each.from_step))
    return tuple(
        ReportRun(
            verdict=each,
            place=found.place(each.kecamatan),
            sop_title=found.sop_title(each.sop),
            step=verdict_step(each),
            kegiatan="" if each.scope is Scope.TOTAL else found.kegiatan(each.sop, each.from_step),
            source=found.tickets[each.ticket].source,
        )
        for each in chosen
    )


def verdict_step(verdict: Verdict) -> str:
    """The steps of a run in words."""
    return "Seluruh SOP" if verdict.scope is Scope.TOTAL else step_range(verdict.from_step, verdict.to_step)


def report_tickets(found: Evidence) -> tuple[ReportTicket, ...]:
    """Tickets alive in the period, oldest first; backups have rows of their own."""
    by_ticket = _by_ticket(found.verdicts)
    chosen = [each for each in found.tickets.values() if not each.source.startswith(_BACKUP)]
    chosen.sort(key=lambda each: (each.opened.at, each.id))
    return tuple(_ticket(found, each, by_ticket.get(each.id, ())) for each in chosen)


def _ticket(found: Evidence, ticket: Ticket, verdicts: Sequence[Verdict]) -> ReportTicket:
    counted = [each for each in verdicts if _is_counted(found, each)]
    heaps = Counter(each.heap for each in counted if each.scope is not Scope.TOTAL)
    standing = _standing(ticket, found.now)
    due = [each.due_at for each in verdicts if each.state in _OPEN and each.due_at is not None]
    return ReportTicket(
        id=ticket.id,
        place=found.place(ticket.kecamatan),
        sop=ticket.sop,
        sop_title=found.sop_title(ticket.sop),
        title=ticket.title,
        source=ticket.source,
        opened_at=ticket.opened.at,
        solved_at=ticket.solved.at if ticket.solved is not None and standing == "selesai" else None,
        cancelled_at=ticket.cancelled_at if standing == "batal" else None,
        standing=standing,
        met=heaps[Heap.MET],
        missed=heaps[Heap.MISSED],
        excused=heaps[Heap.EXCUSED],
        unmonitored=heaps[Heap.UNMONITORED],
        total=next((each for each in verdicts if each.scope is Scope.TOTAL), None),
        due_at=min(due, default=None) if standing == "terbuka" else None,
    )


def _is_counted(found: Evidence, verdict: Verdict) -> bool:
    return found.period[0] <= verdict.period_at < found.period[1]


def _standing(ticket: Ticket, now: datetime) -> str:
    """How a ticket stands at ``now``."""
    if ticket.cancelled_at is not None and ticket.cancelled_at <= now:
        return "batal"
    if ticket.solved is not None and ticket.solved.at <= now and not ticket.is_reopened(now):
        return "selesai"
    return "terbuka"


def report_backups(found: Evidence) -> tuple[ReportBackup, ...]:
    """Scheduled backups of the period, oldest first."""
    names = {f"{_BACKUP}{each.id}": each.name for each in found.office.backups}
    by_ticket = _by_ticket(found.verdicts)
    rows = []
    for ticket in found.tickets.values():
        at = ticket.scheduled_at
        if ticket.source.startswith(_BACKUP) and at is not None and found.period[0] <= at < found.period[1]:
            name = names.get(ticket.source, ticket.title)
            rows.append(_backup(found, ticket, name, at, by_ticket.get(ticket.id, ())))
    return tuple(sorted(rows, key=lambda row: (row.scheduled_at, row.ticket)))


def _backup(
    found: Evidence, ticket: Ticket, name: str, scheduled_at: datetime, verdicts: Sequence[Verdict]
) -> ReportBackup:
    runs = [each for each in verdicts if each.scope is not Scope.TOTAL]
    counted = [each for each in runs if _is_counted(found, each)]
    worst = min(counted, key=lambda each: _WORST_FIRST.index(each.heap), default=None)
    if worst is None:
        words = STATE_WORDS[runs[0].state] if runs else "belum dinilai"
    elif worst.heap is Heap.EXCUSED:
        words = HEAP_WORDS[Heap.EXCUSED]
    else:
        words = STATE_WORDS[worst.state]
    failed = ticket.details.get("failed_checks")
    return ReportBackup(
        ticket=ticket.id,
        name=name,
        place=found.place(ticket.kecamatan),
        scheduled_at=scheduled_at,
        finished_at=None if ticket.solved is None else ticket.solved.at,
        duration_s=_number(ticket.details.get("duration_s")),
        size_bytes=None if (size := _number(ticket.details.get("size_bytes"))) is None else round(size),
        heap=None if worst is None else worst.heap,
        words=words,
        failed=tuple(map(str, failed)) if isinstance(failed, list) else (),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def report_excuses(context: Context, found: Evidence) -> tuple[ReportExcuse, ...]:
    """Every run of the period that stands in the heap of the excused, with who decided and why."""
    excused = [each for each in found.counted() if each.heap is Heap.EXCUSED]
    if not excused:
        return ()
    known: dict[tuple[object, ...], Excuse] = {}
    for decision in excuses(context.store, found.office.code):
        if decision.at <= found.now and (decision.withdrawn_at is None or decision.withdrawn_at > found.now):
            known[decision.ticket, decision.scope, decision.from_step, decision.attempt] = decision
    rows = []
    for each in sorted(excused, key=lambda one: (one.period_at, one.ticket, one.from_step)):
        given = known.get((each.ticket, each.scope, each.from_step, each.attempt))
        rows.append(
            ReportExcuse(
                ticket=each.ticket,
                place=found.place(each.kecamatan),
                sop_title=found.sop_title(each.sop),
                step=verdict_step(each),
                officer="" if given is None else given.officer,
                reason="" if given is None else given.reason,
                at=None if given is None else given.at,
                before=each.heap_before,
            )
        )
    return tuple(rows)


def _by_ticket(verdicts: Iterable[Verdict]) -> Mapping[str, Sequence[Verdict]]:
    found: defaultdict[str, list[Verdict]] = defaultdict(list)
    for each in verdicts:
        found[each.ticket].append(each)
    return found
