"""``/cadangan``: is last night's backup good, and was it every night. All state is in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc, register_page
from dash.development.base_component import Component

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.backups import (
    CHART,
    charts,
    charts_section,
    controls,
    figures_row,
    nights_table,
    nothing,
    source_cards,
)
from dashboard.components.backups_night import night_card
from dashboard.components.backups_question import PATH, BackupsQuestion, read_backups
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.views.backups import backups_view
from dashboard.views.backups_rows import BackupsView, SourceRow

register_page(__name__, path=PATH, title="Cadangan · Pantau PIAK", order=3)
_ASKED = ("dari", "sampai", "sumber", "malam")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame(PATH, "Cadangan", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        body = _body(read_backups(list(web.context().offices), today, kantor=kantor, **known), today)
    except BadQuestion as bad:
        reset = way_out("Tampilkan 90 hari terakhir", PATH)
        body = [error(str(bad), "Tidak ada data yang berubah.", [reset])]
    return shell.page(frame, body, class_name="page-backups")


def _body(question: BackupsQuestion, today: date) -> list[Component]:
    view = _view(question)
    title = html.P(formats.period(question.start, question.end), className="period-title")
    row = _chosen(view, question)
    if row is None:
        return [title, nothing(view)]
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "backups-pulse",
    }
    night = None if question.night is None else row.night(question.night)
    opened = [] if night is None else [night_card(view, row, night, question)]
    return [
        # The page stays with the source that it was drawn for, whichever is the worst by then.
        dcc.Store(id="backups-question", data=replace(question, source=row.source).href()),
        dcc.Store(id="backups-pulse"),
        dcc.Store(id="backups-drawn"),
        dcc.Store(id="backups-picked"),
        title,
        controls(question, today),
        html.Div(source_cards(view, question, row), id="backups-sources", **live),
        html.Div(figures_row(view, row), id="backups-figures"),
        html.Div(charts_section(view, row, question), key=replace(question, source=row.source).revision()),
        html.Div(opened, id="malam", key=question.href()),
        _nights(view, row, question),
    ]


def _nights(view: BackupsView, row: SourceRow, question: BackupsQuestion) -> Component:
    rows = html.Div(nights_table(view, row, question), id="backups-nights", **{"data-keeps-table": "1"})
    return dbc.Card(dbc.CardBody([html.H2(f"Malam demi malam: {row.name}"), rows]), className="bk-card")


def _view(question: BackupsQuestion) -> BackupsView:
    return backups_view(web.context(), question.office, question.start, question.end, web.now())


def _chosen(view: BackupsView, question: BackupsQuestion) -> SourceRow | None:
    """The source that is asked for, else the worst; None where the office has none at all. Raises BadQuestion."""
    if not view.sources:
        return None
    if not question.source:
        return view.sources[0]
    for row in view.sources:
        if row.source == question.source:
            return row
    raise BadQuestion(f'Sumber cadangan "{question.source}" tidak ada pada kantor ini. Pilih dari kartunya.')


clientside_callback(
    ClientsideFunction("cadangan", "open"),
    Output("backups-picked", "data"),
    Input({"type": CHART, "name": ALL}, "clickData"),
    State({"type": CHART, "name": ALL}, "id"),
    State({"type": CHART, "name": ALL}, "figure"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": CHART, "name": ALL}, "figure"),
    Input("backups-drawn", "data"),
    State({"type": CHART, "name": ALL}, "id"),
    State({"type": CHART, "name": ALL}, "figure"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output("backups-drawn", "data"),
    Output("backups-sources", "children"),
    Output("backups-figures", "children"),
    Output("backups-nights", "children"),
    Input("backups-pulse", "data"),
    State("backups-question", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str) -> tuple[dict[str, Any], Component, Component, Component]:
    """Draw everything anew from the newest data; zoom and sorting stay."""
    found, asked = web.context(), web.asked_of(href)
    today = formats.local(web.now(), found.offices[asked["kantor"]].zone).date()
    question = read_backups(list(found.offices), today, **{key: asked.get(key) for key in ("kantor", *_ASKED)})
    view = _view(question)
    row = _chosen(view, question)
    if row is None:
        return {}, nothing(view), html.Div(), html.Div()
    drawn = {name: chart.figure for name, chart in charts(view, row, question).items()}
    return drawn, source_cards(view, question, row), figures_row(view, row), nights_table(view, row, question)
