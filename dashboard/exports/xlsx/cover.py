"""The cover: kop surat, title, period, how sure the figures are, what the sheets hold, and what each figure means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from dashboard import formats
from dashboard.exports.logo import checked_logo
from dashboard.exports.report_text import (
    NOTHING,
    SIMULATED_LONG,
    TITLE,
    coverage_line,
    exclusions_line,
    frozen_line,
    period_line,
    plain,
    reported_line,
    rule_line,
    scope_line,
    standing_line,
)
from dashboard.exports.xlsx.book import Book, height_of
from dashboard.offices import letter_number
from dashboard.views.report_rows import ReportView

NAME = "Sampul"
_LABEL, _TEXT = 26, 92
_LOGO_POINTS = 62


def write_cover(book: Book, sheets: Sequence[tuple[str, str]]) -> None:
    """The first sheet; ``sheets`` are names and what each holds, in their order."""
    view = book.view
    sheet = book.work.add_worksheet(NAME)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, 1, _TEXT)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8 " + plain(f"Dibekukan {frozen_line(view)}") + "&R&8 Halaman &P dari &N")
    line = _kop(book, sheet)
    line = _title(book, sheet, line)
    line = _pairs(book, sheet, line, _facts(view))
    line = _section(book, sheet, line, "Isi buku kerja")
    for name, words in sheets:
        sheet.write_url(line, 0, f"internal:'{name}'!A1", book.looks["link"], name)
        sheet.write_string(line, 1, words, book.looks["wrapped"])
        line += 1
    line = _section(book, sheet, line + 1, "Arti angka")
    _pairs(book, sheet, line, ((each.term, each.text) for each in view.definitions))


def _kop(book: Book, sheet: Worksheet) -> int:
    """The letterhead as the office file has it; without one the office's name alone."""
    head = book.view.office.head
    lines = head.kop or (book.view.office.name,)
    for line, words in enumerate(lines):
        look = "kop" if line < max(1, len(lines) - 1) or len(lines) <= 2 else "kop_small"
        sheet.set_row(line, 20)
        sheet.merge_range(line, 0, line, 1, words, book.looks[look])
    if head.logo:
        _logo(sheet, Path(head.logo))
        for line in range(len(lines), 3):
            sheet.set_row(line, 20)
    end = max(len(lines), 3) if head.logo else len(lines)
    sheet.merge_range(end, 0, end, 1, "", book.looks["kop_line"])
    return end + 1


def _logo(sheet: Worksheet, path: Path) -> None:
    """The logo at the letterhead's left, as high as three lines. Raises ExportError where it cannot be read."""
    height_points = checked_logo(path).height_points
    scale = _LOGO_POINTS / height_points
    options = {"x_offset": 8, "y_offset": 2, "x_scale": scale, "y_scale": scale, "object_position": 3}
    sheet.insert_image(0, 0, str(path), {**options, "description": "Logo"})


def _title(book: Book, sheet: Worksheet, line: int) -> int:
    view, looks = book.view, book.looks
    if view.simulated:
        sheet.set_row(line, 24)
        sheet.merge_range(line, 0, line, 1, SIMULATED_LONG, looks["simulated"])
        line += 1
    sheet.set_row(line, 12)
    sheet.set_row(line + 1, 34)
    sheet.merge_range(line + 1, 0, line + 1, 1, TITLE, looks["cover_title"])
    name = f"{view.office.name}, {view.office.province}"
    sheet.set_row(line + 2, max(20, height_of(name, 95)))
    sheet.merge_range(line + 2, 0, line + 2, 1, name, looks["cover_office"])
    return line + 4


def _facts(view: ReportView) -> Iterable[tuple[str, str]]:
    zone = view.office.zone
    yield "Nomor", letter_number(view.office.head.number, formats.local(view.as_of, zone).date())
    yield "Periode", " ".join(filter(None, (period_line(view), standing_line(view) and f"({standing_line(view)})")))
    yield "Cakupan laporan", scope_line(view)
    yield "Dibekukan", f"{frozen_line(view)}; semua jam dalam buku ini menurut {view.office.zone_label}"
    yield "Aturan", rule_line(view)
    yield "Sasaran kepatuhan", plain(formats.percent(view.totals.target))
    yield "Cakupan data", coverage_line(view)
    yield "Pengecualian", exclusions_line(view)
    yield "Laporan terdahulu", reported_line(view)
    if view.is_empty:
        yield "Perhatian", NOTHING


def _section(book: Book, sheet: Worksheet, line: int, words: str) -> int:
    sheet.set_row(line, 22)
    sheet.write_string(line, 0, words, book.looks["section"])
    return line + 1


def _pairs(book: Book, sheet: Worksheet, line: int, pairs: Iterable[tuple[str, str]]) -> int:
    for label, words in pairs:
        sheet.set_row(line, height_of(words, _TEXT))
        sheet.write_string(line, 0, label, book.looks["label"])
        sheet.write_string(line, 1, words, book.looks["wrapped"])
        line += 1
    return line + 1
