"""Statements that both databases know in their own words; each is built once a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Insert, Table, func
from sqlalchemy.dialects import postgresql, sqlite

from dashboard.store import schema

_COUNTS = ("polls", "ok", "degraded", "failed", "unknown", "value_count", "value_sum")


def _insert(dialect: str, table: Table) -> Any:  # the two dialects' Insert share no base with an upsert
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def insert_new(dialect: str, table: Table) -> Insert:
    """Insert; a row that is already there stays as it is."""
    return _as_insert(_insert(dialect, table).on_conflict_do_nothing())


@cache
def replace_all(dialect: str, table: Table) -> Insert:
    """Insert; a row with the same primary key takes every new value."""
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    values = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    return _as_insert(statement.on_conflict_do_update(index_elements=keys, set_=values))


@cache
def replace_older(dialect: str) -> Insert:
    """Insert into ``latest``; a row that is older or as old takes every new value, a younger one stays."""
    table = schema.latest
    statement = _insert(dialect, table)
    keys = ("office_no", "series_id")
    values = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    return _as_insert(
        statement.on_conflict_do_update(
            index_elements=keys, set_=values, where=table.c.observed_at <= statement.excluded.observed_at
        )
    )


@cache
def add_rollup(dialect: str, table: Table) -> Insert:
    """Insert into a rollup table; counts and sums are added to what is there, bounds are widened."""
    statement = _insert(dialect, table)
    new = statement.excluded
    values: Mapping[str, ColumnElement[Any]] = {
        **{name: table.c[name] + new[name] for name in _COUNTS},
        "value_min": _bound(dialect, "min", table.c.value_min, new.value_min),
        "value_max": _bound(dialect, "max", table.c.value_max, new.value_max),
    }
    return _as_insert(
        statement.on_conflict_do_update(index_elements=["office_no", "series_id", "start_at"], set_=values)
    )


@cache
def bump_feed(dialect: str) -> Insert:
    """One up for an office's feed version, starting at 1."""
    table = schema.feed_versions
    statement = _insert(dialect, table).values(version=1)
    return _as_insert(statement.on_conflict_do_update(index_elements=["office"], set_={"version": table.c.version + 1}))


@cache
def next_agenda(dialect: str) -> Insert:
    """One up for the agenda of an office and year, starting at 1."""
    table = schema.agenda_numbers
    statement = _insert(dialect, table).values(last=1)
    return _as_insert(
        statement.on_conflict_do_update(index_elements=["office", "year"], set_={"last": table.c.last + 1})
    )


@cache
def advance_delivery(dialect: str) -> Insert:
    """Insert into ``deliveries``; a sender's higher number takes a lower one's place, any other one changes nothing.

    Give ``execution_options(preserve_rowcount=True)`` to learn which it was.
    """
    table = schema.deliveries
    statement = _insert(dialect, table)
    new = statement.excluded
    return _as_insert(
        statement.on_conflict_do_update(
            index_elements=["office", "source"],
            set_={"number": new.number, "delivered_at": new.delivered_at},
            where=table.c.number < new.number,
        )
    )


def _bound(dialect: str, which: str, old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    name = which if dialect == "sqlite" else {"min": "least", "max": "greatest"}[which]
    return getattr(func, name)(func.coalesce(old, new), func.coalesce(new, old))  # type: ignore[no-any-return]


def _as_insert(statement: Any) -> Insert:
    return cast(Insert, statement)
