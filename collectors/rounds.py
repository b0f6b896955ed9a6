"""When a collector's rounds are due: a grid of its own, the same at every start and on every machine.

Offices that are switched on together, or come back together after an outage, would all reach for the database in the
same second. So each collector's rounds lie at a phase of its interval that its office and name decide.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def phase_s(office: str, name: str, interval_s: float) -> float:
    """Seconds after each multiple of the interval (since 1970) at which the rounds of a collector lie."""
    return zlib.crc32(f"{office} {name}".encode()) % 10_000 / 10_000 * interval_s


def last_due(office: str, name: str, interval_s: float, now: datetime) -> datetime:
    """The newest round that was due by ``now``."""
    phase = timedelta(seconds=phase_s(office, name, interval_s))
    interval = timedelta(seconds=interval_s)
    return _EPOCH + (now - _EPOCH - phase) // interval * interval + phase


def next_due(office: str, name: str, interval_s: float, now: datetime) -> datetime:
    """The first round after ``now``; less than an interval away."""
    return last_due(office, name, interval_s, now) + timedelta(seconds=interval_s)


class ClockWatch:
    """Notices a wall clock that is set, beside one that only runs forward."""

    def __init__(self, now: datetime, monotonic_s: float) -> None:
        self._ahead_s = now.timestamp() - monotonic_s

    def moved_s(self, now: datetime, monotonic_s: float) -> float:
        """By how much the wall clock was moved since the last look: negative when set back, positive also by sleep."""
        ahead_s, before_s = now.timestamp() - monotonic_s, self._ahead_s
        self._ahead_s = ahead_s
        return ahead_s - before_s
