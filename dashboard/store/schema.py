"""The tables, as SQLAlchemy Core. Migrations make them; a test keeps both the same.

``*_at`` columns are whole seconds UTC, ``*_ms`` milliseconds, ``value`` columns the series' unit times 1,000. Where a
kecamatan is part of a key the office itself (Dinas) is the empty text, because NULL is never equal to NULL.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER, which holds 64 bits there anyway."""


def _int(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null, primary_key=key, autoincrement=False)


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null, primary_key=key)


def _series_key() -> Column[int]:
    return Column("series_id", Integer, ForeignKey("series.id"), primary_key=True, autoincrement=False)


def _office_key() -> Column[int]:
    """First in the key of every table that sweeps write: an office's rows lie together and can be sharded by it."""
    return Column("office_no", SmallInteger, primary_key=True, autoincrement=False)


# What was measured

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("office"),
    _text("kecamatan"),
    _text("collector"),
    _text("target"),
    _text("metric"),
    _text("unit"),
    UniqueConstraint("office", "collector", "kecamatan", "target", "metric"),
    sqlite_autoincrement=True,  # an id is never given twice, so that a remembered one can be seen to be gone
)

samples = Table(
    "samples",
    metadata,
    _office_key(),
    # no foreign key: it would be looked up for each sample, and the one writer takes its ids from series
    Column("series_id", Integer, primary_key=True, autoincrement=False),
    _int("observed_at", key=True),
    _int("value", null=True),
    Column("status", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (observed_at)",
)

latest = Table(
    "latest",
    metadata,
    _office_key(),
    _series_key(),
    _text("state"),
    _int("since"),
    _int("observed_at"),
    _int("value", null=True),
    _int("known_value", null=True),
    Column("status", SmallInteger, nullable=False),
    Column("failed_polls", Integer, nullable=False),
    Column("good_polls", Integer, nullable=False),
    _int("first_failed_at", null=True),
    _int("first_good_at", null=True),
    _int("value_changed_at", null=True),
)

state_intervals = Table(
    "state_intervals",
    metadata,
    _office_key(),
    _series_key(),
    _int("start_at", key=True),
    _int("end_at", null=True),
    _text("state"),
    # PostgreSQL keeps rows in the order of writing, among those of all offices: the key carries what is asked for
    PrimaryKeyConstraint("office_no", "series_id", "start_at", postgresql_include=["end_at", "state"]),
    sqlite_with_rowid=False,
)


def _rollup(name: str) -> Table:
    counts = ("polls", "ok", "degraded", "failed", "unknown", "value_count")
    return Table(
        name,
        metadata,
        _office_key(),
        _series_key(),
        _int("start_at", key=True),
        *(Column(count, Integer, nullable=False) for count in counts),
        _int("value_sum"),
        _int("value_min", null=True),
        _int("value_max", null=True),
        sqlite_with_rowid=False,
    )


rollups_hourly = _rollup("rollups_hourly")
rollups_daily = _rollup("rollups_daily")

collector_runs = Table(
    "collector_runs",
    metadata,
    Column("id", BigId, primary_key=True),
    _text("office"),
    _text("collector"),
    _int("scheduled_ms"),
    _int("started_ms"),
    _int("finished_ms"),
    _text("outcome"),
    Column("samples", Integer, nullable=False),
    _text("message"),
    UniqueConstraint("office", "collector", "scheduled_ms", "started_ms", "outcome", name="uq_collector_runs_run"),
)

# What people do

tickets = Table(
    "tickets",
    metadata,
    _text("office", key=True),
    _text("id", key=True),
    _text("kecamatan", null=True),
    _text("sop"),
    _text("version"),
    _text("source"),
    _text("grain"),
    _text("title"),
    _int("opened_at"),
    _int("opened_resolution_s"),
    _int("opened_recorded_at", null=True),
    _text("opened_by", null=True),
    Column("opened_typed", Boolean, nullable=False),
    _int("solved_at", null=True),
    _int("solved_resolution_s", null=True),
    _int("solved_recorded_at", null=True),
    _text("solved_by", null=True),
    Column("solved_typed", Boolean, nullable=True),
    _int("cancelled_at", null=True),
    _text("cancel_reason"),
    _int("scheduled_at", null=True),
    _int("grace_s"),
    Column("source_readable", Boolean, nullable=False),
    Column("simulated", Boolean, nullable=False),
    _text("details"),
    Column("is_open", Boolean, nullable=False),
    _int("last_at"),
    _int("updated_at"),
    Index(None, "office", "last_at"),
    Index(None, "office", "sop", "opened_at"),
    Index(None, "office", "opened_at", "id"),
    # each look for what may become late asks for the few that are open, among the thousands of years
    Index("ix_tickets_open", "office", sqlite_where=text("is_open = 1"), postgresql_where=text("is_open")),
)

step_runs = Table(
    "step_runs",
    metadata,
    _text("office", key=True),
    _text("ticket", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    _int("started_at", null=True),
    _int("started_resolution_s", null=True),
    _int("started_recorded_at", null=True),
    _text("started_by", null=True),
    Column("started_typed", Boolean, nullable=True),
    _int("finished_at", null=True),
    _int("finished_resolution_s", null=True),
    _int("finished_recorded_at", null=True),
    _text("finished_by", null=True),
    Column("finished_typed", Boolean, nullable=True),
    _text("branch", null=True),
    Column("skipped", Boolean, nullable=False),
    _text("performer", null=True),
    Column("self_recovered", Boolean, nullable=False),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    sqlite_with_rowid=False,
)

pauses = Table(
    "pauses",
    metadata,
    _text("office", key=True),
    _text("ticket", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _int("start_at", null=True),
    _int("end_at", null=True),
    _text("reason"),
    _int("duration_s", null=True),
    _text("waiting_on", null=True),
    ForeignKeyConstraint(
        ["office", "ticket", "step", "attempt"],
        ["step_runs.office", "step_runs.ticket", "step_runs.step", "step_runs.attempt"],
    ),
    sqlite_with_rowid=False,
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", BigId, primary_key=True),
    _text("office"),
    _text("ticket"),
    _int("at"),
    _text("by"),
    _text("action"),
    _text("changes"),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    Index(None, "office", "ticket"),
)
READINGS = "readings"
"""Action of events that attach measured output to a step; they change nothing of the ticket itself."""

excuses = Table(
    "excuses",
    metadata,
    Column("id", BigId, primary_key=True),
    _text("office"),
    _text("ticket"),
    Column("from_step", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    _text("scope"),
    _text("officer"),
    _text("reason"),
    _int("at"),
    _int("withdrawn_at", null=True),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    Index(None, "office"),
)
STANDING = text("withdrawn_at IS NULL")
Index(
    "uq_excuses_standing",
    *(excuses.c[name] for name in ("office", "ticket", "from_step", "attempt", "scope")),
    unique=True,
    sqlite_where=STANDING,
    postgresql_where=STANDING,
)

agenda_numbers = Table(
    "agenda_numbers",
    metadata,
    _text("office", key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, autoincrement=False, nullable=False),
)

manual_readings = Table(
    "manual_readings",
    metadata,
    *(_text(name, key=True) for name in ("office", "source")),
    _int("observed_at", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    *(_int(name, null=name == "pending") for name in ("value", "pending", "recorded_at")),
    Column("restarted", Boolean, nullable=False),
    *(_text(name) for name in ("officer", "note")),
    sqlite_with_rowid=False,
)

step_notes = Table(
    "step_notes",
    metadata,
    Column("id", BigId, primary_key=True),
    *(_text(name) for name in ("office", "ticket")),
    *(Column(name, Integer, nullable=False) for name in ("step", "attempt")),
    *(_text(name) for name in ("kind", "officer")),
    _int("at"),
    _text("text"),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    Index(None, "office", "ticket"),
)

saved_views = Table(
    "saved_views",
    metadata,
    *(_text(name, key=True) for name in ("officer", "page", "name")),
    _text("query"),
    _int("saved_at"),
)

# What was judged

slots = Table(
    "slots",
    metadata,
    _text("office", key=True),
    _text("sop", key=True),
    _int("start_at", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    _text("kecamatan", key=True),
    _text("target", key=True),
    _text("version"),
    _text("heap"),
    _text("state"),
    _text("rule"),
    Column("used_count", Integer, nullable=False),
    _int("used_sum_ms"),
    _int("used_max_ms"),
    _text("histogram"),
    _text("rule_version"),
    Index(None, "office", "sop", "step", "kecamatan", "start_at"),
    sqlite_with_rowid=False,
)

slot_days = Table(
    "slot_days",
    metadata,
    *(_text(name, key=True) for name in ("office", "sop")),
    _int("start_at", key=True),
    _text("counts"),
    sqlite_with_rowid=False,
)
"""What ``slots`` of one UTC day come to, as JSON: see ``slot_days.py``, which keeps both the same."""

evidence = Table(
    "evidence",
    metadata,
    _text("office", key=True),
    _text("sop", key=True),
    _int("start_at", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    _text("kecamatan", key=True),
    _text("target", key=True),
    _series_key(),
    _int("observed_at", key=True),
    _int("value", null=True),
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
    _text("office", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("start_day"),
    _text("end_day"),
    _int("reported_at"),
    *(_text(name) for name in ("officer", "form", "note", "rule_version")),
    Column("interim", Boolean, nullable=False),
    Index(None, "office", "start_day"),
    sqlite_with_rowid=False,
)

reported_rows = Table(
    "reported_rows",
    metadata,
    _text("office", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *(_text(name) for name in ("kecamatan", "sop")),
    _text("version", null=True),
    *(Column(name, Integer, nullable=True) for name in ("from_step", "to_step")),
    *(_text(name) for name in ("scope", "kind")),
    *(Column(name, Integer, nullable=False) for name in ("met", "missed", "excused", "unmonitored", "outside")),
    *(Column(name, Integer, nullable=True) for name in ("median_permille", "p90_permille")),
    ForeignKeyConstraint(["office", "number"], ["reported_periods.office", "reported_periods.number"]),
    sqlite_with_rowid=False,
)

# What many offices are seen by together

office_days = Table(
    "office_days",
    metadata,
    _office_key(),
    _text("collector", key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer, nullable=False) for name in ("polls", "ok", "degraded", "failed", "unknown")),
    *(_int(name, null=True) for name in ("answered_s", "down_s", "blind_s", "judged_polls")),
    sqlite_with_rowid=False,
)
"""``day``: the office-local day as days since 1970-01-01. ``judged_polls``: those that the seconds were judged with."""

office_months = Table(
    "office_months",
    metadata,
    _office_key(),
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
    _text("office", key=True),
    *(_text(name) for name in ("name", "short", "province", "zone")),
    Column("simulated", Boolean, nullable=False),
    *(_int(name) for name in ("made_at", "version")),
    _int("data_at", null=True),
    Column("stale", Boolean, nullable=False),
    *(_text(name) for name in ("jaringan", "cadangan", "pengiriman", "tiket")),
    *(
        Column(name, Integer, nullable=False)
        for name in ("targets", "up", "degraded", "down", "cut_off", "blind", "off")
    ),
    *(Column(name, Integer, nullable=False) for name in ("overdue", "at_risk", "trouble")),
    _text("month_start"),
    Column("target_permille", Integer, nullable=False),
    *(Column(f"work_{name}", Integer, nullable=False) for name in _MONTH_COUNTS),
    *(Column(f"hours_{name}", Integer, nullable=False) for name in _MONTH_COUNTS),
)

# Who is told

alert_events = Table(
    "alert_events",
    metadata,
    Column("id", BigId, primary_key=True),
    *(_text(name) for name in ("office", "kind", "subject", "key", "kecamatan", "facts")),
    *(_int(name) for name in ("since_at", "found_at")),
    *(_int(name, null=True) for name in ("ended_at", "end_found_at")),
    _text("ended_as"),
    _int("acknowledged_at", null=True),
    *(_text(name) for name in ("acknowledged_by", "note")),
    Column("settled", Boolean, nullable=False),
    UniqueConstraint("office", "kind", "key"),
    Index(None, "office", "settled"),
    Index(None, "office", "found_at"),
)

alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", BigId, primary_key=True),
    *(_text(name) for name in ("office", "receiver", "kind", "key", "title", "body")),
    _int("created_at"),
    _text("status"),
    _int("next_at"),
    Column("attempts", Integer, nullable=False),
    _text("claimed_by"),
    *(_int(name, null=True) for name in ("claimed_until", "sent_at")),
    _text("trouble"),
    Column("maybe_twice", Boolean, nullable=False),
    UniqueConstraint("office", "receiver", "key"),
    Index(None, "office", "status"),
    Index(None, "office", "created_at"),
)

alert_notices = Table(
    "alert_notices",
    metadata,
    Column("event_id", BigId, ForeignKey("alert_events.id"), primary_key=True, autoincrement=False),
    *(_text(name, key=True) for name in ("receiver", "phase")),
    *(_text(name) for name in ("outcome", "reason")),
    _int("at"),
    Column("message_id", BigId, ForeignKey("alert_messages.id"), nullable=True),
    Index(None, "message_id"),
    sqlite_with_rowid=False,
)

# The house itself

leases = Table(
    "leases",
    metadata,
    _text("office", key=True),
    _int("token"),
    *(_text(name) for name in ("holder", "host")),
    _int("pid"),
    _text("spool"),
    *(_int(name) for name in ("since_at", "beat", "renewed_at")),
    *(_int(name) for name in ("spool_batches", "spool_samples")),
    _int("spool_oldest_at", null=True),
    *(_int(name) for name in ("spool_bytes", "spool_refused", "spool_dropped")),
    _text("note"),
)

deliveries = Table(
    "deliveries",
    metadata,
    *(_text(name, key=True) for name in ("office", "source")),
    *(_int(name) for name in ("number", "delivered_at")),
    sqlite_with_rowid=False,
)

users = Table(
    "users",
    metadata,
    _text("id", key=True),
    *(_text(name) for name in ("name", "role")),
    *(_text(name, null=True) for name in ("office", "kecamatan", "password_hash")),
    *(_int(name) for name in ("created_at", "changed_at")),
    *(_int(name, null=True) for name in ("disabled_at", "locked_until")),
    Column("failed_logins", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    _text("id_hash", key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False),
    *(_int(name) for name in ("created_at", "seen_at")),
    _int("ended_at", null=True),
    Index(None, "user_id"),
)

tokens = Table(
    "tokens",
    metadata,
    _text("id", key=True),
    *(_text(name) for name in ("secret_hash", "label", "role")),
    *(_text(name, null=True) for name in ("office", "kecamatan")),
    _text("created_by"),
    _int("created_at"),
    *(_int(name, null=True) for name in ("expires_at", "revoked_at", "used_at")),
    UniqueConstraint("secret_hash"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    _int("at"),
    _text("officer"),
    _text("action"),
    _text("subject"),
    _text("before", null=True),
    _text("after", null=True),
    _text("chain", null=True),
    Index(None, "subject"),
    Index(None, "at"),
)

feed_versions = Table("feed_versions", metadata, _text("office", key=True), _int("version"))

meta = Table("meta", metadata, _text("key", key=True), _text("value"))
