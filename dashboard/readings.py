"""What the network collector measured while a person did a step: the step's output, as frozen values and plain data.

Source: sla-rules, "Measured steps" (Paser). It is attached to the step and judges nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from statistics import median
from typing import Any

from dashboard.model import Sample, SampleStatus

_ANSWERED = (SampleStatus.OK, SampleStatus.DEGRADED)
_ASKED = (*_ANSWERED, SampleStatus.FAILED)
_MS_DIGITS = 3


class Interval(StrEnum):
    """How the interval that was read follows from the step's own."""

    STEP = "langkah"
    WIDENED = "diperlebar"
    """The step was too short to hold a few polls: the last ones before its finish."""
    SHORTENED = "dipersingkat"
    """The step was longer than raw samples are read: the last two days before its finish."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of the answered polls, in milliseconds."""

    median_ms: float
    min_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One target over the interval. ``polls`` are those that asked it; ``unmeasured`` could or should not ask.

    ``kind`` is the address kind (icmp, tcp, http): an HTTP answer is ``http``, every other reply ``latency``.
    ``loss_percent`` and both spreads are None where nothing was measured, never zero.
    """

    id: str
    name: str
    kind: str
    polls: int
    answered: int
    unmeasured: int
    loss_percent: float | None
    latency: Spread | None
    http: Spread | None


@dataclass(frozen=True, slots=True)
class Readings:
    """The output of one attempt at a step; ``started_at`` None where the step's start is not known.

    ``start`` and ``end`` (both included) are what was read, ``interval`` says why these.
    """

    step: int
    attempt: int
    started_at: datetime | None
    finished_at: datetime
    start: datetime
    end: datetime
    interval: Interval
    source: str
    targets: tuple[TargetReading, ...]

    @property
    def is_measured(self) -> bool:
        """Whether any target was asked at all; False is "tidak terukur"."""
        return any(target.polls for target in self.targets)


@dataclass(frozen=True, slots=True)
class Attached:
    """Readings as they were attached: when, and under which name."""

    readings: Readings
    at: datetime
    by: str


def read_target(target: str, name: str, kind: str, samples: Sequence[Sample]) -> TargetReading:
    """Count and summarise the samples of one target."""
    asked = [each for each in samples if each.status in _ASKED]
    replies = [each for each in asked if each.status in _ANSWERED]
    times = [each.value for each in replies if each.value is not None]
    spread = _spread(times) if times else None
    lost = len(asked) - len(replies)
    return TargetReading(
        id=target,
        name=name,
        kind=kind,
        polls=len(asked),
        answered=len(replies),
        unmeasured=len(samples) - len(asked),
        loss_percent=round(100 * lost / len(asked), 1) if asked else None,
        latency=None if kind == "http" else spread,
        http=spread if kind == "http" else None,
    )


def _spread(times_ms: Sequence[float]) -> Spread:
    return Spread(*(round(value, _MS_DIGITS) for value in (median(times_ms), min(times_ms), max(times_ms))))


def to_data(readings: Readings) -> dict[str, Any]:
    """Plain data that JSON can hold; times ISO UTC in whole seconds. ``from_data`` reads it back."""
    return {
        "step": readings.step,
        "attempt": readings.attempt,
        "started_at": None if readings.started_at is None else _iso(readings.started_at),
        "finished_at": _iso(readings.finished_at),
        "from": _iso(readings.start),
        "to": _iso(readings.end),
        "interval": readings.interval.value,
        "source": readings.source,
        "targets": [target_data(each) for each in readings.targets],
    }


def target_data(target: TargetReading) -> dict[str, Any]:
    """One target as plain data."""
    return {
        "target": target.id,
        "name": target.name,
        "kind": target.kind,
        "polls": target.polls,
        "answered": target.answered,
        "unmeasured": target.unmeasured,
        "loss_percent": target.loss_percent,
        "latency_ms": _spread_data(target.latency),
        "http_ms": _spread_data(target.http),
    }


def from_data(data: Mapping[str, Any]) -> Readings:
    """What ``to_data`` wrote."""
    started_at = data["started_at"]
    return Readings(
        step=data["step"],
        attempt=data["attempt"],
        started_at=None if started_at is None else datetime.fromisoformat(started_at),
        finished_at=datetime.fromisoformat(data["finished_at"]),
        start=datetime.fromisoformat(data["from"]),
        end=datetime.fromisoformat(data["to"]),
        interval=Interval(data["interval"]),
        source=data["source"],
        targets=tuple(
            TargetReading(
                id=each["target"],
                name=each["name"],
                kind=each["kind"],
                polls=each["polls"],
                answered=each["answered"],
                unmeasured=each["unmeasured"],
                loss_percent=each["loss_percent"],
                latency=_spread_of(each["latency_ms"]),
                http=_spread_of(each["http_ms"]),
            )
            for each in data["targets"]
        ),
    )


def _spread_data(spread: Spread | None) -> dict[str, float] | None:
    return None if spread is None else {"median": spread.median_ms, "min": spread.min_ms, "max": spread.max_ms}


def _spread_of(data: Mapping[str, float] | None) -> Spread | None:
    return None if data is None else Spread(data["median"], data["min"], data["max"])


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat()
