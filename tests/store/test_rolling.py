"""Rollups that follow behind the sweeps: whatever comes in between, each sample is counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from dashboard.model import Rollup, Sample, State
from dashboard.store import (
    Store,
    backfill,
    clear_office,
    intervals,
    latest,
    open_store,
    prune_samples,
    record_batch,
    rollups,
    samples,
    settle_office,
    settle_rollups,
)
from dashboard.store.bulk import copy_rows
from dashboard.store.engine import write
from dashboard.store.troubles import is_out_of_reach
from tests.store.measured import FAILED, OFFICE, OK, ROUTER, T0, key, poll, run, sample

DAY = (T0 - timedelta(days=2), T0 + timedelta(days=2))
BEHIND_S = 300


def sweep(store: Store, *batch: Sample, behind_s: int = BEHIND_S, day_offset_s: int = 0) -> None:
    at = (max(one.observed_at for one in batch) - T0).total_seconds() / 30
    record_batch(store, run(at, len(batch)), batch, behind_s=behind_s, day_offset_s=day_offset_s)


def hours(store: Store) -> list[Rollup]:
    return rollups(store, OFFICE, *DAY, step="hour")


def polls(store: Store) -> int:
    return sum(one.polls for one in hours(store))


def test_rollups_follow_after_five_minutes_and_then_hold_every_sweep(store: Store) -> None:
    counted = []
    for number in range(12):
        sweep(store, sample(number), sample(number, OK, ROUTER))
        counted.append(polls(store))
    assert counted == [*[0] * 10, 22, 22]


def test_an_hour_is_whole_with_the_first_sweep_of_the_next(store: Store) -> None:
    for number in (117, 118, 119):
        sweep(store, sample(number))
    assert hours(store) == []
    sweep(store, sample(120))
    assert [(one.start, one.polls) for one in hours(store)] == [(poll(0), 3), (poll(120), 1)]


def test_a_late_sample_is_counted_at_once_and_never_again(store: Store) -> None:
    for number in (0, 2, 11):
        sweep(store, sample(number))
    assert polls(store) == 3
    for _ in range(2):
        sweep(store, sample(1, FAILED))
    assert (polls(store), hours(store)[0].failed) == (4, 1)
    settle_office(store, OFFICE)
    assert polls(store) == 4


def test_what_waits_when_sweeps_stop_is_counted_once(store: Store) -> None:
    sweep(store, sample(0), sample(1))
    settle_rollups(store, poll(-1))
    assert polls(store) == 0
    for _ in range(2):
        settle_rollups(store, poll(20))
        assert polls(store) == 2
    sweep(store, sample(2))
    settle_office(store, OFFICE)
    assert (polls(store), [one.state for one in latest(store, OFFICE)]) == (3, [State.UP])


def test_a_batch_that_asks_for_it_is_counted_at_once_with_all_that_waited(store: Store) -> None:
    sweep(store, sample(0), sample(1))
    sweep(store, sample(2), behind_s=0)
    assert polls(store) == 3


def test_a_past_laid_over_what_waits_is_not_counted_and_what_waited_is(store: Store) -> None:
    sweep(store, sample(0), sample(1))
    backfill(store, states=[replace(latest(store, OFFICE)[0], observed_at=poll(9))], samples=[sample(5), sample(6)])
    sweep(store, sample(10))
    settle_office(store, OFFICE)
    assert polls(store) == 3
    assert len(samples(store, key(), T0, poll(20))) == 5


def test_what_waits_is_not_pruned(store: Store) -> None:
    sweep(store, sample(0), sample(1))
    assert prune_samples(store, poll(100)) == 0
    settle_office(store, OFFICE)
    assert prune_samples(store, poll(100)) == 2
    assert polls(store) == 2


def test_an_office_that_moves_to_another_zone_has_what_waited_in_the_days_of_the_old_one(store: Store) -> None:
    sweep(store, sample(0), day_offset_s=0)
    sweep(store, sample(1), day_offset_s=8 * 3600)
    settle_office(store, OFFICE)
    starts = [one.start for one in rollups(store, OFFICE, *DAY, step="day")]
    assert starts == [T0.replace(hour=0) - timedelta(hours=8), T0.replace(hour=0)]


def test_a_cleared_office_has_nothing_that_waits(store: Store) -> None:
    sweep(store, sample(0))
    clear_office(store, OFFICE)
    sweep(store, sample(1))
    settle_office(store, OFFICE)
    assert (polls(store), len(intervals(store, OFFICE, *DAY))) == (1, 1)


def test_a_process_sees_what_another_wrote_between_its_sweeps(store: Store) -> None:
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    sweep(store, sample(0))
    for number in (1, 2):
        sweep(other, sample(number, FAILED))
    sweep(store, sample(3, FAILED))
    other.close()
    assert [(one.state, one.start) for one in intervals(store, OFFICE, *DAY)] == [
        (State.UP, poll(0)),
        (State.DOWN, poll(1)),
    ]
    settle_office(store, OFFICE)
    assert polls(store) == 4


def test_states_are_read_once_and_then_remembered(store: Store) -> None:
    sweep(store, sample(0))
    with write(store) as connection:
        connection.execute(text("UPDATE latest SET good_polls = 70"))  # by a hand that leaves the token as it is
    sweep(store, sample(1))
    assert latest(store, OFFICE)[0].good_polls == 2


@pytest.mark.parametrize("kind", ["postgresql"])
def test_rows_that_copy_refuses_are_told_as_the_batch_own_trouble(store: Store) -> None:
    rows = [(5108, 1, 0, None, 0)] * 2
    with pytest.raises(Exception, match="partition") as caught, write(store) as connection:
        copy_rows(connection, "samples", ("office_no", "series_id", "observed_at", "value", "status"), rows)
    assert not is_out_of_reach(caught.value)
