"""The PDF read again: the figures of the Word document, on marked and numbered pages, with nothing from outside."""

from __future__ import annotations

import builtins
import re
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboard.exports import ExportError, export
from dashboard.exports.letter import letter_of
from dashboard.exports.letter.blocks import Table
from dashboard.exports.pdf.writing import refusing_fetcher
from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.progress import no_progress
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.exports.test_letter import SIGNED
from tests.offices_factory import CODE, FIRST, SECOND, THIRD, make_context, make_office


def read(view: ReportView, folder: Path) -> PdfReader:
    return PdfReader(export("pdf", view, folder / "a.pdf"))


def bare(text: str) -> str:
    """Without spaces and the hyphens of broken lines: a PDF breaks lines where it likes."""
    return re.sub(r"[\s\u00a0\u00ad]+", "", text)


def test_every_cell_of_the_letter_is_in_it(view: ReportView, tmp_path: Path) -> None:
    told = bare("".join(page.extract_text() for page in read(view, tmp_path).pages))
    tables = [each for each in letter_of(view, no_progress).blocks if isinstance(each, Table)]
    assert len(tables) > 10
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                for line in cell.text.split("\n"):
                    assert bare(line) in told, (table.caption, cell.text)


def test_pages_are_marked_numbered_and_tagged(view: ReportView, tmp_path: Path) -> None:
    reader = read(view, tmp_path)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert "DATA SIMULASI" in text
        assert f"Halaman {number} dari {len(reader.pages)}" in text
    root = reader.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("id", True)
    assert [each["/Title"] for each in reader.outline if isinstance(each, dict)][:2] == [
        "I. Dasar Hukum",
        "II. Maksud dan Ruang Lingkup",
    ]


def test_it_says_what_it_is_and_names_nobody(view: ReportView, tmp_path: Path) -> None:
    known = read(view, tmp_path).metadata
    assert known is not None
    assert known.title == "Laporan Kepatuhan SOP Bidang PIAK Buleleng"
    assert known.author is None


def test_a_signed_letter_of_real_data(store: Store, tmp_path: Path) -> None:
    fill(store)
    office = make_office(simulated=False, report=SIGNED)
    reader = read(report_view(make_context(store, office), CODE, START, END, NOW), tmp_path)
    told = "".join(page.extract_text() for page in reader.pages)
    assert "SIMULASI" not in told
    for words in ("470/……/DKPS/XI/2026", "Singaraja, 20 November 2026", "Nama Contoh", "NIP 19"):
        assert bare(words) in bare(told)


def test_names_with_markup_are_text_and_fetch_nothing(store: Store, tmp_path: Path) -> None:
    evil = '<img src="http://contoh.invalid/a.png"> \\" } @import url(http://contoh.invalid); ' + "x" * 200
    places = [{"code": code, "name": f"{evil}{code}", "lat": -8.2, "lon": 114.7} for code in (FIRST, SECOND, THIRD)]
    fill(store)
    office = make_office(kecamatan=places, name=evil, short=evil)
    reader = read(report_view(make_context(store, office), CODE, START, END, NOW), tmp_path)
    assert bare("<img src=") in bare(reader.pages[0].extract_text())
    assert "DATA SIMULASI" in reader.pages[-1].extract_text()


@pytest.mark.parametrize("url", ["http://127.0.0.1/a.png", "https://contoh.invalid/a.css", "file:///etc/hostname"])
def test_the_fetcher_refuses_all_but_what_the_page_carries(url: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        refusing_fetcher().fetch(url)
    assert refusing_fetcher().fetch("data:text/plain,ada").read() == b"ada"


def test_without_pango_it_says_what_to_install_and_the_rest_works(
    view: ReportView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return known(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExportError, match="Pango") as caught:
        export("pdf", view, tmp_path / "a.pdf")
    assert "sudo apt-get install libpango-1.0-0" in caught.value.mend
    assert not list(tmp_path.glob("a.*"))
    export("docx", view, tmp_path / "a.docx")


def test_the_product_starts_without_the_large_libraries() -> None:
    import subprocess

    said = "import sys, dashboard.exports, app; print({'weasyprint', 'docx', 'xlsxwriter'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True).stdout.strip() == "set()"


def test_a_period_without_data_is_a_letter_that_says_so(context: Context, tmp_path: Path) -> None:
    told = "".join(page.extract_text() for page in read(report_view(context, CODE, START, END, NOW), tmp_path).pages)
    assert "Tidak ada data pada periode dan cakupan laporan ini." in told
