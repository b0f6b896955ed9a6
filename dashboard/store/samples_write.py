"""The one way in for samples: a sweep, its states, its rollups and its run in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, select, update

from dashboard.model import CollectorName, CollectorRun, Sample, StateInterval
from dashboard.store import schema
from dashboard.store.bulk import add_rows, update_rows, write_rows
from dashboard.store.codec import scaled, seconds
from dashboard.store.engine import Store, write
from dashboard.store.feed import bump
from dashboard.store.leases import Delivery, note_delivery
from dashboard.store.ledger import Mark, write_ledger
from dashboard.store.partitions import make_partitions
from dashboard.store.rolling import roll_behind, roll_now, roll_pending
from dashboard.store.rows import SAMPLE_COLUMNS, Known, SampleRow, run_row
from dashboard.store.series import OfficeSeries, remember, take_office
from dashboard.store.statements import insert_new, replace_all
from dashboard.store.states_write import INTERVAL_COLUMNS, StateBook, Taken

_STORED_TIMES = select(schema.samples.c.observed_at).where(
    schema.samples.c.office_no == bindparam("office_no"),
    schema.samples.c.series_id == bindparam("series"),
    schema.samples.c.observed_at.between(bindparam("first"), bindparam("last")),
)
_LATEST_COLUMNS = ("office_no", "series_id", *Known._fields)
_MOVE_COLUMNS = (*Known._fields, "of_office", "of_series")
_MOVE = (
    update(schema.latest)
    .where(schema.latest.c.office_no == bindparam("of_office"), schema.latest.c.series_id == bindparam("of_series"))
    .values({name: bindparam(name) for name in Known._fields})
)
_Measured = tuple[Sample, int, int | None]
"""A sample, its time in whole seconds and its value in thousandths."""


def record_batch(
    store: Store,
    run: CollectorRun,
    samples: Sequence[Sample],
    *,
    stale_after_s: float = 90.0,
    day_offset_s: int = 0,
    delivery: Delivery | None = None,
    behind_s: int = 0,
) -> tuple[StateInterval, ...]:
    """Store a run and what it brought home, all or nothing; give back the states that began.

    A sample that is already stored (same series, same second) is left alone and counted nowhere again, so a batch can
    be delivered twice. Samples of several sweeps may come together and in any order. ``stale_after_s``: a series
    without a sample for longer is unknown in between; three poll intervals. ``day_offset_s``: how far the office's
    zone is ahead of UTC; its days are the days of the daily rollups. ``delivery``: the batch's name; one that was noted
    before is stored no second time, not even after its raw samples were thrown away. ``behind_s``: how far rollups may
    stand behind, see ``rolling``; 0 has them right at once. Raises ValueError for a sample of another office, a time
    without zone or a value that is no number.
    """
    batch = _measured(run, samples)
    with write(store, run.office) as connection:
        if delivery is not None and not note_delivery(connection, store, run.office, delivery, run.finished_at):
            return ()
        office = take_office(connection, store, run.office)
        taken = _taken(connection, store, office, batch)
        make_partitions(connection, store, {each.at_s for each in taken})
        marks = _marks(connection, store, office, taken, day_offset_s, behind_s)
        new = _not_yet_stored(connection, office, taken)
        book = StateBook(office)
        book.take_all(taken, stale_after_s)
        _write_states(connection, store, office, book)
        add_rows(connection, schema.samples, SAMPLE_COLUMNS, [row for rows in new.values() for row in rows])
        office.rolled = {**office.rolled, **marks}
        for collector, rows in new.items():
            if collector in marks:
                mark = roll_behind(connection, store, run.office, collector, marks[collector], rows, behind_s)
                office.rolled[collector] = mark
            else:
                roll_now(connection, store, collector, rows, day_offset_s)
        office.token = write_ledger(connection, store, run.office, office.rolled)
        _write_run(connection, store, run)
    remember(store, office)
    return book.began()


def record_run(store: Store, run: CollectorRun) -> None:
    """Store a run that brought no samples (error, timeout, missed). The same run twice is one run."""
    with write(store, run.office) as connection:
        _write_run(connection, store, run)


def _measured(run: CollectorRun, samples: Iterable[Sample]) -> list[_Measured]:
    found = []
    for sample in samples:
        if sample.series.office != run.office:
            raise ValueError(f"sampel {sample.series.target} milik kantor {sample.series.office}, bukan {run.office}")
        found.append((sample, seconds(sample.observed_at), scaled(sample.value)))
    return found


def _taken(connection: Connection, store: Store, office: OfficeSeries, batch: Sequence[_Measured]) -> list[Taken]:
    ids = office.ids
    found = [Taken(ids.get(one.series, 0), at_s, value, int(one.status), one) for one, at_s, value in batch]
    if not office.is_fresh and 0 not in [taken.series_id for taken in found]:
        return found
    office.make_missing(connection, store, (one.series for one, _, _ in batch))
    return [taken._replace(series_id=office.ids[taken.sample.series]) for taken in found]


def _marks(
    connection: Connection, store: Store, office: OfficeSeries, taken: Sequence[Taken], day_offset_s: int, behind_s: int
) -> dict[CollectorName, Mark]:  # fmt: skip
    """How far the collectors of a batch are rolled up before it is stored; none of those that are rolled up at once."""
    marks = {}
    for collector in {each.sample.series.collector for each in taken}:
        mark = office.rolled.get(collector)
        if mark is not None and mark.day_offset_s != day_offset_s:
            # the office moved to another zone: what waits belongs to the days of the old one
            roll_pending(connection, store, office.office, collector, mark, _after(office, collector, mark.until))
            mark = Mark(_after(office, collector, mark.until), day_offset_s)
        if mark is None and behind_s > 0:
            oldest = min(each.at_s for each in taken)
            mark = Mark(_after(office, collector, oldest), day_offset_s)
        if mark is not None:
            marks[collector] = mark
    return marks


def _after(office: OfficeSeries, collector: CollectorName, least_s: int) -> int:
    """The second after a collector's youngest stored sample, or ``least_s``."""
    youngest_s = office.youngest_s(collector)
    return least_s if youngest_s is None else max(least_s, youngest_s + 1)


def _write_states(connection: Connection, store: Store, office: OfficeSeries, book: StateBook) -> None:
    moved, new = book.moved()
    latest = replace_all(store.dialect, schema.latest)
    if store.dialect == "sqlite":
        # They are there: an update spares the look-up of foreign keys that an upsert makes.
        update_rows(connection, _MOVE, _MOVE_COLUMNS, [(*known, office.office_no, place) for place, known in moved])
    else:
        new += moved
    write_rows(connection, latest, _LATEST_COLUMNS, [(office.office_no, place, *known) for place, known in new])
    intervals = replace_all(store.dialect, schema.state_intervals)
    write_rows(connection, intervals, INTERVAL_COLUMNS, book.interval_rows())


def _write_run(connection: Connection, store: Store, run: CollectorRun) -> None:
    connection.execute(insert_new(store.dialect, schema.collector_runs), [run_row(run)])
    bump(connection, store, (run.office,))


def _not_yet_stored(
    connection: Connection, office: OfficeSeries, taken: Sequence[Taken]
) -> Mapping[CollectorName, list[SampleRow]]:
    """Rows of the batch that the database does not hold, each once, by collector.

    Only where a series was observed as late as that before can it hold one: an ordinary sweep asks nothing.
    """
    rows: dict[tuple[int, int], Taken] = {}
    late: dict[int, list[int]] = {}
    for each in taken:
        if rows.setdefault((each.series_id, each.at_s), each) is not each:
            continue
        known = office.known.get(each.series_id)
        if known is not None and each.at_s <= known.observed_at:
            late.setdefault(each.series_id, []).append(each.at_s)
    for series_id, times in late.items():
        span = {"office_no": office.office_no, "series": series_id, "first": min(times), "last": max(times)}
        for stored in connection.scalars(_STORED_TIMES, span):
            rows.pop((series_id, stored), None)
    found: dict[CollectorName, list[SampleRow]] = {}
    for each in rows.values():
        row = (office.office_no, each.series_id, each.at_s, each.value, each.status)
        found.setdefault(each.sample.series.collector, []).append(row)
    return found
