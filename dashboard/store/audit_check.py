"""Whether the chain of the audit still fits: every line read again, or those since a place that was found good.

Somebody who can write into the database could also write the remembered finding. What cannot be forged is a chain that
was noted elsewhere (every export prints it): ``check_audit(..., noted=...)`` says whether it still stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from dashboard.store.audit import COLUMNS, GENESIS, HEAD, chained, packed
from dashboard.store.codec import from_json, moment, seconds, to_json
from dashboard.store.engine import Store, read, write
from dashboard.store.schema import audit as table
from dashboard.store.schema import meta

_CHECKED = "audit:checked"
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What reading the chain again came to. ``broken_at``: the first line that does not fit; None: all do."""

    lines: int
    """Lines that were read and found good or, for the last of them, broken."""
    head: str
    """The chain of the last line, as it was kept when that was written."""
    broken_at: int | None = None
    missing: int = 0
    """Lines that were counted when they were written and are not there."""
    last_id: int = 0
    """The last line that was read."""
    found: int | None = None
    """The line that the noted chain stands in; None: in none, or none was noted."""

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, put in or taken away."""
        return self.broken_at is None and self.missing == 0


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check of the whole chain, and when it was."""

    check: AuditCheck
    at: datetime


def check_audit(store: Store, *, after: AuditCheck | None = None, noted: str = "") -> AuditCheck:
    """Read every line again and see whether the chain fits; a short read for each few thousand lines.

    ``after``: a check that found everything whole; only what came since is read. ``noted``: a chain to look for.
    """
    with read(store) as connection:
        start = _start(connection)
    if after is not None and after.head == start.genesis:
        after = None  # nothing but lines from before the chain, which have one hash together
    walk = _Walk(start, after)
    found = None
    for row in _lines(store, walk.last_id, start.last_id):
        if not walk.fits(row):
            return AuditCheck(walk.lines, start.head, broken_at=row[0], last_id=row[0], found=found)
        if noted and walk.chain == noted:
            found = int(row[0])
    made = AuditCheck(walk.lines, start.head, last_id=walk.last_id, found=found)
    if not walk.was_chained and not walk.fits_genesis():
        return replace(made, broken_at=0)
    is_end = walk.chain == start.head and walk.lines == start.count == start.there
    return made if is_end else replace(made, missing=max(start.count - start.there, 1))


@dataclass(frozen=True, slots=True)
class _Start:
    """What was kept of the chain at one moment: lines that are written meanwhile do not disturb."""

    genesis: str
    count: int
    head: str
    last_id: int
    there: int
    """Lines that there are: one that was taken away before ``after`` is missed without reading them all."""


def _start(connection: Connection) -> _Start:
    def kept(key: str) -> Any:
        return select(meta.c.value).where(meta.c.key == key).scalar_subquery()

    # one statement, that head and last line are of the same moment on PostgreSQL too
    last, there = (select(each).select_from(table).scalar_subquery() for each in (func.max(table.c.id), func.count()))
    genesis, head, last_id, lines = connection.execute(select(kept(GENESIS), kept(HEAD), last, there)).one()
    count, _, chain = str(head or "0 ").partition(" ")
    return _Start(str(genesis or ""), int(count), chain, int(last_id or 0), int(lines))


class _Walk:
    """The chain as far as it was followed."""

    def __init__(self, start: _Start, after: AuditCheck | None) -> None:
        self._genesis, self._digest = start.genesis, hashlib.sha256(b"audit")
        self.chain = start.genesis if after is None else after.head
        self.lines = 0 if after is None else after.lines
        self.last_id = -1 if after is None else after.last_id
        self.was_chained = after is not None

    def fits(self, row: Sequence[Any]) -> bool:
        """Whether the next line fits."""
        self.lines += 1
        self.last_id, values, written = row[0], row[:-1], row[-1]
        if not self.was_chained:
            if written is None:
                self._digest.update(b"\x1e" + packed(values))
                return True
            if not self.fits_genesis():
                return False
            self.was_chained = True
        self.chain = chained(self.chain, values)
        return bool(written == self.chain)

    def fits_genesis(self) -> bool:
        """Whether the lines from before the chain are what they were."""
        return self._digest.hexdigest() == self._genesis


def _lines(store: Store, last: int, until: int) -> Iterator[Sequence[Any]]:
    while True:
        query = select(*COLUMNS, table.c.chain).where(table.c.id > last, table.c.id <= until)
        with read(store) as connection:
            rows = connection.execute(query.order_by(table.c.id).limit(_CHUNK)).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id


def last_check(store: Store) -> Checked | None:
    """The last check of the whole chain that was kept; None: there was none."""
    with read(store) as connection:
        kept = connection.scalar(select(meta.c.value).where(meta.c.key == _CHECKED))
    if kept is None:
        return None
    told = from_json(kept)
    at = told.pop("at")
    return Checked(AuditCheck(**told), moment(int(str(at))))  # type: ignore[arg-type]


def keep_check(store: Store, check: AuditCheck, at: datetime) -> None:
    """Remember a check of the whole chain."""
    value = to_json({**asdict(check), "at": seconds(at)})
    with write(store) as connection:
        done = connection.execute(update(meta).where(meta.c.key == _CHECKED), {"value": value})
        if not done.rowcount:
            connection.execute(insert(meta), {"key": _CHECKED, "value": value})
