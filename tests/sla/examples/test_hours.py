"""Measured hours and growing counters give what was worked out for them; and every rule has its example."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.growth import growth_state
from dashboard.model import SampleStatus, SeriesState, State
from dashboard.sla import RULES, judge_growth_slot, judge_slot
from tests.sla.examples.hours import GROWN, NINE, POLLED, SERIES, Hour
from tests.sla.examples.test_tickets import EXAMPLES


@pytest.mark.parametrize("hour", POLLED, ids=[each.name for each in POLLED])
def test_a_polled_hour_worked_by_hand(hour: Hour) -> None:
    found = judge_slot(hour.intervals(), hour.scheduled, hour.answers)
    assert (found.heap, found.rule) == (hour.heap, hour.rule)


@pytest.mark.parametrize("hour", GROWN, ids=[each.name for each in GROWN])
def test_an_hour_of_a_counter_worked_by_hand(hour: Hour) -> None:
    found = judge_growth_slot(hour.intervals(), hour.scheduled, restarted_value=hour.restarted_value)
    assert (found.heap, found.rule) == (hour.heap, hour.rule)


# Last read at 09:00 with 100 sent, unchanged for the minutes given; a window of an hour. (now, waiting) and the state
READ = [
    ("a higher value is growth", 10, 101, None, State.INCREASING),
    ("a lower one is a restart", 10, 7, None, State.RESTARTED),
    ("a lower one is a restart, at zero too", 10, 0, None, State.RESTARTED),
    # 59 minutes still: the window is not over
    ("within the window the state stands", 59, 100, 5, State.INCREASING),
    ("still, and something waits", 60, 100, 5, State.STUCK),
    ("still, and nothing waits", 60, 100, 0, State.IDLE),
    ("still, and nobody tells", 60, 100, None, State.QUIET),
]


@pytest.mark.parametrize(("name", "still", "value", "pending", "state"), READ, ids=[row[0] for row in READ])
def test_a_reading_of_a_counter_has_its_state(
    name: str, still: int, value: float, pending: float | None, state: State
) -> None:
    last = SeriesState(SERIES, State.INCREASING, NINE, NINE, 100.0, SampleStatus.OK)
    last = replace(last, value_changed_at=NINE, known_value=100.0)
    found = growth_state(last, value, NINE + timedelta(minutes=still), pending=pending, window_s=3600)
    assert found is state


def test_every_rule_has_an_example() -> None:
    worked = {each.rule for each in EXAMPLES} | {each.rule for each in (*POLLED, *GROWN)}
    assert sorted({*RULES} - worked) == []
