"""Databases for tests: SQLite files and a PostgreSQL that the tests start themselves, reached by a socket only."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from dashboard.store import Store, open_store, upgrade

with warnings.catch_warnings():
    # without a login session there is no XDG_RUNTIME_DIR, and a place under /tmp is just as good
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    import pgserver
    from pgserver._commands import POSTGRES_BIN_PATH
    from pgserver.postgres_server import pg_ctl

__all__ = ["KINDS", "POSTGRES_BIN_PATH", "Databases", "databases", "fresh_store"]
KINDS = ("sqlite", "postgresql")


class Databases:
    """Hands out fresh databases; migrating once a kind and copying after that keeps each test quick."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: pgserver.PostgresServer | None = None
        self._count = 0
        self._migrated: dict[str, str] = {}

    def empty(self, kind: str) -> str:
        """URL of a database without any table."""
        self._count += 1
        name = f"pantau_{self._count}"
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        self._run(f"CREATE DATABASE {name}")
        return self._postgres_url(name)

    def migrated(self, kind: str) -> str:
        """URL of a database with the schema and nothing in it."""
        if kind not in self._migrated:
            self._migrated[kind] = url = self.empty(kind)
            store = open_store(url)
            upgrade(store)
            store.close()
        model = make_url(self._migrated[kind]).database or ""
        self._count += 1
        name = f"pantau_{self._count}"
        if kind == "sqlite":
            path = self._folder / f"{name}.db"
            shutil.copyfile(model, path)
            return f"sqlite:///{path}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY FILE_COPY")
        return self._postgres_url(name)

    def go_away(self) -> None:
        """Stop the server of PostgreSQL as its own machine's shutdown would; its data stay."""
        server = self._server
        if server is not None:
            pg_ctl(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user, timeout=30)

    def come_back(self) -> None:
        """Start the stopped server again."""
        if self._server is not None:
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop the server, if one was started, and delete its data."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None

    def _run(self, statement: str) -> None:
        engine = create_engine(self._postgres_url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _postgres_url(self, database: str) -> str:
        if self._server is None:
            # straight under /tmp: a socket's path may have about 100 characters, and pytest's folders are long
            data = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
            self._server = pgserver.get_server(data, cleanup_mode="delete")
            self._run("ALTER SYSTEM SET fsync = off")
            self._run("SELECT pg_reload_conf()")
        return str(self._server.get_uri(database)).replace("postgresql://", "postgresql+psycopg://")


@contextmanager
def databases() -> Iterator[Databases]:
    """For a session-scoped fixture."""
    folder = Path(tempfile.mkdtemp(prefix="pantau-", dir="/tmp"))
    handed_out = Databases(folder)
    try:
        yield handed_out
    finally:
        handed_out.stop()
        shutil.rmtree(folder)


@contextmanager
def fresh_store(handed_out: Databases, kind: str) -> Iterator[Store]:
    """For a function-scoped fixture: a migrated, empty store, closed afterwards."""
    store = open_store(handed_out.migrated(kind))
    try:
        yield store
    finally:
        store.close()
