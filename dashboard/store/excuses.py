"""Officers' decisions to take a run out of the count; withdrawn ones stay readable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, select, update

from dashboard.model import Excuse, Scope
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment, moment_or_none, seconds, seconds_or_none
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.place import of_tickets_in_place
from dashboard.store.schema import excuses as table


def save_excuse(store: Store, excuse: Excuse, *, entry: AuditEntry | None = None) -> bool:
    """Keep an excuse; False where one stands for the same run already. The ticket must exist (IntegrityError)."""
    row = {
        "office": excuse.office,
        "ticket": excuse.ticket,
        "from_step": excuse.from_step,
        "attempt": excuse.attempt,
        "scope": excuse.scope.value,
        "officer": excuse.officer,
        "reason": excuse.reason,
        "at": seconds(excuse.at),
        "withdrawn_at": seconds_or_none(excuse.withdrawn_at),
    }
    with write(store, excuse.office) as connection:
        if connection.execute(select(table.c.id).where(_standing(excuse))).first() is not None:
            return False
        connection.execute(insert(table), row)
        if entry is not None:
            add_audit(connection, entry)
        bump(connection, store, (excuse.office,))
        return True


def withdraw_excuse(store: Store, excuse: Excuse, *, at: datetime, entry: AuditEntry | None = None) -> bool:
    """Let the standing excuse of the same run end ``at``; False where none stands."""
    with write(store, excuse.office) as connection:
        withdrawn = connection.execute(update(table).where(_standing(excuse)).values(withdrawn_at=seconds(at)))
        if withdrawn.rowcount == 0:
            return False
        if entry is not None:
            add_audit(connection, entry)
        bump(connection, store, (excuse.office,))
        return True


def excuses(store: Store, office: str) -> list[Excuse]:
    """Every excuse of the office, oldest first, withdrawn ones too."""
    with read(store) as connection:
        in_reach = of_tickets_in_place(store, table.c.office, table.c.ticket)
        found = connection.execute(select(table).where(table.c.office == office, in_reach).order_by(table.c.id))
        return [_excuse_of(row) for row in found]


def _standing(excuse: Excuse) -> ColumnElement[bool]:
    return and_(
        table.c.office == excuse.office,
        table.c.ticket == excuse.ticket,
        table.c.from_step == excuse.from_step,
        table.c.attempt == excuse.attempt,
        table.c.scope == excuse.scope.value,
        table.c.withdrawn_at.is_(None),
    )


def _excuse_of(row: Row[Any]) -> Excuse:
    return Excuse(
        office=row.office,
        ticket=row.ticket,
        from_step=row.from_step,
        attempt=row.attempt,
        scope=Scope(row.scope),
        officer=row.officer,
        reason=row.reason,
        at=moment(row.at),
        withdrawn_at=moment_or_none(row.withdrawn_at),
    )
