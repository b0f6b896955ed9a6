"""Open tickets are found by an index of theirs alone: alerts look for them every half minute, among those of years."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

_NAME = "ix_tickets_open"


def upgrade() -> None:
    open_only = {"sqlite": "is_open = 1", "postgresql": "is_open"}[op.get_bind().dialect.name]
    op.create_index(_NAME, "tickets", ["office"], sqlite_where=text(open_only), postgresql_where=text(open_only))


def downgrade() -> None:
    op.drop_index(_NAME, "tickets")
