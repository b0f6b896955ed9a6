"""Counters that people read: their entries through the real collector, runner and store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from collectors.records import RecordsCollector
from collectors.runner import Runner
from dashboard.growth import ManualReading
from dashboard.model import RunOutcome, SampleStatus, SeriesKey, State
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import correct, enter
from dashboard.store import Store, intervals, latest_of, manual_readings, samples
from tests.collectors.records.reading import Reader
from tests.collectors.sources import NOW, minutes, office
from tests.stores import KINDS, Databases, fresh_store

SOURCE: dict[str, object] = {"id": "isian", "kecamatan": "51.08.01", "kind": "manual"}
OFFICE = office(counters=[SOURCE])
SARI = Officer("sari", "Sari")
WINDOW = minutes(60)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, str(request.param)) as made:
        yield made


class Counter:
    """A manual counter whose entries go through the runner into a real store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.start()

    def start(self) -> None:
        """A process of its own, that remembers nothing."""
        collector = RecordsCollector(
            OFFICE,
            interval_s=60,
            recall=lambda key: latest_of(self.store, key),
            env={},
            entered=lambda code, source, since: manual_readings(self.store, code, source, since=since),
        )
        self.runner = Runner(self.store, [collector], lambda: self.now)
        (self.key, self.waiting) = (collector._key(OFFICE.counters[0], name) for name in ("records", "pending"))

    def enter(self, at: datetime, value: int, pending: int | None = None, *, restarted: bool = False) -> ManualReading:
        self.now = max(self.now, at)
        return enter(
            self.store,
            OFFICE,
            OFFICE.counters[0],
            value,
            SARI,
            self.now,
            pending=pending,
            observed_at=at,
            restarted=restarted,
        )

    def run(self, after_minutes: float = 1) -> None:
        self.now += minutes(after_minutes)
        run = self.runner.run(0)
        assert (run.outcome, run.message) == (RunOutcome.OK, "")

    def values(self, key: SeriesKey | None = None) -> list[tuple[datetime, float]]:
        found = samples(self.store, key or self.key, NOW - minutes(60), NOW + minutes(1300))
        return [(each.observed_at, each.value) for each in found if each.value is not None]

    def state_at(self, at: datetime) -> State:
        found = intervals(self.store, OFFICE.code, at, at + timedelta(seconds=1), target="isian")
        (state,) = [each.state for each in found if each.series == self.key]
        return state


def test_an_entry_is_a_sample_of_the_minute_at_which_it_was_read(store: Store) -> None:
    counter = Counter(store)
    counter.enter(NOW, 100, 3)
    counter.run(4)
    counter.run()
    assert counter.values() == [(NOW, 100)]
    assert counter.values(counter.waiting) == [(NOW, 3)]


def test_a_reading_speaks_for_its_window_and_no_longer(store: Store) -> None:
    counter = Counter(store)
    counter.enter(NOW, 100)
    counter.enter(NOW + minutes(50), 110)
    counter.run()
    counter.enter(NOW + minutes(300), 130)
    counter.run()
    assert counter.state_at(NOW + minutes(51)) is State.INCREASING
    assert counter.state_at(NOW + minutes(105)) is State.INCREASING
    assert counter.state_at(NOW + minutes(200)) is State.UNKNOWN
    assert counter.state_at(NOW + minutes(300)) is State.INCREASING
    assert counter.values() == [(NOW, 100), (NOW + minutes(50), 110), (NOW + minutes(300), 130)]


def test_standing_still_over_the_window_is_judged_as_of_any_counter(store: Store) -> None:
    counter = Counter(store)
    for minute, pending in ((0, 4), (60, 4), (120, 0)):
        counter.enter(NOW + minutes(minute), 100, pending)
    counter.enter(NOW + minutes(180), 100)
    counter.run()
    found = [counter.state_at(NOW + minutes(minute)) for minute in (0, 60, 120, 180)]
    assert found == [State.UNKNOWN, State.STUCK, State.IDLE, State.QUIET]


def test_a_confirmed_restart_is_one_also_where_the_counter_has_overtaken_itself(store: Store) -> None:
    counter = Counter(store)
    counter.enter(NOW, 100)
    counter.enter(NOW + minutes(30), 120, restarted=True)
    counter.run()
    assert counter.state_at(NOW + minutes(30)) is State.RESTARTED


def test_a_correction_is_told_a_second_later_and_the_state_follows(store: Store) -> None:
    counter = Counter(store)
    counter.enter(NOW, 100)
    counter.enter(NOW + minutes(10), 12, restarted=True)
    counter.run()
    correct(
        store,
        OFFICE,
        OFFICE.counters[0],
        NOW + minutes(10),
        SARI,
        counter.now,
        reason="salah",
        value=120,
        restarted=False,
    )
    counter.run()
    assert counter.values()[-1] == (NOW + minutes(10) + timedelta(seconds=1), 120)
    known = latest_of(store, counter.key)
    assert known is not None
    assert (known.state, known.known_value) == (State.INCREASING, 120)


def test_another_process_tells_only_what_is_new(store: Store) -> None:
    counter = Counter(store)
    counter.enter(NOW, 100)
    counter.run()
    counter.start()
    counter.enter(NOW + minutes(5), 101)
    collector = counter.runner.collectors[0]
    harvest = collector.collect(NOW + minutes(6))
    assert [sample.value for sample in harvest.samples if sample.value is not None] == [101]


def test_a_failed_run_of_ours_makes_no_entry_unknown(store: Store) -> None:
    assert Counter(store).runner.collectors[0].series() == ()


def test_an_entry_that_cannot_be_read_yet_keeps_no_other_counter_from_being_read() -> None:
    def out_of_reach(code: str, source: str, since: datetime) -> Sequence[ManualReading]:
        raise OperationalError("SELECT", {}, OSError("tidak terjangkau"))

    table = {"id": "basis", "kind": "sql", "url": "sqlite://", "query": "SELECT 12"}
    harvest = Reader(SOURCE, table, entered=out_of_reach).read()
    assert [(sample.series.target, sample.status) for sample in harvest.samples] == [("basis", SampleStatus.UNKNOWN)]
    assert any(note.startswith("isian: isian petugas belum terbaca") for note in harvest.notes)
