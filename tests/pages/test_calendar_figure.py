"""The calendar of days as the browser gets it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.figures.calendar import CalendarDay, Look, calendar, weeks_of

LOOKS = {"baik": Look("baik", "#8fcdb6", "✓"), "gagal": Look("gagal", "#e58a7b", "✕")}
THURSDAY = date(2026, 10, 1)


def days(count: int, start: date = THURSDAY) -> list[CalendarDay]:
    return [CalendarDay(start + timedelta(days=number), "baik", "", f"/x?{number}") for number in range(count)]


def test_a_day_stands_in_its_week_under_its_weekday_with_its_sign() -> None:
    failed = CalendarDay(date(2026, 10, 5), "gagal", "log kosong", "/x?senin")
    [cells] = calendar([*days(4), failed], LOOKS, "r").data
    monday = cells.text[6]
    assert (monday[0], "✕" in monday[1]) == ("", True)
    assert (cells.z[6][1], cells.z[3][0]) == (1.5, 0.5)
    assert cells.customdata[6][1] == "/x?senin"
    assert cells.hovertext[6][1] == "<b>Senin, 5 Oktober 2026</b><br>gagal<br>log kosong"


def test_days_outside_the_period_are_empty_and_cannot_be_clicked() -> None:
    [cells] = calendar(days(1), LOOKS, "r").data
    assert [row[0] for row in cells.z] == [None, None, None, 0.5, None, None, None]
    assert [row[0] for row in cells.customdata].count("") == 6


def test_months_are_named_over_their_first_week_and_the_first_with_its_year() -> None:
    made = calendar(days(60), LOOKS, "r")
    assert list(made.layout.xaxis.ticktext) == ["Okt 2026", "Nov"]
    assert list(made.layout.xaxis.tickvals) == [0, 4]


def test_each_state_has_a_colour_of_its_own_and_a_long_calendar_drops_the_numbers() -> None:
    [cells] = calendar(days(300), LOOKS, "r").data
    assert [colour for _, colour in cells.colorscale] == ["#8fcdb6", "#8fcdb6", "#e58a7b", "#e58a7b"]
    assert cells.text[3][0] == "✓"
    assert "1<" not in str(cells.text[3][0])


def test_weeks_are_counted_from_monday_to_sunday() -> None:
    assert [weeks_of(days(count)) for count in (0, 1, 4, 5)] == [0, 1, 1, 2]


def test_a_state_without_a_look_is_refused_and_no_days_draw_nothing() -> None:
    with pytest.raises((KeyError, ValueError)):
        calendar([CalendarDay(THURSDAY, "entah", "")], LOOKS, "r")
    assert not calendar([], LOOKS, "r").data[0].z[0]
