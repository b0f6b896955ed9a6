"""Counters read by people, at the command line: entered, listed, corrected, refused in one line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from dashboard.cli import main
from dashboard.offices import EXAMPLE_FILE

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""Friday 20 November 2026, 10:00 in Sukamara (WIB)."""
OFFICE = ("--office", "62.08")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    office = yaml.safe_load(EXAMPLE_FILE.read_text(encoding="utf-8"))
    office["counters"] = [{"id": "isian-jelai", "kecamatan": "62.08.02", "kind": "manual"}]
    path = tmp_path / "kantor.yaml"
    path.write_text(yaml.safe_dump(office), encoding="utf-8")
    monkeypatch.setenv("PANTAU_OFFICES", str(path))
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")


def reading(*words: str) -> int:
    return main(["reading", words[0], *OFFICE, *words[1:]], lambda: NOW)


def test_a_reading_is_entered_corrected_and_listed_with_its_history(capsys: pytest.CaptureFixture[str]) -> None:
    assert reading("add", "62.08.02", "1204", "--pending", "3", "--at", "2026-11-20T09:15") == 0
    assert capsys.readouterr().out == "dicatat: isian-jelai 20 Nov 2026 09.15 WIB: 1204, antrean 3\n"
    assert reading("correct", "isian-jelai", "--at", "2026-11-20T09:15", "--value", "1240", "--note", "salah baca") == 0
    assert "dibetulkan (1 kali)" in capsys.readouterr().out
    assert reading("list", "isian-jelai") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(line[1], line[4], line[6], line[7], line[8]) for line in lines[1:]] == [
        ("1204", "Sari", "1", "tidak", ""),
        ("1240", "Sari", "2", "ya", "salah baca"),
    ]
    assert reading("list", "isian-jelai", "--json") == 0
    assert [row["value"] for row in json.loads(capsys.readouterr().out)] == [1204, 1240]


@pytest.mark.parametrize(("value", "flag"), [("4", "--restart"), ("900000", "--sure")])
def test_what_must_be_confirmed_names_the_option_that_does(
    value: str, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reading("add", "62.08.02", "100", "--at", "2026-11-20T08:00") == 0
    capsys.readouterr()
    assert reading("add", "62.08.02", value) == 2
    said = capsys.readouterr().err
    assert said.startswith("reading add 62.08.02: jumlah")
    assert f"({flag})" in said
    assert said.count("\n") == 1
    assert reading("add", "62.08.02", value, flag) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "62.08.09", "1"), "62.08.09 bukan pencacah manual"),
        (("add", "62.08.02", "1", "--at", "2026-11-20T11:00"), "belum terjadi"),
        (("correct", "62.08.02", "--at", "2026-11-20T09:00", "--value", "1", "--note", "x"), "tidak ada pembacaan"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reading(*words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Perbaikan: " in told
    assert told.count("\n") == 1


def test_a_correction_takes_a_restart_back(capsys: pytest.CaptureFixture[str]) -> None:
    reading("add", "62.08.02", "100", "--at", "2026-11-20T08:00")
    reading("add", "62.08.02", "120", "--at", "2026-11-20T09:00", "--restart")
    again = ("--at", "2026-11-20T09:00", "--no-restart", "--note", "bukan mulai ulang", "--version", "1")
    assert reading("correct", "62.08.02", *again) == 0
    capsys.readouterr()
    assert reading("correct", "62.08.02", *again) == 2
    assert "sudah diubah oleh Sari" in capsys.readouterr().err


def test_nothing_read_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert reading("list", "62.08.02") == 0
    assert capsys.readouterr().out == "belum ada pembacaan\n"
