"""What pages of many offices read: one row an office of now, one an office, day and collector, one an office and month.

The days that are there already are counted from their daily rollups. Those begin at the office's midnight, less than
twelve hours from the UTC midnight of the same date in every zone of the country.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COUNTS = ("polls", "ok", "degraded", "failed", "unknown")
_MONTH_COUNTS = ("met", "missed", "excused", "unmonitored", "outside")


def upgrade() -> None:
    op.create_table(
        "office_days",
        sa.Column("office_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        _text("collector"),
        _int("day"),
        *(_int(name) for name in _COUNTS),
        *(_big(name, null=True) for name in ("answered_s", "down_s", "blind_s", "judged_polls")),
        sa.PrimaryKeyConstraint("office_no", "collector", "day", name="pk_office_days"),
        sqlite_with_rowid=False,
    )
    sums = ", ".join(f"sum(r.{name})" for name in _COUNTS)
    op.execute(
        f"INSERT INTO office_days (office_no, collector, day, {', '.join(_COUNTS)}) "  # noqa: S608  (names of our own)
        f"SELECT r.office_no, s.collector, (r.start_at + 43200) / 86400, {sums} "
        "FROM rollups_daily AS r JOIN series AS s ON s.id = r.series_id GROUP BY 1, 2, 3"
    )
    op.create_table(
        "office_months",
        sa.Column("office_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        _int("month"),
        sa.Column("seconds", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_no", "month", name="pk_office_months"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_office_months_month", "office_months", ["month"])
    op.create_table(
        "office_standings",
        *(_text(name) for name in ("office", "name", "short", "province", "zone")),
        _flag("simulated"),
        _big("made_at"),
        _big("version"),
        _big("data_at", null=True),
        _flag("stale"),
        *(_text(name) for name in ("jaringan", "cadangan", "pengiriman", "tiket")),
        *(_int(name) for name in ("targets", "up", "degraded", "down", "cut_off")),
        *(_int(name) for name in ("blind", "off", "overdue", "at_risk", "trouble")),
        _text("month_start"),
        _int("target_permille"),
        *(_int(f"{kind}_{name}") for kind in ("work", "hours") for name in _MONTH_COUNTS),
        sa.PrimaryKeyConstraint("office", name="pk_office_standings"),
    )


def downgrade() -> None:
    op.drop_table("office_standings")
    op.drop_index("ix_office_months_month", "office_months")
    op.drop_table("office_months")
    op.drop_table("office_days")


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _int(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)
