"""Measured steps by hand: scheduled hours, the judgement of one hour, the histogram."""

from __future__ import annotations

import pytest

from dashboard.model import CollectorName, Heap, SeriesKey, State, StateInterval
from dashboard.sla import (
    RULES,
    Replies,
    availability,
    histogram_of,
    judge_growth_slot,
    judge_slot,
    merged,
    quantile,
    scheduled_hours,
    within_limit,
)
from dashboard.sla.histogram import EDGES_S
from tests.sla.factories import BULELENG, wita

KEY = SeriesKey("51.08", "51.08.01", CollectorName.NETWORK, "modem-1", "rtt_ms")
HOUR = ((wita("2026-11-16 09:00"), wita("2026-11-16 10:00")),)
QUICK = Replies(1, 0.03, 0.03, histogram_of([0.03]))


def states(*minutes: tuple[State, int]) -> list[StateInterval]:
    """Consecutive states from 09:00 on, each for some minutes."""
    found, at = [], 0
    for state, lasting in minutes:
        begin, end = wita(f"2026-11-16 09:{at:02}"), at + lasting
        until = wita("2026-11-16 10:00") if end == 60 else wita(f"2026-11-16 09:{end:02}")
        found.append(StateInterval(KEY, begin, until, state))
        at = end
    return found


@pytest.mark.parametrize(
    ("minutes", "heap", "rule"),
    [
        ([(State.UP, 60)], Heap.MET, "slot_replied"),
        ([(State.DOWN, 30), (State.UP, 30)], Heap.MET, "slot_replied"),
        ([(State.DOWN, 31), (State.UP, 29)], Heap.MISSED, "slot_down"),
        # 20 of 60 minutes unknown: 21 of the 40 measured were down
        ([(State.UNKNOWN, 20), (State.DOWN, 21), (State.DEGRADED, 19)], Heap.MISSED, "slot_down"),
        ([(State.UNKNOWN, 31), (State.UP, 29)], Heap.UNMONITORED, "slot_unknown"),
        ([(State.UNREACHABLE, 31), (State.DOWN, 29)], Heap.OUTSIDE, "slot_unreachable"),
        ([(State.DISABLED, 60)], Heap.OUTSIDE, "slot_disabled"),
        ([(State.MAINTENANCE, 40), (State.DOWN, 20)], Heap.OUTSIDE, "slot_maintenance"),
        ([(State.UP, 20)], Heap.UNMONITORED, "slot_unknown"),
    ],
)
def test_an_hour_is_judged_by_what_prevailed(minutes: list[tuple[State, int]], heap: Heap, rule: str) -> None:
    found = judge_slot(states(*minutes), HOUR, QUICK)
    assert (found.heap, found.rule) == (heap, rule)
    assert rule in RULES


def test_an_hour_without_a_reply_in_thirty_seconds_is_not_met() -> None:
    up = states((State.UP, 60))
    slow = Replies(1, 31.0, 31.0, histogram_of([31.0]))
    assert judge_slot(up, HOUR, slow).rule == "slot_slow"
    assert judge_slot(up, HOUR, Replies()).heap is Heap.UNMONITORED


def test_a_state_that_still_lasts_fills_the_hour() -> None:
    lasting = [StateInterval(KEY, wita("2026-11-16 08:00"), None, State.DOWN)]
    assert judge_slot(lasting, HOUR, Replies()).heap is Heap.MISSED


def test_only_the_scheduled_part_of_an_hour_counts() -> None:
    # down 09:00-09:20, up to 10:00; scheduled only to 09:30: 20 of 30 minutes down
    part = ((wita("2026-11-16 09:00"), wita("2026-11-16 09:30")),)
    assert judge_slot(states((State.DOWN, 20), (State.UP, 40)), part, QUICK).rule == "slot_down"


@pytest.mark.parametrize(
    ("minutes", "value", "heap", "rule"),
    [
        ([(State.INCREASING, 60)], None, Heap.MET, "growth_increasing"),
        ([(State.STUCK, 40), (State.INCREASING, 20)], None, Heap.MISSED, "growth_stuck"),
        ([(State.IDLE, 60)], None, Heap.OUTSIDE, "growth_idle"),
        ([(State.QUIET, 60)], None, Heap.UNMONITORED, "growth_quiet"),
        ([(State.RESTARTED, 60)], 3.0, Heap.MET, "growth_restarted"),
        ([(State.RESTARTED, 60)], 0.0, Heap.UNMONITORED, "growth_restarted_at_zero"),
        ([(State.UNKNOWN, 60)], None, Heap.UNMONITORED, "growth_unknown"),
        ([(State.DISABLED, 60)], None, Heap.OUTSIDE, "slot_disabled"),
    ],
)
def test_records_sent_are_judged_by_growth(
    minutes: list[tuple[State, int]], value: float | None, heap: Heap, rule: str
) -> None:
    found = judge_growth_slot(states(*minutes), HOUR, restarted_value=value)
    assert (found.heap, found.rule) == (heap, rule)
    assert rule in RULES


def test_working_hours_are_scheduled_from_a_quarter_of_an_hour_after_opening() -> None:
    # Mon 07:45-08, 08-09 .. 11-12, 12:45-13, 13-14, 14-15, 15-16
    hours = list(scheduled_hours(BULELENG, "jam_kerja", wita("2026-11-16 00:00"), wita("2026-11-17 00:00")))
    assert [(f"{start:%H}", sum((b - a).total_seconds() / 60 for a, b in parts)) for start, parts in hours] == [
        ("23", 15),
        ("00", 60),
        ("01", 60),
        ("02", 60),
        ("03", 60),
        ("04", 15),
        ("05", 60),
        ("06", 60),
        ("07", 60),
    ]


def test_an_hour_with_a_break_inside_has_two_parts() -> None:
    # Friday 11:00-11:30 is closed: 10:00-11:00, then 11:30-12:00; nothing after 14:00 nor on Saturday
    friday = list(scheduled_hours(BULELENG, "jam_kerja", wita("2026-11-20 10:00"), wita("2026-11-22 00:00")))
    assert [sum((b - a).total_seconds() / 60 for a, b in parts) for _, parts in friday] == [60, 30, 60, 60]


def test_round_the_clock_every_hour_is_scheduled() -> None:
    hours = list(scheduled_hours(BULELENG, "24_jam", wita("2026-11-21 00:00"), wita("2026-11-22 00:00")))
    assert len(hours) == 24


def test_availability_leaves_out_what_was_not_measured() -> None:
    # 30 up + 10 degraded of 50 measured minutes
    found = states((State.UP, 30), (State.DEGRADED, 10), (State.DOWN, 10), (State.UNREACHABLE, 10))
    assert availability(found, HOUR) == 0.8
    assert availability(states((State.DISABLED, 60)), HOUR) is None


def test_thirty_seconds_is_an_exact_edge() -> None:
    assert within_limit(histogram_of([30.0])) == 1
    assert within_limit(histogram_of([30.001])) == 0


def test_every_edge_belongs_to_the_bin_below_it() -> None:
    assert histogram_of(EDGES_S) == (1,) * 15 + (0,)


def test_quantiles_are_read_within_a_factor_of_a_bin() -> None:
    times = [0.010] * 80 + [0.5] * 20
    histogram = merged([histogram_of(times[:50]), histogram_of(times[50:])])
    middle, high = quantile(histogram, 0.5), quantile(histogram, 0.9)
    assert middle is not None
    assert high is not None
    assert 0.005 < middle < 0.021
    assert 0.25 < high < 1.05
    assert quantile(histogram_of([]), 0.5) is None


def test_the_longest_time_bounds_a_quantile() -> None:
    assert quantile(histogram_of([0.010]), 0.9, max_s=0.010) == 0.010
