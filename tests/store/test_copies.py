"""Copies of the embedded database: whole while others write, whole or nothing when their maker is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.store import Store, open_store
from dashboard.store.copies import (
    CopyFailedError,
    contents,
    copies,
    make_copy,
    name_of,
    prune_copies,
    require_same,
    require_whole,
)
from dashboard.store.upgrading import newest_revision
from tests.disks import disk_of
from tests.store.measured import T0, poll, record, sample


def file_of(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def counted(path: Path, table: str = "samples") -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_copy_made_while_a_collector_writes_is_whole_and_keeps_no_writer_waiting(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.store.copies.STEP_PAGES", 4)
    record(sqlite_store, *(sample(each) for each in range(2_000)))
    took_s, stop = [], threading.Event()

    def collect() -> None:
        with closing(open_store(sqlite_store.engine.url.render_as_string())) as own:
            while not stop.is_set():
                began = time.monotonic()
                record(own, sample(3_000 + len(took_s)))
                took_s.append(time.monotonic() - began)

    writer = threading.Thread(target=collect)
    writer.start()
    made = make_copy(file_of(sqlite_store), tmp_path / name_of(T0), T0)
    stop.set()
    writer.join()
    found, written = counted(made.path), len(took_s)
    assert 2_000 <= found <= 2_000 + written
    assert counted(file_of(sqlite_store)) == 2_000 + written > 2_001  # it wrote while the copy went on
    assert max(took_s) < 2  # never the five seconds of a writer that is locked out
    require_whole(made.path)
    require_same(made.path)


def test_a_copy_stands_alone_and_tells_what_it_holds(sqlite_store: Store, tmp_path: Path) -> None:
    record(sqlite_store, sample(7))
    made = make_copy(file_of(sqlite_store), tmp_path / "folder" / name_of(T0), T0)
    assert [path.name for path in (tmp_path / "folder").iterdir() if path != made.sum_file] == [name_of(T0)]
    assert oct(made.path.stat().st_mode)[-3:] == "600"
    found = contents(made.path)
    assert found is not None
    assert (found.schema, found.reaches_at) == (newest_revision(), poll(7))
    assert copies(tmp_path / "folder") == (made,)


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from dashboard.store import copies
copies.STEP_PAGES = 4
at = datetime(2026, 11, 20, 1, tzinfo=UTC)
die = lambda _: os.kill(os.getpid(), signal.SIGKILL)
copies.make_copy(Path(sys.argv[1]), Path(sys.argv[2]) / copies.name_of(at), at, pause=die)
"""


def test_a_maker_that_is_killed_leaves_nothing_under_a_good_name(sqlite_store: Store, tmp_path: Path) -> None:
    record(sqlite_store, *(sample(each) for each in range(100)))
    command = [sys.executable, "-c", _KILLED, str(file_of(sqlite_store)), str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    left = list(tmp_path.iterdir())
    assert (len(left) > 0, copies(tmp_path)) == (True, ())
    made = make_copy(file_of(sqlite_store), tmp_path / name_of(T0), T0)
    assert sorted(tmp_path.iterdir()) == sorted([made.path, made.sum_file])
    assert counted(made.path) == 100


def test_a_damaged_database_gets_no_good_copy(sqlite_store: Store, tmp_path: Path) -> None:
    record(sqlite_store, *(sample(each) for each in range(500)))
    path = file_of(sqlite_store)
    sqlite_store.close()
    spoil(path)
    with pytest.raises(CopyFailedError, match=r"tidak utuh|malformed"):
        make_copy(path, tmp_path / name_of(T0), T0)
    assert list(tmp_path.iterdir()) == []


def spoil(path: Path) -> None:
    """Garbage in the middle of the file."""
    with path.open("rb+") as file:
        for page in range(2, path.stat().st_size // 4096):
            file.seek(4096 * page)
            file.write(b"\xaa\x55" * 64)


def test_a_disk_without_room_is_named_before_anything_is_written(sqlite_store: Store, tmp_path: Path) -> None:
    with disk_of(tmp_path / "penuh", 8) as place:
        with pytest.raises(CopyFailedError, match=r"ruang disk .* tidak cukup: perlu \d+ MB, tersisa 8 MB"):
            make_copy(file_of(sqlite_store), place / name_of(T0), T0)
        assert list(place.iterdir()) == []


def test_the_place_of_a_disk_that_is_not_mounted_is_not_made_up(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(CopyFailedError, match="salinan basis data gagal di"):
        make_copy(file_of(sqlite_store), tmp_path / "usb" / "salinan" / name_of(T0), T0)
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_copies_go_and_those_from_before_an_upgrade_are_counted_apart(tmp_path: Path) -> None:
    for day in range(6):
        for before in ("", "0015"):
            path = tmp_path / name_of(T0 + timedelta(days=day), before)
            for each in (path, Path(f"{path}.sha256"), path.with_suffix(".zip")):
                each.touch()
    (tmp_path / "punya-orang.sqlite3").touch()
    assert prune_copies(tmp_path, 2) == 4 + 3
    assert [each.at.day for each in copies(tmp_path) if not each.before] == [25, 24]
    assert [each.at.day for each in copies(tmp_path) if each.before] == [25, 24, 23]
    assert len(list(tmp_path.iterdir())) == 3 * 5 + 1


def test_a_copy_that_changed_since_is_noticed(sqlite_store: Store, tmp_path: Path) -> None:
    made = make_copy(file_of(sqlite_store), tmp_path / name_of(T0), T0)
    with closing(sqlite3.connect(made.path, isolation_level=None)) as file:
        file.execute("INSERT INTO meta VALUES ('a', 'b')")
    with pytest.raises(CopyFailedError, match="SHA-256"):
        require_same(made.path)
