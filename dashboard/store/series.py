"""Series, their ids and their states. A store remembers them between sweeps, as long as its token stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from dashboard.model import CollectorName, SeriesKey, SeriesState
from dashboard.store import schema
from dashboard.store.codec import office_number
from dashboard.store.engine import Store
from dashboard.store.ledger import Mark, read_ledger
from dashboard.store.rows import Known, series_key, series_row, state_of
from dashboard.store.statements import insert_new

_OF_OFFICE = select(schema.series).where(schema.series.c.office == bindparam("office"))
_KNOWN = select(schema.latest.c.series_id, *(schema.latest.c[name] for name in Known._fields)).where(
    schema.latest.c.office_no == bindparam("office_no")
)


@dataclass(slots=True)
class OfficeSeries:
    """The series of one office: their ids, their stored states by id, and how far they are rolled up."""

    office: str
    office_no: int
    token: str
    rolled: Mapping[CollectorName, Mark]
    ids: dict[SeriesKey, int]
    known: dict[int, Known]
    is_fresh: bool = True
    """Whether it was just read."""

    def state_of(self, key: SeriesKey) -> SeriesState | None:
        """What is known of the series now."""
        series_id = self.ids.get(key)
        row = None if series_id is None else self.known.get(series_id)
        return None if row is None else state_of(key, row)

    def youngest_s(self, collector: CollectorName) -> int | None:
        """When any series of a collector was last observed, in whole seconds; None where none ever was."""
        of_it = (self.known.get(series_id) for key, series_id in self.ids.items() if key.collector is collector)
        return max((row.observed_at for row in of_it if row is not None), default=None)

    def make_missing(self, connection: Connection, store: Store, wanted: Iterable[SeriesKey]) -> None:
        """Make every series of ``wanted`` that is new."""
        if not self.ids.keys() >= (wanted := set(wanted)):
            self.ids = _read_or_make(connection, store, self.office, wanted)
        # the keys of who sweeps in place of those just read: looked up again they are found by identity
        self.ids |= {key: self.ids.pop(key) for key in wanted}
        self.is_fresh = False


def take_office(connection: Connection, store: Store, office: str) -> OfficeSeries:
    """What is stored of an office's series, for a transaction that holds its lock; remembered where it still stands.

    It is the caller's alone and may be changed. Give it back with ``remember`` after the commit, and only then: what a
    transaction made that was rolled back must not stay.
    """
    remembered, ledger = store.offices.pop(office, None), read_ledger(connection, office)
    if remembered is not None and ledger.token and remembered.token == ledger.token:
        remembered.rolled = ledger.rolled  # rolled up by another hand, the states being the same
        return remembered
    office_no = office_number(office)
    rows = connection.execute(_KNOWN, {"office_no": office_no})
    known = {row[0]: Known._make(row[1:]) for row in rows}
    return OfficeSeries(office, office_no, ledger.token, ledger.rolled, _read_ids(connection, office), known)


def remember(store: Store, office: OfficeSeries) -> None:
    """Keep what a transaction left that was committed."""
    store.offices[office.office] = office


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
