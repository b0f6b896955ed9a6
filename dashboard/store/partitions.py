"""The daily partitions of PostgreSQL's ``samples``: made before they are needed, dropped whole. SQLite has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from dashboard.store.codec import moment, seconds
from dashboard.store.engine import Store, lock, write
from dashboard.store.rows import DAY_S

DAYS_AHEAD = 3
_ALL = text(
    "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = oid "
    "WHERE inhparent = 'samples'::regclass ORDER BY relname"
)


def make_partitions(connection: Connection, store: Store, times_s: Iterable[int]) -> None:
    """Make the missing partitions of the UTC days of these times (whole seconds) inside a running transaction.

    Call it before anything of ``samples`` is touched, so that two writers never wait for each other in a ring.
    """
    if store.dialect != "postgresql":
        return
    days = {at_s // DAY_S * DAY_S for at_s in times_s}
    missing = [day for day in sorted(days) if not _is_there(connection, day)]
    if not missing:
        return
    lock(connection, "partitions")
    for day in missing:
        if _is_there(connection, day):
            continue  # another writer was first
        # LIKE and ATTACH instead of PARTITION OF: whoever writes or reads other days goes on meanwhile
        name = _name(day)
        connection.execute(text(f"CREATE TABLE {name} (LIKE samples INCLUDING ALL)"))
        bounds = f"FROM ({day}) TO ({day + DAY_S})"
        connection.execute(text(f"ALTER TABLE samples ATTACH PARTITION {name} FOR VALUES {bounds}"))


def make_partitions_ahead(store: Store, now: datetime) -> None:
    """Make the partitions of today and of the days to come, so that no sweep has to."""
    if store.dialect == "postgresql":
        with write(store) as connection:
            make_partitions(connection, store, (seconds(now + timedelta(days=n)) for n in range(DAYS_AHEAD + 1)))


def drop_partitions(store: Store, before: datetime) -> tuple[datetime, ...]:
    """Drop every partition that ends by ``before``; gives the days they held."""
    if store.dialect != "postgresql":
        return ()
    with write(store) as connection:
        days = [day for day in _days(connection) if day + DAY_S <= seconds(before)]
        if days:
            lock(connection, "partitions")
        for day in days:
            connection.execute(text(f"DROP TABLE IF EXISTS {_name(day)}"))
    return tuple(map(moment, days))


def _days(connection: Connection) -> list[int]:
    stamps = (str(name).removeprefix("samples_") for name in connection.scalars(_ALL))
    return [seconds(datetime.fromisoformat(f"{stamp}T00:00:00+00:00")) for stamp in stamps]


def _is_there(connection: Connection, day: int) -> bool:
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": _name(day)}) is not None


def _name(day: int) -> str:
    return f"samples_{moment(day):%Y%m%d}"
