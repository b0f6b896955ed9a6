"""``/galeri``: each component in each of its states, light and dark beside each other. For developers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.components.gallery_charts import CHART_EXHIBITS
from dashboard.components.gallery_exhibits import EXHIBITS as PART_EXHIBITS
from dashboard.components.gallery_model import Exhibit
from dashboard.components.gallery_samples import MARK

EXHIBITS: tuple[Exhibit, ...] = (*PART_EXHIBITS, *CHART_EXHIBITS)
_THEMES = (("light", "terang"), ("dark", "gelap"))


def gallery_page(now: datetime) -> list[Component]:
    """The mark, the list of what is here, and every exhibit."""
    contents = [html.Li(html.A(each.title, href=f"#{_anchor(each)}")) for each in EXHIBITS]
    return [
        dbc.Alert(
            [html.B(MARK), ". Setiap bagian layar dalam setiap keadaannya; nilainya tetap dan dikarang."],
            color="light",
            fade=False,
            className="message gallery-mark",
        ),
        html.Nav(html.Ul(contents, className="gallery-contents"), **_NAMED),
        *(_exhibit(each, now) for each in EXHIBITS),
    ]


_NAMED = {"aria-label": "Isi galeri"}


def _anchor(each: Exhibit) -> str:
    return f"contoh-{each.name}"


def _exhibit(each: Exhibit, now: datetime) -> Component:
    halves = [_half(each, now, theme, word) for theme, word in _THEMES]
    told = html.P([html.Code(", ".join(_where(shown) for shown in each.shows)), each.note], className="card-note")
    return html.Section(
        [html.H2(each.title), told, html.Div(halves, className="gallery-halves")],
        id=_anchor(each),
        className="gallery-exhibit",
    )


def _where(shown: Callable[..., Any]) -> str:
    return f"{shown.__module__.removeprefix('dashboard.')}.{shown.__name__}"


def _half(each: Exhibit, now: datetime, theme: str, word: str) -> Component:
    """One theme; ``word`` makes the ids of its components its own."""
    samples = each.samples(now, word)
    return html.Div(
        [_sample(name, made) for name, made in samples],
        className="gallery-half gallery-wide" if each.wide else "gallery-half",
        **{"data-bs-theme": theme},
    )


def _sample(name: str, made: Component | Sequence[Component]) -> Component:
    shown = [made] if isinstance(made, Component) else list(made)
    return html.Div([html.P(name, className="gallery-name"), *shown], className="gallery-sample")
