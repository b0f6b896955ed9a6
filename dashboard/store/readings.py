"""Readings attached to steps: events of their ticket, never altered; the newest of an attempt counts.

They change nothing of the ticket itself, so ``ticket_events`` leaves them out and ``updated_at`` stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dashboard.readings import Attached, Readings, from_data, to_data
from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.place import of_tickets_in_place
from dashboard.store.schema import READINGS
from dashboard.store.schema import ticket_events as events

_CHUNK = 500


def attach_readings(store: Store, office: str, ticket_id: str, readings: Readings, *, by: str, at: datetime) -> bool:
    """Append the readings of one attempt at a step; False if they say what the newest ones say already."""
    after = to_data(readings)
    with write(store, office) as connection:
        key = (readings.step, readings.attempt)
        known = [each for each in _load(connection, store, office, [ticket_id]) if _key(each) == key]
        before = to_data(known[-1].readings) if known else None
        if before == after:
            return False
        changes = {f"{readings.step}.{readings.attempt}.{READINGS}": [before, after]}
        row = {"office": office, "ticket": ticket_id, "at": seconds(at), "by": by, "action": READINGS}
        connection.execute(events.insert(), [{**row, "changes": to_json(changes)}])
        bump(connection, store, (office,))
    return True


def readings_history(store: Store, office: str, ticket_id: str) -> list[Attached]:
    """Everything that was ever attached to the steps of a ticket, oldest first."""
    with read(store) as connection:
        return _load(connection, store, office, [ticket_id])


def newest_readings(store: Store, office: str, tickets: Iterable[str]) -> dict[tuple[str, int, int], Attached]:
    """What counts now, by (ticket, step, attempt)."""
    ids = sorted(set(tickets))
    found: dict[tuple[str, int, int], Attached] = {}
    with read(store) as connection:
        for place in range(0, len(ids), _CHUNK):
            for ticket_id, each in _rows(connection, store, office, ids[place : place + _CHUNK]):
                found[(ticket_id, *_key(each))] = each
    return found


def _load(connection: Connection, store: Store, office: str, ids: list[str]) -> list[Attached]:
    return [each for _, each in _rows(connection, store, office, ids)]


def _rows(connection: Connection, store: Store, office: str, ids: list[str]) -> list[tuple[str, Attached]]:
    query = (
        select(events)
        .where(events.c.office == office, events.c.ticket.in_(ids), events.c.action == READINGS)
        .where(of_tickets_in_place(store, events.c.office, events.c.ticket))
        .order_by(events.c.id)
    )
    return [
        (row.ticket, Attached(from_data(_after(row.changes)), moment(row.at), row.by))
        for row in connection.execute(query)
    ]


def _after(changes: str) -> dict[str, Any]:
    pairs: dict[str, Any] = from_json(changes)
    ((_, after),) = pairs.values()
    return dict(after)


def _key(attached: Attached) -> tuple[int, int]:
    return attached.readings.step, attached.readings.attempt
