"""``/nasional``: all provinces and kabupaten at once. All state is in the address."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, register_page
from dash.development.base_component import Component

from dashboard import web, web_access, web_nation
from dashboard.access import Act
from dashboard.components.nation import CHART
from dashboard.components.nation_grid import GRID
from dashboard.components.nation_question import NATION

register_page(__name__, path=NATION, title="Nasional · Pantau PIAK", order=10)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    return web_nation.page_of(NATION, {"kantor": kantor, **asked})


clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": CHART, "name": ALL}, "figure"),
    Input("nation-drawn", "data"),
    State({"type": CHART, "name": ALL}, "id"),
    State({"type": CHART, "name": ALL}, "figure"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("nation", "columns"),
    Output(GRID, "columnDefs"),
    Input("nation-turned", "data"),
    State("nation-columns", "data"),
)
clientside_callback(
    ClientsideFunction("nation", "renew"),
    Output("nation-renewed", "data"),
    Input(GRID, "rowData"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("nation", "save"),
    Output("nation-csv-saved", "data"),
    Input("nation-csv", "n_clicks"),
    State("nation-csv-head", "data"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.MANY,
    Output("nation-drawn", "data"),
    Output("nation-figures", "children"),
    Output("nation-usang", "children"),
    Output("nation-provinces", "children"),
    Output(GRID, "rowData"),
    Input("nation-pulse", "data"),
    State("nation-question", "data"),
    State("nation-order", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str, order: list[str]) -> tuple[Any, ...]:
    """Everything anew from the newest standings; zoom, sorting and the order of rows stay."""
    return web_nation.renewed(href, order)
