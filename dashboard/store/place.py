"""A store that answers for one kecamatan alone: what every question adds to itself, wherever it comes from.

``narrowed_store`` gives the same database to somebody who was given one kecamatan: rows of others, and of the Dinas,
are not there for him, by whatever id, address or payload they are asked for. Each read function asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, select, true

from dashboard.store.engine import Store
from dashboard.store.schema import tickets

_T = TypeVar("_T")


def narrowed_store(store: Store, kecamatan: str) -> Store:
    """The store over the same connections, for one kecamatan."""
    return replace(store, kecamatan=kecamatan)


def in_place(store: Store, column: Column[Any]) -> ColumnElement[bool]:
    """The condition on a column with codes of kecamatan; always true for a store of every place."""
    return true() if store.kecamatan is None else column == store.kecamatan


def of_tickets_in_place(store: Store, office: Column[Any], ticket: Column[Any]) -> ColumnElement[bool]:
    """The condition that rows of tickets belong to tickets of the place."""
    if store.kecamatan is None:
        return true()
    own = select(tickets.c.id).where(tickets.c.office == office, tickets.c.kecamatan == store.kecamatan)
    return ticket.in_(own.correlate(office.table))


def reaches(store: Store, kecamatan: str | None) -> bool:
    """Whether rows of this kecamatan (None: the Dinas) are there for the store."""
    return store.kecamatan is None or store.kecamatan == kecamatan


def own(store: Store, rows: Iterable[_T], kecamatan_of: Callable[[_T], str | None]) -> list[_T]:
    """The rows of the store's place."""
    return [row for row in rows if reaches(store, kecamatan_of(row))]
