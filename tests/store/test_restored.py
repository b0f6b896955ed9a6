"""A database restored from a backup under a process that goes on: series are told by their names, not by old ids."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dashboard.model import Sample, SeriesKey
from dashboard.store import Store, open_store, samples, upgrade
from tests.store.measured import T0
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
