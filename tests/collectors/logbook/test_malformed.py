"""Thirty books that are not as they should be, each a real file, with what is kept of it and what is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dashboard.model import SampleStatus
from tests.collectors.logbook.books import TOTAL, collector, write_sheet
from tests.collectors.sources import NOW, sample_of

HEAD = list(TOTAL.values())
OPENED = datetime(2026, 11, 20, 8, 5)  # noqa: DTZ001 (Excel knows no zones)
GOOD: list[object] = [1, "Seririt", "Modem mati", OPENED, None]
TEXT = "20/11/2026 08:05"

Make = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A book: its name, how it is made, the numbers of the tickets kept (None: the book is unknown), words of notes."""

    what: str
    make: Make
    kept: Sequence[str] | None
    said: Sequence[str] = ()
    suffix: str = ".xlsx"


def rows(*given: Sequence[object]) -> Make:
    return lambda path: write_sheet(path, [HEAD, *given])


def sheet(change: Callable[[Workbook], object], *given: Sequence[object]) -> Make:
    """A book changed in the manner of the program that wrote it."""

    def make(path: Path) -> None:
        book = load_workbook(write_sheet(path, [HEAD, *(given or (GOOD,))]))
        change(book)
        book.save(path)

    return make


def data(raw: bytes) -> Make:
    return lambda path: path.write_bytes(raw)


def text(*lines: str, encoding: str = "utf-8") -> Make:
    return lambda path: path.write_bytes("\r\n".join([";".join(HEAD), *lines]).encode(encoding))


def cut(path: Path) -> None:
    write_sheet(path, [HEAD, GOOD])
    path.write_bytes(path.read_bytes()[:-300])


def repacked(change: Callable[[dict[str, bytes]], object]) -> Make:
    def make(path: Path) -> None:
        write_sheet(path, [HEAD, GOOD])
        with zipfile.ZipFile(path) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        change(parts)
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in parts.items():
                packed.writestr(name, content)

    return make


def garbled(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</row>", b"</raw>", 1)


def old_office(stream: str) -> bytes:
    """The beginning of an OLE file with a stream of that name in its directory, as .xls and encrypted books have."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 504 + stream.encode("utf-16-le") + b"\0" * 512


def open_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<office/>")


def merged(book: Workbook) -> None:
    agenda = book["Agenda"]
    agenda.append([2, None, "Layar mati", OPENED, None])
    agenda.merge_cells("B2:B3")


def titled(book: Workbook) -> None:
    agenda = book["Agenda"]
    agenda.insert_rows(1, 2)
    agenda["A1"] = "BUKU AGENDA PERBAIKAN"
    agenda.merge_cells("A1:E1")
    agenda.append(["NOVEMBER 2026"])
    agenda.merge_cells("A5:E5")


def two_row_head(book: Workbook) -> None:
    agenda = book["Agenda"]
    agenda.insert_rows(1)
    for letter in "ABC":
        agenda[f"{letter}1"] = agenda[f"{letter}2"].value
        agenda[f"{letter}2"] = None
        agenda.merge_cells(f"{letter}1:{letter}2")
    agenda["D1"] = "Waktu"
    agenda.merge_cells("D1:E1")


def hidden(book: Workbook) -> None:
    book["Agenda"].row_dimensions[2].hidden = True
    old = book.copy_worksheet(book["Agenda"])
    old.title, old.sheet_state = "Lama", "hidden"
    old["A2"] = 99
    book.move_sheet(old, -1)
    book.active = 1


def mac(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904
    book["Agenda"]["D2"] = 44883.5
    book["Agenda"]["D2"].number_format = "General"


def formula(book: Workbook) -> None:
    book["Agenda"]["D2"] = "=NOW()"


def extended(parts: dict[str, bytes]) -> None:
    """Lists on another sheet as newer Excel writes them."""
    ext = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", ext)


def far_day(book: Workbook) -> None:
    book["Agenda"]["D2"] = 99_999_999
    book["Agenda"]["D2"].number_format = "dd/mm/yyyy"


CASES = (
    Case("perluasan Excel", repacked(extended), ["1"]),
    Case("tanggal di luar kalender", sheet(far_day), [], ["baris 2 kolom Tgl Lapor: '#VALUE!' bukan tanggal"]),
    Case("potong di tengah penyimpanan", cut, None, ["bukan buku Excel yang utuh; tunggu sampai selesai disimpan"]),
    Case("kosong nol bita", data(b""), None, ["bukan buku Excel yang utuh"]),
    Case("isi dalamnya rusak", repacked(garbled), None, ["bukan buku Excel yang utuh; buka, perbaiki"]),
    Case("tanpa lembar", repacked(lambda parts: parts.pop("xl/worksheets/sheet1.xml")), None, ["bukan buku Excel"]),
    Case("kata sandi", data(old_office("EncryptedPackage")), None, ["dilindungi kata sandi; hapus kata sandinya"]),
    Case("Excel lama", data(old_office("Workbook")), None, ["buku Excel lama (.xls); simpan ulang sebagai"]),
    Case("LibreOffice", open_document, None, ["buku OpenDocument (.ods)"]),
    Case("halaman web", data(b"<html><table></table></html>"), None, ["halaman web atau XML, bukan buku"]),
    Case("judul kolom diganti", lambda path: write_sheet(path, [["No. Agenda", "Kecamatan", "Kerusakan", "Tgl Lapor "
        "Masuk", "Tgl Selesai"], GOOD]), None, ["judul kolom Tgl Lapor (Tgl Lapor mungkin 'tgl lapor masuk')"]),
    Case("hanya judul", rows(), []),
    Case("baris nomor kolom", rows([1, 2, 3, 4, 5], GOOD), ["1"]),
    Case("judul dicetak lagi", rows(GOOD, HEAD, [2, "Gerokgak", "", OPENED, None]), ["1", "2"]),
    Case("nomor disiapkan lebih dahulu", rows(GOOD, [2], [3], [4]), ["1"]),
    Case("baris contoh", rows(["Contoh-1", "Seririt", "", OPENED, None], GOOD), ["1"]),
    Case("sel digabung", sheet(merged), ["1", "2"]),
    Case("judul dan pemisah bulan digabung", sheet(titled), ["1"]),
    Case("judul kolom dua baris", sheet(two_row_head), ["1"]),
    Case("baris dan lembar tersembunyi", sheet(hidden), ["1"]),
    Case("lembar tersembunyi dipakai bila hanya itu", sheet(lambda book: (book.create_sheet("Lain"), setattr(
        book["Agenda"], "sheet_state", "hidden"))), ["1"]),
    Case("rumus belum dihitung", sheet(formula), [], ["baris 2 kolom Tgl Lapor: rumus belum dihitung"]),
    Case("tanggal dari 1904", sheet(mac), ["1"]),
    Case("nomor yang menjadi tanggal", rows([date(2026, 11, 12), *GOOD[1:]], GOOD), ["1"],
        ["menjadi tanggal oleh Excel; jadikan kolom nomor Teks"]),
    Case("hanya jam", rows([1, "Seririt", "", time(8, 5), None]), [], ["kolom Tgl Lapor: 08:05:00 bukan tanggal"]),
    Case("tahun salah ketik", rows([1, "Seririt", "", "20/11/0206 08:05", None]), [], ["tahun 206 tidak masuk akal"]),
    Case("tahun satu", rows([1, "Seririt", "", "01/01/0001 00:01", None]), [], ["bukan tanggal yang dikenal"]),
    Case("selesai sebelum lapor", rows([1, "Seririt", "", OPENED, date(2026, 11, 18)]), ["1"],
        ["mendahului waktu lapor"]),
    Case("waktu yang belum terjadi", rows([1, "Seririt", "", datetime(2027, 11, 20, 8, 5), None]), ["1"],  # noqa: DTZ001
        ["waktu 20/11/2027 08.05 belum terjadi"]),
    Case("nilai galat", rows([1, "#REF!", "", OPENED, None]), [], ["kecamatan '#REF!' tidak dikenal"]),
    Case("benar atau salah", rows([True, "Seririt", "", True, None]), [], ["True bukan tanggal"]),
    Case("dua judul sama", lambda path: write_sheet(path, [[*HEAD, "Kecamatan"], [*GOOD, "Gerokgak"]]), ["1"],
        ["judul kolom Kecamatan ada 2 kali"]),
    Case("CSV kosong", data(b" \r\n"), None, ["kosong; tunggu sampai selesai disimpan"], ".csv"),
    Case("CSV berisi Excel", rows(GOOD), None, ["berisi buku Excel, bukan CSV"], ".csv"),
    Case("CSV tanda kutip terbuka", text(f'1;Seririt;"Modem;{TEXT};', f"2;Seririt;;{TEXT};"), None,
        ["tanda kutip yang tidak ditutup"], ".csv"),
    Case("CSV kutip di tengah", text(f'1;Seririt;"Layar" 5";{TEXT};'), ["1"], (), ".csv"),
    Case("CSV kolom kurang", text("1;Seririt", f"2;Seririt;;{TEXT}"), ["2"], ["baris 2 kolom Tgl Lapor: kosong"],
        ".csv"),
    Case("CSV UTF-16 tanpa tanda", text(f"1;Seririt;;{TEXT};", encoding="utf-16-le"), ["1"], (), ".csv"),
    Case("CSV dengan nol", text(f"1;Seririt;Mo\0dem;{TEXT};"), ["1"], (), ".csv"),
    Case("CSV dengan sep=", lambda path: path.write_text("sep=;\n" + ";".join(HEAD) + f"\n1;Seririt;;{TEXT};\n"), ["1"],
        (), ".csv"),
    Case("CSV tanggal sebagai hitungan hari", text("1;Seririt;;46346,336805556;"), ["1"], (), ".csv"),
    Case("CSV bukan teks", data(bytes(range(128, 256)) * 40), None, ["tidak memuat judul kolom"], ".csv"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_of_a_malformed_book_what_can_be_read_is_kept_and_the_rest_is_told(case: Case, tmp_path: Path) -> None:
    path = tmp_path / f"agenda{case.suffix}"
    case.make(path)
    harvest = collector(path, TOTAL).collect(NOW)
    sample = sample_of(harvest, "buku", "rows")
    assert (sample.status is SampleStatus.UNKNOWN) == (case.kept is None)
    assert [str(ticket.details["nomor"]) for ticket in harvest.tickets] == list(case.kept or ())
    assert len(harvest.notes) == len(case.said)
    for note, words in zip(harvest.notes, case.said, strict=True):
        assert words in note
        assert note.startswith("buku: ")


def test_every_kept_ticket_of_these_books_was_opened_that_morning(tmp_path: Path) -> None:
    for name in ("tanggal dari 1904", "CSV tanggal sebagai hitungan hari", "sel digabung", "judul kolom dua baris"):
        (case,) = [each for each in CASES if each.what == name]
        path = tmp_path / f"{name}{case.suffix}"
        case.make(path)
        opened = {ticket.opened.at.isoformat() for ticket in collector(path, TOTAL).collect(NOW).tickets}
        wanted = "2026-11-19T04:00:00+00:00" if name == "tanggal dari 1904" else "2026-11-20T00:05:00+00:00"
        assert opened == {wanted}, name


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.booksheets.LARGEST_UNPACKED_BYTES", 1000)
    path = write_sheet(tmp_path / "agenda.xlsx", [HEAD, GOOD])
    assert "terlalu besar bila dibuka" in collector(path, TOTAL).collect(NOW).notes[0]


def test_a_protected_sheet_is_read_like_any_other(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "agenda.xlsx", [HEAD, GOOD])
    book = load_workbook(path)
    book["Agenda"].protection.sheet = True
    packed = io.BytesIO()
    book.save(packed)
    path.write_bytes(packed.getvalue())
    assert len(collector(path, TOTAL).collect(NOW).tickets) == 1
