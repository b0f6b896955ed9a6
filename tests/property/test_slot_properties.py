"""What must hold for every set of measured hours: one heap each, months that sum to the year, nobody blamed twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import Heap, Kind, Scope, Slot, State, StateInterval
from dashboard.sla import Replies, RowKey, account, availability, histogram_of, judge_slot
from dashboard.sla.slots import time_by_state
from tests.property.test_account_properties import BOUNDS, YEAR
from tests.sla.examples.hours import HOUR, NINE, SERIES

modest = settings(max_examples=100, deadline=None)
KEY = RowKey("51.08", None, "", None, None, None, Scope.STEP, Kind.PENGUKURAN)
POLLED = [State.UP, State.DEGRADED, State.DOWN, State.UNREACHABLE, State.UNKNOWN, State.MAINTENANCE, State.DISABLED]
STRETCHES = st.lists(st.tuples(st.sampled_from(POLLED), st.integers(min_value=1, max_value=40)), max_size=8)


def chained(stretches: list[tuple[State, int]]) -> list[StateInterval]:
    found, at = [], NINE - timedelta(minutes=10)
    for state, minutes in stretches:
        found.append(StateInterval(SERIES, at, at + timedelta(minutes=minutes), state))
        at += timedelta(minutes=minutes)
    return found


@modest
@given(STRETCHES)
def test_the_time_in_all_states_is_the_scheduled_time(stretches: list[tuple[State, int]]) -> None:
    assert sum(time_by_state(chained(stretches), HOUR).values()) == 3600


@modest
@given(STRETCHES, st.lists(st.floats(min_value=0.001, max_value=40.0), max_size=5))
def test_a_missed_hour_was_down_or_slow_and_a_met_one_had_its_reply(
    stretches: list[tuple[State, int]], used_s: list[float]
) -> None:
    times = chained(stretches)
    replies = Replies(len(used_s), sum(used_s), max(used_s, default=0.0), histogram_of(used_s))
    found = judge_slot(times, HOUR, replies)
    seconds = time_by_state(times, HOUR)
    down = seconds.get(State.DOWN, 0.0)
    measured = down + seconds.get(State.UP, 0.0) + seconds.get(State.DEGRADED, 0.0)
    share = availability(times, HOUR)
    if found.heap is Heap.MET:
        assert min(used_s) <= 30
        assert share is not None
        assert share >= 0.5
    if found.heap is Heap.MISSED:
        assert down * 2 > measured or min(used_s) > 30
    if measured == 0:
        assert found.heap in (Heap.OUTSIDE, Heap.UNMONITORED)


STARTS = st.integers(min_value=0, max_value=400 * 24).map(lambda hours: BOUNDS[0] + timedelta(hours=hours))


@modest
@given(st.lists(st.tuples(STARTS, st.sampled_from(list(Heap))), max_size=30), STARTS)
def test_heaps_of_hours_sum_to_all_and_months_sum_to_the_year(
    found: list[tuple[datetime, Heap]], now: datetime
) -> None:
    hours = [
        Slot("51.08", "51.08.01", "online-01", now.date(), 1, start, heap, "up", "slot_replied", "modem-1")
        for start, heap in found
    ]
    year = account(slots=hours, key=KEY, period=YEAR, now=now)
    months = [account(slots=hours, key=KEY, period=month, now=now) for month in pairwise(BOUNDS)]
    counts = ("met", "missed", "excused", "unmonitored", "outside")
    assert [sum(getattr(row, name) for row in months) for name in counts] == [getattr(year, name) for name in counts]
    of_year = [heap for start, heap in found if YEAR[0] <= start < YEAR[1]]
    assert [getattr(year, name) for name in counts] == [of_year.count(Heap(name)) for name in counts]
