"""The runs that a backup schedule promises, as aware UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dashboard.workcal import WorkingCalendar

_LOOK_BACK_DAYS = 30


def past_runs(at: time, days: str, calendar: WorkingCalendar, now: datetime, count: int) -> list[datetime]:
    """The last ``count`` scheduled moments not after ``now``, oldest first; fewer where a month holds fewer.

    ``at`` is local time of the office; ``days`` is ``setiap_hari`` or ``hari_kerja`` (days with opening hours).
    """
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    found: list[datetime] = []
    for back in range(_LOOK_BACK_DAYS + 1):
        day = today - timedelta(days=back)
        scheduled_at = datetime.combine(day, at, zone).astimezone(UTC)
        if scheduled_at <= now and (days != "hari_kerja" or calendar.hours(day)):
            found.append(scheduled_at)
        if len(found) == count:
            break
    return found[::-1]
