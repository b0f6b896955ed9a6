"""Bodies of slides in the browser: figures in cards, charts of one size, tables and grids with signs, definitions."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.status import glyph
from dashboard.figures import slides as figures
from dashboard.figures.template import SIGNS, graph
from dashboard.model import Indicator
from dashboard.views.deck_rows import Bars, Body, Cell, Cover, Fact, Facts, Grid, Grids, Lines, Nothing, Table, Terms

CHART = "slide-chart"
_SIZES = ((6, "few"), (9, "some"), (14, "narrow"), (99, "many"))
"""How a grid of so many columns is set."""
_ROOMY_ROWS = 8
_GRID_ROOM_PX, _GRID_HEAD_PX, _TALLEST_ROW_PX = 480, 34, 36


def body(shown: Body, number: int, revision: str) -> Component:
    """The body of slide ``number``."""
    match shown:
        case Bars():
            return _chart(figures.bars(shown, revision), number)
        case Lines():
            return _chart(figures.lines(shown, revision), number)
        case Table():
            return _table(shown)
        case Grids():
            return _grids(shown)
        case Facts():
            return html.Div([_fact(each) for each in shown.facts], className="slide-facts")
        case Cover():
            return _cover(shown)
        case Terms():
            parts = [part for each in shown.terms for part in (html.Dt(each.term), html.Dd(each.text))]
            pairs = [html.Div(parts[at : at + 2]) for at in range(0, len(parts), 2)]
            return html.Dl(pairs, className="slide-terms")
        case Nothing():
            return html.Div([html.P(html.B(shown.text)), html.P(shown.what_to_do)], className="slide-nothing")


def _chart(drawn: object, number: int) -> Component:
    chart = graph(drawn, graph_id={"type": CHART, "name": str(number)})
    chart.responsive = False
    chart.config = {**chart.config, "responsive": False}
    return html.Div(chart, className="slide-chart")


def _fact(fact: Fact) -> Component:
    return html.Div(
        [
            html.H3(fact.label),
            html.Div(fact.value, className="slide-value"),
            html.Div([glyph(), html.Span(fact.standing)], className="slide-standing"),
            html.Ul([html.Li(line) for line in fact.lines]),
        ],
        className="slide-fact",
        **{"data-state": str(fact.state)},
    )


def _cover(shown: Cover) -> Component:
    names = [html.P(line, className="slide-cover-name") for line in shown.lines[:2]]
    rest = [html.P(line) for line in shown.lines[2:]]
    return html.Div(
        [html.Div([html.P(line) for line in shown.kop], className="slide-kop"), *names, *rest], className="slide-cover"
    )


def _table(shown: Table, class_name: str = "") -> Component:
    numbers = ["slide-number" if column.is_number else "" for column in shown.columns]
    whole = sum(column.weight for column in shown.columns)
    widths = [html.Col(style={"width": f"{column.weight / whole * 100:.2f}%"}) for column in shown.columns]
    heads = [
        html.Th(column.heading, scope="col", className=name)
        for column, name in zip(shown.columns, numbers, strict=True)
    ]
    rows = [
        html.Tr([_table_cell(cell, name) for cell, name in zip(cells, numbers, strict=True)]) for cells in shown.rows
    ]
    parts = [html.Colgroup(widths), html.Thead(html.Tr(heads)), html.Tbody(rows)]
    size = {"data-size": "dense"} if len(rows) > _ROOMY_ROWS else {}
    return html.Table(parts, className=f"slide-table {class_name}".strip(), **size)


def _table_cell(cell: Cell, class_name: str) -> Component:
    return html.Td(html.Span(_words(cell), className="slide-clamp"), className=class_name, **_state(cell))


def _grids(shown: Grids) -> Component:
    several = len(shown.grids) > 1
    lines = sum(len(grid.rows) + 1 for grid in shown.grids)
    room = _GRID_ROOM_PX - (_GRID_HEAD_PX * len(shown.grids) if several else 0) - (200 if shown.below else 0)
    row_px = min(_TALLEST_ROW_PX, room // lines)
    parts = [part for grid in shown.grids for part in _grid(grid, row_px, with_title=several)]
    if shown.below is not None:
        parts.append(_table(shown.below, "slide-below"))
    return html.Div([*parts, html.P(shown.key, className="slide-key")], className="slide-grids")


def _grid(grid: Grid, row_px: int, *, with_title: bool) -> list[Component]:
    count = len(grid.columns)
    size = next(name for most, name in _SIZES if count <= most)
    heads = [html.Th(grid.corner, scope="col"), *(html.Th(label, scope="col") for label in grid.columns)]
    rows = [
        html.Tr([html.Th(name, scope="row"), *(_grid_cell(cell, is_short=size != "few") for cell in cells)])
        for name, cells in grid.rows
    ]
    table = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className="slide-grid",
        style={"--row": f"{row_px}px"},
        **{"data-size": size},
    )
    return [html.H3(grid.title), table] if with_title else [table]


def _grid_cell(cell: Cell, *, is_short: bool) -> Component:
    return html.Td(_words(cell, is_short=is_short), className="slide-weak" if cell.weak else "", **_state(cell))


def _state(cell: Cell) -> dict[str, str]:
    return {} if cell.state is None else {"data-state": str(cell.state)}


def _words(cell: Cell, *, is_short: bool = False) -> str:
    """A coloured cell begins with its sign."""
    text = (is_short and cell.short) or cell.text
    if cell.state is None:
        return text
    return f"{SIGNS.get(cell.state, SIGNS[Indicator.TIDAK_TERUKUR])} {text}".strip()
