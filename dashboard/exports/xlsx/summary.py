"""The summary: the office's figures, places, SOPs, the trend, the worst steps, and who signs."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import formats
from dashboard.exports.report_text import NOTHING, coverage_line, exclusions_line, plain, shortened
from dashboard.exports.xlsx import details
from dashboard.exports.xlsx.book import Book, Column, Formula, Page, cleaned, height_of
from dashboard.model import Compliance
from dashboard.offices import BLANK
from dashboard.views.report_rows import PlaceRow, ReportRow, SopRow, TrendPoint

NAME = "Ringkasan"
_WIDTHS = (38, 11, 11, 10, 11, 11, 11, 13, 12, 13)
_QUOTED = (details.MET, details.MISSED, details.N, details.SHARE)


@dataclass(frozen=True, slots=True)
class Areas:
    """Lines of the summary's tables that the charts are drawn from; ``last`` before ``first``: nothing to draw."""

    places: tuple[int, int]
    trend: tuple[int, int]
    sops: tuple[int, int]


def write_summary(book: Book) -> tuple[Page, Areas]:
    """The sheet, and where its tables stand. ``Kepatuhan rinci`` holds the figures that it quotes by formula."""
    page = book.page(NAME, "Ringkasan")
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    page.put(3, 0, f"Cakupan data: {coverage_line(book.view)}. {exclusions_line(book.view).capitalize()}.", "note")
    line = _figures(page, 5)
    if book.view.is_empty:
        page.put(line, 0, NOTHING, "band")
        line += 2
    line, places = _places(page, line)
    line, sops = _sops(page, line)
    line, trend = _trend(page, line)
    line = _worst(page, line)
    line = _signature(page, line + 1)
    page.sheet.freeze_panes(3, 1)
    page.sheet.repeat_rows(0, 2)
    page.sheet.print_area(0, 0, line, len(_WIDTHS) - 1)
    return page, Areas(places, trend, sops)


def _figures(page: Page, top: int) -> int:
    columns: list[Column[tuple[int, details.TotalLine]]] = [
        Column("Angka kantor", 38, "strong", lambda each: each[1].words),
        Column("Tepat", 11, "whole", lambda each: _quoted(each, details.MET)),
        Column("Tidak tepat", 11, "whole", lambda each: _quoted(each, details.MISSED)),
        Column("n", 10, "whole", lambda each: _quoted(each, details.N)),
        Column("Kepatuhan", 11, "percent", lambda each: _quoted(each, details.SHARE)),
        Column("Sasaran", 11, "percent", lambda _: page.book.view.totals.target),
        Column("Cakupan", 11, "percent2", lambda each: _quoted(each, details.COVERAGE)),
        Column("Dikecualikan", 13, "whole", lambda each: _quoted(each, details.EXCUSED)),
        Column("Tidak terpantau", 12, "whole", lambda each: _quoted(each, details.UNMONITORED)),
        Column("Tunggakan", 11, "whole", lambda each: _quoted(each, details.BACKLOG)),
    ]
    lines = list(enumerate(details.total_lines(page.book), details.TOTALS_AT))
    end = page.table(top, columns, lines)
    page.book.colour_standing(page, top + 1, end - 1, 4, 3)
    return end + 1


_NAMES = {
    details.MET: "met",
    details.MISSED: "missed",
    details.N: "n",
    details.SHARE: "compliance",
    details.COVERAGE: "coverage",
    details.EXCUSED: "excused",
    details.UNMONITORED: "unmonitored",
    details.BACKLOG: "backlog",
}


def _quoted(each: tuple[int, details.TotalLine], column: int) -> Formula:
    """What the detailed sheet says, by formula; the engine's own figure as its value."""
    line, total = each
    empty = None if column in (details.SHARE, details.COVERAGE) else 0
    value = empty if total.figures is None else getattr(total.figures, _NAMES[column])
    return Formula(f"='{details.NAME}'!{_address(line, column)}", value)


def _address(line: int, column: int) -> str:
    return f"${chr(ord('A') + column)}${line + 1}"


def _figure(row: Compliance | None, name: str) -> int | float | None:
    value: int | float | None = None if row is None else getattr(row, name)
    return value


def _standard_columns(page: Page) -> list[Column[Compliance | None]]:
    return [
        Column("Tepat", 11, "whole", lambda row: _figure(row, "met")),
        Column("Tidak tepat", 11, "whole", lambda row: _figure(row, "missed")),
        Column("n", 10, "whole", lambda row: _figure(row, "n")),
        Column("Kepatuhan", 11, "percent", lambda row: _figure(row, "compliance")),
        Column("Sasaran", 11, "percent", lambda _: page.book.view.totals.target),
        Column("Cakupan", 11, "percent2", lambda row: _figure(row, "coverage")),
    ]


def _places(page: Page, top: int) -> tuple[int, tuple[int, int]]:
    """Places best first; only ranked ones are drawn."""
    page.section(top, "Kecamatan dan Dinas, terbaik dahulu (pelaksanaan, semua SOP)")
    columns: list[Column[PlaceRow]] = [
        Column("Tempat", 38, "text", lambda row: row.name),
        *(_of(column, lambda row: row.pelaksanaan) for column in _standard_columns(page)),
        Column("Pengukuran", 12, "percent", lambda row: _figure(row.pengukuran, "compliance")),
        Column("Cakupan pengukuran", 12, "percent2", lambda row: _figure(row.pengukuran, "coverage")),
        Column("Peringkat", 11, "whole", lambda row: row.rank),
    ]
    rows = page.book.view.places
    end = page.table(top + 1, columns, rows)
    ranked = sum(row.rank is not None for row in rows)
    page.book.colour_standing(page, top + 2, top + 1 + len(rows), 4, 3)
    return end + 1, (top + 2, top + 1 + ranked)


def _of(column: Column[Compliance | None], figures: object) -> Column[PlaceRow]:
    return Column(column.heading, column.width, column.kind, lambda row: column.value(figures(row)))  # type: ignore[operator]


def _sops(page: Page, top: int) -> tuple[int, tuple[int, int]]:
    page.section(top, "Menurut SOP (langkah dan rentang; SOP yang diukur mesin: jam pengukuran)")
    columns: list[Column[SopRow]] = [
        Column("SOP", 38, "text", lambda row: row.title),
        *(_of_sop(column) for column in _standard_columns(page)),
        Column("Seluruh SOP", 12, "percent", lambda row: _figure(row.sop_totals, "compliance")),
        Column("n seluruh SOP", 12, "whole", lambda row: _figure(row.sop_totals, "n")),
        Column("Jenis", 11, "short", lambda row: "pelaksanaan" if row.pelaksanaan else "pengukuran"),
    ]
    rows = page.book.view.by_sop
    end = page.table(top + 1, columns, rows)
    page.book.colour_standing(page, top + 2, top + 1 + len(rows), 4, 3)
    return end + 1, (top + 2, top + 1 + len(rows))


def _of_sop(column: Column[Compliance | None]) -> Column[SopRow]:
    return Column(
        column.heading, column.width, column.kind, lambda row: column.value(row.pelaksanaan or row.pengukuran)
    )


def _trend(page: Page, top: int) -> tuple[int, tuple[int, int]]:
    page.section(top, "Kecenderungan pelaksanaan")
    columns: list[Column[TrendPoint]] = [
        Column("Mulai", 38, "short", lambda row: plain(formats.period(row.start, row.end))),
        *(_of_point(column) for column in _standard_columns(page)),
    ]
    rows = page.book.view.trend
    end = page.table(top + 1, columns, rows)
    page.book.colour_standing(page, top + 2, top + 1 + len(rows), 4, 3)
    return end + 1, (top + 2, top + 1 + len(rows))


def _of_point(column: Column[Compliance | None]) -> Column[TrendPoint]:
    def value(row: TrendPoint) -> object:
        found = column.value(row.figures)
        # a chart takes a text for zero, and an empty cell for a gap
        return "" if found is None else found

    return Column(column.heading, column.width, column.kind, value)  # type: ignore[arg-type]


def _worst(page: Page, top: int) -> int:
    page.section(top, "Langkah yang paling sering tidak tepat (semua tempat, n sekurang-kurangnya 5)")
    columns: list[Column[ReportRow]] = [
        Column("SOP dan langkah", 38, "text", _named),
        *(_of_row(column) for column in _standard_columns(page)),
        Column("Median terpakai", 12, "percent", lambda row: row.figures.median_share),
        Column("P90 terpakai", 12, "percent", lambda row: row.figures.p90_share),
        Column("Tunggakan", 11, "whole", lambda row: row.figures.backlog),
    ]
    rows = page.book.view.worst
    end = page.table(top + 1, columns, rows)
    page.book.colour_standing(page, top + 2, top + 1 + len(rows), 4, 3)
    return end + 1


def _named(row: ReportRow) -> str:
    return f"{row.sop_title}, {row.step.lower()}: {shortened(row.kegiatan, 60)}"


def _of_row(column: Column[Compliance | None]) -> Column[ReportRow]:
    return Column(column.heading, column.width, column.kind, lambda row: column.value(row.figures))


def _signature(page: Page, top: int) -> int:
    """Place, date and who signs, with blanks for what the office file does not say; one cell, never torn apart."""
    view = page.book.view
    head, signs = view.office.head, view.office.head.signatory
    day = plain(formats.long_date(formats.local(view.as_of, view.office.zone).date()))
    lines = [f"{head.place or BLANK}, {day}", signs.jabatan or BLANK, "", "", "", signs.nama or BLANK]
    lines += [*filter(None, (signs.pangkat,)), f"NIP {signs.nip or BLANK}"]
    words = cleaned("\n".join(lines))
    page.sheet.set_row(top, height_of(words, sum(_WIDTHS[6:])))
    page.sheet.merge_range(top, 6, top, len(_WIDTHS) - 1, words, page.book.looks["wrapped"])
    return top
