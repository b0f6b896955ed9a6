"""The tables of who is told, of who may do what, and of the house itself."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from dashboard.store.schema_base import BigId, int_column, metadata, text_column

# Who is told

alert_events = Table(
    "alert_events",
    metadata,
    Column("id", BigId, primary_key=True),
    *(text_column(name) for name in ("office", "kind", "subject", "key", "kecamatan", "facts")),
    *(int_column(name) for name in ("since_at", "found_at")),
    *(int_column(name, null=True) for name in ("ended_at", "end_found_at")),
    text_column("ended_as"),
    int_column("acknowledged_at", null=True),
    *(text_column(name) for name in ("acknowledged_by", "note")),
    Column("settled", Boolean, nullable=False),
    UniqueConstraint("office", "kind", "key"),
    Index(None, "office", "settled"),
    Index(None, "office", "found_at"),
)

alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", BigId, primary_key=True),
    *(text_column(name) for name in ("office", "receiver", "kind", "key", "title", "body")),
    int_column("created_at"),
    text_column("status"),
    int_column("next_at"),
    Column("attempts", Integer, nullable=False),
    text_column("claimed_by"),
    *(int_column(name, null=True) for name in ("claimed_until", "sent_at")),
    text_column("trouble"),
    Column("maybe_twice", Boolean, nullable=False),
    UniqueConstraint("office", "receiver", "key"),
    Index(None, "office", "status"),
    Index(None, "office", "created_at"),
)

alert_notices = Table(
    "alert_notices",
    metadata,
    Column("event_id", BigId, ForeignKey("alert_events.id"), primary_key=True, autoincrement=False),
    *(text_column(name, key=True) for name in ("receiver", "phase")),
    *(text_column(name) for name in ("outcome", "reason")),
    int_column("at"),
    Column("message_id", BigId, ForeignKey("alert_messages.id"), nullable=True),
    Index(None, "message_id"),
    sqlite_with_rowid=False,
)

# The house itself

leases = Table(
    "leases",
    metadata,
    text_column("office", key=True),
    int_column("token"),
    *(text_column(name) for name in ("holder", "host")),
    int_column("pid"),
    text_column("spool"),
    *(int_column(name) for name in ("since_at", "beat", "renewed_at")),
    *(int_column(name) for name in ("spool_batches", "spool_samples")),
    int_column("spool_oldest_at", null=True),
    *(int_column(name) for name in ("spool_bytes", "spool_refused", "spool_dropped")),
    text_column("note"),
)

deliveries = Table(
    "deliveries",
    metadata,
    *(text_column(name, key=True) for name in ("office", "source")),
    *(int_column(name) for name in ("number", "delivered_at")),
    sqlite_with_rowid=False,
)

users = Table(
    "users",
    metadata,
    text_column("id", key=True),
    *(text_column(name) for name in ("name", "role")),
    *(text_column(name, null=True) for name in ("office", "kecamatan", "password_hash")),
    *(int_column(name) for name in ("created_at", "changed_at")),
    *(int_column(name, null=True) for name in ("disabled_at", "locked_until")),
    Column("failed_logins", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    text_column("id_hash", key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False),
    *(int_column(name) for name in ("created_at", "seen_at")),
    int_column("ended_at", null=True),
    Index(None, "user_id"),
)

tokens = Table(
    "tokens",
    metadata,
    text_column("id", key=True),
    *(text_column(name) for name in ("secret_hash", "label", "role")),
    *(text_column(name, null=True) for name in ("office", "kecamatan")),
    text_column("created_by"),
    int_column("created_at"),
    *(int_column(name, null=True) for name in ("expires_at", "revoked_at", "used_at")),
    UniqueConstraint("secret_hash"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    int_column("at"),
    text_column("officer"),
    text_column("action"),
    text_column("subject"),
    text_column("before", null=True),
    text_column("after", null=True),
    text_column("chain", null=True),
    Index(None, "subject"),
    Index(None, "at"),
)

feed_versions = Table("feed_versions", metadata, text_column("office", key=True), int_column("version"))

meta = Table("meta", metadata, text_column("key", key=True), text_column("value"))
