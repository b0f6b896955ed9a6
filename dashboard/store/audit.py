"""Who did what: lines that are only ever added (the database itself refuses anything else), chained by their hashes.

Each line's ``chain`` is the SHA-256 of the chain before and of the line's own content. ``meta`` keeps the number of
lines and the last chain, so that a line that was changed, put in or taken away is noticed, at the end as in the middle.
Lines from before the chain have one hash together, ``audit:genesis``. Who keeps the last chain elsewhere (every export
prints it) can show later that nothing before it was touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, lock, read, write
from dashboard.store.schema import audit as table
from dashboard.store.schema import meta

_COLUMNS = (table.c.id, table.c.at, table.c.officer, table.c.action, table.c.subject, table.c.before, table.c.after)
_GENESIS, _HEAD = "audit:genesis", "audit:head"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of an officer on one subject (``tiket 51.08/B-0012``), with what was and what became of it."""

    at: datetime
    officer: str
    action: str
    subject: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What reading the whole chain again came to. ``broken_at``: the first line that does not fit; None: all do."""

    lines: int
    head: str
    broken_at: int | None = None
    missing: int = 0
    """Lines that were counted when they were written and are not there."""

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, put in or taken away."""
        return self.broken_at is None and self.missing == 0


def append_audit(store: Store, entry: AuditEntry) -> None:
    """Add one line. An act that saves a ticket or an excuse hands its line to that function instead."""
    with write(store) as connection:
        add_audit(connection, entry)


def add_audit(connection: Connection, entry: AuditEntry) -> None:
    """Add one line inside a running transaction, as the last thing that takes a lock there."""
    if connection.dialect.name == "postgresql":
        lock(connection, "audit")  # one line after the other: each carries the hash of the one before
    row: dict[str, Any] = {
        "at": seconds(entry.at),
        "officer": entry.officer,
        "action": entry.action,
        "subject": entry.subject,
        "before": None if entry.before is None else to_json(entry.before),
        "after": None if entry.after is None else to_json(entry.after),
    }
    count, head = _head(connection)
    row["id"] = 1 + (connection.scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0)
    row["chain"] = chained(head, [row[column.name] for column in _COLUMNS])
    connection.execute(insert(table), row)
    connection.execute(update(meta).where(meta.c.key == _HEAD), {"value": f"{count + 1} {row['chain']}"})


def chained(before: str, values: Sequence[object]) -> str:
    """The chain of a line: of the chain before it, and of its values in the order of the table."""
    return hashlib.sha256(b"\x1e".join((before.encode(), _packed(values)))).hexdigest()


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
        return [_entry(row) for row in connection.execute(query)]


def check_audit(store: Store) -> AuditCheck:
    """Read every line again and see whether the chain fits; a short read for each few thousand lines."""
    with read(store) as connection:
        genesis = str(connection.scalar(select(meta.c.value).where(meta.c.key == _GENESIS)) or "")
        count, head = _head(connection)
    digest, chain, lines = hashlib.sha256(b"audit"), genesis, 0
    was_chained = False
    for row in _every_line(store):
        lines += 1
        if row.chain is None and not was_chained:
            digest.update(b"\x1e" + _packed(row[:-1]))
            continue
        if not was_chained and digest.hexdigest() != genesis:
            return AuditCheck(lines, head, broken_at=row.id)
        was_chained, chain = True, chained(chain, row[:-1])
        if row.chain != chain:
            return AuditCheck(lines, head, broken_at=row.id)
    if not was_chained and digest.hexdigest() != genesis:
        return AuditCheck(lines, head, broken_at=0)
    return AuditCheck(lines, head, missing=0 if chain == head else max(count - lines, 1))


def _every_line(store: Store) -> Iterator[Any]:
    last = -1
    while True:
        query = select(*_COLUMNS, table.c.chain).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)
        with read(store) as connection:
            rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id


def _head(connection: Connection) -> tuple[int, str]:
    """How many lines there are, and the chain of the last one."""
    kept = connection.scalar(select(meta.c.value).where(meta.c.key == _HEAD))
    count, _, chain = str(kept or "0 ").partition(" ")
    return int(count), chain


def _packed(values: Sequence[object]) -> bytes:
    return "\x1f".join("\x00" if value is None else str(value) for value in values).encode()


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        at=moment(row.at),
        officer=row.officer,
        action=row.action,
        subject=row.subject,
        before=None if row.before is None else from_json(row.before),
        after=None if row.after is None else from_json(row.after),
    )
