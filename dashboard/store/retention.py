"""Taking things away: raw samples past their days, bite by bite, and everything of a demo office at once."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from dashboard.model import CollectorName
from dashboard.store import schema
from dashboard.store.codec import millis, office_number, seconds
from dashboard.store.engine import Store, read, unhurried, write
from dashboard.store.feed import bump, slots_feed
from dashboard.store.ledger import forget_ledger, read_ledger

BITE_S = 0.015
"""So long at the most, and one series more, does a sweep wait behind a bite."""
_MEASURED = (
    schema.samples,
    schema.latest,
    schema.state_intervals,
    schema.rollups_hourly,
    schema.rollups_daily,
    schema.office_days,
    schema.office_months,
)
_OF_OFFICE = (
    schema.evidence,
    schema.slots,
    schema.reported_rows,
    schema.reported_periods,
    schema.pauses,
    schema.step_runs,
    schema.excuses,
    schema.ticket_events,
    schema.step_notes,
    schema.tickets,
    schema.manual_readings,
    schema.agenda_numbers,
    schema.collector_runs,
    schema.office_standings,
    schema.series,
)


class Bite(NamedTuple):
    """How many rows were taken, and after which series the next bite begins; None: nothing is left."""

    rows: int
    after_id: int | None


_SERIES_AFTER = (
    select(schema.series.c.id)
    .where(schema.series.c.office == bindparam("office"), schema.series.c.id > bindparam("after"))
    .order_by(schema.series.c.id)
)


def prune_samples(store: Store, before: datetime, limit: int = 5_000) -> int:
    """Delete at most ``limit`` raw samples older than ``before``, office by office; gives how many.

    Rollups, intervals, slots and evidence stay. On PostgreSQL whole days are dropped at once instead, see
    ``drop_partitions``.
    """
    deleted = 0
    for office in measured_offices(store):
        after_id: int | None = 0
        while after_id is not None and deleted < limit:
            rows, after_id = prune_bite(store, office, before, limit - deleted, after_id)
            deleted += rows
    return deleted


def prune_bite(store: Store, office: str, before: datetime, limit: int, after_id: int = 0) -> Bite:
    """Delete at most ``limit`` raw samples of an office older than ``before`` in one transaction of ``BITE_S``.

    Call again from where the bite ended, and let collectors write in between. What no rollup has counted yet stays.
    """
    deleted, office_no = 0, office_number(office)
    with write(store) as connection:
        stop = monotonic() + BITE_S
        marks = read_ledger(connection, office).rolled.values()
        old_s = min((seconds(before), *(mark.until for mark in marks)))
        for series_id in connection.scalars(_SERIES_AFTER, {"office": office, "after": after_id}).all():
            # by series, because the table lies in that order and has no index by time alone
            old = {"office_no": office_no, "series": series_id, "old": old_s, "most": limit - deleted}
            times = connection.scalars(_OLD_TIMES, old).all()
            if times:
                connection.execute(_DELETE_UNTIL, old | {"last": times[-1]})
                deleted += len(times)
            if deleted >= limit or monotonic() > stop:
                return Bite(deleted, series_id - 1 if deleted >= limit else series_id)
    return Bite(deleted, None)


_samples = schema.samples.c
_OF_SERIES = (_samples.office_no == bindparam("office_no"), _samples.series_id == bindparam("series"))
_OLD_TIMES = (
    select(_samples.observed_at)
    .where(*_OF_SERIES, _samples.observed_at < bindparam("old"))
    .order_by(_samples.observed_at)
    .limit(bindparam("most"))
)
_DELETE_UNTIL = delete(schema.samples).where(*_OF_SERIES, _samples.observed_at <= bindparam("last"))


def prune_runs(store: Store, before: datetime, limit: int = 5_000) -> int:
    """Delete at most ``limit`` collector runs scheduled before ``before``; gives how many."""
    deleted = 0
    with write(store) as connection:
        for office in connection.scalars(_OFFICES).all():
            for collector in CollectorName:  # down the index of the runs: nothing young is looked at
                of = {"office": office, "collector": collector.value, "before": millis(before)}
                ids = connection.scalars(_OLD_RUNS, of | {"most": limit - deleted}).all()
                if ids:
                    connection.execute(delete(schema.collector_runs).where(schema.collector_runs.c.id.in_(ids)))
                    deleted += len(ids)
                if deleted >= limit:
                    return deleted
    return deleted


_runs = schema.collector_runs.c
_OFFICES = select(schema.feed_versions.c.office).order_by(schema.feed_versions.c.office)
_OLD_RUNS = (
    select(_runs.id)
    .where(_runs.office == bindparam("office"), _runs.collector == bindparam("collector"))
    .where(_runs.scheduled_ms < bindparam("before"))
    .order_by(_runs.scheduled_ms)
    .limit(bindparam("most"))
)


def measured_offices(store: Store) -> list[str]:
    """Every office that has a series."""
    with read(store) as connection:
        return list(connection.scalars(select(schema.series.c.office).distinct().order_by(schema.series.c.office)))


def clear_office(store: Store, office: str) -> None:
    """Take away everything of an office but its audit and its feed version, which grows. For simulated offices."""
    with write(store, office) as connection:
        unhurried(connection)
        with_events = {"key": f"erasing:{office}"}
        connection.execute(insert(schema.meta), {**with_events, "value": "1"})
        _delete_all(connection, office)
        connection.execute(delete(schema.meta).where(schema.meta.c.key == with_events["key"]))
        forget_ledger(connection, office)
        bump(connection, store, (office, slots_feed(office)))
    store.offices.pop(office, None)


def _delete_all(connection: Connection, office: str) -> None:
    for table in _MEASURED:
        connection.execute(delete(table).where(table.c.office_no == office_number(office)))
    for table in _OF_OFFICE:
        connection.execute(delete(table).where(table.c.office == office))
