"""What the network collector attached to finished steps, for "mengapa angka ini?" and the rows of runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dashboard.model import Scope, Ticket, Verdict
from dashboard.readings import Attached, target_data
from dashboard.sop import Sop
from dashboard.store import TicketEvent, newest_readings
from dashboard.views.as_json import Json, local_iso
from dashboard.views.context import Context
from dashboard.views.why_rows import EventRow, OutputRow

READINGS = "readings"
Key = tuple[str, int, int]
"""Ticket, step, attempt."""


def outputs_of(
    sop: Sop, ticket: Ticket, verdict: Verdict, attached: Iterable[Attached], now: datetime
) -> tuple[OutputRow, ...]:
    """The outputs of a verdict's own attempt; none of a total, and none of a step that was not finished by ``now``."""
    if verdict.scope is Scope.TOTAL:
        return ()
    asking = {
        step.number
        for step in sop.steps
        if step.output_from is not None and verdict.from_step <= step.number <= verdict.to_step
    }
    newest = {(each.readings.step, each.readings.attempt): each for each in attached}
    return tuple(
        OutputRow(run.step, run.attempt, newest.get((run.step, run.attempt)))
        for run in ticket.runs
        if run.step in asking and run.attempt == verdict.attempt and run.finished is not None and run.finished.at <= now
    )


def event_rows(events: Iterable[TicketEvent], attached: Iterable[Attached]) -> tuple[EventRow, ...]:
    """A ticket's changes, with the moments at which readings were attached between them, oldest first."""
    rows = [EventRow(each.at, each.by, each.action, each.changes) for each in events]
    rows += [EventRow(each.at, each.by, READINGS, {}) for each in attached]
    return tuple(sorted(rows, key=lambda row: row.at))


def attached_readings(context: Context, office: str, verdicts: Sequence[Verdict]) -> Mapping[Key, Attached]:
    """What counts now of the tickets among ``verdicts`` whose SOP has a step with network figures as output."""
    asking = {
        sop_id
        for sop_id, versions in context.catalogue.versions().items()
        if any(step.output_from is not None for sop in versions for step in sop.steps)
    }
    return newest_readings(context.store, office, {each.ticket for each in verdicts if each.sop in asking})


def output_json(attached: Mapping[Key, Attached], verdict: Verdict, now: datetime, zone: str) -> Json | None:
    """The network figures of one step's run; null where none are attached, and of spans and totals.

    ``targets`` with ``polls`` 0, and all other figures null, are "tidak terukur".
    """
    if verdict.scope is not Scope.STEP or verdict.finished_at is None:
        return None
    found = attached.get((verdict.ticket, verdict.from_step, verdict.attempt))
    if found is None or found.readings.finished_at > now:
        return None
    readings = found.readings
    return {
        "source": readings.source,
        "from": local_iso(readings.start, zone),
        "to": local_iso(readings.end, zone),
        "interval": str(readings.interval),
        "attached_at": local_iso(found.at, zone),
        "measured": readings.is_measured,
        "targets": [target_data(each) for each in readings.targets],
    }
