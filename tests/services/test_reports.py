"""The shelf of made reports: whole files with a note, found by their id alone, thrown away with a trace."""

from __future__ import annotations

import hashlib
import json
import os
import socket
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.kept_reports import KeptReport
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reports import (
    NOTE,
    delete,
    find_report,
    fingerprint,
    is_stopped,
    keep,
    kept_reports,
    new_id,
    stop,
    workplace,
)
from dashboard.store import Store, audit
from tests.pages.factories import compliance

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
KASI = Officer("kasi", "Kasi SIAK")
CODE = "51.08"


def note(made_at: datetime = NOW, name: str = "laporan.csv") -> KeptReport:
    days = (date(2026, 10, 1), date(2026, 10, 31))
    return KeptReport(
        new_id("csv", made_at), CODE, "csv", name, *days, "semua", True, made_at, False, "1", "Kasi", True, False, "f"
    )


def kept(store: Store, shelf: Path, made: KeptReport) -> KeptReport:
    with workplace(shelf, "pesanan-1") as work:
        file = work / made.id / made.name
        file.parent.mkdir()
        file.write_bytes(b"isi")
        return keep(store, shelf, made, file, KASI, NOW)


def test_a_kept_report_is_listed_with_its_size_and_fingerprint(sqlite_store: Store, tmp_path: Path) -> None:
    made = kept(sqlite_store, tmp_path, note())
    assert kept_reports(tmp_path, CODE) == (made,)
    assert (made.size_bytes, made.sha256) == (3, hashlib.sha256(b"isi").hexdigest())
    assert [each.action for each in audit(sqlite_store)] == ["laporan dibuat"]
    assert not any((tmp_path / ".kerja").iterdir())


def test_the_newest_report_comes_first(sqlite_store: Store, tmp_path: Path) -> None:
    old = kept(sqlite_store, tmp_path, note())
    new = kept(sqlite_store, tmp_path, note(NOW.replace(hour=7)))
    assert [each.id for each in kept_reports(tmp_path, CODE)] == [new.id, old.id]


@pytest.mark.parametrize("asked", ["", "..", "../51.08", "51.08/x", "tidak-ada", ".kerja", "%2e%2e", "a" * 300, "x\0y"])
def test_only_what_the_list_knows_is_found(sqlite_store: Store, tmp_path: Path, asked: str) -> None:
    kept(sqlite_store, tmp_path, note())
    assert find_report(tmp_path, [CODE], asked) is None


def test_a_note_that_leads_elsewhere_is_no_report(sqlite_store: Store, tmp_path: Path) -> None:
    made = kept(sqlite_store, tmp_path, note())
    (tmp_path / "rahasia").write_text("x")
    place = tmp_path / CODE / made.id / NOTE
    told = json.loads(place.read_text())
    for name in ("../../rahasia", str(tmp_path / "rahasia"), "hilang.csv"):
        place.write_text(json.dumps(told | {"name": name}))
        assert find_report(tmp_path, [CODE], made.id) is None
    place.write_text("{setengah")
    assert kept_reports(tmp_path, CODE) == ()


def test_a_deleted_report_is_gone_and_stands_in_the_audit(sqlite_store: Store, tmp_path: Path) -> None:
    made = kept(sqlite_store, tmp_path, note())
    assert delete(sqlite_store, tmp_path, [CODE], made.id, KASI, NOW) == "laporan.csv"
    assert kept_reports(tmp_path, CODE) == ()
    entry = audit(sqlite_store)[0]
    assert (entry.action, entry.officer, entry.subject) == (
        "laporan dihapus",
        "kasi",
        f"berkas laporan 51.08/{made.id}",
    )
    with pytest.raises(DeskError, match="sudah tidak ada"):
        delete(sqlite_store, tmp_path, [CODE], made.id, KASI, NOW)


def test_work_is_cleared_away_whatever_happens(tmp_path: Path) -> None:
    def work() -> None:
        with workplace(tmp_path, "pesanan") as folder:
            (folder / "setengah").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert not (tmp_path / ".kerja" / "pesanan").exists()


def test_an_order_is_made_once_at_a_time(tmp_path: Path) -> None:
    with workplace(tmp_path, "pesanan"), pytest.raises(FileExistsError), workplace(tmp_path, "pesanan"):
        pass


def test_what_a_killed_maker_left_is_swept_and_a_living_ones_stays(tmp_path: Path) -> None:
    dead = tmp_path / ".kerja" / "mati"
    dead.mkdir(parents=True)
    (dead / "pemilik").write_text(f"{socket.gethostname()} {2**22 + 1}")
    living = tmp_path / ".kerja" / "hidup"
    living.mkdir()
    (living / "pemilik").write_text(f"{socket.gethostname()} {os.getppid()}")
    stop(tmp_path, "mati")
    assert (dead.exists(), living.exists()) == (False, True)


def test_a_stop_reaches_an_order_that_has_not_begun(tmp_path: Path) -> None:
    stop(tmp_path, "pesanan")
    assert is_stopped(tmp_path, "pesanan")
    assert not is_stopped(tmp_path, "lain")


def test_an_order_cannot_name_a_place_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(DeskError):
        stop(tmp_path, "../51.08")


def test_the_fingerprint_follows_the_counts_and_not_their_order() -> None:
    first, second = compliance("51.08.01"), compliance("51.08.02")
    assert fingerprint([first, second]) == fingerprint([second, first])
    assert fingerprint([first]) != fingerprint([replace(first, met=first.met + 1)])
