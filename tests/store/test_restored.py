"""A database restored from a backup under a process that goes on: series are told by their names, not by old ids."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dashboard.model import Sample, SeriesKey
from dashboard.store import Store, drop_partitions, open_store, samples, upgrade
from tests.store.measured import T0
from tests.stores import POSTGRES_BIN_PATH, Databases
from tests.views.samples import poll, record

X, Z = "modem-x", "modem-z"


def key(target: str) -> SeriesKey:
    return poll(target, None, T0).series


def values(store: Store, target: str) -> list[float | None]:
    return [each.value for each in samples(store, key(target), T0.replace(hour=0), T0.replace(hour=23))]


def sample(target: str, minute: int, value: float) -> Sample:
    return replace(poll(target, None, T0.replace(minute=minute)), value=value)


def test_samples_after_a_restore_go_to_the_series_of_their_name(tmp_path: Path) -> None:
    path = tmp_path / "asli.sqlite3"
    before = open_store(f"sqlite:///{path}")
    upgrade(before)
    record(before, [sample("modem-a", 0, 1.0)])
    with closing(sqlite3.connect(path)) as file, closing(sqlite3.connect(tmp_path / "cadangan.sqlite3")) as copy:
        file.backup(copy)
    record(before, [sample(X, 1, 111.0)])  # X gets the next id, which the backup does not know
    before.engine.dispose()
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "cadangan.sqlite3", path)

    other = open_store(f"sqlite:///{path}")
    record(other, [sample(Z, 2, 222.0)])  # another process gives that id to Z
    record(before, [sample(X, 3, 111.0)])
    assert (values(other, X), values(other, Z)) == ([111.0], [222.0])
    other.close()
    before.close()


def test_a_dump_of_postgresql_is_restored_with_its_partitions_and_work_goes_on(
    handed_out: Databases, tmp_path: Path
) -> None:
    before = open_store(handed_out.migrated("postgresql"))
    record(before, [sample("modem-a", 0, 1.0), replace(sample("modem-a", 0, 2.0), observed_at=T0 - timedelta(days=1))])
    dump = str(tmp_path / "cadangan.dump")
    name, socket = str(before.engine.url.database), str(before.engine.url.query["host"])
    there = ["-h", socket, "-U", "postgres"]
    subprocess.run([POSTGRES_BIN_PATH / "pg_dump", *there, "-Fc", "-f", dump, name], check=True)
    record(before, [sample(X, 1, 111.0)])  # X gets the next id, which the dump does not know
    subprocess.run([POSTGRES_BIN_PATH / "dropdb", *there, "--force", name], check=True)
    subprocess.run([POSTGRES_BIN_PATH / "createdb", *there, name], check=True)
    subprocess.run([POSTGRES_BIN_PATH / "pg_restore", *there, "-d", name, dump], check=True)

    other = open_store(before.engine.url.render_as_string(hide_password=False))
    record(other, [sample(Z, 2, 222.0)])  # another process gives that id to Z
    record(before, [sample(X, 3, 111.0)])  # on connections that are gone
    assert (values(other, X), values(other, Z), values(other, "modem-a")) == ([111.0], [222.0], [1.0])
    assert drop_partitions(other, T0) == (T0.replace(hour=0) - timedelta(days=1),)
    other.close()
    before.close()
