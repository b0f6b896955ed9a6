"""Reading what was measured. A page asks ``latest``, intervals and rollups; raw samples only of one series."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any, Literal, TypeVar

from sqlalchemy import Row, Select, Table, or_, select

from dashboard.model import CollectorName, Rollup, Sample, SeriesKey, SeriesState, StateInterval
from dashboard.store import schema
from dashboard.store.codec import kecamatan_key, office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.rows import interval_of, rollup_of, sample_of, series_key, state_of
from dashboard.store.schema import series

_T = TypeVar("_T")
LONGEST_RAW = timedelta(days=2)


def latest(store: Store, office: str) -> list[SeriesState]:
    """What is known now of every series of the office, Dinas first, then by kecamatan and target."""
    query = _of(_with_series(schema.latest), schema.latest, office)
    query = query.order_by(series.c.kecamatan, series.c.collector, series.c.target, series.c.metric)
    with read(store) as connection:
        return [state_of(series_key(row), row) for row in connection.execute(query)]


def latest_of(store: Store, key: SeriesKey) -> SeriesState | None:
    """What is known now of one series; None before its first sample."""
    query = _one_series(schema.latest, key)
    with read(store) as connection:
        row = connection.execute(query).first()
    return None if row is None else state_of(series_key(row), row)


def intervals(
    store: Store,
    office: str,
    start: datetime,
    end: datetime,
    *,
    collector: CollectorName | None = None,
    kecamatan: str | EllipsisType | None = ...,
    target: str | None = None,
) -> list[StateInterval]:
    """State intervals that overlap [start, end), uncut, by series and time. ``kecamatan`` None: Dinas, ...: any."""
    table = schema.state_intervals
    query = _of(_with_series(table), table, office, collector, kecamatan, target).where(
        table.c.start_at < seconds(end), or_(table.c.end_at.is_(None), table.c.end_at > seconds(start))
    )
    query = query.order_by(table.c.series_id, table.c.start_at)
    return _each(store, query, interval_of)


def rollups(
    store: Store,
    office: str,
    start: datetime,
    end: datetime,
    *,
    step: Literal["hour", "day"],
    collector: CollectorName | None = None,
    kecamatan: str | EllipsisType | None = ...,
    target: str | None = None,
    metrics: Collection[str] | None = None,
) -> list[Rollup]:
    """Rollups that start in [start, end), by series and time; of all metrics, or of ``metrics`` alone."""
    table = {"hour": schema.rollups_hourly, "day": schema.rollups_daily}[step]
    query = _of(_with_series(table), table, office, collector, kecamatan, target).where(
        table.c.start_at >= seconds(start), table.c.start_at < seconds(end)
    )
    if metrics is not None:
        query = query.where(series.c.metric.in_(sorted(metrics)))
    query = query.order_by(table.c.series_id, table.c.start_at)
    return _each(store, query, rollup_of)


def samples(store: Store, key: SeriesKey, start: datetime, end: datetime) -> list[Sample]:
    """Raw samples of one series in [start, end). ValueError for more than two days: longer spans have rollups."""
    if end - start > LONGEST_RAW:
        raise ValueError("sampel mentah hanya dibaca paling lama dua hari; pakai rekap per jam atau per hari")
    table = schema.samples
    query = _one_series(table, key).where(table.c.observed_at >= seconds(start), table.c.observed_at < seconds(end))
    with read(store) as connection:
        return [sample_of(key, row) for row in connection.execute(query.order_by(table.c.observed_at))]


def _each(store: Store, query: Select[Any], make: Callable[[SeriesKey, Row[Any]], _T]) -> list[_T]:
    """Values of many rows of few series: each key is made once."""
    with read(store) as connection:
        rows = connection.execute(query).all()
    keys: dict[int, SeriesKey] = {}
    for row in rows:
        if row.series_id not in keys:
            keys[row.series_id] = series_key(row)
    return [make(keys[row.series_id], row) for row in rows]


def _with_series(table: Table) -> Select[Any]:
    return select(*(column for column in series.c if column.name != "id"), table).join_from(
        series, table, table.c.series_id == series.c.id
    )


def _of(
    query: Select[Any],
    table: Table,
    office: str,
    collector: CollectorName | None = None,
    kecamatan: str | EllipsisType | None = ...,
    target: str | None = None,
) -> Select[Any]:
    # the number beside the name: it is the first column of the table's key, and what a cluster would shard by
    query = query.where(series.c.office == office, table.c.office_no == office_number(office))
    if collector is not None:
        query = query.where(series.c.collector == collector.value)
    if not isinstance(kecamatan, EllipsisType):
        query = query.where(series.c.kecamatan == kecamatan_key(kecamatan))
    if target is not None:
        query = query.where(series.c.target == target)
    return query


def _one_series(table: Table, key: SeriesKey) -> Select[Any]:
    query = _of(_with_series(table), table, key.office, key.collector, key.kecamatan, key.target)
    return query.where(series.c.metric == key.metric)
