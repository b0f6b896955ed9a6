"""Alerts: what happened, what each receiver was told of it or why not, and the messages on their way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _ints(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null) for name in names]


def upgrade() -> None:
    op.create_table(
        "alert_events",
        sa.Column("id", _BIG, nullable=False),
        *_texts("office", "kind", "subject", "key", "kecamatan", "facts"),
        *_ints("since_at", "found_at"),
        *_ints("ended_at", "end_found_at", null=True),
        *_texts("ended_as"),
        *_ints("acknowledged_at", null=True),
        *_texts("acknowledged_by", "note"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_events"),
        sa.UniqueConstraint("office", "kind", "key", name="uq_alert_events_office_kind_key"),
    )
    op.create_index("ix_alert_events_office_settled", "alert_events", ["office", "settled"])
    op.create_index("ix_alert_events_office_found_at", "alert_events", ["office", "found_at"])
    op.create_table(
        "alert_messages",
        sa.Column("id", _BIG, nullable=False),
        *_texts("office", "receiver", "kind", "key", "title", "body"),
        *_ints("created_at"),
        *_texts("status"),
        *_ints("next_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_texts("claimed_by"),
        *_ints("claimed_until", "sent_at", null=True),
        *_texts("trouble"),
        sa.Column("maybe_twice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_messages"),
        sa.UniqueConstraint("office", "receiver", "key", name="uq_alert_messages_office_receiver_key"),
    )
    op.create_index("ix_alert_messages_office_status", "alert_messages", ["office", "status"])
    op.create_index("ix_alert_messages_office_created_at", "alert_messages", ["office", "created_at"])
    op.create_table(
        "alert_notices",
        sa.Column("event_id", _BIG, autoincrement=False, nullable=False),
        *_texts("receiver", "phase", "outcome", "reason"),
        *_ints("at"),
        sa.Column("message_id", _BIG, nullable=True),
        sa.PrimaryKeyConstraint("event_id", "receiver", "phase", name="pk_alert_notices"),
        sa.ForeignKeyConstraint(["event_id"], ["alert_events.id"], name="fk_alert_notices_event_id_alert_events"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["alert_messages.id"], name="fk_alert_notices_message_id_alert_messages"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_notices_message_id", "alert_notices", ["message_id"])


def downgrade() -> None:
    for table in ("alert_notices", "alert_messages", "alert_events"):
        op.drop_table(table)
