"""Tickets driven by hand at the command line, from opening to end, on Monday 16 November 2026."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.settings import load_settings
from dashboard.sop import Sop
from dashboard.store import audit, open_store
from tests.offices_factory import CATALOGUE, REPAIR
from tests.sla.factories import wita

KECAMATAN = "51.08.06"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICER", "Sari")


def at(clock: str) -> datetime:
    return wita(f"2026-11-16 {clock}").astimezone(UTC)


def ticket(clock: str, act: str, *words: str) -> int:
    """``python -m dashboard ticket ACT --office 51.08 ...``, typed at that time of Buleleng."""
    return main(["ticket", act, "--office", "51.08", *words], lambda: at(clock))


def opened(clock: str = "08:00", number: str = "T-1", *words: str) -> None:
    assert ticket(clock, "open", "--sop", REPAIR, "--kecamatan", KECAMATAN, "--number", number, *words) == 0


def done(step: int, clock: str, number: str = "T-1") -> None:
    assert ticket(clock, "tick", number, str(step), "selesai") == 0


def to_step_7() -> None:
    """To where the test of the repaired device is decided: step 6 took 10 minutes, step 7 ten more."""
    opened()
    done(1, "08:04")
    done(2, "08:08")
    assert ticket("08:30", "tick", "T-1", "3", "mulai") == 0
    done(3, "09:30")
    done(4, "09:50")
    assert ticket("09:51", "branch", "T-1", "4", "teratasi") == 0
    done(5, "10:00")
    done(6, "10:10")
    done(7, "10:20")


def solved() -> None:
    to_step_7()
    assert ticket("10:21", "branch", "T-1", "7", "ya") == 0
    done(8, "10:25")


def runs(capsys: pytest.CaptureFixture[str], now: str = "2026-11-16T13:00:00+08:00") -> dict[tuple[Any, ...], Any]:
    capsys.readouterr()
    period = ["--from", "2026-11-16", "--to", "2026-11-16", "--now", now]
    assert main(["sla", "--office", "51.08", "--sop", REPAIR, *period, "--runs", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    return {(row["scope"], row["steps"][0], row["attempt"]): row for row in rows}


def test_a_repair_that_failed_its_test_once_is_driven_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    to_step_7()
    assert ticket("10:21", "branch", "T-1", "7", "tidak") == 0
    assert "giliran langkah 6 percobaan 2" in capsys.readouterr().out
    done(6, "11:05")
    done(7, "11:15")
    assert ticket("11:16", "branch", "T-1", "7", "ya") == 0
    done(8, "11:19")
    assert "selesai" in capsys.readouterr().out
    found = runs(capsys)
    states = {key: row["state"] for key, row in found.items() if key[0] == "step"}
    # step 6 has 30 minutes: 10 at first; the second time from 10.20 to 11.05 are 45
    assert states == {
        ("step", 1, 1): "met",
        ("step", 2, 1): "met",
        ("step", 3, 1): "met",
        ("step", 4, 1): "met",
        ("step", 5, 1): "met",
        ("step", 6, 1): "met",
        ("step", 7, 1): "met",
        ("step", 6, 2): "late",
        ("step", 7, 2): "met",
        ("step", 8, 1): "met",
    }
    assert found["step", 6, 2]["used_s"] == 45 * 60
    # the first example of docs/panduan/cara-membaca-angka.md: 9 of 10
    heaps = [row["heap"] for key, row in found.items() if key[0] == "step"]
    assert (heaps.count("met"), heaps.count("missed")) == (9, 1)
    assert (found["total", 1, 1]["started_at"], found["total", 1, 1]["finished_at"]) == (
        "2026-11-16T08:00:00+08:00",
        "2026-11-16T11:19:00+08:00",
    )


@pytest.mark.parametrize("sop", CATALOGUE.sops, ids=lambda sop: sop.id)
def test_each_of_the_twenty_sops_opens_at_its_first_step(sop: Sop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ticket", "open", "--office", sop.office, "--sop", sop.id], lambda: at("09:00")) == 0
    assert f"dibuka; giliran langkah {sop.steps[0].number}" in capsys.readouterr().out


def test_a_ticket_of_every_step_kind_is_driven_by_the_turn_that_each_act_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sop = CATALOGUE.get("pesisir-selatan-01-maintenance-software")
    office = ["--office", sop.office]
    assert main(["ticket", "open", *office, "--sop", sop.id, "--number", "P-1"], lambda: at("09:00")) == 0
    ticked: list[int] = []
    for minute in range(2, 60, 2):
        said = capsys.readouterr().out
        turn, question = re.search(r"giliran langkah (\d+)", said), re.search(r"jawaban langkah (\d+)", said)
        if turn:
            ticked.append(int(turn[1]))
            words = ["tick", *office, "P-1", turn[1], "selesai"]
        elif question:
            words = ["branch", *office, "P-1", question[1], "tidak"]
        else:
            break
        assert main(["ticket", *words], partial(at, f"09:{minute:02}")) == 0
    assert said.rstrip().endswith("; selesai")
    # Pesisir Selatan 7 "tidak": 8, 11, 10, end
    assert ticked == [1, 2, 3, 4, 5, 6, 7, 8, 11, 10]


def test_every_act_is_audited_under_the_officer_of_the_settings() -> None:
    solved()
    store = open_store(load_settings().database_url)
    lines = audit(store)
    store.close()
    assert {line.officer for line in lines} == {"Sari"}
    assert {line.action for line in lines} >= {"tiket dibuka", "langkah mulai", "langkah selesai", "jawaban langkah"}


def test_show_tells_whose_turn_it_is_and_how_each_run_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    done(1, "08:20")
    capsys.readouterr()
    assert ticket("08:22", "show", "T-1") == 0
    said = capsys.readouterr().out
    assert "giliran langkah 2" in said
    assert "terlambat" in said
    assert ticket("08:22", "show", "T-1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ticket"], found["turn"], found["runs"][0]["state"]) == ("T-1", "giliran langkah 2", "late")


def test_list_holds_open_tickets_and_with_all_the_closed_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert ticket("08:00", "list") == 0
    assert "tidak ada tiket terbuka" in capsys.readouterr().out
    opened()
    opened("08:01", "T-2")
    assert ticket("08:02", "cancel", "T-2", "--reason", "laporan kembar") == 0
    capsys.readouterr()
    assert ticket("08:03", "list", "--json") == 0
    assert [each["ticket"] for each in json.loads(capsys.readouterr().out)] == ["T-1"]
    assert ticket("08:03", "list", "--all", "--sop", REPAIR) == 0
    assert "dibatalkan" in capsys.readouterr().out


def test_a_ticket_without_a_number_gets_the_next_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert ticket("08:00", "open", "--sop", REPAIR) == 0
    assert "tiket D-20261116-002 dibuka" in capsys.readouterr().out


def test_a_pause_stops_the_clock_of_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    assert ticket("08:02", "pause", "T-1", "1", "--reason", "listrik padam", "--waiting-on", "PLN") == 0
    assert ticket("08:42", "resume", "T-1", "1") == 0
    done(1, "08:44")
    row = runs(capsys)["step", 1, 1]
    assert (row["state"], row["used_s"]) == ("met", 240)


def test_a_skipped_step_is_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    assert ticket("08:01", "skip", "T-1", "1", "--reason", "dilaporkan lisan") == 0
    assert "giliran langkah 2" in capsys.readouterr().out


def test_a_solved_ticket_is_reopened_at_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    solved()
    assert ticket("11:00", "reopen", "T-1", "6", "--reason", "rusak lagi") == 0
    assert "giliran langkah 6 percobaan 2" in capsys.readouterr().out


def test_a_ticket_is_handed_on_to_another(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    opened("08:01", "T-2")
    done(1, "08:04")
    done(2, "08:08")
    assert ticket("08:30", "tick", "T-1", "3", "mulai") == 0
    done(3, "09:30")
    capsys.readouterr()
    assert ticket("09:40", "transfer", "T-1", "T-2") == 0
    assert "dialihkan ke T-2; selesai" in capsys.readouterr().out


def test_a_wrong_time_is_corrected_on_the_offices_clock(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    done(1, "08:20")
    assert ticket("08:30", "correct", "T-1", "1", "selesai", "--at", "2026-11-16T08:03", "--reason", "lupa") == 0
    assert runs(capsys)["step", 1, 1]["finished_at"] == "2026-11-16T08:03:00+08:00"


def test_a_missed_step_is_excused_by_another_officer_and_that_is_taken_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    done(1, "08:20")
    monkeypatch.setenv("PANTAU_OFFICER", "Budi")
    assert ticket("08:30", "excuse", "T-1", "1", "--reason", "gempa") == 0
    assert runs(capsys)["step", 1, 1]["heap"] == "excused"
    assert ticket("08:40", "withdraw", "T-1", "1", "--reason", "keliru") == 0
    assert runs(capsys)["step", 1, 1]["heap"] == "missed"


def test_ticks_made_together_are_asked_about_and_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    done(1, "08:04")
    done(2, "08:04:20")
    assert "ticket confirm" in capsys.readouterr().out
    assert ticket("08:06", "confirm", "T-1") == 0
    assert runs(capsys)["step", 1, 1]["state"] == "met"


def test_an_act_far_back_needs_a_second_officer(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--sop", REPAIR, "--number", "T-9", "--at", "2026-11-16T08:00")
    assert ticket("11:00", "open", *words, "--second", "sari") == 2
    assert "petugas kedua" in capsys.readouterr().err
    assert ticket("11:00", "open", *words, "--second", "Budi") == 0


def test_a_ticket_that_changed_since_it_was_seen_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    assert ticket("08:01", "show", "T-1", "--json") == 0
    seen = json.loads(capsys.readouterr().out.split("\n", 1)[1])["updated_at"]
    done(1, "08:04")
    assert ticket("08:08", "tick", "T-1", "2", "selesai", "--seen", seen) == 2
    assert "sudah diubah oleh Sari" in capsys.readouterr().err


REFUSALS = {
    "open": (("--sop", "tidak-ada"), "--sop tidak-ada"),
    "tick": (("T-1", "4", "selesai"), "tidak pada gilirannya"),
    "confirm": (("T-1",), "tidak ada waktu yang dipertanyakan"),
    "correct": (("T-1", "5", "mulai", "--at", "2026-11-16T08:01"), "belum dilalui"),
    "correct-opening": (("T-1", "--at", "2026-11-16T07:59", "--reason", " "), "tanpa alasan"),
    "branch": (("T-1", "1", "ya"), "tidak bercabang"),
    "skip": (("T-1", "1", "--reason", " "), "tanpa alasan"),
    "pause": (("T-1", "2", "--reason", "hujan"), "tidak pada gilirannya"),
    "resume": (("T-1", "1"), "tidak sedang dijeda"),
    "cancel": (("T-1", "--reason", ""), "tanpa alasan"),
    "transfer": (("T-1", "T-1"), "tiket lanjutan T-1 tidak ada"),
    "reopen": (("T-1", "1", "--reason", "rusak lagi"), "masih terbuka"),
    "excuse": (("T-1", "1", "--reason", "gempa"), "hanya pelaksanaan yang terlewat"),
    "withdraw": (("T-1", "1", "--reason", "keliru"), "tidak ada pengecualian"),
    "show": (("T-8",), "tiket T-8 tidak ada"),
    "list": (("--sop", "tidak-ada"), "--sop tidak-ada"),
}


@pytest.mark.parametrize("act", REFUSALS)
def test_each_act_is_refused_in_one_line_with_its_mend(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    opened()
    capsys.readouterr()
    words, message = REFUSALS[act]
    assert ticket("08:02", act, *words) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert "Perbaikan: " in said.err
    assert (said.err.count("\n"), said.out) == (1, "")


def test_an_unknown_office_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ticket", "list", "--office", "99.99"]) == 2
    assert "--office 99.99: tidak ada" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["kemarin", "2026-11-16", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_unreadable_time_is_named(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        ticket("08:00", "open", "--sop", REPAIR, "--at", text)
    assert left.value.code == 2
    assert f"{text}: bukan waktu" in capsys.readouterr().err


def test_a_step_that_is_no_number_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ticket("08:00", "tick", "T-1", "satu", "mulai")
    assert "satu: bukan bilangan bulat" in capsys.readouterr().err
