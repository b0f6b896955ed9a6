"""Whether what follows the office's hours counts now."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.workcal import WorkingCalendar

GRACE_AFTER_OPENING = timedelta(minutes=15)
"""Machines are switched on after the door opens (sla-rules, "Measured steps")."""


def counts_now(calendar: WorkingCalendar, now: datetime) -> bool:
    """Whether a target with the schedule ``jam_kerja`` counts at ``now``: open, and past the grace of the morning."""
    today = calendar.intervals(calendar.local_date(now))
    return calendar.is_open(now) and bool(today) and now >= today[0][0] + GRACE_AFTER_OPENING
