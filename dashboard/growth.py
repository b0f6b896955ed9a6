"""Whether and by how much a counter of sent records grows: "dinilai dari kenaikan" (sla-rules, measured steps)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from dashboard.model import SeriesState, State


def growth_state(
    previous: SeriesState | None,
    value: float,
    observed_at: datetime,
    *,
    pending: float | None,
    window_s: float,
    pending_since: datetime | None = None,
) -> State:
    """State of a counter after the reading ``value`` at ``observed_at``.

    ``previous``: last stored reading of the same counter, None where there is none.
    ``pending``: records still waiting, None where nobody tells. ``window_s``: seconds without growth that must
    pass before standing still says anything. ``pending_since``: since when something is known to wait, None: at
    least since the last growth.

    Growth is ``increasing``, a lower value ``restarted`` (above 0 or at 0: the value tells). Standing still for the
    window is ``stuck`` while something waits all that time, ``idle`` where nothing waits, ``quiet`` where
    nobody tells. Within the window the previous state holds. A first reading is ``unknown`` (``idle`` where
    nothing waits): one number shows no growth.
    """
    # A poll that failed in between has no value of its own; growth is counted from the last number that was read.
    known = None if previous is None else previous.known_value if previous.value is None else previous.value
    if previous is None or known is None:
        return State.IDLE if pending == 0 else State.UNKNOWN
    if value > known:
        return State.INCREASING
    if value < known:
        return State.RESTARTED
    still_since = previous.value_changed_at or previous.since
    if (observed_at - still_since).total_seconds() < window_s:
        return previous.state
    if pending is None:
        return State.QUIET
    if pending == 0:
        return State.IDLE
    waiting_since = max(still_since, pending_since or still_since)
    # A queue that has only just begun to fill after a quiet night is not yet stuck.
    return State.STUCK if (observed_at - waiting_since).total_seconds() >= window_s else previous.state


@dataclass(frozen=True, slots=True)
class Step:
    """What one reading added to the one before: ``growth`` (never below 0), and whether the counter restarted."""

    at: datetime
    growth: float
    restarted: bool


@dataclass(frozen=True, slots=True)
class Grown:
    """Growth of one hour or of one counter, with how often the counter restarted meanwhile."""

    growth: float
    resets: int


@dataclass(frozen=True, slots=True)
class ManualReading:
    """A counter as a person read it. ``version`` 1 is the first entry, each correction adds one; the last counts.

    ``restarted``: the officer says that the counter began anew since the reading before.
    """

    office: str
    source: str
    observed_at: datetime
    value: int
    pending: int | None
    restarted: bool
    officer: str
    recorded_at: datetime
    version: int = 1
    note: str = ""


def grown(before: float, value: float, *, restarted: bool = False) -> float:
    """What was sent between two readings. After a restart all that the counter shows has been sent since."""
    return value if restarted or value < before else value - before


def steps(readings: Iterable[tuple[datetime, float, bool]]) -> tuple[Step, ...]:
    """The growth from each reading (time, value, said to be a restart) to the next; ``readings`` oldest first."""
    found: list[Step] = []
    before: float | None = None
    for at, value, told in readings:
        if before is not None:
            restarted = told or value < before
            found.append(Step(at, grown(before, value, restarted=restarted), restarted))
        before = value
    return tuple(found)


def by_hour(found: Iterable[Step]) -> dict[datetime, Grown]:
    """Growth of each clock hour (UTC) in which a reading ended a step; an hour without one is not in it."""
    hours: dict[datetime, Grown] = {}
    for step in found:
        hour = step.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        known = hours.get(hour, Grown(0, 0))
        hours[hour] = Grown(known.growth + step.growth, known.resets + step.restarted)
    return hours


def in_force(readings: Iterable[ManualReading]) -> tuple[ManualReading, ...]:
    """Of each moment the version that counts, oldest first."""
    newest: dict[datetime, ManualReading] = {}
    for each in sorted(readings, key=lambda one: one.version):
        newest[each.observed_at] = each
    return tuple(newest[at] for at in sorted(newest))


def steps_by_people(readings: Iterable[ManualReading]) -> tuple[Step, ...]:
    """The growth between manual readings, corrections taken in."""
    return steps((each.observed_at, each.value, each.restarted) for each in in_force(readings))


JUMP_LEAST = 1_000
"""A growth of fewer records than this is never asked about."""
JUMP_FACTOR = 10
_KNOWN_STEPS = 3


def is_implausible(earlier: Sequence[ManualReading], observed_at: datetime, value: int) -> bool:
    """Whether a reading grew so much faster than ever before that it looks mistyped.

    ``earlier``: readings in force before it, oldest first. More than 1,000 records at more than ten times the fastest
    growth an hour so far; with fewer than three known steps at more than 1,000 an hour.
    """
    if not earlier or value - earlier[-1].value <= JUMP_LEAST:
        return False
    rates = [_an_hour(one, two) for one, two in pairwise(earlier) if two.value >= one.value and not two.restarted]
    limit = JUMP_FACTOR * max(rates) if len(rates) >= _KNOWN_STEPS and max(rates) else JUMP_LEAST
    last = earlier[-1]
    return (value - last.value) / _hours(last.observed_at, observed_at) > limit


def _an_hour(one: ManualReading, two: ManualReading) -> float:
    return (two.value - one.value) / _hours(one.observed_at, two.observed_at)


def _hours(start: datetime, end: datetime) -> float:
    """At least one: ten records within a minute are no six hundred an hour."""
    return max(1.0, (end - start).total_seconds() / 3600)
