"""What the measured hours of a day come to, kept beside them; indices for what pages ask of one office.

A page of 90 days read 75,000 hours to count them; it reads a row a day instead. Hours are found by step and place, no
longer by time alone; excuses by their office.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DAY_S = 86_400
_INDEX = "ix_slots_office_sop_step_kecamatan_start_at"
_SLOTS = sa.text(
    "SELECT version, step, kecamatan, heap, rule_version, start_at, used_count, used_max_ms, histogram FROM slots "
    "WHERE office = :office AND sop = :sop AND start_at >= :day AND start_at < :day + 86400"
)
_KEEP = sa.text("INSERT INTO slot_days (office, sop, start_at, counts) VALUES (:office, :sop, :day, :counts)")


def upgrade() -> None:
    op.create_table(
        "slot_days",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("sop", sa.Text(), nullable=False),
        sa.Column("start_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "sop", "start_at", name="pk_slot_days"),
        sqlite_with_rowid=False,
    )
    bind = op.get_bind()
    day = f"start_at / {DAY_S} * {DAY_S}"
    days = f"SELECT DISTINCT office, sop, {day} FROM slots ORDER BY 1, 2, 3"  # noqa: S608  (a number of our own)
    for office, sop, day in bind.execute(sa.text(days)).all():
        place = {"office": office, "sop": sop, "day": day}
        bind.execute(_KEEP, {**place, "counts": _counted(bind.execute(_SLOTS, place).all())})
    op.drop_index("ix_slots_office_start_at", "slots")
    op.create_index(
        "ix_slots_office_sop_step_kecamatan_start_at", "slots", ["office", "sop", "step", "kecamatan", "start_at"]
    )
    op.create_index("ix_excuses_office", "excuses", ["office"])


def downgrade() -> None:
    op.drop_index("ix_excuses_office", "excuses")
    op.drop_index(_INDEX, "slots")
    op.create_index("ix_slots_office_start_at", "slots", ["office", "start_at"])
    op.drop_table("slot_days")


def _counted(rows: Iterable[Any]) -> str:
    """As the store counts them when slots are saved; written out here, for migrations do not change with the code."""
    sums: dict[tuple[Any, ...], list[Any]] = {}
    for *key, start_at, used_count, used_max_ms, histogram in rows:
        found = sums.setdefault(tuple(key), [start_at, 0, 0, []])
        found[0] = min(found[0], start_at)
        found[1] += 1
        if used_count:
            bins = [int(each) for each in histogram.split()]
            found[2] = max(found[2], used_max_ms)
            found[3] = [a + b for a, b in zip(found[3], bins, strict=True)] if found[3] else bins
    told = [[*key, first, hours, slowest, *bins] for key, (first, hours, slowest, bins) in sums.items()]
    return json.dumps(told, separators=(",", ":"))
