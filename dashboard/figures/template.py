"""The one Plotly template of screen and exports, the colours of the states in charts, and the only ``graph()``."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from dash import dcc

from dashboard.model import Indicator

FONT = '"Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'
INK = "#5c6773"
"""Grey of texts and axes: 4.5:1 on the light page; the style sheet lightens it on the dark one."""
ACCENT = "#2f6fb0"
CELL_INK = "#14181d"

FILLS = {
    Indicator.BAIK: "#8fcdb6",
    Indicator.WASPADA: "#f3c86b",
    Indicator.GANGGUAN: "#e58a7b",
    Indicator.TIDAK_TERUKUR: "#cdd3da",
}
"""Of charts: light enough for dark text on both themes, and apart in lightness for colour-blind eyes."""
SIGNS = {
    Indicator.BAIK: "✓",
    Indicator.WASPADA: "!",
    Indicator.GANGGUAN: "✕",
    Indicator.TIDAK_TERUKUR: "—",
}

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "locale": "id",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
    "toImageButtonOptions": {"format": "svg"},
}


def template() -> go.layout.Template:
    """One font, horizontal labels, quiet grid, transparent ground."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "tickangle": 0,
        "automargin": True,
        "fixedrange": False,
        "linecolor": "rgba(128,138,150,.5)",
        "title": {"font": {"size": 13}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "showlegend": False,
            "separators": ",.",
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "colorway": [ACCENT],
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": INK, "activecolor": ACCENT},
        }
    )


def figure(traces: list[Any], *, height: int, revision: str, **layout: Any) -> go.Figure:
    """A figure in our template. ``revision`` names what is drawn: zoom is kept while it stays the same.

    ``meta.home`` repeats the axes' first ranges: by it the browser knows whether somebody has zoomed.
    """
    made = go.Figure(traces)
    made.update_layout(template=template(), height=height, uirevision=revision, **layout)
    home = {name: list(layout[name]["range"]) for name in ("xaxis", "yaxis") if "range" in layout.get(name, {})}
    made.update_layout(meta={"home": home})
    return made


def graph(made: go.Figure, *, graph_id: str | dict[str, str]) -> dcc.Graph:
    """The only place that makes a chart component; its config keeps the chart's data from leaving the office."""
    height = made.layout.height
    return dcc.Graph(
        id=graph_id,
        figure=made,
        config=CONFIG,
        className="chart",
        style={"height": f"{height}px"},
        responsive=True,
    )
