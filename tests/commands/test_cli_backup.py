"""``backup`` and ``restore`` from the command line, and every way in on a damaged database: one line, exit code 2."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import app
from collectors.__main__ import main as collect
from dashboard.cli import main
from dashboard.settings import load_settings
from dashboard.store import append_audit, audit, open_store, prepare_store
from dashboard.store.audit import AuditEntry
from dashboard.store.usage import alone_with
from tests.store.measured import T0


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own with a database in which something was done."""
    for name in ("DATABASE_URL", "PANTAU_OFFICES", "PANTAU_BACKUP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path))
    monkeypatch.setenv("PANTAU_OFFICER", "Admin Uji")
    store = prepare_store(load_settings())
    append_audit(store, AuditEntry(T0, "sari", "masuk", "sesi"))
    store.close()
    return tmp_path


def acts(data: Path) -> list[tuple[str, str]]:
    store = open_store(f"sqlite:///{data}/pantau.sqlite3")
    try:
        return [(each.officer, each.action) for each in audit(store)]
    finally:
        store.close()


def test_a_copy_is_made_listed_and_put_back_by_name(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    assert main(["backup", "list", "--json"]) == 0
    made, listed = capsys.readouterr().out.split("\n", 1)
    (known,) = json.loads(listed)
    assert known["file"] in made
    store = open_store(f"sqlite:///{data}/pantau.sqlite3")
    append_audit(store, AuditEntry(T0, "sari", "keluar", "sesi"))
    store.close()
    assert main(["restore", Path(known["file"]).name]) == 0
    said = capsys.readouterr().out
    assert "data sampai 20-11-2026" in said
    assert "pantau.sqlite3.sebelum-pemulihan-" in said
    assert acts(data) == [("Admin Uji", "basis data dipulihkan"), ("sari", "masuk")]


def test_a_copy_to_a_place_of_ones_own_is_in_no_list(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "now", "-o", str(data / "usb" / "salinan.sqlite3")]) == 0
    assert main(["backup", "now", "--output", str(data / "usb" / "salinan.sqlite3")]) == 2
    assert "sudah ada" in capsys.readouterr().err
    assert main(["backup", "list"]) == 0
    assert capsys.readouterr().out.startswith("belum ada salinan")
    assert main(["restore", str(data / "usb" / "salinan.sqlite3")]) == 0


def test_a_restore_beside_a_running_product_is_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    (file,) = (data / "salinan-basis-data").glob("*.sqlite3")
    with alone_with(data / "pantau.sqlite3"):
        assert main(["restore", str(file)]) == 2
    assert "sedang dipakai. Perbaikan: hentikan aplikasi lebih dahulu" in capsys.readouterr().err


def test_postgresql_is_told_its_own_means(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://sari:rahasia@server/piak")
    for words in (["backup"], ["backup", "list"], ["restore", "apa-saja"]):
        assert main(words) == 2
        said = capsys.readouterr().err
        assert ("pg_dump" in said, "rahasia" in said, said.count("\n")) == (True, False, 1)


@pytest.mark.parametrize(
    "start",
    [
        lambda: main(["run"]),
        lambda: app.main([]),
        lambda: collect([]),
        lambda: main(["user", "list"]),
    ],
    ids=["run", "web", "collectors", "command"],
)
def test_every_way_in_says_what_to_do_with_a_damaged_database_and_keeps_it(
    data: Path,
    start: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    (data / "pantau.sqlite3").write_bytes(b"rusak" * 5_000)
    assert start() == 2
    said = capsys.readouterr().err
    assert f"Basis data {data}/pantau.sqlite3: bukan basis data SQLite" in said
    assert "python -m dashboard restore" in said
    assert "Traceback" not in said
    assert said.count("\n") == 1
    assert (data / "pantau.sqlite3").read_bytes() == b"rusak" * 5_000
