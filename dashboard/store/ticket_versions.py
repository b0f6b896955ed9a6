"""Which tickets an office has and when each was last saved, without reading their runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, or_, select

from dashboard.store.codec import seconds
from dashboard.store.engine import Store, read
from dashboard.store.place import in_place
from dashboard.store.schema import tickets as table


def ticket_versions(
    store: Store, office: str, sops: Collection[str], start: datetime, end: datetime
) -> list[tuple[str, str, int]]:
    """SOP, id and epoch second of the last save of tickets opened before ``end`` with a moment since ``start``."""
    with read(store) as connection:
        rows = connection.execute(versions_query(office, sops, start, end).where(in_place(store, table.c.kecamatan)))
        return [(row.sop, row.id, row.updated_at) for row in rows]


def living_tickets(
    store: Store, office: str, start: datetime, end: datetime, *, sop: str | None = None
) -> list[tuple[str, int]]:
    """Id and epoch second of the last save of the tickets that ``store.tickets`` gives for ``[start, end)``, in order.

    No two saves of one ticket have the same second.
    """
    lives = or_(table.c.is_open, table.c.last_at >= seconds(start))
    query = select(table.c.id, table.c.updated_at).where(
        table.c.office == office, lives, table.c.opened_at < seconds(end)
    )
    query = query.where(in_place(store, table.c.kecamatan))
    if sop is not None:
        query = query.where(table.c.sop == sop)
    with read(store) as connection:
        rows = connection.execute(query.order_by(table.c.opened_at, table.c.id)).all()
    return [(row.id, row.updated_at) for row in rows]


def open_versions(store: Store, office: str) -> list[tuple[str, int]]:
    """Id and epoch second of the last save of every open ticket, in the order of ``store.tickets``."""
    query = select(table.c.id, table.c.updated_at).where(table.c.office == office, table.c.is_open)
    query = query.where(in_place(store, table.c.kecamatan))
    with read(store) as connection:
        rows = connection.execute(query.order_by(table.c.opened_at, table.c.id)).all()
    return [(row.id, row.updated_at) for row in rows]


def versions_query(office: str, sops: Collection[str], start: datetime, end: datetime) -> Select[tuple[str, str, int]]:
    """The statement behind ``ticket_versions``: a range of the index on office and last moment."""
    return select(table.c.sop, table.c.id, table.c.updated_at).where(
        table.c.office == office,
        table.c.last_at >= seconds(start),
        table.c.opened_at < seconds(end),
        table.c.sop.in_(sorted(sops)),
    )
