"""On PostgreSQL the key of ``state_intervals`` carries end and state: an office's intervals are read from it alone.

The rows themselves lie as they were written, between those of the other offices. SQLite keeps rows in the key anyway.
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = "ALTER TABLE state_intervals ADD CONSTRAINT pk_state_intervals PRIMARY KEY (office_no, series_id, start_at)"


def upgrade() -> None:
    _key_anew(f"{_KEY} INCLUDE (end_at, state)")


def downgrade() -> None:
    _key_anew(_KEY)


def _key_anew(statement: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_state_intervals", "state_intervals")
        op.execute(statement)
