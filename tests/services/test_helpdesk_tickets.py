"""A helpdesk read again and again into the store: never doubled, reopenings and cancellations as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from collectors.tickets import TicketsCollector
from dashboard.model import CANCELLED_BY_SOURCE, Scope, Ticket, Verdict
from dashboard.services import desk as acts
from dashboard.services.sourced import LAY_SOLVED
from dashboard.services.tickets import save_collected
from dashboard.sla import judge_ticket
from dashboard.store import Store, ticket_events, tickets
from tests.collectors.ticketsources.helpdesks import ENV, GlpiDesk, glpi_row, running, source_of
from tests.offices_factory import CATALOGUE, CODE, make_office
from tests.services.desks import SARI, at, refused, sit
from tests.stores import KINDS, Databases, fresh_store

DAY = "2026-11-16"


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, request.param) as made:
        yield made


class Office:
    """A GLPI with one ticket, opened at 08:00, read into the store."""

    def __init__(self, store: Store, desk: GlpiDesk) -> None:
        self.store, self.desk = store, desk
        desk.rows = [glpi_row(1, entities_id="Gerokgak", date=f"{DAY} 08:00:00", date_mod=f"{DAY} 08:00:00")]
        self.restart()

    def restart(self) -> None:
        office = make_office(tickets=[source_of(self.desk)])
        self.collector = TicketsCollector(office, interval_s=60, sops=CATALOGUE.versions(), env=ENV)

    def read(self, now: datetime, **fields: object) -> int:
        """Change the ticket at ``now``, and read it."""
        if fields:
            self.desk.rows[0] |= {
                "date_mod": f"{now.astimezone(ZoneInfo('Asia/Makassar')):%Y-%m-%d %H:%M:%S}",
                **fields,
            }
        return save_collected(self.store, self.collector.collect(now).tickets, "tickets", now)

    def solve(self, clock: str) -> int:
        return self.read(at(clock), status=5, solvedate=f"{DAY} {clock}:00")

    @property
    def ticket(self) -> Ticket:
        (found,) = tickets(self.store, CODE)
        return found

    def total(self, now: datetime) -> Verdict:
        desk = sit(self.store)
        (verdict,) = judge_ticket(self.ticket, desk.sop, desk.calendar, now=now)
        assert verdict.scope is Scope.TOTAL
        return verdict


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    desk = GlpiDesk()
    with running(desk):
        yield Office(store, desk)


def test_a_helpdesk_read_again_after_a_restart_changes_nothing(office: Office) -> None:
    assert office.read(at("08:05")) == 1
    assert office.read(at("08:06")) == 0
    office.restart()
    assert office.read(at("08:07")) == 0
    assert office.solve("08:20") == 1
    office.restart()
    assert office.read(at("08:30")) == 0
    assert [event.action for event in ticket_events(office.store, CODE, "meja:1")] == ["opened", "changed"]


def test_only_the_total_is_judged_from_opened_to_solved(office: Office) -> None:
    office.read(at("08:05"))
    office.solve("10:00")
    verdict = office.total(at("10:10"))
    assert verdict.used_s == timedelta(hours=2).total_seconds()
    assert "hanya total" in verdict.remarks


def test_a_ticket_that_is_opened_again_goes_on_without_the_time_between(office: Office) -> None:
    office.read(at("08:05"))
    office.solve("09:00")
    office.read(at("09:45"), status=2, solvedate=None)
    (pause,) = office.ticket.runs[0].pauses
    assert (pause.start, pause.end, pause.reason) == (at("09:00"), at("09:45"), LAY_SOLVED)
    assert office.ticket.solved is None
    office.restart()
    office.read(at("09:50"))
    office.solve("10:00")
    assert office.total(at("10:10")).used_s == timedelta(hours=1, minutes=15).total_seconds()


def test_opened_again_twice_both_times_between_are_left_out(office: Office) -> None:
    office.read(at("08:05"))
    for solved, again in (("08:30", "08:40"), ("09:00", "09:20")):
        office.solve(solved)
        office.read(at(again), status=2, solvedate=None)
    office.solve("10:00")
    assert office.total(at("10:10")).used_s == timedelta(minutes=90).total_seconds()


def test_a_solution_entered_late_takes_the_reopening_back(office: Office) -> None:
    office.read(at("08:05"))
    office.solve("09:00")
    office.read(at("09:45"), status=2, solvedate=None)
    office.read(at("10:00"), status=5, solvedate=f"{DAY} 09:10:00")
    assert office.total(at("10:10")).used_s == timedelta(minutes=70).total_seconds()


def test_what_the_source_cancelled_it_can_take_back_and_the_first_moment_stays(office: Office) -> None:
    office.read(at("08:05"))
    office.read(at("08:10"), is_deleted=1)
    office.read(at("08:20"), is_deleted=1, name="lain")
    assert (office.ticket.cancelled_at, office.ticket.cancel_reason) == (at("08:10"), "dihapus di GLPI")
    office.restart()
    office.read(at("08:30"), is_deleted=0)
    assert (office.ticket.cancelled_at, office.ticket.cancel_reason) == (None, "")
    assert CANCELLED_BY_SOURCE not in office.ticket.details


def test_what_an_officer_cancelled_stays_whatever_the_source_says(office: Office) -> None:
    office.read(at("08:05"))
    acts.cancel(sit(office.store), "meja:1", "laporan ganda", SARI, at("08:08"))
    office.read(at("08:10"), is_deleted=1)
    office.read(at("08:30"), is_deleted=0)
    assert (office.ticket.cancelled_at, office.ticket.cancel_reason) == (at("08:08"), "laporan ganda")


def test_times_of_a_helpdesk_are_changed_in_the_helpdesk_alone(office: Office) -> None:
    office.read(at("08:05"))
    desk = sit(office.store)
    with refused("dibaca dari sumber glpi:meja; catat di sumbernya"):
        acts.tick_step(desk, "meja:1", 1, "finish", SARI, at("08:10"))
    with refused("dibaca dari sumber glpi:meja; catat di sumbernya"):
        acts.correct_opening(desk, "meja:1", (desk.sop,), at("07:50"), SARI, at("08:10"), reason="salah catat")
