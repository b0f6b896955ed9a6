"""``/kepatuhan``: which SOP steps miss their time, per kecamatan, and why. All state is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc, register_page
from dash.development.base_component import Component

from dashboard import web, web_access, web_reports
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.charts import Names, charts, charts_section
from dashboard.components.compliance import controls, figures_row, numbers_table, period_notes
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion, Question, read_pick, read_question
from dashboard.components.report_ways import report_ways
from dashboard.components.reported import marks, reported_lines
from dashboard.components.runs import runs_panel, slots_panel
from dashboard.components.why import run_explained, slot_explained
from dashboard.exports import FORMS
from dashboard.model import Kind, Slot
from dashboard.views.change import Earlier, earlier_of
from dashboard.views.compliance import compliance_view, runs_behind, slots_behind
from dashboard.views.rows import ComplianceView, RunRow
from dashboard.views.why import why_run, why_slot

register_page(__name__, path="/kepatuhan", title="Kepatuhan · Pantau PIAK", order=2)
_ASKED = ("dari", "sampai", "jenis", "tampil", "banding", "dari2", "sampai2", "sop", "pilih", "buka")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame("/kepatuhan", "Kepatuhan", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        question = read_question(list(web.context().offices), today, kantor=kantor, **known)
        body = _body(question, today)
    except BadQuestion as bad:
        reset = way_out("Tampilkan bulan ini", "/kepatuhan")
        body = [error(str(bad), "Tidak ada data yang berubah.", [reset])]
    return shell.page(frame, body, class_name="page-compliance")


def _body(question: Question, today: date) -> list[Component]:
    names = _names(question)
    if question.sop and question.sop not in names.sops:
        raise BadQuestion(f'SOP "{question.sop}" tidak dikenal. Pilih SOP dari daftarnya.')
    view, earlier = _views(question)
    if question.as_table:
        main = numbers_table(view, question, names, earlier)
    else:
        main = charts_section(view, question, names, marks(view.reported, _zone(question)), earlier)
    live = {"data-pulse-url": web.feed_url(question.office), "data-pulse-ms": str(web.pulse_ms(view.simulated))}
    return [
        dcc.Store(id="question", data=question.href()),
        dcc.Store(id="pulse"),
        dcc.Store(id="picked"),
        dcc.Store(id="drawn"),
        controls(question, today, _sops(question, names)),
        html.Div(_figures(view, question, names, earlier), id="figures", **live),
        html.Div(main, key=question.revision()),
        dbc.Card(dbc.CardBody(_runs(question, names), id="mengapa"), className="runs-block"),
    ]


def _views(question: Question) -> tuple[ComplianceView, Earlier | None]:
    """The asked period, and the one to compare with by the same engine at the same moment."""
    found, now, sop, days = web.context(), web.now(), question.sop or None, question.earlier()
    view = compliance_view(found, question.office, question.start, question.end, now, sop)
    if days is None:
        return view, None
    return view, earlier_of(compliance_view(found, question.office, *days, now, sop))


def _sops(question: Question, names: Names) -> list[tuple[str, str]]:
    """The SOPs of the office that can be chosen."""
    listed = [each.id for each in web.context().offices[question.office].sops if not each.not_applicable]
    return [(sop, names.sop_title(sop)) for sop in names.sops if sop in listed]


def _zone(question: Question) -> str:
    return web.context().offices[question.office].zone


def _figures(view: ComplianceView, question: Question, names: Names, earlier: Earlier | None) -> list[Component]:
    """The figures, and under them whether they are still as they were reported."""
    ways = report_ways(question, list(FORMS), slides=web_reports.is_served(web_reports.SLIDES_PATH))
    return [
        html.Div([period_notes(view, question, names, earlier), ways], className="notes-line"),
        figures_row(view, question.kind, earlier),
        reported_lines(view.reported, names, _zone(question)),
    ]


def _names(question: Question) -> Names:
    found = web.context()
    places: dict[str | None, str] = {None: "Dinas"}
    places |= {each.code: each.name for each in found.offices[question.office].kecamatan}
    return Names(places, {sop.id: sop for sop in found.catalogue.sops})


def _runs(question: Question, names: Names) -> Component:
    """What stands behind the chosen cell: runs of people, or measured hours."""
    found, pick = web.context(), question.pick
    zone = found.offices[question.office].zone
    if pick is None:
        return runs_panel(question, (), names, zone)
    if pick.kecamatan not in names.places or pick.sop not in names.sops:
        raise BadQuestion("Sel yang dipilih tidak ada pada kantor ini. Klik sekali lagi pada peta kepatuhan.")
    start, end, step = question.start, question.end, pick.from_step or 0
    if question.kind is Kind.PENGUKURAN:
        slots = slots_behind(found, question.office, pick.sop, step, pick.kecamatan, start, end, web.now())
        return slots_panel(question, slots, names, zone, _slot_opened(question, slots, zone))
    runs = runs_behind(found, question.office, pick.sop, step, pick.scope, pick.kecamatan, start, end, web.now())
    return runs_panel(question, runs, names, zone, _run_opened(question, runs, zone))


def _run_opened(question: Question, runs: Sequence[RunRow], zone: str) -> Component | None:
    """The explanation of the opened run; only a run behind the cell can be opened."""
    row = question.opened
    if row is None or row.name not in {run.verdict.ticket for run in runs}:
        return None
    return run_explained(why_run(web.context(), question.office, row.name, row.step, row.number, web.now()), zone)


def _slot_opened(question: Question, slots: Sequence[Slot], zone: str) -> Component | None:
    row = question.opened
    if row is None:
        return None
    wanted = (row.name, row.step, row.number)
    here = next((each for each in slots if (each.target, each.step, int(each.start.timestamp())) == wanted), None)
    return None if here is None else slot_explained(why_slot(web.context(), here, web.now()), zone)


clientside_callback(
    ClientsideFunction("pantau", "pick"),
    Output("picked", "data"),
    Input({"type": "chart", "name": ALL}, "clickData"),
    State({"type": "chart", "name": ALL}, "id"),
    State({"type": "chart", "name": ALL}, "figure"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output("mengapa", "children"),
    Input("picked", "data"),
    State("question", "data"),
    prevent_initial_call=True,
)
def show_runs(picked: str | None, href: str) -> Component:
    """Open the runs behind the cell that was clicked."""
    question = web.question_of(href)
    try:
        question = replace(question, pick=read_pick(picked or ""))
        return _runs(question, _names(question))
    except BadQuestion as bad:
        return error(str(bad), "Tidak ada data yang berubah.")


clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": "chart", "name": ALL}, "figure"),
    Input("drawn", "data"),
    State({"type": "chart", "name": ALL}, "id"),
    State({"type": "chart", "name": ALL}, "figure"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output("drawn", "data"),
    Output("figures", "children"),
    Input("pulse", "data"),
    State("question", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str) -> tuple[dict[str, Any], list[Component]]:
    """Draw the same charts from the newest data; the browser puts them in place and keeps what is zoomed."""
    question = web.question_of(href)
    (view, earlier), names = _views(question), _names(question)
    made = {} if question.as_table else charts(view, question, names, marks(view.reported, _zone(question)), earlier)
    return {name: chart.figure for name, chart in made.items()}, _figures(view, question, names, earlier)
