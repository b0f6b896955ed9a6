"""Offices of which nothing can be told are not looked at closely; whatever may be told is found as soon as before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from collectors import alerting
from collectors.alerting import Alerting
from collectors.announcing import Announcer
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.store import Store, alert_messages, save_ticket
from dashboard.store.alert_news import undecided_offices
from tests.offices_factory import CATALOGUE, CODE, REPAIR, SECOND
from tests.services.test_alerts import CALENDAR, KASI, MINUTE, go, office, send_all, wita


@dataclass
class Desk:
    """The collectors' alerting over one office, at a time that the test sets; ``looks``: when it looked closely."""

    store: Store
    at: Office
    now: datetime = field(default_factory=lambda: wita("10:00"))
    looks: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        announcer = Announcer(self.store, [self.at], {}, lambda: self.now)
        self.alerting = Alerting(self.store, CATALOGUE, {CODE: CALENDAR}, announcer, lambda: self.now, 180.0)

    def find(self, now: datetime) -> bool:
        """Whether a round at ``now`` looked closely."""
        self.now, before = now, len(self.looks)
        self.alerting.find([self.at])
        return len(self.looks) > before


@pytest.fixture
def desk(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made, whole = Desk(sqlite_store, office({**KASI, "digest": True})), alerting.announce

    def announce(*given: object, **named: object) -> int:
        made.looks.append(made.now)
        return whole(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(alerting, "announce", announce)
    return made


def test_an_office_that_stands_as_it_stood_is_looked_at_once(desk: Desk) -> None:
    assert desk.find(go(desk.store, wita("10:00")))
    assert not desk.find(go(desk.store, wita("10:04")))


def test_an_outage_is_told_at_once_followed_while_it_lasts_and_over_once_its_end_was_told(desk: Desk) -> None:
    desk.find(go(desk.store, wita("10:00")))
    assert [each.kind for each in send_all(desk.store, desk.at, desk.now)] == ["digest"]
    assert desk.find(go(desk.store, wita("10:04"), "modem-2"))
    assert len(send_all(desk.store, desk.at, desk.now)) == 1
    assert desk.find(go(desk.store, wita("10:08"), "modem-2"))
    assert desk.find(go(desk.store, wita("10:12")))
    assert len(send_all(desk.store, desk.at, desk.now)) == 1
    assert not desk.find(go(desk.store, wita("10:16")))
    assert [each.kind for each in alert_messages(desk.store, CODE)] == ["ended", "opened", "digest"]


def test_while_a_ticket_is_open_its_steps_are_looked_at_for_the_clock_moves_them(desk: Desk) -> None:
    at = wita("10:00")
    begun = Stamp(at, 1, at)
    version = CATALOGUE.get(REPAIR).effective
    desk.find(go(desk.store, at))
    ticket = Ticket("T-1", CODE, SECOND, REPAIR, version, begun, "buku", (StepRun(1, 1, begun, None),))
    save_ticket(desk.store, ticket, by="adb-1", at=at + MINUTE)
    assert [desk.find(at + minutes * MINUTE) for minutes in (4, 5)] == [True, True]


def test_the_morning_summary_is_made_when_the_office_opens(desk: Desk) -> None:
    assert desk.find(wita("07:29"))
    assert not desk.find(wita("07:29:30"))
    opened = CALENDAR.intervals(CALENDAR.local_date(desk.now))[0][0]
    desk.find(opened - timedelta(seconds=20))
    assert desk.find(opened + timedelta(seconds=10))
    assert [each.kind for each in alert_messages(desk.store, CODE)] == ["digest"]
    assert not desk.find(opened + timedelta(seconds=40))


def test_a_quiet_office_has_its_turn_all_the_same_also_after_the_clock_was_set_back(desk: Desk) -> None:
    assert desk.find(wita("10:00"))
    assert [desk.find(wita(clock)) for clock in ("10:04", "10:10", "10:11", "09:00")] == [False, True, False, True]


def test_what_failed_is_looked_at_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(alerting, "announce", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            desk.find(wita("10:00"))
    assert desk.find(wita("10:00:30"))


def test_open_tickets_are_found_without_reading_those_of_years(sqlite_store: Store) -> None:
    asked: list[str] = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    undecided_offices(sqlite_store, [CODE])
    with sqlite_store.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1].replace('?', repr(CODE))}").all()
    assert "ix_tickets_open" in str(plan)
