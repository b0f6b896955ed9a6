"""Counters that people read and enter; a correction is a line of its own and never changes the one before."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "manual_readings"


def upgrade() -> None:
    op.create_table(
        TABLE,
        *(_text(name) for name in ("office", "source")),
        _big("observed_at"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *(_big(name, null=name == "pending") for name in ("value", "pending", "recorded_at")),
        sa.Column("restarted", sa.Boolean(), nullable=False),
        *(_text(name) for name in ("officer", "note")),
        sa.PrimaryKeyConstraint("office", "source", "observed_at", "version", name=f"pk_{TABLE}"),
        sqlite_with_rowid=False,
    )
    make = _append_only_postgresql if op.get_bind().dialect.name == "postgresql" else _append_only_sqlite
    make(TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {TABLE}_append_only")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


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
