"""The tables of what people do: tickets, steps, notes, views."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    text,
)

from dashboard.store.schema_base import BigId, int_column, metadata, text_column

tickets = Table(
    "tickets",
    metadata,
    text_column("office", key=True),
    text_column("id", key=True),
    text_column("kecamatan", null=True),
    text_column("sop"),
    text_column("version"),
    text_column("source"),
    text_column("grain"),
    text_column("title"),
    int_column("opened_at"),
    int_column("opened_resolution_s"),
    int_column("opened_recorded_at", null=True),
    text_column("opened_by", null=True),
    Column("opened_typed", Boolean, nullable=False),
    int_column("solved_at", null=True),
    int_column("solved_resolution_s", null=True),
    int_column("solved_recorded_at", null=True),
    text_column("solved_by", null=True),
    Column("solved_typed", Boolean, nullable=True),
    int_column("cancelled_at", null=True),
    text_column("cancel_reason"),
    int_column("scheduled_at", null=True),
    int_column("grace_s"),
    Column("source_readable", Boolean, nullable=False),
    Column("simulated", Boolean, nullable=False),
    text_column("details"),
    Column("is_open", Boolean, nullable=False),
    int_column("last_at"),
    int_column("updated_at"),
    Index(None, "office", "last_at"),
    Index(None, "office", "sop", "opened_at"),
    Index(None, "office", "opened_at", "id"),
    # each look for what may become late asks for the few that are open, among the thousands of years
    Index("ix_tickets_open", "office", sqlite_where=text("is_open = 1"), postgresql_where=text("is_open")),
)

step_runs = Table(
    "step_runs",
    metadata,
    text_column("office", key=True),
    text_column("ticket", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    int_column("started_at", null=True),
    int_column("started_resolution_s", null=True),
    int_column("started_recorded_at", null=True),
    text_column("started_by", null=True),
    Column("started_typed", Boolean, nullable=True),
    int_column("finished_at", null=True),
    int_column("finished_resolution_s", null=True),
    int_column("finished_recorded_at", null=True),
    text_column("finished_by", null=True),
    Column("finished_typed", Boolean, nullable=True),
    text_column("branch", null=True),
    Column("skipped", Boolean, nullable=False),
    text_column("performer", null=True),
    Column("self_recovered", Boolean, nullable=False),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    sqlite_with_rowid=False,
)

pauses = Table(
    "pauses",
    metadata,
    text_column("office", key=True),
    text_column("ticket", key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    int_column("start_at", null=True),
    int_column("end_at", null=True),
    text_column("reason"),
    int_column("duration_s", null=True),
    text_column("waiting_on", null=True),
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
    text_column("office"),
    text_column("ticket"),
    int_column("at"),
    text_column("by"),
    text_column("action"),
    text_column("changes"),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    Index(None, "office", "ticket"),
)
READINGS = "readings"
"""Action of events that attach measured output to a step; they change nothing of the ticket itself."""

excuses = Table(
    "excuses",
    metadata,
    Column("id", BigId, primary_key=True),
    text_column("office"),
    text_column("ticket"),
    Column("from_step", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    text_column("scope"),
    text_column("officer"),
    text_column("reason"),
    int_column("at"),
    int_column("withdrawn_at", null=True),
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
    text_column("office", key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, autoincrement=False, nullable=False),
)

manual_readings = Table(
    "manual_readings",
    metadata,
    *(text_column(name, key=True) for name in ("office", "source")),
    int_column("observed_at", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    *(int_column(name, null=name == "pending") for name in ("value", "pending", "recorded_at")),
    Column("restarted", Boolean, nullable=False),
    *(text_column(name) for name in ("officer", "note")),
    sqlite_with_rowid=False,
)

step_notes = Table(
    "step_notes",
    metadata,
    Column("id", BigId, primary_key=True),
    *(text_column(name) for name in ("office", "ticket")),
    *(Column(name, Integer, nullable=False) for name in ("step", "attempt")),
    *(text_column(name) for name in ("kind", "officer")),
    int_column("at"),
    text_column("text"),
    ForeignKeyConstraint(["office", "ticket"], ["tickets.office", "tickets.id"]),
    Index(None, "office", "ticket"),
)

saved_views = Table(
    "saved_views",
    metadata,
    *(text_column(name, key=True) for name in ("officer", "page", "name")),
    text_column("query"),
    int_column("saved_at"),
)
