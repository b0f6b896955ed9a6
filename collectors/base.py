"""What every collector is: a name, an interval and ``collect(now)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dashboard.model import CollectorName, Sample, SeriesKey, SeriesState, Ticket

Recall = Callable[[SeriesKey], SeriesState | None]
"""Gives a collector what was last stored of one of its series (None: nothing yet)."""


class CollectorError(Exception):
    """The source as a whole could not be read. Its series become unknown, never down. Message in Indonesian."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one run brought home. ``notes`` are findings worth a log line and a row on /sistem (Indonesian)."""

    samples: tuple[Sample, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    notes: tuple[str, ...] = ()


class Collector(Protocol):
    """One batch job: all targets of one kind of one office."""

    @property
    def name(self) -> CollectorName: ...  # noqa: D102

    @property
    def office(self) -> str: ...  # noqa: D102

    @property
    def interval_s(self) -> float: ...  # noqa: D102

    @property
    def timeout_s(self) -> float:
        """After this the runner gives the run up and records a timeout."""
        ...

    def series(self) -> tuple[SeriesKey, ...]:
        """Every series that carries a state, so that a failed run can make them unknown."""
        ...

    def collect(self, now: datetime) -> Harvest:
        """Read the source once. ``now`` is aware UTC. Raises CollectorError where the source is broken."""
        ...
