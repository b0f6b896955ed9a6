"""Tickets judged for the views: closed ones once, open ones anew at every ``now``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from dashboard import rulebook
from dashboard.model import RULE_VERSION, Excuse, Ticket, Verdict
from dashboard.rulebook import overrides_at, policy_at, sop_at
from dashboard.sla import judge_ticket
from dashboard.sla.open_ticket import PRESSING, OpenTicket
from dashboard.sop import Sop
from dashboard.store import excuses
from dashboard.views.context import Context
from dashboard.views.shelf import open_ones, tickets_between

__all__ = [
    "PRESSING",
    "OpenTicket",
    "is_settled",
    "judged",
    "open_tickets",
    "sop_of",
    "verdicts_between",
]

_SETTLING = timedelta(seconds=2)


def open_tickets(context: Context, office: str, now: datetime) -> tuple[OpenTicket, ...]:
    """Every open ticket of an office whose SOP is known, judged at ``now``."""
    return tuple(
        OpenTicket(ticket, sop, judged(context, ticket, sop, (), now))
        for ticket in open_ones(context, office)
        if (sop := sop_of(context, ticket)) is not None
    )


def verdicts_between(
    context: Context, office: str, sop: str | None, start: datetime, end: datetime, now: datetime
) -> tuple[tuple[Verdict, ...], Mapping[str, Ticket]]:
    """Verdicts of all tickets that lived in ``[start, end)``, and those tickets by id.

    Which verdict belongs to the period is the accounting's question, not this one's.
    """
    found = {each.id: each for each in tickets_between(context, office, sop, start, end)}
    decisions = _by_ticket(excuses(context.store, office))
    verdicts = tuple(
        verdict
        for ticket in found.values()
        if (known := sop_of(context, ticket)) is not None
        for verdict in judged(context, ticket, known, decisions.get(ticket.id, ()), now)
    )
    return verdicts, found


def sop_of(context: Context, ticket: Ticket) -> Sop | None:
    """The SOP version that a ticket pinned, as its office read it then; the newest where that version is gone."""
    return rulebook.sop_of(context.offices[ticket.office], context.catalogue, ticket)


def judged(
    context: Context, ticket: Ticket, sop: Sop, decisions: Sequence[Excuse], now: datetime
) -> tuple[Verdict, ...]:
    """All verdicts of one ticket at ``now`` by its office's rules, from memory where they cannot have changed."""
    calendar, office = context.calendars[ticket.office], context.offices[ticket.office]
    policy, overrides = policy_at(office, ticket.opened.at), overrides_at(office, sop, ticket.opened.at)
    sop = sop_at(office, sop, ticket.opened.at)
    in_force = tuple(each for each in decisions if _is_in_force(each, now))

    def work_out() -> tuple[Verdict, ...]:
        return judge_ticket(ticket, sop, calendar, policy, now=now, excuses=in_force)

    rules = (sop.id, sop.effective, RULE_VERSION, policy, overrides)
    if not is_settled(ticket, now):
        # One view asks for an open ticket twice, for its tiles and for what its finished steps tell of others.
        asked, last = (now, rules, in_force), ("verdicts now", ticket.office, ticket.id)
        found = context.memory.known(last)
        if found is None or found[0] is not ticket or found[1] is not calendar or found[2] != asked:
            found = (ticket, calendar, asked, work_out())
            context.memory.keep(last, found)
        verdicts: tuple[Verdict, ...] = found[3]
        return verdicts
    key = ("verdicts", ticket.office, ticket.id, ticket.updated_at, rules, in_force)
    return context.memory.recall(key, work_out)


def _is_in_force(excuse: Excuse, now: datetime) -> bool:
    return excuse.at <= now and (excuse.withdrawn_at is None or excuse.withdrawn_at > now)


def is_settled(ticket: Ticket, now: datetime) -> bool:
    """Closed, stored, and nothing in it lies after ``now``: its verdicts cannot depend on ``now``."""
    if (ticket.solved is None or ticket.is_reopened()) and ticket.cancelled_at is None:
        return False
    # Changes are dated to the second: a ticket changed just now could change again under the same date.
    if ticket.updated_at is None or now - ticket.updated_at < _SETTLING:
        return False
    return all(at <= now for at in _moments(ticket))


def _moments(ticket: Ticket) -> Iterable[datetime]:
    yield ticket.opened.at
    if ticket.solved is not None:
        yield ticket.solved.at
    if ticket.cancelled_at is not None:
        yield ticket.cancelled_at
    for run in ticket.runs:
        for stamp in (run.started, run.finished):
            if stamp is not None:
                yield stamp.at
        for pause in run.pauses:
            for at in (pause.start, pause.end):
                if at is not None:
                    yield at


def _by_ticket(decisions: Sequence[Excuse]) -> dict[str, tuple[Excuse, ...]]:
    found: defaultdict[str, list[Excuse]] = defaultdict(list)
    for each in decisions:
        found[each.ticket].append(each)
    return {ticket: tuple(each) for ticket, each in found.items()}
