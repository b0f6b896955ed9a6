"""Outages of one target from its state intervals: begin, end, how long within the schedule, and their ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.flapping import DEFAULT_RULE, Flapping
from dashboard.formats import ticket_number
from dashboard.model import State, Ticket
from dashboard.offices import Schedule, Target
from dashboard.services.outage_ticket import outage_since
from dashboard.services.outages import CONFIRMED_AFTER_S
from dashboard.views.network_rows import ANSWERING, OutageRow
from dashboard.views.network_time import Piece, Span, scheduled_spans
from dashboard.workcal import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Told:
    """What the outages of one target are made with, beside its pieces."""

    target: Target
    place: str
    calendar: WorkingCalendar
    now: datetime
    tickets: Sequence[Ticket]
    spells: Sequence[Flapping]


def outages_of(pieces: Sequence[Piece], told: Told) -> list[OutageRow]:
    """Outages in the pieces of one target, oldest first. Unknown or planned time between ends none; an answer does."""
    found: list[OutageRow] = []
    held: list[Piece] = []
    after: State | None = None
    for each in pieces:
        if each.state is State.DOWN:
            held.append(each)
            after = None
        elif held and each.state in ANSWERING:
            found.append(_row(held, each.state, told))
            held = []
        elif held and after is None:
            after = each.state
    if held:
        found.append(_row(held, after, told))
    return found


def _row(held: Sequence[Piece], after: State | None, told: Told) -> OutageRow:
    start, last = held[0].start, held[-1].end
    end = None if after is None and last >= told.now else last
    spans = [(each, scheduled_spans(told.calendar, told.target, each.start, each.end)) for each in held]
    down = sum((until - begins).total_seconds() for _, own in spans for begins, until in own)
    return OutageRow(
        target=told.target.id,
        name=told.target.name,
        place=told.place,
        start=start,
        end=end,
        down_s=down,
        confirmed_at=_confirmed_at((span for each, own in spans for span in _working(told, each, own))),
        after=after,
        ticket=_ticket(told, start, last),
        flapping=any(_belongs(spell, start, last) for spell in told.spells),
    )


def _belongs(spell: Flapping, start: datetime, end: datetime) -> bool:
    """Whether an outage is part of a spell: the changes that began it lie in the window before its start."""
    return spell.start - DEFAULT_RULE.window < end and (spell.end is None or spell.end > start)


def _working(told: Told, piece: Piece, scheduled: Sequence[Span]) -> list[Span]:
    """Scheduled time that is working time too: a ticket waits for people, at night there are none."""
    if told.target.schedule_on(told.calendar.local_date(piece.start)) is Schedule.JAM_KERJA:
        return list(scheduled)
    found = []
    day = told.calendar.local_date(piece.start)
    while told.calendar.local_midnight(day) < piece.end:
        for opens, closes in told.calendar.intervals(day):
            if max(opens, piece.start) < min(closes, piece.end):
                found.append((max(opens, piece.start), min(closes, piece.end)))
        day += timedelta(days=1)
    return found


def _confirmed_at(spans: Iterable[Span]) -> datetime | None:
    left = timedelta(seconds=CONFIRMED_AFTER_S)
    for begins, ends in spans:
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return None


def _ticket(told: Told, start: datetime, end: datetime) -> str:
    """Number of the ticket that this outage opened or reopened; empty where it has none."""
    for each in told.tickets:
        if each.details.get("target") != told.target.id:
            continue
        again = [run.started.at for run in each.runs if run.attempt > 1 and run.started is not None]
        if any(start <= at <= end for at in (outage_since(each), each.opened.at, *again)):
            return ticket_number(each.id)
    return ""
