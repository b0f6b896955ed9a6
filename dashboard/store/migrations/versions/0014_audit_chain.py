"""Each line of the audit carries a hash of itself and of the line before; lines from before have one hash together."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_COLUMNS = ("id", "at", "officer", "action", "subject", "before", "after")


def upgrade() -> None:
    op.add_column("audit", sa.Column("chain", sa.Text(), nullable=True))
    bind, digest = op.get_bind(), hashlib.sha256(b"audit")
    audit = sa.table("audit", *(sa.column(name) for name in _COLUMNS))
    rows = bind.execute(sa.select(audit).order_by(audit.c.id))
    count = 0
    for row in rows:
        digest.update(b"\x1e" + "\x1f".join("\x00" if value is None else str(value) for value in row).encode())
        count += 1
    for key, value in (("audit:genesis", digest.hexdigest()), ("audit:head", f"{count} {digest.hexdigest()}")):
        bind.execute(sa.text("INSERT INTO meta (key, value) VALUES (:key, :value)"), {"key": key, "value": value})


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key IN ('audit:genesis', 'audit:head')")
    op.drop_column("audit", "chain")
