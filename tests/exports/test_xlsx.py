"""The workbook opened again: its figures are the API's, its formulas add up, and it warns where it must."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.exports import ExportError, export
from dashboard.exports.xlsx import details
from dashboard.model import Kind, Scope
from dashboard.store import Store
from dashboard.views.compliance import compliance_json
from dashboard.views.context import Context
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.exports.conftest import END, NOW, START, fill
from tests.offices_factory import CODE, FIRST, SECOND, THIRD, make_context, make_office

LISTS = ("Tiket", "Pelaksanaan langkah", "LKjIP", "Gangguan", "Ketersediaan", "Cadangan", "Pengiriman", "Dikecualikan")
COUNTS = ("met", "missed", "excused", "unmonitored", "outside")


def written(view: ReportView, folder: Path) -> Path:
    return export("xlsx", view, folder / "laporan.xlsx")


@pytest.fixture
def path(view: ReportView, tmp_path: Path) -> Path:
    return written(view, tmp_path)


@pytest.fixture
def book(path: Path) -> Iterator[Workbook]:
    opened = load_workbook(path)
    yield opened
    opened.close()


@pytest.fixture
def values(path: Path) -> Iterator[Workbook]:
    opened = load_workbook(path, data_only=True)
    yield opened
    opened.close()


def lines(sheet: Worksheet, first: int) -> list[tuple[object, ...]]:
    return [row for row in sheet.iter_rows(min_row=first, values_only=True) if row[0] is not None]


def texts(book: Workbook) -> str:
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_every_row_is_the_one_that_the_api_gives(values: Workbook, filled: Context) -> None:
    told = compliance_json(filled, CODE, None, START, END, NOW)["rows"]
    found = lines(values[details.NAME], details.TABLE_AT + 2)
    assert len(found) == len(told)
    for line, row in zip(found, told, strict=True):
        assert [line[details.MET + number] for number in range(5)] == [row[name] for name in COUNTS]
        assert line[details.N] == row["n"]
        for column, name in ((details.SHARE, "compliance"), (details.COVERAGE, "coverage"), (details.BEST, "best")):
            assert line[column] == ("—" if row[name] is None else pytest.approx(row[name]))


def test_formulas_give_what_the_engine_says(book: Workbook, values: Workbook) -> None:
    """Recomputed here by hand from the counts, as a reader would."""
    asked, told = book[details.NAME], values[details.NAME]
    for number in range(details.TABLE_AT + 2, told.max_row + 1):
        met, missed, excused, unmonitored = (told.cell(number, details.MET + 1 + at).value for at in range(4))
        n, whole = met + missed, met + missed + excused + unmonitored
        assert asked.cell(number, details.N + 1).value == f"=F{number}+G{number}"
        assert told.cell(number, details.N + 1).value == n
        assert told.cell(number, details.SHARE + 1).value == ("—" if n == 0 else pytest.approx(met / n))
        assert told.cell(number, details.COVERAGE + 1).value == (
            "—" if whole == 0 else pytest.approx((n + excused) / whole)
        )


@pytest.mark.parametrize(
    ("place", "kind", "whole"),
    [(0, Kind.PELAKSANAAN, False), (1, Kind.PELAKSANAAN, True), (2, Kind.PENGUKURAN, False)],
)
def test_totals_are_the_sum_of_their_own_kind_and_the_engines(
    book: Workbook, values: Workbook, view: ReportView, place: int, kind: Kind, whole: bool
) -> None:
    line = details.TOTALS_AT + 1 + place
    own = [r.figures for r in view.rows if r.figures.kind is kind and (r.figures.scope is Scope.TOTAL) is whole]
    engine = (view.totals.pelaksanaan, view.totals.sop_totals, view.totals.pengukuran)[place]
    assert engine is not None
    for number, name in enumerate(COUNTS, details.MET + 1):
        assert str(book[details.NAME].cell(line, number).value).startswith("=SUMIFS(")
        assert values[details.NAME].cell(line, number).value == sum(getattr(row, name) for row in own)
        assert sum(getattr(row, name) for row in own) == getattr(engine, name)
    assert values[details.NAME].cell(line, details.SHARE + 1).value == pytest.approx(engine.compliance)


def test_the_summary_quotes_the_totals_by_formula(book: Workbook, values: Workbook, view: ReportView) -> None:
    (at,) = [
        row[0].row for row in values["Ringkasan"].iter_rows() if row[0].value == "Pelaksanaan: langkah dan rentang"
    ]
    assert book["Ringkasan"].cell(at, 5).value == f"='{details.NAME}'!$L$5"
    assert view.totals.pelaksanaan is not None
    assert values["Ringkasan"].cell(at, 5).value == pytest.approx(view.totals.pelaksanaan.compliance)


def test_the_heatmap_has_native_formats_and_n_beside(book: Workbook) -> None:
    sheet = book["Kepatuhan"]
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert any("0.9" in str(rule.formula) for rule in rules)
    assert any("<5" in str(rule.formula) for rule in rules)
    line = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Seririt")
    assert line[1:3] == (pytest.approx(5 / 7), 7)


def test_there_are_native_charts_with_the_target(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        charts = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert sum("Sasaran" in chart for chart in charts) == 2
    assert any("<c:barChart>" in chart and "<c:lineChart>" in chart for chart in charts)


@pytest.mark.parametrize("name", LISTS)
def test_lists_filter_stay_headed_and_print_on_a4_with_their_headings(book: Workbook, name: str) -> None:
    sheet = book[name]
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes == "B6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$5"
    assert "Halaman &P dari &N" in str(sheet.oddFooter.right.text) or "Halaman" in str(sheet.oddFooter.right.text)


def test_simulated_data_is_marked_on_every_sheet_and_every_printed_page(book: Workbook) -> None:
    for sheet in book:
        shown = [str(cell) for row in sheet.iter_rows(max_row=6, values_only=True) for cell in row if cell]
        assert any("DATA SIMULASI" in text for text in shown), sheet.title
        assert sheet.title == "Sampul" or "DATA SIMULASI" in str(sheet.oddHeader.center.text)
    assert book.properties.description == "DATA SIMULASI"


def test_real_data_is_not_called_simulated(store: Store, tmp_path: Path) -> None:
    fill(store)
    real = report_view(make_context(store, make_office(simulated=False)), CODE, START, END, NOW)
    assert "SIMULASI" not in texts(load_workbook(written(real, tmp_path)))


def test_the_cover_says_period_moment_rule_coverage_and_exclusions(book: Workbook) -> None:
    told = "\n".join(str(cell) for row in book["Sampul"].iter_rows(values_only=True) for cell in row if cell)
    for words in (
        "1–30 November 2026",
        "20 November 2026 pukul 10.00 WITA",
        "versi 1",
        "listrik padam (1)",
        "SEMENTARA",
    ):
        assert words in told
    assert "Cakupan" in told
    assert "tepat ÷ n" in told


def test_no_text_becomes_a_formula(book: Workbook) -> None:
    found = {cell.value: cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert found["=1+1"] in ("s", "inlineStr")
    assert found["=HYPERLINK(1)"] in ("s", "inlineStr")


def test_fractions_are_percentages_and_dates_are_dates_in_indonesian(book: Workbook) -> None:
    sheet = book["Pelaksanaan langkah"]
    line = next(row for row in sheet.iter_rows(min_row=6) if row[0].value == "M0")
    heads = {str(cell.value).split(" (")[0]: number for number, cell in enumerate(sheet[5])}
    assert line[heads["Bagian terpakai"]].number_format.endswith("%")
    begun = line[heads["Mulai"]]
    assert (begun.is_date, begun.value.hour, begun.number_format[:6]) == (True, 10, "[$-421")
    assert "Mulai (WITA)" in [cell.value for cell in sheet[5]]


def test_properties_name_nobody(book: Workbook) -> None:
    assert (book.properties.creator or "", book.properties.lastModifiedBy or "") == ("", "")


def test_a_name_of_300_letters_and_its_marks_are_kept_whole(store: Store, tmp_path: Path) -> None:
    long = "Kecamatan & <Panjang> " * 14
    places = [{"code": code, "name": f"{long}{code}", "lat": -8.2, "lon": 114.7} for code in (FIRST, SECOND, THIRD)]
    fill(store)
    office = make_office(kecamatan=places, name=long, short=long)
    view = report_view(make_context(store, office), CODE, START, END, NOW)
    opened = load_workbook(written(view, tmp_path))
    assert f"{long}{SECOND}" in texts(opened)
    assert all(len(str(sheet.oddHeader.left.text or "")) < 255 for sheet in opened)


def test_a_period_without_data_is_a_workbook_that_says_so(context: Context, tmp_path: Path) -> None:
    view = report_view(context, CODE, START, END, NOW)
    told = texts(load_workbook(written(view, tmp_path)))
    assert "Tidak ada data pada periode" in told
    assert "belum ada yang dapat digambar" in told


def test_control_characters_do_not_break_the_file(view: ReportView, tmp_path: Path) -> None:
    odd = replace(view, tickets=(replace(view.tickets[0], title="rusak\x0b\x00 lagi\nbaris"),))
    assert "rusak   lagi\nbaris" in texts(load_workbook(written(odd, tmp_path)))


@pytest.mark.parametrize(("content", "said"), [(None, "tidak ada"), (b"bukan gambar", "bukan gambar")])
def test_a_logo_that_cannot_be_read_is_said_and_leaves_nothing(
    store: Store, tmp_path: Path, content: bytes | None, said: str
) -> None:
    folder = tmp_path / "hasil"
    folder.mkdir()
    logo = tmp_path / "lambang.png"
    if content is not None:
        logo.write_bytes(content)
    view = report_view(make_context(store, make_office(report={"logo": str(logo)})), CODE, START, END, NOW)
    with pytest.raises(ExportError, match=said):
        written(view, folder)
    assert list(folder.iterdir()) == []


def test_kop_signatory_and_blanks(store: Store, tmp_path: Path) -> None:
    office = make_office(report={"kop": ["PEMERINTAH KABUPATEN", "DINAS"], "signatory": {"jabatan": "Kepala Bidang"}})
    told = texts(load_workbook(written(report_view(make_context(store, office), CODE, START, END, NOW), tmp_path)))
    assert "PEMERINTAH KABUPATEN" in told
    assert "Kepala Bidang" in told
    assert "NIP …" in told
