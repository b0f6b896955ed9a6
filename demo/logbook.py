"""The repair log book of an office (Buku Agenda Perbaikan) as an Excel or CSV file, one row a step."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from dashboard.model import Stamp, StepRun, Ticket
from dashboard.offices import Office, TicketSource

Row = dict[str, object]


def rows_of(tickets: Iterable[Ticket], office: Office) -> Iterator[Row]:
    """The book's rows by our field names; a ticket of which nothing is done yet has one row without a step."""
    zone = ZoneInfo(office.zone)
    names = {kecamatan.code: kecamatan.name for kecamatan in office.kecamatan}
    for ticket in tickets:
        head: Row = {
            "nomor": ticket.id.partition(":")[2],
            "kecamatan": names.get(ticket.kecamatan or "", "Dinas"),
            "sop": ticket.sop,
            "judul": ticket.title,
            "dibuka": _local(ticket.opened, zone),
            "selesai": _local(ticket.solved, zone),
        }
        yield from (head | _step(run, zone) for run in ticket.runs)
        if not ticket.runs:
            yield head


def _step(run: StepRun, zone: ZoneInfo) -> Row:
    return {
        "langkah": run.step,
        "mulai": _local(run.started, zone),
        "selesai_langkah": _local(run.finished, zone),
        "keterangan": run.branch,
    }


def _local(stamp: Stamp | None, zone: ZoneInfo) -> datetime | None:
    return None if stamp is None else stamp.at.astimezone(zone).replace(tzinfo=None)


def write_book(source: TicketSource, rows: Sequence[Row]) -> None:
    """Write the whole book beside the old one and put it in its place, as a saving program does."""
    path = Path(source.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.baru")
    if source.kind == "csv":
        _write_csv(draft, source, rows)
    else:
        _write_sheet(draft, source, rows)
    os.replace(draft, path)


def _write_sheet(path: Path, source: TicketSource, rows: Sequence[Row]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  (a new workbook always has one)
    sheet.title = source.sheet or "Agenda"
    sheet.append(list(source.columns.values()))
    for row in rows:
        sheet.append([row.get(field) for field in source.columns])
    book.save(path)


def _write_csv(path: Path, source: TicketSource, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(source.columns.values())
        for row in rows:
            writer.writerow(_text(row.get(field)) for field in source.columns)


def _text(value: object) -> object:
    return value.strftime("%d/%m/%Y %H:%M") if isinstance(value, datetime) else value
