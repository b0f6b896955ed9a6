"""Lampiran: what each figure means, the runs that missed their time, the outages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashboard import formats
from dashboard.exports.letter.blocks import Block, Cell, Column, Heading, PageBreak, Paragraph, Row, Table, plain_row
from dashboard.exports.letter.words import capped, moment, text
from dashboard.exports.report_text import printable, shortened
from dashboard.formats import ticket_number
from dashboard.model import Heap, Scope
from dashboard.views.network_rows import ANSWERING, OutageRow
from dashboard.views.report_rows import ReportRun, ReportView
from dashboard.views.run_words import STATE_WORDS

_RUNS_MOST, _OUTAGES_MOST = 300, 150
_LETTERS = 70


def appendix_part(view: ReportView) -> Iterator[Block]:
    """Three appendices."""
    yield PageBreak()
    yield Heading(1, "Lampiran 1. Arti Angka")
    columns = (Column("Istilah", 40), Column("Arti", 130))
    rows = tuple(plain_row(each.term, printable(each.text)) for each in view.definitions)
    yield Table("Arti angka pada laporan ini", columns, rows, is_small=True)
    yield PageBreak()
    yield Heading(1, "Lampiran 2. Pelaksanaan yang Tidak Tepat")
    yield from _missed(view)
    yield PageBreak()
    yield Heading(1, "Lampiran 3. Gangguan Jaringan")
    yield from _outages(view)


def _missed(view: ReportView) -> Iterator[Block]:
    missed = [row for row in view.runs if row.verdict.heap is Heap.MISSED and row.verdict.scope is not Scope.TOTAL]
    if not missed:
        yield Paragraph("Tidak ada pelaksanaan yang tidak tepat pada periode dan cakupan ini.", "note")
        return
    zone = view.office.zone_label
    names = {each.id: each.title for each in view.tickets}
    columns = (
        Column("No", 10, "right"),
        Column("Tiket", 38),
        Column("Tempat", 26),
        Column("SOP, langkah, dan kegiatan", 82),
        Column(f"Tenggat ({zone})", 32),
        Column(f"Selesai ({zone})", 32),
        Column("Terpakai", 28, "right"),
        Column("Waktu baku", 26, "right"),
        Column("Keadaan", 30),
    )
    rows = [_missed_row(view, number, row, names) for number, row in enumerate(missed, 1)]
    shown, more = capped(rows, _RUNS_MOST, "Pelaksanaan langkah")
    yield Table("Pelaksanaan langkah yang tidak tepat waktu", columns, shown, more, is_wide=True, is_small=True)


def _missed_row(view: ReportView, number: int, row: ReportRun, names: Mapping[str, str]) -> Row:
    own, zone = row.verdict, view.office.zone
    doing = shortened(printable(row.kegiatan), _LETTERS)
    named = f"{printable(row.sop_title)}, {row.step[:1].lower()}{row.step[1:]}" + (f": {doing}" if doing else "")
    return Row(
        (
            Cell(formats.number(number)),
            text(ticket_number(own.ticket) or names.get(own.ticket)),
            text(row.place),
            Cell(named),
            moment(own.due_at, zone),
            moment(own.finished_at, zone),
            Cell(formats.duration(own.used_s)),
            Cell(formats.duration(own.budget_s)),
            text(STATE_WORDS[own.state]),
        )
    )


def _outages(view: ReportView) -> Iterator[Block]:
    if not view.outages:
        yield Paragraph("Tidak ada gangguan dalam jadwal yang tercatat pada periode dan cakupan ini.", "note")
        return
    columns = (
        Column("No", 10, "right"),
        Column("Sasaran", 50),
        Column("Tempat", 36),
        Column(f"Mulai ({view.office.zone_label})", 42),
        Column(f"Berakhir ({view.office.zone_label})", 42),
        Column("Lama dalam jadwal", 36, "right"),
        Column("Sesudahnya", 40),
        Column("Tiket", 34),
    )
    zone = view.office.zone
    rows = [
        Row(
            (
                Cell(formats.number(number)),
                text(row.name),
                text(row.place),
                moment(row.start, zone),
                moment(row.end, zone),
                Cell(formats.duration(row.down_s)),
                text(after_outage(row)),
                text(row.ticket),
            )
        )
        for number, row in enumerate(view.outages, 1)
    ]
    shown, more = capped(rows, _OUTAGES_MOST, "Gangguan")
    yield Table("Gangguan jaringan dalam jadwal", columns, shown, more, is_wide=True, is_small=True)


def after_outage(row: OutageRow) -> str:
    """What came after an outage."""
    if row.end is None:
        return "masih berlangsung"
    return "pulih" if row.after in ANSWERING else "tidak terukur sesudahnya"
