"""Growth of a counter over restarts: additive over any split, never negative, the same by machine and by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.growth import ManualReading, Step, by_hour, grown, in_force, is_implausible, steps, steps_by_people

T0 = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
Readings = list[tuple[datetime, float, bool]]


@st.composite
def readings(draw: st.DrawFn) -> Readings:
    """A counter read at ascending minutes: any values, so also falling ones, and restarts that were said."""
    gaps = draw(st.lists(st.integers(1, 180), min_size=1, max_size=30))
    values = st.tuples(st.integers(0, 10_000), st.booleans())
    at, found = T0, Readings()
    for gap in gaps:
        at += timedelta(minutes=gap)
        value, told = draw(values)
        found.append((at, float(value), told))
    return found


def total(found: tuple[Step, ...]) -> float:
    return sum(step.growth for step in found)


@settings(max_examples=100, deadline=None)
@given(readings(), st.data())
def test_growth_over_any_split_adds_up_to_the_whole(read: Readings, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(read) - 1))
    first, second = steps(read[: place + 1]), steps(read[place:])
    assert (*first, *second) == steps(read)
    assert total(first) + total(second) == total(steps(read))


@settings(max_examples=100, deadline=None)
@given(readings())
def test_growth_is_never_negative_and_every_fall_is_a_restart(read: Readings) -> None:
    for step, before, after in zip(steps(read), read, read[1:], strict=False):
        assert 0 <= step.growth <= after[1]
        assert step.restarted == (after[2] or after[1] < before[1])


@settings(max_examples=100, deadline=None)
@given(readings())
def test_the_hours_together_grew_as_much_as_the_whole(read: Readings) -> None:
    found = steps(read)
    hours = by_hour(found)
    assert sum(each.growth for each in hours.values()) == total(found)
    assert sum(each.resets for each in hours.values()) == sum(step.restarted for step in found)
    assert all(hour.minute == 0 for hour in hours)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20))
def test_without_a_restart_growth_is_the_last_value_less_the_first(values: list[int]) -> None:
    ascending = sorted(values)
    read = [(T0 + timedelta(minutes=place), float(value), False) for place, value in enumerate(ascending)]
    assert total(steps(read)) == ascending[-1] - ascending[0]


def entry(minute: int, value: int, version: int = 1, *, restarted: bool = False) -> ManualReading:
    at = T0 + timedelta(minutes=minute)
    return ManualReading("51.08", "isian", at, value, None, restarted, "sari", at, version)


@settings(max_examples=60, deadline=None)
@given(readings(), st.randoms())
def test_corrections_leave_what_the_last_of_them_say_in_whatever_order_they_come(
    read: Readings, dice: st.Random
) -> None:
    right = [ManualReading("51.08", "isian", at, int(v), None, told, "sari", at, 2) for at, v, told in read]
    wrong = [ManualReading("51.08", "isian", at, 9, None, False, "sari", at, 1) for at, _, _ in read]
    mixed = [*right, *wrong]
    dice.shuffle(mixed)
    assert in_force(mixed) == tuple(right)
    assert steps_by_people(mixed) == steps(read)


def test_after_a_restart_all_that_the_counter_shows_was_sent_since() -> None:
    assert grown(100, 7) == 7
    assert grown(100, 120, restarted=True) == 120
    assert grown(100, 0) == 0


def test_a_jump_is_asked_about_only_where_it_is_large_and_unusually_fast() -> None:
    slow = [entry(0, 0), entry(60, 100), entry(120, 210), entry(180, 300)]
    at = T0 + timedelta(minutes=240)
    assert not is_implausible([], at, 10**9)
    assert not is_implausible(slow, at, 300 + 1000)
    assert is_implausible(slow, at, 300 + 1101)
    assert is_implausible(slow[:1], at, 4001)
    assert not is_implausible(slow[:1], at, 4000)
