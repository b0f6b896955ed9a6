"""The built-in agenda: the last number of each office and year, and the way to its tickets by their opening."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_numbers",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("office", "year", name="pk_agenda_numbers"),
    )
    op.create_index("ix_tickets_office_opened_at_id", "tickets", ["office", "opened_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_tickets_office_opened_at_id", "tickets")
    op.drop_table("agenda_numbers")
