"""Standings equal what the office's own wall, compliance and network page show at the same moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from dashboard.model import CollectorName, Indicator, Stamp, State, StepRun, Ticket
from dashboard.services.standing import REFRESH
from dashboard.standing_job import StandingJob
from dashboard.store import OfficeStanding, Store, save_standings, save_ticket, seconds_of, standings
from dashboard.tallies import Heaps
from dashboard.views.context import Context
from dashboard.views.nation import OLD, nation_view
from dashboard.views.nation_rows import NationRow
from dashboard.views.network import network_view
from dashboard.views.network_rows import ANSWERING, availability_of
from dashboard.views.screen import indicators_of
from dashboard.views.wall import wall_view
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, SECOND
from tests.views.samples import poll, record, told

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
TODAY = date(2026, 11, 20)


def ticket(number: str, opened: datetime, *, solved: datetime | None = None) -> Ticket:
    begun = Stamp(opened, 1, opened)
    runs = (StepRun(1, 1, begun, None if solved is None else Stamp(solved, 1, solved)),)
    version = CATALOGUE.get(REPAIR).effective
    done = None if solved is None else Stamp(solved, 1, solved)
    return Ticket(number, CODE, SECOND, REPAIR, version, begun, "buku", runs, solved=done)


@pytest.fixture
def busy(context: Context, store: Store) -> Context:
    """Two targets polled for a quarter of an hour, one of them out; one late repair, one done, a readable book."""
    for place in range(30):
        at = NOW - timedelta(seconds=30 * (29 - place) + 5)
        record(store, [poll("modem-1", FIRST, at), poll("modem-2", SECOND, at, ok=place < 20)])
    record(store, [told(CollectorName.TICKETS, "buku", None, NOW - timedelta(seconds=9), State.READABLE)])
    for each in (
        ticket("T-1", NOW - timedelta(days=3)),
        ticket("T-2", NOW - timedelta(days=2), solved=NOW - timedelta(days=2) + timedelta(minutes=5)),
    ):
        save_ticket(store, each, by="adb-1", at=NOW - timedelta(hours=1))
    return context


def made(context: Context, now: datetime = NOW) -> OfficeStanding:
    StandingJob(context).run(now)
    [found] = standings(context.store)
    return found


def row_of(context: Context, now: datetime = NOW) -> NationRow:
    [found] = nation_view(context, "", TODAY, TODAY, now).rows
    return found


def test_the_standing_tells_what_the_wall_tells_at_the_same_moment(busy: Context) -> None:
    found, wall = made(busy), wall_view(busy, CODE, NOW)
    tiles = (*wall.tiles, wall.dinas)
    assert (found.overdue, found.at_risk) == (wall.overdue_count, wall.at_risk_count)
    assert found.overdue > 0
    assert (found.data_at, found.stale, found.version) == (wall.data_at, wall.stale, wall.version)
    for name, worst in (("jaringan", Indicator.GANGGUAN), ("tiket", Indicator.GANGGUAN)):
        assert worst in {dict(indicators_of(tile))[name].state for tile in tiles}
        assert getattr(found, name) is worst


def test_targets_are_counted_as_the_network_page_counts_them(busy: Context) -> None:
    found = made(busy)
    rows = [row for row in network_view(busy, CODE, TODAY, TODAY, NOW).rows if row.in_schedule]
    assert (found.targets, found.up, found.down, found.blind) == (
        len(rows),
        *(sum(row.state is state for row in rows) for state in (Indicator.BAIK, Indicator.GANGGUAN)),
        sum(row.state is Indicator.TIDAK_TERUKUR for row in rows),
    )
    assert (found.up, found.down) == (1, 1)


def test_the_month_is_the_walls_month(busy: Context) -> None:
    found, figures = made(busy), wall_view(busy, CODE, NOW).figures
    work = figures.pelaksanaan
    assert work is not None
    assert found.work == Heaps(work.met, work.missed, work.excused, work.unmonitored, work.outside)
    assert (found.work.compliance, found.work.coverage) == (work.compliance, work.coverage)
    assert (found.target, found.month_start, found.hours) == (figures.target, date(2026, 11, 1), Heaps())


def test_seconds_of_a_day_are_those_of_the_network_page(busy: Context) -> None:
    made(busy)
    rows = network_view(busy, CODE, TODAY, TODAY, NOW).rows
    together = {state: sum(row.seconds.get(state, 0.0) for row in rows) for state in State}
    found = seconds_of(busy.store, [CODE], TODAY, TODAY).by_office[CODE]
    assert found.answered_s == round(sum(together[state] for state in ANSWERING))
    assert found.uptime == pytest.approx(availability_of(together))
    assert (found.down_s, found.blind_s) == (round(together[State.DOWN]), round(together[State.UNKNOWN]))


@pytest.fixture
def asked(busy: Context) -> list[str]:
    """Statements that are sent from here on."""
    heard: list[str] = []
    event.listen(busy.store.engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
    return heard


def test_the_month_is_judged_again_only_once_something_it_is_made_of_has_changed(busy: Context) -> None:
    job = StandingJob(busy)
    job.run(NOW)
    kept = job.figures[CODE]
    record(busy.store, [poll("modem-1", FIRST, NOW + timedelta(seconds=25))])
    job.run(NOW + timedelta(seconds=30))
    assert job.figures[CODE] is kept
    at = NOW + timedelta(minutes=1)
    save_ticket(busy.store, ticket("T-3", NOW - timedelta(minutes=30), solved=NOW), by="adb-1", at=at)
    job.run(at + timedelta(seconds=1))
    [found] = standings(busy.store)
    work = wall_view(busy, CODE, at + timedelta(seconds=1)).figures.pelaksanaan
    assert work is not None
    assert found.work == Heaps(work.met, work.missed, work.excused, work.unmonitored, work.outside)
    assert job.figures[CODE] is not kept


def test_an_office_without_news_or_open_tickets_waits_for_the_clock(context: Context) -> None:
    job = StandingJob(context)
    assert [job.run(NOW + after) for after in (timedelta(0), timedelta(minutes=1), REFRESH)] == [1, 0, 1]


def test_an_office_whose_feed_had_stopped_is_told_anew_with_its_first_news_and_once(busy: Context) -> None:
    after = NOW + timedelta(minutes=10)
    job = StandingJob(busy)
    job.run(after)
    assert row_of(busy, after).is_usang
    assert job.revive(after) == 0
    record(busy.store, [poll("modem-1", FIRST, after + timedelta(seconds=2))])
    assert job.revive(after + timedelta(seconds=5)) == 1
    assert not row_of(busy, after + timedelta(seconds=5)).is_usang
    record(busy.store, [poll("modem-1", FIRST, after + timedelta(seconds=7))])
    assert job.revive(after + timedelta(seconds=10)) == 0


def test_an_office_of_which_nothing_was_ever_told_is_not_measured_and_has_no_zero(context: Context) -> None:
    row = row_of(context)
    assert {row.state, row.jaringan, row.cadangan, row.pengiriman, row.tiket} == {Indicator.TIDAK_TERUKUR}
    assert (row.targets, row.overdue, row.work, row.uptime, row.made_at) == (None, None, None, None, None)
    assert row.is_here
    assert not row.is_usang


def test_a_standing_that_nobody_renews_tells_nothing_of_now_but_keeps_its_month(busy: Context) -> None:
    made(busy)
    row = row_of(busy, NOW + OLD + timedelta(seconds=1))
    assert (row.is_usang, row.state, row.targets, row.overdue) == (True, Indicator.TIDAK_TERUKUR, None, None)
    assert row.work is not None
    assert row_of(busy, NOW + timedelta(days=31)).work is None


def test_an_office_without_a_file_here_is_told_by_its_standing_alone(busy: Context) -> None:
    other = replace(
        made(busy), office="13.01", name="Kabupaten Lain", province="Sumatera Barat", jaringan=Indicator.BAIK
    )
    save_standings(busy.store, [other])
    view = nation_view(busy, "", TODAY, TODAY, NOW)
    assert {row.office: (row.name, row.is_here) for row in view.rows}["13.01"] == ("Kabupaten Lain", False)
    assert view.all_provinces == (("13", "Sumatera Barat"), ("51", "Bali"))
    assert [row.office for row in nation_view(busy, "13", TODAY, TODAY, NOW).rows] == ["13.01"]
    with pytest.raises(KeyError):
        nation_view(busy, "99", TODAY, TODAY, NOW)


def test_pages_of_many_offices_ask_for_no_tickets_states_or_samples(busy: Context, asked: list[str]) -> None:
    made(busy)
    asked.clear()
    nation_view(busy, "", date(2025, 11, 21), TODAY, NOW)
    selects = [each for each in asked if each != "BEGIN"]
    assert ["office_standings" in selects[0], "office_months" in selects[1], len(selects)] == [True, True, 2]
