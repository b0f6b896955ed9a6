"""Rows whose value is one of many, as each database finds them fastest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from dashboard.store.engine import Store


def among(store: Store, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether ``column`` is one of ``values``.

    PostgreSQL looks through a list of a hundred for each row of the office; an array is one table to join. SQLite goes
    by the list, and through all rows of the office where something is joined.
    """
    if store.dialect == "sqlite":
        return column.in_(sorted(values))
    return column.in_(select(func.unnest(cast(sorted(values), ARRAY(column.type)))))
