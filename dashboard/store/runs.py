"""Reading the runs of the collectors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, select, true

from dashboard.model import CollectorName, CollectorRun
from dashboard.store.codec import millis
from dashboard.store.engine import Store, read
from dashboard.store.rows import run_of
from dashboard.store.schema import collector_runs as table
from dashboard.store.schema import feed_versions


def collector_runs(store: Store, office: str, since: datetime) -> list[CollectorRun]:
    """Runs of the office scheduled at ``since`` or later, in order of time."""
    query = (
        select(table)
        .where(table.c.office == office, table.c.scheduled_ms >= millis(since))
        .order_by(table.c.scheduled_ms, table.c.id)
    )
    with read(store) as connection:
        return [run_of(row) for row in connection.execute(query)]


def last_runs(store: Store, offices: Collection[str] | None = None) -> list[CollectorRun]:
    """The youngest run of each collector of each of ``offices`` (None: of all that there are)."""
    asked = true() if offices is None else feed_versions.c.office.in_(sorted(offices))
    inner = table.alias()
    with read(store) as connection:
        found: list[CollectorRun] = []
        for name in CollectorName:
            # one step down an index for each office; grouping would read every run ever made
            youngest = (
                select(inner.c.id)
                .where(inner.c.office == feed_versions.c.office, inner.c.collector == name.value)
                .order_by(inner.c.scheduled_ms.desc(), inner.c.started_ms.desc())
                .limit(1)
                .correlate(feed_versions)
                .scalar_subquery()
            )
            of_office = (table.c.id == youngest, table.c.office == feed_versions.c.office)
            query = select(table).join_from(feed_versions, table, and_(*of_office)).where(asked)
            found += [run_of(row) for row in connection.execute(query)]
    return sorted(found, key=lambda run: (run.office, run.collector))
