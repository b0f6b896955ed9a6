"""Tickets as collectors and the import bring them: merged, never doubled, and audited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dashboard.model import StepRun, Ticket
from dashboard.services.identity import Officer, collector_officer
from dashboard.store import AuditEntry, Store, save_tickets, update_ticket


def save_collected(store: Store, tickets: Iterable[Ticket], collector: str, at: datetime) -> int:
    """Write the tickets that a collector read from its source; returns how many were new or changed."""
    found = tuple(tickets)
    if not found:
        return 0
    return save_tickets(store, found, by=collector_officer(collector).id, at=at)


def merge_runs(known: tuple[StepRun, ...], brought: Iterable[StepRun]) -> tuple[StepRun, ...]:
    """Runs by (step, attempt): a later line of the same attempt replaces what it states and keeps the rest."""
    runs = {(run.step, run.attempt): run for run in known}
    for run in brought:
        old = runs.get((run.step, run.attempt))
        if old is not None:
            run = replace(
                run,
                started=run.started or old.started,
                finished=run.finished or old.finished,
                pauses=run.pauses or old.pauses,
                branch=run.branch or old.branch,
                performer=run.performer or old.performer,
            )
        runs[run.step, run.attempt] = run
    return tuple(sorted(runs.values(), key=lambda run: (run.attempt, run.step)))


def save_imported(store: Store, brought: Ticket, officer: Officer, at: datetime) -> bool:
    """Merge a ticket of an import into what is stored, audited in the same transaction; False if it changed nothing."""
    changed = False

    def merge(old: Ticket | None) -> Ticket | None:
        nonlocal changed
        merged = brought if old is None else merge_tickets(old, brought)
        changed = merged != old
        return merged if changed else None

    entry = AuditEntry(at=at, officer=officer.id, action="impor tiket", subject=f"tiket {brought.office}/{brought.id}")
    update_ticket(store, brought.office, brought.id, merge, by=officer.id, at=at, entry=entry)
    return changed


def merge_tickets(old: Ticket, brought: Ticket) -> Ticket:
    """What a later line says on top of what is known; source and pinned SOP version stay those of the opening."""
    return replace(
        brought,
        runs=merge_runs(old.runs, brought.runs),
        solved=brought.solved or old.solved,
        cancelled_at=brought.cancelled_at or old.cancelled_at,
        cancel_reason=brought.cancel_reason or old.cancel_reason,
        title=brought.title or old.title,
        source=old.source,
        version=old.version,
        simulated=old.simulated,
        details=old.details,
        updated_at=old.updated_at,
    )
