"""Which offices' standings are to be worked out again, and when their days are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

REFRESH = timedelta(minutes=2)
"""A standing of which nothing stored has changed is worked out again after this, for the clock moves states too."""
DAYS_EVERY = timedelta(hours=1)
"""How often the seconds of an office's running day are judged."""


@dataclass(frozen=True, slots=True)
class LastLook:
    """When an office was looked at last, and from which feed version."""

    version: int
    at: datetime
    moves: bool
    """Whether the clock alone changes what was found: tickets are open."""
    is_stale: bool = False
    """Whether its feed had stopped: then the first news is to be shown at once."""


def due_offices(
    codes: Iterable[str], versions: Mapping[str, int], known: Mapping[str, LastLook], now: datetime
) -> list[str]:
    """Offices whose standing may differ from the one made last."""
    return [code for code in codes if _is_due(versions[code], known.get(code), now)]


def revived_offices(versions: Mapping[str, int], known: Mapping[str, LastLook]) -> list[str]:
    """Offices whose feed had stopped when they were looked at last, and of which there is news now."""
    return [code for code, version in versions.items() if known[code].is_stale and known[code].version != version]


def _is_due(version: int, last: LastLook | None, now: datetime) -> bool:
    return last is None or last.moves or last.version != version or now - last.at >= REFRESH
