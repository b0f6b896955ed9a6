"""Texts that a spreadsheet would take for a formula, in every file that leaves the house."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import make_url

from dashboard.exports import FORMS, export
from dashboard.exports.agenda_csv import agenda_csv
from dashboard.exports.formulas import guarded, is_like_formula
from dashboard.model import Excuse, Scope
from dashboard.store import Store, save_excuse, save_tickets
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.attacks.hostile import FORMULAS, HOSTILE_TEXTS, HTML, SQL
from tests.exports.conftest import END, HOUR, LATE, NOW, START, repair
from tests.offices_factory import CODE, make_context
from tests.stores import Databases, fresh_store

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = ("1", "-1", "+1", "-0,5", "1.234,5", "-12%", "62.8")
STORABLE = [each for each in HOSTILE_TEXTS if len(each) < 3000]


def seed(store: Store) -> None:
    """Hostile texts wherever people or books can put them."""
    many = [repair(f"H{i}", took=LATE, title=text) for i, text in enumerate(STORABLE)]
    named = [repair(text, took=LATE, title=text) for text in (*FORMULAS, HTML[0], SQL[0])]
    save_tickets(store, [*many, *named], by=HTML[1], at=NOW - HOUR)
    for i, text in enumerate(STORABLE):
        save_excuse(store, Excuse(CODE, f"H{i}", 1, 1, Scope.STEP, text[:40], text, NOW - HOUR))


@pytest.fixture(scope="module")
def view(handed_out: Databases) -> Iterator[ReportView]:
    with fresh_store(handed_out, "sqlite") as store:
        seed(store)
        assert make_url(str(store.engine.url)).database
        yield report_view(make_context(store), CODE, START, END, NOW)


@pytest.mark.parametrize("text", [*FORMULAS, "-x", "=", "+", "@", "-", "-1-1", "+62 812 cmd", " =1", "-1,5+2"])
def test_a_text_like_a_formula_is_led_by_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", [*NUMBERS, "", "x", "a=1", "1-1", "'=1"])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_the_guard_of_the_browser_is_the_same(tmp_path: Path) -> None:
    script = (ROOT / "assets" / "table.js").read_text(encoding="utf-8")
    found = re.search(r"if \(/(.+?)/\.test\(text\) && !/(.+?)/\.test\(text\)\) \{ text = \"'\"", script)
    assert found
    begins, number = (re.compile(each) for each in found.groups())
    for text in (*HOSTILE_TEXTS, *NUMBERS, "-", "x", "", "-1-1"):
        assert (bool(begins.search(text)) and not number.fullmatch(text)) is is_like_formula(text), text


def test_there_is_one_guard_and_every_table_goes_through_it() -> None:
    for path in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "assets").glob("*.js")]:
        text = path.read_text(encoding="utf-8")
        if "csv.writer(" in text:
            assert "guarded(" in text, path.name
        if "text/csv;charset" in text:
            assert "quoted(" in text or "pantauCsv.cell" in text, path.name
        has_own = re.search(r"\[=\+\\?-?@|\"=\", \"\+\"", text)
        assert has_own is None or path.name in ("formulas.py", "table.js"), path.name


def cells_of(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";") for cell in row]


def is_safe(cell: str) -> bool:
    return not is_like_formula(cell)


def test_no_cell_of_the_csv_of_a_report_is_a_formula(view: ReportView, tmp_path: Path) -> None:
    cells = cells_of(export("csv", view, tmp_path / "a.csv").read_text(encoding="utf-8"))
    assert cells
    assert [cell for cell in cells if not is_safe(cell)] == []


def test_no_cell_of_the_csv_of_tickets_is_a_formula(handed_out: Databases) -> None:
    from dashboard.store import Sought
    from dashboard.views.ticket_list import ticket_list

    with fresh_store(handed_out, "sqlite") as store:
        seed(store)
        rows = ticket_list(make_context(store), CODE, Sought(), NOW, skip=0, size=200).rows
    cells = cells_of(agenda_csv(rows, "Asia/Makassar", simulated=False, about=["=1+1"]))
    assert [cell for cell in cells if not is_safe(cell)] == []
    assert {f"'{text}" for text in FORMULAS if "\r" not in text} <= set(cells)


def test_no_text_of_the_workbook_is_a_formula_or_a_link(view: ReportView, tmp_path: Path) -> None:
    path = export("xlsx", view, tmp_path / "a.xlsx")
    book, texts, formulas = load_workbook(path), set[str](), list[str]()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas.append(str(cell.value))
                elif isinstance(cell.value, str):
                    texts.add(cell.value)
                assert cell.hyperlink is None or str(cell.hyperlink.location or "").startswith(("'", "#")), cell.value
    assert not [each for each in formulas if "cmd|" in each or "HYPERLINK" in each or "jahat" in each or "1+1" in each]
    assert FORMULAS[1] in texts
    assert HTML[0] in texts


@pytest.mark.parametrize(("form", "place"), [("docx", "word/document.xml"), ("pptx", "ppt/slides/")])
def test_in_documents_and_slides_hostile_texts_are_texts(
    view: ReportView, tmp_path: Path, form: str, place: str
) -> None:
    from xml.etree.ElementTree import fromstring

    path = export(form, view, tmp_path / f"a.{form}")
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        names = [each for each in parts.namelist() if each.startswith(place) and each.endswith(".xml")]
        for name in names:
            fromstring(parts.read(name))  # well-formed: nothing broke out
            assert b"<script>" not in parts.read(name)
        links = [parts.read(each) for each in parts.namelist() if each.endswith(".rels")]
    assert names
    assert not [each for each in links if b"jahat" in each or b"javascript" in each]


def test_in_the_pdf_hostile_texts_are_printed_and_nothing_is_fetched(
    view: ReportView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypdf import PdfReader

    def no_network(*address: object, **_: object) -> None:
        raise AssertionError(address)

    monkeypatch.setattr("socket.create_connection", no_network)
    path = export("pdf", view, tmp_path / "a.pdf")
    read = PdfReader(path)
    assert "/JavaScript" not in str(read.trailer["/Root"])
    assert not [each for page in read.pages for each in page.get("/Annots") or () if "jahat" in str(each.get_object())]
    printed = " ".join(page.extract_text() for page in read.pages).replace("\0", "")
    assert "script>" in printed
    assert "__hit" in printed


def test_every_form_of_export_is_tried_here() -> None:
    assert set(FORMS) == {"xlsx", "csv", "docx", "pptx", "pdf"}
