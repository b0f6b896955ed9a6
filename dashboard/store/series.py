"""Series and their ids. A store remembers committed ids; each sweep sees whether they are still there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, select

from dashboard.model import SeriesKey, SeriesState
from dashboard.store import schema
from dashboard.store.codec import office_number
from dashboard.store.engine import Store
from dashboard.store.rows import series_key, series_row, state_of
from dashboard.store.statements import insert_new

_OF_OFFICE = select(schema.series).where(schema.series.c.office == bindparam("office"))
_STATES_OF_OFFICE = (
    select(schema.series, schema.latest)
    .join_from(
        schema.series,
        schema.latest,
        and_(schema.latest.c.series_id == schema.series.c.id, schema.latest.c.office_no == bindparam("office_no")),
        isouter=True,
    )
    .where(schema.series.c.office == bindparam("office"))
)


@dataclass(slots=True)
class OfficeSeries:
    """The series of one office inside one transaction: their ids, and their stored states by id."""

    ids: dict[SeriesKey, int]
    _stored: dict[int, Row[Any]]

    def state_of(self, key: SeriesKey) -> SeriesState | None:
        """What is stored of the series now."""
        series_id = self.ids.get(key)
        row = None if series_id is None else self._stored.get(series_id)
        return None if row is None else state_of(key, row)

    def youngest_s(self, series_id: int) -> int | None:
        """When the series was last observed, in whole seconds; None where it never was."""
        row = self._stored.get(series_id)
        return None if row is None else int(row.observed_at)


def load_office(
    connection: Connection, store: Store, office: str, wanted: Iterable[SeriesKey], seen: Iterable[SeriesKey] = ()
) -> OfficeSeries:
    """Ids and states of an office's series; every one of ``wanted`` is made if it is new, ``seen`` only looked up.

    Call ``remember`` after the commit, and only then: ids of a rolled back transaction must not stay.
    """
    wanted = set(wanted)
    of_office = {"office": office, "office_no": office_number(office)}
    stored = {row.id: row for row in connection.execute(_STATES_OF_OFFICE, of_office)}
    ids = store.series_ids
    # Another process may have cleared the office, or a backup was restored: an id that the database does not know any
    # more, or knows under another name, counts for nothing.
    if not all(_is_still(stored.get(ids.get(key, 0)), key) for key in wanted.union(seen)):
        ids = _read_or_make(connection, store, office, wanted)
    return OfficeSeries(ids, {series_id: row for series_id, row in stored.items() if row.state is not None})


def _is_still(row: Row[Any] | None, key: SeriesKey) -> bool:
    return row is not None and series_key(row) == key


def remember(store: Store, loaded: OfficeSeries) -> None:
    """Keep the ids of a transaction that was committed."""
    if loaded.ids is not store.series_ids:
        store.series_ids.update(loaded.ids)


def ids_of_all(connection: Connection, store: Store, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
    """Ids of series of any number of offices, new ones made; for bulk writes."""
    by_office: dict[str, set[SeriesKey]] = {}
    for key in keys:
        by_office.setdefault(key.office, set()).add(key)
    found: dict[SeriesKey, int] = {}
    for office in sorted(by_office):
        found.update(_read_or_make(connection, store, office, by_office[office]))
    return found


def _read_or_make(connection: Connection, store: Store, office: str, wanted: set[SeriesKey]) -> dict[SeriesKey, int]:
    ids = _read_ids(connection, office)
    missing = [series_row(key) for key in sorted(wanted - ids.keys(), key=_order)]
    if missing:
        connection.execute(insert_new(store.dialect, schema.series), missing)
        ids = _read_ids(connection, office)
    return ids


def _read_ids(connection: Connection, office: str) -> dict[SeriesKey, int]:
    return {series_key(row): row.id for row in connection.execute(_OF_OFFICE, {"office": office})}


def _order(key: SeriesKey) -> tuple[str, ...]:
    return (key.collector, key.kecamatan or "", key.target, key.metric)
