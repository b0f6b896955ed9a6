"""What a runner meets over weeks: hanging sources, sleep, clocks that are set, an absent database, a stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.base import CollectorError, Harvest
from collectors.rounds import ClockWatch, last_due, next_due, phase_s
from collectors.runner import LOG_CHARACTERS, MESSAGE_CHARACTERS, MOST_ABANDONED, Runner
from dashboard.model import RunOutcome, Stamp, Ticket
from dashboard.store import (
    Store,
    collector_runs,
    last_runs,
    latest,
    open_store,
    rollups,
    samples,
    settle_office,
    ticket,
    ticket_events,
)
from tests.collectors.spools import Desk
from tests.collectors.test_runner import KEY, START, Clock, Source, good
from tests.gates import Gate
from tests.store.measured import OFFICE
from tests.stores import Databases

DAY = (START - timedelta(days=1), START + timedelta(days=1))


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


def hanging(gate: threading.Event) -> Source:
    def slow(now: datetime) -> Harvest:
        gate.wait(30)
        return good(now)

    return Source(slow, timeout_s=0.02)


def rounds(runner: Runner, clock: Clock, count: int) -> list[RunOutcome]:
    found = []
    for _ in range(count):
        found.append(runner.run(0).outcome)
        clock.pass_s(30)
    return found


T, M = RunOutcome.TIMEOUT, RunOutcome.MISSED


def test_a_source_that_hangs_is_abandoned_and_tried_anew_after_three_rounds(
    sqlite_store: Store, gate: threading.Event
) -> None:
    clock = Clock()
    source = hanging(gate)
    runner = Runner(sqlite_store, [source], clock)
    assert rounds(runner, clock, 3) == [T, M, M]
    source.answer = good
    run = runner.run(0)
    assert (run.outcome, run.message) == (
        RunOutcome.OK,
        f"1 dari {MOST_ABANDONED} putaran menggantung dan ditinggalkan",
    )


def test_abandoned_threads_do_not_pile_up(sqlite_store: Store, gate: threading.Event) -> None:
    clock = Clock()
    runner = Runner(sqlite_store, [hanging(gate)], clock)
    before = threading.active_count()
    rounds(runner, clock, 40)
    assert threading.active_count() - before <= MOST_ABANDONED + 1
    assert "Perbaikan: periksa sumbernya" in last_runs(sqlite_store)[0].message
    gate.set()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert rounds(runner, clock, 1) == [RunOutcome.OK]
    assert last_runs(sqlite_store)[0].message == ""


def test_a_stop_ends_a_run_that_waits_for_its_source_at_once_and_names_it(
    sqlite_store: Store, gate: threading.Event
) -> None:
    runner = Runner(sqlite_store, [replace(hanging(gate), timeout_s=60.0)], Clock())
    waiting = threading.Thread(target=runner.run, args=(0,))
    waiting.start()
    deadline = time.monotonic() + 5
    left: tuple[str, ...] = ()
    while not left and time.monotonic() < deadline:
        left = runner.close()
    waiting.join(5)
    assert (waiting.is_alive(), left) == (False, ("51.08 network",))
    assert collector_runs(sqlite_store, OFFICE, START) == []


def test_rounds_that_nobody_ran_are_told_as_one_gap(sqlite_store: Store) -> None:
    clock = Clock()
    runner = Runner(sqlite_store, [Source(good)], clock)
    rounds(runner, clock, 2)
    clock.pass_s(2 * 3_600)
    rounds(runner, clock, 1)
    found = collector_runs(sqlite_store, OFFICE, START)
    assert [each.outcome for each in found] == [RunOutcome.OK, RunOutcome.OK, M, RunOutcome.OK]
    assert found[2].message.startswith("240 putaran terlewat")
    assert (found[2].started_at, found[2].finished_at) == (START + timedelta(seconds=60), found[3].started_at)


def test_a_clock_set_back_doubles_nothing_and_is_said_once(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    runner = Runner(sqlite_store, [Source(good)], clock)
    rounds(runner, clock, 4)
    clock.pass_s(-60)
    caplog.clear()
    assert rounds(runner, clock, 2) == [RunOutcome.OK] * 2
    said = [each for each in caplog.messages if "jam komputer mundur" in each]
    assert said == ["51.08 network: jam komputer mundur; keadaan bergerak lagi sesudah 20-11-2026 01.01"]
    times = [each.observed_at for each in samples(sqlite_store, KEY, *DAY)]
    assert len(times) == len(set(times)) == 4
    settle_office(sqlite_store, OFFICE)
    assert sum(each.polls for each in rollups(sqlite_store, OFFICE, *DAY, step="hour")) == 4
    assert rounds(runner, clock, 1) == [RunOutcome.OK]
    assert last_runs(sqlite_store)[0].message == ""
    assert latest(sqlite_store, OFFICE)[0].observed_at == START + timedelta(seconds=120)


def test_endless_error_text_is_bounded_in_table_and_log(sqlite_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def endless(_now: datetime) -> Harvest:
        raise CollectorError("x" * 1_000_000)

    run = Runner(sqlite_store, [Source(endless)], Clock()).run(0)
    assert len(run.message) == MESSAGE_CHARACTERS
    assert max(map(len, caplog.messages)) < LOG_CHARACTERS + 50


def test_a_source_that_ends_the_interpreter_only_ends_its_own_run(sqlite_store: Store) -> None:
    def leave(_now: datetime) -> Harvest:
        raise SystemExit(1)

    run = Runner(sqlite_store, [Source(leave)], Clock()).run(0)
    assert (run.outcome, run.message) == (RunOutcome.ERROR, "RuntimeError: SystemExit: 1")


# with the database away


def repair(number: int) -> Ticket:
    return Ticket(
        id=f"buku:{number}",
        office=OFFICE,
        kecamatan="51.08.01",
        sop="buleleng-01-perbaikan-perangkat",
        version=START.date(),
        opened=Stamp(START),
        source="logbook:buku",
    )


def test_tickets_found_while_the_database_is_away_are_saved_once_it_is_back(
    handed_out: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pantau.collectors")
    gate = Gate(handed_out.migrated("postgresql"))
    with closing(open_store(gate.url)) as store:
        desk = Desk(store, tmp_path)
        desk.keeper.step()
        clock = Clock()
        found = [repair(1)]
        source = Source(lambda _now: Harvest(tickets=tuple(found)))
        runner = Runner(desk.fenced, [source], clock, outlets={OFFICE: desk.outbox})
        rounds(runner, clock, 1)
        gate.close()
        found.append(repair(2))
        assert rounds(runner, clock, 2) == [RunOutcome.OK] * 2
        gate.open()
        desk.keeper.step()
        desk.outbox.deliver()
        assert ticket(store, OFFICE, "buku:2") is None
        rounds(runner, clock, 2)
        assert ticket(store, OFFICE, "buku:2") is not None
        assert [len(ticket_events(store, OFFICE, f"buku:{number}")) for number in (1, 2)] == [1, 1]
        assert len(collector_runs(store, OFFICE, START)) == 5
    gate.remove()
    assert [each for each in caplog.messages if "network" in each] == []


def test_a_runner_starts_and_works_without_any_database(handed_out: Databases, tmp_path: Path) -> None:
    gate = Gate(handed_out.migrated("postgresql"))
    gate.close()
    with closing(open_store(gate.url)) as store:
        desk = Desk(store, tmp_path)
        desk.keeper.step()
        clock = Clock()
        runner = Runner(desk.fenced, [Source(good)], clock, outlets={OFFICE: desk.outbox})
        assert rounds(runner, clock, 3) == [RunOutcome.OK] * 3
        assert desk.outbox.recall(KEY) is not None
        gate.open()
        desk.keeper.step()
        desk.outbox.deliver()
        assert len(samples(store, KEY, *DAY)) == 3
    gate.remove()


# the grid


def test_rounds_lie_on_a_grid_that_a_restart_does_not_move() -> None:
    now = datetime(2026, 11, 20, 1, 0, 7, tzinfo=UTC)
    first = next_due("51.08", "network", 30, now)
    assert now < first <= now + timedelta(seconds=30)
    later = now + timedelta(seconds=12_345)
    assert ((next_due("51.08", "network", 30, later) - first).total_seconds()) % 30 == 0
    assert last_due("51.08", "network", 30, first) == first


def test_collectors_are_spread_over_their_interval() -> None:
    phases = [phase_s(f"{number:02d}.{number % 9:02d}", "network", 30.0) for number in range(300)]
    assert all(0 <= each < 30 for each in phases)
    assert all(15 <= sum(low <= each < low + 3 for each in phases) <= 50 for low in range(0, 30, 3))


def test_a_run_tells_the_round_of_the_grid_that_it_was_due_for(sqlite_store: Store) -> None:
    clock = Clock(START + timedelta(seconds=11))
    run = Runner(sqlite_store, [Source(good)], clock).run_due(0)
    assert run.scheduled_at == last_due("51.08", "network", 30, clock.now)
    assert run.scheduled_at <= run.started_at < run.scheduled_at + timedelta(seconds=30)


def test_a_clock_that_is_set_is_noticed_in_both_directions() -> None:
    watch = ClockWatch(START, 100.0)
    assert watch.moved_s(START + timedelta(seconds=1), 101.0) == pytest.approx(0)
    assert watch.moved_s(START - timedelta(seconds=3_598), 102.0) == pytest.approx(-3_600)
    assert watch.moved_s(START + timedelta(seconds=3), 103.0) == pytest.approx(3_600)
