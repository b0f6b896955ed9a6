"""Flapping over state intervals: how it begins, how it ends, what does not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.flapping import Flapping, FlapRule, flapping_now, flappings
from dashboard.model import CollectorName, SeriesKey, State, StateInterval

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
KEY = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem", "rtt_ms")
UP, DOWN, DEGRADED = State.UP, State.DOWN, State.DEGRADED


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def states(*listed: tuple[float, State]) -> list[StateInterval]:
    ends = [at(minutes) for minutes, _ in listed[1:]]
    return [
        StateInterval(KEY, at(minutes), end, state) for (minutes, state), end in zip(listed, [*ends, None], strict=True)
    ]


TWICE_OUT = states((-600, UP), (0, DOWN), (10, UP), (20, DOWN), (30, UP))


def test_four_changes_within_the_hour_are_flapping_from_the_fourth_on() -> None:
    assert flapping_now(TWICE_OUT, at(31)) == Flapping(at(30), None, 4)


def test_three_changes_are_not() -> None:
    assert flapping_now(TWICE_OUT[:-1], at(31)) is None


def test_four_changes_spread_over_more_than_the_hour_are_not() -> None:
    assert flappings(states((-600, UP), (0, DOWN), (10, UP), (50, DOWN), (61, UP)), at(62)) == ()


@pytest.mark.parametrize(("minutes", "lasts"), [(79.9, True), (80, False)])
def test_it_ends_only_when_one_change_is_left_in_the_window(minutes: float, lasts: bool) -> None:
    # The changes of minutes 0 and 10 are past at 70, but two are left until the one of minute 20 is past.
    assert (flapping_now(TWICE_OUT, at(minutes)) is not None) is lasts


def test_between_end_and_begin_it_neither_begins_nor_ends() -> None:
    more = [*TWICE_OUT, *states((75, DOWN))]
    assert flappings(more, at(78)) == (Flapping(at(30), None, 5),)


def test_an_ended_spell_is_kept_and_a_new_one_begins_anew() -> None:
    again = states((200, DOWN), (205, UP), (210, DOWN), (215, UP))
    found = flappings([*TWICE_OUT, *again], at(216))
    assert found == (Flapping(at(30), at(80), 4), Flapping(at(215), None, 4))


def test_up_and_degraded_are_both_answering() -> None:
    restless = states((-600, UP), *((5.0 * n, DEGRADED if n % 2 else UP) for n in range(10)))
    assert flappings(restless, at(60)) == ()


@pytest.mark.parametrize("between", [State.UNKNOWN, State.UNREACHABLE, State.MAINTENANCE, State.DISABLED])
def test_what_is_not_the_targets_own_is_no_change(between: State) -> None:
    listed = states((-600, UP), *((5.0 * n, between if n % 2 else UP) for n in range(10)))
    assert flappings(listed, at(60)) == ()


def test_what_lies_ahead_of_now_is_not_counted() -> None:
    assert flapping_now(TWICE_OUT, at(29)) is None


def test_intervals_may_come_in_any_order_and_may_be_none() -> None:
    assert flappings(TWICE_OUT[::-1], at(31)) == flappings(TWICE_OUT, at(31))
    assert flappings([], at(31)) == ()


def test_a_rule_that_would_itself_flap_is_refused() -> None:
    with pytest.raises(ValueError, match="below begins"):
        FlapRule(begins=3, ends=3)
