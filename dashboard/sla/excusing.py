"""Excuses: an officer takes a missed or unmonitored run out of the count, reversibly and never his own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.model import Excuse, Heap, Scope, Ticket, Verdict

_MOVABLE = (Heap.MISSED, Heap.UNMONITORED)


def excused(verdict: Verdict, ticket: Ticket, excuses: Sequence[Excuse], now: datetime) -> Verdict:
    """The verdict, moved to the excused heap where an excuse for it is in force at ``now``."""
    if verdict.heap not in _MOVABLE:
        return verdict
    for excuse in excuses:
        if not _applies(excuse, verdict) or not _in_force(excuse, now):
            continue
        if _name(excuse.officer) in performers(ticket, verdict):
            remark = "pengecualian oleh pelaksananya sendiri tidak diterima"
            verdict = replace(verdict, remarks=(*verdict.remarks, remark))
            continue
        remark = f"dikecualikan oleh {excuse.officer}: {excuse.reason}"
        return replace(verdict, heap=Heap.EXCUSED, heap_before=verdict.heap, remarks=(*verdict.remarks, remark))
    return verdict


def performers(ticket: Ticket, verdict: Verdict) -> frozenset[str]:
    """Who performed what the verdict is about, or ticked it off by button; names without regard to capitals."""
    runs = [
        run
        for run in ticket.runs
        if verdict.from_step <= run.step <= verdict.to_step
        and (verdict.scope is not Scope.STEP or run.attempt == verdict.attempt)
    ]
    pressed = (stamp for run in runs for stamp in (run.started, run.finished) if stamp is not None and not stamp.typed)
    names = (*(run.performer for run in runs), *(stamp.by for stamp in pressed))
    return frozenset(_name(name) for name in names if name)


def _name(said: str) -> str:
    return said.strip().casefold()


def _applies(excuse: Excuse, verdict: Verdict) -> bool:
    return (
        excuse.office == verdict.office
        and excuse.ticket == verdict.ticket
        and excuse.from_step == verdict.from_step
        and excuse.attempt == verdict.attempt
        and excuse.scope is verdict.scope
    )


def _in_force(excuse: Excuse, now: datetime) -> bool:
    return excuse.at <= now and (excuse.withdrawn_at is None or excuse.withdrawn_at > now)
