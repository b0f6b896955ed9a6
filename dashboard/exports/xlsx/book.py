"""The workbook of a report: sheets with the same head, print set-up and marks, and tables written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dashboard import formats
from dashboard.exports.report_text import (
    SIMULATED,
    frozen_line,
    period_line,
    printable,
    rule_line,
    shortened,
    standing_line,
)
from dashboard.exports.xlsx.looks import Looks, Shades
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportView

R = TypeVar("R")

TABLE_AT = 4
"""Row (from 0) of a sheet's headings: title, period, mark and a blank row stand above it."""
LONGEST = 32_000
"""Excel holds 32,767 characters in a cell."""
MOST_ROWS = 1_048_000
_DAY_S = 86_400
_EVERY = 2000
_HEADER_LONGEST = 70
_POINTS_A_LINE = 12
_LETTERS_A_WIDTH = 1.12
"""A width counts zeros; running text is narrower."""
_HIGHEST = 400
_WRAPPED = frozenset({"text", "strong", "strong_text", "brief"})
_LEFT = frozenset({"text", "brief", "short", "strong", "day", "moment"})
_BRIEF_LINES = 2
"""A brief text is cut to so many lines."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and what it gives, so that a reader without a calculator sees the engine's figure."""

    text: str
    value: float | int | None


Value = str | int | float | date | datetime | Formula | None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its heading, width in characters, kind of cell (a name of ``Looks``), and what it shows of a row."""

    heading: str
    width: float
    kind: str
    value: Callable[[R], Value]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet with the helpers that write into it. Rows must be written from above: they are not held in memory."""

    book: Book
    sheet: Worksheet
    name: str

    def put(self, row: int, column: int, value: Value, kind: str = "text") -> None:
        """One cell; None is "—", a text never becomes a formula."""
        put(self.book, self.sheet, row, column, value, kind)

    def cell(self, row: int, column: int) -> str:
        """Address of a cell as other sheets write it."""
        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def area(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[str | int]:
        """A range as charts take it."""
        return [self.name, first_row, first_column, last_row, last_column]

    def table(self, top: int, columns: Sequence[Column[R]], rows: Iterable[R], told: Progress | None = None) -> int:
        """Headings at ``top`` and a line for each row; gives the first free row. "Tidak ada" where there is none."""
        self.head(top, columns)
        line = top
        for line, row in enumerate(rows, top + 1):
            if told is not None and line % _EVERY == 0:
                told(0.5, f"menulis lembar {self.name}")
            if line > MOST_ROWS:
                self.put(line, 0, "lembar penuh: sisanya tidak muat, pilih periode yang lebih pendek", "plain")
                break
            values = [_shown(column, row) for column in columns]
            self._fit(line, columns, values)
            for place, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.put(line, place, value, column.kind)
        if line == top:
            line += 1
            self.put(line, 0, "Tidak ada pada periode dan cakupan ini.", "note")
        return line + 1

    def _fit(self, line: int, columns: Sequence[Column[R]], values: Sequence[Value]) -> None:
        """Make the row as high as its longest text: a sheet on its way to disk is measured by nobody else."""
        lines = 1
        for column, value in zip(columns, values, strict=True):
            if isinstance(value, str) and column.kind in _WRAPPED:
                lines = max(lines, lines_of(value, column.width))
        if lines > 1:
            self.sheet.set_row(line, min(lines * _POINTS_A_LINE + 3, _HIGHEST))

    def head(self, top: int, columns: Sequence[Column[R]]) -> None:
        """The headings of a table."""
        deepest = max((len(each.heading) / max(each.width - 1, 1) for each in columns), default=1)
        self.sheet.set_row(top, 15 * (1 if deepest <= 1 else 2 if deepest <= 2 else 3))
        for place, column in enumerate(columns):
            is_text = column.kind in _LEFT
            self.sheet.write_string(top, place, column.heading, self.book.looks["head" if is_text else "head_number"])

    def widths(self, columns: Sequence[Column[R]]) -> None:
        """Column widths of a sheet that holds one table."""
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width)

    def section(self, row: int, words: str) -> None:
        """The heading of a part of a sheet."""
        self.sheet.set_row(row, 22)
        self.put(row, 0, words, "section")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in the making."""

    work: Workbook
    view: ReportView
    looks: Looks
    shades: Shades

    def page(self, name: str, title: str) -> Page:
        """A sheet with its head: A4 landscape, on one page's width."""
        sheet = self.work.add_worksheet(name)
        page = Page(self, sheet, name)
        sheet.hide_gridlines(2)
        self._set_up_print(sheet)
        page.put(0, 0, title, "title")
        sheet.set_row(0, 24)
        page.put(1, 0, f"{self.view.office.name} · {period_line(self.view)} · {self.frozen()}", "subtitle")
        page.put(2, 0, self.mark(), "band")
        sheet.set_row(2, 20)
        return page

    def listing(
        self,
        name: str,
        title: str,
        columns: Sequence[Column[R]],
        rows: Sequence[R],
        told: Progress | None = None,
        frozen_columns: int = 1,
    ) -> Page:
        """A sheet that is one table: filter, frozen headings, headings on each printed page."""
        page = self.page(name, title)
        page.widths(columns)
        end = page.table(TABLE_AT, columns, rows, told)
        page.sheet.autofilter(TABLE_AT, 0, max(end - 1, TABLE_AT + 1), len(columns) - 1)
        page.sheet.freeze_panes(TABLE_AT + 1, frozen_columns)
        page.sheet.repeat_rows(TABLE_AT)
        page.sheet.print_area(0, 0, end - 1, len(columns) - 1)
        return page

    def frozen(self) -> str:
        """``dibekukan 29 November 2026 pukul 14.05 WITA, aturan hitung versi 1``."""
        return f"dibekukan {frozen_line(self.view)}, {rule_line(self.view)}"

    def mark(self) -> str:
        """What every sheet warns of: simulated data, a period that still runs."""
        return " · ".join(filter(None, (SIMULATED if self.view.simulated else "", standing_line(self.view))))

    def local(self, at: datetime | None) -> datetime | None:
        """A moment on the office's clock, without the zone that Excel does not know."""
        return None if at is None else formats.local(at, self.view.office.zone).replace(tzinfo=None)

    def zoned(self, heading: str) -> str:
        """A heading with the office's zone: ``Mulai (WITA)``."""
        return f"{heading} ({self.view.office.zone_label})"

    def _set_up_print(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        middle = f'&C&"{"Arial,Bold"}"&KB3261E{SIMULATED}' if self.view.simulated else ""
        sheet.set_header(f"&L&8 {_in_header(self.view.office.short)}{middle}&R&8 {_in_header(period_line(self.view))}")
        sheet.set_footer(f"&L&8 {_in_header(self.frozen())}&R&8 Halaman &P dari &N")

    def colour_standing(self, page: Page, first: int, last: int, column: int, n_column: int) -> None:
        """Native conditional formats of a column of compliance: against the target, hatched where n is below five."""
        if last < first:
            return
        area = xl_range(first, column, last, column)
        here = xl_rowcol_to_cell(first, column)
        n_here = xl_rowcol_to_cell(first, n_column, col_abs=True)
        for rule in standing_rules(self, here, n_here):
            page.sheet.conditional_format(area, rule)


def _shown(column: Column[R], row: R) -> Value:
    value = column.value(row)
    if column.kind == "brief" and isinstance(value, str):
        return shortened(value, int(column.width * _BRIEF_LINES))
    return value


def standing_rules(book: Book, here: str, n_here: str) -> list[dict[str, object]]:
    """Rules in the order in which they win: no figure, few runs, at the target, near it, below."""
    target = book.view.totals.target
    near = round(target - 0.10, 6)
    shades = book.shades

    def rule(criteria: str, shade: object) -> dict[str, object]:
        return {"type": "formula", "criteria": criteria, "format": shade, "stop_if_true": True}

    # Rounded as the engine does: 0.8 is within ten points of 0.9 whatever binary makes of it.
    return [
        rule(f"=NOT(ISNUMBER({here}))", shades.missing),
        rule(f"={n_here}<5", shades.weak),
        rule(f"=ROUND({here},9)>={target}", shades.good),
        rule(f"=ROUND({here},9)>={near}", shades.near),
        rule(f"=ROUND({here},9)<{near}", shades.bad),
    ]


def put(book: Book, sheet: Worksheet, row: int, column: int, value: Value, kind: str) -> None:
    """Write one value in the look of its kind."""
    looks = book.looks
    strong = kind.startswith("strong_")
    if value is None:
        sheet.write_string(row, column, formats.NONE, looks["strong_none" if strong else "none"])
    elif isinstance(value, Formula):
        shown = formats.NONE if value.value is None else value.value
        sheet.write_formula(row, column, value.text, looks[kind], shown)
    elif isinstance(value, str):
        sheet.write_string(row, column, cleaned(value), looks[kind])
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, looks[kind])
    else:
        number = value / _DAY_S if kind.endswith("duration") else value
        sheet.write_number(row, column, number, looks[kind])


def cleaned(text: str) -> str:
    """Text as a cell can hold it: no control characters, no more than fits, ordinary spaces."""
    bare = printable(text)
    return bare if len(bare) <= LONGEST else f"{bare[:LONGEST]}…"


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a cell of so many characters, roughly."""
    letters = max(int(width * _LETTERS_A_WIDTH) - 2, 1)
    return sum(max(1, -(-len(line) // letters)) for line in text.split("\n"))


def height_of(text: str, width: float) -> float:
    """Height in points of a row that must hold a wrapped text; merged cells do not grow by themselves."""
    return max(1, lines_of(text, width)) * _POINTS_A_LINE + 3


def _in_header(text: str) -> str:
    short = text if len(text) <= _HEADER_LONGEST else f"{text[: _HEADER_LONGEST - 1]}…"
    return short.replace("&", "&&")
