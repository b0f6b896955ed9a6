"""Charts of the slides: the template's, in sizes that can be read from the far end of a meeting room."""

from __future__ import annotations

import re
from typing import Any

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import ACCENT, FILLS, INK, SIGNS, figure
from dashboard.model import Indicator
from dashboard.views.deck_rows import Bar, Bars, Lines

WIDTH, HEIGHT = 1180, 500
_PRINT, _SMALL = 17, 15
_ROW_PX, _HEAD_PX = 52, 76
_LETTER_PX = 9
_FEW_POINTS, _MOST_LABELS, _MONTH = 14, 16, 31
_BEFORE_NUMBER = re.compile(r" (?=\d)")
_CLOSE = 0.75
"""A scale that begins above this has a mark every five points."""
_COLOURS = (ACCENT, "#8a6fc0", "#6b737c", "#b9770e")


def bars(shown: Bars, revision: str) -> go.Figure:
    """Horizontal bars, the first on top, texts in a column beside them, a dotted line at the target."""
    rows = list(reversed(shown.bars))  # Plotly draws upwards
    places = list(range(len(rows)))
    top = 1.0 if shown.is_share else max([row.value for row in rows if row.value is not None], default=1.0) * 1.02
    height = min(HEIGHT, _ROW_PX * len(rows) + _HEAD_PX)
    drawn = go.Bar(
        orientation="h",
        x=[row.value for row in rows],
        y=places,
        marker={
            "color": [ACCENT if row.state is None else FILLS[row.state] for row in rows],
            "pattern": {"shape": ["/" if row.weak else "" for row in rows], "fgcolor": INK, "size": 6},
        },
        hovertext=[f"<b>{row.label}</b><br>{row.text}" for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    said = go.Scatter(
        x=[top] * len(rows),
        y=places,
        mode="text",
        text=[formats.NBSP * 2 + _sign(row) + row.text for row in rows],
        textfont={"size": _PRINT},
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    return _sized(
        figure(
            [drawn, said],
            height=height,
            revision=revision,
            title=shown.measure,
            bargap=0.26,
            xaxis={"range": [shown.lowest, top], **_bar_scale(shown)},
            yaxis={
                "ticklabelstandoff": 8,
                "tickvals": places,
                "ticktext": [row.label for row in rows],
                "tickfont": {"size": _PRINT},
                "range": [-0.5, len(rows) - 0.5],
                "fixedrange": True,
            },
            margin={"t": 34, "r": 24 + _LETTER_PX * max(len(_sign(row) + row.text) for row in rows)},
            **_target(shown),
        )
    )


def _target(shown: Bars) -> dict[str, Any]:
    if shown.target is None:
        return {}
    line = {"color": INK, "dash": "dot", "width": 2}
    return {
        "shapes": [
            {"type": "line", "x0": shown.target, "x1": shown.target, "y0": 0, "y1": 1, "yref": "paper", "line": line}
        ],
        "annotations": [
            {
                "x": shown.target,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "text": f"target {formats.percent(shown.target)}",
                "font": {"size": _PRINT},
            }
        ],
    }


def _sign(row: Bar) -> str:
    if row.state is None and row.value is not None:
        return ""
    return SIGNS[row.state or Indicator.TIDAK_TERUKUR] + " "


def _bar_scale(shown: Bars) -> dict[str, Any]:
    """Marks of the axis that the bars run along."""
    quiet = {"tickfont": {"size": _SMALL}, "fixedrange": True}
    if not shown.is_share:
        return {"tickformat": ",d", "nticks": 6, **quiet}
    ticks = [shown.lowest + (1 - shown.lowest) * part / 4 for part in range(5)]
    return {"tickvals": ticks, "ticktext": [formats.percent(tick) for tick in ticks], **quiet}


def lines(shown: Lines, revision: str) -> go.Figure:
    """Lines over their labels, named at the right; the limit dotted. A gap stays a gap."""
    known = [value for each in shown.series for value in each.values if value is not None]
    known += [] if shown.limit is None else [shown.limit]
    low, high = (max(0.0, min(known) - 0.1), 1.05) if shown.is_share else (0.0, max(known, default=1.0) * 1.12)
    several = len(shown.series) > 1
    drawn = figure(
        [_line(shown, number) for number in range(len(shown.series))],
        height=HEIGHT,
        revision=revision,
        title=shown.series[0].name,
        xaxis=_label_axis(shown),
        yaxis={
            "range": [low, high],
            **_scale(shown, low),
            "tickfont": {"size": _SMALL},
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.22)",
            "fixedrange": True,
        },
        margin={"t": 40 if several else 16, "r": 170},
        **_limit(shown),
    )
    if several:
        drawn.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.12, "font": {"size": _PRINT}})
    return _sized(drawn)


def _is_few(shown: Lines) -> bool:
    """Whether every point can carry its value."""
    return len(shown.labels) <= _FEW_POINTS and len(shown.series) == 1


def _line(shown: Lines, number: int) -> go.Scatter:
    series, colour, is_few = shown.series[number], _COLOURS[number % len(_COLOURS)], _is_few(shown)
    return go.Scatter(
        x=list(range(len(shown.labels))),
        y=list(series.values),
        name=series.name,
        mode="lines+markers+text" if is_few else "lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 3.5},
        marker={
            "size": 12 if is_few else 8 if len(shown.labels) <= _MONTH else 5,
            "symbol": ["circle-open" if place in shown.weak else "circle" for place in range(len(series.values))],
            "color": colour,
            "line": {"width": 3},
        },
        text=[_said(value, shown) for value in series.values],
        textfont={"size": _PRINT + 3},
        textposition=[_side(value, shown) for value in series.values],
        hovertext=[f"{series.name}<br>{_said(value, shown)}" for value in series.values],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _label_axis(shown: Lines) -> dict[str, Any]:
    """Labels that stay apart: of many points only some are named."""
    step = 1 if _is_few(shown) else -(-len(shown.labels) // _MOST_LABELS)
    places = list(range(0, len(shown.labels), step))
    return {
        "tickvals": places,
        "ticktext": [shown.labels[place].replace("\n", "<br>") for place in places],
        "tickfont": {"size": _PRINT if _is_few(shown) else _SMALL},
        "range": [-0.5, len(shown.labels) - 0.5],
        "fixedrange": True,
    }


def _scale(shown: Lines, low: float) -> dict[str, Any]:
    """Marks of the upright axis; none above 100 %."""
    if not shown.is_share:
        return {"ticksuffix": f" {shown.unit}", "nticks": 6}
    ticks = [step / 20 for step in range(21) if step / 20 >= low and (step % 2 == 0 or low >= _CLOSE)]
    return {"tickvals": ticks, "ticktext": [formats.percent(tick, 0) for tick in ticks]}


def _said(value: float | None, shown: Lines) -> str:
    if value is None:
        return ""
    return formats.percent(value) if shown.is_share else f"{formats.number(value, 1)} {shown.unit}"


def _side(value: float | None, shown: Lines) -> str:
    """Away from the limit's line, which would strike the figure through."""
    is_below = value is not None and shown.limit is not None and value < shown.limit
    return "bottom center" if is_below else "top center"


def _limit(shown: Lines) -> dict[str, Any]:
    if shown.limit is None:
        return {}
    line = {"color": INK, "dash": "dot", "width": 2}
    return {
        "shapes": [
            {"type": "line", "y0": shown.limit, "y1": shown.limit, "x0": 0, "x1": 1, "xref": "paper", "line": line}
        ],
        "annotations": [
            {
                "x": 1,
                "xref": "paper",
                "y": shown.limit,
                "xanchor": "left",
                "xshift": 6,
                "align": "left",
                "showarrow": False,
                "text": _BEFORE_NUMBER.sub("<br>", shown.limit_name, count=1),
                "font": {"size": _PRINT},
            }
        ],
    }


def _sized(drawn: go.Figure) -> go.Figure:
    """A slide is scaled as a whole: the chart on it never changes its size."""
    return drawn.update_layout(width=WIDTH, autosize=False)
