"""What officers say of a step of a ticket: that they have seen it, or a note. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from dashboard.model import Ticket
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment, seconds
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.place import of_tickets_in_place, reaches
from dashboard.store.schema import step_notes as table
from dashboard.store.tickets import load_ticket

ACKNOWLEDGED, NOTE = "acknowledged", "note"
"""The two kinds: an officer has seen that the step is late; an officer has something to say of it."""


@dataclass(frozen=True, slots=True)
class StepNote:
    """One line of an officer on one attempt at a step; ``text`` may be empty where it only acknowledges."""

    office: str
    ticket: str
    step: int
    attempt: int
    kind: str
    officer: str
    at: datetime
    text: str = ""


Make = Callable[[Ticket | None, Sequence[StepNote]], tuple[StepNote, AuditEntry]]
"""Given the ticket (None: there is none) and its notes, oldest first: the line to add. May raise; then none is."""


def save_step_note(store: Store, office: str, ticket_id: str, make: Make) -> StepNote:
    """Add the line that ``make`` gives, with its audit line, in one transaction; the office's feed version grows."""
    with write(store, office) as connection:
        known = _notes(connection, _of(office).where(table.c.ticket == ticket_id))
        ticket = load_ticket(connection, office, ticket_id)
        note, entry = make(None if ticket is None or not reaches(store, ticket.kecamatan) else ticket, known)
        if (note.office, note.ticket) != (office, ticket_id):
            raise ValueError(f"catatan untuk tiket {ticket_id} tidak boleh berpindah tiket atau kantor")
        connection.execute(insert(table), _row(note))
        add_audit(connection, entry)
        bump(connection, store, (office,))
    return note


def step_notes(store: Store, office: str, tickets: Collection[str] | None = None) -> list[StepNote]:
    """Notes of the office, oldest first; with ``tickets`` only of those."""
    query = _of(office).where(of_tickets_in_place(store, table.c.office, table.c.ticket))
    if tickets is not None:
        query = query.where(table.c.ticket.in_(sorted(set(tickets))))
    with read(store) as connection:
        return _notes(connection, query)


def _of(office: str) -> Select[Any]:
    return select(table).where(table.c.office == office).order_by(table.c.id)


def _notes(connection: Connection, query: Select[Any]) -> list[StepNote]:
    return [_note(row) for row in connection.execute(query)]


def _row(note: StepNote) -> dict[str, Any]:
    return {
        "office": note.office,
        "ticket": note.ticket,
        "step": note.step,
        "attempt": note.attempt,
        "kind": note.kind,
        "officer": note.officer,
        "at": seconds(note.at),
        "text": note.text,
    }


def _note(row: Row[Any]) -> StepNote:
    return StepNote(
        office=row.office,
        ticket=row.ticket,
        step=row.step,
        attempt=row.attempt,
        kind=row.kind,
        officer=row.officer,
        at=moment(row.at),
        text=row.text,
    )
