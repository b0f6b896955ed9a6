"""How counters grew by the hour, when they last did, how many lines their entries have: no rows of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from dashboard.model import CollectorName
from dashboard.store import schema
from dashboard.store.codec import SCALE, moment, office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.schema import manual_readings, series


def last_growth_hours(store: Store, office: str, since: datetime) -> dict[str, datetime]:
    """Start of the last clock hour from ``since`` on in which each counter read by machine grew, by source."""
    hours = schema.rollups_hourly
    query = (
        select(series.c.target, func.max(hours.c.start_at).label("start_at"))
        .join_from(series, hours)
        .where(
            series.c.office == office,
            hours.c.office_no == office_number(office),
            series.c.collector == CollectorName.RECORDS.value,
            series.c.metric == "growth",
            hours.c.start_at >= seconds(since),
            hours.c.value_sum > 0,
        )
        .group_by(series.c.target)
    )
    with read(store) as connection:
        return {row.target: moment(row.start_at) for row in connection.execute(query)}


def grown_hours(
    store: Store, office: str, start: datetime, end: datetime
) -> dict[str, dict[tuple[str, datetime], float]]:
    """Sums of each clock hour that starts in [start, end) and was measured, by metric, then source and hour.

    Metrics: ``growth`` (records) and ``resets`` (restarts) of the counters read by machine.
    """
    hours = schema.rollups_hourly
    query = (
        select(series.c.metric, series.c.target, hours.c.start_at, hours.c.value_sum)
        .join_from(series, hours)
        .where(
            series.c.office == office,
            hours.c.office_no == office_number(office),
            series.c.collector == CollectorName.RECORDS.value,
            series.c.metric.in_(("growth", "resets")),
            hours.c.start_at >= seconds(start),
            hours.c.start_at < seconds(end),
            hours.c.value_count > 0,
        )
        .order_by(hours.c.series_id, hours.c.start_at)
    )
    with read(store) as connection:
        rows = connection.execute(query).all()
    at = {start_s: moment(start_s) for start_s in {row.start_at for row in rows}}
    found: dict[str, dict[tuple[str, datetime], float]] = {"growth": {}, "resets": {}}
    for metric, source, start_s, total in rows:
        found[metric][source, at[start_s]] = total / SCALE
    return found


def entered_lines(store: Store, office: str) -> dict[str, int]:
    """How many entries and corrections each counter read by people has; one without any is not in it."""
    query = (
        select(manual_readings.c.source, func.count().label("lines"))
        .where(manual_readings.c.office == office)
        .group_by(manual_readings.c.source)
    )
    with read(store) as connection:
        return {row.source: row.lines for row in connection.execute(query)}
