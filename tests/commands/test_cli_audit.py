"""The trail at the command line: whole or broken with its place, and as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.settings import load_settings
from dashboard.store import AuditEntry, Store, append_audit, open_store, upgrade
from tests.store.test_audit_chain import tamper

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def trail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    store = open_store(load_settings().database_url)
    upgrade(store)
    for number in range(3):
        append_audit(store, AuditEntry(NOW, "sari", "tiket dibuka", f"tiket 51.08/T-{number}", None, {"uraian": "x"}))
    return store


def audit(*words: str) -> int:
    return main(["audit", *words], lambda: NOW)


def test_a_whole_chain_and_a_noted_hash_are_told(trail: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit("check") == 0
    head = capsys.readouterr().out.split("hash terakhir: ")[1].strip()
    append_audit(trail, AuditEntry(NOW, "sari", "masuk", "pengguna sari"))
    assert audit("check", "--hash", head) == 0
    assert "berdiri pada baris 3" in capsys.readouterr().out
    assert audit("check", "--hash", "abc") == 1
    assert "tidak ada di rantai ini" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET officer = 'x' WHERE id = 2", "rantai putus pada baris 2"),
        ("DELETE FROM audit WHERE id = 3", "1 baris yang pernah ditulis hilang"),
    ],
)
def test_a_broken_chain_ends_with_1_and_its_place(
    trail: Store, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    tamper(trail, statement)
    assert audit("check") == 1
    assert said in capsys.readouterr().err


def test_the_trail_is_written_to_a_new_file_alone(trail: Store, tmp_path: Path) -> None:
    path = tmp_path / "jejak.csv"
    assert audit("export", str(path), "--office", "51.08", "--text", "T-1") == 0
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(("simulasi", "tentang", "judul", "T-1", "akhir"))
    assert audit("export", str(path)) == 2
    assert audit("export", str(tmp_path / "lain.csv"), "--from", "2026-11-21", "--to", "2026-11-20") == 2
    assert audit("export", str(tmp_path / "lain.csv"), "--office", "99.99") == 2
