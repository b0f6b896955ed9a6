"""The sheet of an Excel workbook that holds the log book, its merged cells and formulas as people see them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from collectors.base import CollectorError
from collectors.bookheadings import Cells, Found, Numbered, Openings, below_headings, filled, missing_headings, plain
from dashboard.offices import TicketSource

LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024
LARGEST_PART_BYTES = 48 * 1024 * 1024
"""Of the parts that are read whole: shared texts, styles, the list of sheets. Sheets are read row by row."""
_PACKED_AT_MOST, _ALWAYS_FINE_BYTES = 200, 16 * 1024 * 1024
"""Sheets of people pack to a tenth or a thirtieth; what packs to less than a two-hundredth was made to burst."""
MOST_ROWS = 200_000
_BLANK_ROWS_AT_END = 1000
_CHUNK_BYTES = 1 << 20
_LONGEST_TAG_BYTES = 200
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class TooManyRowsError(Exception):
    """More rows than any book of an office has; the text says where."""


class _Uncalculated:
    """Stands in a cell whose formula has no result yet."""

    def __str__(self) -> str:
        return "(rumus)"


UNCALCULATED = _Uncalculated()


def read_workbook(source: TicketSource, place: str, raw: bytes) -> tuple[Found, bool]:
    """The rows of the book's sheet, and whether its days are counted from 1904. Raises CollectorError."""
    # openpyxl tells of every feature that it would lose in writing; nothing is written here.
    warnings.filterwarnings("ignore", module="openpyxl")
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        _check_size(source, place, parts, len(raw))
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            return _search(source, place, book, parts, raw), book.epoch == CALENDAR_MAC_1904
        finally:
            book.close()


def _check_size(source: TicketSource, place: str, parts: zipfile.ZipFile, packed_bytes: int) -> None:
    """Refuse what would burst once it is unpacked. What a part says of its size, the reader keeps to."""
    whole_bytes = sum(part.file_size for part in parts.infolist())
    largest = max((part.file_size for part in parts.infolist() if not _is_sheet(part.filename)), default=0)
    if whole_bytes > _ALWAYS_FINE_BYTES and whole_bytes > packed_bytes * _PACKED_AT_MOST:
        raise CollectorError(
            f"{source.id}: {place} mengembang lebih dari {_PACKED_AT_MOST} kali bila dibuka, tidak wajar untuk buku; "
            "buka di Excel, salin isinya ke buku baru, lalu periksa asal berkas ini"
        )
    if whole_bytes > LARGEST_UNPACKED_BYTES or largest > LARGEST_PART_BYTES:
        raise CollectorError(f"{source.id}: {place} terlalu besar bila dibuka; pindahkan tahun lama ke buku lain")


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/")


def _search(source: TicketSource, place: str, book: Any, parts: zipfile.ZipFile, raw: bytes) -> Found:
    # Hidden sheets come last: people keep old years and lists in them.
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    if not sheets:
        raise CollectorError(
            f"{source.id}: {place} bukan buku Excel yang utuh: tidak ada lembar; "
            "simpan ulang sebagai Buku Kerja Excel (*.xlsx), bukan Strict"
        )
    named = [sheet for sheet in sheets if plain(sheet.title) == plain(source.sheet)]
    if source.sheet and not named:
        return _renamed(source, place, sheets, parts, raw)
    openings = Openings()
    for sheet in named or sheets:
        found = below_headings(source, _rows(sheet, parts, raw), openings)
        if found is not None:
            return found
    raise CollectorError(
        f"{source.id}: {place} tidak memuat judul kolom {missing_headings(source, openings)}; "
        "samakan columns di berkas kantor dengan judul kolom pada buku"
    )


def _renamed(source: TicketSource, place: str, sheets: list[Any], parts: zipfile.ZipFile, raw: bytes) -> Found:
    """The only visible sheet with the book's headings, where none has the name in the office file."""
    seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    found = [(sheet, below_headings(source, _rows(sheet, parts, raw), Openings())) for sheet in seen]
    alike = [(sheet, each) for sheet, each in found if each is not None]
    missing = (
        f"{source.id}: {place} tidak memuat lembar {source.sheet!r}; yang ada: "
        f"{', '.join(sheet.title for sheet in sheets)}"
    )
    if len(alike) != 1:
        raise CollectorError(f"{missing}. Betulkan sheet di berkas kantor")
    sheet, rows = alike[0]
    note = f"{missing}. Lembar {sheet.title!r} yang berjudul kolom sama dibaca; betulkan sheet di berkas kantor"
    return Found(rows.rows, (note, *rows.notes))


def _rows(sheet: Any, parts: zipfile.ZipFile, raw: bytes) -> Iterator[Numbered]:
    with parts.open(sheet._worksheet_path) as part:
        merged, has_formulas = _peculiar(part)
    sheet.reset_dimensions()  # some programs write a wrong size, which would cut rows off
    rows: Iterable[Cells] = sheet.iter_rows(values_only=True)
    if has_formulas:
        rows = _with_formulas(rows, sheet.title, raw)
    return _until_blank(_carried(enumerate(rows, start=1), merged), sheet.title)


def _peculiar(part: IO[bytes]) -> tuple[dict[int, list[tuple[int, int]]], bool]:
    """Of a sheet's own text: the first column and last row of each merged area by its first row; any formulas?"""
    merged: dict[int, list[tuple[int, int]]] = {}
    has_formulas, rest = False, b""
    while chunk := part.read(_CHUNK_BYTES):
        text = rest + chunk
        has_formulas = has_formulas or _FORMULA.search(text) is not None
        for found in _MERGED.finditer(text):
            left, top, _, bottom = range_boundaries(found.group(1).decode())
            if left and top and bottom and bottom > top:
                merged.setdefault(top, []).append((left - 1, bottom))
        rest = text[-_LONGEST_TAG_BYTES:]
    return merged, has_formulas


def _with_formulas(rows: Iterable[Cells], title: str, raw: bytes) -> Iterator[Cells]:
    """The same rows; where a formula has no result (the book was never calculated) UNCALCULATED stands."""
    written = load_workbook(io.BytesIO(raw), read_only=True)
    try:
        sheet = next(each for each in written.worksheets if each.title == title)
        sheet.reset_dimensions()
        for row, formulas in zip(rows, sheet.iter_rows(values_only=True), strict=False):
            if None not in row:
                yield row
                continue
            yield tuple(
                UNCALCULATED if value is None and isinstance(formula, str) and formula.startswith("=") else value
                for value, formula in zip(row, formulas, strict=False)
            )
    finally:
        written.close()


def _carried(rows: Iterable[Numbered], merged: dict[int, list[tuple[int, int]]]) -> Iterator[Numbered]:
    """Rows with the value of a merged area in each of its rows.

    Only downwards: a line over the whole width ("NOVEMBER 2026") is no value of every column.
    """
    carried: dict[int, tuple[int, object]] = {}
    for number, cells in rows:
        for column, last in merged.get(number, ()):
            carried[column] = (last, cells[column] if column < len(cells) else None)
        carried = {column: (last, value) for column, (last, value) in carried.items() if last >= number}
        if carried:
            wide = [*cells, *[None] * (max(carried) + 1 - len(cells))]
            for column, (_, value) in carried.items():
                wide[column] = value if wide[column] is None else wide[column]
            cells = tuple(wide)
        yield number, cells


def _until_blank(rows: Iterable[Numbered], title: str) -> Iterator[Numbered]:
    """A sheet formatted down to its last row is read only as far as something stands in it. Raises TooManyRowsError."""
    blank = 0
    for number, cells in rows:
        blank = 0 if any(map(filled, cells)) else blank + 1
        if blank > _BLANK_ROWS_AT_END:
            return
        if number > MOST_ROWS + blank:
            raise TooManyRowsError(f"lembar {title!r}")
        yield number, cells
