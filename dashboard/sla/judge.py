"""One window of time against its standards: the sentences of sla-rules on the state and heap of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dashboard.model import Heap, RunState, Scope, Stamp, Ticket, Verdict
from dashboard.sla.due import Deadline, Hole, clock_of, deadline, earliest_due, elapsed
from dashboard.sla.policy import Policy
from dashboard.sop import Standard
from dashboard.workcal import CalendarError, WorkingCalendar

_DAY_S = 86_400


@dataclass(slots=True)
class Window:
    """What is to be judged: a step, a span or a total, from its start to its finish.

    ``ended_at``: when the ticket was cancelled or closed with this window still open; ``ended_as`` says which.
    ``paused``: a pause lasts at ``now``. ``lost_s``: time off without a known begin. ``problem``: the rule by which
    nothing can be judged.
    """

    scope: Scope
    from_step: int
    to_step: int
    attempt: int
    chain: Sequence[Standard]
    start: Stamp | None
    finish: Stamp | None
    is_open: bool
    opened_at: datetime
    current_step: int | None = None
    before: Stamp | None = None
    holes: list[Hole] = field(default_factory=list)
    lost_s: float = 0.0
    paused: bool = False
    self_recovered: bool = False
    ended_at: datetime | None = None
    ended_as: str = ""
    problem: str | None = None
    remarks: tuple[str, ...] = ()

    @property
    def is_zero(self) -> bool:
        """No waiting allowed."""
        return len(self.chain) == 1 and self.chain[0].is_zero


@dataclass(frozen=True, slots=True)
class Bench:
    """What every window of a ticket is judged with."""

    ticket: Ticket
    calendar: WorkingCalendar
    policy: Policy
    now: datetime


@dataclass(frozen=True, slots=True)
class _Finding:
    """State, heap and rule with the instant that decides the period."""

    state: RunState
    heap: Heap
    rule: str
    period_at: datetime
    remarks: tuple[str, ...] = ()


def judge(window: Window, bench: Bench) -> Verdict:
    """The verdict on one window."""
    if not window.chain:
        finding = _finding(window, RunState.NO_STANDARD, Heap.OUTSIDE, "no_standard")
        if window.problem == "contradictory":
            finding = replace(finding, remarks=("waktu yang dicatat bertentangan: perlu dibetulkan",))
        return _verdict(window, bench, finding)
    if window.problem == "not_measured":
        return _verdict(window, bench, _not_measured(window))
    if window.problem is not None:
        return _verdict(window, bench, _with_problem(window, bench))
    start = window.before if window.is_zero and window.before is not None else window.start
    if start is None:
        return _verdict(window, bench, _without_start(window, bench))
    try:
        return _judge_from(start, window, bench)
    except CalendarError:
        return _verdict(window, bench, _unknown(window, "calendar_ends"))


def _judge_from(start: Stamp, window: Window, bench: Bench) -> Verdict:
    until = window.finish.at if window.finish is not None else (window.ended_at or bench.now)
    holes = [(a, min(b, until)) for a, b in window.holes if a < until] if window.holes else window.holes
    limit = deadline(window.chain, start.at, bench.calendar, bench.policy, holes=holes, lost_s=window.lost_s)
    used_s = max(elapsed(bench.calendar, limit.clock, start.at, until) - limit.lost_s, 0.0)
    if window.finish is not None:
        finding = _finished(start, window.finish, window, bench, limit)
    elif window.is_open and window.ended_at is None:
        finding = _open(start, used_s, window, bench, limit)
    elif window.is_open:
        finding = _ended(window.ended_at or bench.now, window, bench, limit)
    else:
        finding = _unknown(window, "no_finish")
    return _verdict(window, bench, finding, start=start, limit=limit, used_s=used_s)


def _finished(start: Stamp, finish: Stamp, window: Window, bench: Bench, limit: Deadline) -> _Finding:
    resolution_s = _resolution_s((start, finish), bench, limit)
    slack_s = bench.policy.zero_tolerance_s if window.is_zero else 0.0
    if _is_too_coarse(resolution_s, window, bench, limit):
        return _unknown(window, "too_coarse")
    passed_at = _passed_at(window, bench, limit)
    # A chain over two clocks is overrun on the clock of its last standard: a machine's night is not free.
    over_s = elapsed(bench.calendar, clock_of(window.chain[-1], bench.policy), limit.due_at, finish.at)
    is_next_day = finish.at > passed_at and bench.calendar.local_date(finish.at) > bench.calendar.local_date(passed_at)
    if over_s - slack_s >= resolution_s and over_s > slack_s:
        rule = "zero_past_tolerance" if window.is_zero else "past_standard"
        return _Finding(RunState.LATE, Heap.MISSED, rule, passed_at)
    if is_next_day and max(start.resolution_s, finish.resolution_s) < _DAY_S:
        # The working clock stands still at night, but a day that has been accounted for may not change.
        return _Finding(RunState.LATE, Heap.MISSED, "past_due_day", passed_at)
    if window.self_recovered:
        return _Finding(RunState.SKIPPED, Heap.OUTSIDE, "self_recovered", finish.at, ("pulih sendiri",))
    if over_s > slack_s or is_next_day:
        return _Finding(RunState.MET, Heap.MET, "within_resolution", finish.at, ("dalam batas ketelitian",))
    if window.is_zero:
        return _Finding(RunState.MET, Heap.MET, "zero_within_tolerance", finish.at)
    if finish.at > limit.due_at:
        remark = "selesai setelah jam tutup pada hari jatuh tempo: jam kerja sudah berhenti"
        return _Finding(RunState.MET, Heap.MET, "within_after_closing", finish.at, (remark,))
    remarks = _early(start.at, finish.at, window, bench, limit)
    return _Finding(RunState.MET, Heap.MET, "within_standard", finish.at, remarks)


def _resolution_s(stamps: tuple[Stamp, ...], bench: Bench, limit: Deadline) -> float:
    """How exactly a time used is known, in seconds on the run's clock: a bare date is worth its opening hours."""
    return max(
        elapsed(bench.calendar, limit.clock, stamp.at, stamp.at + timedelta(seconds=stamp.resolution_s))
        if stamp.resolution_s >= _DAY_S
        else stamp.resolution_s
        for stamp in stamps
    )


def _is_too_coarse(resolution_s: float, window: Window, bench: Bench, limit: Deadline) -> bool:
    """Whether the times are known too badly: a zero's tolerance allows for a time as coarse as itself, no coarser."""
    if window.is_zero:
        return resolution_s > bench.policy.zero_tolerance_s
    return limit.budget_s < 2 * resolution_s


def _early(start: datetime, finish: datetime, window: Window, bench: Bench, limit: Deadline) -> tuple[str, ...]:
    if len(window.chain) != 1 or window.chain[0].minimum is None:
        return ()
    earliest = earliest_due(window.chain[0], start, bench.calendar, bench.policy)
    if earliest is None:
        return ()
    least_s = elapsed(bench.calendar, limit.clock, start, earliest)
    used_s = elapsed(bench.calendar, limit.clock, start, finish) - limit.lost_s
    return ("lebih cepat dari baku",) if used_s < least_s else ()


def _passed_at(window: Window, bench: Bench, limit: Deadline) -> datetime:
    """The moment from which the run is missed: its due time, for a zero after the tolerance."""
    if window.is_zero:
        return limit.due_at + timedelta(seconds=bench.policy.zero_tolerance_s)
    return limit.due_at


def _open(start: Stamp, used_s: float, window: Window, bench: Bench, limit: Deadline) -> _Finding:
    passed_at = _passed_at(window, bench, limit)
    if bench.now > passed_at:
        if _is_too_coarse(_resolution_s((start,), bench, limit), window, bench, limit):
            return _unknown(window, "too_coarse")
        remarks = ("dijeda",) if window.paused else ()
        return _Finding(RunState.OVERDUE, Heap.MISSED, "open_past_due", passed_at, remarks)
    if window.paused:
        return _Finding(RunState.PAUSED, Heap.OUTSIDE, "open_paused", bench.now)
    if limit.budget_s > 0 and used_s >= bench.policy.at_risk_share * limit.budget_s:
        return _Finding(RunState.AT_RISK, Heap.OUTSIDE, "open_at_risk", bench.now)
    return _Finding(RunState.RUNNING, Heap.OUTSIDE, "open_within_standard", bench.now)


def _ended(ended_at: datetime, window: Window, bench: Bench, limit: Deadline) -> _Finding:
    """A window still open when its ticket was cancelled or closed."""
    passed_at = _passed_at(window, bench, limit)
    if ended_at > passed_at:
        return _Finding(RunState.LATE, Heap.MISSED, f"{window.ended_as}_past_due", passed_at)
    if window.ended_as == "cancelled":
        return _cancelled(ended_at, bench)
    if window.is_zero:
        return _Finding(RunState.LATE, Heap.MISSED, "zero_unfinished", passed_at)
    return _unknown(window, "no_finish")


def _cancelled(at: datetime, bench: Bench) -> _Finding:
    reason = bench.ticket.cancel_reason
    return _Finding(RunState.SKIPPED, Heap.OUTSIDE, "cancelled", at, (f"tiket dibatalkan: {reason}",) if reason else ())


def _with_problem(window: Window, bench: Bench) -> _Finding:
    """What was open when its ticket was cancelled is outside, however its times contradict each other."""
    if window.is_open and window.ended_as == "cancelled" and window.ended_at is not None:
        return _cancelled(window.ended_at, bench)
    return _unknown(window, window.problem or "contradictory")


def _without_start(window: Window, bench: Bench) -> _Finding:
    if window.is_open and window.ended_at is None:
        return _Finding(RunState.NOT_STARTED, Heap.OUTSIDE, "waiting_start", bench.now)
    if window.is_open and window.ended_as == "cancelled" and window.ended_at is not None:
        return _cancelled(window.ended_at, bench)
    return _unknown(window, "no_start")


def _not_measured(window: Window) -> _Finding:
    finding = _finding(window, RunState.NOT_STARTED, Heap.OUTSIDE, "not_measured")
    return replace(finding, remarks=("tidak diukur otomatis",))


def _unknown(window: Window, rule: str) -> _Finding:
    return _finding(window, RunState.UNKNOWN, Heap.UNMONITORED, rule)


def _finding(window: Window, state: RunState, heap: Heap, rule: str) -> _Finding:
    """A finding in the period of its finish, else its start, else the opening."""
    stamp = window.finish or window.start
    return _Finding(state, heap, rule, stamp.at if stamp is not None else window.opened_at)


def _verdict(
    window: Window,
    bench: Bench,
    finding: _Finding,
    *,
    start: Stamp | None = None,
    limit: Deadline | None = None,
    used_s: float | None = None,
) -> Verdict:
    ticket = bench.ticket
    begin = start or window.start
    due_at = limit.due_at if limit is not None else None
    budget_s = limit.budget_s if limit is not None else None
    remarks = (*window.remarks, *finding.remarks)
    if bench.calendar.unsure_years and begin is not None and due_at is not None:
        remarks += unsure_remarks(begin.at, due_at, bench.calendar)
    return Verdict(
        ticket=ticket.id,
        office=ticket.office,
        kecamatan=ticket.kecamatan,
        sop=ticket.sop,
        version=ticket.version,
        from_step=window.from_step,
        to_step=window.to_step,
        scope=window.scope,
        attempt=window.attempt,
        state=finding.state,
        heap=finding.heap,
        period_at=finding.period_at,
        rule=finding.rule,
        started_at=begin.at if begin is not None else None,
        finished_at=window.finish.at if window.finish is not None else None,
        due_at=due_at,
        used_s=used_s if finding.state is not RunState.UNKNOWN else None,
        budget_s=budget_s,
        share=used_s / budget_s if used_s is not None and budget_s and finding.state is not RunState.UNKNOWN else None,
        current_step=window.current_step,
        remarks=remarks,
    )


def unsure_remarks(start: datetime, due_at: datetime, calendar: WorkingCalendar) -> tuple[str, ...]:
    """One remark for each year from ``start`` to ``due_at`` whose holidays are not sure."""
    years = range(calendar.local_date(start).year, calendar.local_date(due_at).year + 1)
    unsure = sorted(calendar.unsure_years.intersection(years))
    return tuple(f"hari libur atau cuti bersama {year} belum pasti" for year in unsure)
