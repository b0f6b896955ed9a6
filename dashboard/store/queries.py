"""Reading what was measured. A page asks ``latest``, intervals and rollups; raw samples only of one series."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, func, or_, select

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
    table, begin_s = schema.state_intervals, seconds(start)
    before = table.alias()
    # The intervals of a series follow each other, so the last one begun by ``start`` is the first that can reach into
    # the time asked for: what lies before it, of however many years, is not looked at.
    last_before = (
        select(func.max(before.c.start_at))
        .where(before.c.office_no == office_number(office), before.c.series_id == series.c.id)
        .where(before.c.start_at <= begin_s)
        .correlate(series)
        .scalar_subquery()
    )
    return _each(
        store,
        table,
        office,
        _whose(office, collector, kecamatan, target),
        (
            table.c.start_at >= func.coalesce(last_before, begin_s),
            table.c.start_at < seconds(end),
            or_(table.c.end_at.is_(None), table.c.end_at > begin_s),
        ),
        interval_of,
    )


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
    whose = _whose(office, collector, kecamatan, target)
    if metrics is not None:
        whose.append(series.c.metric.in_(sorted(metrics)))
    when = (table.c.start_at >= seconds(start), table.c.start_at < seconds(end))
    return _each(store, table, office, whose, when, rollup_of)


def samples(store: Store, key: SeriesKey, start: datetime, end: datetime) -> list[Sample]:
    """Raw samples of one series in [start, end). ValueError for more than two days: longer spans have rollups."""
    if end - start > LONGEST_RAW:
        raise ValueError("sampel mentah hanya dibaca paling lama dua hari; pakai rekap per jam atau per hari")
    table = schema.samples
    query = _one_series(table, key).where(table.c.observed_at >= seconds(start), table.c.observed_at < seconds(end))
    with read(store) as connection:
        return [sample_of(key, row) for row in connection.execute(query.order_by(table.c.observed_at))]


def _each(
    store: Store,
    table: Table,
    office: str,
    whose: Sequence[ColumnElement[bool]],
    when: Sequence[ColumnElement[bool]],
    make: Callable[[SeriesKey, Row[Any]], _T],
) -> list[_T]:
    """Values of many rows of few series, whose names are read once and not with every row."""
    query = select(table).join_from(series, table, table.c.series_id == series.c.id)
    query = query.where(*whose, table.c.office_no == office_number(office), *when)
    with read(store) as connection:
        keys = {row.id: series_key(row) for row in connection.execute(select(series).where(*whose))}
        rows = connection.execute(query.order_by(table.c.series_id, table.c.start_at)).all() if keys else []
    return [make(keys[row.series_id], row) for row in rows if row.series_id in keys]


def _whose(
    office: str,
    collector: CollectorName | None = None,
    kecamatan: str | EllipsisType | None = ...,
    target: str | None = None,
) -> list[ColumnElement[bool]]:
    """Which series of the office are meant."""
    conditions: list[ColumnElement[bool]] = [series.c.office == office]
    if collector is not None:
        conditions.append(series.c.collector == collector.value)
    if not isinstance(kecamatan, EllipsisType):
        conditions.append(series.c.kecamatan == kecamatan_key(kecamatan))
    if target is not None:
        conditions.append(series.c.target == target)
    return conditions


def _with_series(table: Table) -> Select[Any]:
    return select(*(column for column in series.c if column.name != "id"), table).join_from(
        series, table, table.c.series_id == series.c.id
    )


def _of(query: Select[Any], table: Table, office: str) -> Select[Any]:
    # the number beside the name: it is the first column of the table's key, and what a cluster would shard by
    return query.where(series.c.office == office, table.c.office_no == office_number(office))


def _one_series(table: Table, key: SeriesKey) -> Select[Any]:
    query = _of(_with_series(table), table, key.office)
    return query.where(*_whose(key.office, key.collector, key.kecamatan, key.target), series.c.metric == key.metric)
