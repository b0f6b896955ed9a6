"""The daily partitions of PostgreSQL's ``samples``: made before they are needed, dropped whole. SQLite has none.

A partition is dropped in one short transaction that gives up after ``DROP_WAIT_MS``: so long do writers and readers
wait behind it at the most, and what could not be dropped is in the next round. ``DETACH ... CONCURRENTLY`` would make
nobody wait, but it waits itself for every transaction that runs (a dump of an hour), and one that is interrupted leaves
a partition that takes no rows any more and yet stands in the way of a new one: late samples would be refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from dashboard.store.codec import moment, seconds
from dashboard.store.engine import Store, lock, lock_shared, write
from dashboard.store.ledger import read_ledgers
from dashboard.store.rows import DAY_S

DAYS_AHEAD = 3
DROP_WAIT_MS = 300
_CREATING, _DROPPING = "partitions", "partitions:drop"
_LATE_S = 2 * DAY_S
"""Raw samples are kept for two days at least: a partition that began so long ago may be dropped at any moment."""
_PARTITIONS = (
    "SELECT relname, pg_get_expr(relpartbound, pg_class.oid) FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid "
    "WHERE inhparent = 'samples'::regclass"
)
_ALL = text(_PARTITIONS)
_THERE = text(
    "SELECT ARRAY(SELECT relname::text FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid "
    "WHERE inhparent = 'samples'::regclass AND relname = ANY(:names)), extract(epoch FROM now())::bigint"
)
_BOUNDS = re.compile(r"FROM \('?(-?\d+)'?\) TO \('?(-?\d+)'?\)")
_LOCK_NOT_AVAILABLE = "55P03"


def make_partitions(connection: Connection, store: Store, times_s: Iterable[int]) -> None:
    """Make the missing partitions of the UTC days of these times (whole seconds) inside a running transaction.

    Those of the days given stay until the transaction ends, also where retention would drop them now. Call it before
    anything of ``samples`` is touched, so that two writers never wait for each other in a ring.
    """
    if store.dialect != "postgresql":
        return
    days = {at_s // DAY_S * DAY_S for at_s in times_s}
    missing, server_s = _missing(connection, days)
    if any(day <= server_s - _LATE_S for day in days):
        lock_shared(connection, _DROPPING)
        missing, _ = _missing(connection, days)
    if missing:
        _make(connection, missing)


def make_partitions_ahead(store: Store, now: datetime) -> None:
    """Make the partitions of today and of the days to come, so that no sweep has to."""
    if store.dialect == "postgresql":
        with write(store) as connection:
            make_partitions(connection, store, (seconds(now + timedelta(days=n)) for n in range(DAYS_AHEAD + 1)))


def drop_partitions(store: Store, before: datetime) -> tuple[datetime, ...]:
    """Drop every partition that ends by ``before``; gives the beginnings of those that went.

    Stops at the first that somebody holds on to, or that no rollup has counted yet: it goes in a later round.
    """
    if store.dialect != "postgresql":
        return ()
    with write(store) as connection:
        old = [(first, name, end) for name, first, end in _bounds(connection) if end <= seconds(before)]
    gone: list[datetime] = []
    for first, name, end in sorted(old):
        if not _drop(store, name, end):
            break
        gone.append(moment(first))
    return tuple(gone)


def _drop(store: Store, name: str, end: int) -> bool:
    try:
        with write(store) as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = {DROP_WAIT_MS}"))
            lock(connection, _DROPPING)
            if any(mark.until < end for each in read_ledgers(connection).values() for mark in each.rolled.values()):
                return False
            connection.execute(text(f'DROP TABLE IF EXISTS "{name}"'))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _make(connection: Connection, days: Collection[int]) -> None:
    lock(connection, _CREATING)
    standing = _bounds(connection)  # by their bounds: another writer was first, or somebody made larger ones by hand
    for day in sorted(days):
        if any(first < day + DAY_S and day < end for _, first, end in standing):
            continue
        # LIKE and ATTACH instead of PARTITION OF: whoever writes or reads other days goes on meanwhile
        name = _free_name(connection, day)
        connection.execute(text(f"CREATE TABLE {name} (LIKE samples INCLUDING ALL)"))
        bounds = f"FROM ({day}) TO ({day + DAY_S})"
        connection.execute(text(f"ALTER TABLE samples ATTACH PARTITION {name} FOR VALUES {bounds}"))


def _missing(connection: Connection, days: Collection[int]) -> tuple[list[int], int]:
    """Days whose partition does not stand under its own name, and the server's clock in whole seconds.

    Read from the table of partitions, not by ``to_regclass``: that may answer from before a wait for a lock.
    """
    names = {_name(day): day for day in days}
    there, server_s = connection.execute(_THERE, {"names": list(names)}).one()
    return [day for name, day in names.items() if name not in there], int(server_s)


def _bounds(connection: Connection) -> list[tuple[str, int, int]]:
    """Name, beginning and end (whole seconds) of every partition."""
    found = ((name, _BOUNDS.search(bounds)) for name, bounds in connection.execute(_ALL).tuples())
    return [(name, int(match[1]), int(match[2])) for name, match in found if match is not None]


def _free_name(connection: Connection, day: int) -> str:
    """A table that somebody detached to keep it has the day's own name still."""
    name = _name(day)
    while connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None:
        name += "_"
    return name


def _name(day: int) -> str:
    return f"samples_{moment(day):%Y%m%d}"
