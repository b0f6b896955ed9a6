"""Flapping: a target that goes up and down too often to be told of each time. Pure.

"Flapping is a state of its own in the alerts" (sla-rules, "Network states"): it changes no state, slot or ticket.
No seed prints a figure; four changes are two whole outages within the hour, an outage being confirmed by three polls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dashboard.model import State, StateInterval

_ANSWERING = frozenset({State.UP, State.DEGRADED})
_COUNTED = _ANSWERING | {State.DOWN}


@dataclass(frozen=True, slots=True)
class FlapRule:
    """``begins`` changes between up and down within ``window``; over when ``ends`` or fewer are left in it."""

    window: timedelta = timedelta(hours=1)
    begins: int = 4
    ends: int = 1

    def __post_init__(self) -> None:
        """Without distance between begin and end the mark itself would flap."""
        if not 0 <= self.ends < self.begins:
            raise ValueError(f"ends {self.ends} must be at least 0 and below begins {self.begins}")


DEFAULT_RULE = FlapRule()


@dataclass(frozen=True, slots=True)
class Flapping:
    """``[start, end)`` of one spell of flapping; ``end`` None while it lasts. ``changes`` counted in it."""

    start: datetime
    end: datetime | None
    changes: int


def flappings(intervals: Iterable[StateInterval], now: datetime, rule: FlapRule = DEFAULT_RULE) -> tuple[Flapping, ...]:
    """The spells of flapping of one series by ``now``, from its state intervals in any order.

    Counted are changes between answering (up, degraded) and down. Time of our own (unknown), of the parent
    (unreachable), planned work and decisions between them are no change.
    """
    changes = _changes(intervals, now)
    found: list[Flapping] = []
    recent: list[datetime] = []
    start: datetime | None = None
    count = 0
    for at in changes:
        if start is not None and (over_at := _calm_at(recent, rule)) <= at:
            found.append(Flapping(start, over_at, count))
            start = None
        recent = [each for each in recent if each > at - rule.window] + [at]
        if start is not None:
            count += 1
        elif len(recent) >= rule.begins:
            start, count = at, len(recent)
    if start is not None:
        over_at = _calm_at(recent, rule)
        found.append(Flapping(start, over_at if over_at <= now else None, count))
    return tuple(found)


def flapping_now(intervals: Iterable[StateInterval], now: datetime, rule: FlapRule = DEFAULT_RULE) -> Flapping | None:
    """The spell that lasts at ``now``, if any."""
    found = flappings(intervals, now, rule)
    return found[-1] if found and found[-1].end is None else None


def _changes(intervals: Iterable[StateInterval], now: datetime) -> list[datetime]:
    known = [each for each in intervals if each.state in _COUNTED and each.start <= now]
    ordered = sorted(known, key=lambda each: each.start)
    return [
        after.start
        for before, after in pairwise(ordered)
        if (before.state in _ANSWERING) != (after.state in _ANSWERING)
    ]


def _calm_at(recent: list[datetime], rule: FlapRule) -> datetime:
    """When only ``rule.ends`` of the changes are left in the window, if none comes."""
    return recent[-1 - rule.ends] + rule.window
