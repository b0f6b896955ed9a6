"""Who did what: lines that are only ever added (the database itself refuses anything else), chained by their hashes.

Each line's ``chain`` is the SHA-256 of the chain before and of the line's own content. ``meta`` keeps the number of
lines and the last chain, so that a line that was changed, put in or taken away is noticed, at the end as in the middle.
Lines from before the chain have one hash together, ``audit:genesis``. Who keeps the last chain elsewhere (every export
prints it) can show later that nothing before it was touched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, lock, read, write
from dashboard.store.schema import audit as table
from dashboard.store.schema import meta

COLUMNS = (table.c.id, table.c.at, table.c.officer, table.c.action, table.c.subject, table.c.before, table.c.after)
"""What a line is made of; its chain is of these values in this order."""
GENESIS, HEAD = "audit:genesis", "audit:head"
OFFICE_SUBJECTS = ("tiket", "laporan", "berkas laporan", "kantor", "pembacaan", "peringatan", "pesan", "penerima")
"""How the subject of a line about one office begins; the office's code follows."""
PERSON_SUBJECTS = ("pengguna", "token")
"""Subjects whose office, where they were given one, stands in the line itself as ``kantor``."""
_OF_OFFICE = re.compile(rf"(?:{'|'.join(OFFICE_SUBJECTS)}) (\d\d\.\d\d)(?:/|$)")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of an officer on one subject (``tiket 51.08/B-0012``), with what was and what became of it."""

    at: datetime
    officer: str
    action: str
    subject: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None

    @property
    def office(self) -> str | None:
        """Code of the office that the line is about; None: of the house itself."""
        found = _OF_OFFICE.match(self.subject)
        if found is not None:
            return found[1]
        if not self.subject.startswith(PERSON_SUBJECTS):
            return None
        given = [each.get("kantor") for each in (self.after, self.before) if each]
        return next((str(code) for code in given if code), None)


def append_audit(store: Store, entry: AuditEntry) -> None:
    """Add one line. An act that saves a ticket or an excuse hands its line to that function instead."""
    with write(store) as connection:
        add_audit(connection, entry)


def add_audit(connection: Connection, entry: AuditEntry) -> None:
    """Add one line inside a running transaction, as the last thing that takes a lock there."""
    lock(connection, "audit")  # one line after the other: each carries the hash of the one before
    row: dict[str, Any] = {
        "at": seconds(entry.at),
        "officer": entry.officer,
        "action": entry.action,
        "subject": entry.subject,
        "before": None if entry.before is None else to_json(entry.before),
        "after": None if entry.after is None else to_json(entry.after),
    }
    count, head = head_of(connection)
    row["id"] = 1 + (connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0)
    row["chain"] = chained(head, [row[column.name] for column in COLUMNS])
    connection.execute(insert(table), row)
    connection.execute(update(meta).where(meta.c.key == HEAD), {"value": f"{count + 1} {row['chain']}"})


def chained(before: str, values: Sequence[object]) -> str:
    """The chain of a line: of the chain before it, and of its values in the order of the table."""
    return hashlib.sha256(b"\x1e".join((before.encode(), packed(values)))).hexdigest()


def audit(
    store: Store,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    subject: str | None = None,
    officer: str | None = None,
    action: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[AuditEntry]:
    """The latest lines in [since, until), youngest first, at most ``limit`` from the ``offset``-th on."""
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(table.c.at >= seconds(since))
    if until is not None:
        conditions.append(table.c.at < seconds(until))
    for column, wanted in ((table.c.subject, subject), (table.c.officer, officer), (table.c.action, action)):
        if wanted is not None:
            conditions.append(column == wanted)
    query = select(table).where(*conditions).order_by(table.c.id.desc()).limit(limit).offset(offset)
    with read(store) as connection:
        return [entry_of(row) for row in connection.execute(query)]


def head_of(connection: Connection) -> tuple[int, str]:
    """How many lines were written, and the chain of the last one."""
    kept = connection.scalar(select(meta.c.value).where(meta.c.key == HEAD))
    count, _, chain = str(kept or "0 ").partition(" ")
    return int(count), chain


def packed(values: Sequence[object]) -> bytes:
    """The values of a line as they are hashed."""
    return "\x1f".join("\x00" if value is None else str(value) for value in values).encode()


def entry_of(row: Row[Any]) -> AuditEntry:
    """A row of the table."""
    return AuditEntry(
        at=moment(row.at),
        officer=row.officer,
        action=row.action,
        subject=row.subject,
        before=None if row.before is None else from_json(row.before),
        after=None if row.after is None else from_json(row.after),
    )
