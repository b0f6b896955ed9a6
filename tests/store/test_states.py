"""The debounce of network states, poll by poll."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, SeriesState, State
from dashboard.states import advance

KEY = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem", "rtt_ms", "ms")
ROUTER = replace(KEY, kecamatan=None, target="router")
T0 = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LETTERS = {
    "o": SampleStatus.OK,
    "d": SampleStatus.DEGRADED,
    "f": SampleStatus.FAILED,
    "?": SampleStatus.UNKNOWN,
    "m": SampleStatus.MAINTENANCE,
    "x": SampleStatus.DISABLED,
}
Chain = list[tuple[State, int]]


def at(number: int) -> datetime:
    return T0 + timedelta(seconds=30 * number)


def sample(number: int, letter: str, series: SeriesKey = KEY) -> Sample:
    status = LETTERS[letter]
    value = 10.0 if status in (SampleStatus.OK, SampleStatus.DEGRADED) else None
    return Sample(series, at(number), value, status)


def lay(chain: Chain, changes: tuple[tuple[State, datetime], ...]) -> None:
    """Lay changes onto a chain of (state, poll) as the store does with intervals."""
    for state, when in changes:
        number = round((when - T0).total_seconds() / 30)
        if chain and chain[-1][1] == number:
            chain.pop()
        chain.append((state, number))


def play(polls: str, parents: str = "") -> tuple[SeriesState, Chain]:
    """Play one letter a poll (a space is a poll that never came) under a parent with polls of its own."""
    child: SeriesState | None = None
    parent: SeriesState | None = None
    chain: Chain = []
    for number, letter in enumerate(polls):
        if parents[number : number + 1].strip():
            parent = advance(parent, sample(number, parents[number], ROUTER), None, stale_after_s=90).state
        if letter != " ":
            child, changes = advance(child, sample(number, letter), parent, stale_after_s=90)
            lay(chain, changes)
    assert child is not None
    return child, chain


def test_a_first_good_poll_is_up_at_once() -> None:
    state, chain = play("o")
    assert chain == [(State.UP, 0)]
    assert (state.state, state.since, state.value) == (State.UP, at(0), 10.0)


def test_a_failed_poll_makes_the_target_suspect_and_leaves_it_up() -> None:
    state, chain = play("oof")
    assert chain == [(State.UP, 0)]
    assert state.is_suspect


def test_a_good_poll_takes_the_suspicion_away() -> None:
    state, chain = play("offoff")
    assert chain == [(State.UP, 0)]
    assert (state.failed_polls, state.first_failed_at) == (2, at(4))


def test_a_third_failed_poll_declares_the_target_down_from_the_first() -> None:
    state, chain = play("oofff")
    assert chain == [(State.UP, 0), (State.DOWN, 2)]
    assert (state.since, state.value, state.is_suspect) == (at(2), None, False)


def test_a_target_is_up_after_two_good_polls_from_the_first() -> None:
    assert play("offfoff")[0].state is State.DOWN
    assert play("offfoffoo")[1] == [(State.UP, 0), (State.DOWN, 1), (State.UP, 7)]


def test_one_good_poll_keeps_an_outage() -> None:
    assert play("offfo")[1] == [(State.UP, 0), (State.DOWN, 1)]


def test_a_target_that_was_never_good_is_unknown_until_the_third_failure() -> None:
    assert play("ff")[1] == [(State.UNKNOWN, 0)]
    assert play("fff")[1] == [(State.DOWN, 0)]


def test_a_slow_reply_is_degraded_and_ends_with_the_next_quick_one() -> None:
    assert play("oddo")[1] == [(State.UP, 0), (State.DEGRADED, 1), (State.UP, 3)]


def test_an_outage_may_end_in_degraded() -> None:
    assert play("offfod")[1] == [(State.UP, 0), (State.DOWN, 1), (State.DEGRADED, 4)]


def test_a_probe_that_failed_itself_is_unknown_and_breaks_the_row_of_failures() -> None:
    assert play("off?ff")[1] == [(State.UP, 0), (State.UNKNOWN, 3)]
    assert play("off?fff")[1] == [(State.UP, 0), (State.UNKNOWN, 3), (State.DOWN, 4)]


def test_maintenance_and_disabled_stand_over_failures() -> None:
    assert play("offfmm")[1] == [(State.UP, 0), (State.DOWN, 1), (State.MAINTENANCE, 4)]
    assert play("offfxx")[1] == [(State.UP, 0), (State.DOWN, 1), (State.DISABLED, 4)]


def test_a_target_that_fails_after_maintenance_is_unknown_and_then_down_from_the_first() -> None:
    assert play("omff")[1] == [(State.UP, 0), (State.MAINTENANCE, 1), (State.UNKNOWN, 2)]
    assert play("omfff")[1] == [(State.UP, 0), (State.MAINTENANCE, 1), (State.DOWN, 2)]


def test_a_gap_is_unknown_from_the_last_sample_on() -> None:
    assert play("oo    oo")[1] == [(State.UP, 0), (State.UNKNOWN, 1), (State.UP, 6)]


def test_a_pause_of_exactly_the_limit_is_no_gap() -> None:
    assert play("o  o")[1] == [(State.UP, 0)]


def test_a_gap_forgets_the_failures_before_it() -> None:
    assert play("off    ff")[1] == [(State.UP, 0), (State.UNKNOWN, 2)]
    assert play("off    fff")[1] == [(State.UP, 0), (State.UNKNOWN, 2), (State.DOWN, 7)]


def test_a_gap_in_an_unknown_time_is_the_same_unknown_time() -> None:
    assert play("o?     ?")[1] == [(State.UP, 0), (State.UNKNOWN, 1)]


def test_a_gap_after_a_single_sample_leaves_no_empty_state() -> None:
    assert play("o     o")[1] == [(State.UNKNOWN, 0), (State.UP, 6)]


def test_a_decision_to_switch_off_outlasts_a_gap() -> None:
    assert play("ox      x")[1] == [(State.UP, 0), (State.DISABLED, 1)]


def test_a_decision_to_switch_off_outlasts_an_outage_of_our_own() -> None:
    assert play("ox??xo")[1] == [(State.UP, 0), (State.DISABLED, 1), (State.UP, 5)]


def test_a_child_is_not_declared_down_while_its_parent_is_suspect() -> None:
    state, chain = play("offff", "oooff")
    assert chain == [(State.UP, 0)]
    assert (state.failed_polls, state.is_suspect) == (4, True)


def test_a_child_is_down_from_its_first_failure_once_the_parent_answers_again() -> None:
    assert play("offff", "ooofo")[1] == [(State.UP, 0), (State.DOWN, 1)]


def test_a_child_behind_a_parent_that_is_down_is_unreachable_from_its_first_failure() -> None:
    assert play("offf", "offf")[1] == [(State.UP, 0), (State.UNREACHABLE, 1)]


def test_a_child_that_was_down_is_unreachable_from_the_time_its_parent_went_out() -> None:
    chain = play("offfffff", "oooo" + "ffff")[1]
    assert chain == [(State.UP, 0), (State.DOWN, 1), (State.UNREACHABLE, 4)]


def test_a_child_that_answers_behind_a_parent_that_is_down_is_up() -> None:
    assert play("ooooo", "offff")[1] == [(State.UP, 0)]


def test_a_child_comes_back_with_its_parent_after_two_good_polls() -> None:
    assert play("offfoo", "offfoo")[1] == [(State.UP, 0), (State.UNREACHABLE, 1), (State.UP, 4)]


def test_a_child_that_stays_away_is_down_from_its_first_failure_after_the_parents_return() -> None:
    polls, parents = "offfffff", "offfoooo"
    assert play(polls[:7], parents[:7])[1] == [(State.UP, 0), (State.UNREACHABLE, 1)]
    assert play(polls, parents)[1] == [(State.UP, 0), (State.UNREACHABLE, 1), (State.DOWN, 5)]


def test_work_planned_on_the_parent_is_not_blamed_on_the_child() -> None:
    assert play("offff", "ommmm")[1] == [(State.UP, 0), (State.UNREACHABLE, 1)]


def test_a_parent_that_is_no_longer_measured_shields_nobody() -> None:
    assert play("oooooofff", "fff")[1] == [(State.UP, 0), (State.DOWN, 6)]


def test_a_state_that_the_source_tells_is_taken_as_is_and_keeps_its_start() -> None:
    fresh = Sample(KEY, at(0), 3600.0, SampleStatus.OK, State.FRESH)
    first, _ = advance(None, fresh, None, stale_after_s=90)
    second, changes = advance(first, replace(fresh, observed_at=at(1), value=3630.0), None, stale_after_s=90)
    third, last = advance(second, replace(fresh, observed_at=at(2), state=State.LATE), None, stale_after_s=90)
    assert (second.since, changes) == (at(0), ())
    assert (third.state, last) == (State.LATE, ((State.LATE, at(2)),))


@pytest.mark.parametrize("number", [0, 4])
def test_a_sample_that_is_not_younger_changes_nothing(number: int) -> None:
    state, _ = play("oofff")
    assert advance(state, sample(number, "o"), None, stale_after_s=90) == (state, ())


def test_the_time_of_the_last_new_value_outlasts_polls_that_brought_none() -> None:
    first, _ = advance(None, replace(sample(0, "o"), value=7.0), None, stale_after_s=90)
    lost, _ = advance(first, sample(1, "?"), None, stale_after_s=90)
    same, _ = advance(lost, replace(sample(2, "o"), value=7.0), None, stale_after_s=90)
    grown, _ = advance(same, replace(sample(3, "o"), value=8.0), None, stale_after_s=90)
    assert (lost.value, lost.known_value) == (None, 7.0)
    assert [one.value_changed_at for one in (first, same, grown)] == [at(0), at(0), at(3)]


POLLS = st.text(alphabet="ooofffd?mx ", min_size=1, max_size=40).filter(str.strip)


@settings(max_examples=300, deadline=None)
@given(polls=POLLS, parents=st.text(alphabet="offm? ", max_size=40))
def test_states_form_one_chain_without_gap_or_overlap(polls: str, parents: str) -> None:
    state, chain = play(polls, parents)
    starts = [start for _, start in chain]
    assert starts == sorted(set(starts))
    assert starts[0] == len(polls) - len(polls.lstrip())
    assert (state.state, state.since) == (chain[-1][0], at(chain[-1][1]))
    neighbours = [left for (left, _), (right, _) in pairwise(chain) if left is right]
    assert set(neighbours) <= {State.UNKNOWN}


@settings(max_examples=200, deadline=None)
@given(polls=POLLS)
def test_every_outage_begins_with_three_failed_polls(polls: str) -> None:
    _, chain = play(polls)
    assert all(polls[start:].replace(" ", "").startswith("fff") for state, start in chain if state is State.DOWN)


@settings(max_examples=200, deadline=None)
@given(polls=POLLS)
def test_no_state_begins_before_the_state_it_ends(polls: str) -> None:
    previous: SeriesState | None = None
    for number, letter in enumerate(polls):
        if letter == " ":
            continue
        state, changes = advance(previous, sample(number, letter), None, stale_after_s=90)
        times = [when for _, when in changes]
        assert times == sorted(times)
        assert previous is None or all(when >= previous.since for when in times)
        previous = state
