"""The office first in the key of what is measured, and the samples of PostgreSQL in partitions by day.

Rows of one office lie together, a page of one office reads no row of another, and the tables can be sharded by
``office_no`` (51.08 is 5108). ``samples`` loses its foreign key, which cost a look-up for each sample.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DAY_S = 86_400
_OFFICE_NO = "CAST(replace(series.office, '.', '') AS INTEGER)"


def upgrade() -> None:
    for table, columns in _TABLES.items():
        _rebuild(table, columns(), office_first=True)


def downgrade() -> None:
    for table, columns in reversed(_TABLES.items()):
        _rebuild(table, columns(), office_first=False)


def _rebuild(table: str, columns: list[sa.Column[Any]], *, office_first: bool) -> None:
    """Make the table anew under its name and carry its rows over, in the order of the new key."""
    op.rename_table(table, f"{table}_old")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        op.execute(f"ALTER INDEX pk_{table} RENAME TO pk_{table}_old")
    names = [column.name for column in columns]
    key = ["series_id", *(["start_at"] if "start_at" in names else [])]
    key += ["observed_at"] if table == "samples" else []
    shard = [sa.Column("office_no", sa.SmallInteger(), autoincrement=False, nullable=False)] if office_first else []
    is_linked = table != "samples" or not office_first
    options: dict[str, Any] = {} if table == "latest" else {"sqlite_with_rowid": False}
    if office_first and table == "samples":
        options["postgresql_partition_by"] = "RANGE (observed_at)"
    op.create_table(
        table,
        *shard,
        *columns,
        sa.PrimaryKeyConstraint(*(["office_no"] if office_first else []), *key, name=f"pk_{table}"),
        *([_of_series(table)] if is_linked and not is_postgresql else []),
        **options,
    )
    if office_first and table == "samples" and is_postgresql:
        _make_partitions()
    into = ", ".join([*(["office_no"] if office_first else []), *names])
    values = ", ".join([*([_OFFICE_NO] if office_first else []), *(f"old.{name}" for name in names)])
    op.execute(
        f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}_old AS old "  # noqa: S608  (names of our own)
        f"JOIN series ON series.id = old.series_id ORDER BY {', '.join(str(n + 1) for n in range(len(key) + 1))}"
    )
    op.drop_table(f"{table}_old")
    if is_linked and is_postgresql:  # its name was taken until now
        op.create_foreign_key(f"fk_{table}_series_id_series", table, "series", ["series_id"], ["id"])


def _make_partitions() -> None:
    bind = op.get_bind()
    days = f"SELECT DISTINCT observed_at / {DAY_S} FROM samples_old ORDER BY 1"  # noqa: S608  (a number of our own)
    for (number,) in bind.execute(sa.text(days)).all():
        name = f"samples_{datetime.fromtimestamp(number * DAY_S, UTC):%Y%m%d}"
        bounds = f"FROM ({number * DAY_S}) TO ({(number + 1) * DAY_S})"
        op.execute(f"CREATE TABLE {name} PARTITION OF samples FOR VALUES {bounds}")


def _of_series(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=f"fk_{table}_series_id_series")


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _int(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _status() -> sa.Column[Any]:
    return sa.Column("status", sa.SmallInteger(), nullable=False)


def _samples() -> list[sa.Column[Any]]:
    return [_int("series_id"), _big("observed_at"), _big("value", null=True), _status()]


def _latest() -> list[sa.Column[Any]]:
    values = [_big("since"), _big("observed_at"), _big("value", null=True), _big("known_value", null=True)]
    since = [_big(name, null=True) for name in ("first_failed_at", "first_good_at", "value_changed_at")]
    return [_int("series_id"), _text("state"), *values, _status(), _int("failed_polls"), _int("good_polls"), *since]


def _intervals() -> list[sa.Column[Any]]:
    return [_int("series_id"), _big("start_at"), _big("end_at", null=True), _text("state")]


def _rollups() -> list[sa.Column[Any]]:
    counts = [_int(name) for name in ("polls", "ok", "degraded", "failed", "unknown", "value_count")]
    bounds = [_big("value_min", null=True), _big("value_max", null=True)]
    return [_int("series_id"), _big("start_at"), *counts, _big("value_sum"), *bounds]


_TABLES = {
    "samples": _samples,
    "latest": _latest,
    "state_intervals": _intervals,
    "rollups_hourly": _rollups,
    "rollups_daily": _rollups,
}
