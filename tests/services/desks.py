"""A desk in the small office of the tests, and what people do at it on Monday 16 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import Scope, Ticket, Verdict
from dashboard.services import desk as acts
from dashboard.services.desk import Desk, DeskError
from dashboard.services.identity import Officer
from dashboard.sla import judge_ticket
from dashboard.store import Store, excuses, ticket
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, make_office
from tests.sla.factories import wita

SARI, BUDI = Officer("sari", "Sari"), Officer("budi", "Budi")


def at(clock: str) -> datetime:
    """``08:30`` or ``08:30:15`` on that Monday, as Buleleng's clock shows it."""
    return wita(f"2026-11-16 {clock}")


def sit(store: Store, sop: str = REPAIR) -> Desk:
    listed = [{"id": sop, "start": "2024-01-01", "adopted": sop != REPAIR}]
    office = make_office(sops=listed)
    return Desk(store, office, CATALOGUE.get(sop), build_calendar(office))


def opened(desk: Desk, clock: str = "08:00", number: str = "T-1") -> Ticket:
    return acts.open_ticket(desk, FIRST, SARI, at(clock), ticket_id=number)


def finish(desk: Desk, step: int, clock: str) -> acts.Ticked:
    """The button pressed at that time."""
    return acts.tick_step(desk, "T-1", step, "finish", SARI, at(clock))


def solved(desk: Desk) -> Ticket:
    """A ticket driven to its end at 10:30."""
    opened(desk)
    finish(desk, 1, "08:04")
    finish(desk, 2, "08:08")
    acts.tick_step(desk, "T-1", 3, "start", SARI, at("08:30"))
    for step, clock in ((3, "09:30"), (4, "09:50")):
        finish(desk, step, clock)
        if step == 4:
            acts.choose_branch(desk, "T-1", 4, "teratasi", SARI, at("09:51"))
    for step, clock in ((5, "10:00"), (6, "10:10"), (7, "10:20")):
        finish(desk, step, clock)
    acts.choose_branch(desk, "T-1", 7, "ya", SARI, at("10:21"))
    return finish(desk, 8, "10:30").ticket


def stored(desk: Desk, number: str = "T-1") -> Ticket:
    found = ticket(desk.store, CODE, number)
    assert found is not None
    return found


def judged(desk: Desk, now: datetime) -> tuple[Verdict, ...]:
    return judge_ticket(stored(desk), desk.sop, desk.calendar, now=now, excuses=excuses(desk.store, CODE))


def verdict_on(desk: Desk, step: int, now: datetime, attempt: int = 1) -> Verdict:
    """The verdict on a step of the ticket T-1."""
    found = [v for v in judged(desk, now) if (v.scope, v.from_step, v.attempt) == (Scope.STEP, step, attempt)]
    assert len(found) == 1
    return found[0]


@contextmanager
def refused(words: str) -> Iterator[None]:
    """The act is refused with these words and a mend."""
    with pytest.raises(DeskError, match=words) as caught:
        yield
    assert caught.value.fix


def from_log_book(desk: Desk) -> Ticket:
    return replace(opened(desk), source="logbook:buku")
