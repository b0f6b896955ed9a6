"""A ticket that still runs, and which of its runs press. Pure; the pages and the alerts ask the same question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.model import Grain, RunState, Scope, Ticket, Verdict
from dashboard.sop import Sop

_SCHEDULED_SHOWN = timedelta(days=2)
PRESSING = frozenset({RunState.OVERDUE, RunState.AT_RISK})


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that still runs, judged at the moment of the question."""

    ticket: Ticket
    sop: Sop
    verdicts: tuple[Verdict, ...]

    @property
    def is_machine_run(self) -> bool:
        """A run of a machine by schedule (backup): it shows under its own indicator, not under tiket."""
        by_machine = any(step.measure is not None for step in self.sop.steps)
        return by_machine and self.ticket.scheduled_at is not None

    def is_superseded(self, now: datetime) -> bool:
        """A machine's run of days ago: its failure is counted, but nobody can finish it any more."""
        scheduled_at = self.ticket.scheduled_at
        return self.is_machine_run and scheduled_at is not None and scheduled_at < now - _SCHEDULED_SHOWN

    @property
    def pressing(self) -> tuple[Verdict, ...]:
        """Its steps and spans past or near their due time; its total where no step says as much."""
        found = tuple(each for each in self.verdicts if each.state in PRESSING)
        steps = tuple(each for each in found if each.scope is not Scope.TOTAL)
        if self.ticket.grain is Grain.TICKET or not any(each.state is RunState.OVERDUE for each in steps):
            totals = tuple(each for each in found if each.scope is Scope.TOTAL and each.state is RunState.OVERDUE)
            return steps + totals if steps or totals else found
        return steps

    @property
    def current_step(self) -> int:
        """The step whose turn it is: the last one begun and not finished, else the last one touched."""
        runs = self.ticket.runs
        running = [run.step for run in runs if run.finished is None and not run.skipped]
        touched = running or [run.step for run in runs]
        return touched[-1] if touched else self.sop.steps[0].number
