"""Since when an open step is pressing: past its due time, or so far used up that it is near it."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.model import RunState, Verdict
from dashboard.rulebook import policy_at
from dashboard.views.context import Context
from dashboard.views.verdicts import OpenTicket, judged

_EXACT = timedelta(seconds=1)


def pressing_since(context: Context, opened: OpenTicket, run: Verdict, now: datetime) -> datetime | None:
    """When ``run`` (of ``opened``, pressing at ``now``) came into its present state; None where it has no start.

    Overdue: its due time. Near it: the moment that its used time reached the share from which its office is warned,
    pauses and closed hours left out as the engine leaves them out. Kept: it changes only with the ticket.
    """
    if run.state is RunState.OVERDUE or run.started_at is None:
        return run.due_at
    began = run.started_at
    share = policy_at(context.offices[opened.ticket.office], opened.ticket.opened.at).at_risk_share
    ticket = opened.ticket
    key = ("at_risk", ticket.office, ticket.id, ticket.updated_at, _run_of(run), share)
    return context.memory.recall(key, lambda: _first_reached(context, opened, run, share, began, now))


def _first_reached(
    context: Context, opened: OpenTicket, run: Verdict, share: float, began: datetime, now: datetime
) -> datetime:
    """Halve the time between the start and ``now`` until the moment is known to the second: used time only grows."""
    before, after = began, now
    while after - before > _EXACT:
        middle = before + (after - before) / 2
        verdicts = judged(context, opened.ticket, opened.sop, (), middle)
        used = next((each.share for each in verdicts if _run_of(each) == _run_of(run)), None)
        before, after = (before, middle) if used is not None and used >= share else (middle, after)
    return after


def _run_of(run: Verdict) -> tuple[object, ...]:
    return run.scope, run.from_step, run.to_step, run.attempt
