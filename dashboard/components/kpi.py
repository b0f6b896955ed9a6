"""One figure: large number, small label, its unit, and the line that says how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.status import SHORT_WORDS, glyph
from dashboard.model import Compliance, Indicator
from dashboard.views.standing import FEW, judge


def kpi(
    label: str,
    value: str,
    note: str = "",
    *,
    state: Indicator | None = None,
    big: bool = False,
    compared: str = "",
) -> Component:
    """A figure with its label. ``state`` colours it and gives it a shape; most figures have none.

    ``compared`` says in words how it stood in another period.
    """
    attributes: Mapping[str, str] = {} if state is None else {"data-state": str(state)}
    parts = [
        html.Div(label, className="kpi-label"),
        html.Div([value] if state is None else [glyph(), value], className="kpi-value"),
        html.Div([note, *([html.Div(compared, className="kpi-compared")] if compared else [])], className="kpi-note"),
    ]
    body = html.Div(parts, className="card-body kpi kpi-big" if big else "card-body kpi", **attributes)
    return dbc.Card(body, className="h-100")


def coverage_words(row: Compliance | None) -> str:
    """``cakupan 88 % · n 24``; what makes a percentage believable."""
    if row is None:
        return "belum ada yang dinilai"
    return f"cakupan {formats.percent(row.coverage)} · n {formats.number(row.n)}"


def compliance_kpi(kind: str, label: str, row: Compliance | None, target: float, *, href: str = "") -> Component:
    """Compliance of the month on the wall, with coverage, n and the target; the feed patches it by ``data-kpi``.

    ``href``: where the whole figure leads.
    """
    value = None if row is None else row.compliance
    state = judge(value, target)
    few = row is not None and 0 < row.n < FEW
    name = html.A(label, href=href, className="kpi-go") if href else label
    return html.Div(
        [
            html.Div(name, className="kpi-label"),
            html.Div([glyph(), html.Span(formats.percent(value), **{"data-f": "value"})], className="kpi-value"),
            html.Div(
                [
                    html.Div(className="bar-fill", style={"width": f"{(value or 0) * 100:.1f}%"}, **{"data-f": "bar"}),
                    html.Div(className="bar-target", style={"left": f"{target * 100:.1f}%"}, title="target"),
                ],
                className="bar",
                **{"aria-hidden": "true"},
            ),
            html.Div(
                [
                    html.Span(coverage_words(row), **{"data-f": "note"}),
                    html.Span(f"target {formats.percent(target)}"),
                ],
                className="kpi-note",
            ),
        ],
        className="kpi kpi-bar",
        **{"data-kpi": kind, "data-state": str(state), "data-few": "1" if few else "0", "data-target": str(target)},
    )


def count_strip(found: Mapping[Indicator, int]) -> Component:
    """How many kecamatan are in each state; a zero stays in its place, quiet."""
    return html.Ul(
        [
            html.Li(
                [
                    glyph(),
                    html.Span(formats.number(count), className="count-number", **{"data-f": "count"}),
                    html.Span(SHORT_WORDS[state], className="count-word"),
                ],
                className="count",
                **{"data-count": str(state), "data-state": str(state), "data-zero": "1" if count == 0 else "0"},
            )
            for state, count in found.items()
            if state is not Indicator.TIDAK_BERLAKU
        ],
        className="counts",
        **{"aria-label": "Jumlah kecamatan menurut keadaan"},
    )
