"""Every row of the accounting with formulas that a reader can check, and the totals by SUMIFS over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from dashboard.exports.xlsx.book import Book, Column, Formula, Page, Value
from dashboard.model import Compliance, Kind, Scope
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportRow

NAME = "Kepatuhan rinci"
TITLE = "Kepatuhan rinci"
SCOPES = {Scope.STEP: "langkah", Scope.SPAN: "rentang", Scope.TOTAL: "seluruh SOP"}
TOTALS_AT, TABLE_AT = 4, 8
_FIRST = TABLE_AT + 1


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A total over the rows: its words, the condition on them, and the engine's own figures."""

    words: str
    kind: Kind
    of_totals: bool
    figures: Compliance | None


COUNTS = ("met", "missed", "excused", "unmonitored", "outside")
MET, MISSED, EXCUSED, UNMONITORED, OUTSIDE, N, SHARE, BEFORE, COVERAGE, BACKLOG, BEST, WORST, MEDIAN, P90 = range(5, 19)
SCOPE = P90 + 1
"""Columns of the sheet; those up to BACKLOG are printed."""


def total_lines(book: Book) -> tuple[TotalLine, ...]:
    """The three figures that are never added to one another."""
    totals = book.view.totals
    return (
        TotalLine("Pelaksanaan: langkah dan rentang", Kind.PELAKSANAAN, of_totals=False, figures=totals.pelaksanaan),
        TotalLine("Pelaksanaan: seluruh SOP", Kind.PELAKSANAAN, of_totals=True, figures=totals.sop_totals),
        TotalLine("Pengukuran", Kind.PENGUKURAN, of_totals=False, figures=totals.pengukuran),
    )


def write_details(book: Book, told: Progress) -> Page:
    """The sheet; totals stand above the table so that they stay in view."""
    page = book.page(NAME, TITLE)
    columns = _columns()
    page.widths(columns)
    page.put(3, 0, "Jumlah (rumus SUMIFS atas baris di bawah; hanya baris sejenis yang dijumlahkan)", "note")
    for line, total in enumerate(total_lines(book), TOTALS_AT):
        _write_total(page, line, total, len(book.view.rows))
    rows = [_Placed(line, row) for line, row in enumerate(book.view.rows, _FIRST)]
    end = page.table(TABLE_AT, columns, rows, told)
    page.sheet.autofilter(TABLE_AT, 0, max(end - 1, _FIRST), len(columns) - 1)
    page.sheet.freeze_panes(TABLE_AT + 1, 2)
    page.sheet.repeat_rows(TABLE_AT)
    page.sheet.print_area(0, 0, end - 1, BACKLOG)
    book.colour_standing(page, _FIRST, _FIRST + len(rows) - 1, SHARE, N)
    book.colour_standing(page, TOTALS_AT, TOTALS_AT + 2, SHARE, N)
    return page


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row and the line of the sheet that it stands in."""

    line: int
    row: ReportRow


def _columns() -> list[Column[_Placed]]:
    def figure(name: str) -> Callable[[_Placed], Value]:
        return lambda each: getattr(each.row.figures, name)

    return [
        Column("Jenis", 13, "short", lambda each: str(each.row.figures.kind)),
        Column("Kecamatan", 20, "text", lambda each: each.row.place),
        Column("SOP", 28, "text", lambda each: each.row.sop_title),
        Column("Langkah", 13, "short", lambda each: each.row.step),
        Column("Kegiatan", 38, "brief", lambda each: each.row.kegiatan),
        Column("Tepat", 8, "whole", figure("met")),
        Column("Tidak tepat", 8, "whole", figure("missed")),
        Column("Dikecualikan", 13, "whole", figure("excused")),
        Column("Tidak terpantau", 11, "whole", figure("unmonitored")),
        Column("Di luar hitungan", 10, "whole", figure("outside")),
        Column("n", 8, "whole", lambda each: _n(each.line, each.row.figures)),
        Column("Kepatuhan", 11, "percent", lambda each: _share(each.line, each.row.figures)),
        Column("Sebelum pengecualian", 13, "percent", figure("compliance_before")),
        Column("Cakupan", 11, "percent2", lambda each: _coverage(each.line, each.row.figures)),
        Column("Tunggakan", 12, "whole", figure("backlog")),
        Column("Terbaik", 9, "percent", figure("best")),
        Column("Terburuk", 9, "percent", figure("worst")),
        Column("Median waktu baku terpakai", 11, "percent", figure("median_share")),
        Column("P90 waktu baku terpakai", 11, "percent", figure("p90_share")),
        Column("Lingkup", 14, "short", lambda each: SCOPES[each.row.figures.scope]),
        Column("SOP berlaku sejak", 20, "day", lambda each: each.row.figures.version),
    ]


def _write_total(page: Page, line: int, total: TotalLine, rows: int) -> None:
    page.sheet.merge_range(line, 0, line, MET - 1, total.words, page.book.looks["strong_text"])
    own = total.figures
    for column, name in enumerate((*COUNTS, "n"), MET):
        if name != "n":
            page.put(line, column, _sum(column, total, rows, 0 if own is None else getattr(own, name)), "strong_whole")
    page.put(line, N, _n(line, own), "strong_whole")
    page.put(line, SHARE, _share(line, own), "strong_percent")
    page.put(line, BEFORE, None if own is None else own.compliance_before, "strong_percent")
    page.put(line, COVERAGE, _coverage(line, own), "strong_percent2")
    page.put(line, BACKLOG, _sum(BACKLOG, total, rows, 0 if own is None else own.backlog), "strong_whole")
    for column, name in ((BEST, "best"), (WORST, "worst"), (MEDIAN, "median_share"), (P90, "p90_share")):
        page.put(line, column, None if own is None else getattr(own, name), "strong_percent")


def _sum(column: int, total: TotalLine, rows: int, value: int) -> Formula:
    last = _FIRST + max(rows, 1)
    name = xl_col_to_name(column)
    compared = "" if total.of_totals else "<>"
    scope = xl_col_to_name(SCOPE)
    kinds, scopes = f"$A${_FIRST + 1}:$A${last}", f"${scope}${_FIRST + 1}:${scope}${last}"
    area = f"{name}${_FIRST + 1}:{name}${last}"
    return Formula(f'=SUMIFS({area},{kinds},"{total.kind}",{scopes},"{compared}{SCOPES[Scope.TOTAL]}")', value)


def _at(line: int, column: int) -> str:
    return xl_rowcol_to_cell(line, column)


def _n(line: int, own: Compliance | None) -> Formula:
    return Formula(f"={_at(line, MET)}+{_at(line, MISSED)}", 0 if own is None else own.n)


def _share(line: int, own: Compliance | None) -> Formula:
    n = _at(line, N)
    return Formula(f'=IF({n}=0,"—",{_at(line, MET)}/{n})', None if own is None else own.compliance)


def _coverage(line: int, own: Compliance | None) -> Formula:
    judged = f"({_at(line, N)}+{_at(line, EXCUSED)})"
    whole = f"({judged}+{_at(line, UNMONITORED)})"
    return Formula(f'=IF({whole}=0,"—",{judged}/{whole})', None if own is None else own.coverage)


def total_cells(page: Page) -> Iterable[tuple[int, TotalLine]]:
    """Lines of the totals for the sheets that quote them."""
    return enumerate(total_lines(page.book), TOTALS_AT)
