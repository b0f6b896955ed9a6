"""The one way in for samples: a sweep, its states, its rollups and its run in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from dashboard.model import CollectorName, CollectorRun, Sample, StateInterval
from dashboard.store import schema
from dashboard.store.codec import seconds
from dashboard.store.engine import Store, write
from dashboard.store.feed import bump
from dashboard.store.leases import Delivery, note_delivery
from dashboard.store.office_days import count_days
from dashboard.store.partitions import make_partitions
from dashboard.store.rows import (
    DAY_S,
    HOUR_S,
    RollupGrain,
    Values,
    as_stored,
    rollup_rows,
    run_row,
    sample_row,
)
from dashboard.store.series import OfficeSeries, load_office, remember
from dashboard.store.statements import add_rollup, insert_new, replace_all
from dashboard.store.states_write import StateBook, in_order

_STORED_TIMES = select(schema.samples.c.observed_at).where(
    schema.samples.c.office_no == bindparam("office_no"),
    schema.samples.c.series_id == bindparam("series"),
    schema.samples.c.observed_at.between(bindparam("first"), bindparam("last")),
)
_INSERT_SAMPLES = schema.samples.insert()


def record_batch(
    store: Store,
    run: CollectorRun,
    samples: Sequence[Sample],
    *,
    stale_after_s: float = 90.0,
    day_offset_s: int = 0,
    delivery: Delivery | None = None,
) -> tuple[StateInterval, ...]:
    """Store a run and what it brought home, all or nothing; give back the states that began.

    A sample that is already stored (same series, same second) is left alone and counted nowhere again, so a batch can
    be delivered twice. Samples of several sweeps may come together and in any order. ``stale_after_s``: a series
    without a sample for longer is unknown in between; three poll intervals. ``day_offset_s``: how far the office's
    zone is ahead of UTC; its days are the days of the daily rollups. ``delivery``: the batch's name; one that was noted
    before is stored no second time, not even after its raw samples were thrown away. Raises ValueError for a sample of
    another office, a time without zone or a value that is no number.
    """
    batch = [as_stored(sample) for sample in samples]
    _refuse_strangers(run, batch)
    parents = {sample.parent for sample in batch if sample.parent is not None}
    with write(store, run.office) as connection:
        if delivery is not None and not note_delivery(connection, store, run.office, delivery, run.finished_at):
            return ()
        office = load_office(connection, store, run.office, (sample.series for sample in batch), parents)
        make_partitions(connection, store, {seconds(sample.observed_at) for sample in batch})
        book = StateBook(office)
        for sample in in_order(batch):
            book.take(sample, stale_after_s)
        for table, rows in ((schema.latest, book.latest_rows()), (schema.state_intervals, book.interval_rows())):
            if rows:
                connection.execute(replace_all(store.dialect, table), rows)
        _write_samples(connection, store, _not_yet_stored(connection, office, batch), run.collector, day_offset_s)
        _write_run(connection, store, run)
    remember(store, office)
    return book.began()


def record_run(store: Store, run: CollectorRun) -> None:
    """Store a run that brought no samples (error, timeout, missed). The same run twice is one run."""
    with write(store, run.office) as connection:
        _write_run(connection, store, run)


def _refuse_strangers(run: CollectorRun, batch: Sequence[Sample]) -> None:
    for sample in batch:
        if sample.series.office != run.office:
            raise ValueError(f"sampel {sample.series.target} milik kantor {sample.series.office}, bukan {run.office}")


def _write_samples(
    connection: Connection, store: Store, rows: list[Values], collector: CollectorName, day_offset_s: int
) -> None:
    if not rows:
        return
    connection.execute(_INSERT_SAMPLES, rows)
    hours = rollup_rows(rows, RollupGrain(HOUR_S))
    connection.execute(add_rollup(store.dialect, schema.rollups_hourly), hours)
    days = rollup_rows(rows, RollupGrain(DAY_S, day_offset_s))
    connection.execute(add_rollup(store.dialect, schema.rollups_daily), days)
    count_days(connection, store, collector, days)


def _write_run(connection: Connection, store: Store, run: CollectorRun) -> None:
    connection.execute(insert_new(store.dialect, schema.collector_runs), [run_row(run)])
    bump(connection, store, (run.office,))


def _not_yet_stored(connection: Connection, office: OfficeSeries, batch: Sequence[Sample]) -> list[Values]:
    """Rows of the batch that the database does not hold, each once.

    Only where a series was observed as late as that before can it hold one: an ordinary sweep asks nothing.
    """
    rows = {(row["series_id"], row["observed_at"]): row for row in _rows(office, batch[::-1])}
    office_no = next((row["office_no"] for row in rows.values()), 0)
    late: dict[int, list[int]] = {}
    for series_id, observed_at in rows:
        youngest = office.youngest_s(series_id)
        if youngest is not None and observed_at <= youngest:
            late.setdefault(series_id, []).append(observed_at)
    for series_id, times in late.items():
        span = {"office_no": office_no, "series": series_id, "first": min(times), "last": max(times)}
        for stored in connection.scalars(_STORED_TIMES, span):
            rows.pop((series_id, stored), None)
    return list(rows.values())


def _rows(office: OfficeSeries, batch: Sequence[Sample]) -> list[Values]:
    return [sample_row(office.ids[sample.series], sample) for sample in batch]
