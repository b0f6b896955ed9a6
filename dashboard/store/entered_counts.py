"""Counters that people read and enter: every entry and every correction, only ever added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from dashboard.growth import ManualReading
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment, seconds
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.schema import manual_readings as table

Make = Callable[[Sequence[ManualReading]], tuple[ManualReading, AuditEntry]]
"""Given every version of a source's readings, oldest first: the line to add. May raise; then nothing is written."""


def save_manual_reading(store: Store, office: str, source: str, make: Make) -> ManualReading:
    """Add the reading or correction that ``make`` gives, with its audit line, in one transaction; gives it."""
    with write(store, office) as connection:
        reading, entry = make(_load(connection, office, source))
        row = _row(reading)
        connection.execute(insert(table), row)
        add_audit(connection, entry)
        bump(connection, store, (office,))
    return reading


def manual_readings(
    store: Store, office: str, source: str, *, since: datetime | None = None, end: datetime | None = None
) -> list[ManualReading]:
    """Every version of a source's readings observed in ``[since, end)``, by time and version.

    With ``since`` the last reading before it comes along: the first one after it grew from there.
    """
    with read(store) as connection:
        return _load(connection, office, source, since=since, end=end)


def _load(
    connection: Connection, office: str, source: str, *, since: datetime | None = None, end: datetime | None = None
) -> list[ManualReading]:
    mine = (table.c.office == office, table.c.source == source)
    query = select(table).where(*mine).order_by(table.c.observed_at, table.c.version)
    if since is not None:
        before = select(func.max(table.c.observed_at)).where(*mine, table.c.observed_at < seconds(since))
        first = func.coalesce(before.scalar_subquery(), seconds(since))
        query = query.where(table.c.observed_at >= first)
    if end is not None:
        query = query.where(table.c.observed_at < seconds(end))
    return [_reading(row) for row in connection.execute(query)]


def _row(reading: ManualReading) -> dict[str, Any]:
    return {
        "office": reading.office,
        "source": reading.source,
        "observed_at": seconds(reading.observed_at),
        "version": reading.version,
        "value": reading.value,
        "pending": reading.pending,
        "recorded_at": seconds(reading.recorded_at),
        "restarted": reading.restarted,
        "officer": reading.officer,
        "note": reading.note,
    }


def _reading(row: Row[Any]) -> ManualReading:
    return ManualReading(
        office=row.office,
        source=row.source,
        observed_at=moment(row.observed_at),
        value=row.value,
        pending=row.pending,
        restarted=row.restarted,
        officer=row.officer,
        recorded_at=moment(row.recorded_at),
        version=row.version,
        note=row.note,
    )
