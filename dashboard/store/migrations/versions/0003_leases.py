"""Which process runs the collectors of an office, and what a spool has delivered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        _text("office"),
        _whole("token"),
        *(_text(name) for name in ("holder", "host")),
        _whole("pid"),
        _text("spool"),
        *(_whole(name) for name in ("since_at", "beat", "renewed_at")),
        *(_whole(name) for name in ("spool_batches", "spool_samples")),
        _whole("spool_oldest_at", null=True),
        *(_whole(name) for name in ("spool_bytes", "spool_refused", "spool_dropped")),
        _text("note"),
        sa.PrimaryKeyConstraint("office", name="pk_leases"),
    )
    op.create_table(
        "deliveries",
        *(_text(name) for name in ("office", "source")),
        *(_whole(name) for name in ("number", "delivered_at")),
        sa.PrimaryKeyConstraint("office", "source", name="pk_deliveries"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("leases")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)
