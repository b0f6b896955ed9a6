"""The one Plotly template of screen and exports, the colours of the states in charts, and the only ``graph()``."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
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

_ORIGIN_PX = 50

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "locale": "id",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a chart's figures are from. It stands inside the picture, for a picture goes its own ways in reports."""

    office: str
    period: str
    coverage: str
    simulated: bool

    def text(self) -> str:
        """Two short lines, so that they fit under a narrow chart."""
        band = "<b>DATA SIMULASI</b> · " if self.simulated else ""
        return f"{band}{self.office}<br>{self.period} · {self.coverage}"


Trace = dict[str, Any]
"""One trace as Plotly's own JSON: its classes check every value again, which costs a page more than its figures do."""


def scatter(**given: Any) -> Trace:
    """A trace of lines, marks or texts."""
    return {"type": "scatter", **given}


def heatmap_trace(**given: Any) -> Trace:
    """A trace of coloured cells."""
    return {"type": "heatmap", **given}


def bar_trace(**given: Any) -> Trace:
    """A trace of bars."""
    return {"type": "bar", **given}


@cache
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


def figure(
    traces: list[Trace],
    *,
    height: int,
    revision: str,
    title: str = "",
    origin: Origin | None = None,
    below_px: int = 0,
    **layout: Any,
) -> go.Figure:
    """A figure in our template. ``revision`` names what is drawn: zoom is kept while it stays the same.

    ``origin`` stands below the chart and what its axis needs there (``below_px``). ``meta.home`` repeats the axes'
    first ranges: by it the browser knows whether somebody has zoomed. ``meta.title`` is the heading that a downloaded
    picture gets (the page has it beside it).
    """
    home = {name: list(layout[name]["range"]) for name in ("xaxis", "yaxis") if "range" in layout.get(name, {})}
    meta = {"home": home, "title": "<br>".join(textwrap.wrap(title, 52))}
    whole = {"template": template(), "height": height, "uirevision": revision, **layout, "meta": meta}
    if origin is not None:
        whole["title"] = {
            "text": origin.text(),
            "font": {"size": 12},
            "x": 0,
            "xref": "container",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            # the anchor is the first line's, the second hangs below it
            "pad": {"l": 8, "b": 26},
        }
        whole["margin"] = {**layout.get("margin", {}), "b": below_px + _ORIGIN_PX}
    # In one go: Plotly reads the whole layout again at every later change. Unchecked: a test checks every figure.
    return go.Figure(traces, whole, _validate=False)


def graph(made: go.Figure, *, graph_id: str | dict[str, str]) -> dcc.Graph:
    """The only place that makes a chart component; its config keeps the chart's data from leaving the office."""
    return dcc.Graph(
        id=graph_id,
        figure=made,
        config=CONFIG,
        className="chart",
        style={"height": f"{made.layout.height}px"},
        responsive=True,
    )
