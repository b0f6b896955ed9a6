"""A backup run that failed, or never came, is over as soon as a later one of its source succeeded.

Nothing is judged anew: what it missed stays missed in its period (sla-rules.md, "Cancelled"), it only stops being work
that somebody still has to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import Ticket
from dashboard.services.identity import collector_officer
from dashboard.store import AuditEntry, Store, tickets, update_ticket

SOURCE = "backup:"
"""What ``Ticket.source`` of a watched backup run begins with."""
OFFICER = collector_officer("backup").id
LOOK_BACK = timedelta(days=35)
"""How far back successors are looked for; a run that is open longer than that is closed by the next good one."""


def close_superseded(store: Store, office: str, now: datetime) -> int:
    """Close open backup runs that a later good run of the same source replaced; gives their number."""
    waiting = [each for each in tickets(store, office, open_only=True) if each.source.startswith(SOURCE)]
    if not waiting:
        return 0
    good: dict[str, list[Ticket]] = {}
    for sop in {each.sop for each in waiting}:
        for each in tickets(store, office, sop=sop, start=now - LOOK_BACK):
            if each.solved is not None and each.cancelled_at is None and each.scheduled_at is not None:
                good.setdefault(each.source, []).append(each)
    return sum(_close(store, each, good.get(each.source, ()), now) for each in waiting)


def _close(store: Store, failed: Ticket, good: Iterable[Ticket], now: datetime) -> bool:
    if failed.scheduled_at is None:
        return False
    later = [each for each in good if each.scheduled_at is not None and each.scheduled_at > failed.scheduled_at]
    successor = min(later, key=lambda each: each.scheduled_at or now, default=None)
    grace_ends_at = failed.scheduled_at + timedelta(seconds=failed.grace_s)
    # Before its grace is over a run may still come, and would be outside if it were cancelled now.
    if successor is None or successor.solved is None or successor.solved.at <= grace_ends_at or _is_written(failed):
        return False
    ended_at, reason = successor.solved.at, f"digantikan cadangan {successor.id}"
    closed = False

    def change(old: Ticket | None) -> Ticket | None:
        nonlocal closed
        if old is None or old.solved is not None or old.cancelled_at is not None:
            return None
        closed = True
        return replace(old, cancelled_at=ended_at, cancel_reason=reason)

    entry = AuditEntry(now, OFFICER, "tutup cadangan yang digantikan", f"tiket {failed.office}/{failed.id}")
    update_ticket(store, failed.office, failed.id, change, by=OFFICER, at=now, entry=entry)
    return closed


def _is_written(ticket: Ticket) -> bool:
    """Whether its dump is still being written: it may become the better one."""
    return ticket.details.get("running") is True
