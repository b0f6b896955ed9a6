"""A log book as a file: the rows below its headings, from an Excel workbook or a CSV file."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils.exceptions import InvalidFileException

from collectors.base import CollectorError
from collectors.bookheadings import BookRow, Found, Openings, below_headings, missing_headings
from collectors.bookplaces import UnsettledError
from collectors.booksheets import MOST_ROWS, TooManyRowsError, read_workbook
from collectors.textfiles import decode
from dashboard.offices import TicketSource

__all__ = ["Book", "BookRow", "parse_book"]

_DELIMITERS = (";", ",", "\t", "|")
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
LARGEST_CSV_BYTES = 16 * 1024 * 1024
_TOO_MANY = f"memuat lebih dari {MOST_ROWS // 1000}.000 baris; pindahkan tahun lama ke buku lain"
_SAVE_AS = "simpan ulang sebagai Buku Kerja Excel (*.xlsx)"
# What a workbook that is damaged in its inside makes the reader raise.
_DAMAGED = (zlib.error, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, EOFError, SyntaxError)


@dataclass(frozen=True, slots=True)
class Book:
    """What a book holds. ``from_1904``: its bare numbers count days from 1904, not from 1900."""

    rows: list[BookRow]
    notes: tuple[str, ...] = ()
    from_1904: bool = False


def parse_book(source: TicketSource, place: str, raw: bytes) -> Book:
    """The reports in the bytes of a book that lies at ``place``.

    Raises CollectorError with place and mend, UnsettledError where a program may not have saved it wholly yet.
    """
    wrong = _foreign(raw, source.kind)
    if wrong:
        raise CollectorError(f"{source.id}: {place} {wrong}")
    if source.kind == "csv":
        return _named(source, place, _read_csv(source, place, raw), False)
    try:
        found, from_1904 = read_workbook(source, place, raw)
    except TooManyRowsError as error:
        raise CollectorError(f"{source.id}: {place} {error} {_TOO_MANY}") from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise UnsettledError(
            f"{source.id}: {place} bukan buku Excel yang utuh; tunggu sampai selesai disimpan, atau {_SAVE_AS}"
        ) from error
    except _DAMAGED as error:
        raise CollectorError(
            f"{source.id}: {place} bukan buku Excel yang utuh; buka, perbaiki dan {_SAVE_AS}"
        ) from error
    return _named(source, place, found, from_1904)


def _named(source: TicketSource, place: str, found: Found, from_1904: bool) -> Book:
    start = f"{source.id}: "
    notes = tuple(note if note.startswith(start) else f"{start}{Path(place).name} {note}" for note in found.notes)
    return Book(found.rows, notes, from_1904)


def _foreign(raw: bytes, kind: str) -> str:
    """What a file of another kind is and how to save it; "" where it may be what it should be."""
    head = raw[:4096].lstrip().lower()
    if raw.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            return f"dilindungi kata sandi; hapus kata sandinya di Excel (Info, Protect Workbook), lalu {_SAVE_AS}"
        return f"buku Excel lama (.xls); {_SAVE_AS}"
    if raw.startswith(b"PK"):
        if b"opendocument.spreadsheet" in raw[:4096]:
            return f"buku OpenDocument (.ods); {_SAVE_AS} dari LibreOffice"
        if b"xl/workbook.bin" in raw:
            return f"buku Excel biner (.xlsb); {_SAVE_AS}"
        return "berisi buku Excel, bukan CSV; isi kind: xlsx di berkas kantor" if kind == "csv" else ""
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return f"halaman web atau XML, bukan buku; buka di Excel lalu {_SAVE_AS}"
    return ""


def _read_csv(source: TicketSource, place: str, raw: bytes) -> Found:
    if not raw.strip():
        raise UnsettledError(f"{source.id}: {place} kosong; tunggu sampai selesai disimpan, atau isi judul kolomnya")
    if len(raw) > LARGEST_CSV_BYTES:
        most = f"{LARGEST_CSV_BYTES // 1024**2} MB"
        raise CollectorError(f"{source.id}: {place} lebih besar dari {most}; pindahkan tahun lama ke buku lain")
    text = _text(raw)
    openings, unclosed = Openings(), False
    for delimiter in _DELIMITERS:
        try:
            # A quote that is never closed would swallow every row after it.
            rows = _csv_rows(text, delimiter, strict=True)
        except csv.Error as error:
            if "unexpected end" in str(error):
                unclosed = True
                continue
            rows = _lenient(source, place, text, delimiter)
        except TooManyRowsError as error:
            raise CollectorError(f"{source.id}: {place} {_TOO_MANY}") from error
        found = below_headings(source, rows, openings)
        if found is not None:
            return found
    if unclosed:
        raise UnsettledError(
            f"{source.id}: {place} mempunyai tanda kutip yang tidak ditutup; betulkan, lalu simpan ulang sebagai CSV"
        )
    raise CollectorError(
        f"{source.id}: {place} tidak memuat judul kolom {missing_headings(source, openings)}; "
        "samakan columns di berkas kantor dengan judul kolom pada buku"
    )


def _lenient(source: TicketSource, place: str, text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    try:
        return _csv_rows(text, delimiter, strict=False)
    except csv.Error as error:
        raise CollectorError(f"{source.id}: {place} bukan CSV yang utuh ({error}); simpan ulang sebagai CSV") from error


def _csv_rows(text: str, delimiter: str, *, strict: bool) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[tuple[int, tuple[str, ...]]] = []
    for row in reader:
        if len(rows) >= MOST_ROWS:
            raise TooManyRowsError
        rows.append((reader.line_num, tuple(row)))
    return rows


def _text(raw: bytes) -> str:
    """The file's text; UTF-16 that came without its mark is known by the zeros beside plain letters."""
    even, odd = raw[0:200:2], raw[1:200:2]
    for zeros, name in ((odd, "utf-16-le"), (even, "utf-16-be")):
        if len(raw) > 1 and zeros.count(0) > len(zeros) // 2:
            return raw.decode(name, "replace").lstrip("\ufeff")
    return decode(raw).replace("\0", "")
