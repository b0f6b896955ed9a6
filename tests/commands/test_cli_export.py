"""The command export: a file, or one line that says why not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dashboard.cli import main

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")
BACKWARDS = ("--from", "2026-12-01", "--to", "2026-11-01")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PANTAU_OFFICES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> int:
    return main(["export", *words], lambda: NOW)


def test_a_workbook_is_written_and_an_empty_period_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--form", "xlsx", "--office", "51.08", *NOVEMBER, "-o", "a.xlsx") == 0
    printed = capsys.readouterr()
    assert "a.xlsx: laporan ditulis" in printed.out
    assert "tidak ada data" in printed.err
    assert "Sampul" in load_workbook("a.xlsx").sheetnames


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_the_letter_is_written_in_both_forms(form: str, begins: bytes, tmp_path: Path) -> None:
    assert run("--form", form, "--office", "51.08", *NOVEMBER, "-o", f"a.{form}") == 0
    assert (tmp_path / f"a.{form}").read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--form", "wps", "--office", "51.08", *NOVEMBER, "-o", "a.xlsx"), "bentuk wps belum ada"),
        (("--form", "xlsx", "--office", "51.08", *NOVEMBER, "-o", "a.csv"), "akhiri nama berkas dengan .xlsx"),
        (("--form", "csv", "--office", "99.99", *NOVEMBER, "-o", "a.csv"), "--office 99.99: tidak ada"),
        (("--form", "csv", "--office", "51.08", *BACKWARDS, "-o", "a.csv"), "periode kosong"),
        (("--form", "csv", "--office", "51.08", *NOVEMBER, "--kecamatan", "x", "-o", "a.csv"), "kecamatan x tidak ada"),
        (("--form", "csv", "--office", "51.08", *NOVEMBER, "--sop", "x", "-o", "a.csv"), "SOP x tidak ada"),
        (("--form", "csv", "--office", "51.08", *NOVEMBER, "-o", "tidak/ada/a.csv"), "buat foldernya"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_writes_nothing(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert said in lines[-1]
    assert [line for line in lines if not line.startswith("perhatian")] == lines[-1:]
    assert not list(tmp_path.glob("a.*"))


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"isi kantor")
    assert run("--form", "csv", "--office", "51.08", *NOVEMBER, "-o", "a.csv") == 2
    assert (tmp_path / "a.csv").read_bytes() == b"isi kantor"
