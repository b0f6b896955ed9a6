"""Room on the disk: told in time, kept back for the day it is full, given back after pruning, the log kept short."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from dashboard.services.disk import FEW_BYTES, DiskWatch, ballast_of, disk_trouble
from dashboard.services.retention import retain
from dashboard.store import (
    Store,
    give_back,
    log_bytes,
    make_shrinkable,
    open_store,
    pages,
    prune_samples,
    record_batch,
    shorten_log,
    upgrade,
)
from dashboard.store.engine import read, write
from tests.disks import disk_of
from tests.store.measured import OK, T0, key, poll, run, sample

MB = 2**20


def fill(store: Store, sweeps: int, start: int = 0, targets: int = 40) -> None:
    for number in range(start, start + sweeps):
        batch = [sample(100 * number + each, OK, key(f"m{target}")) for target in range(targets) for each in range(100)]
        record_batch(store, run(100 * number + 99, len(batch)), batch)


def test_a_disk_with_little_room_is_told_once_and_its_end_too(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = [FEW_BYTES - 1]
    watch = DiskWatch(sqlite_store, tmp_path, free=lambda _path: left[0], ballast_bytes=MB)
    caplog.set_level(logging.INFO, "pantau.disk")
    for _ in range(3):
        assert watch.look().startswith("Ruang disk basis data tinggal 2047 MB. Kosongkan disk")
    left[0] = FEW_BYTES
    assert watch.look() == ""
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


def test_the_ballast_is_given_up_when_the_disk_is_full_and_made_again_when_there_is_room(
    sqlite_store: Store, tmp_path: Path
) -> None:
    left = [FEW_BYTES]
    watch = DiskWatch(sqlite_store, tmp_path, free=lambda _path: left[0], ballast_bytes=MB)
    ballast = ballast_of(sqlite_store, tmp_path)
    kept = []
    for now in (FEW_BYTES, MB // 4, MB, FEW_BYTES):
        left[0] = now
        said = watch.look()
        kept.append((ballast.is_there, "Cadangan ruang sudah dilepas" in said))
    ballast.give_up()
    assert kept == [(True, False), (False, True), (False, True), (True, False)]


def trickle(store: Store, sweeps: int, start: int) -> None:
    for number in range(start, start + sweeps):
        record_batch(store, run(number, 1), [sample(number, OK, key("m0"))])


def take_the_rest(store: Store, place: Path) -> None:
    """Leave no byte on the disk, nor room in the log where a sweep was rolled back and a short delete would fit."""
    with (place / "lain").open("wb", buffering=0) as other, suppress(OSError):
        while True:
            other.write(bytes(4096))
    with pytest.raises(OperationalError, match="full"):
        trickle(store, 2_000, start=200_000)


def test_a_full_disk_takes_no_sample_until_the_ballast_lets_pruning_make_room(tmp_path: Path) -> None:
    with disk_of(tmp_path / "disk", 12) as place:
        store = open_store(f"sqlite:///{place}/pantau.sqlite3")
        upgrade(store)
        watch = DiskWatch(store, place, ballast_bytes=3 * MB)
        watch.look()
        with pytest.raises(OperationalError, match="full"):
            fill(store, 1_000)
        take_the_rest(store, place)
        with pytest.raises(OperationalError, match="full"):
            prune_samples(store, poll(100_000), limit=20_000)
        assert "sudah dilepas" in watch.look()
        assert prune_samples(store, poll(100_000), limit=20_000) == 20_000
        fill(store, 1, start=2_000)
        assert watch.look() != ""
        store.close()


def test_pruned_room_is_given_back_to_the_disk(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.services.retention.EMPTY_LEAST_BYTES", 0)
    fill(sqlite_store, 5)
    before = pages(sqlite_store)
    pauses: list[float] = []
    assert before.can_shrink
    assert retain(sqlite_store, T0 + timedelta(days=30), 10, pause=pauses.append) == 20_000
    after = pages(sqlite_store)
    assert (after.free_bytes, log_bytes(sqlite_store)) == (0, 0)
    assert after.total_bytes < before.total_bytes - 300_000
    assert len(pauses) >= 4


def test_a_file_of_an_older_version_is_made_anew_once_and_can_shrink(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'lama.sqlite3'}")
    upgrade(store)
    raw = store.engine.raw_connection()
    raw.cursor().execute("PRAGMA auto_vacuum = NONE")
    raw.cursor().execute("VACUUM")
    raw.close()
    fill(store, 1)
    assert (pages(store).can_shrink, make_shrinkable(store), make_shrinkable(store)) == (False, True, False)
    prune_samples(store, poll(100_000))
    free = pages(store).free_bytes
    give_back(store, 5)
    assert pages(store).free_bytes == free - 5 * 4096
    store.close()


def test_a_reader_comes_in_beside_a_long_write(sqlite_store: Store) -> None:
    with write(sqlite_store):
        other = open_store(sqlite_store.engine.url.render_as_string(hide_password=False))
        began = monotonic()
        with read(other) as connection:
            connection.scalar(text("SELECT count(*) FROM samples"))
        assert monotonic() - began < 2
        other.close()


def test_the_log_is_cut_as_soon_as_no_reader_stands_in_its_old_part(sqlite_store: Store) -> None:
    fill(sqlite_store, 1)
    with read(sqlite_store) as connection:
        connection.scalar(text("SELECT count(*) FROM samples"))
        with write(sqlite_store) as writer:
            writer.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        assert not shorten_log(sqlite_store)
        assert log_bytes(sqlite_store) > 0
    assert shorten_log(sqlite_store)
    assert log_bytes(sqlite_store) == 0


def test_enough_room_is_no_trouble() -> None:
    assert disk_trouble(FEW_BYTES, is_given_up=True) == ""
