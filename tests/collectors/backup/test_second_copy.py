"""The second copy of a dump: compared bit for bit, a slice a round, and never part of the verdict."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from collectors.base import Harvest
from collectors.dumpcopies import CopyLook, CopyState, CopyWatch
from collectors.folders import LocalFolder, opened
from dashboard.model import Sample, SampleStatus, State
from dashboard.offices import FolderPlace, SecondCopy
from tests.collectors.backup.conftest import Served
from tests.collectors.backup.dumping import Folder, night
from tests.collectors.sources import NOW, minutes, sample_of, touch

NAME = "siak-20261119.dmp"


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "hardisk"
    path.mkdir()
    return path


@pytest.fixture
def folder(tmp_path: Path, disk: Path) -> Folder:
    folder = Folder(tmp_path, second_copy={"folder": str(disk)})
    folder.dump(19)
    return folder


def copy_of(folder: Folder, disk: Path) -> Path:
    return Path(shutil.copy2(folder.path / NAME, disk))


def same(harvest: Harvest) -> Sample:
    return sample_of(harvest, "siak", "copy_same")


def told(harvest: Harvest) -> list[str]:
    return [note for note in harvest.notes if "salinan kedua" in note]


def test_an_equal_copy_is_the_same_and_nothing_is_said(folder: Folder, disk: Path) -> None:
    copy_of(folder, disk)
    harvest = folder.look(NOW)
    assert (same(harvest).value, same(harvest).status) == (1, SampleStatus.OK)
    assert told(harvest) == []


def test_one_changed_bit_is_different_although_size_and_time_are_the_same(folder: Folder, disk: Path) -> None:
    path = copy_of(folder, disk)
    data = bytearray(path.read_bytes())
    data[5_000] ^= 1
    path.write_bytes(bytes(data))
    touch(path, night(19) + minutes(10))
    harvest = folder.look(NOW)
    assert (same(harvest).value, same(harvest).status) == (0, SampleStatus.FAILED)
    (note,) = told(harvest)
    assert "berbeda" in note
    assert str(disk) in note


def test_a_copy_of_another_size_is_different(folder: Folder, disk: Path) -> None:
    path = copy_of(folder, disk)
    path.write_bytes(path.read_bytes()[:-1])
    assert same(folder.look(NOW)).value == 0


def test_a_missing_copy_is_told_only_after_its_grace(folder: Folder) -> None:
    soon, late = night(19) + minutes(60), night(19) + minutes(10 + 1440 + 1)
    first = folder.look(soon)
    assert (same(first).value, same(first).status) == (None, SampleStatus.DEGRADED)
    assert told(first) == []
    second = folder.look(late)
    assert same(second).status is SampleStatus.FAILED
    (note,) = told(second)
    assert "belum disalin" in note


def test_a_disk_that_is_unplugged_is_unreadable_not_missing(folder: Folder, disk: Path) -> None:
    disk.rmdir()
    harvest = folder.look(NOW)
    assert (same(harvest).value, same(harvest).status) == (None, SampleStatus.UNKNOWN)
    (note,) = told(harvest)
    assert "tidak ditemukan" in note
    assert folder.look(NOW + minutes(1)).notes == harvest.notes


def test_no_state_of_the_copy_changes_the_verdict(folder: Folder, disk: Path) -> None:
    def verdict() -> object:
        harvest = folder.look(NOW)
        return sample_of(harvest, "siak", "age_s").state, harvest.tickets

    absent = verdict()
    path = copy_of(folder, disk)
    equal = verdict()
    path.write_bytes(b"rusak")
    assert absent == equal == verdict()
    assert absent[0] is State.FRESH  # type: ignore[index]


def test_an_unreadable_source_makes_its_copy_unknown_too(folder: Folder, disk: Path) -> None:
    copy_of(folder, disk)
    folder.look(NOW)
    folder.path.rename(folder.path.with_name("hilang"))
    assert same(folder.look(NOW + minutes(1))).status is SampleStatus.UNKNOWN


def test_a_source_without_second_copy_has_no_such_series(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.dump(19)
    assert {sample.series.metric for sample in folder.look(NOW).samples} == {"age_s", "size_bytes", "duration_s"}


class Rounds:
    """Rounds over one dump of 10 000 bytes, 3 000 bytes a round; counts the bytes that the kernel gave out."""

    def __init__(self, folder: Folder, disk: Path) -> None:
        self._folder = LocalFolder(folder.path)
        self._watch = CopyWatch("siak", SecondCopy(folder=str(disk)), {}, slice_bytes=3_000)

    def go(self) -> CopyLook:
        dump = self._folder.named(NAME)
        assert dump is not None
        return self._watch.compare(self._folder, dump, NOW, 10)

    def states(self, count: int) -> list[str]:
        return [self.go().state.value for _ in range(count)]


def test_a_large_dump_is_compared_over_several_rounds(folder: Folder, disk: Path) -> None:
    copy_of(folder, disk)
    assert Rounds(folder, disk).states(4) == ["sedang dibandingkan"] * 3 + ["sama"]


def test_what_was_summed_once_is_not_read_again(folder: Folder, disk: Path) -> None:
    path = copy_of(folder, disk)
    rounds = Rounds(folder, disk)
    rounds.states(4)
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[5_000] ^= 1
    path.write_bytes(bytes(data))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as if it had not been touched
    assert rounds.go().state is CopyState.SAME
    touch(path, NOW)
    assert rounds.states(4)[-1] == "berbeda"


def test_a_copy_that_changes_meanwhile_is_begun_anew(folder: Folder, disk: Path) -> None:
    path = copy_of(folder, disk)
    rounds = Rounds(folder, disk)
    rounds.states(2)
    path.write_bytes(bytes(10_000))
    assert rounds.states(4) == ["sedang dibandingkan"] * 3 + ["berbeda"]


def test_both_sides_may_lie_on_servers(remote: Served, tmp_path: Path) -> None:
    folder = Folder(tmp_path, env=remote.server.env, second_copy=remote.keys)
    folder.dump(19)
    copy_of(folder, remote.path)
    assert same(folder.look(NOW)).value == 1
    place = FolderPlace.model_validate(remote.keys)
    with opened(place, remote.server.env, 10) as there:
        dump = there.named(NAME)
        assert dump is not None
        look = CopyWatch("siak", SecondCopy(folder=str(folder.path)), {}).compare(there, dump, NOW, 10)
    assert look.state is CopyState.SAME
