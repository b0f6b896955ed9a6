"""The letter's figures: III. Ringkasan and IV. Kepatuhan."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import formats
from dashboard.exports.letter.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Row,
    Table,
)
from dashboard.exports.letter.heatmap import heatmap_tables
from dashboard.exports.letter.words import KEY, count, figure_cells, figure_columns, lowered, percent, text
from dashboard.exports.report_charts import Bar, Point, bars, trend_line
from dashboard.exports.report_text import NOTHING, SIMULATED, printable, shortened, standing_line, told_share
from dashboard.figures.template import SIGNS
from dashboard.model import Compliance, Kind
from dashboard.views.report_rows import ReportView, TrendPoint
from dashboard.views.standing import FEW, judge

_BARS_MOST = 60
_KEGIATAN_LETTERS = 90


def summary_part(view: ReportView) -> Iterator[Block]:
    """III. Ringkasan."""
    yield Heading(1, "III. Ringkasan")
    if view.is_empty:
        yield Paragraph(NOTHING, "warning")
        return
    if standing := standing_line(view):
        yield Paragraph(standing, "warning", keep_with_next=True)
    yield Figures(tuple(_figure(view, words, row) for words, row in _totals(view)))
    for said in _findings(view):
        yield Paragraph(said)
    target = view.totals.target
    columns = (
        *figure_columns("Angka kantor", share=34),
        Column("Dikecualikan", 23, "right"),
        Column("Tidak terpantau", 20, "right"),
        Column("Tunggakan", 22, "right"),
    )
    rows = [Row((text(words), *figure_cells(row, target), *_rest(row))) for words, row in _totals(view)]
    note = f"Ketiganya tidak pernah dijumlahkan. {KEY}"
    yield Table("Angka kantor pada periode laporan", columns, tuple(rows), note, is_small=True)


def _totals(view: ReportView) -> Iterator[tuple[str, Compliance | None]]:
    if Kind.PELAKSANAAN in view.scope.kinds:
        yield "Pelaksanaan langkah", view.totals.pelaksanaan
        yield "Seluruh SOP", view.totals.sop_totals
    if Kind.PENGUKURAN in view.scope.kinds:
        yield "Pengukuran (jam)", view.totals.pengukuran


def _rest(row: Compliance | None) -> tuple[Cell, ...]:
    return tuple(count(None if row is None else getattr(row, name)) for name in ("excused", "unmonitored", "backlog"))


def _figure(view: ReportView, words: str, row: Compliance | None) -> Figure:
    state = judge(None if row is None else row.compliance, view.totals.target)
    if row is None or row.compliance is None:
        return Figure(words, formats.NONE, ("tidak ada yang dinilai",), state)
    lines = (
        f"n {formats.number(row.n)}, sasaran {formats.percent(view.totals.target)}",
        f"cakupan {formats.percent(row.coverage, 2)}",
        f"sebelum dikecualikan {formats.percent(row.compliance_before)}",
    )
    return Figure(words, f"{SIGNS[state]} {told_share(row.compliance, view.totals.target)}", lines, state)


def _findings(view: ReportView) -> Iterator[str]:
    """What a reader must know, in sentences made of the figures alone."""
    own = view.totals.pelaksanaan
    if own is not None and own.compliance is not None:
        met, n = formats.number(own.met), formats.number(own.n)
        stands = "mencapai" if own.compliance >= view.totals.target else "belum mencapai"
        share = told_share(own.compliance, view.totals.target)
        said = f"Dari {n} pelaksanaan langkah yang dinilai, {met} tepat waktu ({share}), "
        said += f"{stands} sasaran {formats.percent(view.totals.target)}."
        if own.backlog:
            said += f" Sebanyak {formats.number(own.backlog)} di antaranya lewat waktu dan belum selesai (tunggakan)."
        yield said
    ranked = [row for row in view.places if row.rank is not None and row.pelaksanaan is not None]
    if len(ranked) > 1:
        best, last = ranked[0], ranked[-1]
        yield (
            f"Kepatuhan tertinggi di {printable(best.name)} ({_told(best.pelaksanaan)}), terendah di "
            f"{printable(last.name)} ({_told(last.pelaksanaan)})."
        )
    if view.worst:
        row = view.worst[0]
        doing = f" ({lowered(shortened(printable(row.kegiatan), _KEGIATAN_LETTERS))})" if row.kegiatan else ""
        yield (
            f"Langkah yang paling sering tidak tepat: {printable(row.sop_title)}, {lowered(row.step)}{doing}, "
            f"{_told(row.figures)}."
        )


def _told(row: Compliance | None) -> str:
    if row is None:
        return formats.NONE
    return f"{formats.percent(row.compliance)}, n{formats.NBSP}{formats.number(row.n)}"


def compliance_part(view: ReportView) -> Iterator[Block]:
    """IV. Kepatuhan: places, SOPs, trend, weakest steps, and every step by place."""
    yield Heading(1, "IV. Kepatuhan")
    if not view.rows:
        yield Paragraph(NOTHING, "note")
        return
    yield from _places(view)
    yield from _sops(view)
    yield from _trend(view)
    yield from _worst(view)
    tables, silent = heatmap_tables(view)
    if tables or silent:
        yield Heading(2, "E. Kepatuhan tiap langkah dan tempat")
        yield Paragraph(
            f"Tiap sel: kepatuhan, lalu n. {KEY} Sel kosong: langkah itu tidak ada pada periode ini.",
            "note",
            keep_with_next=bool(tables),
        )
        yield from tables
    if silent:
        yield Paragraph(f"Belum ada yang dinilai, bukan nol: {'; '.join(silent)}.")


def _places(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "A. Kepatuhan per kecamatan")
    target = view.totals.target
    drawn = [
        Bar(printable(row.name), row.pelaksanaan.compliance, row.pelaksanaan.n, row.standing, row.rank is None)
        for row in view.places
        if row.pelaksanaan is not None
    ]
    if drawn:
        caption = "Kepatuhan pelaksanaan per tempat terhadap sasaran"
        more = f"; {len(drawn) - _BARS_MOST} tempat lagi pada tabel" if len(drawn) > _BARS_MOST else ""
        yield _bar_chart(view, caption + more, drawn[:_BARS_MOST])
    columns = (
        Column("No", 9, "right"),
        *figure_columns("Tempat", share=38),
        Column("Pengukuran (jam)", 20, "right"),
        Column("n jam", 15, "right"),
    )
    rows = tuple(
        Row(
            (
                Cell(formats.NONE if row.rank is None else formats.number(row.rank)),
                text(row.name),
                *figure_cells(row.pelaksanaan, target),
                percent(None if row.pengukuran is None else row.pengukuran.compliance),
                count(None if row.pengukuran is None else row.pengukuran.n),
            )
        )
        for row in view.places
    )
    note = f"Terbaik dahulu menurut pelaksanaan; — pada nomor: n di bawah {FEW}, tidak diperingkat. {KEY}"
    yield Table("Kepatuhan per kecamatan dan Dinas", columns, rows, note, is_small=True)


def _sops(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "B. Kepatuhan per SOP")
    found = [(row, row.pelaksanaan or row.pengukuran) for row in view.by_sop]
    drawn = [
        Bar(printable(row.title), own.compliance, own.n, row.standing, own.n < FEW)
        for row, own in found
        if own is not None
    ]
    if drawn:
        yield _bar_chart(view, "Kepatuhan per SOP terhadap sasaran", drawn[:_BARS_MOST])
    columns = (
        *figure_columns("SOP", share=48),
        Column("Seluruh SOP", 19, "right"),
        Column("n SOP", 12, "right"),
    )
    rows = []
    for row, own in found:
        measured = row.pelaksanaan is None and row.pengukuran is not None
        words = printable(row.title) + (" (pengukuran, jam)" if measured else "")
        whole = row.sop_totals
        ends = (
            percent(None if whole is None else whole.compliance),
            count(None if whole is None else whole.n),
        )
        rows.append(Row((text(words), *figure_cells(own, view.totals.target), *ends)))
    yield Table("Kepatuhan per SOP", columns, tuple(rows), KEY, is_small=True)


def _bar_chart(view: ReportView, caption: str, drawn: list[Bar]) -> Chart:
    target = view.totals.target
    told = "; ".join(f"{bar.name} {_share(bar.share, target)} (n {formats.number(bar.n)})" for bar in drawn[:20])
    alt = f"Grafik batang. {caption} {formats.percent(target)}: {told}."
    return Chart(_marked(view, caption), bars(drawn, target), alt)


def _share(share: float | None, target: float) -> str:
    return formats.NONE if share is None else told_share(share, target)


def _marked(view: ReportView, caption: str) -> str:
    return f"{caption} ({SIMULATED})" if view.simulated else caption


def _trend(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "C. Kecenderungan")
    if not any(point.figures.n for point in view.trend):
        yield Paragraph("Belum ada pelaksanaan yang dinilai pada periode ini.", "note")
        return
    drawn = [Point(_short(point), point.figures.compliance, point.figures.n) for point in view.trend]
    told = "; ".join(f"{each.name} {_share(each.share, view.totals.target)}" for each in drawn)
    caption = "Kepatuhan pelaksanaan dari waktu ke waktu"
    alt = f"Grafik garis. {caption}, sasaran {formats.percent(view.totals.target)}: {told}."
    yield Chart(_marked(view, caption), trend_line(drawn, view.totals.target), alt)
    rows = tuple(
        Row((text(formats.period(point.start, point.end)), *figure_cells(point.figures, view.totals.target)))
        for point in view.trend
    )
    yield Table("Kecenderungan pelaksanaan", figure_columns("Bagian periode"), rows, is_small=True)


def _short(point: TrendPoint) -> str:
    """``3–9 Nov``, or ``Nov 2026`` for a month."""
    if (point.end - point.start).days > 7:
        return formats.short_date(point.start).split(" ", 1)[1]
    month = formats.short_date(point.end).split(" ")[1]
    return f"{point.start.day}–{point.end.day} {month}" if point.start != point.end else f"{point.end.day} {month}"


def _worst(view: ReportView) -> Iterator[Block]:
    yield Heading(2, "D. Langkah yang paling sering tidak tepat")
    if not view.worst:
        yield Paragraph(f"Tidak ada langkah dengan n {FEW} atau lebih yang tidak tepat.", "note")
        return
    columns = (
        Column("SOP dan langkah", 74),
        Column("Tidak tepat", 15, "right"),
        Column("n", 12, "right"),
        Column("Kepatuhan", 20, "right"),
        Column("Median waktu baku terpakai", 22, "right"),
        Column("P90 waktu baku terpakai", 22, "right"),
        Column("Tunggakan", 20, "right"),
    )
    rows = []
    for row in view.worst:
        own = row.figures
        doing = shortened(printable(row.kegiatan), _KEGIATAN_LETTERS)
        named = f"{printable(row.sop_title)}, {lowered(row.step)}: {doing}".rstrip(": ")
        cells = (count(own.missed), count(own.n), figure_cells(own, view.totals.target)[3])
        ends = (percent(own.median_share, 0), percent(own.p90_share, 0), count(own.backlog))
        rows.append(Row((text(named), *cells, *ends)))
    note = f"Semua tempat, n sekurang-kurangnya {FEW}."
    yield Table("Langkah terlemah", columns, tuple(rows), note, is_small=True)
