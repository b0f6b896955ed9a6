"""Which tickets an office has and when each was last saved, without reading their runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from dashboard.store.codec import seconds
from dashboard.store.engine import Store, read
from dashboard.store.schema import tickets as table


def ticket_versions(
    store: Store, office: str, sops: Collection[str], start: datetime, end: datetime
) -> list[tuple[str, str, int]]:
    """SOP, id and epoch second of the last save of tickets opened before ``end`` with a moment since ``start``."""
    with read(store) as connection:
        rows = connection.execute(versions_query(office, sops, start, end))
        return [(row.sop, row.id, row.updated_at) for row in rows]


def versions_query(office: str, sops: Collection[str], start: datetime, end: datetime) -> Select[tuple[str, str, int]]:
    """The statement behind ``ticket_versions``: a range of the index on office and last moment."""
    return select(table.c.sop, table.c.id, table.c.updated_at).where(
        table.c.office == office,
        table.c.last_at >= seconds(start),
        table.c.opened_at < seconds(end),
        table.c.sop.in_(sorted(sops)),
    )
