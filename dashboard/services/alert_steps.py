"""Late steps and those near their time as sightings, and who has acknowledged them.

The same runs that ``/terlambat`` shows as pressing: judged by the engine, without runs of machines and without
what an officer has excused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from dashboard import formats
from dashboard.catalogue import Catalogue
from dashboard.model import Excuse, Heap, RunState, Scope, Ticket, Verdict
from dashboard.office_alerts import AlertKind
from dashboard.rulebook import policy_at, sop_of
from dashboard.services.alert_sightings import Field, Sighting
from dashboard.sla import judge_ticket
from dashboard.sla.open_ticket import PRESSING, OpenTicket
from dashboard.store import ACKNOWLEDGED, AlertEvent, StepNote, excuses, step_notes, tickets, tickets_named

DONE = "selesai"
CANCELLED = "tiketnya dibatalkan"
EXCUSED = "dikecualikan"
NOT_PRESSING = "tidak lagi mendesak"

_KINDS = (AlertKind.LEWAT_WAKTU, AlertKind.MENDEKATI_BATAS)


def step_sightings(seen: Field, catalogue: Catalogue) -> Iterator[Sighting]:
    """Runs that press now, and the end of those that did. An overdue run stays near its time for who was told so."""
    opened = tickets(seen.store, seen.office.code, open_only=True)
    decisions: defaultdict[str, list[Excuse]] = defaultdict(list)
    for excuse in excuses(seen.store, seen.office.code) if opened else ():
        decisions[excuse.ticket].append(excuse)
    lasting: set[tuple[AlertKind, str]] = set()
    judged = [_judged(seen, catalogue, each, decisions[each.id]) for each in opened]
    for each in judged:
        if each is None or each.is_machine_run:  # what becomes of a backup is told of under cadangan
            continue
        for run in each.verdicts:
            if run.state not in PRESSING or run.heap is Heap.EXCUSED:
                continue
            subject = subject_of(run)
            kind = AlertKind.LEWAT_WAKTU if run.state is RunState.OVERDUE else AlertKind.MENDEKATI_BATAS
            lasting |= {(kind, subject), (AlertKind.MENDEKATI_BATAS, subject)}
            if run in each.pressing:  # a total that a step speaks for is not told of, but has not ended either
                yield _sighting(seen, each, run, kind, subject)
    ended = [each for each in seen.known if each.kind in _KINDS and (AlertKind(each.kind), each.subject) not in lasting]
    if ended:
        yield from _ends(seen, ended, decisions)


def subject_of(run: Verdict) -> str:
    """A run of a step, span or total of a ticket, for good."""
    return f"{run.ticket}/{run.scope.value}/{run.from_step}-{run.to_step}/{run.attempt}"


def acknowledgements(seen: Field) -> Iterator[tuple[AlertEvent, StepNote]]:
    """Events of steps that an officer has acknowledged on the desk and that do not say so yet."""
    waiting = [each for each in seen.known if each.kind in _KINDS and each.acknowledged_at is None]
    if not waiting:
        return
    notes: defaultdict[str, list[StepNote]] = defaultdict(list)
    for note in step_notes(seen.store, seen.office.code, {_fact(each, "ticket") for each in waiting}):
        if note.kind == ACKNOWLEDGED:
            notes[note.ticket].append(note)
    for event in waiting:
        for note in notes[_fact(event, "ticket")]:
            if _is_of(note, event):
                yield event, note
                break


def _is_of(note: StepNote, event: AlertEvent) -> bool:
    """Of a step the very attempt; of a span or total any of its steps."""
    first, last = int(_fact(event, "from_step")), int(_fact(event, "to_step"))
    is_step = _fact(event, "scope") == Scope.STEP.value
    return first <= note.step <= last and (not is_step or note.attempt == int(_fact(event, "attempt")))


def _fact(event: AlertEvent, name: str) -> str:
    return str(event.facts.get(name, ""))


def _judged(seen: Field, catalogue: Catalogue, ticket: Ticket, decisions: Sequence[Excuse]) -> OpenTicket | None:
    sop = sop_of(seen.office, catalogue, ticket)
    if sop is None:
        return None
    policy = policy_at(seen.office, ticket.opened.at)
    standing = [each for each in decisions if each.withdrawn_at is None]
    verdicts = judge_ticket(ticket, sop, seen.calendar, policy, now=seen.now, excuses=standing)
    return OpenTicket(ticket, sop, verdicts)


def _sighting(seen: Field, opened: OpenTicket, run: Verdict, kind: AlertKind, subject: str) -> Sighting:
    due_at = run.due_at or seen.now
    step = run.current_step or (opened.current_step if run.from_step != run.to_step else run.from_step)
    facts: dict[str, object] = {
        "ticket": run.ticket,
        "number": formats.ticket_number(run.ticket),
        "sop": formats.sop_short(opened.sop.title),
        "step": step,
        "scope": run.scope.value,
        "from_step": run.from_step,
        "to_step": run.to_step,
        "attempt": run.attempt,
        "due_at": due_at.isoformat(),
    }
    since = due_at if kind is AlertKind.LEWAT_WAKTU else run.started_at or seen.now
    return Sighting(kind, subject, f"{subject}/{due_at:%Y%m%dT%H%M%SZ}", run.kecamatan, since, True, facts)


def _ends(
    seen: Field,
    ended: Sequence[AlertEvent],
    decisions: Mapping[str, Sequence[Excuse]],
) -> Iterator[Sighting]:
    found = tickets_named(seen.store, seen.office.code, sorted({_fact(each, "ticket") for each in ended}))
    for event in ended:
        ticket = found.get(_fact(event, "ticket"))
        at, word = _end(event, ticket, seen.now, decisions)
        yield Sighting(AlertKind(event.kind), event.subject, ended_at=max(at, event.since), ended_as=word)


def _end(
    event: AlertEvent, ticket: Ticket | None, now: datetime, decisions: Mapping[str, Sequence[Excuse]]
) -> tuple[datetime, str]:
    if ticket is None:
        return now, CANCELLED
    if ticket.cancelled_at is not None:
        return ticket.cancelled_at, CANCELLED
    first, last, attempt = (int(_fact(event, name)) for name in ("from_step", "to_step", "attempt"))
    is_total = _fact(event, "scope") == Scope.TOTAL.value
    if is_total and ticket.solved is not None:
        return ticket.solved.at, DONE
    finished = [
        run.finished.at
        for run in ticket.runs
        if run.finished is not None and run.step == last and (first != last or run.attempt == attempt)
    ]
    if finished and not is_total:
        return max(finished), DONE
    if any(each.withdrawn_at is None and each.from_step == first for each in decisions.get(ticket.id, ())):
        return now, EXCUSED
    return (ticket.solved.at, DONE) if ticket.solved is not None else (now, NOT_PRESSING)
