from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.growth import growth_state
from dashboard.model import CollectorName, SampleStatus, SeriesKey, SeriesState, State
from tests.collectors.sources import NOW, minutes

KEY = SeriesKey("51.08", "51.08.01", CollectorName.RECORDS, "kirim", "records")


def before(value: float | None, changed: float, state: State = State.INCREASING) -> SeriesState:
    """A reading one minute ago whose value last changed ``changed`` minutes ago."""
    return SeriesState(
        KEY,
        state,
        NOW - minutes(changed),
        NOW - minutes(1),
        value,
        SampleStatus.OK,
        value_changed_at=NOW - minutes(changed),
        known_value=100,
    )


def judge(
    previous: SeriesState | None, value: float, pending: float | None = None, waiting: float | None = None
) -> State:
    since = None if waiting is None else NOW - minutes(waiting)
    return growth_state(previous, value, NOW, pending=pending, window_s=3600, pending_since=since)


def test_a_first_reading_shows_no_growth() -> None:
    assert judge(None, 100, pending=4) is State.UNKNOWN


def test_a_first_reading_with_nothing_waiting_is_idle() -> None:
    assert judge(None, 100, pending=0) is State.IDLE


def test_a_higher_value_is_growth() -> None:
    assert judge(before(100, 600, State.STUCK), 101, pending=9) is State.INCREASING


def test_a_lower_value_is_a_restart_also_at_zero() -> None:
    assert judge(before(100, 5), 7) is State.RESTARTED
    assert judge(before(100, 5), 0) is State.RESTARTED


def test_within_the_window_the_previous_state_holds() -> None:
    for state in (State.INCREASING, State.RESTARTED, State.STUCK, State.IDLE):
        assert judge(before(100, 59, state), 100, pending=3) is state


def test_waiting_records_without_growth_over_the_window_are_stuck() -> None:
    assert judge(before(100, 60), 100, pending=3) is State.STUCK


def test_nothing_waiting_over_the_window_is_idle() -> None:
    assert judge(before(100, 60), 100, pending=0) is State.IDLE


def test_standing_still_with_pending_unknown_is_quiet() -> None:
    assert judge(before(100, 60), 100) is State.QUIET


def test_a_queue_that_begins_after_a_quiet_night_is_not_yet_stuck() -> None:
    night = before(100, 900, State.IDLE)
    assert judge(night, 100, pending=1, waiting=5) is State.IDLE
    assert judge(night, 100, pending=1, waiting=60) is State.STUCK


def test_growth_over_a_failed_poll_is_counted_from_the_last_number_read() -> None:
    assert judge(before(None, 5, State.UNKNOWN), 101) is State.INCREASING
    assert judge(before(None, 90, State.UNKNOWN), 100) is State.QUIET


@settings(max_examples=60, deadline=None)
@given(value=st.integers(0, 10**9), seconds=st.integers(0, 10**6), pending=st.none() | st.integers(0, 10**6))
def test_without_growth_a_counter_never_counts_as_growing_once_the_window_is_over(
    value: int, seconds: int, pending: int | None
) -> None:
    previous = SeriesState(KEY, State.INCREASING, NOW, NOW, value, SampleStatus.OK, value_changed_at=NOW)
    state = growth_state(previous, value, NOW + timedelta(seconds=seconds), pending=pending, window_s=3600)
    assert (state is State.INCREASING) == (seconds < 3600)
