"""Reported periods: the figures as they were handed in, only ever added to."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("reported_periods", "reported_rows")


def upgrade() -> None:
    op.create_table(
        "reported_periods",
        _text("office"),
        _whole("number"),
        _text("start_day"),
        _text("end_day"),
        sa.Column("reported_at", sa.BigInteger(), autoincrement=False, nullable=False),
        *(_text(name) for name in ("officer", "form", "note", "rule_version")),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("office", "number", name="pk_reported_periods"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reported_periods_office_start_day", "reported_periods", ["office", "start_day"])
    op.create_table(
        "reported_rows",
        _text("office"),
        _whole("number"),
        _whole("position"),
        *(_text(name) for name in ("kecamatan", "sop")),
        _text("version", null=True),
        *(_whole(name, null=True) for name in ("from_step", "to_step")),
        *(_text(name) for name in ("scope", "kind")),
        *(_whole(name) for name in ("met", "missed", "excused", "unmonitored", "outside")),
        *(_whole(name, null=True) for name in ("median_permille", "p90_permille")),
        sa.PrimaryKeyConstraint("office", "number", "position", name="pk_reported_rows"),
        sa.ForeignKeyConstraint(
            ["office", "number"],
            ["reported_periods.office", "reported_periods.number"],
            name="fk_reported_rows_office_number_reported_periods",
        ),
        sqlite_with_rowid=False,
    )
    make = _append_only_postgresql if op.get_bind().dialect.name == "postgresql" else _append_only_sqlite
    for table in TABLES:
        make(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only")


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=null)


# As with the events of tickets: only clear_office may take lines away, and says so in meta while it works.


def _append_only_sqlite(table: str) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: baris tidak boleh diubah atau dihapus'); END"
    erasing = "WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'erasing:' || OLD.office)"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {erasing} {refuse}")


def _append_only_postgresql(table: str) -> None:
    erasing = """IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM meta WHERE key = 'erasing:' || OLD.office) THEN RETURN OLD; END IF;
          END IF;"""
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
