"""A spool that is broken, refuses much, or gets what cannot be packed: what can be saved is, the rest is counted."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.parcels import Waiting
from collectors.spoolfile import SpoolFile
from dashboard.store import Store
from tests.collectors.spools import Clock, Desk, parcel
from tests.store.measured import T0
from tests.stores import Databases, fresh_store

MB = 2**20
PAGE = 4096


@pytest.fixture
def store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        yield made


def spool_at(path: Path, most_bytes: int = 64 * MB) -> SpoolFile:
    return SpoolFile(path, most_bytes, least_free_bytes=0)


def filled(path: Path, count: int, body_bytes: int = 6_000) -> None:
    """A closed spool file with so many parcels of one size."""
    spool = spool_at(path)
    for number in range(count):
        spool.append(Waiting("s", number, 2, number, 10, number.to_bytes(4) + bytes(body_bytes)))
    spool.close()


def damage(path: Path, kind: str) -> None:
    """Overwrite one page of the table's leaves, or the root of the index, with nonsense."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (kind,)).fetchone()[0]
    data = bytearray(path.read_bytes())
    page = root
    if kind == "parcels":  # an interior page: its rightmost child is a leaf
        page = int.from_bytes(data[(root - 1) * PAGE + 8 : (root - 1) * PAGE + 12])
    data[(page - 1) * PAGE : page * PAGE] = b"\xa5" * PAGE
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(("kind", "at_least"), [("parcels", 15), ("parcels_by_worth", 40)])
def test_one_broken_page_costs_what_stands_on_it_and_the_queue_goes_on(
    tmp_path: Path, kind: str, at_least: int
) -> None:
    path = tmp_path / "spool.sqlite3"
    filled(path, 40)
    damage(path, kind)
    spool = spool_at(path)
    seen = []
    for _ in range(100):
        one = spool.oldest()
        if one is None:
            break
        seen.append(one.number)
        spool.remove(one)
    spool.append(Waiting("s", 99, 2, 99, 10, b"baru"))
    assert spool.oldest() is not None
    assert at_least <= len(seen) <= 40
    assert seen == sorted(seen)
    assert list(tmp_path.glob("*.rusak-*"))
    spool.close()


def test_what_a_broken_page_cost_is_said_until_the_queue_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    filled(path, 40)
    damage(path, "parcels")
    spool = spool_at(path)
    for _ in range(3):
        if "rusak" in spool.note:
            break
        one = spool.oldest()
        assert one is not None
        spool.remove(one)
        list(spool.waiting())
    assert "terselamatkan" in spool.note
    while (one := spool.oldest()) is not None:
        spool.remove(one)
    assert spool.note == ""
    spool.close()


def test_what_is_refused_keeps_to_its_share_and_its_loss_is_counted(tmp_path: Path) -> None:
    spool = spool_at(tmp_path / "spool.sqlite3", MB)
    for number in range(200):
        spool.set_aside(Waiting("s", number, 2, number, 10, bytes(4_000)), "salah", T0)
    depth = spool.depth()
    assert depth.refused * 4_000 <= MB // 10
    assert depth.dropped == (200 - depth.refused) * 10
    for number in range(5):
        spool.append(Waiting("s", number, 2, number, 10, bytes(1_000)))
    assert spool.depth().parcels == 5
    spool.close()


def test_only_its_owner_may_read_the_spool(tmp_path: Path) -> None:
    spool = spool_at(tmp_path / "spool.sqlite3")
    spool.append(Waiting("s", 1, 2, 1, 10, b"x"))
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    spool.close()


def test_what_cannot_be_packed_is_counted_as_lost(store: Store, tmp_path: Path) -> None:
    desk = Desk(store, tmp_path, Clock(T0))
    desk.keeper.step()
    bad = parcel(0)
    # lone surrogates, as a file name that is no UTF-8 gives them
    desk.outbox.put(replace(bad, run=replace(bad.run, message="berkas \udcff")))
    assert desk.outbox.report().dropped == len(bad.samples)


def test_a_closed_outbox_delivers_nothing_and_ends(store: Store, tmp_path: Path) -> None:
    desk = Desk(store, tmp_path, Clock(T0))
    desk.outbox.put(parcel(0))
    desk.keeper.step()
    desk.outbox.close()
    assert desk.outbox.deliver() == 0
