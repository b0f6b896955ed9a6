"""What must hold for every working calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.workcal import WorkingCalendar
from tests.property.calendars import DURATIONS, INSTANTS, calendars

modest = settings(max_examples=60, deadline=None)


@modest
@given(calendars(), INSTANTS, DURATIONS)
def test_adding_and_measuring_are_inverse(calendar: WorkingCalendar, start: datetime, seconds: int) -> None:
    assert calendar.between(start, calendar.add(start, seconds)) == seconds


@modest
@given(calendars(), INSTANTS, st.floats(min_value=0.001, max_value=1e6))
def test_adding_and_measuring_are_inverse_to_the_microsecond(
    calendar: WorkingCalendar, start: datetime, seconds: float
) -> None:
    assert abs(calendar.between(start, calendar.add(start, seconds)) - seconds) <= 1e-6


@modest
@given(calendars(), INSTANTS, DURATIONS, DURATIONS)
def test_adding_twice_is_adding_the_sum(calendar: WorkingCalendar, start: datetime, one: int, two: int) -> None:
    assert calendar.add(calendar.add(start, one), two) == calendar.add(start, one + two)


@modest
@given(calendars(), INSTANTS, INSTANTS, INSTANTS)
def test_time_adds_up(calendar: WorkingCalendar, a: datetime, b: datetime, c: datetime) -> None:
    first, middle, last = sorted((a, b, c))
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)


@modest
@given(calendars(), INSTANTS, INSTANTS, DURATIONS, st.integers(min_value=0, max_value=12))
def test_a_later_start_is_never_due_earlier(
    calendar: WorkingCalendar, a: datetime, b: datetime, seconds: int, days: int
) -> None:
    first, last = sorted((a, b))
    assert calendar.add(first, seconds) <= calendar.add(last, seconds)
    assert calendar.nth_working_day(first, days) <= calendar.nth_working_day(last, days)


@modest
@given(calendars(), INSTANTS, DURATIONS, st.integers(min_value=1, max_value=12), st.integers(0, 9))
def test_a_holiday_never_brings_a_deadline_forward(
    calendar: WorkingCalendar, start: datetime, seconds: int, days: int, after: int
) -> None:
    # Within the days that count, for any other holiday moves nothing.
    holiday = calendar.local_date(start) + timedelta(days=after)
    closed = replace(calendar, holidays={**calendar.holidays, holiday: "Libur"})
    assert closed.add(start, seconds) >= calendar.add(start, seconds)
    due = closed.nth_working_day(start, days)
    # On the opening of a day it is written as the closing before: it stands for every instant up to that opening.
    latest = due if closed.is_open(due) else closed.next_opening(due)
    assert latest >= calendar.nth_working_day(start, days)


@modest
@given(calendars(), INSTANTS, st.integers(min_value=1, max_value=12))
def test_a_due_time_of_days_lies_in_opening_hours_or_on_a_closing(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    due = calendar.nth_working_day(start, days)
    spans = calendar.intervals(calendar.local_date(due))
    assert any(opens <= due <= closes for opens, closes in spans)


@modest
@given(calendars(), st.lists(st.tuples(INSTANTS, DURATIONS, INSTANTS), min_size=1, max_size=20))
def test_the_vector_form_agrees_with_the_scalar_one(
    calendar: WorkingCalendar, rows: list[tuple[datetime, int, datetime]]
) -> None:
    starts = np.array([start.timestamp() for start, _, _ in rows], dtype=np.int64)
    ends = np.array([end.timestamp() for _, _, end in rows], dtype=np.int64)
    seconds = np.array([duration for _, duration, _ in rows], dtype=np.int64)
    dues = [calendar.add(start, duration).timestamp() for start, duration, _ in rows]
    used = [calendar.between(start, end) for start, _, end in rows]
    assert calendar.add_many(starts, seconds).tolist() == dues
    assert calendar.between_many(starts, ends).tolist() == used


@modest
@given(calendars(), st.lists(st.tuples(INSTANTS, st.integers(0, 20)), min_size=1, max_size=20))
def test_the_vector_form_counts_the_same_days(calendar: WorkingCalendar, rows: list[tuple[datetime, int]]) -> None:
    starts = np.array([start.timestamp() for start, _ in rows], dtype=np.int64)
    days = np.array([n for _, n in rows], dtype=np.int64)
    dues = [calendar.nth_working_day(start, n).timestamp() for start, n in rows]
    assert calendar.nth_working_day_many(starts, days).tolist() == dues


@modest
@given(calendars(), INSTANTS)
def test_the_next_opening_is_open_and_nothing_was_open_before_it(calendar: WorkingCalendar, at: datetime) -> None:
    opening = calendar.next_opening(at)
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == 0


@modest
@given(calendars(), INSTANTS, st.integers(0, 9))
def test_working_time_up_to_a_closing_ends_at_that_closing_and_not_at_the_next_opening(
    calendar: WorkingCalendar, start: datetime, after: int
) -> None:
    for opens, closes in calendar.intervals(calendar.local_date(start) + timedelta(days=after)):
        if opens > start:
            assert calendar.add(start, calendar.between(start, closes)) == closes
