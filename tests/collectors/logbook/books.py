"""Log books written as an office writes them, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from collectors.base import Harvest
from collectors.logbook import LogbookCollector
from dashboard.model import Ticket
from tests.collectors.sources import HISTORY, NOW, REPAIR, office

PATIENCE_S = 10.0

TOTAL = {
    "nomor": "No. Agenda",
    "kecamatan": "Kecamatan",
    "judul": "Kerusakan",
    "dibuka": "Tgl Lapor",
    "selesai": "Tgl Selesai",
}
STEPS = {
    "nomor": "No. Agenda",
    "kecamatan": "Kecamatan",
    "sop": "SOP",
    "dibuka": "Tgl Lapor",
    "selesai": "Tgl Selesai",
    "langkah": "Langkah",
    "mulai": "Mulai",
    "selesai_langkah": "Selesai",
    "keterangan": "Keterangan",
}


def collector(path: Path, columns: dict[str, str], **more: object) -> LogbookCollector:
    """A collector of one book whose rows are repairs unless they say otherwise."""
    source: dict[str, object] = {
        "id": "buku",
        "kind": "csv" if path.suffix == ".csv" else "xlsx",
        "path": str(path),
        "columns": columns,
        "sop_default": REPAIR,
        **more,
    }
    return LogbookCollector(office(tickets=[source]), interval_s=60, sops=HISTORY, patience_s=PATIENCE_S)


def write_sheet(path: Path, rows: Iterable[Sequence[object]], title: str = "Agenda") -> Path:
    """An Excel workbook with these rows, headings included."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def totals(path: Path, *rows: Sequence[object], **more: object) -> Harvest:
    """What a book of one row a ticket brings."""
    return collector(write_sheet(path, [list(TOTAL.values()), *rows]), TOTAL, **more).collect(NOW)


def steps(path: Path, *rows: Sequence[object], **more: object) -> Harvest:
    """What a book of one row a step brings."""
    return collector(write_sheet(path, [list(STEPS.values()), *rows]), STEPS, **more).collect(NOW)


def only(harvest: Harvest) -> Ticket:
    """The one ticket of a harvest without notes."""
    assert harvest.notes == ()
    (ticket,) = harvest.tickets
    return ticket
