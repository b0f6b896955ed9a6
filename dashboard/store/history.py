"""Writing a past: what retention would have left of it, in bulk, by the same row makers as every sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Insert, select

from dashboard.model import CollectorRun, Rollup, Sample, SeriesKey, SeriesState, StateInterval
from dashboard.store import schema
from dashboard.store.bulk import as_rows, copy_new_rows, write_rows
from dashboard.store.engine import Store, write
from dashboard.store.feed import bump
from dashboard.store.ledger import write_ledger
from dashboard.store.office_days import recount_days
from dashboard.store.partitions import make_partitions
from dashboard.store.rolling import settle
from dashboard.store.rows import Values, interval_row, latest_row, rollup_row, run_row, sample_row
from dashboard.store.series import ids_of_all
from dashboard.store.statements import insert_new, replace_all, replace_older

CHUNK = 20_000


class _OfSeries(Protocol):
    @property
    def series(self) -> SeriesKey: ...


_T = TypeVar("_T")
_S = TypeVar("_S", bound=_OfSeries)


def backfill(
    store: Store,
    *,
    states: Iterable[SeriesState] = (),
    intervals: Iterable[StateInterval] = (),
    rollups_hour: Iterable[Rollup] = (),
    rollups_day: Iterable[Rollup] = (),
    samples: Iterable[Sample] = (),
    runs: Iterable[CollectorRun] = (),
) -> None:
    """Write history in chunks, one short transaction each, in the order of the arguments.

    Everything is taken as given: samples are not counted into rollups and move no state. Written twice it stays the
    same: intervals and rollups of the same start are replaced, samples and runs that are there stay, a younger state
    stays. The open interval of a series must start at its state's ``since``. Raises ValueError for samples younger
    than their series' state, for a later sweep could not tell them from new ones.
    """
    writer = _Writer(store)
    writer.write(states, replace_older(store.dialect), latest_row)
    writer.write(intervals, replace_all(store.dialect, schema.state_intervals), interval_row)
    writer.write(rollups_hour, replace_all(store.dialect, schema.rollups_hourly), rollup_row)
    writer.write(rollups_day, replace_all(store.dialect, schema.rollups_daily), rollup_row)
    writer.write(samples, insert_new(store.dialect, schema.samples), sample_row, check=writer.refuse_younger)
    for chunk in _chunks(runs):
        offices = {run.office for run in chunk}
        with write(store, *offices) as connection:
            connection.execute(insert_new(store.dialect, schema.collector_runs), [run_row(run) for run in chunk])
            bump(connection, store, offices)


class _Writer:
    """Writes things of series, chunk after chunk, and keeps the ids it has met."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids: dict[SeriesKey, int] = {}
        self._youngest: dict[int, int] | None = None

    def write(
        self,
        things: Iterable[_S],
        statement: Insert,
        make: Callable[[int, _S], Values],
        check: Callable[[Connection, list[Values]], None] | None = None,
    ) -> None:
        for chunk in _chunks(things):
            offices = {thing.series.office for thing in chunk}
            self._learn_ids({thing.series for thing in chunk} - self._ids.keys(), offices)
            # Made before the transaction begins: whoever else writes should wait for the writing alone.
            rows = [make(self._ids[thing.series], thing) for thing in chunk]
            with write(self._store, *offices) as connection:
                if statement.table is schema.samples:
                    make_partitions(connection, self._store, {row["observed_at"] for row in rows})
                if check is not None:
                    check(connection, rows)
                for office in sorted(offices):
                    # What waits is counted before the past is laid over it, and nothing of the past ever waits. Who
                    # remembers the states reads them again.
                    write_ledger(connection, self._store, office, settle(connection, self._store, office).rolled)
                columns = tuple(rows[0])
                into = copy_new_rows if statement.table is schema.samples else write_rows
                into(connection, statement, columns, as_rows(columns, rows))
                if statement.table is schema.rollups_daily:
                    recount_days(connection, offices)
                bump(connection, self._store, offices)

    def refuse_younger(self, connection: Connection, rows: list[Values]) -> None:
        if self._youngest is None:
            latest = schema.latest
            found = connection.execute(select(latest.c.series_id, latest.c.observed_at))
            self._youngest = {row.series_id: row.observed_at for row in found}
        for row in rows:
            if row["observed_at"] > self._youngest.get(row["series_id"], -1):
                raise ValueError(
                    f"sampel deret {row['series_id']} lebih baru daripada keadaan terakhirnya; "
                    "sertakan keadaan (states) sampai sampel terakhir"
                )

    def _learn_ids(self, unknown: set[SeriesKey], offices: set[str]) -> None:
        if unknown:
            with write(self._store, *offices) as connection:
                found = ids_of_all(connection, self._store, unknown)
            self._ids.update(found)


def _chunks(things: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
