"""V. Jaringan, cadangan, pengiriman."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dashboard import formats
from dashboard.exports.letter.blocks import Block, Cell, Column, Heading, Paragraph, Row, Table
from dashboard.exports.letter.words import capped, count, moment, percent, text
from dashboard.model import Heap, State
from dashboard.views.check_words import check_names
from dashboard.views.report_rows import ReportBackup, ReportView
from dashboard.views.run_words import HEAP_WORDS

_TARGETS_MOST, _BACKUPS_MOST = 60, 40
_SILENT = "Tidak terukur: tidak ada sumber data pada periode dan cakupan ini."


def measured_part(view: ReportView) -> Iterator[Block]:
    """Availability, scheduled backups, records sent."""
    yield Heading(1, "V. Jaringan, Cadangan, dan Pengiriman")
    yield from _network(view)
    yield from _backups(view)
    yield from _sending(view)


def _network(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "A. Jaringan")
    if not view.availability:
        yield Paragraph(_SILENT, "note")
        return
    known = [row.availability for row in view.availability if row.availability is not None]
    said = f"{formats.number(len(view.availability))} sasaran dipantau, {formats.number(len(known))} terukur"
    lasting = sum(row.end is None for row in view.outages)
    still = f", {formats.number(lasting)} masih berlangsung" if lasting else ""
    yield Paragraph(
        f"{said}; {formats.number(len(view.outages))} gangguan dalam jadwal{still}. Rinciannya di lampiran."
    )
    columns = (
        Column("Sasaran", 44),
        Column("Tempat", 32),
        Column("Jadwal", 22),
        Column("Ketersediaan", 22, "right"),
        Column("Putus", 30, "right"),
        Column("Gangguan", 18, "right"),
    )
    ordered = sorted(view.availability, key=lambda row: (row.availability is None, row.availability or 0.0))
    rows = [
        Row(
            (
                text(row.name),
                text(row.place),
                text(row.schedule),
                percent(row.availability, 2),
                Cell(formats.NONE if row.availability is None else formats.duration(row.seconds.get(State.DOWN, 0.0))),
                count(row.outages),
            )
        )
        for row in ordered
    ]
    shown, note = capped(rows, _TARGETS_MOST, "Ketersediaan")
    told = " ".join(filter(None, ("Terendah dahulu; — berarti tidak terukur.", note)))
    yield Table("Ketersediaan sasaran dalam jadwalnya", columns, shown, told, is_small=True)
    if view.decisions:
        yield _decisions(view)


def _decisions(view: ReportView) -> Table:
    zone, label = view.office.zone, view.office.zone_label
    columns = (
        Column("Sasaran", 44),
        Column("Tempat", 32),
        Column(f"Mulai ({label})", 34),
        Column(f"Berakhir ({label})", 34),
        Column("Dasar", 50),
    )
    rows = [
        Row(
            (
                text(row.name),
                text(row.place),
                moment(row.start, zone) if row.start else text(formats.short_date(row.since)),
                moment(row.end, zone),
                text(row.word),
            )
        )
        for row in view.decisions
    ]
    shown, note = capped(rows, _TARGETS_MOST, "Ketersediaan")
    return Table("Pemeliharaan terencana dan sasaran yang dinonaktifkan", columns, shown, note, is_small=True)


def _backups(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "B. Cadangan data")
    if not view.backups:
        yield Paragraph(_SILENT, "note")
        return
    heaps: defaultdict[tuple[str, str], Counter[Heap | None]] = defaultdict(Counter)
    lasts: dict[tuple[str, str], ReportBackup] = {}
    for row in view.backups:
        heaps[row.name, row.place][row.heap] += 1
        if row.finished_at is not None:
            lasts[row.name, row.place] = row
    columns = (
        Column("Cadangan", 44),
        Column("Tempat", 24),
        Column("Terjadwal", 18, "right"),
        Column("Tepat", 14, "right"),
        Column("Tidak tepat", 14, "right"),
        Column("Lainnya", 15, "right"),
        Column(f"Terakhir selesai ({view.office.zone_label})", 40),
    )
    rows = []
    for key, own in heaps.items():
        others = sum(own.values()) - own[Heap.MET] - own[Heap.MISSED]
        last = moment(lasts[key].finished_at if key in lasts else None, view.office.zone)
        counts = (count(sum(own.values())), count(own[Heap.MET]), count(own[Heap.MISSED]), count(others))
        rows.append(Row((text(key[0]), text(key[1]), *counts, last)))
    note = "Lainnya: dikecualikan, tidak terpantau, atau di luar hitungan."
    yield Table("Cadangan terjadwal", columns, tuple(rows), note, is_small=True)
    yield from _bad_backups(view)


def _bad_backups(view: ReportView) -> Iterator[Block]:
    columns = (
        Column("Cadangan", 42),
        Column(f"Jadwal ({view.office.zone_label})", 36),
        Column(f"Selesai ({view.office.zone_label})", 36),
        Column("Keadaan", 30),
        Column("Pemeriksaan yang gagal", 40),
    )
    zone = view.office.zone
    rows = [
        Row(
            (
                text(row.name),
                moment(row.scheduled_at, zone),
                moment(row.finished_at, zone),
                text(row.words or (HEAP_WORDS[row.heap] if row.heap else "")),
                text(check_names(row.failed)),
            )
        )
        for row in view.backups
        if row.heap in (Heap.MISSED, Heap.UNMONITORED) or row.failed
    ]
    if rows:
        shown, note = capped(rows, _BACKUPS_MOST, "Cadangan")
        yield Table("Cadangan yang tidak tepat atau tidak terpantau", columns, shown, note, is_small=True)


def _sending(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "C. Rekaman terkirim")
    if not view.sending:
        yield Paragraph(_SILENT, "note")
        return
    growth: dict[str, list[int]] = {}
    for each in view.sending:
        sums = growth.setdefault(each.place, [0, 0, 0, 0, 0])
        sums[0] += each.growth or 0
        sums[1] += each.growth is not None
        sums[2] += each.resets
        sums[3] += each.measured_hours
        sums[4] += each.hours
    columns = (
        Column("Tempat", 50),
        Column("Rekaman terkirim", 28, "right"),
        Column("Mulai ulang", 22, "right"),
        Column("Jam terukur", 22, "right"),
        Column("Jam seluruhnya", 24, "right"),
    )
    rows = tuple(
        Row((text(place), count(sums[0] if sums[1] else None), *(count(each) for each in sums[2:])))
        for place, sums in growth.items()
    )
    note = "Pertambahan sesudah mulai ulang; — berarti tidak terukur, bukan nol."
    yield Table("Rekaman terkirim pada periode", columns, rows, note, is_small=True)
