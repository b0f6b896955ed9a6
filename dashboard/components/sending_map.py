"""The map of ``/pengiriman``: every clock hour of a day or a week for every kecamatan, as a chart or as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.sending import card, grown, links
from dashboard.components.sending_question import SendingQuestion
from dashboard.components.table import Cell, table
from dashboard.figures.sending import RESTART, hour_heatmap
from dashboard.figures.template import Origin, graph
from dashboard.views.sending_rows import HourMap, SendingView

MAP = "sending-map"
"""Id type of the map's chart."""
_CELL_REM = 2.9


def map_chart(view: SendingView, found: HourMap, question: SendingQuestion) -> Component:
    """The chart of the map; ``refresh`` of the page draws it anew under the same id."""
    cells = [cell for line in found.cells for cell in line if cell is not None]
    measured = sum(cell.growth is not None for cell in cells)
    coverage = f"terukur {formats.percent(measured / len(cells))} jam" if cells else "belum ada jam yang lewat"
    origin = Origin(view.office_name, formats.period(found.start, found.end), coverage, view.simulated)
    drawn = hour_heatmap(found, view.zone, question.revision(), title="Rekaman terkirim tiap jam", origin=origin)
    return graph(drawn, graph_id={"type": MAP, "name": "map"})


def map_card(view: SendingView, found: HourMap, question: SendingQuestion, today: date) -> Component:
    """The map with its days: one before, one after, day or week; as a table where that is asked."""
    kinds = [(word, replace(question, weekly=weekly)) for word, weekly in (("Hari", False), ("Minggu", True))]
    later = question.moved(1)
    step = "minggu" if question.weekly else "hari"
    moves = dbc.ButtonGroup(
        [
            dbc.Button(
                "‹",
                href=question.moved(-1).href("peta"),
                color="secondary",
                outline=True,
                title=f"Satu {step} sebelumnya",
            ),
            dbc.Button(
                "›",
                href=later.href("peta"),
                color="secondary",
                outline=True,
                disabled=later.map_days()[0] > today,
                title=f"Satu {step} sesudahnya",
            ),
        ]
    )
    tools = html.Div(
        [moves, html.B(formats.period(found.start, found.end)), links("Rentang peta", kinds, question, "form")],
        className="map-tools",
    )
    if not found.names:
        return html.Div()
    body = _hours_table(view, found) if question.as_table else _drawn(view, found, question)
    return html.Div(
        card("Rekaman terkirim tiap jam", "", html.Div([tools, body]), pictures=not question.as_table), id="peta"
    )


def _drawn(view: SendingView, found: HourMap, question: SendingQuestion) -> Component:
    key = html.P(
        [
            html.Span("sedikit", className="key key-few"),
            html.Span("banyak", className="key key-many"),
            html.Span("tidak terukur", className="key", **{"data-state": "tidak_terukur"}),
            html.Span(f"{RESTART} penghitung mulai ulang", className="key-note"),
        ],
        className="map-key",
    )
    width = f"{10 + _CELL_REM * 24}rem"
    chart = html.Div(map_chart(view, found, question), style={"minWidth": width})
    scroll = html.Div(
        chart, className="chart-scroll", role="figure", tabIndex="0", **{"aria-label": "Rekaman terkirim tiap jam"}
    )
    return html.Div([key, scroll])


def _hours_table(view: SendingView, found: HourMap) -> Component:
    rows: list[list[Cell | str]] = []
    for name, cells in zip(found.names, found.cells, strict=True):
        for cell in cells:
            if cell is None:
                continue
            there = formats.local(cell.start, view.zone)
            rows.append(
                [
                    name,
                    Cell(formats.short_date(there.date()), there.date().isoformat()),
                    Cell(f"{there:%H}.00", there.hour),
                    Cell(grown(cell.growth), -1 if cell.growth is None else cell.growth),
                    Cell(formats.number(cell.resets), cell.resets),
                    "susulan" if cell.catches_up else "",
                ]
            )
    headings = ("Kecamatan", "Tanggal", "Jam", "Kenaikan", "Mulai ulang", "Catatan")
    period = formats.period(found.start, found.end)
    caption = f"Kenaikan tiap jam {period}; susulan: termasuk yang terkirim selama jam tidak terukur sebelumnya"
    return table("jam", caption, headings, rows, file_name=f"pengiriman-jam-{view.office}-{found.start}-{found.end}")
