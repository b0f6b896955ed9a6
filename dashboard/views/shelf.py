"""Tickets of a period, reading again only those that were saved since they were read last."""

from __future__ import annotations

from datetime import datetime

from dashboard.model import Ticket
from dashboard.store import ticket, tickets
from dashboard.store.ticket_versions import living_tickets, open_versions
from dashboard.store.tickets import tickets_named
from dashboard.views.context import Context

_ONE_BY_ONE = 12
"""Above so many changed tickets all of the period are read at once."""


def tickets_between(context: Context, office: str, sop: str | None, start: datetime, end: datetime) -> list[Ticket]:
    """``store.tickets`` of ``[start, end)``: the same ones in the same order.

    A ticket as of one save is kept under the date of that save: no two saves of a ticket have the same.
    """
    living = living_tickets(context.store, office, start, end, sop=sop)
    kept: dict[str, Ticket | None] = {
        number: context.memory.known(("ticket", office, number, saved_s)) for number, saved_s in living
    }
    missing = [number for number, each in kept.items() if each is None]
    if len(missing) > _ONE_BY_ONE:
        return [_keep(context, each) for each in tickets(context.store, office, sop=sop, start=start, end=end)]
    for number in missing:
        found = ticket(context.store, office, number)
        kept[number] = None if found is None else _keep(context, found)
    return [each for each in kept.values() if each is not None]


def open_ones(context: Context, office: str) -> list[Ticket]:
    """``store.tickets`` of the open ones: the same in the same order."""
    living = open_versions(context.store, office)
    kept: dict[str, Ticket | None] = {
        number: context.memory.known(("ticket", office, number, saved_s)) for number, saved_s in living
    }
    missing = [number for number, each in kept.items() if each is None]
    if len(missing) > _ONE_BY_ONE:
        return [_keep(context, each) for each in tickets(context.store, office, open_only=True)]
    # One that was closed since the look at the versions is no longer among the open ones.
    found = (each for each in tickets_named(context.store, office, missing).values() if _is_open(each))
    kept |= {each.id: _keep(context, each) for each in found}
    return [each for each in kept.values() if each is not None]


def _is_open(found: Ticket) -> bool:
    """As the store has it: neither cancelled nor solved for good."""
    return found.cancelled_at is None and (found.solved is None or found.is_reopened())


def _keep(context: Context, found: Ticket) -> Ticket:
    if found.updated_at is not None:
        context.memory.keep(("ticket", found.office, found.id, int(found.updated_at.timestamp())), found)
    return found
