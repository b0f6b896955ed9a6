"""Periods of SOPs that come round: which one a day lies in, and the day of its schedule. Pure, in local dates."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.offices import Every, PeriodicRun

_MONTHS = {Every.TAHUN: 12, Every.SEMESTER: 6, Every.TRIWULAN: 3, Every.BULAN: 1}
_LETTERS = {Every.SEMESTER: "S", Every.TRIWULAN: "T"}


@dataclass(frozen=True, slots=True)
class Period:
    """``[start, end)`` in local dates; ``key`` is stable: 2026, 2026-S2, 2026-T4, 2026-11 or 2026-W47 (ISO week)."""

    key: str
    start: date
    end: date


def period_of(every: Every, day: date) -> Period:
    """The period that ``day`` lies in."""
    if every is Every.MINGGU:
        year, week, weekday = day.isocalendar()
        monday = day - timedelta(days=weekday - 1)
        return Period(f"{year}-W{week:02}", monday, monday + timedelta(days=7))
    months = _MONTHS[every]
    number = (day.month - 1) // months
    start = date(day.year, number * months + 1, 1)
    last = date(day.year, (number + 1) * months, 1)
    return Period(_key(every, start, number), start, last + timedelta(days=monthrange(last.year, last.month)[1]))


def periods(every: Every, first: date, last: date) -> Iterator[Period]:
    """Every period that holds a day of ``first`` to ``last`` (both included), in order."""
    period = period_of(every, first)
    while period.start <= last:
        yield period
        period = period_of(every, period.end)


def schedule_day(entry: PeriodicRun, period: Period) -> date:
    """The day on which a run of ``period`` is due to begin; a day that the month has not got is its last."""
    if entry.every is Every.MINGGU:
        return period.start + timedelta(days=entry.day - 1)
    month = entry.month or period.start.month
    return date(period.start.year, month, min(entry.day, monthrange(period.start.year, month)[1]))


def _key(every: Every, start: date, number: int) -> str:
    if every is Every.TAHUN:
        return f"{start.year}"
    if every is Every.BULAN:
        return f"{start.year}-{start.month:02}"
    return f"{start.year}-{_LETTERS[every]}{number + 1}"
