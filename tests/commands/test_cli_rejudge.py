"""Judging measured hours again from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.settings import load_settings
from dashboard.store import audit, open_store

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")


def test_who_had_hours_judged_again_stands_in_the_audit(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rejudge", "--office", "51.08", "--from", "2026-11-01", "--to", "2026-11-19"]
    assert main(words, lambda: NOW) == 0
    assert capsys.readouterr().out.endswith("0 jam terukur berubah\n")
    (line,) = audit(open_store(load_settings().database_url))
    assert (line.officer, line.subject) == ("Sari", "kantor 51.08")
    assert line.after == {"dari": "2026-11-01", "sampai": "2026-11-19", "jam_berubah": 0}


def test_dates_the_wrong_way_round_are_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rejudge", "--office", "51.08", "--from", "2026-11-19", "--to", "2026-11-01"]
    assert main(words, lambda: NOW) == 2
    said = capsys.readouterr().err
    assert said == "--to 2026-11-01: sebelum --from 2026-11-19. Perbaikan: tukar kedua tanggalnya\n"
