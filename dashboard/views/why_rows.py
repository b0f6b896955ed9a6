"""What is told of one opened run or measured hour; plain rows, so that components need no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.model import Sample, Slot, StateInterval, StepRun, Verdict
from dashboard.readings import Attached


@dataclass(frozen=True, slots=True)
class EventRow:
    """One saved change of a ticket: when, by whom, what was done, and ``[before, after]`` by field.

    ``action`` is ``opened``, ``changed`` or ``readings``; of these the fields are empty, ``RunWhy.outputs`` tells them.
    """

    at: datetime
    by: str
    action: str
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OutputRow:
    """A finished step whose output the network collector brings; ``attached`` None: nothing was attached (yet)."""

    step: int
    attempt: int
    attached: Attached | None


@dataclass(frozen=True, slots=True)
class RunWhy:
    """One run: how it was judged, and what its ticket records. ``runs`` are the attempts that the verdict covers.

    ``outputs`` are of the verdict's own attempt, of steps and spans alone.
    """

    verdict: Verdict
    sentence: str
    runs: tuple[StepRun, ...]
    events: tuple[EventRow, ...]
    details: Mapping[str, object]
    outputs: tuple[OutputRow, ...] = ()
    office_rules: tuple[str, ...] = ()
    """Rules of the office by which the run was judged, in words."""


@dataclass(frozen=True, slots=True)
class SlotWhy:
    """One measured hour. Times of replies are seconds, None without replies; ``note`` says how quantiles were read.

    ``pruned_on``: the office-local day on which the raw samples were due to be thrown away; None while they are kept.
    """

    slot: Slot
    sentence: str
    intervals: tuple[StateInterval, ...]
    mean_s: float | None
    max_s: float | None
    median_s: float | None
    p90_s: float | None
    note: str
    evidence: tuple[Sample, ...]
    raw: tuple[Sample, ...]
    pruned_on: date | None
