"""``/jaringan``: who is cut off, how long, how often. All state is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc, register_page
from dash.development.base_component import Component

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.network import (
    CHART,
    controls,
    decisions_card,
    figures_row,
    outages_table,
    rows_table,
    rtt_card,
    rtt_chart,
    tree_card,
)
from dashboard.components.network_question import PATH, NetworkQuestion, read_network
from dashboard.components.question import BadQuestion
from dashboard.views.network import default_target, network_view, rtt_points
from dashboard.views.network_rows import NetworkView, RttPoint, TargetRow

register_page(__name__, path=PATH, title="Jaringan · Pantau PIAK", order=3)
_ASKED = ("dari", "sampai", "sasaran")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame(PATH, "Jaringan", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        body = _body(read_network(list(web.context().offices), today, kantor=kantor, **known), today)
    except BadQuestion as bad:
        reset = way_out("Tampilkan tujuh hari terakhir", PATH)
        body = [error(str(bad), "Tidak ada data yang berubah.", [reset])]
    return shell.page(frame, body, class_name="page-network")


def _body(question: NetworkQuestion, today: date) -> list[Component]:
    view = _view(question)
    row = _chosen(view, question)
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "network-pulse",
    }
    parts: list[Component] = [
        # The chart stays with the target that it was drawn for, whichever is the worst by then.
        dcc.Store(id="network-question", data=replace(question, target=row.target if row else "").href()),
        dcc.Store(id="network-order", data=[each.target for each in view.rows]),
        dcc.Store(id="network-pulse"),
        dcc.Store(id="network-drawn"),
        html.P(formats.period(question.start, question.end), className="period-title"),
        controls(question, today),
        html.Div(figures_row(view), id="network-figures", **live),
        _card(html.Div(rows_table(view, question), id="network-rows", **{"data-keeps-table": "1"})),
    ]
    if row is None:
        return parts
    outages = html.Div(outages_table(view), id="network-outages", **{"data-keeps-table": "1"})
    chosen = replace(question, target=row.target)
    return [
        *parts,
        _card(html.H2("Gangguan"), outages),
        html.Div(rtt_card(view, row, _points(chosen), chosen), id="balasan", key=chosen.revision()),
        dbc.Row([dbc.Col(tree_card(view), xs=12, lg=6), dbc.Col(decisions_card(view), xs=12, lg=6)], className="g-3"),
    ]


def _card(*children: Component) -> Component:
    return dbc.Card(dbc.CardBody(list(children)), className="net-card")


def _view(question: NetworkQuestion, order: Sequence[str] = ()) -> NetworkView:
    """``order``: of the rows as they stand on screen, so that none jumps away under a reader's eyes."""
    view = network_view(web.context(), question.office, question.start, question.end, web.now())
    places = {target: place for place, target in enumerate(order)}
    return replace(view, rows=tuple(sorted(view.rows, key=lambda row: places.get(row.target, len(places)))))


def _points(question: NetworkQuestion) -> tuple[RttPoint, ...]:
    return rtt_points(web.context(), question.office, question.target, question.start, question.end, web.now())


def _chosen(view: NetworkView, question: NetworkQuestion) -> TargetRow | None:
    """The row of the target that is asked for; None where the office has none at all. Raises BadQuestion."""
    if not view.rows:
        return None
    wanted = question.target or default_target(view)
    for row in view.rows:
        if row.target == wanted:
            return row
    raise BadQuestion(f'Sasaran "{wanted}" tidak ada pada kantor ini. Pilih sasaran dari tabelnya.')


clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": CHART, "name": ALL}, "figure"),
    Input("network-drawn", "data"),
    State({"type": CHART, "name": ALL}, "id"),
    State({"type": CHART, "name": ALL}, "figure"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output("network-drawn", "data"),
    Output("network-figures", "children"),
    Output("network-rows", "children"),
    Output("network-outages", "children"),
    Input("network-pulse", "data"),
    State("network-question", "data"),
    State("network-order", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str, order: list[str]) -> tuple[dict[str, Any], list[Component], Component, Component]:
    """Draw figures, rows, outages and reply times anew from the newest data; zoom and sorting stay."""
    found, asked = web.context(), web.asked_of(href)
    today = formats.local(web.now(), found.offices[asked["kantor"]].zone).date()
    question = read_network(list(found.offices), today, **{key: asked.get(key) for key in ("kantor", *_ASKED)})
    view = _view(question, order)
    row = _chosen(view, question)
    drawn = {} if row is None else {"rtt": rtt_chart(view, row, _points(question), question).figure}
    return drawn, figures_row(view), rows_table(view, question), outages_table(view)
