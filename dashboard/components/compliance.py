"""The parts of ``/kepatuhan`` around its charts: period picker, figures and the table of all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.charts import Names, nothing, rows_of
from dashboard.components.elements import html
from dashboard.components.kpi import coverage_words, kpi
from dashboard.components.period import period_form
from dashboard.components.period_bar import choices, menu
from dashboard.components.question import Pick, Question, Versus, presets, versus_text
from dashboard.components.table import Cell, table
from dashboard.figures.frames import column_label
from dashboard.figures.heatmap import change_text
from dashboard.model import Compliance, Kind
from dashboard.views.change import Change, Earlier, change_of, sops_in_other_versions
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW, judge

KIND_WORDS = {Kind.PELAKSANAAN: "Pelaksanaan", Kind.PENGUKURAN: "Pengukuran"}
KIND_NOTES = {
    Kind.PELAKSANAAN: "tiket dan pekerjaan terjadwal yang dikerjakan orang",
    Kind.PENGUKURAN: "jam-jam yang diukur mesin",
}


def controls(question: Question, today: date, sops: Sequence[tuple[str, str]] = ()) -> Component:
    """Period, kind, form, the period to compare with and the SOP; everything leads to an address.

    ``sops``: id and title of those that can be chosen.
    """
    plain = replace(question, pick=None, opened=None)
    named = [
        (each.label, replace(plain, start=each.start, end=each.end).href(), "", (each.start, each.end) == _days(plain))
        for each in presets(today)
    ]
    kinds = [
        (KIND_WORDS[kind], replace(plain, kind=kind).href(), KIND_NOTES[kind], kind is plain.kind) for kind in Kind
    ]
    views = [
        (word, replace(plain, as_table=as_table).href(), "", as_table is plain.as_table)
        for word, as_table in (("Grafik", False), ("Tabel", True))
    ]
    own = period_form("/kepatuhan", plain.start, plain.end, _kept(plain))
    return html.Div(
        [
            menu("", formats.period(plain.start, plain.end), [], [own]),
            choices("Periode", named),
            choices("Jenis angka", kinds),
            choices("Bentuk", views),
            _versus_menu(plain),
            *([_sop_menu(plain, sops)] if sops else []),
        ],
        className="controls controls-bar",
    )


def _days(question: Question) -> tuple[date, date]:
    return question.start, question.end


def _kept(question: Question) -> dict[str, str]:
    """All but the period, as the hidden fields of a form carry it."""
    return {
        "kantor": question.office,
        "jenis": str(question.kind),
        "tampil": "tabel" if question.as_table else "",
        "sop": question.sop,
        "banding": "" if question.versus is None else versus_text(question.versus),
    }


def _versus_menu(question: Question) -> Component:
    """What to compare with: nothing, the time before, the year before, or two days of one's own."""
    words = {None: "tidak", Versus.BEFORE: "sebelumnya", Versus.YEAR_AGO: "tahun lalu"}
    found = []
    for versus, word in ((None, "Tanpa pembanding"), (Versus.BEFORE, "Sebelumnya"), (Versus.YEAR_AGO, "Tahun lalu")):
        to = replace(question, versus=versus)
        days = to.earlier()
        found.append((word + (f", {formats.period(*days)}" if days else ""), to.href(), versus == question.versus))
    days = question.earlier() or replace(question, versus=Versus.BEFORE).earlier() or _days(question)
    kept = _kept(question) | {"dari": question.start.isoformat(), "sampai": question.end.isoformat(), "banding": ""}
    own = period_form("/kepatuhan", *days, kept, names=("dari2", "sampai2"))
    chosen = words.get(question.versus) if isinstance(question.versus, Versus | None) else formats.period(*days)
    return menu("Banding", chosen or "", found, [own])


def _sop_menu(question: Question, sops: Sequence[tuple[str, str]]) -> Component:
    found = [("Semua SOP", replace(question, sop="").href(), not question.sop)]
    found += [(title, replace(question, sop=sop).href(), sop == question.sop) for sop, title in sops]
    titles = dict(sops)
    return menu("SOP", formats.sop_short(titles[question.sop]) if question.sop in titles else "semua", found)


def period_notes(view: ComplianceView, question: Question, names: Names, earlier: Earlier | None) -> Component:
    """What has to be known before two figures are read: what still runs, what is compared, what cannot be."""
    notes = [formats.period(question.start, question.end)]
    if question.sop:
        notes.append(f"hanya {names.sop_title(question.sop)}")
    if view.running:
        notes.append("masih berjalan: yang belum jatuh tempo belum dihitung")
    if earlier is not None:
        other = formats.period(earlier.view.start, earlier.view.end)
        notes.append(f"dibanding {other}" + (" (masih berjalan)" if earlier.view.running else ""))
        changed = sops_in_other_versions(rows_of(view, question.kind), earlier)
        if changed:
            titles = ", ".join(formats.sop_short(names.sop_title(sop)) for sop in changed)
            notes.append(f"versi SOP berbeda di antara kedua periode, tidak dibandingkan per langkah: {titles}")
    period, *more = notes  # on screen the bar above names the period; a printed page has no bar
    said = [html.Span(period, className="period-printed"), *(html.Span(each) for each in more)]
    return html.P(said, className="period-notes")


def figures_row(view: ComplianceView, kind: Kind, earlier: Earlier | None = None) -> Component:
    """The figures of the chosen kind, the other kind's beside them, never added."""
    own = {Kind.PELAKSANAAN: view.figures.pelaksanaan, Kind.PENGUKURAN: view.figures.pengukuran}
    before: dict[Kind, Compliance | None] = {}
    if earlier is not None:
        past = earlier.view.figures
        before = {Kind.PELAKSANAAN: past.pelaksanaan, Kind.PENGUKURAN: past.pengukuran}
    row, target = own[kind], view.figures.target
    other = next(each for each in Kind if each is not kind)
    value, beside = _compliance(row), _compliance(own[other])
    few = row is not None and 0 < row.n < FEW
    note = f"target {formats.percent(target)}" + (f" · n kurang dari {FEW}, lemah" if few else "")
    head = kpi(
        f"Kepatuhan {KIND_WORDS[kind].lower()}",
        formats.percent(value),
        note,
        state=judge(value, target),
        big=True,
        compared=_told(row, before.get(kind), earlier),
    )
    tail = kpi(
        KIND_WORDS[other],
        formats.percent(beside),
        coverage_words(own[other]),
        state=judge(beside, target),
        compared=_told(own[other], before.get(other), earlier),
    )
    facts = _facts(row, None if earlier is None else _plain_facts(before.get(kind)))
    columns = [dbc.Col(head, xs=12, md=4, xl=True), *(dbc.Col(each, xs=6, md=4, xl=True) for each in (*facts, tail))]
    return dbc.Row(columns, className="g-2 kpi-row")


def _told(row: Compliance | None, before: Compliance | None, earlier: Earlier | None) -> str:
    """``▲ 2,1 poin dari 87,9 % (n 480)``, or the earlier figure and that the two cannot be compared."""
    if earlier is None:
        return ""
    change, n = change_of(row, before), 0 if before is None else before.n
    past = f"{formats.percent(_compliance(before))} (n{formats.NBSP}{formats.number(n)})"
    if change.points is None:
        return f"tidak dapat dibandingkan dengan {past}"
    return f"{change_text(change)} poin dari {past}"


def _compliance(row: Compliance | None) -> float | None:
    return None if row is None else row.compliance


_FACTS = ("Sebelum dikecualikan", "Cakupan", "Dinilai (n)", "Terburuk–terbaik", "Tunggakan")


def _plain_facts(row: Compliance | None) -> list[str]:
    """The figures that make a percentage believable, without their notes."""
    if row is None:
        return [formats.NONE] * len(_FACTS)
    return [
        formats.percent(row.compliance_before),
        formats.percent(row.coverage),
        formats.number(row.n),
        _span(row),
        formats.number(row.backlog),
    ]


def _facts(row: Compliance | None, before: Sequence[str] | None) -> list[Component]:
    """What makes a percentage believable; without any run five dashes and why."""
    notes = ["belum ada yang dinilai"] * len(_FACTS)
    if row is not None:
        notes = [
            f"{formats.number(row.excused)} dikecualikan",
            f"{formats.number(row.unmonitored)} tidak terpantau",
            f"{formats.number(row.met)} tepat, {formats.number(row.missed)} tidak",
            "menurut yang berjalan",
            "lewat, masih terbuka",
        ]
    compared = ["" if before is None else f"pembanding {each}" for each in (before or [""] * len(_FACTS))]
    found = zip(_FACTS, _plain_facts(row), notes, compared, strict=True)
    return [kpi(label, value, note, compared=past) for label, value, note, past in found]


def _span(row: Compliance | None) -> str:
    if row is None or row.worst is None or row.best is None:
        return formats.NONE
    if row.worst == row.best:
        return formats.percent(row.best)
    return f"{formats.number(row.worst * 100, 1)}–{formats.percent(row.best)}"


def numbers_table(view: ComplianceView, question: Question, names: Names, earlier: Earlier | None = None) -> Component:
    """All numbers of the chosen kind as a table; each row leads to its runs."""
    rows = rows_of(view, question.kind)
    if not rows:
        return nothing(question)
    compared = () if earlier is None else ("Pembanding", "n pembanding", "Perubahan (poin)")
    headings = (
        "Kecamatan",
        *(() if question.sop else ("SOP",)),
        "Langkah",
        "Kepatuhan",
        "n",
        *compared,
        "Tepat",
        "Tidak tepat",
        "Dikecualikan",
        "Tak terpantau",
        "Cakupan",
        "Median",
        "p90",
        "Tunggakan",
        "Mengapa",
    )
    return table(
        "angka",
        f"{KIND_WORDS[question.kind]} {formats.period(question.start, question.end)}"
        + ("" if earlier is None else f" dibanding {formats.period(earlier.view.start, earlier.view.end)}"),
        headings,
        [_number_cells(row, question, names, earlier) for row in rows],
        file_name=f"kepatuhan-{question.office}-{question.start}-{question.end}-{question.kind}",
    )


def _number_cells(row: Compliance, question: Question, names: Names, earlier: Earlier | None) -> list[Cell | str]:
    pick = Pick(row.kecamatan, row.sop, row.from_step, row.scope)
    title = names.sop_title(row.sop)
    return [
        names.places.get(row.kecamatan, "Dinas"),
        *([] if question.sop else [Cell(html.Span(formats.sop_short(title), title=title), title)]),
        Cell(column_label(row), row.from_step or 0),
        _share(row.compliance),
        Cell(formats.number(row.n), row.n),
        *([] if earlier is None else _change_cells(earlier.of_row(row))),
        *(Cell(formats.number(count), count) for count in (row.met, row.missed, row.excused, row.unmonitored)),
        _share(row.coverage),
        _share(row.median_share),
        _share(row.p90_share),
        Cell(formats.number(row.backlog), row.backlog),
        Cell(dcc.Link("pelaksanaan", href=replace(question, pick=pick).href() + "#mengapa"), ""),
    ]


def _change_cells(change: Change) -> list[Cell | str]:
    """The earlier figure, its n, and the points; a change that cannot be told sorts below all."""
    n = 0 if change.before is None else change.before.n
    told = (
        Cell(html.Span("tidak dapat dibandingkan", title=change.why_not), "")
        if change.points is None
        else Cell(change_text(change), round(change.points, 6))
    )
    return [_share(_compliance(change.before)), Cell(formats.number(n), n), told]


def _share(value: float | None) -> Cell:
    return Cell(formats.percent(value), -1.0 if value is None else value)
