"""A database that cannot be worked with: told in one message that names file, trouble and mend; kept byte for byte."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.settings import Settings, load_settings
from dashboard.store import Store, StoreError, prepare_store
from dashboard.store.copies import make_copy, name_of
from dashboard.store.soundness import LOOK_S, DamagedError, examine
from dashboard.store.upgrading import make_ready
from dashboard.store.usage import alone_with
from tests.disks import disk_of
from tests.store.measured import T0, record, sample
from tests.store.test_copies import spoil

FIX = "dengan python -m dashboard restore '"


def garbage_header(path: Path) -> None:
    with path.open("rb+") as file:
        file.write(os.urandom(512))


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def no_database(path: Path) -> None:
    path.write_text("bukan basis data, hanya catatan\n" * 50, encoding="utf-8")


def emptied(path: Path) -> None:
    os.truncate(path, 0)


@pytest.fixture
def settings(sqlite_store: Store, tmp_path: Path) -> Settings:
    """A data folder with a database of some pages and one good copy of it."""
    record(sqlite_store, *(sample(each) for each in range(500)))
    made = load_settings({"PANTAU_DATA": str(tmp_path / "data")})
    path = Path(str(sqlite_store.engine.url.database))
    sqlite_store.close()
    made.data.mkdir()
    make_copy(path, made.backup_dir / name_of(T0), T0)
    path.rename(tmp_path / "data" / "pantau.sqlite3")
    return made


def file_of(settings: Settings) -> Path:
    return settings.data / "pantau.sqlite3"


def beside(settings: Settings) -> dict[str, bytes]:
    """Everything in the data folder that is the database's; -shm and an empty log hold nothing."""
    found = {path.name: path.read_bytes() for path in settings.data.glob("pantau.sqlite3*") if path.is_file()}
    return {name: data for name, data in found.items() if data and not name.endswith("-shm")}


def test_a_sound_database_passes_and_a_new_one_too(settings: Settings, tmp_path: Path) -> None:
    assert examine(file_of(settings), LOOK_S) is None
    assert examine(tmp_path / "belum-ada.sqlite3", LOOK_S) is None
    (tmp_path / "kosong.sqlite3").touch()
    assert examine(tmp_path / "kosong.sqlite3", LOOK_S) is None


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (garbage_header, "bukan basis data SQLite"),
        (truncate, r"terpotong: \d+ dari \d+ bita"),
        (no_database, "bukan basis data SQLite"),
        (spoil, "isinya rusak"),
        (emptied, "berkasnya kosong"),
    ],
)
def test_each_damage_is_told_with_the_newest_copy_and_the_file_stays_as_it_is(
    settings: Settings, damage: Callable[[Path], None], what: str
) -> None:
    damage(file_of(settings))
    before = beside(settings)
    with pytest.raises(DamagedError, match=what) as refused:
        prepare_store(settings, LOOK_S)
    said = str(refused.value)
    assert said.startswith(f"Basis data {file_of(settings)}: ")
    assert f"{FIX}{settings.backup_dir / name_of(T0)}'" in said
    assert f"mv '{file_of(settings)}' " in said
    assert "\n" not in said
    assert beside(settings) == before


def test_time_that_runs_out_is_no_complaint(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.store.soundness._STEPS", 1)
    assert examine(file_of(settings), 1e-9) is None


def test_without_a_copy_the_way_out_says_so(settings: Settings) -> None:
    for path in settings.backup_dir.iterdir():
        path.unlink()
    garbage_header(file_of(settings))
    with pytest.raises(DamagedError, match=r"belum ada salinan di .*; kembalikan cadangan lain"):
        prepare_store(settings)


def test_a_database_that_is_gone_begins_anew_and_its_copy_is_named(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    file_of(settings).unlink()
    prepare_store(settings).close()
    assert f"restore '{settings.backup_dir / name_of(T0)}'" in caplog.text


def test_a_folder_in_its_place_is_told(settings: Settings) -> None:
    file_of(settings).unlink()
    file_of(settings).mkdir()
    with pytest.raises(DamagedError, match="ini folder, bukan berkas"):
        make_ready(settings, LOOK_S)


def test_a_disk_that_is_only_read_is_told_with_its_mend(settings: Settings, tmp_path: Path) -> None:
    with disk_of(tmp_path / "disk", 8) as place:
        (place / "pantau.sqlite3").write_bytes(file_of(settings).read_bytes())
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        here = load_settings({"PANTAU_DATA": str(place)})
        with pytest.raises(DamagedError, match=r"hanya dapat dibaca.*chmod u\+w"):
            make_ready(here, LOOK_S)
        assert [path.name for path in place.iterdir()] == ["pantau.sqlite3"]


def test_the_database_of_another_program_is_left_alone(settings: Settings) -> None:
    file_of(settings).unlink()
    with closing(sqlite3.connect(file_of(settings))) as other:
        other.execute("CREATE TABLE tickets (id INTEGER)")
    before = beside(settings)
    with pytest.raises(DamagedError, match="dari aplikasi lain"):
        prepare_store(settings)
    assert beside(settings) == before


def test_nobody_begins_to_work_during_a_restore(settings: Settings) -> None:
    with alone_with(file_of(settings)), pytest.raises(StoreError, match="sedang dipulihkan"):
        prepare_store(settings)
    prepare_store(settings).close()
