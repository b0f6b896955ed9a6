"""Verdicts over columns: plain step runs of one calendar judged by the hundred thousand, as ``judge`` does one by one.

Instants are whole seconds since 1970 UTC, ``NEVER`` where there is none. A run that cannot be told over columns (a
bare date, contradictory times, a calendar that ends) is marked ``left``: ``dashboard.sla.judge`` takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.model import Heap, RunState
from dashboard.sla.column_clock import (
    DAY_S,
    NEVER,
    DueClock,
    Flags,
    Ints,
    StandardColumns,
    Way,
    elapsed,
    is_working,
    zone_offset_s,
)
from dashboard.sla.column_findings import HEAPS, RULE_NAMES, STATES, Codes, Findings, Limits, finished, still_open
from dashboard.sla.column_pauses import Holes, PauseColumns, holes_of
from dashboard.sla.policy import DEFAULT_POLICY, Policy
from dashboard.sop import Standard
from dashboard.workcal import CalendarError, WorkingCalendar

__all__ = ["HEAPS", "NEVER", "RULE_NAMES", "STATES", "JudgedColumns", "PauseColumns", "RunColumns", "judge_columns"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RunColumns:
    """Runs as columns of one length: instants (or ``NEVER``), resolutions in seconds, index of the standard or -1.

    ``before``: the predecessor's finish, from which a zero counts. A run without ``finish`` is open. ``lost_s``: time
    off without a known begin. ``opened``: when the ticket opened.
    """

    start: Ints
    finish: Ints
    before: Ints
    opened: Ints
    start_resolution_s: Ints
    finish_resolution_s: Ints
    before_resolution_s: Ints
    lost_s: Ints
    standard: Ints

    def __len__(self) -> int:
        return int(self.start.size)


@dataclass(frozen=True, slots=True)
class JudgedColumns:
    """Verdicts row by row; codes are places in ``STATES``, ``HEAPS`` and ``RULE_NAMES``.

    Seconds are NaN and ``due_at`` is ``NEVER`` where a ``Verdict`` has None. ``early``: faster than the lower bound of
    a range. Where ``left`` the row says nothing.
    """

    state: Codes
    heap: Codes
    rule: Codes
    due_at: Ints
    period_at: Ints
    used_s: Floats
    budget_s: Floats
    share: Floats
    early: Flags
    left: Flags


def judge_columns(
    runs: RunColumns,
    pauses: PauseColumns,
    standards: Sequence[Standard],
    calendar: WorkingCalendar,
    now_s: int,
    policy: Policy = DEFAULT_POLICY,
) -> JudgedColumns:
    """Judge every run at ``now_s``; the same state, heap, rule, times and shares as ``judge`` gives its window."""
    known = StandardColumns.of(standards, policy)
    zero = np.append(known.is_zero, False)[runs.standard]
    left = _untold(runs, pauses, zero, now_s, policy)
    from_before = zero & (runs.before != NEVER)
    start = np.where(from_before, runs.before, runs.start)
    judged = _unbegun(runs, now_s, left)
    rows = np.flatnonzero(~left & (runs.standard >= 0) & (start != NEVER))
    if rows.size == 0:
        return judged
    offset_s = zone_offset_s(calendar, int(start[rows].min()), now_s)
    if offset_s is None:
        left[rows] = True
        return judged
    _Job(runs, pauses, known, DueClock(calendar, offset_s), now_s, policy, start, from_before, judged).judge(rows)
    return judged


def _untold(runs: RunColumns, pauses: PauseColumns, zero: Flags, now_s: int, policy: Policy) -> Flags:
    """Runs whose times say less or more than columns can tell."""
    left: Flags = (runs.finish != NEVER) & (runs.finish < runs.start)
    for instants in (runs.start, runs.finish, runs.before, runs.opened):
        left |= instants > now_s
    for resolution_s in (runs.start_resolution_s, runs.finish_resolution_s, runs.before_resolution_s):
        left |= resolution_s >= DAY_S
    left[pauses.run[(pauses.end != NEVER) & (pauses.end < pauses.start)]] = True
    if policy.zero_tolerance_s != int(policy.zero_tolerance_s):
        left |= zero
    return left


def _unbegun(runs: RunColumns, now_s: int, left: Flags) -> JudgedColumns:
    """Every run as it is without a standard or without a start; the others are judged over it."""
    count = len(runs)
    found = Findings.blank(count)
    is_open, judged = runs.finish == NEVER, runs.standard >= 0
    ended_at = np.where(is_open, np.where(runs.start != NEVER, runs.start, runs.opened), runs.finish)
    found.put(~judged, RunState.NO_STANDARD, Heap.OUTSIDE, "no_standard", ended_at)
    found.put(judged & is_open, RunState.NOT_STARTED, Heap.OUTSIDE, "waiting_start", now_s)
    found.put(judged & ~is_open, RunState.UNKNOWN, Heap.UNMONITORED, "no_start", ended_at)
    return JudgedColumns(
        found.state,
        found.heap,
        found.rule,
        due_at=np.full(count, NEVER, dtype=np.int64),
        period_at=found.period_at,
        used_s=np.full(count, np.nan),
        budget_s=np.full(count, np.nan),
        share=np.full(count, np.nan),
        early=np.zeros(count, dtype=np.bool_),
        left=left,
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """Runs with a standard and a start, and where their verdicts are written."""

    runs: RunColumns
    pauses: PauseColumns
    known: StandardColumns
    clock: DueClock
    now_s: int
    policy: Policy
    start: Ints
    from_before: Flags
    judged: JudgedColumns

    def judge(self, rows: Ints) -> None:
        """Judge these rows; those for which the calendar ends are found by halving, and left."""
        try:
            self._judge(rows)
        except CalendarError:
            if rows.size == 1:
                self.judged.left[rows] = True
                return
            # In the order of their starts, so that those beyond the calendar's end stand together.
            for half in np.array_split(rows[np.argsort(self.start[rows], kind="stable")], 2):
                self.judge(half)

    def _judge(self, rows: Ints) -> None:
        standard = self.runs.standard[rows]
        way, amount = self.known.way[standard], self.known.amount[standard]
        start, finish = self.start[rows], self.runs.finish[rows]
        until = np.where(finish == NEVER, self.now_s, finish)
        plain_due = self.clock.plain_due(way, amount, start)
        budget_s = self._budget_s(way, amount, start, plain_due)
        holes = holes_of(self._pauses_of(rows), rows.size, self.now_s, start, until)
        due_at, lost_s = self._moved(way, start, plain_due, self.runs.lost_s[rows], holes)
        gross_s = elapsed(self.clock.calendar, is_working(way), start, until) - lost_s
        limits = self._limits(rows, way, start, due_at, budget_s)
        found = self._findings(rows, limits, np.maximum(gross_s, 0), holes)
        self._write(rows, found, due_at, np.maximum(gross_s, 0), budget_s)
        self._mark_early(rows, found, way, start, gross_s)

    def _budget_s(self, way: Ints, amount: Ints, start: Ints, plain_due: Ints) -> Ints:
        """Seconds allowed on each run's clock: as printed, or to where the calendar puts the due time."""
        budget_s = amount.copy()
        rows = np.flatnonzero(way >= Way.WORKING_DAYS)
        budget_s[rows] = elapsed(self.clock.calendar, is_working(way[rows]), start[rows], plain_due[rows])
        return budget_s

    def _pauses_of(self, rows: Ints) -> PauseColumns:
        """Pauses of these rows, with the places of the rows for indices."""
        place = np.full(len(self.runs), NEVER, dtype=np.int64)
        place[rows] = np.arange(rows.size)
        own = place[self.pauses.run]
        kept = own != NEVER
        return PauseColumns(own[kept], self.pauses.start[kept], self.pauses.end[kept])

    def _moved(self, way: Ints, start: Ints, plain_due: Ints, bare_s: Ints, holes: Holes) -> tuple[Ints, Ints]:
        """Due times moved by the time off, and the time taken off; a pause begun after the due time moves nothing."""
        due_at, lost_s = plain_due.copy(), bare_s.copy()
        bare = np.flatnonzero(bare_s > 0)
        if bare.size:
            due_at[bare] = self.clock.later_due(way[bare], due_at[bare], bare_s[bare])
        for run, begin, end in holes.in_turn():
            counts = begin <= due_at[run]
            run, begin, end = run[counts], begin[counts], end[counts]
            off_s = elapsed(self.clock.calendar, is_working(way[run]), np.maximum(begin, start[run]), end)
            due_at[run] = self.clock.later_due(way[run], due_at[run], off_s)
            lost_s[run] += off_s
        return due_at, lost_s

    def _limits(self, rows: Ints, way: Ints, start: Ints, due_at: Ints, budget_s: Ints) -> Limits:
        zero = self.known.is_zero[self.runs.standard[rows]]
        begun_s = np.where(
            self.from_before[rows], self.runs.before_resolution_s[rows], self.runs.start_resolution_s[rows]
        )
        ended_s = np.where(self.runs.finish[rows] == NEVER, 0, self.runs.finish_resolution_s[rows])
        slack_s = np.where(zero, int(self.policy.zero_tolerance_s), 0)
        return Limits(is_working(way), zero, due_at, budget_s, slack_s, np.maximum(begun_s, ended_s))

    def _findings(self, rows: Ints, limits: Limits, used_s: Ints, holes: Holes) -> Findings:
        found, finish = Findings.blank(rows.size), self.runs.finish[rows]
        tolerance_s = self.policy.zero_tolerance_s
        ended, lasting = np.flatnonzero(finish != NEVER), np.flatnonzero(finish == NEVER)
        finished(limits.take(ended), finish[ended], self.clock, tolerance_s).copy_to(found, ended)
        start = self.runs.start[rows[lasting]]
        begun_at = np.where(start != NEVER, start, self.runs.opened[rows[lasting]])
        share = self.policy.at_risk_share
        still_open(
            limits.take(lasting), used_s[lasting], holes.lasting[lasting], begun_at, self.now_s, share, tolerance_s
        ).copy_to(found, lasting)
        return found

    def _write(self, rows: Ints, found: Findings, due_at: Ints, used_s: Ints, budget_s: Ints) -> None:
        judged = self.judged
        judged.state[rows], judged.heap[rows], judged.rule[rows] = found.state, found.heap, found.rule
        judged.period_at[rows], judged.due_at[rows], judged.budget_s[rows] = found.period_at, due_at, budget_s
        told = np.where(found.is_unknown(), np.nan, used_s)
        judged.used_s[rows] = told
        judged.share[rows] = told / np.where(budget_s > 0, budget_s, np.nan)

    def _mark_early(self, rows: Ints, found: Findings, way: Ints, start: Ints, gross_s: Ints) -> None:
        """Runs that took less than the lower bound of their range."""
        least = self.known.least[self.runs.standard[rows]]
        ranged = np.flatnonzero((least != NEVER) & (found.rule == RULE_NAMES.index("within_standard")))
        if ranged.size == 0:
            return
        way, least, start = way[ranged], least[ranged], start[ranged]
        earliest = self.clock.plain_due(way, least, start)
        least_s = elapsed(self.clock.calendar, is_working(way), start, earliest)
        self.judged.early[rows[ranged]] = gross_s[ranged] < least_s
