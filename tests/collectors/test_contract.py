"""What every collector keeps to, for every kind of source of an office, through the same table of situations."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from collectors.runner import Runner
from dashboard.model import CollectorName, CollectorRun, RunOutcome, SampleStatus, State
from dashboard.store import Store, latest
from dashboard.store.schema import collector_runs, samples, ticket_events, tickets
from tests.collectors.kinds import OTHER, TESTED, UNKNOWN, Kind, Situation, Trial, all_kinds
from tests.collectors.model_kinds import kinds_of_the_office_file
from tests.collectors.sources import minutes
from tests.stores import KINDS as STORES
from tests.stores import Databases, fresh_store

ALL = all_kinds()
CASES = [(kind, situation) for kind in ALL for situation in Situation if situation not in kind.cannot]
each_kind = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)


@dataclass
class Stage:
    """A trial run through the real runner into a real store, at times that the test says."""

    kind: Kind
    trial: Trial
    store: Store
    now: datetime
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        self.runner = Runner(self.store, [self.trial.collector], lambda: self.now)

    def run(self, now: datetime) -> CollectorRun:
        self.now = now
        return self.runner.run(0)

    def status(self, target: str) -> SampleStatus | None:
        """What is stored last of a target's series."""
        mine = [
            each
            for each in latest(self.store, self.trial.collector.office)
            if (each.series.target, each.series.metric) == (target, self.kind.metric)
        ]
        return mine[0].status if mine else None

    def counted(self) -> tuple[int, ...]:
        """Rows of what a run may write."""
        with self.store.engine.connect() as connection:
            tables = (samples, tickets, ticket_events, collector_runs)
            return tuple(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def staged(kind: Kind, situation: Situation, folder: Path, store: Store) -> Stage:
    return Stage(kind, kind.make(folder, situation), store, kind.now)


@pytest.fixture
def stage(kind: Kind, tmp_path: Path, sqlite_store: Store) -> Iterator[Stage]:
    """A kind whose sources are good."""
    made = staged(kind, Situation.GOOD, tmp_path, sqlite_store)
    with closing(made.trial):
        yield made


def test_every_kind_of_source_that_an_office_file_knows_is_tried() -> None:
    assert [kind.name for kind in ALL] == sorted(kinds_of_the_office_file())


def test_every_collector_is_tried(tmp_path: Path) -> None:
    firsts = {kind.name.partition(":")[0]: kind for kind in reversed(ALL)}
    names = set()
    for section, kind in firsts.items():
        (tmp_path / section).mkdir()
        with closing(kind.make(tmp_path / section, Situation.GOOD)) as trial:
            names.add(trial.collector.name)
    assert names == set(CollectorName)


@each_kind
def test_only_what_cannot_be_set_up_is_left_out_and_says_why(kind: Kind) -> None:
    assert not {Situation.GOOD} & set(kind.cannot)
    assert all(len(reason.split()) > 3 for reason in kind.cannot.values())


@pytest.mark.parametrize(("kind", "situation"), CASES, ids=lambda each: getattr(each, "name", str(each)).lower())
def test_a_source_is_found_as_it_is_and_its_neighbour_is_measured(
    kind: Kind, situation: Situation, tmp_path: Path, sqlite_store: Store
) -> None:
    stage = staged(kind, situation, tmp_path, sqlite_store)
    with closing(stage.trial):
        run = stage.run(kind.now)
        if situation is Situation.VANISHED:
            assert stage.status(TESTED) is SampleStatus.OK
            stage.trial.vanish()
            stage.run(kind.now + minutes(1))
            assert stage.status(OTHER) is SampleStatus.OK
            run = stage.run(kind.now + kind.gone_after)
        assert run.outcome is RunOutcome.OK
        assert stage.status(TESTED) in kind.statuses(situation)
        assert stage.status(OTHER) is SampleStatus.OK
        if kind.statuses(situation) == UNKNOWN:
            assert TESTED in run.message.lower()


@each_kind
def test_a_source_that_vanishes_while_it_is_read_takes_nothing_from_its_neighbour(stage: Stage) -> None:
    if Situation.VANISHED in stage.kind.cannot:
        assert stage.run(stage.kind.now).outcome is RunOutcome.OK
        return
    vanishing = threading.Thread(target=stage.trial.vanish)
    vanishing.start()
    run = stage.run(stage.kind.now)
    vanishing.join()
    assert (run.outcome, stage.status(OTHER)) == (RunOutcome.OK, SampleStatus.OK)


@each_kind
def test_a_collector_tells_its_name_office_times_and_series(stage: Stage) -> None:
    collector = stage.trial.collector
    series = collector.series()
    assert (CollectorName(collector.name), collector.office) == (collector.name, "51.08")
    assert collector.timeout_s >= collector.interval_s > 0
    assert {(key.office, key.collector) for key in series} <= {("51.08", collector.name)}
    assert len(set(series)) == len(series)
    assert all(key.unit for key in series)


@each_kind
def test_times_are_aware_and_unknown_has_no_value_and_is_never_down(stage: Stage) -> None:
    harvest = stage.trial.collector.collect(stage.kind.now)
    lost = [sample for sample in harvest.samples if sample.status is SampleStatus.UNKNOWN]
    assert all(sample.observed_at.utcoffset() == timedelta(0) for sample in harvest.samples)
    assert all(sample.observed_at <= stage.kind.now for sample in harvest.samples)
    assert all(ticket.opened.at.utcoffset() is not None for ticket in harvest.tickets)
    assert {sample.value for sample in lost} <= {None}
    assert {sample.state for sample in lost} <= {State.UNKNOWN, None}


@each_kind
def test_a_clock_that_jumps_ahead_leaves_every_source_measured(stage: Stage) -> None:
    stage.run(stage.kind.now)
    for later in (timedelta(days=3), timedelta(days=3, minutes=1)):
        assert stage.run(stage.kind.now + later).outcome is RunOutcome.OK
    assert stage.status(TESTED) is stage.status(OTHER) is not SampleStatus.UNKNOWN


@each_kind
def test_a_clock_that_is_set_back_stops_nothing_and_doubles_no_ticket(stage: Stage) -> None:
    now = stage.kind.now
    stage.run(now)
    _, saved, told, _ = stage.counted()
    assert stage.run(now - minutes(120)).outcome is RunOutcome.OK
    assert stage.run(now + minutes(2)).outcome is RunOutcome.OK
    assert stage.status(TESTED) is SampleStatus.OK
    assert stage.counted()[1:3] == (saved, told)


@each_kind
@pytest.mark.parametrize("database", STORES)
def test_the_same_run_twice_is_stored_once(kind: Kind, database: str, tmp_path: Path, handed_out: Databases) -> None:
    with fresh_store(handed_out, database) as store:
        stage = staged(kind, Situation.GOOD, tmp_path, store)
        with closing(stage.trial):
            stage.run(kind.now)
            once = stage.counted()
            stage.run(kind.now)
            assert stage.counted() == once
            assert once[0] >= 2
