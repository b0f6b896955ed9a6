"""Tickets as collectors and the import bring them: merged, never doubled, and audited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dashboard.model import Stamp, StepRun, Ticket
from dashboard.services.identity import Officer, collector_officer
from dashboard.services.sourced import renewed
from dashboard.services.ticket_facts import changed_facts
from dashboard.store import AuditEntry, Store, renew_tickets, update_ticket


def save_collected(store: Store, tickets: Iterable[Ticket], collector: str, at: datetime) -> int:
    """Write the tickets that a collector read from its source; returns how many were new or changed.

    What officers did to a ticket that its source cannot tell (pauses, a cancellation) stays, see ``sourced``.
    """
    return renew_tickets(store, tickets, renewed, by=collector_officer(collector).id, at=at)


def merge_runs(known: tuple[StepRun, ...], brought: Iterable[StepRun]) -> tuple[StepRun, ...]:
    """Runs by (step, attempt): a later line of the same attempt replaces what it states and keeps the rest."""
    runs = {(run.step, run.attempt): run for run in known}
    for run in brought:
        old = runs.get((run.step, run.attempt))
        if old is not None:
            run = replace(
                run,
                started=_kept(old.started, run.started),
                finished=_kept(old.finished, run.finished),
                pauses=run.pauses or old.pauses,
                branch=run.branch or old.branch,
                performer=run.performer or old.performer,
                self_recovered=run.self_recovered or old.self_recovered,
            )
        runs[run.step, run.attempt] = run
    return tuple(sorted(runs.values(), key=lambda run: (run.attempt, run.step)))


def _kept(old: Stamp | None, brought: Stamp | None) -> Stamp | None:
    """The time that is brought; where it says what is known already, that stays as it was first written down."""
    if brought is None or (old is not None and _says(old) == _says(brought)):
        return old
    return brought


def _says(stamp: Stamp) -> tuple[datetime, int, bool]:
    return stamp.at, stamp.resolution_s, stamp.typed


HEAD = frozenset({"kecamatan", "grain", "source_readable"})
"""What a line may leave out that is not told apart from saying "none" by its value."""


def save_imported(store: Store, brought: Ticket, officer: Officer, at: datetime, stated: frozenset[str] = HEAD) -> bool:
    """Merge a ticket of an import into what is stored, audited in the same transaction; False if it changed nothing."""
    changed = False

    def merge(old: Ticket | None) -> Ticket | None:
        nonlocal changed
        merged = brought if old is None else merge_tickets(old, brought, stated)
        changed = merged != old
        was, became = changed_facts(old, merged)
        before.update(was)
        after.update(became)
        return merged if changed else None

    # filled inside the transaction, where alone it is known what was
    before, after = dict[str, object](), dict[str, object]()
    entry = AuditEntry(at, officer.id, "impor tiket", f"tiket {brought.office}/{brought.id}", before, after)
    update_ticket(store, brought.office, brought.id, merge, by=officer.id, at=at, entry=entry)
    return changed


def merge_tickets(old: Ticket, brought: Ticket, stated: frozenset[str] = HEAD) -> Ticket:
    """What a later line says on top of what is known; source, schedule and pinned version stay those of the opening.

    ``stated``: which of ``HEAD`` the line says at all.
    """
    return replace(
        brought,
        kecamatan=brought.kecamatan if "kecamatan" in stated else old.kecamatan,
        grain=brought.grain if "grain" in stated else old.grain,
        runs=merge_runs(old.runs, brought.runs),
        opened=_kept(old.opened, brought.opened) or brought.opened,
        solved=_kept(old.solved, brought.solved),
        cancelled_at=brought.cancelled_at or old.cancelled_at,
        cancel_reason=brought.cancel_reason or old.cancel_reason,
        title=brought.title or old.title,
        source=old.source,
        scheduled_at=old.scheduled_at or brought.scheduled_at,
        grace_s=old.grace_s if old.scheduled_at is not None else brought.grace_s,
        source_readable=brought.source_readable if "source_readable" in stated else old.source_readable,
        version=old.version,
        simulated=old.simulated,
        details=old.details,
        updated_at=old.updated_at,
    )
