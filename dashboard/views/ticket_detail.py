"""The life of one ticket: head, way through the SOP, each attempt against its standard, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard import formats
from dashboard.model import Excuse, Grain, RunState, Scope, Ticket, Verdict
from dashboard.rulebook import policy_at
from dashboard.services.agenda import Act, NextStep, next_step
from dashboard.services.closing import NEXT_TICKET
from dashboard.services.desk import Desk, Ticked, doubted_ticks
from dashboard.services.desk_base import walked
from dashboard.services.sourced import KEPT_ELSEWHERE
from dashboard.sla.path import Path, Stand
from dashboard.store import ticket_events
from dashboard.views.context import Context
from dashboard.views.desks import decisions_on, desk_of
from dashboard.views.ticket_flow import attempts, flow_of
from dashboard.views.ticket_history import history_of
from dashboard.views.ticket_list import own_title, place_name, source_words
from dashboard.views.ticket_rows import AttemptRow, TicketView, Turn
from dashboard.views.ticket_state import state_of
from dashboard.views.verdicts import judged
from dashboard.workcal import WorkingCalendar

_LONGEST_SHADED = timedelta(days=45)
_NO_PATH = Path()


def ticket_view(context: Context, office: str, ticket_id: str, now: datetime) -> TicketView:
    """Everything that the page of a ticket shows. Raises DeskError where there is no such ticket or SOP."""
    desk, found = desk_of(context, office, ticket_id)
    decisions = decisions_on(context, found)
    verdicts = judged(context, found, desk.sop, decisions, now)
    path = _NO_PATH if found.grain is Grain.TICKET else walked(desk, found, now)
    standing = _standing(found, now)
    state, words = state_of(verdicts, standing)
    rows = attempts(desk.sop, path, verdicts, found, now)
    events = ticket_events(context.store, office, ticket_id)
    return TicketView(
        id=found.id,
        number=formats.ticket_name(found.id, found.opened.at, desk.office.zone),
        office=office,
        office_name=desk.office.name,
        zone=desk.office.zone,
        now=now,
        title=own_title(found.title, desk.sop.title),
        place=place_name(desk.office, found.kecamatan),
        sop=desk.sop.id,
        sop_title=formats.sop_short(desk.sop.title),
        sop_effective=desk.sop.effective,
        source=source_words(found.source),
        kept_in=source_words(found.source) if found.source.startswith((*KEPT_ELSEWHERE, "backup:")) else "",
        standing=standing,
        state=state,
        words=words,
        simulated=found.simulated,
        opened_at=found.opened.at,
        opened_by=found.opened.by or "",
        ended_at=found.cancelled_at or (found.solved.at if found.solved and standing != "terbuka" else None),
        end_note=found.cancel_reason,
        due_at=_due(verdicts),
        updated_at=found.updated_at,
        updated_by=events[-1].by if events else "",
        only_total=found.grain is Grain.TICKET,
        flow=flow_of(desk.sop, path, rows) if found.grain is Grain.STEP else (),
        rows=rows,
        turn=_turn(desk, found, path, verdicts, now),
        reachable=tuple((visit.step.number, visit.attempt) for visit in (*path.visits, *path.strays)),
        excused=_excused(decisions),
        history=history_of(context.store, desk, events),
        closed=closed_hours(desk.calendar, found.opened.at, _last(found, rows, now)),
        next_ticket=str(found.details.get(NEXT_TICKET) or ""),
    )


def _standing(found: Ticket, now: datetime) -> str:
    if found.cancelled_at is not None:
        return "batal"
    return "selesai" if found.solved is not None and not found.is_reopened(now) else "terbuka"


def _due(verdicts: Sequence[Verdict]) -> datetime | None:
    """Due time of the whole ticket where it has one, else of the step whose turn it is."""
    total = [each.due_at for each in verdicts if each.scope is Scope.TOTAL and each.due_at is not None]
    if total:
        return total[-1]
    running = [each.due_at for each in verdicts if each.due_at is not None and each.finished_at is None]
    return running[-1] if running else None


def _turn(desk: Desk, found: Ticket, path: Path, verdicts: Sequence[Verdict], now: datetime) -> Turn:
    turn = _beside_book(found, path, next_step(desk, found.id, now))
    doubted = sorted(doubted_ticks(found, now, policy_at(desk.office, found.opened.at)))
    asked = (*doubted, *_close_to(found, doubted)) if doubted and found.cancelled_at is None else ()
    answers = [] if turn.step is None else [arrow.when or "" for arrow in desk.sop.step(turn.step).next]
    return Turn(
        acts=tuple(str(each) for each in turn.acts),
        step=turn.step,
        attempt=turn.attempt,
        kegiatan=turn.kegiatan,
        answers=tuple(each for each in turn.answers if each.casefold() != "dialihkan"),
        performers=turn.performers,
        question=Ticked(found, asked).question,
        doubted=asked,
        can_transfer=Act.CANCEL in turn.acts and "dialihkan" in [each.casefold() for each in answers],
        late=any(each.state is RunState.OVERDUE for each in verdicts if each.scope is not Scope.TOTAL),
    )


def _beside_book(found: Ticket, path: Path, turn: NextStep) -> NextStep:
    """What a log book or helpdesk cannot tell is written here though the ticket is kept there: pauses."""
    visit = path.visits[-1] if path.visits else None
    is_open = visit is not None and visit.stand is Stand.OPEN and path.undecided is None
    if visit is None or not is_open or Act.CANCEL not in turn.acts or not found.source.startswith(KEPT_ELSEWHERE):
        return turn
    pauses = visit.run.pauses if visit.run is not None else ()
    act = Act.RESUME if any(each.end is None and each.duration_s is None for each in pauses) else Act.PAUSE
    if act is Act.PAUSE and visit.start is None:
        return turn
    return replace(
        turn,
        acts=(act, *turn.acts),
        step=visit.step.number,
        attempt=visit.attempt,
        kegiatan=visit.step.kegiatan,
    )


def _close_to(found: Ticket, doubted: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The tick right after the last doubted one: it alone counts until somebody answers."""
    ends = sorted((run.finished.at, (run.step, run.attempt)) for run in found.runs if run.finished is not None)
    keys = [key for _, key in ends]
    last = max(keys.index(each) for each in doubted)
    return tuple(keys[last + 1 : last + 2])


def _excused(decisions: Sequence[Excuse]) -> tuple[tuple[str, str], ...]:
    words = {Scope.STEP: "langkah", Scope.SPAN: "rentang sejak langkah", Scope.TOTAL: "total sejak langkah"}
    return tuple(
        (
            f"{each.from_step}~{each.attempt}~{each.scope}",
            f"{words[each.scope]} {each.from_step}"
            + (f", percobaan {each.attempt}" if each.attempt > 1 else "")
            + f": {each.reason}",
        )
        for each in decisions
        if each.withdrawn_at is None
    )


def _last(found: Ticket, rows: Sequence[AttemptRow], now: datetime) -> datetime:
    ends = [at for row in rows for at in (row.finished_at, row.due_at) if at is not None]
    is_open = found.solved is None and found.cancelled_at is None
    return max([found.opened.at, *ends, *([now] if is_open else [])])


def closed_hours(calendar: WorkingCalendar, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """When the office was shut in ``[start, end]``; none within one day, nor over many weeks."""
    first, last = calendar.local_date(start), calendar.local_date(end)
    if first == last or end - start > _LONGEST_SHADED:
        return ()
    shut: list[tuple[datetime, datetime]] = []
    at, day = calendar.local_midnight(first), first
    while day <= last:
        for opens, closes in calendar.intervals(day):
            shut.append((at, opens))
            at = closes
        day += timedelta(days=1)
    shut.append((at, calendar.local_midnight(day)))
    return tuple((max(a, start), min(b, end)) for a, b in shut if b > start and a < end and b > a)
