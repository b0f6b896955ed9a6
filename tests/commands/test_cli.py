"""The commands as a newcomer types them: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from dashboard.cli import main
from dashboard.offices import EXAMPLE_FILE


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "PANTAU_OFFICES", "PANTAU_PORT", "PANTAU_POLL_S"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    return tmp_path


def bad_office(folder: Path) -> Path:
    """The example with five different mistakes."""
    office = yaml.safe_load(EXAMPLE_FILE.read_text(encoding="utf-8"))
    office["zone"] = "Asia/Singapore"
    office["kecamatan"][1]["lat"] = 51.5
    office["targets"][0]["parent"] = "tidak-ada"
    office["counters"][0]["pattern"] = "(tanpa tutup"
    office["sops"][0]["id"] = "sop-yang-tidak-ada"
    path = folder / "kantor-salah.yaml"
    path.write_text(yaml.safe_dump(office, allow_unicode=True), encoding="utf-8")
    return path


def test_sop_json_prints_twenty_sops_with_129_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sop", "--json"]) == 0
    sops = json.loads(capsys.readouterr().out)
    assert (len(sops), sum(len(sop["steps"]) for sop in sops)) == (20, 129)


def test_the_example_office_passes_its_own_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--example"]) == 0
    copy = tmp_path / "contoh.yaml"
    copy.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", "--json", str(copy)]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_five_mistakes_get_five_named_errors_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", str(bad_office(tmp_path))]) == 2
    problems = json.loads(capsys.readouterr().out)
    assert sorted(problem["path"] for problem in problems) == [
        "counters[0].pattern",
        "kecamatan[1].lat",
        "sops[0].id",
        "targets[0].parent",
        "zone",
    ]
    assert all(problem["file"] and problem["message"] and problem["fix"] for problem in problems)


def test_run_refuses_a_bad_office_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_OFFICES", str(bad_office(tmp_path)))
    assert main(["run"]) == 2
    assert "zone" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_bad_settings_are_named_and_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_PORT", "banyak")
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert "PANTAU_PORT" in said
    assert "DATABASE_URL" in said
    assert not (tmp_path / "data").exists()


def tickets_file(folder: Path) -> Path:
    lines = [
        {"step": 1, "started_at": "2026-11-20T08:00:00+08:00", "finished_at": "2026-11-20T08:04:00+08:00"},
        {"step": 2, "finished_at": "2026-11-20T08:20:00+08:00"},
    ]
    head = {
        "ticket": "B-1",
        "office": "51.08",
        "kecamatan": "51.08.01",
        "sop": "buleleng-01-perbaikan-perangkat",
        "opened_at": "2026-11-20T08:00:00+08:00",
    }
    path = folder / "tiket.jsonl"
    path.write_text("\n".join(json.dumps(head | line) for line in lines), encoding="utf-8")
    return path


def test_imported_steps_are_judged_and_printed_run_by_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tickets_file(tmp_path))]) == 0
    capsys.readouterr()
    question = ["--office", "51.08", "--from", "2026-11-20", "--to", "2026-11-20", "--now", "2026-11-20T09:00:00+08:00"]
    assert main(["sla", *question, "--runs", "--json"]) == 0
    runs = {(row["scope"], *row["steps"]): row for row in json.loads(capsys.readouterr().out)["rows"]}
    # Step 1: 4 of 5 minutes. Step 2: from 08.04 to 08.20 are 16 minutes, its standard is 5.
    assert (runs["step", 1, 1]["state"], runs["step", 1, 1]["used_s"]) == ("met", 240)
    assert (runs["step", 2, 2]["state"], runs["step", 2, 2]["used_s"]) == ("late", 960)
    assert runs["step", 2, 2]["due_at"] == "2026-11-20T08:09:00+08:00"
    # Step 3 begins at 08.20 and has two hours: at 09.00 it has used 40 of 120 minutes.
    assert runs["step", 3, 3]["state"] in {"running", "unknown", "not_started"}


def test_a_file_with_bad_lines_is_taken_in_part_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tickets_file(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "\n{rusak", encoding="utf-8")
    assert main(["import", str(path)]) == 1
    said = capsys.readouterr()
    assert "baris 3" in said.err
    assert "1 tiket dibaca" in said.out


def test_an_unreadable_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "tidak-ada.jsonl")]) == 2
    assert "tidak-ada.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--office", "99.99"), ("--sop", "tidak-ada")])
def test_sla_refuses_what_it_does_not_know(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = {"--office": "51.08", "--from": "2026-11-01", "--to": "2026-11-30"} | {option: value}
    assert main(["sla", *(word for pair in words.items() for word in pair)]) == 2
    assert value in capsys.readouterr().err


def test_demo_reset_never_touches_an_office_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "data" / "pantau.sqlite3"
    kept.parent.mkdir()
    kept.touch()
    monkeypatch.setenv("PANTAU_OFFICES", str(EXAMPLE_FILE))
    assert main(["demo-reset"]) == 2
    assert kept.exists()
    assert "tidak ada yang dihapus" in capsys.readouterr().err
    monkeypatch.delenv("PANTAU_OFFICES")
    assert main(["demo-reset"]) == 0
    assert not kept.exists()
