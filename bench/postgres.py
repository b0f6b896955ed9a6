"""A PostgreSQL of the benchmark's own that keeps what it acknowledged (fsync on), with settings for the machine."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired

from sqlalchemy import Connection, create_engine, make_url, text

with warnings.catch_warnings():
    # without a login session there is no XDG_RUNTIME_DIR, and a place under /tmp is just as good
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    import pgserver
    from pgserver.postgres_server import pg_ctl

DATABASE = "pantau"
_STOP_S = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the address of its database, its process, and where its files lie."""

    url: str
    pid: int
    folder: Path

    def another(self, name: str, template: str = "template1") -> str:
        """The address of one more database on it: an empty one, or a copy of one that nobody is connected to."""
        address = make_url(self.url)
        engine = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        engine.dispose()
        return address.set(database=name).render_as_string(hide_password=False)

    def disk_bytes(self) -> int:
        """All that it keeps on disk now, its log of changes among it."""
        total = 0
        for path in self.folder.rglob("*"):
            with suppress(OSError):  # files come and go
                total += path.stat().st_blocks * 512
        return total


def own_settings() -> dict[str, str]:
    """What a guide would set on this machine: a quarter of the memory for pages, fewer checkpoints, quick disks."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "shared_buffers": f"{min(4096, memory_mb // 4)}MB",
        "effective_cache_size": f"{memory_mb // 2}MB",
        "maintenance_work_mem": "512MB",
        "work_mem": "32MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
    }


@contextmanager
def postgres(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """Start it with an empty database, stop it and delete its files afterwards, also on Ctrl-C."""
    # straight under /tmp: a socket's path may have about 100 characters
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = pgserver.get_server(folder, cleanup_mode=None)
    try:
        for name, value in (own_settings() if settings is None else settings).items():
            _run(server, f"ALTER SYSTEM SET {name} = '{value}'")
        _stop(server)
        server.ensure_postgres_running()
        _run(server, f"CREATE DATABASE {DATABASE}")
        yield Server(_url(server, DATABASE), int(server.get_pid()), folder)
    finally:
        with suppress(CalledProcessError, TimeoutExpired):
            _stop(server, how="immediate")  # all of it is thrown away
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bulk_loaded(connection: Connection, *tables: str) -> Iterator[None]:
    """Tables without keys and indexes while they are filled; these are built when all is in them."""
    kept = [(table, _constraints(connection, table), _indexes(connection, table)) for table in tables]
    for table, constraints, indexes in kept:
        for name, _ in constraints:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        for name, _ in indexes:
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
    yield
    for table, constraints, indexes in kept:
        for name, definition in constraints:
            connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
        for _, definition in indexes:
            connection.execute(text(definition))


_CONSTRAINTS = text(
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = CAST(:name AS regclass) AND contype IN ('p', 'u', 'f') ORDER BY contype DESC"
)
_INDEXES = text(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :name AND NOT EXISTS "
    "(SELECT 1 FROM pg_constraint WHERE conrelid = CAST(:name AS regclass) AND conname = indexname)"
)


def _constraints(connection: Connection, table: str) -> list[tuple[str, str]]:
    return [(name, definition) for name, definition in connection.execute(_CONSTRAINTS, {"name": table})]


def _indexes(connection: Connection, table: str) -> list[tuple[str, str]]:
    return [(name, definition) for name, definition in connection.execute(_INDEXES, {"name": table})]


def _stop(server: pgserver.PostgresServer, how: str = "fast") -> None:
    pg_ctl(["-w", "-m", how, "stop"], pgdata=server.pgdata, user=server.system_user, timeout=_STOP_S)


def _run(server: pgserver.PostgresServer, statement: str) -> None:
    engine = create_engine(_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _url(server: pgserver.PostgresServer, database: str) -> str:
    return str(server.get_uri(database)).replace("postgresql://", "postgresql+psycopg://")
