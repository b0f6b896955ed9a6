"""The 90 days of one small office in a real database, and the live collectors that go on after them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.assembly import assemble
from collectors.runner import Runner
from dashboard.catalogue import Catalogue
from dashboard.model import CollectorName, Heap, RunOutcome, RunState, State, Ticket
from dashboard.settings import Settings, load_settings
from dashboard.sla import judge_ticket
from dashboard.store import Store, excuses, intervals, latest, latest_of, open_store, slots, tickets, upgrade
from demo.__main__ import build_sources
from demo.agenda import OPEN_STATES
from demo.backfill import HISTORY_DAYS, backfill_office
from demo.listeners import Listeners, addresses
from demo.sources import DUMP_DAYS, OfficeSources, book_tickets
from tests.demo.conftest import NOW, demo_env, run_demo

CODE = "62.08"


@dataclass(frozen=True)
class Prepared:
    """What ``python -m demo prepare`` left for Sukamara alone."""

    env: dict[str, str]
    settings: Settings
    sources: OfficeSources
    store: Store
    now: datetime


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("sukamara")
    env = demo_env(folder, 17312)
    settings = load_settings(env)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        (sources,) = build_sources(settings, catalogue)
    store = open_store(settings.database_url)
    upgrade(store)
    sources.keep_counters(NOW)
    sources.keep_dumps(NOW, DUMP_DAYS)
    sources.keep_book(NOW)
    backfill_office(store, sources.office, sources.calendar, catalogue, NOW)
    yield Prepared(env, settings, sources, store, NOW)
    store.close()


def kept_tickets(prepared: Prepared) -> list[Ticket]:
    return tickets(prepared.store, CODE)


def test_states_have_no_gaps_over_the_90_days(prepared: Prepared) -> None:
    found = intervals(prepared.store, CODE, prepared.now - timedelta(days=100), prepared.now)
    chains = [list(group) for _, group in groupby(found, key=lambda each: each.series)]
    assert len(chains) == len(prepared.sources.office.targets) + 5 + 2
    for chain in chains:
        assert all(a.end == b.start for a, b in pairwise(chain))
        assert chain[-1].end is None
        assert prepared.now - chain[0].start > timedelta(days=HISTORY_DAYS)


def test_what_is_known_now_agrees_with_the_open_interval(prepared: Prepared) -> None:
    found = intervals(prepared.store, CODE, prepared.now - timedelta(days=100), prepared.now)
    last = {each.series: (each.state, each.start) for each in found if each.end is None}
    assert last == {each.series: (each.state, each.since) for each in latest(prepared.store, CODE)}


def test_an_outage_of_a_parent_left_its_children_unreachable(prepared: Prepared) -> None:
    found = intervals(prepared.store, CODE, prepared.now - timedelta(days=100), prepared.now)
    states = Counter((each.series.collector, each.state) for each in found)
    for state in (State.DOWN, State.UNREACHABLE, State.DEGRADED, State.UNKNOWN):
        assert states[CollectorName.NETWORK, state] > 0
    assert states[CollectorName.RECORDS, State.STUCK] > 0
    assert states[CollectorName.BACKUP, State.LATE] > 0


def test_no_ticket_is_unknown_and_compliance_is_plausible(prepared: Prepared, catalogue: Catalogue) -> None:
    heaps: Counter[Heap] = Counter()
    kept = excuses(prepared.store, CODE)
    for ticket in kept_tickets(prepared):
        sop = catalogue.get(ticket.sop, ticket.version)
        verdicts = judge_ticket(ticket, sop, prepared.sources.calendar, now=prepared.now, excuses=kept)
        heaps.update(each.heap for each in verdicts)
    assert heaps[Heap.UNMONITORED] == 0
    assert heaps[Heap.EXCUSED] > 0
    assert 0.75 < heaps[Heap.MET] / (heaps[Heap.MET] + heaps[Heap.MISSED]) < 0.97


def test_one_ticket_is_open_in_every_state_whatever_the_hour(prepared: Prepared, catalogue: Catalogue) -> None:
    states: Counter[RunState] = Counter()
    for ticket in kept_tickets(prepared):
        sop = catalogue.get(ticket.sop, ticket.version)
        states.update(each.state for each in judge_ticket(ticket, sop, prepared.sources.calendar, now=prepared.now))
    assert all(states[state] > 0 for state in OPEN_STATES)


def test_officers_left_pauses_with_reasons_and_cancelled_tickets(prepared: Prepared) -> None:
    found = kept_tickets(prepared)
    pauses = [pause for ticket in found for run in ticket.runs for pause in run.pauses]
    assert pauses
    assert all(pause.reason for pause in pauses)
    assert all(ticket.cancel_reason for ticket in found if ticket.cancelled_at is not None)
    assert any(ticket.cancelled_at is not None for ticket in found)


def test_everything_is_marked_as_simulated(prepared: Prepared) -> None:
    assert prepared.sources.office.simulated
    assert all(ticket.simulated for ticket in kept_tickets(prepared))


def test_tickets_of_the_past_and_of_the_book_do_not_collide(prepared: Prepared) -> None:
    prepared.sources.keep_book(prepared.now)
    in_book = {each.id for each in book_tickets(prepared.sources.stories, prepared.now)}
    assert in_book
    assert in_book.isdisjoint(each.id for each in kept_tickets(prepared))


def test_every_scheduled_hour_of_the_past_was_judged(prepared: Prepared) -> None:
    start = prepared.now - timedelta(days=30)
    found = slots(prepared.store, CODE, start, prepared.now)
    steps = {slot.step for slot in found}
    assert steps == {1, 2, 3, 4, 5}
    always = [slot for slot in found if slot.target == f"nid-{CODE}" and slot.start < prepared.now.replace(minute=0)]
    assert len(always) >= 30 * 24 - 1
    heaps = Counter(slot.heap for slot in found)
    assert heaps[Heap.MET] > 20 * heaps[Heap.MISSED] > 0
    assert heaps[Heap.UNMONITORED] < heaps[Heap.MET] / 20


def contents(path: Path) -> dict[str, list[object]]:
    """Every row of every table, but for the log of runs."""
    with closing(sqlite3.connect(path)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_a_second_prepare_changes_nothing_in_the_database(prepared: Prepared) -> None:
    path = Path(prepared.env["DATABASE_URL"].removeprefix("sqlite:///"))
    before = contents(path)
    assert run_demo(prepared.env, "prepare").returncode == 0
    assert contents(path) == before


def test_live_collectors_go_on_without_an_outage_or_a_restart(prepared: Prepared, catalogue: Catalogue) -> None:
    """Last in this file: it adds to the prepared database."""
    office, calendar = prepared.sources.office, prepared.sources.calendar
    before = {each.series: each for each in latest(prepared.store, CODE)}
    clock = iter(prepared.now + timedelta(seconds=5 * step) for step in range(1000))
    recall = lambda key: latest_of(prepared.store, key)  # noqa: E731
    found = assemble(office, catalogue, calendar, prepared.settings, recall, prepared.env)
    runner = Runner(prepared.store, found, lambda: next(clock), {CODE: ZoneInfo(office.zone)})

    async def poll() -> list[RunOutcome]:
        listeners = Listeners(addresses([office]))
        await listeners.settle(lambda _: False)
        outcomes = []
        for _ in range(3):
            prepared.sources.keep_counters(prepared.now)
            outcomes += [(await asyncio.to_thread(runner.run, index)).outcome for index in runner.collectors]
        await listeners.close()
        return outcomes

    assert set(asyncio.run(poll())) == {RunOutcome.OK}
    runner.close()
    later = prepared.now + timedelta(hours=1)
    kept = [each for each in intervals(prepared.store, CODE, prepared.now, later) if each.series in before]
    begun = [each for each in kept if each.start > before[each.series].observed_at]
    new_states = {each.state for each in begun}
    assert new_states.isdisjoint({State.DOWN, State.UNREACHABLE, State.RESTARTED, State.STUCK})
    for each in latest(prepared.store, CODE):
        if each.series.collector is CollectorName.BACKUP and each.series in before:
            assert each.state is before[each.series].state
