"""Views of a page that an officer keeps under a name: the query of its address, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment, seconds
from dashboard.store.engine import Store, lock, read, write
from dashboard.store.schema import saved_views as table


@dataclass(frozen=True, slots=True)
class SavedView:
    """``query``: what stands behind the ``?`` of the page's address, for example ``kantor=35.03&keadaan=overdue``."""

    officer: str
    page: str
    name: str
    query: str
    saved_at: datetime


Audited = Callable[[Sequence[SavedView]], AuditEntry]
"""Given the officer's views of the page, by name: the audit line. May raise; then nothing is written."""


def save_view(store: Store, view: SavedView, audited: Audited) -> None:
    """Keep a view; one of the same officer, page and name is replaced. With its audit line, in one transaction."""
    with write(store) as connection:
        add_audit(connection, audited(_locked(connection, view.officer, view.page)))
        connection.execute(delete(table).where(_is(view.officer, view.page, view.name)))
        connection.execute(insert(table), _row(view))


def delete_saved_view(store: Store, officer: str, page: str, name: str, audited: Audited) -> None:
    """Take a view away, with its audit line, in one transaction."""
    with write(store) as connection:
        add_audit(connection, audited(_locked(connection, officer, page)))
        connection.execute(delete(table).where(_is(officer, page, name)))


def saved_views(store: Store, officer: str, page: str) -> list[SavedView]:
    """The officer's views of a page, by name."""
    with read(store) as connection:
        return _load(connection, officer, page)


def _locked(connection: Connection, officer: str, page: str) -> list[SavedView]:
    lock(connection, f"views:{officer}")  # two windows of one officer
    return _load(connection, officer, page)


def _load(connection: Connection, officer: str, page: str) -> list[SavedView]:
    mine = and_(table.c.officer == officer, table.c.page == page)
    found = [
        SavedView(row.officer, row.page, row.name, row.query, moment(row.saved_at))
        for row in connection.execute(select(table).where(mine))
    ]
    # Sorted here: the two databases do not order capitals alike.
    return sorted(found, key=lambda view: (view.name.casefold(), view.name))


def _is(officer: str, page: str, name: str) -> ColumnElement[bool]:
    return and_(table.c.officer == officer, table.c.page == page, table.c.name == name)


def _row(view: SavedView) -> dict[str, Any]:
    return {
        "officer": view.officer,
        "page": view.page,
        "name": view.name,
        "query": view.query,
        "saved_at": seconds(view.saved_at),
    }
