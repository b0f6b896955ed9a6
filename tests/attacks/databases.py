"""What a whole database holds, to compare before and after."""

from __future__ import annotations

from sqlalchemy import select

from dashboard.store import Store
from dashboard.store.engine import read
from dashboard.store.schema import metadata

_ONLY_LOOKED = {"sessions": {"seen_at"}, "tokens": {"used_at"}}
"""What somebody's being there changes."""


def contents(store: Store) -> dict[str, list[str]]:
    """Every row of every table, without what only says when somebody was there."""
    found = {}
    with read(store) as connection:
        for table in metadata.sorted_tables:
            columns = [each for each in table.columns if each.name not in _ONLY_LOOKED.get(table.name, set())]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns))))
    return found
