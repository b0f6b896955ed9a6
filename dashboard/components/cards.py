"""A chart in its card: heading, note, the menu that lets its picture go, and a frame that scrolls sideways."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html

PICTURES = (
    ("a4", "PNG A4", "lebar 16 cm, untuk dokumen Word"),
    ("slaid", "PNG slaid", "1920 × 1080, untuk presentasi"),
    ("svg", "SVG", "garis, untuk pengolah gambar"),
)
"""The pictures that every chart can become: value for the script, word, what it is for."""


def picture_menu() -> Component:
    """The pictures of the chart in the same card (``assets/7-picture.js`` makes them)."""
    buttons = [
        dbc.Button([word, html.Small(note)], name="gambar", value=form, color="link", size="sm")
        for form, word, note in PICTURES
    ]
    return html.Details(
        [
            html.Summary("Gambar", title="Unduh grafik ini sebagai gambar"),
            html.Div(buttons, className="card-pictures-list"),
        ],
        className="card-pictures",
    )


def chart_head(heading: str | Component, note: str = "", *, pictures: bool = True) -> Component:
    """The first line of a card; ``heading`` a text, or a heading of one's own."""
    title = html.H2(heading) if isinstance(heading, str) else heading
    words = html.Div([title, *([html.P(note, className="card-note")] if note else [])])
    return html.Div([words, *([picture_menu()] if pictures else [])], className="chart-head")


def chart_frame(chart: Component, label: str, min_width: str = "") -> Component:
    """Narrower than ``min_width`` the chart scrolls sideways within its card, reachable by keyboard."""
    inner = html.Div(chart, style={"minWidth": min_width}) if min_width else chart
    return html.Div(inner, className="chart-scroll", role="figure", tabIndex="0", **{"aria-label": label})
