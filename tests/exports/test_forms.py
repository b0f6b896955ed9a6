"""How a file comes to lie where it is wanted: whole or not at all, and every refusal with its mend."""

from __future__ import annotations

import csv
import errno
from pathlib import Path

import pytest

from dashboard.exports import FORMS, ExportError, Form, export, file_name, form_of, register
from dashboard.views.context import Context
from dashboard.views.progress import Cancelled, Progress
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import END, NOW, START
from tests.offices_factory import CODE, FIRST


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> str:
    """A form whose writer runs into a full disk after some bytes."""

    def write(_view: ReportView, path: Path, _progress: Progress) -> None:
        path.write_bytes(b"setengah")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(FORMS, "penuh", Form("penuh", "Penuh", ".penuh", "x/y", write))
    return "penuh"


def test_a_full_disk_is_said_and_leaves_no_half_file(view: ReportView, tmp_path: Path, failing: str) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(ExportError, match="tidak ada ruang tersisa"):
        export(failing, view, tmp_path / "a.penuh")
    assert set(tmp_path.iterdir()) == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # ZipFile tries once more by itself
@pytest.mark.parametrize("form", ["xlsx", "csv", "docx", "pdf"])
def test_every_writer_meets_a_full_disk_in_words(
    view: ReportView, form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    full = tmp_path / f"penuh.{form}"
    full.symlink_to("/dev/full")
    monkeypatch.setattr("dashboard.exports.forms._beside", lambda _: full)
    with pytest.raises(ExportError, match="tidak ada ruang tersisa"):
        export(form, view, tmp_path / f"a.{form}")
    assert not (tmp_path / f"a.{form}").exists()


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx", "pdf"])
def test_a_cancelled_export_leaves_nothing(view: ReportView, tmp_path: Path, form: str) -> None:
    def stop(_done: float, _words: str) -> None:
        raise Cancelled

    before = set(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        export(form, view, tmp_path / f"a.{form}", stop)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx", "pdf"])
def test_progress_goes_up_to_the_end(view: ReportView, tmp_path: Path, form: str) -> None:
    told: list[float] = []
    export(form, view, tmp_path / f"a.{form}", lambda done, _: told.append(done))
    assert (told[-1], min(told) >= 0, max(told)) == (1.0, True, 1.0)


def test_a_file_that_is_there_stays_unless_told_otherwise(view: ReportView, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"milik orang")
    with pytest.raises(ExportError, match="sudah ada"):
        export("csv", view, path)
    assert path.read_bytes() == b"milik orang"
    export("csv", view, path, replace=True)
    assert path.read_bytes() != b"milik orang"


@pytest.mark.parametrize(
    ("name", "said"),
    [("tidak/ada/a.csv", "folder .* tidak ada"), (f"{'n' * 300}.csv", "nama berkas terlalu panjang")],
)
def test_a_place_that_cannot_be_written_is_said(view: ReportView, tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ExportError, match=said) as caught:
        export("csv", view, tmp_path / name)
    assert caught.value.mend


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(ExportError, match="bentuk wps belum ada") as caught:
        form_of("wps")
    assert "xlsx, csv" in caught.value.mend


def test_a_form_is_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.exports.forms.FORMS", dict(FORMS))
    with pytest.raises(ValueError, match="xlsx"):
        register(FORMS["xlsx"])


def test_the_file_is_named_after_office_and_period(view: ReportView, filled: Context) -> None:
    assert file_name(view, FORMS["xlsx"]) == "laporan-buleleng-2026-11-01-2026-11-30.xlsx"
    cut = report_view(filled, CODE, START, END, NOW, kecamatan=[FIRST])
    assert file_name(cut, FORMS["csv"]) == "laporan-buleleng-2026-11-01-2026-11-30-sebagian.csv"


def test_csv_has_every_row_with_decimal_commas_and_its_mark(view: ReportView, tmp_path: Path) -> None:
    with export("csv", view, tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == len(view.rows)
    assert {row["keterangan"] for row in rows} == {"DATA SIMULASI"}
    (one,) = [row for row in rows if row["n"] == "7"]
    assert (one["kecamatan"], one["langkah"], one["kepatuhan"]) == ("Seririt", "Langkah 1", "0,714286")
