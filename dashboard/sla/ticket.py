"""Judging a ticket: every step run, span and the total that it holds at ``now``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dashboard.model import Excuse, Grain, Heap, RunState, Scope, Ticket, Verdict
from dashboard.sla.excusing import excused
from dashboard.sla.judge import Bench, judge, unsure_remarks
from dashboard.sla.path import Walk
from dashboard.sla.plan import Plan, plan_of
from dashboard.sla.policy import DEFAULT_POLICY, Policy
from dashboard.sla.stamps import known
from dashboard.sla.total import coarse_total, totals
from dashboard.sla.windows import step_windows
from dashboard.sop import Sop, Standard
from dashboard.workcal import WorkingCalendar


def judge_ticket(
    ticket: Ticket,
    sop: Sop,
    calendar: WorkingCalendar,
    policy: Policy = DEFAULT_POLICY,
    *,
    now: datetime,
    excuses: Sequence[Excuse] = (),
) -> tuple[Verdict, ...]:
    """Verdicts on all runs of a ticket as things stood at ``now``: steps and spans along its path, then the total.

    ``sop`` is the version that the ticket pinned. Skipped steps and steps not yet reached are no runs; a ticket that
    opens after ``now`` has none. Times are aware; ``used_s`` and ``budget_s`` are seconds on each run's own clock.
    """
    plan = plan_of(sop)
    bench = Bench(ticket, calendar, policy, now)
    if ticket.opened.at > now and not known(ticket.opened, now, ticket.updated_at).in_future:
        return ()
    verdicts = _verdicts(bench, plan)
    if excuses:
        verdicts = [excused(verdict, ticket, excuses, now) for verdict in verdicts]
    return tuple(verdicts)


def _verdicts(bench: Bench, plan: Plan) -> list[Verdict]:
    ticket, now = bench.ticket, bench.now
    unbegun = _unbegun(bench, plan) if ticket.scheduled_at is not None else None
    if unbegun is not None and (unbegun.state is not RunState.NOT_DONE or not _begins(ticket, now)):
        return [unbegun]
    if ticket.grain is Grain.TICKET:
        verdicts = list(coarse_total(bench, plan))
    else:
        path = Walk(ticket, plan, bench.policy, now).walk()
        verdicts = [judge(window, bench) for window in step_windows(ticket, plan, path, now)]
        verdicts += totals(bench, plan, path, verdicts)
    return verdicts if unbegun is None else _begun_too_late(unbegun, verdicts)


def _begins(ticket: Ticket, now: datetime) -> list[datetime]:
    """Recorded moments that show that the run had begun by ``now``."""
    stamps = [stamp for run in ticket.runs for stamp in (run.started, run.finished) if stamp is not None]
    if ticket.solved is not None:
        stamps.append(ticket.solved)
    return sorted(stamp.at for stamp in stamps if stamp.at <= now)


def _unbegun(bench: Bench, plan: Plan) -> Verdict | None:
    """The one verdict on a scheduled run that had not begun by its schedule and grace; None when it had."""
    ticket, now = bench.ticket, bench.now
    if ticket.scheduled_at is None:
        return None
    limit_at = ticket.scheduled_at + timedelta(seconds=ticket.grace_s)
    begins = _begins(ticket, now)
    if begins and begins[0] <= limit_at:
        return None
    judged = _first_judged(plan)
    if judged is None:
        return None
    if now <= limit_at:
        state, heap, rule, period_at = RunState.NOT_STARTED, Heap.OUTSIDE, "scheduled", now
    elif ticket.source_readable:
        state, heap, rule, period_at = RunState.NOT_DONE, Heap.MISSED, "not_begun", limit_at
    elif begins:
        return None
    else:
        state, heap, rule, period_at = RunState.UNKNOWN, Heap.UNMONITORED, "source_unreadable", ticket.opened.at
    if ticket.cancelled_at is not None and ticket.cancelled_at <= min(now, limit_at):
        state, heap, rule, period_at = RunState.SKIPPED, Heap.OUTSIDE, "cancelled", ticket.cancelled_at
    return Verdict(
        ticket=ticket.id,
        office=ticket.office,
        kecamatan=ticket.kecamatan,
        sop=ticket.sop,
        version=ticket.version,
        from_step=judged.first_step,
        to_step=judged.last_step,
        scope=Scope.SPAN if judged.is_span else Scope.STEP,
        attempt=1,
        state=state,
        heap=heap,
        period_at=period_at,
        rule=rule,
        due_at=limit_at,
        remarks=unsure_remarks(ticket.scheduled_at, limit_at, bench.calendar),
    )


def _first_judged(plan: Plan) -> Standard | None:
    """The first standard that is judged: of an SOP with measured steps the first measured one."""
    for number, standard in plan.standards.items():
        if standard is not None and (not plan.is_measured or plan.steps[number].measure is not None):
            return standard
    return None


def _begun_too_late(unbegun: Verdict, verdicts: list[Verdict]) -> list[Verdict]:
    """A run begun after its grace stays not_done on its first standard: what was found missing is not un-missed."""
    key = (unbegun.from_step, unbegun.scope)
    rest = [verdict for verdict in verdicts if (verdict.from_step, verdict.scope) != key or verdict.attempt > 1]
    return [unbegun, *rest]
