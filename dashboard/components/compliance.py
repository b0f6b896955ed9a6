"""The parts of ``/kepatuhan`` around its charts: period picker, figures and the table of all numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.charts import Names, nothing, rows_of
from dashboard.components.kpi import coverage_words, kpi
from dashboard.components.period import period_form
from dashboard.components.question import Pick, Question, presets
from dashboard.components.table import Cell, table
from dashboard.figures.frames import column_label
from dashboard.model import Compliance, Kind
from dashboard.views.rows import ComplianceView
from dashboard.views.standing import FEW, judge

KIND_WORDS = {Kind.PELAKSANAAN: "Pelaksanaan", Kind.PENGUKURAN: "Pengukuran"}
KIND_NOTES = {
    Kind.PELAKSANAAN: "tiket dan pekerjaan terjadwal yang dikerjakan orang",
    Kind.PENGUKURAN: "jam-jam yang diukur mesin",
}


def controls(question: Question, today: date) -> Component:
    """Presets as links, two dates of one's own, kind and view; everything leads to an address."""
    named = [(each.label, replace(question, start=each.start, end=each.end, pick=None), "") for each in presets(today)]
    kinds = [(KIND_WORDS[kind], replace(question, kind=kind, pick=None), KIND_NOTES[kind]) for kind in Kind]
    views = [
        (word, replace(question, as_table=as_table, pick=None), "")
        for word, as_table in (("Grafik", False), ("Tabel", True))
    ]
    return html.Div(
        [
            _choices("Periode", named, question),
            _own_period(question),
            _choices("Jenis angka", kinds, question),
            _choices("Bentuk", views, question),
        ],
        className="controls",
    )


def _choices(label: str, choices: Sequence[tuple[str, Question, str]], asked: Question) -> Component:
    """Links side by side; the one that leads to what is shown already is marked."""
    here = replace(asked, pick=None).href()
    buttons = [
        dbc.Button(word, href=to.href(), title=note, active=to.href() == here, color="secondary", outline=True)
        for word, to, note in choices
    ]
    return html.Nav(dbc.ButtonGroup(buttons), **{"aria-label": label})


def _own_period(question: Question) -> Component:
    """Two dates as an office writes them (dd/mm/yyyy), whatever language the browser speaks."""
    kept = {"kantor": question.office, "jenis": str(question.kind), "tampil": "tabel" if question.as_table else ""}
    return period_form("/kepatuhan", question.start, question.end, kept)


def figures_row(view: ComplianceView, kind: Kind) -> Component:
    """The figures of the chosen kind, the other kind's beside them, never added."""
    own = {Kind.PELAKSANAAN: view.figures.pelaksanaan, Kind.PENGUKURAN: view.figures.pengukuran}
    row, target = own[kind], view.figures.target
    other = next(each for each in Kind if each is not kind)
    value, beside = _compliance(row), _compliance(own[other])
    few = row is not None and 0 < row.n < FEW
    note = f"target {formats.percent(target)}" + (f" · n kurang dari {FEW}, lemah" if few else "")
    head = kpi(
        f"Kepatuhan {KIND_WORDS[kind].lower()}", formats.percent(value), note, state=judge(value, target), big=True
    )
    tail = kpi(KIND_WORDS[other], formats.percent(beside), coverage_words(own[other]), state=judge(beside, target))
    columns = [dbc.Col(head, xs=12, xl=3), *(dbc.Col(each, xs=6, md=4, xl=True) for each in (*_facts(row), tail))]
    return dbc.Row(columns, className="g-3 kpi-row")


def _compliance(row: Compliance | None) -> float | None:
    return None if row is None else row.compliance


def _facts(row: Compliance | None) -> list[Component]:
    """What makes a percentage believable; without any run five dashes and why."""
    if row is None:
        labels = ("Sebelum dikecualikan", "Cakupan", "Dinilai (n)", "Terburuk–terbaik", "Tunggakan")
        return [kpi(label, formats.NONE, "belum ada yang dinilai") for label in labels]
    return [
        kpi(
            "Sebelum dikecualikan",
            formats.percent(row.compliance_before),
            f"{formats.number(row.excused)} dikecualikan",
        ),
        kpi("Cakupan", formats.percent(row.coverage), f"{formats.number(row.unmonitored)} tidak terpantau"),
        kpi(
            "Dinilai (n)", formats.number(row.n), f"{formats.number(row.met)} tepat, {formats.number(row.missed)} tidak"
        ),
        kpi("Terburuk–terbaik", _span(row), "bila semua yang berjalan meleset, atau tepat"),
        kpi("Tunggakan", formats.number(row.backlog), "lewat waktu, masih terbuka"),
    ]


def _span(row: Compliance | None) -> str:
    if row is None or row.worst is None or row.best is None:
        return formats.NONE
    if row.worst == row.best:
        return formats.percent(row.best)
    return f"{formats.number(row.worst * 100, 1)}–{formats.percent(row.best)}"


def numbers_table(view: ComplianceView, question: Question, names: Names) -> Component:
    """All numbers of the chosen kind as a table; each row leads to its runs."""
    rows = rows_of(view, question.kind)
    if not rows:
        return nothing(question)
    headings = (
        "Kecamatan",
        "SOP",
        "Langkah",
        "Kepatuhan",
        "n",
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
        f"{KIND_WORDS[question.kind]} {formats.period(question.start, question.end)}",
        headings,
        [_number_cells(row, question, names) for row in rows],
        file_name=f"kepatuhan-{question.office}-{question.start}-{question.end}-{question.kind}",
    )


def _number_cells(row: Compliance, question: Question, names: Names) -> list[Cell | str]:
    pick = Pick(row.kecamatan, row.sop, row.from_step, row.scope)
    title = names.sop_title(row.sop)
    return [
        names.places.get(row.kecamatan, "Dinas"),
        Cell(html.Span(formats.sop_short(title), title=title), title),
        Cell(column_label(row), row.from_step or 0),
        _share(row.compliance),
        *(Cell(formats.number(count), count) for count in (row.n, row.met, row.missed, row.excused, row.unmonitored)),
        _share(row.coverage),
        _share(row.median_share),
        _share(row.p90_share),
        Cell(formats.number(row.backlog), row.backlog),
        Cell(dcc.Link("pelaksanaan", href=replace(question, pick=pick).href() + "#mengapa"), ""),
    ]


def _share(value: float | None) -> Cell:
    return Cell(formats.percent(value), -1.0 if value is None else value)
