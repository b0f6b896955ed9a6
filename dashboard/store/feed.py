"""The feed version of an office: one number that grows with every change a page could show."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from dashboard.store import schema
from dashboard.store.engine import Store, read
from dashboard.store.statements import bump_feed

_SLOTS = "#slots"


def bump(connection: Connection, store: Store, offices: Iterable[str]) -> None:
    """Let the versions of these offices grow; sorted, so that two writers never wait for each other in a ring."""
    rows = [{"office": office} for office in sorted(set(offices))]
    if rows:
        connection.execute(bump_feed(store.dialect), rows)


def slots_feed(office: str) -> str:
    """Under this name the same table counts changes of an office's slots alone; no office is called so."""
    return f"{office}{_SLOTS}"


def slots_version(store: Store, office: str) -> int:
    """Grows whenever slots of the office were saved or thrown away, so that nobody need read them to know."""
    return feed_version(store, slots_feed(office))


def seen_versions(store: Store, offices: Collection[str]) -> dict[str, int]:
    """``feed_version`` of each of these offices, in one question."""
    table = schema.feed_versions.c
    with read(store) as connection:
        rows = connection.execute(select(table.office, table.version).where(table.office.in_(offices))).all()
    return dict.fromkeys(offices, 0) | {row.office: row.version for row in rows}


def feed_version(store: Store, office: str) -> int:
    """Grows whenever something stored of the office changed; 0 before anything was."""
    with read(store) as connection:
        found = connection.scalar(select(schema.feed_versions.c.version).where(schema.feed_versions.c.office == office))
    return found or 0
