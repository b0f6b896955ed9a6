"""Empty states, errors and bands: what is missing and what to do, what happened and what was kept."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component


def empty(title: str, what_to_do: str) -> Component:
    """Nothing to show: says what is missing and how it comes to be there."""
    return html.Div([html.P(title, className="message-title"), html.P(what_to_do)], className="message message-empty")


def error(title: str, kept: str, actions: Sequence[Component] = ()) -> Component:
    """Something went wrong: says what, and what is not lost."""
    return html.Div(
        [html.P(title, className="message-title"), html.P(kept), *actions],
        className="message message-error",
        role="alert",
    )


def simulated_band() -> Component:
    """The fixed band of every page that shows simulated data."""
    return html.Div(
        [html.Strong("DATA SIMULASI"), html.Span(" bukan keadaan kantor yang sebenarnya")],
        className="band band-simulated",
        role="note",
    )


def stale_band(stale: bool, text: str = "") -> Component:
    """The loud band for a feed that stopped. The feed's script shows and hides it by ``data-stale``."""
    return html.Div(
        [html.Strong("DATA USANG"), html.Span(text, **{"data-f": "stale-text"})],
        className="band band-stale",
        role="alert",
        hidden=not stale,
        **{"data-stale-band": "1"},
    )
