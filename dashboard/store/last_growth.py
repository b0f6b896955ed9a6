"""How counters grew by the hour, when they last did, how many lines their entries have: no rows of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from dashboard.model import CollectorName
from dashboard.store import schema
from dashboard.store.among import among
from dashboard.store.codec import SCALE, moment, office_number, seconds
from dashboard.store.engine import Store, read
from dashboard.store.place import in_place
from dashboard.store.schema import manual_readings, series

_CHUNK_S = 31 * 86_400


def last_growth_hours(store: Store, office: str, since: datetime) -> dict[str, datetime]:
    """Start of the last clock hour from ``since`` on in which each counter read by machine grew, by source."""
    hours = schema.rollups_hourly
    # backwards from the youngest hour of each counter, which mostly is the one
    last = (
        select(hours.c.start_at)
        .where(hours.c.office_no == office_number(office), hours.c.series_id == series.c.id)
        .where(hours.c.start_at >= seconds(since), hours.c.value_sum > 0)
        .order_by(hours.c.start_at.desc())
        .limit(1)
        .correlate(series)
        .scalar_subquery()
    )
    query = select(series.c.target, last.label("start_at")).where(
        series.c.office == office, series.c.collector == CollectorName.RECORDS.value, series.c.metric == "growth"
    )
    query = query.where(in_place(store, series.c.kecamatan))
    found: dict[str, datetime] = {}
    with read(store) as connection:
        for target, start_s in connection.execute(query).tuples():
            if start_s is not None:  # a source has one series of each metric, or one in each kecamatan that it moved to
                found[target] = max(moment(start_s), found.get(target, moment(start_s)))
    return found


def grown_hours(
    store: Store, office: str, start: datetime, end: datetime
) -> dict[str, dict[tuple[str, datetime], float]]:
    """Sums of each clock hour that starts in [start, end) and was measured, by metric, then source and hour.

    Metrics: ``growth`` (records) and ``resets`` (restarts) of the counters read by machine.
    """
    hours, metrics = schema.rollups_hourly, ("growth", "resets")
    whose = (series.c.office == office, series.c.collector == CollectorName.RECORDS.value, series.c.metric.in_(metrics))
    rows: list[tuple[int, int, int]] = []
    with read(store) as connection:
        names = {
            row.id: (row.metric, row.target)
            for row in connection.execute(
                select(series.c.id, series.c.metric, series.c.target).where(*whose, in_place(store, series.c.kecamatan))
            )
        }
        query = select(hours.c.series_id, hours.c.start_at, hours.c.value_sum).where(
            hours.c.office_no == office_number(office), among(store, hours.c.series_id, names), hours.c.value_count > 0
        )
        # 14 counters have 30,000 hours in 90 days: none of the statements reads more than a month of them
        for begin_s in range(seconds(start), seconds(end), _CHUNK_S):
            when = (hours.c.start_at >= begin_s, hours.c.start_at < min(begin_s + _CHUNK_S, seconds(end)))
            rows += connection.execute(query.where(*when)).tuples().all()
    at = {start_s: moment(start_s) for start_s in {row[1] for row in rows}}
    found: dict[str, dict[tuple[str, datetime], float]] = {metric: {} for metric in metrics}
    for series_id, start_s, total in rows:
        metric, source = names[series_id]
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
