"""Rows of ``/jaringan``: each target with its hours by state, its outages, its decisions, and RTT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Indicator, State

ANSWERING = frozenset({State.UP, State.DEGRADED})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a strip, ``[start, end)``: seconds within the schedule by state; none are time out of schedule."""

    start: datetime
    end: datetime
    seconds: Mapping[State, float]
    to_come: bool = False


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target over the period. ``seconds`` by state lie within its schedule, up to now."""

    target: str
    name: str
    role: str
    kecamatan: str | None
    place: str
    parent: str | None
    measured_from: str
    schedule: str
    state: Indicator
    reason: str
    rtt_ms: float | None
    limit_ms: float
    """Slower answers are menurun."""
    in_schedule: bool
    seconds: Mapping[State, float]
    strip: tuple[Stretch, ...]
    outages: int
    flapping: bool

    @property
    def availability(self) -> float | None:
        """(up + degraded) / (up + degraded + down) of the schedule, 0..1; None where none of these was measured."""
        return availability_of(self.seconds)


@dataclass(frozen=True, slots=True)
class OutageRow:
    """One outage: ``[start, end)`` between answers, ``end`` None while it lasts.

    ``down_s``: seconds within the schedule in which it was down; ``confirmed_at``: when these were enough for a ticket.
    ``after``: what came next; only an answering state is a recovery.
    """

    target: str
    name: str
    place: str
    start: datetime
    end: datetime | None
    down_s: float
    confirmed_at: datetime | None
    after: State | None
    ticket: str
    flapping: bool


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """Planned work (``start`` to ``end``) or a target switched off by letter (``since``, without end)."""

    name: str
    place: str
    start: datetime | None
    end: datetime | None
    since: date | None
    word: str


@dataclass(frozen=True, slots=True)
class RttPoint:
    """Reply times of one clock hour in milliseconds; None where nothing answered."""

    start: datetime
    mean_ms: float | None
    highest_ms: float | None


@dataclass(frozen=True, slots=True)
class NetworkView:
    """Everything on the page; rows by place, the worst place and its worst target first."""

    office: str
    office_name: str
    zone: str
    now: datetime
    simulated: bool
    start: date
    end: date
    by_day: bool
    rows: tuple[TargetRow, ...]
    outages: tuple[OutageRow, ...]
    decisions: tuple[DecisionRow, ...]


def availability_of(seconds: Mapping[State, float]) -> float | None:
    """Share of the answered in the answered and the down time, 0..1; None without either."""
    answered = sum(seconds.get(state, 0.0) for state in ANSWERING)
    judged = answered + seconds.get(State.DOWN, 0.0)
    return answered / judged if judged else None
