"""Bringing a database to the schema of this version."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from dashboard.settings import Settings
from dashboard.store.engine import Store, StoreError, lock, open_store, read, unhurried
from dashboard.store.space import make_shrinkable

_SCRIPTS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection) -> Config:
    """How Alembic finds our migrations and works on a running transaction."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def schema_of(connection: Connection) -> str | None:
    """The migration that a database stands at; None where it never saw one."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def upgrade(store: Store, *, patient: bool = True) -> None:
    """Run every missing migration in one transaction; a second time there is nothing to do.

    Any error is raised and leaves the database as it was. Two processes that start together wait for each other;
    one that is not ``patient`` gives up after two seconds, as for any database that cannot be used now.
    Raises StoreError for a database that a newer version of the product has upgraded already.
    """
    with store.writing.begin() as connection:
        if store.dialect == "postgresql":
            unhurried(connection)
            # another's migration may take its time
            connection.execute(text("SET LOCAL lock_timeout = 0" if patient else "SET LOCAL lock_timeout = '2s'"))
            lock(connection, "schema")
        config = migration_config(connection)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            found = schema_of(connection)
            ours = newest_revision()
            raise StoreError(
                f"skema basis data {found} tidak dikenal program ini (skema {ours}); program yang lebih baru sudah "
                "memperbaruinya. Perbaikan: perbarui Pantau PIAK di komputer ini"
            ) from error


def prepare_store(settings: Settings) -> Store:
    """Open the database that the settings name, its folder made and its schema brought up to date.

    Processes that start together wait for each other. Raises what ``upgrade`` raises.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    with read(store) as connection:
        before = schema_of(connection)
    upgrade(store)
    if before is not None and before != newest_revision():
        # an older version's file cannot shrink: now that its schema changes anyway, and nobody works with it yet
        with contextlib.suppress(sqlite3.Error):  # somebody reads in it: it goes on to fill its empty pages again
            make_shrinkable(store)
    return store
