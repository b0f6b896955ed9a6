"""The bar of a page of figures: links side by side, and menus that say what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html


def choices(label: str, found: Sequence[tuple[str, str, str, bool]]) -> Component:
    """Links side by side, each (word, address, tooltip, chosen)."""
    buttons = [
        dbc.Button(word, href=href, title=note, active=chosen, color="secondary", outline=True)
        for word, href, note, chosen in found
    ]
    return html.Nav(dbc.ButtonGroup(buttons), **{"aria-label": label})


def menu(label: str, chosen: str, found: Sequence[tuple[str, str, bool]], below: Sequence[Component] = ()) -> Component:
    """A menu that says what is chosen: (word, address, chosen) each, and ``below`` them a form."""
    items: list[Component] = [dbc.DropdownMenuItem(word, href=href, active=active) for word, href, active in found]
    if items and below:
        items.append(dbc.DropdownMenuItem(divider=True))
    body = [html.Div(list(below), className="menu-form")] if below else []
    head = [html.Span(f"{label}: ", className="menu-label")] if label else []
    named = html.Span(chosen, className="menu-chosen")
    return dbc.DropdownMenu([*items, *body], label=[*head, named], color="light", className="picker")
