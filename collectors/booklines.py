"""One row of a log book, read cell by cell; whatever is wrong with it is said by file, row, column and mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

from collectors.bookcells import CellError, mask_nik, read_kecamatan, read_sop, read_stamp, read_step, read_text
from collectors.bookfiles import BookRow
from dashboard.model import Stamp
from dashboard.offices import Office, TicketSource
from dashboard.sop import Sop

_T = TypeVar("_T")


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
    """Reads the rows of one book; ``notes`` gathers what was found wrong. ``zone``: of the times in the book."""

    office: Office
    source: TicketSource
    zone: tzinfo
    sops: Mapping[str, Sop]
    notes: list[str] = field(default_factory=list)
    _failed: bool = False

    def read(self, row: BookRow) -> Line | None:
        """The row as a line; None (and a note) where not even its number can be used."""
        nomor = read_text(row.cells.get("nomor"))
        if not nomor or mask_nik(nomor) != nomor:
            wrong = "memuat 16 angka seperti NIK; ganti dengan nomor agenda" if nomor else "kosong; isi nomor agenda"
            self.note(row.number, "nomor", wrong)
            return None
        self._failed = False
        place = self._cell(row, "kecamatan", lambda cell: (read_kecamatan(cell, self.office.kecamatan),))
        sop = self._cell(row, "sop", lambda cell: read_sop(cell, self.sops, [own.id for own in self.office.sops]))
        opened, solved, started, finished = (
            self._cell(row, name, lambda cell: read_stamp(cell, self.zone))
            for name in ("dibuka", "selesai", "mulai", "selesai_langkah")
        )
        step = self._cell(row, "langkah", read_step)
        if step is None and (started or finished):
            self._failed = True
            self.note(row.number, "langkah", "kosong padahal ada waktunya; isi nomor langkahnya")
        title, remark = self._text(row, "judul"), self._text(row, "keterangan")
        return Line(row.number, nomor, place, sop, title, opened, solved, step, started, finished, remark, self._failed)

    def note(self, number: int, name: str, message: str) -> None:
        """Say what is wrong in column ``name`` (our field) of row ``number``."""
        heading = self.source.columns.get(name) or name
        book = Path(self.source.path).name
        self.notes.append(f"{self.source.id}: {book} baris {number} kolom {heading}: {message}")

    def _cell(self, row: BookRow, name: str, read: Callable[[object], _T]) -> _T | None:
        cell = row.cells.get(name)
        if not read_text(cell):
            return None
        try:
            return read(cell)
        except CellError as error:
            self._failed = True
            self.note(row.number, name, str(error))
            return None

    def _text(self, row: BookRow, name: str) -> str:
        text = read_text(row.cells.get(name))
        masked = mask_nik(text)
        if masked != text:
            self.note(row.number, name, "memuat 16 angka seperti NIK, disamarkan; hapus NIK dari buku")
        return masked
