"""Receipts of the kecamatan's monthly reports at the command line, in Trenggalek in November 2026."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.settings import load_settings
from dashboard.store import audit, open_store

NOW = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)  # 10.00 WIB
OFFICE = ("--office", "35.03")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")


def receipt(*words: str) -> int:
    return main(["receipt", *words], lambda: NOW)


def states(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
    capsys.readouterr()
    assert receipt("list", *OFFICE, "--json", *words) == 0
    return {row["kecamatan"]: row["state"] for row in json.loads(capsys.readouterr().out)["rows"]}


def test_a_receipt_is_recorded_under_the_officer_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert receipt("add", *OFFICE, "--kecamatan", "35.03.02", "--at", "2026-11-03T09:00") == 0
    assert "1 dari 14 kecamatan" in capsys.readouterr().out
    store = open_store(load_settings().database_url)
    assert [line.officer for line in audit(store)] == ["Sari"]
    store.close()
    found = states(capsys)
    assert [code for code, state in found.items() if state == "diterima"] == ["35.03.02"]
    assert set(found.values()) == {"diterima", "belum"}
    assert receipt("list", *OFFICE) == 0
    assert "35.03.02\tMunjungan\tditerima\t3 Nov 2026 09.00 WIB" in capsys.readouterr().out


def test_a_late_report_is_recorded_for_its_own_month(capsys: pytest.CaptureFixture[str]) -> None:
    assert receipt("add", *OFFICE, "--kecamatan", "35.03.01", "--month", "2026-10") == 0
    assert states(capsys, "--month", "2026-10")["35.03.01"] == "diterima"
    assert states(capsys)["35.03.01"] == "belum"


def test_a_month_without_a_schedule_is_not_awaited(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(states(capsys, "--month", "2026-08").values()) == {"tidak_berlaku"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*OFFICE, "--kecamatan", "51.08.01"), "bukan milik"),
        ((*OFFICE, "--kecamatan", "35.03.01", "--at", "2026-11-04T10:01"), "masa depan"),
        ((*OFFICE, "--kecamatan", "35.03.01", "--month", "2026-08"), "2026-08 tidak dijadwalkan"),
        (("--office", "99.99", "--kecamatan", "35.03.01"), "--office 99.99"),
    ],
    ids=["of a stranger", "in the future", "of a month without a schedule", "of an unknown office"],
)
def test_a_receipt_that_cannot_be_is_refused_in_one_line(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert receipt("add", *words) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Perbaikan: " in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("month", ["november", "2026-13", "2026-11-01", "9999-12"])
def test_an_unreadable_month_is_named(month: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        receipt("list", *OFFICE, "--month", month)
    assert left.value.code == 2
    assert f"{month}: bukan bulan" in capsys.readouterr().err
