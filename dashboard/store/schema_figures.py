"""The tables of what was judged and reported, and of what many offices are seen by together."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
)

from dashboard.store.schema_base import int_column, metadata, office_key_column, series_key_column, text_column

# What was judged

slots = Table(
    "slots",
    metadata,
    text_column("office", key=True),
    text_column("sop", key=True),
    int_column("start_at", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    text_column("kecamatan", key=True),
    text_column("target", key=True),
    text_column("version"),
    text_column("heap"),
    text_column("state"),
    text_column("rule"),
    Column("used_count", Integer, nullable=False),
    int_column("used_sum_ms"),
    int_column("used_max_ms"),
    text_column("histogram"),
    text_column("rule_version"),
    Index(None, "office", "sop", "step", "kecamatan", "start_at"),
    sqlite_with_rowid=False,
)

slot_days = Table(
    "slot_days",
    metadata,
    *(text_column(name, key=True) for name in ("office", "sop")),
    int_column("start_at", key=True),
    text_column("counts"),
    sqlite_with_rowid=False,
)
"""What ``slots`` of one UTC day come to, as JSON: see ``slot_days.py``, which keeps both the same."""

evidence = Table(
    "evidence",
    metadata,
    text_column("office", key=True),
    text_column("sop", key=True),
    int_column("start_at", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    text_column("kecamatan", key=True),
    text_column("target", key=True),
    series_key_column(),
    int_column("observed_at", key=True),
    int_column("value", null=True),
    Column("status", SmallInteger, nullable=False),
    ForeignKeyConstraint(
        ["office", "sop", "start_at", "step", "kecamatan", "target"],
        ["slots.office", "slots.sop", "slots.start_at", "slots.step", "slots.kecamatan", "slots.target"],
        name="fk_evidence_slots",
    ),
    sqlite_with_rowid=False,
)

# What was reported

reported_periods = Table(
    "reported_periods",
    metadata,
    text_column("office", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text_column("start_day"),
    text_column("end_day"),
    int_column("reported_at"),
    *(text_column(name) for name in ("officer", "form", "note", "rule_version")),
    Column("interim", Boolean, nullable=False),
    Index(None, "office", "start_day"),
    sqlite_with_rowid=False,
)

reported_rows = Table(
    "reported_rows",
    metadata,
    text_column("office", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *(text_column(name) for name in ("kecamatan", "sop")),
    text_column("version", null=True),
    *(Column(name, Integer, nullable=True) for name in ("from_step", "to_step")),
    *(text_column(name) for name in ("scope", "kind")),
    *(Column(name, Integer, nullable=False) for name in ("met", "missed", "excused", "unmonitored", "outside")),
    *(Column(name, Integer, nullable=True) for name in ("median_permille", "p90_permille")),
    ForeignKeyConstraint(["office", "number"], ["reported_periods.office", "reported_periods.number"]),
    sqlite_with_rowid=False,
)

# What many offices are seen by together

office_days = Table(
    "office_days",
    metadata,
    office_key_column(),
    text_column("collector", key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer, nullable=False) for name in ("polls", "ok", "degraded", "failed", "unknown")),
    *(int_column(name, null=True) for name in ("answered_s", "down_s", "blind_s", "judged_polls")),
    sqlite_with_rowid=False,
)
"""``day``: the office-local day as days since 1970-01-01. ``judged_polls``: those that the seconds were judged with."""

office_months = Table(
    "office_months",
    metadata,
    office_key_column(),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("seconds", LargeBinary, nullable=False),
    Index(None, "month"),
    sqlite_with_rowid=False,
)
"""The judged seconds of ``office_days`` once more, a month in one value: a year of all offices is read in a moment."""

_MONTH_COUNTS = ("met", "missed", "excused", "unmonitored", "outside")

office_standings = Table(
    "office_standings",
    metadata,
    text_column("office", key=True),
    *(text_column(name) for name in ("name", "short", "province", "zone")),
    Column("simulated", Boolean, nullable=False),
    *(int_column(name) for name in ("made_at", "version")),
    int_column("data_at", null=True),
    Column("stale", Boolean, nullable=False),
    *(text_column(name) for name in ("jaringan", "cadangan", "pengiriman", "tiket")),
    *(
        Column(name, Integer, nullable=False)
        for name in ("targets", "up", "degraded", "down", "cut_off", "blind", "off")
    ),
    *(Column(name, Integer, nullable=False) for name in ("overdue", "at_risk", "trouble")),
    text_column("month_start"),
    Column("target_permille", Integer, nullable=False),
    *(Column(f"work_{name}", Integer, nullable=False) for name in _MONTH_COUNTS),
    *(Column(f"hours_{name}", Integer, nullable=False) for name in _MONTH_COUNTS),
)
