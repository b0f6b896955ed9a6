"""Chains of states and what retention would have left of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import CollectorName, SampleStatus, SeriesKey, State
from demo.pasts import CADENCE_S, PRECEDENCE, Past, Stretch, hour_edges, overlay

START = datetime(2026, 11, 1, tzinfo=UTC)
HOURS = 30
END = START + timedelta(hours=HOURS)
KEY = SeriesKey("62.08", None, CollectorName.NETWORK, "uji", "rtt_ms", "ms")
POLLS = HOURS * 3600 // int(CADENCE_S)


def at(poll: int) -> datetime:
    return START + timedelta(seconds=CADENCE_S * poll)


stretches = st.lists(
    st.tuples(
        st.integers(-50, POLLS + 50), st.integers(1, 900), st.sampled_from([State.DOWN, State.UNKNOWN, State.DISABLED])
    ).map(lambda drawn: Stretch(at(drawn[0]), at(drawn[0] + drawn[1]), drawn[2])),
    max_size=8,
)


def expected(painted: list[Stretch], moment: datetime) -> State:
    covering = [each.state for each in painted if each.start <= moment < each.end]
    return min(covering, key=PRECEDENCE.index) if covering else State.UP


def state_at(chain: list[Stretch], moment: datetime) -> State:
    (found,) = [each.state for each in chain if each.start <= moment < each.end]
    return found


@settings(max_examples=60, deadline=None)
@given(stretches, st.lists(st.integers(0, POLLS - 1), min_size=1, max_size=30))
def test_an_overlay_has_no_gaps_and_the_graver_state_wins(painted: list[Stretch], polls: list[int]) -> None:
    chain = overlay(START, END, State.UP, painted)
    assert (chain[0].start, chain[-1].end) == (START, END)
    assert all(a.end == b.start and a.state is not b.state for a, b in pairwise(chain))
    assert all(state_at(chain, at(poll)) is expected(painted, at(poll)) for poll in polls)


@settings(max_examples=25, deadline=None)
@given(stretches)
def test_rollups_equal_a_count_of_every_poll(painted: list[Stretch]) -> None:
    chain = overlay(START, END, State.UP, painted)
    counted: Counter[tuple[datetime, State]] = Counter()
    for poll in range(POLLS):
        moment = at(poll)
        counted[moment.replace(minute=0, second=0), state_at(chain, moment)] += 1
    for rollup in Past(KEY, chain, 20.0, 4.0).rollups(hour_edges(START, END)):
        here = {state: counted[rollup.start, state] for state in State}
        assert (rollup.ok, rollup.failed, rollup.unknown) == (here[State.UP], here[State.DOWN], here[State.UNKNOWN])
        assert rollup.polls == sum(here.values())
        assert rollup.value_count == here[State.UP]
        assert rollup.value_sum == 20.0 * here[State.UP]


def test_the_open_interval_and_the_state_agree() -> None:
    chain = overlay(START, END, State.UP, [Stretch(END - timedelta(hours=2), END, State.DOWN)])
    past = Past(KEY, chain, 20.0, 4.0)
    *_, last = past.intervals()
    state = past.state()
    assert (last.end, last.state, last.start) == (None, state.state, state.since)
    assert (state.status, state.value, state.observed_at) == (SampleStatus.FAILED, None, END)


def test_raw_samples_cover_the_last_day_and_say_what_the_chain_says() -> None:
    chain = overlay(START, END, State.UP, [Stretch(END - timedelta(hours=2), END, State.DOWN)])
    samples = list(Past(KEY, chain, 20.0, 4.0).samples())
    assert len(samples) == 24 * 60
    assert all(each.status is SampleStatus.FAILED for each in samples[-120:])
    assert all(each.status is SampleStatus.OK and each.value is not None for each in samples[:-120])
