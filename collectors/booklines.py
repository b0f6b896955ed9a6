"""One row of a log book, read cell by cell; whatever is wrong with it is said by file, row, column and mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from collectors.bookcells import CellError, mask_nik, read_kecamatan, read_sop, read_stamp, read_step, read_text
from collectors.bookheadings import BookRow
from collectors.booksheets import UNCALCULATED
from collectors.versions import version_at
from dashboard.model import Stamp
from dashboard.offices import Office, TicketSource
from dashboard.sop import Sop

_T = TypeVar("_T")
_CLOCKS_DIFFER = timedelta(minutes=5)

SopVersions = Mapping[str, tuple[Sop, ...]]
"""Every version of every SOP by id, oldest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``place`` is None where the cell is blank, else (code,), with (None,) for the Dinas.

    ``broken``: a cell could not be read; only ``nomor`` and ``step`` may then be relied on.
    """

    number: int
    nomor: str
    place: tuple[str | None] | None
    sop: str | None
    title: str
    opened: Stamp | None
    solved: Stamp | None
    step: int | None
    started: Stamp | None
    finished: Stamp | None
    remark: str
    broken: bool


@dataclass
class LineReader:
    """Reads the rows of one book; ``notes`` gathers what was found wrong.

    ``zone``: of the times in the book. ``now``: times after it are gathered in ``ahead``, with their notes.
    """

    office: Office
    source: TicketSource
    zone: tzinfo
    sops: SopVersions
    now: datetime | None = None
    from_1904: bool = False
    notes: list[str] = field(default_factory=list)
    ahead: list[tuple[datetime, str]] = field(default_factory=list)
    _failed: bool = False

    def __post_init__(self) -> None:
        self._newest = {sop_id: held[-1] for sop_id, held in self.sops.items()}

    def sop_of(self, sop_id: str, opened_at: datetime) -> Sop | None:
        """The version that a ticket opened then pins; None where the id is unknown."""
        held: dict[date, Sop] = {sop.effective: sop for sop in self.sops.get(sop_id, ())}
        return held[version_at(tuple(held), opened_at, self.zone)] if held else None

    def read(self, row: BookRow) -> Line | None:
        """The row as a line; None (and a note) where not even its number can be used."""
        nomor = read_text(row.cells.get("nomor"))
        wrong = ""
        if row.cells.get("nomor") is UNCALCULATED:
            wrong = _NOT_CALCULATED
        elif isinstance(row.cells.get("nomor"), date):  # Excel makes a day of 12/11 and of 1/2026
            wrong = "menjadi tanggal oleh Excel; jadikan kolom nomor Teks, lalu ketik ulang nomornya"
        elif not nomor.strip("-. "):
            wrong = "kosong; isi nomor agenda"
        elif mask_nik(nomor) != nomor:
            wrong = "memuat 16 angka seperti NIK; ganti dengan nomor agenda"
        if wrong:
            self.note(row.number, "nomor", wrong)
            return None
        self._failed = False
        place = self._cell(row, "kecamatan", lambda cell: (read_kecamatan(cell, self.office.kecamatan),))
        sop = self._cell(row, "sop", lambda cell: read_sop(cell, self._newest, [own.id for own in self.office.sops]))
        opened, solved, started, finished = (
            self._moment(row, name) for name in ("dibuka", "selesai", "mulai", "selesai_langkah")
        )
        step = self._cell(row, "langkah", read_step)
        if step is None and (started or finished):
            self._failed = True
            self.note(row.number, "langkah", "kosong padahal ada waktunya; isi nomor langkahnya")
        title, remark = self._text(row, "judul"), self._text(row, "keterangan")
        return Line(row.number, nomor, place, sop, title, opened, solved, step, started, finished, remark, self._failed)

    def note(self, number: int, name: str, message: str) -> None:
        """Say what is wrong in column ``name`` (our field) of row ``number``."""
        self.notes.append(self._said(number, name, message))

    def _said(self, number: int, name: str, message: str) -> str:
        heading = self.source.columns.get(name) or name
        book = Path(self.source.path).name
        return f"{self.source.id}: {book} baris {number} kolom {heading}: {message}"

    def _moment(self, row: BookRow, name: str) -> Stamp | None:
        stamp = self._cell(row, name, lambda cell: read_stamp(cell, self.zone, from_1904=self.from_1904))
        if stamp is not None and self.now is not None and stamp.at > self.now + _CLOCKS_DIFFER:
            told = f"waktu {stamp.at.astimezone(self.zone):%d/%m/%Y %H.%M} belum terjadi; periksa tanggal dan tahunnya"
            self.ahead.append((stamp.at, self._said(row.number, name, told)))
        return stamp

    def _cell(self, row: BookRow, name: str, read: Callable[[object], _T]) -> _T | None:
        cell = row.cells.get(name)
        if not read_text(cell):
            return None
        try:
            if cell is UNCALCULATED:
                raise CellError(_NOT_CALCULATED)
            return read(cell)
        except CellError as error:
            self._failed = True
            self.note(row.number, name, str(error))
            return None

    def _text(self, row: BookRow, name: str) -> str:
        cell = row.cells.get(name)
        if cell is UNCALCULATED:
            self.note(row.number, name, _NOT_CALCULATED)
            return ""
        text = read_text(cell)
        masked = mask_nik(text)
        if masked != text:
            self.note(row.number, name, "memuat 16 angka seperti NIK, disamarkan; hapus NIK dari buku")
        return masked


_NOT_CALCULATED = "rumus belum dihitung; buka buku di Excel dan simpan, atau ganti rumus dengan isinya"
