"""What a database needs that was put back from a copy, so that nobody mistakes it for the one that it replaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import seconds
from dashboard.store.engine import Store
from dashboard.store.leases import FREE
from dashboard.store.schema import feed_versions, leases, sessions

VERSIONS_AHEAD = 1_000_000
"""More changes than anybody made since the copy: screens that are still open must not take old for new."""


def settle_restored(store: Store, at: datetime, entry: AuditEntry) -> None:
    """End every session, give every lease back, let versions jump ahead, and add the audit line, all at once."""
    with store.writing.begin() as connection:
        connection.execute(update(sessions).where(sessions.c.ended_at.is_(None)).values(ended_at=seconds(at)))
        connection.execute(update(leases).values(holder=FREE))
        connection.execute(update(feed_versions).values(version=feed_versions.c.version + VERSIONS_AHEAD))
        add_audit(connection, entry)
