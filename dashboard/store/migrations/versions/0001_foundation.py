"""The foundation: what is measured, what people do, what was judged, the house itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit", "ticket_events")
TABLES = (
    *("series", "samples", "latest", "state_intervals", "rollups_hourly", "rollups_daily", "collector_runs"),
    *("tickets", "step_runs", "pauses", "ticket_events", "excuses", "slots", "evidence"),
    *("users", "audit", "feed_versions", "meta"),
)


def upgrade() -> None:
    _measured()
    _tickets()
    _decisions()
    _judged()
    _house()
    if op.get_bind().dialect.name == "postgresql":
        _append_only_postgresql()
    else:
        _append_only_sqlite()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_append_only")


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=null)


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _flag(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _of_series(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=f"fk_{table}_series_id_series")


def _of_ticket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["office", "ticket"], ["tickets.office", "tickets.id"], name=f"fk_{table}_office_ticket_tickets"
    )


def _stamp(name: str, *, null: bool = True) -> list[sa.Column[Any]]:
    return [
        _big(f"{name}_at", null=null),
        _big(f"{name}_resolution_s", null=null),
        _big(f"{name}_recorded_at", null=True),
        _text(f"{name}_by", null=True),
        _flag(f"{name}_typed", null=null),
    ]


def _measured() -> None:
    key_columns = ("office", "collector", "kecamatan", "target", "metric")
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name) for name in ("office", "kecamatan", "collector", "target", "metric", "unit")),
        _key("series", "id"),
        sa.UniqueConstraint(*key_columns, name="uq_series_" + "_".join(key_columns)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "samples",
        _int("series_id"),
        _big("observed_at"),
        _big("value", null=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        _key("samples", "series_id", "observed_at"),
        _of_series("samples"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "latest",
        _int("series_id"),
        _text("state"),
        _big("since"),
        _big("observed_at"),
        _big("value", null=True),
        _big("known_value", null=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        _int("failed_polls"),
        _int("good_polls"),
        *(_big(name, null=True) for name in ("first_failed_at", "first_good_at", "value_changed_at")),
        _key("latest", "series_id"),
        _of_series("latest"),
    )
    op.create_table(
        "state_intervals",
        _int("series_id"),
        _big("start_at"),
        _big("end_at", null=True),
        _text("state"),
        _key("state_intervals", "series_id", "start_at"),
        _of_series("state_intervals"),
        sqlite_with_rowid=False,
    )
    for table in ("rollups_hourly", "rollups_daily"):
        op.create_table(
            table,
            _int("series_id"),
            _big("start_at"),
            *(_int(name) for name in ("polls", "ok", "degraded", "failed", "unknown", "value_count")),
            _big("value_sum"),
            _big("value_min", null=True),
            _big("value_max", null=True),
            _key(table, "series_id", "start_at"),
            _of_series(table),
            sqlite_with_rowid=False,
        )
    run_key = ("office", "collector", "scheduled_ms", "started_ms", "outcome")
    op.create_table(
        "collector_runs",
        sa.Column("id", BIG_ID, nullable=False),
        _text("office"),
        _text("collector"),
        *(_big(name) for name in ("scheduled_ms", "started_ms", "finished_ms")),
        _text("outcome"),
        sa.Column("samples", sa.Integer(), nullable=False),
        _text("message"),
        _key("collector_runs", "id"),
        sa.UniqueConstraint(*run_key, name="uq_collector_runs_run"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        _text("office"),
        _text("id"),
        _text("kecamatan", null=True),
        *(_text(name) for name in ("sop", "version", "source", "grain", "title")),
        *_stamp("opened", null=False),
        *_stamp("solved"),
        _big("cancelled_at", null=True),
        _text("cancel_reason"),
        _big("scheduled_at", null=True),
        _big("grace_s"),
        _flag("source_readable"),
        _flag("simulated"),
        _text("details"),
        _flag("is_open"),
        _big("last_at"),
        _big("updated_at"),
        _key("tickets", "office", "id"),
    )
    op.create_index("ix_tickets_office_last_at", "tickets", ["office", "last_at"])
    op.create_index("ix_tickets_office_sop_opened_at", "tickets", ["office", "sop", "opened_at"])
    op.create_table(
        "step_runs",
        _text("office"),
        _text("ticket"),
        _int("step"),
        _int("attempt"),
        _int("position"),
        *_stamp("started"),
        *_stamp("finished"),
        _text("branch", null=True),
        _flag("skipped"),
        _text("performer", null=True),
        _flag("self_recovered"),
        _key("step_runs", "office", "ticket", "step", "attempt"),
        _of_ticket("step_runs"),
        sqlite_with_rowid=False,
    )
    run_key = ["office", "ticket", "step", "attempt"]
    op.create_table(
        "pauses",
        _text("office"),
        _text("ticket"),
        _int("step"),
        _int("attempt"),
        _int("position"),
        _big("start_at", null=True),
        _big("end_at", null=True),
        _text("reason"),
        _big("duration_s", null=True),
        _text("waiting_on", null=True),
        _key("pauses", *run_key, "position"),
        sa.ForeignKeyConstraint(
            run_key, [f"step_runs.{name}" for name in run_key], name="fk_pauses_office_ticket_step_attempt_step_runs"
        ),
        sqlite_with_rowid=False,
    )


def _decisions() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("id", BIG_ID, nullable=False),
        _text("office"),
        _text("ticket"),
        _big("at"),
        *(_text(name) for name in ("by", "action", "changes")),
        _key("ticket_events", "id"),
        _of_ticket("ticket_events"),
    )
    op.create_index("ix_ticket_events_office_ticket", "ticket_events", ["office", "ticket"])
    op.create_table(
        "excuses",
        sa.Column("id", BIG_ID, nullable=False),
        _text("office"),
        _text("ticket"),
        sa.Column("from_step", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        *(_text(name) for name in ("scope", "officer", "reason")),
        _big("at"),
        _big("withdrawn_at", null=True),
        _key("excuses", "id"),
        _of_ticket("excuses"),
    )
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_excuses_standing",
        "excuses",
        ["office", "ticket", "from_step", "attempt", "scope"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _judged() -> None:
    slot_key = ["office", "sop", "start_at", "step", "kecamatan", "target"]

    def slot_key_columns() -> list[sa.Column[Any]]:
        return [
            _text("office"),
            _text("sop"),
            _big("start_at"),
            _int("step"),
            _text("kecamatan"),
            _text("target"),
        ]

    op.create_table(
        "slots",
        *slot_key_columns(),
        *(_text(name) for name in ("version", "heap", "state", "rule")),
        sa.Column("used_count", sa.Integer(), nullable=False),
        _big("used_sum_ms"),
        _big("used_max_ms"),
        _text("histogram"),
        _text("rule_version"),
        _key("slots", *slot_key),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_slots_office_start_at", "slots", ["office", "start_at"])
    op.create_table(
        "evidence",
        *slot_key_columns(),
        _int("series_id"),
        _big("observed_at"),
        _big("value", null=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        _key("evidence", *slot_key, "series_id", "observed_at"),
        _of_series("evidence"),
        sa.ForeignKeyConstraint(slot_key, [f"slots.{name}" for name in slot_key], name="fk_evidence_slots"),
        sqlite_with_rowid=False,
    )


def _house() -> None:
    op.create_table("users", _text("id"), _text("name"), _text("role"), _key("users", "id"))
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        _big("at"),
        *(_text(name) for name in ("officer", "action", "subject")),
        _text("before", null=True),
        _text("after", null=True),
        _key("audit", "id"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table("feed_versions", _text("office"), _big("version"), _key("feed_versions", "office"))
    op.create_table("meta", _text("key"), _text("value"), _key("meta", "key"))


# Only clear_office may take events away, and says so by a line in meta that lives as long as its transaction.
# Nothing takes audit away.


def _append_only_sqlite() -> None:
    for table in APPEND_ONLY:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: baris tidak boleh diubah atau dihapus'); END"
        erasing = (
            "WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'erasing:' || OLD.office)"
            if table == "ticket_events"
            else ""
        )
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {erasing} {refuse}")


def _append_only_postgresql() -> None:
    for table in APPEND_ONLY:
        erasing = (
            """IF TG_OP = 'DELETE' THEN
                 IF EXISTS (SELECT 1 FROM meta WHERE key = 'erasing:' || OLD.office) THEN RETURN OLD; END IF;
               END IF;"""
            if table == "ticket_events"
            else ""
        )
        op.execute(
            f"""CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              {erasing}
              RAISE EXCEPTION '{table}: baris tidak boleh diubah atau dihapus';
            END $$"""
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
        )
