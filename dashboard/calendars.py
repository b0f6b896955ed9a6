"""Working calendars of offices: the office file's hours together with Indonesia's holidays and cuti bersama."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from dashboard.office_model import CalendarSpan
from dashboard.office_types import WEEKDAYS, parse_interval
from dashboard.offices import Office
from dashboard.workcal import CalendarPeriod, Hours, WorkingCalendar

DEFAULT_YEARS = range(2016, 2037)
_ESTIMATED = "(perkiraan)"
_CUTI_BERSAMA = "Cuti Bersama"


def build_calendar(office: Office, years: range | None = None) -> WorkingCalendar:
    """The calendar of ``office`` with the holidays of ``years`` (2016 to 2036 unless given), and those years only.

    Public holidays and cuti bersama come from the ``holidays`` package, unless the office keeps its own list alone.
    ``unsure_years`` are those of which the package knows no cuti bersama, or gives a date as an estimate.
    """
    wanted = DEFAULT_YEARS if years is None else years
    national = _national(wanted) if office.calendar.national_holidays else {}
    own = {day.date: day.name for day in office.calendar.own_holidays}
    return WorkingCalendar(
        zone=office.zone,
        periods=tuple(_period(span) for span in office.calendar.periods),
        holidays={**national, **own},
        special={day.date: _hours(day.hours) for day in office.calendar.special_days},
        unsure_years=_unsure(national, wanted) if office.calendar.national_holidays else frozenset(),
    )


@lru_cache(maxsize=8)
def _national(years: range) -> dict[date, str]:
    found = holidays.country_holidays("ID", years=years, categories=("public", "government"), language="id")
    # A holiday's neighbour of another year may come along; only the years asked for are complete.
    return {day: name for day, name in found.items() if day.year in years}


def _unsure(national: dict[date, str], years: Iterable[int]) -> frozenset[int]:
    published = {day.year for day, name in national.items() if _CUTI_BERSAMA in name}
    estimated = {day.year for day, name in national.items() if _ESTIMATED in name}
    return frozenset(year for year in years if year not in published or year in estimated)


def _period(span: CalendarSpan) -> CalendarPeriod:
    hours = {WEEKDAYS.index(name): _hours(texts) for name, texts in span.hours.items()}
    return CalendarPeriod(span.start, span.end, hours)


def _hours(texts: list[str]) -> Hours:
    return tuple(parse_interval(text) for text in texts)
