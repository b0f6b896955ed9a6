from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dashboard.cli import main
from dashboard.offices import EXAMPLE_FILE


@pytest.fixture(autouse=True)
def example_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "kantor.yaml"
    copy.write_text(EXAMPLE_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANTAU_OFFICES", str(copy))
    return tmp_path


def test_the_template_has_the_headings_of_the_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "buku-baru.xlsx"
    assert main(["template", "--office", "62.08", "-o", str(path)]) == 0
    assert "Petunjuk" in capsys.readouterr().out
    head = [cell.value for cell in load_workbook(path)["Agenda"][1]]
    assert head[:4] == ["No. Agenda", "Kecamatan", "SOP", "Uraian"]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--office", "99.99", "-o", "baru.xlsx"], "--office 99.99: tidak ada. Perbaikan: pakai salah satu: 62.08"),
        (["--office", "62.08", "-o", "baru.csv"], "-o baru.csv: bukan nama buku Excel"),
        (["--office", "62.08", "--source", "lain", "-o", "baru.xlsx"], "--source lain: bukan buku agenda"),
        (["--office", "62.08", "-o", "tidak/ada/baru.xlsx"], "tidak dapat ditulis"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", *arguments]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
    assert not list(tmp_path.glob("baru.*"))


def test_a_book_that_is_there_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "buku-agenda.xlsx"
    path.write_bytes(b"isi kantor")
    assert main(["template", "--office", "62.08", "-o", str(path)]) == 2
    assert "sudah ada" in capsys.readouterr().err
    assert path.read_bytes() == b"isi kantor"
