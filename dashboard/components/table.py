"""A table that sorts, filters and exports in the browser (``assets/table.js``); the server sends plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and what it sorts and exports by where that differs (seconds, ISO times)."""

    shown: str | Component
    sort: str | float | None = None


def table(
    table_id: str, caption: str, headings: Sequence[str], rows: Sequence[Sequence[Cell | str]], *, file_name: str
) -> Component:
    """``rows`` in their first order; numbers sort as numbers when ``Cell.sort`` is one."""
    head = html.Thead(html.Tr([html.Th(html.Button(heading, type="button"), scope="col") for heading in headings]))
    body = html.Tbody(
        [html.Tr([_cell(each, heading) for each, heading in zip(row, headings, strict=True)]) for row in rows]
    )
    tools = html.Div(
        [
            html.Label(["Saring: ", html.Span(className="table-filter", **{"data-filter-for": table_id})]),
            html.Span(f"{len(rows)} baris", className="table-count", **{"data-count-for": table_id}),
            html.Button("Unduh CSV", type="button", className="button", **{"data-export-for": table_id}),
        ],
        className="table-tools",
    )
    grid = html.Table(
        [html.Caption(caption), head, body], id=table_id, className="table-data", **{"data-sortable": file_name}
    )
    return html.Div([tools, html.Div(grid, className="table-scroll", tabIndex="0")], className="table-block")


def _cell(each: Cell | str, heading: str) -> Component:
    cell = Cell(each) if isinstance(each, str) else each
    sort = {} if cell.sort is None else {"data-sort": str(cell.sort)}
    return html.Td(cell.shown, **{"data-label": heading}, **sort)
