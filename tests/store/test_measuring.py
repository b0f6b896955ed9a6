"""The way of a sweep into the database: samples, states, rollups and the run, together or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.model import RunOutcome, SampleStatus, SeriesKey, State, StateInterval
from dashboard.store import (
    Store,
    collector_runs,
    feed_version,
    intervals,
    latest,
    latest_of,
    open_store,
    record_batch,
    record_run,
    rollups,
    samples,
)
from tests.store.measured import DEGRADED, FAILED, OFFICE, OK, ROUTER, T0, key, poll, record, run, sample

DAY = (T0 - timedelta(days=1), T0 + timedelta(days=2))


def chain(store: Store, series: SeriesKey | None = None) -> list[tuple[State, datetime, datetime | None]]:
    wanted = series or key()
    found = intervals(store, OFFICE, *DAY, target=wanted.target)
    return [(one.state, one.start, one.end) for one in found]


def test_a_sweep_is_read_back_as_it_was_written(store: Store) -> None:
    written = [sample(0), sample(0, DEGRADED, key("afis", None), value=250.125)]
    record(store, *written)
    assert samples(store, key(), *DAY_OF_SAMPLES) == [written[0]]
    assert samples(store, key("afis", None), *DAY_OF_SAMPLES) == [written[1]]
    assert collector_runs(store, OFFICE, T0) == [run(0, 2)]


DAY_OF_SAMPLES = (T0, T0 + timedelta(days=1))


def test_a_batch_delivered_twice_is_stored_and_counted_once(store: Store) -> None:
    batch = [sample(0), sample(1, FAILED), sample(2)]
    record(store, *batch)
    before = (latest(store, OFFICE), rollups(store, OFFICE, *DAY, step="hour"), chain(store))
    assert record(store, *batch) == ()
    assert (latest(store, OFFICE), rollups(store, OFFICE, *DAY, step="hour"), chain(store)) == before
    assert len(collector_runs(store, OFFICE, T0)) == 1


def test_a_sample_that_comes_twice_in_one_batch_is_counted_once(store: Store) -> None:
    record(store, sample(0, value=1.0), sample(0, value=2.0))
    assert [one.value for one in samples(store, key(), *DAY_OF_SAMPLES)] == [1.0]
    assert rollups(store, OFFICE, *DAY, step="hour")[0].polls == 1


def test_late_samples_are_stored_and_counted_but_move_no_state(store: Store) -> None:
    record(store, sample(0), sample(10))
    before = latest_of(store, key())
    assert record(store, sample(4, FAILED), sample(5, FAILED), sample(6, FAILED)) == ()
    assert latest_of(store, key()) == before
    assert rollups(store, OFFICE, *DAY, step="hour")[0].failed == 3


def test_a_state_is_stored_once_however_long_it_lasts(store: Store) -> None:
    began = [record(store, sample(number)) for number in range(20)]
    assert began[0] == (StateInterval(key(), poll(0), None, State.UP),)
    assert set(began[1:]) == {()}
    assert chain(store) == [(State.UP, poll(0), None)]


def test_an_outage_is_an_interval_from_its_first_failure_to_its_first_good_poll(store: Store) -> None:
    statuses = [OK, FAILED, FAILED, FAILED, FAILED, OK, OK]
    for number, status in enumerate(statuses):
        record(store, sample(number, status))
    assert chain(store) == [
        (State.UP, poll(0), poll(1)),
        (State.DOWN, poll(1), poll(5)),
        (State.UP, poll(5), None),
    ]


def test_an_outage_spooled_as_one_batch_leaves_the_same_intervals(store: Store) -> None:
    statuses = [OK, FAILED, FAILED, FAILED, FAILED, OK, OK]
    began = record(store, *reversed([sample(number, status) for number, status in enumerate(statuses)]))
    assert began == (
        StateInterval(key(), poll(0), poll(1), State.UP),
        StateInterval(key(), poll(1), poll(5), State.DOWN),
        StateInterval(key(), poll(5), None, State.UP),
    )
    assert chain(store) == [(one.state, one.start, one.end) for one in intervals(store, OFFICE, *DAY)]


def test_an_unknown_beginning_becomes_the_outage_that_it_was(store: Store) -> None:
    for number in range(3):
        record(store, sample(number, FAILED))
    assert chain(store) == [(State.DOWN, poll(0), None)]


def test_a_gap_is_stored_as_unknown(store: Store) -> None:
    record(store, sample(0), sample(1))
    record_batch(store, run(20), [sample(20)], stale_after_s=60)
    assert [state for state, _, _ in chain(store)] == [State.UP, State.UNKNOWN, State.UP]
    assert chain(store)[1] == (State.UNKNOWN, poll(1), poll(20))


def test_states_go_on_after_a_restart_where_they_were(store: Store) -> None:
    record(store, sample(0), sample(1, FAILED), sample(2, FAILED))
    reopened = open_store(store.engine.url.render_as_string(hide_password=False))
    record(reopened, sample(3, FAILED))
    reopened.close()
    assert chain(store) == [(State.UP, poll(0), poll(1)), (State.DOWN, poll(1), None)]


def test_a_parent_of_the_same_sweep_is_judged_before_its_child(store: Store) -> None:
    for number, status in enumerate([OK, FAILED, FAILED, FAILED]):
        router = replace(sample(number, status, ROUTER), observed_at=poll(number) + timedelta(seconds=2))
        record(store, sample(number, status, parent=ROUTER), router, number=number)
    assert [state for state, _, _ in chain(store)] == [State.UP, State.UNREACHABLE]
    assert [state for state, _, _ in chain(store, ROUTER)] == [State.UP, State.DOWN]


def test_a_parent_stored_by_an_earlier_batch_counts(store: Store) -> None:
    record(store, *(sample(number, FAILED, ROUTER) for number in range(3)))
    record(store, sample(2, FAILED, parent=ROUTER))
    assert [state for state, _, _ in chain(store)] == [State.UNREACHABLE]


def test_a_parent_that_was_never_measured_is_no_parent(store: Store) -> None:
    record(store, *(sample(number, FAILED, parent=ROUTER) for number in range(3)))
    assert chain(store) == [(State.DOWN, poll(0), None)]
    assert latest_of(store, ROUTER) is None


def test_parents_in_a_ring_do_not_stop_a_sweep(store: Store) -> None:
    record(store, sample(0, parent=ROUTER), sample(0, OK, ROUTER, parent=key()))
    assert [one.state for one in latest(store, OFFICE)] == [State.UP, State.UP]


def test_rollups_count_exactly_the_raw_samples(store: Store) -> None:
    statuses = [OK, DEGRADED, FAILED, SampleStatus.UNKNOWN, SampleStatus.MAINTENANCE]
    for start in range(0, 400, 40):
        record(store, *(sample(n, statuses[n % 5], value=n / 8) for n in range(start, start + 40)))
    raw = samples(store, key(), *DAY_OF_SAMPLES)
    for step in ("hour", "day"):
        found = rollups(store, OFFICE, *DAY, step=step)
        values = [one.value for one in raw if one.value is not None]
        assert sum(one.polls for one in found) == len(raw) == 400
        counted = [(one.ok, one.degraded, one.failed, one.unknown) for one in found]
        assert [sum(column) for column in zip(*counted, strict=True)] == [80] * 4
        assert sum(one.value_sum for one in found) == sum(values)
        assert sum(one.value_count for one in found) == len(values)
        assert min(one.value_min for one in found if one.value_min is not None) == min(values)
        assert max(one.value_max for one in found if one.value_max is not None) == max(values)


def test_a_rollup_without_any_value_has_no_bounds(store: Store) -> None:
    record(store, sample(0, FAILED))
    (found,) = rollups(store, OFFICE, *DAY, step="hour")
    assert (found.value_count, found.value_sum, found.value_min, found.value_max) == (0, 0.0, None, None)
    record(store, sample(1, value=3.0))
    (found,) = rollups(store, OFFICE, *DAY, step="hour")
    assert (found.value_min, found.value_max) == (3.0, 3.0)


def test_a_daily_rollup_begins_at_midnight_of_the_office(store: Store) -> None:
    wita_s = 8 * 3600
    before = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    for at in (before, before + timedelta(minutes=2)):
        record_batch(store, run(), [replace(sample(0), observed_at=at)], day_offset_s=wita_s)
    starts = [one.start for one in rollups(store, OFFICE, *DAY, step="day")]
    assert starts == [datetime(2026, 11, 19, 16, tzinfo=UTC), datetime(2026, 11, 20, 16, tzinfo=UTC)]


def test_a_batch_with_one_bad_value_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ValueError, match="nilai nan tidak dapat disimpan"):
        record(store, sample(0), sample(0, OK, key("afis"), value=float("nan")))
    assert latest(store, OFFICE) == []
    assert feed_version(store, OFFICE) == 0


def test_a_batch_refuses_a_sample_of_another_office(store: Store) -> None:
    with pytest.raises(ValueError, match=r"milik kantor 13\.01, bukan 51\.08"):
        record(store, sample(0, OK, key(office="13.01")))


def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="tidak menyebut zona"):
        record_batch(store, run(), [replace(sample(0), observed_at=T0.replace(tzinfo=None))])


def test_raw_samples_are_read_two_days_at_most(store: Store) -> None:
    assert samples(store, key(), T0, T0 + timedelta(days=2)) == []
    with pytest.raises(ValueError, match="paling lama dua hari"):
        samples(store, key(), T0, T0 + timedelta(days=2, seconds=1))


def test_intervals_are_found_by_overlap_kecamatan_and_target(store: Store) -> None:
    record(store, sample(0), sample(1, FAILED), sample(2, FAILED), sample(3, FAILED), sample(0, OK, ROUTER))
    assert [one.state for one in intervals(store, OFFICE, poll(0), poll(1), target="modem")] == [State.UP]
    assert [one.state for one in intervals(store, OFFICE, poll(1), poll(2), target="modem")] == [State.DOWN]
    assert {one.series for one in intervals(store, OFFICE, *DAY, kecamatan=None)} == {ROUTER}
    assert {one.series for one in intervals(store, OFFICE, *DAY, kecamatan="51.08.01")} == {key()}


def test_the_time_of_the_last_growth_is_kept_over_a_poll_without_value(store: Store) -> None:
    record(store, sample(0, value=40.0), sample(1, FAILED), sample(2, value=40.0))
    found = latest_of(store, key())
    assert found is not None
    assert (found.value, found.known_value, found.value_changed_at) == (40.0, 40.0, poll(0))


def test_a_run_without_samples_is_kept_once(store: Store) -> None:
    missed = run(3, 0, outcome=RunOutcome.MISSED)
    record_run(store, missed)
    record_run(store, missed)
    assert collector_runs(store, OFFICE, T0) == [missed]


def test_the_feed_version_grows_with_every_sweep_of_its_office_only(store: Store) -> None:
    record(store, sample(0))
    first = feed_version(store, OFFICE)
    record(store, sample(1))
    record_batch(store, run(office="13.01"), [sample(2, OK, key(office="13.01"))])
    assert feed_version(store, OFFICE) == first + 1
    assert feed_version(store, "13.01") == 1
