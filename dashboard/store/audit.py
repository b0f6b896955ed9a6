"""Who did what: lines that are only ever added (the database itself refuses anything else)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, read, write
from dashboard.store.schema import audit as table


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of an officer on one subject (``tiket 51.08/B-0012``), with what was and what became of it."""

    at: datetime
    officer: str
    action: str
    subject: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


def append_audit(store: Store, entry: AuditEntry) -> None:
    """Add one line. An act that saves a ticket or an excuse hands its line to that function instead."""
    with write(store) as connection:
        add_audit(connection, entry)


def add_audit(connection: Connection, entry: AuditEntry) -> None:
    """Add one line inside a running transaction."""
    row = {
        "at": seconds(entry.at),
        "officer": entry.officer,
        "action": entry.action,
        "subject": entry.subject,
        "before": None if entry.before is None else to_json(entry.before),
        "after": None if entry.after is None else to_json(entry.after),
    }
    connection.execute(table.insert(), row)


def audit(
    store: Store,
    *,
    since: datetime | None = None,
    subject: str | None = None,
    officer: str | None = None,
    limit: int = 200,
) -> list[AuditEntry]:
    """The latest lines, youngest first, at most ``limit``."""
    query = select(table).order_by(table.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(table.c.at >= seconds(since))
    if subject is not None:
        query = query.where(table.c.subject == subject)
    if officer is not None:
        query = query.where(table.c.officer == officer)
    with read(store) as connection:
        return [
            AuditEntry(
                at=moment(row.at),
                officer=row.officer,
                action=row.action,
                subject=row.subject,
                before=None if row.before is None else from_json(row.before),
                after=None if row.after is None else from_json(row.after),
            )
            for row in connection.execute(query)
        ]
