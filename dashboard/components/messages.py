"""Empty states, errors and bands: what is missing and what to do, what happened and what was kept."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html

STALE = "DATA USANG"
NEVER = "BELUM ADA DATA"


def empty(title: str, what_to_do: str) -> Component:
    """Nothing to show: says what is missing and how it comes to be there."""
    body = dbc.CardBody([html.P(title, className="message-title"), html.P(what_to_do)])
    return dbc.Card(body, className="message message-empty")


def error(title: str, kept: str, actions: Sequence[Component] = ()) -> Component:
    """Something went wrong: says what, and what is not lost."""
    return dbc.Alert(
        [html.P(title, className="message-title"), html.P(kept), *actions],
        color="danger",
        fade=False,
        className="message message-error",
    )


def way_out(label: str, href: str) -> Component:
    """The button of an error that leads on."""
    return dbc.Button(label, href=href, color="primary", size="sm", className="mt-2 me-2")


def simulated_band() -> Component:
    """The fixed band of every page that shows simulated data."""
    return html.Div(
        [html.Strong("DATA SIMULASI"), html.Span(" bukan keadaan kantor yang sebenarnya")],
        className="band band-simulated",
        role="region",  # a landmark: who jumps through the page by ear meets it on the way
        **{"aria-label": "Data simulasi"},
    )


def stale_band(stale: bool, text: str = "", *, ever: bool = True, never_text: str = "") -> Component:
    """The loud band for a feed that stopped. The feed's script shows and hides it by ``data-stale-band``.

    ``ever`` False: nothing was measured yet, so nothing is old; the band says ``never_text`` instead.
    """
    return html.Div(
        [
            html.Strong(STALE if ever else NEVER, **{"data-f": "stale-head"}),
            html.Span(text if ever else never_text, **{"data-f": "stale-text"}),
        ],
        className="band band-stale",
        role="alert",
        hidden=not stale,
        **{"data-stale-band": "1", "data-stale": STALE, "data-never": NEVER, "data-never-text": never_text},
    )
