"""The working calendar by hand: each due time is worked out in the comment before the code is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from dashboard.workcal import CalendarError, CalendarPeriod, WorkingCalendar
from tests.sla.factories import BULELENG, TRENGGALEK, WEEK, wib, wita

HOUR = 3600

# (what, start, working hours, due), all on Buleleng's clock
ADDED = [
    # Mon 09:00 + 2 h, nothing in between
    ("within a morning", "2026-11-16 09:00", 2, "2026-11-16 11:00"),
    # 11:00 + 1 h = 12:00, the second hour after the 45 minutes of break: 12:45-13:45
    ("over lunch", "2026-11-16 11:00", 2, "2026-11-16 13:45"),
    # Fri 13:00 + 1 h = 14:00 closing, Mon 07:30-09:30
    ("over a weekend", "2026-11-20 13:00", 3, "2026-11-23 09:30"),
    # Fri 10:00-11:00 (1 h), prayer until 11:30, 11:30-13:30 (2 h)
    ("over the Friday break", "2026-11-20 10:00", 3, "2026-11-20 13:30"),
    # Tue 17 Mar 15:00-16:00 (1 h); Wed cuti bersama, Thu Nyepi; Fri 20 Mar 07:00-09:00
    ("over Nyepi and its cuti bersama", "2026-03-17 15:00", 3, "2026-03-20 09:00"),
    # Wed 31 Dec 15:00-16:00 (1 h), Thu New Year, Fri 2 Jan 07:00-08:00
    ("over New Year", "2025-12-31 15:00", 2, "2026-01-02 08:00"),
    # Tue 17 Feb 15:30-16:00 (30 min), Wed in Ramadan 08:00-08:30
    ("into Ramadan hours", "2026-02-17 15:30", 1, "2026-02-18 08:30"),
    # Ramadan 11:00-12:00, break until 12:30, 12:30-13:30
    ("over the Ramadan break", "2026-02-19 11:00", 2, "2026-02-19 13:30"),
    # 22:00 is closed: counts from Tue 07:30
    ("from the night", "2026-11-16 22:00", 1, "2026-11-17 08:30"),
    # cuti bersama Wed 18 Mar is closed, Thu is Nyepi: Fri 07:00-08:00
    ("from cuti bersama", "2026-03-18 10:00", 1, "2026-03-20 08:00"),
    # a full Monday is 4.5 + 3.25 = 7.75 h: the answer is the closing, not Tuesday's opening
    ("a whole day ends at its closing", "2026-11-16 07:30", 7.75, "2026-11-16 16:00"),
]


@pytest.mark.parametrize(("what", "start", "hours", "due"), ADDED, ids=[row[0] for row in ADDED])
def test_working_hours_are_added(what: str, start: str, hours: float, due: str) -> None:
    assert BULELENG.add(wita(start), hours * HOUR) == wita(due)
    assert BULELENG.between(wita(start), wita(due)) == hours * HOUR


# (what, start, hari, due), all on Buleleng's clock
DAYS = [
    ("the same time next day", "2026-11-16 10:00", 1, "2026-11-17 10:00"),
    # Fri + 1 working day = Mon
    ("over a weekend", "2026-11-20 10:00", 1, "2026-11-23 10:00"),
    # Thu 15:00 + 1 = Fri 15:00, after closing: 14:00
    ("after Friday's closing", "2026-11-19 15:00", 1, "2026-11-20 14:00"),
    # Thu 11:15 + 1 = Fri 11:15, inside the prayer break 11:00-11:30: its end
    ("inside Friday's break", "2026-11-19 11:15", 1, "2026-11-20 11:30"),
    # Mon 12:45, the end of the break, is the same local time on Tuesday: a break is no closure
    ("from the end of a break", "2026-11-16 12:45", 1, "2026-11-17 12:45"),
    # Mon 12:20 is in the break: counts from 12:45
    ("from inside a break", "2026-11-16 12:20", 1, "2026-11-17 12:45"),
    # the begin of a break belongs to the morning: Tue 12:00
    ("from the begin of a break", "2026-11-16 11:59", 1, "2026-11-17 11:59"),
    # Mon 20:00 counts from Tue 07:30; + 1 = Wed 07:30, an opening after a closure: Tue 16:00
    ("from the night", "2026-11-16 20:00", 1, "2026-11-17 16:00"),
    # Tue 17 Mar + 1: Wed and Thu are closed: Fri 20 Mar
    ("over Nyepi", "2026-03-17 10:00", 1, "2026-03-20 10:00"),
    # Wed 18 Mar is cuti bersama: counts from Fri 20 Mar 07:00; + 1 = Mon 07:00 -> opening 07:30 -> Fri 14:00
    ("from cuti bersama", "2026-03-18 09:00", 1, "2026-03-20 14:00"),
    # Tue 17 Feb 07:45 + 1 = Wed 07:45, before Ramadan's opening 08:00, an opening after a closure: Tue 16:00
    ("before the opening in Ramadan", "2026-02-17 07:45", 1, "2026-02-17 16:00"),
    # Mon 16 Nov + 10: ten weekdays later
    ("ten days", "2026-11-16 10:00", 10, "2026-11-30 10:00"),
]


@pytest.mark.parametrize(("what", "start", "days", "due"), DAYS, ids=[row[0] for row in DAYS])
def test_hari_kerja_are_counted(what: str, start: str, days: int, due: str) -> None:
    assert BULELENG.nth_working_day(wita(start), days) == wita(due)


def test_a_day_after_a_holiday_may_be_written_before_that_holiday() -> None:
    # Wed 07:30 + 2 = Fri 07:30, half an hour after Friday's opening; with Friday closed it is Mon 07:30, an opening,
    # written Thu 16:00: not a second of working time less
    assert BULELENG.nth_working_day(wita("2026-11-18 07:30"), 2) == wita("2026-11-20 07:30")
    closed = replace(BULELENG, holidays={**BULELENG.holidays, date(2026, 11, 20): "Libur"})
    assert closed.nth_working_day(wita("2026-11-18 07:30"), 2) == wita("2026-11-19 16:00")
    assert closed.between(wita("2026-11-19 16:00"), wita("2026-11-23 07:30")) == 0


def test_a_year_ends_at_the_closing_of_the_last_working_day_before_its_anniversary() -> None:
    # from Tue 8 Dec 2025 one year: anniversary Tue 8 Dec 2026; the working day before is Mon 7 Dec, closing 16:00
    assert BULELENG.add_years(wita("2025-12-08 10:00"), 1) == wita("2026-12-07 16:00")


def test_a_year_from_a_leap_day_has_its_anniversary_on_the_first_of_march() -> None:
    # 29 Feb 2024 -> 1 Mar 2025, a Saturday; the working day before is Fri 28 Feb, closing 14:00
    assert BULELENG.add_years(wita("2024-02-29 10:00"), 1) == wita("2025-02-28 14:00")


def test_four_years_from_a_leap_day_have_their_anniversary_on_the_leap_day() -> None:
    # 29 Feb 2028 is a Tuesday; the working day before is Mon 28 Feb, closing 16:00
    assert BULELENG.add_years(wita("2024-02-29 10:00"), 4) == wita("2028-02-28 16:00")


def test_the_same_clock_time_is_an_hour_later_in_wib_than_in_wita() -> None:
    # both offices open at 07:30 of their own clock; 07:30 WIB is 08:30 WITA
    assert TRENGGALEK.next_opening(wib("2026-11-16 05:00")) == wita("2026-11-16 08:30")
    assert BULELENG.next_opening(wib("2026-11-16 05:00")) == wib("2026-11-16 06:30")


def test_the_local_date_is_that_of_the_office() -> None:
    at = wib("2026-11-16 23:30")
    assert TRENGGALEK.local_date(at) == date(2026, 11, 16)
    assert BULELENG.local_date(at) == date(2026, 11, 17)


def test_a_saturday_service_opens_a_closed_day_and_beats_a_holiday() -> None:
    saturday, nyepi = date(2026, 11, 21), date(2026, 3, 19)
    hours = ((time(8), time(12)),)
    calendar = replace(BULELENG, special={saturday: hours, nyepi: hours})
    assert calendar.intervals(saturday) == ((wita("2026-11-21 08:00"), wita("2026-11-21 12:00")),)
    assert calendar.is_open(wita("2026-03-19 09:00"))


def test_of_overlapping_periods_the_last_listed_wins() -> None:
    assert BULELENG.hours(date(2026, 2, 18))[0] == (time(8), time(12))
    assert BULELENG.hours(date(2026, 3, 2))[0] == (time(7, 30), time(12))


def test_the_office_is_closed_at_the_instant_of_closing() -> None:
    assert BULELENG.is_open(wita("2026-11-16 07:30"))
    assert not BULELENG.is_open(wita("2026-11-16 16:00"))
    assert BULELENG.next_opening(wita("2026-11-16 16:00")) == wita("2026-11-17 07:30")


def test_time_backwards_is_no_time() -> None:
    assert BULELENG.between(wita("2026-11-17 10:00"), wita("2026-11-16 10:00")) == 0


def test_a_calendar_that_ended_says_so() -> None:
    ended = WorkingCalendar("Asia/Makassar", (CalendarPeriod(date(2024, 1, 1), date(2024, 12, 31), WEEK),))
    with pytest.raises(CalendarError, match="jam buka setelah tahun"):
        ended.add(wita("2026-11-16 10:00"), HOUR)


def test_a_round_the_clock_office_never_closes() -> None:
    always = dict.fromkeys(range(7), ((time(0), time(0)),))
    calendar = WorkingCalendar("Asia/Makassar", (CalendarPeriod(date(2020, 1, 1), None, always),))
    assert calendar.add(wita("2026-11-16 10:00"), 48 * HOUR) == wita("2026-11-18 10:00")
    assert calendar.nth_working_day(wita("2026-11-16 10:00"), 2) == wita("2026-11-18 10:00")
