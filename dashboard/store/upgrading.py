"""Bringing a database to the schema of this version."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from dashboard.settings import Settings
from dashboard.store.copies import CopyFailedError, contents, make_copy, name_of, newest_copy, one_maker, prune_copies
from dashboard.store.engine import Store, StoreError, lock, open_store, sqlite_file, unhurried
from dashboard.store.soundness import DamagedError, Trouble, is_blank, require_sound, told
from dashboard.store.space import make_shrinkable
from dashboard.store.usage import require_free

log = logging.getLogger("pantau.basis-data")

_OTHERS_S = 600.0
"""So long it is waited for a copy that another process is making."""
_SCRIPTS = Path(__file__).parent / "migrations"


def migration_config(connection: Connection) -> Config:
    """How Alembic finds our migrations and works on a running transaction."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def knows_schema(revision: str) -> bool:
    """Whether this version can bring a database of that schema up to date; False for one from a newer version."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


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


def prepare_store(settings: Settings, look_s: float = 0.0) -> Store:
    """Open the database that the settings name, its folder made and its schema brought up to date.

    Processes that start together wait for each other. Raises what ``make_ready`` and ``upgrade`` raise.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    before = make_ready(settings, look_s)
    store = open_store(settings.database_url)
    try:
        upgrade(store)
        if before is not None and before != newest_revision():
            # an older version's file cannot shrink: now that its schema changes anyway, and nobody works with it yet
            with contextlib.suppress(sqlite3.Error):  # somebody reads in it: it goes on to fill its empty pages again
                make_shrinkable(store)
    except BaseException:
        store.close()
        raise
    return store


def make_ready(settings: Settings, look_s: float) -> str | None:
    """Before an embedded database is opened: see that it is sound, and keep it as it is if its schema will change.

    Gives the schema that it stands at. Raises DamagedError, and StoreError where the copy that an upgrade wants cannot
    be made. A server's database is the server's to look after.
    """
    path = sqlite_file(settings.database_url)
    if path is None:
        return None
    require_free(path)
    require_sound(settings, look_s)
    copy = None if path.exists() else newest_copy(settings.backup_dir)
    if copy is not None:
        way = f"python -m dashboard restore '{copy.path}'"
        log.warning("%s belum ada dan dibuat kosong, padahal ada salinannya. Bila terhapus: %s", path, way)
    try:
        found = None if is_blank(path) else contents(path)
    except sqlite3.DatabaseError as error:
        raise DamagedError(told(path, Trouble(f"isinya rusak ({error})"), settings.backup_dir)) from error
    if found is not None and found.schema != newest_revision() and settings.backup_keep and knows_schema(found.schema):
        _keep_before_upgrade(settings, path)
    return None if found is None else found.schema


def _keep_before_upgrade(settings: Settings, path: Path) -> None:
    with one_maker(settings, patience_s=_OTHERS_S):
        found = contents(path)  # whoever was quicker has upgraded it meanwhile
        if found is None or found.schema == newest_revision():
            return
        try:
            at = datetime.now(UTC)
            made = make_copy(path, settings.backup_dir / name_of(at, newest_revision()), at)
        except CopyFailedError as error:
            raise StoreError(
                f"skema basis data {found.schema} perlu diperbarui, tetapi {error}. Perbaikan: beri ruang dan hak "
                "tulis pada folder itu, ganti PANTAU_BACKUP_DIR, atau isi PANTAU_BACKUP_KEEP=0: tanpa salinan"
            ) from error
        log.info("sebelum skema diperbarui, basis data disalin ke %s", made.path)
        prune_copies(settings.backup_dir, settings.backup_keep)
