"""A table that sorts, filters and exports in the browser (``assets/table.js``); the server sends plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and what it sorts and exports by where that differs (seconds, ISO times)."""

    shown: str | Component
    sort: str | float | None = None


def table(
    table_id: str,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell | str] | Component],
    *,
    file_name: str,
) -> Component:
    """``rows`` in their first order, made by ``table_row`` or given as cells."""
    head = html.Thead(html.Tr([html.Th(html.Button(heading, type="button"), scope="col") for heading in headings]))
    body = html.Tbody([row if isinstance(row, Component) else table_row(row, headings) for row in rows])
    tools = html.Div(
        [
            dbc.InputGroup(
                [
                    html.Label("Saring", htmlFor=f"saring-{table_id}", className="input-group-text"),
                    dbc.Input(id=f"saring-{table_id}", name="saring", type="search", autocomplete="off"),
                ]
            ),
            html.Span(f"{len(rows)} baris", className="table-count"),
            dbc.Button("Unduh CSV", name="unduh", value="csv", color="secondary", outline=True),
        ],
        className="table-tools",
    )
    grid = dbc.Table([html.Caption(caption), head, body], id=table_id, hover=True, className="table-data")
    return html.Div(
        [tools, html.Div(grid, className="table-scroll", tabIndex="0")],
        className="table-block",
        **{"data-sortable": file_name},
    )


def exportable(shown: Component, file_name: str) -> Component:
    """A table of its own making with the way to take it along; it keeps its order, for that is what it tells."""
    take = dbc.Button("Unduh CSV", name="unduh", value="csv", color="link", size="sm", className="table-take")
    return html.Div([shown, take], className="table-exportable", **{"data-csv": file_name})


def table_row(cells: Sequence[Cell | str], headings: Sequence[str]) -> Component:
    """One row of ``table``; numbers sort as numbers when ``Cell.sort`` is one."""
    return html.Tr([_cell(each, heading) for each, heading in zip(cells, headings, strict=True)])


def _cell(each: Cell | str, heading: str) -> Component:
    cell = Cell(each) if isinstance(each, str) else each
    sort = {} if cell.sort is None else {"data-sort": str(cell.sort)}
    is_number = isinstance(cell.shown, str) and isinstance(cell.sort, int | float)
    return html.Td(cell.shown, className="number" if is_number else "", **{"data-label": heading}, **sort)
