"""People: users with a password, their sessions, and tokens of programs and wall displays."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("users")  # was never written to
    op.create_table(
        "users",
        *(_text(name) for name in ("id", "name", "role")),
        *(_text(name, null=True) for name in ("office", "kecamatan", "password_hash")),
        *(_big(name) for name in ("created_at", "changed_at")),
        *(_big(name, null=True) for name in ("disabled_at", "locked_until")),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_table(
        "sessions",
        *(_text(name) for name in ("id_hash", "user_id")),
        *(_big(name) for name in ("created_at", "seen_at")),
        _big("ended_at", null=True),
        sa.PrimaryKeyConstraint("id_hash", name="pk_sessions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id_users"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "tokens",
        *(_text(name) for name in ("id", "secret_hash", "label", "role")),
        *(_text(name, null=True) for name in ("office", "kecamatan")),
        _text("created_by"),
        _big("created_at"),
        *(_big(name, null=True) for name in ("expires_at", "revoked_at", "used_at")),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("secret_hash", name="uq_tokens_secret_hash"),
    )


def downgrade() -> None:
    op.drop_table("tokens")
    op.drop_index("ix_sessions_user_id", "sessions")
    op.drop_table("sessions")
    op.drop_table("users")
    op.create_table(
        "users", *(_text(name) for name in ("id", "name", "role")), sa.PrimaryKeyConstraint("id", name="pk_users")
    )


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)
