"""An empty log book (Buku Agenda Perbaikan) for Excel with the headings that the office's collector looks for."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.exports.formulas import is_like_formula
from dashboard.offices import Office, TicketSource
from dashboard.sop import Sop

EXAMPLE_NUMBER = "CONTOH-1"
"""Collectors leave out rows whose number begins with "contoh"."""

DEFAULT_COLUMNS = {
    "nomor": "No. Agenda",
    "kecamatan": "Kecamatan",
    "sop": "SOP",
    "judul": "Uraian",
    "dibuka": "Waktu Lapor",
    "selesai": "Waktu Selesai",
    "langkah": "Langkah",
    "mulai": "Mulai Langkah",
    "selesai_langkah": "Selesai Langkah",
    "keterangan": "Keterangan",
}

_ROWS = 5000
_DATES = ("dibuka", "selesai", "mulai", "selesai_langkah")
_DATE_FORMAT = "dd/mm/yyyy hh:mm"
_WIDTHS = {"nomor": 14, "kecamatan": 20, "sop": 40, "judul": 36, "langkah": 10, "keterangan": 30}
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_PALE = PatternFill("solid", fgColor="EEF2F7")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_EXPLAINED = {
    "nomor": ("wajib", "nomor agenda; satu nomor untuk satu laporan, boleh angka atau huruf, bukan NIK"),
    "kecamatan": ("wajib", "pilih dari daftar; Dinas untuk kantor sendiri"),
    "sop": ("wajib", "pilih kode SOP dari daftar (lembar Daftar memuat judulnya)"),
    "judul": ("boleh kosong", "kerusakan dengan kata sendiri; jangan menulis nama atau NIK penduduk"),
    "dibuka": ("wajib", "tanggal dan jam laporan diterima"),
    "selesai": ("bila selesai", "tanggal dan jam laporan selesai ditangani"),
    "langkah": ("wajib per baris", "nomor langkah SOP; satu baris untuk satu langkah"),
    "mulai": ("bila ada", "tanggal dan jam langkah itu dimulai"),
    "selesai_langkah": ("bila selesai", "tanggal dan jam langkah itu selesai"),
    "keterangan": (
        "boleh kosong",
        "pada langkah bercabang awali dengan jawabannya (Ya, Tidak); 'dilewati' bila dilewati",
    ),
}
_RULES = (
    "Satu nomor dipakai untuk satu laporan. Baris dengan nomor yang sama adalah langkah-langkah laporan itu.",
    "Tulis tanggal seperti 20/11/2026 14:05: hari dahulu, baru bulan. Tanpa jam hanya harinya yang diketahui.",
    "Jam menurut zona buku ini; bila lain, tulis zonanya sesudah jam, misalnya 20/11/2026 14:05 WIB.",
    "Kolom boleh dipindah dan kolom lain boleh ditambah, tetapi judul kolom jangan diubah.",
    "Baris yang belum lengkap ditunggu. Baris yang dihapus tidak menghapus tiketnya: batalkan tiketnya dengan alasan.",
    "Baris contoh (nomor diawali CONTOH) tidak dibaca dan boleh dihapus.",
)
_SAVING = {
    "xlsx": "Simpan sebagai Buku Kerja Excel (*.xlsx) tanpa kata sandi, dan sering: yang belum disimpan tidak terbaca.",
    "csv": "Kantor ini membaca buku CSV: simpan lembar ini sebagai CSV UTF-8. Simpan sering. Lembar lain tidak ikut.",
}


def default_source(office: Office) -> TicketSource:
    """The mapping of the office's first log book, or ours for an office that has none."""
    books = [source for source in office.tickets if source.kind in ("xlsx", "csv")]
    if books:
        return books[0]
    return TicketSource(id="buku-agenda", kind="xlsx", path="buku-agenda.xlsx", columns=dict(DEFAULT_COLUMNS))


def logbook_template(office: Office, source: TicketSource, sops: Sequence[Sop]) -> bytes:
    """The workbook as bytes: the book with one example row, how to fill it in, and the lists to choose from.

    ``sops``: those that the office works by. No text of the office becomes a formula.
    """
    book = Workbook()
    agenda = book.active
    assert isinstance(agenda, Worksheet)  # noqa: S101  (a new workbook always has one)
    agenda.title = _NOT_IN_TITLES.sub(" ", source.sheet).strip()[:31] or "Agenda"
    help_sheet, lists = book.create_sheet("Petunjuk"), book.create_sheet("Daftar")
    places = [*(kecamatan.name for kecamatan in office.kecamatan), "Dinas"]
    _list(lists, 1, "Kecamatan", places)
    _list(lists, 2, "Kode SOP", [sop.id for sop in sops])
    _list(lists, 3, "Judul SOP", [sop.title for sop in sops])
    columns = {field: heading for field, heading in source.columns.items() if heading.strip()}
    _agenda(agenda, columns, places[0], source.sop_default or (sops[0].id if sops else ""))
    _validate(agenda, columns, lists, len(places), sops)
    _explain(help_sheet, office, source, columns)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _agenda(sheet: Worksheet, columns: dict[str, str], place: str, sop: str) -> None:
    example: dict[str, object] = {
        "nomor": EXAMPLE_NUMBER,
        "kecamatan": place,
        "sop": sop,
        "judul": "Contoh cara mengisi, baris ini tidak dibaca",
        "dibuka": datetime(2026, 1, 5, 8, 15),  # noqa: DTZ001 (Excel knows no zones)
        "langkah": 1,
        "mulai": datetime(2026, 1, 5, 8, 15),  # noqa: DTZ001
        "selesai_langkah": datetime(2026, 1, 5, 8, 30),  # noqa: DTZ001
        "keterangan": "contoh",
    }
    for number, (field, heading) in enumerate(columns.items(), start=1):
        _heading(_put(sheet, 1, number, heading))
        cell = _put(sheet, 2, number, example.get(field))
        cell.font, cell.fill = Font(italic=True, color="808080"), _PALE
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = _WIDTHS.get(field, 18)
        if field in _DATES:
            cell.number_format = column.number_format = _DATE_FORMAT
        elif field == "nomor":  # as text, so that 001 stays as it was typed
            cell.number_format = column.number_format = "@"
    sheet.freeze_panes = "A2"


def _validate(sheet: Worksheet, columns: dict[str, str], lists: Worksheet, places: int, sops: Sequence[Sop]) -> None:
    name = quote_sheetname(lists.title)
    rules = {
        "kecamatan": DataValidation(type="list", formula1=f"{name}!$A$2:$A${places + 1}"),
        "langkah": DataValidation(type="whole", operator="between", formula1="1", formula2="99"),
    }
    if sops:
        rules["sop"] = DataValidation(type="list", formula1=f"{name}!$B$2:$B${len(sops) + 1}")
    for field in _DATES:
        # 36526 is 1 January 2000
        rules[field] = DataValidation(type="date", operator="greaterThan", formula1="36526")
    told = {"kecamatan": "Pilih kecamatan dari daftar, atau Dinas.", "sop": "Pilih kode SOP dari daftar."}
    for number, field in enumerate(columns, start=1):
        if (rule := rules.get(field)) is None:
            continue
        rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, "Periksa isian"
        # A warning, no ban: a zone may stand after the time, and codes are read as well as names.
        rule.errorStyle = "warning"
        rule.error = told.get(
            field, "Tulis seperti 20/11/2026 14:05." if field in _DATES else "Tulis nomor langkahnya."
        )
        rule.add(f"{get_column_letter(number)}2:{get_column_letter(number)}{_ROWS}")
        sheet.add_data_validation(rule)


def _explain(sheet: Worksheet, office: Office, source: TicketSource, columns: dict[str, str]) -> None:
    _put(sheet, 1, 1, f"Cara mengisi buku agenda {office.short}").font = Font(bold=True, size=14)
    _put(sheet, 2, 1, f"Zona waktu buku ini: {source.zone or office.zone}")
    for number, heading in enumerate(("Kolom", "Isian", "Diisi dengan"), start=1):
        _heading(_put(sheet, 4, number, heading))
    row = 5
    for field, heading in columns.items():
        need, what = _EXPLAINED[field]
        if field == "sop" and source.sop_default:
            need = f"bila kosong: {source.sop_default}"
        for number, text in enumerate((heading, need, what), start=1):
            _put(sheet, row, number, text).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    rules = (*(_RULES if "langkah" in columns else _RULES[1:]), _SAVING["csv" if source.kind == "csv" else "xlsx"])
    for number, text in enumerate(rules, start=1):
        _put(sheet, row + number, 1, number).alignment = Alignment(horizontal="left", vertical="top")
        sheet.merge_cells(start_row=row + number, end_row=row + number, start_column=2, end_column=3)
        _put(sheet, row + number, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row + number].height = 30
    for letter, width in zip("ABC", (22, 30, 76), strict=True):
        sheet.column_dimensions[letter].width = width


def _list(sheet: Worksheet, column: int, heading: str, texts: Sequence[str]) -> None:
    _heading(_put(sheet, 1, column, heading))
    for row, text in enumerate(texts, start=2):
        _put(sheet, row, column, text)
    sheet.column_dimensions[get_column_letter(column)].width = 44
    sheet.freeze_panes = "A2"


def _heading(cell: Cell) -> None:
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """A value in a cell; a text is a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  (nothing is merged before it is written)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        # Excel would read such a text as a formula as soon as somebody edits the cell.
        cell.quotePrefix = is_like_formula(value)
    else:
        cell.value = value  # type: ignore[assignment]
    return cell
