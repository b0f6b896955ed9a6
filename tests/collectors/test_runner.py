"""The runner: a run is written whole, a failing source becomes unknown, a slow one delays nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from collectors.base import CollectorError, Harvest
from collectors.runner import MESSAGE_CHARACTERS, Runner
from dashboard.model import CollectorName, RunOutcome, Sample, SampleStatus, SeriesKey, Stamp, State, Ticket
from dashboard.store import Store, last_runs, latest, ticket

KEY = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem", "rtt_ms", "ms")
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that the test moves."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Source:
    """A collector whose answer the test decides."""

    answer: Callable[[datetime], Harvest]
    name: CollectorName = CollectorName.NETWORK
    office: str = "51.08"
    interval_s: float = 30.0
    timeout_s: float = 2.0
    keys: tuple[SeriesKey, ...] = field(default=(KEY,))

    def series(self) -> tuple[SeriesKey, ...]:
        return self.keys

    def collect(self, now: datetime) -> Harvest:
        return self.answer(now)


def good(now: datetime) -> Harvest:
    return Harvest((Sample(KEY, now, 12.5, SampleStatus.OK),))


def broken(_now: datetime) -> Harvest:
    raise CollectorError("folder /cadangan tidak terbaca. Perbaikan: beri izin baca")


def failed(now: datetime) -> Harvest:
    return Harvest((Sample(KEY, now, None, SampleStatus.FAILED),))


def state_of(store: Store) -> State:
    return latest(store, "51.08")[0].state


def test_a_run_stores_its_samples_and_itself(sqlite_store: Store) -> None:
    run = Runner(sqlite_store, [Source(good)], Clock()).run(0)
    assert (run.outcome, run.samples) == (RunOutcome.OK, 1)
    assert state_of(sqlite_store) is State.UP
    assert last_runs(sqlite_store)[0].samples == 1


def test_a_broken_source_makes_its_series_unknown_and_not_down(sqlite_store: Store) -> None:
    clock = Clock()
    source = Source(good)
    runner = Runner(sqlite_store, [source], clock)
    runner.run(0)
    source.answer = broken
    for _ in range(4):
        clock.pass_s(30)
        assert runner.run(0).outcome is RunOutcome.ERROR
    assert state_of(sqlite_store) is State.UNKNOWN


def test_an_unforeseen_exception_is_recorded_and_does_not_stop_the_runner(sqlite_store: Store) -> None:
    def surprise(_now: datetime) -> Harvest:
        raise KeyError("x")

    run = Runner(sqlite_store, [Source(surprise)], Clock()).run(0)
    assert run.outcome is RunOutcome.ERROR
    assert "KeyError" in run.message


def test_a_slow_source_is_given_up_and_its_next_run_counts_as_missed(sqlite_store: Store) -> None:
    gate = threading.Event()

    def slow(now: datetime) -> Harvest:
        gate.wait(20)
        return good(now)

    clock = Clock()
    runner = Runner(sqlite_store, [Source(slow, timeout_s=0.1)], clock)
    assert runner.run(0).outcome is RunOutcome.TIMEOUT
    clock.pass_s(30)
    assert runner.run(0).outcome is RunOutcome.MISSED
    gate.set()


def test_a_slow_source_does_not_delay_another(sqlite_store: Store) -> None:
    gate = threading.Event()

    def slow(now: datetime) -> Harvest:
        gate.wait(20)
        return good(now)

    runner = Runner(sqlite_store, [Source(slow, timeout_s=10), Source(good)], Clock())
    waiting = threading.Thread(target=runner.run, args=(0,))
    waiting.start()
    assert runner.run(1).outcome is RunOutcome.OK
    gate.set()
    waiting.join(10)


def test_three_failed_polls_are_down_and_two_good_ones_up_again(sqlite_store: Store) -> None:
    clock, source = Clock(), Source(good)
    runner = Runner(sqlite_store, [source], clock)
    seen = []
    for answer in (good, failed, failed, failed, good, good):
        source.answer = answer
        runner.run(0)
        known = latest(sqlite_store, "51.08")[0]
        seen.append((known.state, known.is_suspect))
        clock.pass_s(30)
    assert seen == [
        (State.UP, False),
        (State.UP, True),
        (State.UP, True),
        (State.DOWN, False),
        (State.DOWN, False),
        (State.UP, False),
    ]


def test_trouble_is_logged_once_when_it_begins_and_once_when_it_ends(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pantau.collectors")
    clock, source = Clock(), Source(broken)
    runner = Runner(sqlite_store, [source], clock)
    for answer in (broken, broken, broken, good, good):
        source.answer = answer
        runner.run(0)
        clock.pass_s(30)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "tidak terbaca" in caplog.messages[0]
    assert "pulih" in caplog.messages[1]


def test_a_note_is_said_once_however_often_it_comes(sqlite_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pantau.collectors")
    clock = Clock()
    source = Source(lambda now: Harvest(good(now).samples, notes=("ICMP tidak diizinkan",)))
    runner = Runner(sqlite_store, [source], clock)
    for _ in range(3):
        runner.run(0)
        clock.pass_s(30)
    assert caplog.messages == ["51.08 network: ICMP tidak diizinkan"]
    assert last_runs(sqlite_store)[0].message == "ICMP tidak diizinkan"


def test_of_too_many_notes_the_first_and_the_last_are_kept_with_the_run(sqlite_store: Store) -> None:
    notes = (*(f"buku: baris {n} {'x' * 100}" for n in range(40)), "buku: dan 400 catatan lain")
    runner = Runner(sqlite_store, [Source(lambda now: Harvest(good(now).samples, notes=notes))], Clock())
    runner.run(0)
    message = last_runs(sqlite_store)[0].message
    assert len(message) <= MESSAGE_CHARACTERS
    assert message.startswith(notes[0])
    assert message.endswith("(24 catatan lagi tidak muat di sini); buku: dan 400 catatan lain")


def test_tickets_of_a_source_are_saved_under_the_collectors_name(sqlite_store: Store) -> None:
    found = Ticket(
        id="buku:1",
        office="51.08",
        kecamatan="51.08.01",
        sop="buleleng-01-perbaikan-perangkat",
        version=START.date(),
        opened=Stamp(START),
        source="logbook:buku",
    )
    Runner(sqlite_store, [Source(lambda _now: Harvest(tickets=(found,)))], Clock()).run(0)
    assert ticket(sqlite_store, "51.08", "buku:1") is not None
