"""Opening a database and its transactions: SQLite as the embedded default, PostgreSQL by the same code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.store.replica import Replica, wrote
from dashboard.store.silence import be_patient, notice_silence

if TYPE_CHECKING:
    from dashboard.store.series import OfficeSeries

BUSY_TIMEOUT_MS = 5_000
# FULL, not NORMAL: an acknowledged sweep, a tick by an officer and its audit line survive a power cut, which offices
# have. Measured at 0.8 ms a sweep; NORMAL may lose the last transactions.
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # readers that never stop once let the log grow past a gigabyte; give the space back at a checkpoint
    "PRAGMA journal_size_limit = 67108864",
)
_POSTGRESQL_LIMITS = {
    "connect_timeout": "5",  # seconds, as the next three
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",  # ms
    "options": (
        # ms; a process that was stopped inside a transaction must not keep its locks for ever, and no question of a
        # page may keep a server busy that nobody waits for any more; work that takes its time says so, see
        # ``unhurried``
        "-c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000 -c statement_timeout=60000 "
        # statements read a few thousand rows by an index: compiling one (jit) takes a tenth of a second and saves less,
        # and on today's discs a jump costs hardly more than reading on (4 is PostgreSQL's figure for turning ones)
        "-c jit=off -c random_page_cost=1.1"
    ),
    "application_name": "pantau-piak",
}
POOL_KEPT, POOL_MOST = 5, 15
"""Connections to PostgreSQL that a process keeps open, and has at the most: one for each thread that asks just now."""
_POOL_PATIENCE_S = 10.0


class StoreError(Exception):
    """The database cannot be used as asked. Message in Indonesian, without secrets."""


@dataclass(frozen=True, eq=False)
class Store:
    """An open database; safe to share between threads. Made by ``open_store``."""

    engine: Engine
    writing: Engine
    """The same pool; its transactions take the write lock when they begin."""
    dialect: str
    offices: dict[str, OfficeSeries] = field(default_factory=dict)
    """What the last sweep of each office left, remembered by ``series``; valid only while its token stands."""
    fence: Callable[[Connection, tuple[str, ...]], None] | None = None
    """Asked inside every transaction of ``write``, with its offices; raises where it must not go on."""
    kecamatan: str | None = None
    """The one kecamatan whose rows are there (``dashboard/store/place.py``); None: every place."""
    replica: Replica | None = None
    """Answers ``read`` where it may (``dashboard/store/replica.py``); every ``write`` is the primary's."""

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        if self.replica is not None:
            self.replica.close()


def open_store(url: str, read_url: str = "") -> Store:
    """Open ``sqlite:///FILE`` or ``postgresql+psycopg://...`` without touching the schema.

    Makes the folder of an SQLite file. ``read_url``: a replica of a PostgreSQL that reads are put to.
    Raises StoreError for an address that is neither, and for a replica of an SQLite file.
    """
    address = _address(url)
    if read_url and (address.get_backend_name(), _address(read_url).get_backend_name()) != ("postgresql", "postgresql"):
        raise StoreError("PANTAU_READ_URL hanya untuk PostgreSQL: kosongkan, atau pindahkan DATABASE_URL ke PostgreSQL")
    if address.get_backend_name() == "postgresql":
        engine = _postgresql_engine(_with_limits(address))
    else:
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    replica = None
    if read_url:
        reading = create_engine(_with_limits(_address(read_url)), pool_pre_ping=True)
        notice_silence(reading)
        replica = Replica(reading, engine)
    return Store(engine, engine.execution_options(writes=True), engine.dialect.name, replica=replica)


def sqlite_file(url: str) -> Path | None:
    """The file of an embedded database; None where a server holds it, or nothing but memory does."""
    address = _address(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database)).absolute()


@contextmanager
def read(store: Store) -> Iterator[Connection]:
    """A short transaction that sees one unchanging picture on SQLite. Never keep it open over a page's life.

    Put to the replica where there is one and it has seen what this request has written itself.
    """
    with store.replica.connection() if store.replica is not None else store.engine.connect() as connection:
        yield connection


@contextmanager
def write(store: Store, *offices: str) -> Iterator[Connection]:
    """A transaction that reads and then changes: committed at the end, rolled back by any exception.

    Nobody else writes at the same time: on SQLite at all (BEGIN IMMEDIATE), on PostgreSQL for the same ``offices``
    (none: no lock is taken there, for lines that are only added).
    """
    with store.writing.begin() as connection:
        for office in sorted(offices):  # always in the same order, so that two writers never block each other
            lock(connection, f"office:{office}")
        if store.fence is not None:
            store.fence(connection, offices)
        yield connection
    if store.replica is not None:
        wrote(store.engine)


def lock(connection: Connection, name: str) -> None:
    """Wait for the named lock of PostgreSQL; the end of the transaction frees it. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def lock_shared(connection: Connection, name: str) -> None:
    """Like ``lock``, together with others who share it: only who takes the lock for himself waits for all of them."""
    connection.execute(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"), {"name": name})


@contextmanager
def alone(store: Store, name: str) -> Iterator[bool]:
    """Whether nobody else is at the work of this name; False at once where somebody is. SQLite: always True.

    The lock is a transaction's, not a session's, so that it also holds behind a pool of connections.
    """
    if store.dialect != "postgresql":
        yield True
        return
    with store.engine.connect() as connection:
        # the work goes on in other transactions meanwhile, longer than an idle one may last otherwise
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
        free = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        yield bool(connection.scalar(free, {"name": name}))


def server_time(store: Store) -> datetime | None:
    """The clock of PostgreSQL's machine, aware UTC; None for SQLite, which has none of its own."""
    if store.dialect != "postgresql":
        return None
    with store.engine.connect() as connection:
        at: datetime = connection.scalar(text("SELECT now()"))
    return at.astimezone(UTC)


def checkpoint(store: Store) -> bool:
    """Move the write-ahead log into the SQLite file and cut it to nothing; False while a reader is in the way.

    PostgreSQL does this by itself; there it is always True.
    """
    if store.dialect != "sqlite":
        return True
    raw = store.engine.raw_connection()  # must stand outside any transaction
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        answer = cursor.fetchone()
        cursor.close()
    finally:
        raw.close()
    return answer is not None and bool(answer[0] == 0)


def unhurried(connection: Connection) -> None:
    """No bound for the statements of this transaction: a migration, a whole office or a whole database."""
    if connection.dialect.name == "postgresql":
        be_patient(connection)
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _postgresql_engine(address: URL) -> Engine:
    """``prepare_threshold`` of the address (a number, or ``none``) is the driver's own: libpq does not know it."""
    prepare, arguments = address.query.get("prepare_threshold"), {}
    if prepare is not None:
        address = address.difference_update_query(["prepare_threshold"])
        if prepare != "none" and not str(prepare).isdigit():
            raise StoreError("DATABASE_URL: prepare_threshold tidak terbaca; tulis none, atau bilangan seperti 5")
        arguments["prepare_threshold"] = None if prepare == "none" else int(str(prepare))
    engine = create_engine(
        address,
        pool_pre_ping=True,
        pool_size=POOL_KEPT,
        max_overflow=POOL_MOST - POOL_KEPT,
        pool_timeout=_POOL_PATIENCE_S,
        connect_args=arguments,
    )
    notice_silence(engine)
    return engine


def _with_limits(address: URL) -> URL:
    """Bounds for waiting where the address names none: a server that went away silently must be noticed."""
    missing = {name: value for name, value in _POSTGRESQL_LIMITS.items() if name not in address.query}
    return address.update_query_dict(missing)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "DATABASE_URL tidak terbaca; tulis sqlite:///NAMA_BERKAS atau postgresql+psycopg://pengguna@server/nama"
        ) from error
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(
            f"DATABASE_URL memakai jenis basis data '{address.drivername}' yang tidak didukung; "
            "tulis sqlite:///NAMA_BERKAS atau postgresql+psycopg://pengguna@server/nama"
        )
    return address


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions start at the first change, after the read that the change builds on: updates of
    # two threads then overwrite each other. Without them BEGIN is ours, see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    if cursor.execute("PRAGMA page_count").fetchone()[0] == 0:
        # A file that is made now can shrink, see space. Of one that is there this would ask for the write lock: whoever
        # only reads would wait behind every writer.
        cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
