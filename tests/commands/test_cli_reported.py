"""Reported periods at the command line: frozen by an officer, listed with what became of them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.settings import load_settings
from dashboard.store import audit, prepare_store, save_ticket
from tests.offices_factory import CATALOGUE, REPAIR

NOW = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
OPENED = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
OFFICE = ("--office", "51.08")
OCTOBER = ("--from", "2026-10-01", "--to", "2026-10-31")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")


def reported(*words: str, now: datetime = NOW) -> int:
    return main(["reported", *words], lambda: now)


def put(name: str, took: timedelta, at: datetime) -> None:
    finish = Stamp(OPENED + took, 1, OPENED + took)
    run = StepRun(1, 1, Stamp(OPENED, 1, OPENED), finish)
    version = CATALOGUE.get(REPAIR).effective
    made = Ticket(name, "51.08", "51.08.01", REPAIR, version, Stamp(OPENED, 1, OPENED), "buku", (run,), finish)
    store = prepare_store(load_settings())
    save_ticket(store, made, by="uji", at=at)
    store.close()


def test_a_period_is_frozen_under_the_officer_and_listed_as_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    put("A", timedelta(minutes=1), OPENED)
    assert reported("add", *OFFICE, *OCTOBER, "--note", "surat 12") == 0
    assert "laporan bulanan nomor 1 periode 1–31 Oktober 2026 dibekukan" in capsys.readouterr().out
    store = prepare_store(load_settings())
    assert [line.officer for line in audit(store)] == ["Sari"]
    store.close()
    assert reported("list", *OFFICE) == 0
    line = capsys.readouterr().out.splitlines()[1].split("\t")
    assert (line[0], line[1], line[4], line[6], line[-1]) == ("1", "2026-10-01", "Sari", "surat 12", "sama")


def test_late_data_shows_in_the_list_and_a_newer_report_stands_for_the_older(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("A", timedelta(minutes=1), OPENED)
    assert reported("add", *OFFICE, *OCTOBER) == 0
    put("B", timedelta(hours=4), NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    capsys.readouterr()
    assert reported("list", *OFFICE, "--json", now=later) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert not row["same"]
    assert {ticket for change in row["changed"] for ticket in change["tickets"]} == {"B"}
    assert reported("add", *OFFICE, *OCTOBER, now=later) == 0
    capsys.readouterr()
    assert reported("list", *OFFICE, now=later) == 0
    lines = [line.split("\t")[-1] for line in capsys.readouterr().out.splitlines()[1:]]
    assert lines == ["digantikan laporan yang lebih baru", "sama"]


def test_nothing_reported_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert reported("list", *OFFICE) == 0
    assert capsys.readouterr().out == "belum ada periode yang dilaporkan\n"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("--from", "2026-10-31", "--to", "2026-10-01"), "mendahului"),
        (("--from", "2026-12-01", "--to", "2026-12-31"), "belum mulai"),
        (OCTOBER, "belum ada yang dinilai"),
    ],
    ids=["reversed", "in the future", "without a figure"],
)
def test_a_period_that_cannot_be_reported_is_refused_in_one_line(
    days: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reported("add", *OFFICE, *days) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Perbaikan: " in said
    assert said.count("\n") == 1


def test_an_unreadable_day_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        reported("add", *OFFICE, "--from", date(2026, 10, 1).isoformat(), "--to", "oktober")
    assert "oktober: bukan tanggal" in capsys.readouterr().err
