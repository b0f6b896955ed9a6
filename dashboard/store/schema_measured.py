"""The tables of what was measured."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    UniqueConstraint,
)

from dashboard.store.schema_base import BigId, int_column, metadata, office_key_column, series_key_column, text_column

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("office"),
    text_column("kecamatan"),
    text_column("collector"),
    text_column("target"),
    text_column("metric"),
    text_column("unit"),
    UniqueConstraint("office", "collector", "kecamatan", "target", "metric"),
    sqlite_autoincrement=True,  # an id is never given twice, so that a remembered one can be seen to be gone
)

samples = Table(
    "samples",
    metadata,
    office_key_column(),
    # no foreign key: it would be looked up for each sample, and the one writer takes its ids from series
    Column("series_id", Integer, primary_key=True, autoincrement=False),
    int_column("observed_at", key=True),
    int_column("value", null=True),
    Column("status", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (observed_at)",
)

latest = Table(
    "latest",
    metadata,
    office_key_column(),
    series_key_column(),
    text_column("state"),
    int_column("since"),
    int_column("observed_at"),
    int_column("value", null=True),
    int_column("known_value", null=True),
    Column("status", SmallInteger, nullable=False),
    Column("failed_polls", Integer, nullable=False),
    Column("good_polls", Integer, nullable=False),
    int_column("first_failed_at", null=True),
    int_column("first_good_at", null=True),
    int_column("value_changed_at", null=True),
)

state_intervals = Table(
    "state_intervals",
    metadata,
    office_key_column(),
    series_key_column(),
    int_column("start_at", key=True),
    int_column("end_at", null=True),
    text_column("state"),
    # PostgreSQL keeps rows in the order of writing, among those of all offices: the key carries what is asked for
    PrimaryKeyConstraint("office_no", "series_id", "start_at", postgresql_include=["end_at", "state"]),
    sqlite_with_rowid=False,
)


def _rollup(name: str) -> Table:
    counts = ("polls", "ok", "degraded", "failed", "unknown", "value_count")
    return Table(
        name,
        metadata,
        office_key_column(),
        series_key_column(),
        int_column("start_at", key=True),
        *(Column(count, Integer, nullable=False) for count in counts),
        int_column("value_sum"),
        int_column("value_min", null=True),
        int_column("value_max", null=True),
        sqlite_with_rowid=False,
    )


rollups_hourly = _rollup("rollups_hourly")
rollups_daily = _rollup("rollups_daily")

collector_runs = Table(
    "collector_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    text_column("office"),
    text_column("collector"),
    int_column("scheduled_ms"),
    int_column("started_ms"),
    int_column("finished_ms"),
    text_column("outcome"),
    Column("samples", Integer, nullable=False),
    text_column("message"),
    UniqueConstraint("office", "collector", "scheduled_ms", "started_ms", "outcome", name="uq_collector_runs_run"),
)
