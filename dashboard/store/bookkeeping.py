"""What the product knows of itself: runs counted, series without a reading, sizes, schema. Every query is bounded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import case, func, select, text

from dashboard.model import CollectorName, RunOutcome, SampleStatus
from dashboard.store.codec import millis, moment, office_number
from dashboard.store.engine import Store, read
from dashboard.store.schema import collector_runs, latest, samples, series

Of = tuple[str, CollectorName]
"""Office code and collector."""


@dataclass(frozen=True, slots=True)
class SeriesCount:
    """How many series a collector keeps, and how many of them are unknown now."""

    series: int
    unknown: int


def tally_runs(
    store: Store, offices: Collection[str], since: datetime, until: datetime
) -> Mapping[Of, Mapping[RunOutcome, int]]:
    """Runs scheduled in ``[since, until)``, counted by outcome. Read from the index of the runs alone."""
    table = collector_runs
    query = (
        select(table.c.office, table.c.collector, table.c.outcome, func.count())
        .where(
            table.c.office.in_(sorted(offices)),
            table.c.collector.in_([each.value for each in CollectorName]),
            table.c.scheduled_ms >= millis(since),
            table.c.scheduled_ms < millis(until),
        )
        .group_by(table.c.office, table.c.collector, table.c.outcome)
    )
    found: dict[Of, dict[RunOutcome, int]] = {}
    with read(store) as connection:
        for office, collector, outcome, count in connection.execute(query).tuples():
            found.setdefault((office, CollectorName(collector)), {})[RunOutcome(outcome)] = count
    return found


def count_series(store: Store, offices: Collection[str]) -> Mapping[Of, SeriesCount]:
    """Series that were ever measured, and how many of them have an unknown last sample."""
    unknown = func.sum(case((latest.c.status == SampleStatus.UNKNOWN.value, 1), else_=0))
    query = (
        select(series.c.office, series.c.collector, func.count(), unknown)
        .join_from(latest, series, latest.c.series_id == series.c.id)
        .where(
            series.c.office.in_(sorted(offices)),
            latest.c.office_no.in_([office_number(office) for office in sorted(offices)]),
        )
        .group_by(series.c.office, series.c.collector)
    )
    with read(store) as connection:
        rows = connection.execute(query).tuples().all()
    return {(office, CollectorName(name)): SeriesCount(count, int(lost)) for office, name, count, lost in rows}


def oldest_sample_at(store: Store, office: str) -> datetime | None:
    """Time of the oldest raw sample of an office that is still kept: one step down the index for each series."""
    first = (
        select(func.min(samples.c.observed_at))
        .where(samples.c.office_no == office_number(office), samples.c.series_id == series.c.id)
        .correlate(series)
        .scalar_subquery()
    )
    each = select(first.label("first")).select_from(series).where(series.c.office == office).subquery()
    with read(store) as connection:
        found = connection.scalar(select(func.min(each.c.first)))
    return None if found is None else moment(found)


def database_bytes(store: Store) -> int:
    """Size of the whole database: SQLite's file with its write-ahead log, or what PostgreSQL says."""
    with read(store) as connection:
        if store.dialect == "postgresql":
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        pages = int(connection.scalar(text("PRAGMA page_count")) or 0)
        size = pages * int(connection.scalar(text("PRAGMA page_size")) or 0)
    log = Path(f"{store.engine.url.database}-wal")
    return size + (log.stat().st_size if log.is_file() else 0)


def schema_revision(store: Store) -> str:
    """The migration that the database stands at; "" where there is none."""
    with read(store) as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""
