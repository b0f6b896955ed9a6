"""A log book as a file: the rows below its headings, from an Excel workbook or a CSV file."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from collectors.base import CollectorError
from collectors.textfiles import broken, decode
from dashboard.offices import TicketSource

LARGEST_BYTES = 50 * 1024 * 1024
_HEADING_WITHIN_ROWS = 20
_BLANK_ROWS_AT_END = 1000
_DELIMITERS = (";", ",", "\t", "|")
# What a workbook that is half saved, protected or no workbook at all makes the reader raise.
_NOT_A_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    SyntaxError,
)

Cells = tuple[object, ...]
Numbered = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row of a book: its number as the program that shows it counts, and its cells by our field names."""

    number: int
    cells: Mapping[str, object]


def read_book(source: TicketSource) -> list[BookRow]:
    """All rows of a book that hold anything. Raises CollectorError with place and mend."""
    path = Path(source.path)
    try:
        raw = _bytes(source, path)
    except OSError as error:
        raise broken(source.id, path, error) from error
    if source.kind == "csv":
        return _read_csv(source, path, raw)
    try:
        return _read_workbook(source, path, raw)
    except _NOT_A_WORKBOOK as error:
        raise CollectorError(
            f"{source.id}: {path} bukan buku Excel yang utuh; tunggu sampai selesai disimpan, lepas kata sandinya, "
            "atau simpan ulang sebagai .xlsx"
        ) from error


def _bytes(source: TicketSource, path: Path) -> bytes:
    """The whole file at once: a program that wants to save it is not held up while rows are read."""
    if path.stat().st_size > LARGEST_BYTES:
        raise CollectorError(f"{source.id}: {path} lebih besar dari 50 MB; pindahkan tahun lama ke buku lain")
    return path.read_bytes()


def _read_workbook(source: TicketSource, path: Path, raw: bytes) -> list[BookRow]:
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    try:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        wanted = [title for title in sheets if not source.sheet or _plain(title) == _plain(source.sheet)]
        if not wanted:
            raise CollectorError(
                f"{source.id}: {path} tidak memuat lembar {source.sheet!r}; yang ada: {', '.join(sheets)}. "
                "Betulkan sheet di berkas kantor"
            )
        openings: list[Cells] = []
        for title in wanted:
            sheet = sheets[title]
            sheet.reset_dimensions()  # some programs write a wrong size, which would cut rows off
            rows = _until_blank(enumerate(sheet.iter_rows(values_only=True), start=1))
            found = _below_headings(source, rows, openings)
            if found is not None:
                return found
        raise _no_headings(source, path, openings)
    finally:
        book.close()


def _read_csv(source: TicketSource, path: Path, raw: bytes) -> list[BookRow]:
    text = decode(raw)
    openings: list[Cells] = []
    try:
        for delimiter in _DELIMITERS:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            found = _below_headings(source, ((reader.line_num, tuple(row)) for row in reader), openings)
            if found is not None:
                return found
    except csv.Error as error:
        raise CollectorError(f"{source.id}: {path} bukan CSV yang utuh ({error}); simpan ulang sebagai CSV") from error
    raise _no_headings(source, path, openings)


def _until_blank(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    """A sheet formatted down to its last row is read only as far as something stands in it."""
    blank = 0
    for number, cells in rows:
        blank = 0 if any(map(_filled, cells)) else blank + 1
        if blank > _BLANK_ROWS_AT_END:
            return
        yield number, cells


def _below_headings(source: TicketSource, rows: Iterable[Numbered], openings: list[Cells]) -> list[BookRow] | None:
    """The rows below the one that bears all mapped headings; None (and the first rows noted) where there is none."""
    wanted = {field: _plain(heading) for field, heading in source.columns.items() if heading.strip()}
    rows = iter(rows)
    for seen, (_, cells) in enumerate(rows, start=1):
        headings = [_plain(cell) for cell in cells]
        if set(wanted.values()) <= set(headings):
            at = {field: headings.index(heading) for field, heading in wanted.items()}
            return [
                BookRow(number, {field: row[index] if index < len(row) else None for field, index in at.items()})
                for number, row in rows
                if any(index < len(row) and _filled(row[index]) for index in at.values())
            ]
        openings.append(cells)
        if seen >= _HEADING_WITHIN_ROWS:
            break
    return None


def _no_headings(source: TicketSource, path: Path, openings: list[Cells]) -> CollectorError:
    """Name the headings that are missing in the row that has most of them."""
    wanted = [heading for heading in source.columns.values() if heading.strip()]
    missing = [[heading for heading in wanted if _plain(heading) not in map(_plain, cells)] for cells in openings]
    best = min(missing, key=len, default=wanted)
    return CollectorError(
        f"{source.id}: {path} tidak memuat judul kolom {', '.join(best)}; "
        "samakan columns di berkas kantor dengan judul kolom pada buku"
    )


def _plain(cell: object) -> str:
    return " ".join(str(cell).split()).casefold() if cell is not None else ""


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""
