"""What officers say of a step (seen, a note), and the views of a list that they keep under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "step_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_step_notes"),
        sa.ForeignKeyConstraint(
            ["office", "ticket"], ["tickets.office", "tickets.id"], name="fk_step_notes_office_ticket_tickets"
        ),
    )
    op.create_index("ix_step_notes_office_ticket", "step_notes", ["office", "ticket"])
    op.create_table(
        "saved_views",
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("officer", "page", "name", name="pk_saved_views"),
    )


def downgrade() -> None:
    op.drop_table("saved_views")
    op.drop_index("ix_step_notes_office_ticket", "step_notes")
    op.drop_table("step_notes")
