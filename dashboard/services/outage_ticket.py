"""What recovery and a new outage make of an outage's ticket. Pure: a ticket in, the ticket as it becomes out.

Source: sla-rules.md, "Outage -> SOP". Runs that persons recorded are kept as they are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dashboard.model import Stamp, StepRun, Ticket
from dashboard.sla import DEFAULT_POLICY, Policy
from dashboard.sla.path import Path, Stand, Visit, Walk
from dashboard.sla.plan import plan_of
from dashboard.sop import Sop


def is_open(ticket: Ticket) -> bool:
    """Whether the ticket still waits for somebody: neither solved (for good) nor cancelled."""
    return ticket.cancelled_at is None and (ticket.solved is None or ticket.is_reopened())


def outage_since(ticket: Ticket) -> datetime:
    """First failure of the outage that opened the ticket, or reopened it last."""
    told = ticket.details.get("outage_since")
    return datetime.fromisoformat(told) if isinstance(told, str) else ticket.opened.at


def down_after(ticket: Ticket) -> datetime:
    """Only a recovery after this moment closes the ticket: what a person reopened is closed by no earlier one."""
    since = outage_since(ticket)
    if ticket.solved is None:
        return since
    again = [run.started.at for run in ticket.runs if run.attempt > 1 and run.started is not None]
    return max(since, ticket.solved.at, *again)


def closed(ticket: Ticket, sop: Sop, recovered: Stamp, now: datetime, policy: Policy = DEFAULT_POLICY) -> Ticket:
    """The ticket after its link recovered by itself: the step then open finishes, later ones are skipped."""
    visit = _waiting(_walk(ticket, sop, now, policy))
    finish = recovered
    if visit is not None:
        # A step that a person's tick let begin after the recovery was over as soon as it began.
        if visit.start is not None and visit.start.at > recovered.at:
            finish = replace(recovered, at=visit.start.at)
        run = visit.run or StepRun(visit.step.number, _next_attempt(ticket, visit.step.number))
        done = replace(run, finished=finish, self_recovered=True)
        others = tuple(each for each in ticket.runs if (each.step, each.attempt) != (run.step, run.attempt))
        ticket = _skip_later(replace(ticket, runs=(*others, done)), sop, now, policy)
    return replace(ticket, runs=_in_order(ticket.runs), solved=finish)


def reopened(ticket: Ticket, sop: Sop, began: Stamp, since: datetime) -> Ticket:
    """The ticket after its link went down again: a new attempt of the step at which it had recovered."""
    ended = [run for run in ticket.runs if run.self_recovered]
    step = ended[-1].step if ended else _last_taken(ticket, sop)
    again = StepRun(step, _next_attempt(ticket, step), started=began)
    details = {**ticket.details, "outage_since": since.isoformat()}
    return replace(ticket, runs=_in_order((*ticket.runs, again)), details=details)


def _walk(ticket: Ticket, sop: Sop, now: datetime, policy: Policy) -> Path:
    return Walk(ticket, plan_of(sop), policy, now).walk()


def _waiting(path: Path) -> Visit | None:
    """The step whose turn it is; None at the end of the path and at an unanswered decision."""
    last = path.visits[-1] if path.visits else None
    return last if last is not None and last.stand is Stand.OPEN else None


def _skip_later(ticket: Ticket, sop: Sop, now: datetime, policy: Policy) -> Ticket:
    for _ in sop.steps:
        visit = _waiting(_walk(ticket, sop, now, policy))
        if visit is None or visit.run is not None:
            break
        number = visit.step.number
        skip = StepRun(number, _next_attempt(ticket, number), skipped=True)
        ticket = replace(ticket, runs=(*ticket.runs, skip))
    return ticket


def _next_attempt(ticket: Ticket, step: int) -> int:
    return max((run.attempt for run in ticket.runs if run.step == step), default=0) + 1


def _last_taken(ticket: Ticket, sop: Sop) -> int:
    taken = [run.step for run in ticket.runs if run.finished is not None]
    return max(taken, default=sop.steps[0].number)


def _in_order(runs: tuple[StepRun, ...]) -> tuple[StepRun, ...]:
    return tuple(sorted(runs, key=lambda run: (run.attempt, run.step)))
