"""Whether there can be anything to tell of offices, asked of hundreds at once; whatever may be is looked at closely."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, case, func, select, union

from dashboard.model import State
from dashboard.store import schema
from dashboard.store.alert_outbox import SENDING, WAITING
from dashboard.store.codec import office_number
from dashboard.store.engine import Store, read


class StateMark(NamedTuple):
    """Changes whenever the state of any series of an office does. ``troubled``: how many are in a state of trouble."""

    series: int
    last_since: int
    all_since: int
    troubled: int


NOTHING = StateMark(0, 0, 0, 0)
"""Of an office that was never measured."""

_latest, _events, _messages = schema.latest.c, schema.alert_events.c, schema.alert_messages.c
_tickets = schema.tickets.c
_CODES: BindParameter[str] = bindparam("offices", expanding=True)
_MARKS = (
    select(
        _latest.office_no,
        func.count(),
        func.max(_latest.since),
        func.sum(_latest.since),
        func.sum(case((_latest.state.in_(bindparam("trouble", expanding=True)), 1), else_=0)),
    )
    .where(_latest.office_no.in_(bindparam("numbers", expanding=True)))
    .group_by(_latest.office_no)
)
_UNDECIDED = union(
    select(_events.office).where(_events.office.in_(_CODES), _events.settled.is_(False)),
    select(_tickets.office).where(_tickets.office.in_(_CODES), _tickets.is_open),
)
_OUTGOING = (
    select(_messages.office).distinct().where(_messages.office.in_(_CODES), _messages.status.in_((WAITING, SENDING)))
)


def state_marks(store: Store, offices: Collection[str], trouble: Collection[State]) -> dict[str, StateMark]:
    """The marks of these offices; ``trouble``: the states that count as such."""
    codes = {office_number(office): office for office in offices}
    asked = {"numbers": sorted(codes), "trouble": sorted(each.value for each in trouble)}
    with read(store) as connection:
        rows = connection.execute(_MARKS, asked)
        found = {codes[row[0]]: StateMark(*(int(part) for part in row[1:])) for row in rows}
    return dict.fromkeys(offices, NOTHING) | found


def undecided_offices(store: Store, offices: Collection[str]) -> set[str]:
    """Those of which an event may still be told of, or a ticket is open, whose steps become late by the clock alone."""
    with read(store) as connection:
        return set(connection.scalars(_UNDECIDED, {"offices": sorted(offices)}))


def outgoing_offices(store: Store, offices: Collection[str]) -> set[str]:
    """Those of which a message waits, or is in somebody's hand."""
    with read(store) as connection:
        return set(connection.scalars(_OUTGOING, {"offices": sorted(offices)}))
