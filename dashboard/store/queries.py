"""Reading what was measured. A page asks ``latest``, intervals and rollups; raw samples only of one series."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from dashboard.model import CollectorName, Rollup, Sample, SeriesKey, SeriesState, StateInterval
from dashboard.store import schema
from dashboard.store.among import among
from dashboard.store.codec import kecamatan_key, office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.place import in_place, reaches
from dashboard.store.rows import interval_of, rollup_of, sample_of, series_key, state_of
from dashboard.store.schema import series

LONGEST_RAW = timedelta(days=2)


def latest(store: Store, office: str) -> list[SeriesState]:
    """What is known now of every series of the office, Dinas first, then by kecamatan and target."""
    query = _of(_with_series(schema.latest), schema.latest, office).where(in_place(store, series.c.kecamatan))
    query = query.order_by(series.c.kecamatan, series.c.collector, series.c.target, series.c.metric)
    with read(store) as connection:
        return [state_of(series_key(row), row) for row in connection.execute(query)]


def latest_of(store: Store, key: SeriesKey) -> SeriesState | None:
    """What is known now of one series; None before its first sample."""
    if not reaches(store, key.kecamatan):
        return None
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
    whose = [*_whose(office, collector, kecamatan, target), in_place(store, series.c.kecamatan)]
    with read(store) as connection:
        keys = _keys(connection, whose)
        # The intervals of a series follow each other, so of those begun before the start only the last one can reach
        # into the time asked for: the others, of however many years, are not looked at.
        found = list(connection.execute(_last_begun(whose, office, begin_s)))
        begun = _of_keys(store, table, office, keys).where(table.c.start_at >= begin_s, table.c.start_at < seconds(end))
        found += connection.execute(begun)
    found = [each for each in found if each.start_at is not None and (each.end_at is None or each.end_at > begin_s)]
    found.sort(key=lambda row: (row.series_id, row.start_at))
    return [interval_of(keys[row.series_id], row) for row in found if row.series_id in keys]


def _last_begun(whose: Sequence[ColumnElement[bool]], office: str, before_s: int) -> Select[Any]:
    """The youngest interval of each series that began before ``before_s``; empty fields where none did."""
    table = schema.state_intervals

    def youngest(name: str) -> ColumnElement[Any]:
        own = (table.c.office_no == office_number(office), table.c.series_id == series.c.id)
        step_down = select(table.c[name]).where(*own, table.c.start_at < before_s).correlate(series)
        return step_down.order_by(table.c.start_at.desc()).limit(1).scalar_subquery().label(name)

    return select(series.c.id.label("series_id"), *map(youngest, ("start_at", "end_at", "state"))).where(*whose)


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
    whose = [*_whose(office, collector, kecamatan, target), in_place(store, series.c.kecamatan)]
    if metrics is not None:
        whose.append(series.c.metric.in_(sorted(metrics)))
    with read(store) as connection:
        keys = _keys(connection, whose)
        query = _of_keys(store, table, office, keys).where(
            table.c.start_at >= seconds(start), table.c.start_at < seconds(end)
        )
        rows = connection.execute(query.order_by(table.c.series_id, table.c.start_at)).all()
    return [rollup_of(keys[row.series_id], row) for row in rows]


def samples(store: Store, key: SeriesKey, start: datetime, end: datetime) -> list[Sample]:
    """Raw samples of one series in [start, end). ValueError for more than two days: longer spans have rollups."""
    if end - start > LONGEST_RAW:
        raise ValueError("sampel mentah hanya dibaca paling lama dua hari; pakai rekap per jam atau per hari")
    if not reaches(store, key.kecamatan):
        return []
    table = schema.samples
    query = _one_series(table, key).where(table.c.observed_at >= seconds(start), table.c.observed_at < seconds(end))
    with read(store) as connection:
        return [sample_of(key, row) for row in connection.execute(query.order_by(table.c.observed_at))]


def _keys(connection: Connection, whose: Sequence[ColumnElement[bool]]) -> dict[int, SeriesKey]:
    """The series meant by their numbers: read once, not with each of thousands of rows."""
    return {row.id: series_key(row) for row in connection.execute(select(series).where(*whose))}


def _of_keys(store: Store, table: Table, office: str, keys: Collection[int]) -> Select[Any]:
    """Rows of these series."""
    return select(table).where(table.c.office_no == office_number(office), among(store, table.c.series_id, keys))


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
