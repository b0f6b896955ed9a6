"""Working calendars: the office's hours, Indonesia's holidays, and which years are not sure yet."""

from __future__ import annotations

from datetime import date, time

import pytest

from dashboard.calendars import DEFAULT_YEARS, build_calendar
from dashboard.catalogue import load_catalogue
from dashboard.offices import Office, OwnHoliday, SpecialDay, load_offices
from dashboard.settings import load_settings


@pytest.fixture(scope="module")
def buleleng() -> Office:
    settings = load_settings({})
    sops = {sop.id: sop.office for sop in load_catalogue().sops}
    offices = load_offices(settings.offices, settings.expansion({}), sops)
    return next(office for office in offices if office.code == "51.08")


def changed(office: Office, **calendar: object) -> Office:
    return office.model_copy(update={"calendar": office.calendar.model_copy(update=calendar)})


def test_nyepi_2026_is_a_holiday(buleleng: Office) -> None:
    assert build_calendar(buleleng).holidays[date(2026, 3, 19)] == "Hari Suci Nyepi"


def test_cuti_bersama_is_a_holiday(buleleng: Office) -> None:
    calendar = build_calendar(buleleng)
    assert calendar.holidays[date(2026, 3, 18)] == "Cuti Bersama Hari Suci Nyepi"
    assert calendar.holidays[date(2025, 12, 26)] == "Cuti Bersama Hari Raya Natal"


def test_an_ordinary_monday_is_no_holiday(buleleng: Office) -> None:
    assert date(2026, 8, 3) not in build_calendar(buleleng).holidays


def test_the_office_closes_on_its_own_holidays(buleleng: Office) -> None:
    assert build_calendar(buleleng).holidays[date(2026, 6, 17)] == "Hari Raya Galungan"


def test_the_name_an_office_gives_a_holiday_wins(buleleng: Office) -> None:
    own = changed(buleleng, own_holidays=[OwnHoliday(date=date(2026, 3, 19), name="Nyepi Saka 1948")])
    assert build_calendar(own).holidays[date(2026, 3, 19)] == "Nyepi Saka 1948"


def test_a_special_day_has_its_own_hours(buleleng: Office) -> None:
    special = changed(buleleng, special_days=[SpecialDay(date=date(2026, 8, 29), hours=["08:00-10:00", "11:00-12:00"])])
    hours = ((time(8), time(10)), (time(11), time(12)))
    assert build_calendar(special).special == {date(2026, 8, 29): hours}


def test_periods_keep_their_order_and_hours(buleleng: Office) -> None:
    calendar = build_calendar(buleleng)
    assert [period.start for period in calendar.periods] == [date(2016, 1, 1), date(2026, 3, 1), date(2026, 2, 18)]
    friday = calendar.periods[1].hours[4]
    assert friday == ((time(7), time(11)), (time(11, 30), time(14)))
    assert calendar.zone == "Asia/Makassar"


def test_an_office_may_keep_its_own_list_alone(buleleng: Office) -> None:
    calendar = build_calendar(changed(buleleng, national_holidays=False))
    assert set(calendar.holidays) == {date(2026, 6, 17), date(2026, 6, 27)}
    assert calendar.unsure_years == frozenset()


def test_years_with_estimates_or_without_cuti_bersama_are_unsure(buleleng: Office) -> None:
    """2027 has its cuti bersama but an estimated Idul Fitri; 2028 has neither."""
    assert build_calendar(buleleng).unsure_years == set(range(2027, DEFAULT_YEARS.stop))


def test_only_the_years_asked_for_are_filled(buleleng: Office) -> None:
    calendar = build_calendar(changed(buleleng, own_holidays=[]), range(2025, 2027))
    assert {day.year for day in calendar.holidays} == {2025, 2026}
    assert calendar.unsure_years == frozenset()
