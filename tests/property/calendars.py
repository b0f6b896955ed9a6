"""Strategies: calendars of an office, instants around 2026, durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from dashboard.workcal import CalendarPeriod, Hours, WorkingCalendar

FIRST = datetime(2025, 11, 1, tzinfo=UTC)
LAST = datetime(2026, 12, 31, tzinfo=UTC)
DAYS = [date(2025, 12, 1) + timedelta(days=i) for i in range(120)]

_MINUTES = st.integers(min_value=0, max_value=95).map(lambda quarter: quarter * 15)


def _hours(minutes: list[int]) -> Hours:
    edges = sorted(set(minutes))
    edges = edges[: len(edges) // 2 * 2]
    clock = [time(minute // 60, minute % 60) for minute in edges]
    return tuple(zip(clock[::2], clock[1::2], strict=True))


DAY_HOURS = st.lists(_MINUTES, min_size=2, max_size=6).map(_hours)
WEEKS = st.fixed_dictionaries({0: DAY_HOURS.filter(bool)}, optional=dict.fromkeys(range(1, 7), DAY_HOURS))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """An office of any week, with a dated period inside and some holidays; open at least on Mondays."""
    start = draw(st.sampled_from(DAYS))
    return WorkingCalendar(
        draw(st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])),
        (
            CalendarPeriod(date(2020, 1, 1), None, draw(WEEKS)),
            CalendarPeriod(start, start + timedelta(days=29), draw(WEEKS)),
        ),
        dict.fromkeys(draw(st.sets(st.sampled_from(DAYS), max_size=6)), "Libur"),
    )


INSTANTS = st.integers(min_value=int(FIRST.timestamp()), max_value=int(LAST.timestamp())).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
DURATIONS = st.integers(min_value=0, max_value=200 * 3600)
