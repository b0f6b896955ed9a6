"""Choosing a period: named ones as links, and two dates of one's own. Everything leads to an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """A named period: its word, where it leads, and whether it is the one that is shown."""

    word: str
    href: str
    active: bool


def period_controls(
    links: Sequence[PeriodLink], path: str, start: date, end: date, kept: Mapping[str, str]
) -> Component:
    """``kept``: what else of the address goes along by its name; what is empty is left out."""
    buttons = [
        dbc.Button(each.word, href=each.href, active=each.active, color="secondary", outline=True) for each in links
    ]
    group = html.Div(buttons, className="btn-group", role="group", **{"aria-label": "Periode"})
    return html.Div([group, period_form(path, start, end, kept)], className="controls")


def period_form(
    path: str, start: date, end: date, kept: Mapping[str, str], names: tuple[str, str] = ("dari", "sampai")
) -> Component:
    """Two dates as an office writes them (dd/mm/yyyy), whatever language the browser speaks.

    ``names``: under which the two stand in the address; a second form of a page needs its own.
    """
    fields = [
        dbc.InputGroup(
            [
                html.Label(word, htmlFor=f"tanggal-{name}", className="input-group-text"),
                dbc.Input(
                    id=f"tanggal-{name}",
                    name=name,
                    value=formats.field_date(value),
                    placeholder="hh/bb/tttt",
                    pattern=r"\d{1,2}/\d{1,2}/\d{4}",
                    inputmode="numeric",
                    autocomplete="off",
                    className="date-input",
                ),
            ]
        )
        for word, name, value in zip(("Dari", "Sampai"), names, (start, end), strict=True)
    ]
    hidden = [dbc.Input(name=name, value=value, type="hidden") for name, value in kept.items() if value]
    send = dbc.Button("Tampilkan", type="submit", color="primary")
    return html.Form([*fields, *hidden, send], method="GET", action=path, className="period-form")
