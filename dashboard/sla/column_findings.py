"""State, heap, rule and period over columns: the sentences of ``dashboard.sla.judge`` on runs with a start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dashboard.model import Heap, RunState
from dashboard.sla.column_clock import DueClock, Flags, Ints, elapsed

Codes = npt.NDArray[np.int8]

STATES: Final = tuple(RunState)
HEAPS: Final = tuple(Heap)
RULE_NAMES: Final = (
    "within_standard",
    "within_resolution",
    "within_after_closing",
    "past_standard",
    "past_due_day",
    "zero_within_tolerance",
    "zero_past_tolerance",
    "open_within_standard",
    "open_at_risk",
    "open_past_due",
    "open_paused",
    "waiting_start",
    "no_standard",
    "no_start",
    "too_coarse",
)
"""The code of a state, heap or rule is its place in these."""
_STATE: Final = {state: code for code, state in enumerate(STATES)}
_HEAP: Final = {heap: code for code, heap in enumerate(HEAPS)}
_RULE: Final = {rule: code for code, rule in enumerate(RULE_NAMES)}


@dataclass(frozen=True, slots=True)
class Findings:
    """State, heap and rule by code, with the epoch second that decides the period; filled in place."""

    state: Codes
    heap: Codes
    rule: Codes
    period_at: Ints

    @classmethod
    def blank(cls, count: int) -> Findings:
        """Room for ``count`` runs."""
        codes = [np.zeros(count, dtype=np.int8) for _ in range(3)]
        return cls(codes[0], codes[1], codes[2], np.zeros(count, dtype=np.int64))

    def put(self, rows: Ints | Flags, state: RunState, heap: Heap, rule: str, period_at: Ints | int) -> None:
        """The same finding for these rows; ``period_at`` of every run, or one for all."""
        self.state[rows], self.heap[rows], self.rule[rows] = _STATE[state], _HEAP[heap], _RULE[rule]
        self.period_at[rows] = period_at if isinstance(period_at, int) else period_at[rows]

    def copy_to(self, other: Findings, rows: Ints) -> None:
        """Write these findings into ``rows`` of a longer one."""
        for name in ("state", "heap", "rule", "period_at"):
            getattr(other, name)[rows] = getattr(self, name)

    def is_unknown(self) -> Flags:
        """Which runs tell nothing."""
        unknown: Flags = self.state == _STATE[RunState.UNKNOWN]
        return unknown


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run is held against. ``slack_s``: the tolerance of a zero, else 0."""

    working: Flags
    zero: Flags
    due_at: Ints
    budget_s: Ints
    slack_s: Ints
    resolution_s: Ints
    """How exactly the times used are known; of an open run its start alone."""

    def take(self, rows: Ints) -> Limits:
        """These rows alone."""
        return Limits(
            self.working[rows],
            self.zero[rows],
            self.due_at[rows],
            self.budget_s[rows],
            self.slack_s[rows],
            self.resolution_s[rows],
        )

    def too_coarse(self, zero_tolerance_s: float) -> Flags:
        """Which times are known too badly to be judged."""
        coarse: Flags = np.where(self.zero, self.resolution_s > zero_tolerance_s, self.budget_s < 2 * self.resolution_s)
        return coarse


def finished(limits: Limits, finish: Ints, clock: DueClock, zero_tolerance_s: float) -> Findings:
    """Findings on finished runs."""
    found, every = Findings.blank(finish.size), np.arange(finish.size)
    zero, slack_s, passed_at = limits.zero, limits.slack_s, limits.due_at + limits.slack_s
    found.put(every, RunState.MET, Heap.MET, "within_standard", finish)
    found.put(zero, RunState.MET, Heap.MET, "zero_within_tolerance", finish)
    after = np.flatnonzero(finish > limits.due_at)
    if after.size:
        found.put(after[~zero[after]], RunState.MET, Heap.MET, "within_after_closing", finish)
        over_s = np.zeros_like(finish)
        over_s[after] = elapsed(clock.calendar, limits.working[after], limits.due_at[after], finish[after])
        next_day = np.zeros(finish.size, dtype=np.bool_)
        next_day[after] = clock.local_day(finish[after]) > clock.local_day(passed_at[after])
        next_day &= finish > passed_at
        over = over_s > slack_s
        late = over & (over_s - slack_s >= limits.resolution_s)
        found.put(over | next_day, RunState.MET, Heap.MET, "within_resolution", finish)
        found.put(next_day, RunState.LATE, Heap.MISSED, "past_due_day", passed_at)
        found.put(late & ~zero, RunState.LATE, Heap.MISSED, "past_standard", passed_at)
        found.put(late & zero, RunState.LATE, Heap.MISSED, "zero_past_tolerance", passed_at)
    coarse = limits.too_coarse(zero_tolerance_s)
    if coarse.any():
        found.put(coarse, RunState.UNKNOWN, Heap.UNMONITORED, "too_coarse", finish)
    return found


def still_open(
    limits: Limits,
    used_s: Ints,
    paused: Flags,
    begun_at: Ints,
    now_s: int,
    at_risk_share: float,
    zero_tolerance_s: float,
) -> Findings:
    """Findings on open runs. ``begun_at``: recorded start, else the opening; the period of what is not known."""
    found, every = Findings.blank(used_s.size), np.arange(used_s.size)
    passed_at = limits.due_at + limits.slack_s
    found.put(every, RunState.RUNNING, Heap.OUTSIDE, "open_within_standard", now_s)
    at_risk = (limits.budget_s > 0) & (used_s >= at_risk_share * limits.budget_s)
    found.put(at_risk, RunState.AT_RISK, Heap.OUTSIDE, "open_at_risk", now_s)
    found.put(paused, RunState.PAUSED, Heap.OUTSIDE, "open_paused", now_s)
    past = now_s > passed_at
    found.put(past, RunState.OVERDUE, Heap.MISSED, "open_past_due", passed_at)
    coarse = past & limits.too_coarse(zero_tolerance_s)
    found.put(coarse, RunState.UNKNOWN, Heap.UNMONITORED, "too_coarse", begun_at)
    return found
