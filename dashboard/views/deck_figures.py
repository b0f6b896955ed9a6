"""Slides of the compliance figures: the summary, places against the target, and the trend."""

from __future__ import annotations

from dashboard import formats
from dashboard.model import Compliance
from dashboard.views.deck_rows import Bar, Bars, Body, Fact, Facts, Lines, Nothing, Series, Slide, paged
from dashboard.views.deck_words import (
    UNMEASURED,
    first_letter,
    interim_word,
    joined,
    share,
    share_words,
    standing_words,
    when_empty,
)
from dashboard.views.report_rows import PlaceRow, ReportView, TrendPoint
from dashboard.views.standing import FEW, judge

BARS_A_SLIDE = 18


def summary_slides(view: ReportView) -> tuple[Slide, ...]:
    """Pelaksanaan, whole SOPs and pengukuran, each by itself."""
    found = view.totals
    facts = (
        _fact(view, "Pelaksanaan langkah", found.pelaksanaan, "pelaksanaan"),
        _fact(view, "Seluruh SOP", found.sop_totals, "pelaksanaan"),
        _fact(view, "Pengukuran oleh mesin", found.pengukuran, "jam"),
    )
    work, measured = (_against(row, found.target) for row in (found.pelaksanaan, found.pengukuran))
    said = f"pelaksanaan {work}; pengukuran {measured}"
    lead = joined(f"Target {formats.percent(found.target)}", interim_word(view))
    body: Body = Facts(facts)
    if found.pelaksanaan is None and found.sop_totals is None and found.pengukuran is None:
        body = Nothing("Tidak terukur: tidak ada pelaksanaan dan pengukuran dalam periode ini.", when_empty(view))
    return (Slide("ringkasan", first_letter(said), lead, body),)


def _against(row: Compliance | None, target: float) -> str:
    if row is None or row.compliance is None:
        return UNMEASURED
    stand = "mencapai" if row.compliance >= target else "di bawah"
    return f"{share(row.compliance, target)}, {stand} target"


def _fact(view: ReportView, label: str, row: Compliance | None, unit: str) -> Fact:
    state = judge(None if row is None else row.compliance, view.totals.target)
    if row is None:
        return Fact(label, formats.NONE, state, UNMEASURED, ("tidak ada yang tercatat dalam periode ini",))
    lines = [
        f"n{formats.NBSP}{formats.number(row.n)} {unit}: {formats.number(row.met)} tepat, "
        f"{formats.number(row.missed)} tidak tepat",
        f"cakupan {formats.percent(row.coverage)}; tidak terpantau {formats.number(row.unmonitored)}",
        f"sebelum pengecualian {formats.percent(row.compliance_before)}; dikecualikan {formats.number(row.excused)}",
    ]
    if view.interim and row.best is not None and unit != "jam":
        lines.append(
            f"akhir periode {formats.percent(row.worst)} sampai {formats.percent(row.best)}; "
            f"tunggakan {formats.number(row.backlog)}"
        )
    elif row.backlog:
        lines.append(f"tunggakan {formats.number(row.backlog)}")
    return Fact(label, share(row.compliance, view.totals.target), state, standing_words(state), tuple(lines))


def place_slides(view: ReportView) -> tuple[Slide, ...]:
    """Places by pelaksanaan, best first, against the target."""
    target = view.totals.target
    rows = [row for row in view.places if row.pelaksanaan is not None]
    judged = [row for row in rows if row.pelaksanaan is not None and row.pelaksanaan.compliance is not None]
    silent = [row.name for row in view.places if row not in judged]
    if not judged:
        body = Nothing("Tidak terukur: belum ada pelaksanaan yang dinilai di tempat mana pun.", when_empty(view))
        return (Slide("kepatuhan", "Kepatuhan per kecamatan tidak terukur", "", body),)
    lead = joined(
        f"Pelaksanaan semua SOP; n kurang dari {FEW} tidak diperingkat",
        f"tidak terukur: {', '.join(silent)}" if silent else "",
        interim_word(view),
    )
    pages: list[Body] = [
        Bars(
            "Kepatuhan pelaksanaan",
            tuple(_bar(row, target) for row in rows[first : first + BARS_A_SLIDE]),
            True,
            target=target,
        )
        for first in range(0, len(rows), BARS_A_SLIDE)
    ]
    return paged(Slide("kepatuhan", _places_finding(judged, target), lead, pages[0]), pages)


def _places_finding(judged: list[PlaceRow], target: float) -> str:
    below = [row for row in judged if row.pelaksanaan and (row.pelaksanaan.compliance or 0.0) < target]
    if not below:
        return f"Semua {formats.number(len(judged))} tempat mencapai target {formats.percent(target)}"
    said = f"{formats.number(len(below))} dari {formats.number(len(judged))} tempat di bawah target"
    ranked = [row for row in below if row.rank is not None]
    return f"{said}; terendah {ranked[-1].name} {share_words(ranked[-1].pelaksanaan, target)}" if ranked else said


def _bar(row: PlaceRow, target: float) -> Bar:
    figures = row.pelaksanaan
    label = row.name if row.rank is None else f"{row.rank}. {row.name}"
    if figures is None or figures.compliance is None:
        return Bar(label, None, UNMEASURED, row.standing)
    said = f"{share(figures.compliance, target)} · n{formats.NBSP}{formats.number(figures.n)}"
    return Bar(label, figures.compliance, said, row.standing, weak=figures.n < FEW)


def trend_slides(view: ReportView) -> tuple[Slide, ...]:
    """The office's pelaksanaan figure by week or month."""
    strong = [point for point in view.trend if point.figures.compliance is not None and point.figures.n >= FEW]
    if not any(point.figures.compliance is not None for point in view.trend):
        body = Nothing("Tidak terukur: belum ada pelaksanaan yang dinilai.", when_empty(view))
        return (Slide("tren", "Tren kepatuhan tidak terukur", "", body),)
    lines = Lines(
        labels=tuple(_point_label(point) for point in view.trend),
        series=(Series("Kepatuhan pelaksanaan", tuple(point.figures.compliance for point in view.trend)),),
        limit=view.totals.target,
        limit_name=f"target {formats.percent(view.totals.target)}",
        is_share=True,
        weak=frozenset(place for place, point in enumerate(view.trend) if point.figures.n < FEW),
    )
    lead = joined(f"Pelaksanaan seluruh kantor; ° lingkaran kosong: n kurang dari {FEW}", interim_word(view))
    return (Slide("tren", _trend_finding(strong), lead, lines),)


def _point_label(point: TrendPoint) -> str:
    day, month = formats.short_date(point.start).split(" ")[:2]
    return f"{day} {month}\nn{formats.NBSP}{formats.number(point.figures.n)}{'°' if point.figures.n < FEW else ''}"


def _trend_finding(strong: list[TrendPoint]) -> str:
    if len(strong) < 2:
        return "Belum cukup titik untuk membaca arah kepatuhan"
    first, last = strong[0].figures.compliance or 0.0, strong[-1].figures.compliance or 0.0
    before, after = formats.percent(first), formats.percent(last)
    if before == after:
        return f"Kepatuhan tetap {after} sejak {formats.long_date(strong[0].start)}"
    return f"Kepatuhan {'naik' if last > first else 'turun'} dari {before} menjadi {after}"
