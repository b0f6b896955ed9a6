"""A chart in its card: heading, note, the buttons that let its picture go, and a frame that scrolls sideways."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html


def picture_buttons() -> Component:
    """PNG and SVG of the chart in the same card (``assets/table.js`` makes them)."""
    return dbc.ButtonGroup(
        [
            dbc.Button(word, name="gambar", value=form, color="link", size="sm", title=f"Unduh gambar {word}")
            for word, form in (("PNG", "png"), ("SVG", "svg"))
        ],
        className="card-pictures",
    )


def chart_head(heading: str | Component, note: str = "", *, pictures: bool = True) -> Component:
    """The first line of a card; ``heading`` a text, or a heading of one's own."""
    title = html.H2(heading) if isinstance(heading, str) else heading
    words = html.Div([title, *([html.P(note, className="card-note")] if note else [])])
    return html.Div([words, *([picture_buttons()] if pictures else [])])


def chart_frame(chart: Component, label: str, min_width: str = "") -> Component:
    """Narrower than ``min_width`` the chart scrolls sideways within its card, reachable by keyboard."""
    inner = html.Div(chart, style={"minWidth": min_width}) if min_width else chart
    return html.Div(inner, className="chart-scroll", role="figure", tabIndex="0", **{"aria-label": label})
