"""VII. LKjIP, VIII. Dikecualikan, IX. Tindak lanjut, penutup and signature."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import formats
from dashboard.exports.letter.blocks import Block, Cell, Column, Heading, Paragraph, Row, Signature, Table
from dashboard.exports.letter.opening import place_and_date
from dashboard.exports.letter.words import capped, count, moment, text
from dashboard.exports.report_text import SIMULATED_LONG, plain, printable, shortened
from dashboard.offices import BLANK
from dashboard.views.report_rows import ReportLkjip, ReportView
from dashboard.views.run_words import HEAP_WORDS

_LKJIP_MOST, _EXCUSED_MOST, _ACTIONS_MOST = 200, 500, 60
_LETTERS = 110


def lkjip_part(view: ReportView) -> Iterator[Block]:
    """Achievement where less time is better."""
    yield Heading(1, "VII. Capaian Kinerja (LKjIP)")
    if not view.lkjip:
        yield Paragraph("Tidak ada pelaksanaan selesai dengan waktu baku pada periode ini.", "note")
        return
    columns = (
        Column("SOP dan langkah", 78),
        Column("Selesai", 14, "right"),
        Column("Target", 26, "right"),
        Column("Realisasi", 26, "right"),
        Column("Capaian", 18, "right"),
    )
    shown, more = capped([_lkjip_row(row) for row in view.lkjip], _LKJIP_MOST, "LKjIP")
    note = "Capaian = (2 × target − realisasi) ÷ target × 100 %; target dan realisasi rata-rata waktu kerja."
    yield Table("Capaian menurut rumus LKjIP", columns, shown, f"{note} {more}".strip(), is_small=True)


def _lkjip_row(row: ReportLkjip) -> Row:
    doing = shortened(printable(row.kegiatan), _LETTERS)
    words = f"{printable(row.sop_title)}, {row.step[:1].lower()}{row.step[1:]}" + (f": {doing}" if doing else "")
    return Row(
        (
            Cell(words),
            count(row.runs),
            Cell(formats.duration(row.target_s)),
            Cell(formats.duration(row.realisasi_s)),
            Cell(formats.points(row.achievement)),
        )
    )


def excused_part(view: ReportView) -> Iterator[Block]:
    """Who took what out of the count, and why."""
    yield Heading(1, "VIII. Dikecualikan dari Hitungan")
    if not view.excused:
        yield Paragraph("Tidak ada yang dikecualikan.")
        return
    columns = (
        Column("No", 9, "right"),
        Column("Tiket", 34),
        Column("Tempat", 24),
        Column("SOP dan langkah", 42),
        Column("Semula", 20),
        Column("Alasan", 40),
        Column("Petugas dan waktu", 34),
    )
    rows = []
    for number, row in enumerate(view.excused, 1):
        when = plain(formats.date_clock(row.at, view.office.zone))
        who = f"{printable(row.officer) or formats.NONE}, {when}"
        named = f"{printable(row.sop_title)}, {row.step[:1].lower()}{row.step[1:]}"
        before = HEAP_WORDS[row.before] if row.before is not None else ""
        cells = (text(row.number), text(row.place), text(named), text(before), text(row.reason), text(who))
        rows.append(Row((count(number), *cells)))
    shown, more = capped(rows, _EXCUSED_MOST, "Dikecualikan")
    yield Table("Pelaksanaan yang dikecualikan", columns, shown, more, is_small=True)


def actions_part(view: ReportView) -> Iterator[Block]:
    """What waits for somebody, most pressing first."""
    yield Heading(1, "IX. Tindak Lanjut")
    if not view.actions:
        yield Paragraph("Tidak ada yang menunggu tindak lanjut pada saat angka dibekukan.")
        return
    columns = (
        Column("No", 9, "right"),
        Column("Perihal", 26),
        Column("Tempat", 26),
        Column("Uraian", 84),
        Column(f"Jatuh tempo ({view.office.zone_label})", 32),
    )
    rows = [
        Row(
            (
                count(number),
                text(row.kind),
                text(row.place),
                text(row.text),
                moment(row.due_at, view.office.zone),
            )
        )
        for number, row in enumerate(view.actions, 1)
    ]
    shown, more = capped(rows, _ACTIONS_MOST, "Tindak lanjut")
    yield Table("Yang perlu ditindaklanjuti", columns, shown, more, is_small=True)


def closing_part(view: ReportView) -> Iterator[Block]:
    """Penutup, and who signs as far as the office file says so."""
    yield Heading(1, "Penutup")
    said = "Demikian laporan ini dibuat untuk dipergunakan sebagaimana mestinya."
    yield Paragraph(f"{said} {SIMULATED_LONG}" if view.simulated else said, keep_with_next=True)
    signs = view.office.head.signatory
    below = (*filter(None, (printable(signs.pangkat) or BLANK,)), f"NIP {printable(signs.nip) or BLANK}")
    above = (place_and_date(view), f"{printable(signs.jabatan) or BLANK},")
    yield Signature(above, printable(signs.nama) or BLANK, below, is_blank=not signs.nama)
