"""Puts the sheets together. Rows go to disk as they are written: a year of a large office needs little memory."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from dashboard import formats
from dashboard.exports.forms import ExportError
from dashboard.exports.report_text import SIMULATED, TITLE, frozen_line, period_line
from dashboard.exports.xlsx import charts, details, lists, matrix, summary
from dashboard.exports.xlsx.book import Book
from dashboard.exports.xlsx.cover import write_cover
from dashboard.exports.xlsx.looks import FONT, looks_of, shades_of
from dashboard.views.progress import Progress, part
from dashboard.views.report_rows import ReportView

_SHEETS = (
    (summary.NAME, "angka kantor, peringkat tempat, SOP, kecenderungan, langkah terlemah, tanda tangan"),
    (matrix.NAME, "kecamatan × langkah tiap SOP, diwarnai menurut sasaran, dengan n"),
    (details.NAME, "semua baris hitungan dengan rumus yang dapat diperiksa"),
    (charts.NAME, "grafik yang dapat diubah dan disalin ke dokumen lain"),
    ("Tindak lanjut", "tunggakan, yang mendekati batas, celah data"),
    ("Tiket", "tiket yang hidup pada periode"),
    ("Pelaksanaan langkah", "waktu, waktu baku dan penilaian tiap pelaksanaan"),
    ("LKjIP", "capaian menurut rumus LKjIP"),
    ("Gangguan", "gangguan jaringan"),
    ("Ketersediaan", "ketersediaan tiap sasaran"),
    ("Cadangan", "cadangan terjadwal"),
    ("Pengiriman", "rekaman terkirim"),
    ("Dikecualikan", "yang dikeluarkan dari hitungan, oleh siapa dan mengapa"),
)
_CHANGES = ("Perubahan", "angka yang berubah sejak laporan terdahulu")


def write_xlsx(view: ReportView, path: Path, progress: Progress) -> None:
    """Write the workbook to ``path``. Raises OSError where the disk refuses, ExportError for what cannot be drawn."""
    with TemporaryDirectory(prefix=".laporan-", dir=path.parent) as folder:
        _write(view, path, folder, progress)


def _write(view: ReportView, path: Path, folder: str, progress: Progress) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 9},
    }
    work = Workbook(str(path), options)
    try:
        _fill(work, view, progress)
    except BaseException:
        _give_up(work)
        raise
    progress(0.95, "menyimpan buku kerja")
    try:
        work.close()
    except FileCreateError as error:
        raise _cause(error) from error
    except FileSizeError as error:
        raise ExportError("buku kerja lebih dari 4 GB", "pilih periode yang lebih pendek") from error


def _fill(work: Workbook, view: ReportView, progress: Progress) -> None:
    book = Book(work, view, looks_of(work), shades_of(work))
    _describe(book)
    write_cover(book, (*_SHEETS, *((_CHANGES,) if view.reported else ())))
    progress(0.02, "menyusun ringkasan")
    page, areas = summary.write_summary(book)
    matrix.write_matrix(book, part(progress, 0.05, 0.12))
    details.write_details(book, part(progress, 0.12, 0.25))
    drawn = book.page(charts.NAME, "Grafik")
    charts.write_charts(book, drawn, page, areas)
    for number, (words, write) in enumerate(_lists(book, progress)):
        progress(0.25 + 0.7 * number / 10, f"menulis {words}")
        write()
    page.sheet.set_first_sheet()
    work.worksheets()[0].activate()


def _lists(book: Book, progress: Progress) -> list[tuple[str, Callable[[], None]]]:
    def of(write: Callable[[Book], None]) -> Callable[[], None]:
        return lambda: write(book)

    found = [
        ("tindak lanjut", of(lists.write_actions)),
        ("tiket", lambda: lists.write_tickets(book, part(progress, 0.3, 0.4))),
        ("pelaksanaan langkah", lambda: lists.write_runs(book, part(progress, 0.4, 0.6))),
        ("LKjIP", of(lists.write_lkjip)),
        ("gangguan", of(lists.write_outages)),
        ("ketersediaan", of(lists.write_availability)),
        ("cadangan", of(lists.write_backups)),
        ("pengiriman", of(lists.write_sending)),
        ("pengecualian", of(lists.write_excused)),
    ]
    return [*found, ("perubahan", of(lists.write_changes))] if book.view.reported else found


def _describe(book: Book) -> None:
    """File properties: what it is, never who made it."""
    view = book.view
    book.work.set_properties(
        {
            "title": f"{TITLE} {view.office.short[:100]}",
            "subject": f"{period_line(view)}, dibekukan {frozen_line(view)}",
            "comments": SIMULATED if view.simulated else "",
            "keywords": f"{view.office.code}, aturan {view.rule_version}",
            "created": formats.local(view.as_of, "UTC").replace(tzinfo=None),
        }
    )


def _give_up(work: Workbook) -> None:
    """Close the rows' files without making a workbook of them."""
    for sheet in work.worksheets():
        with suppress(OSError):  # what could not be written cannot be flushed either
            sheet.row_data_fh.close()
    work.fileclosed = True


def _cause(error: FileCreateError) -> OSError:
    """What the disk said; the library wraps it."""
    inner = error.args[0] if error.args else None
    return inner if isinstance(inner, OSError) else OSError(errno.EIO, str(error))
