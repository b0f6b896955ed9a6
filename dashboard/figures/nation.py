"""Network uptime of many kabupaten together, day by day; a day that was not measured is a gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import ACCENT, Origin, figure, scatter
from dashboard.tallies import Sums

HEIGHT = 300
_MOST_MARKS = 62
_MOST_TICKS = 7
_STEPS = (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25)
"""Between two lines of the axis, which begins at 100 %."""
_MOST_LINES = 5


def uptime_trend(
    points: Sequence[tuple[date, Sums | None]], revision: str, *, title: str = "", origin: Origin | None = None
) -> go.Figure:
    """One point a day. The axis begins below the worst day, so that small losses can be seen; it says where."""
    values = [None if found is None else found.uptime for _, found in points]
    known = [value for value in values if value is not None]
    step = next(each for each in _STEPS if (1.0 - min(known, default=1.0)) / each <= _MOST_LINES)
    lines = max(1, math.ceil(round((1.0 - min(known, default=1.0)) / step, 6)))
    low = 1.0 - lines * step
    few = len(points) <= _MOST_MARKS
    line = scatter(
        x=list(range(len(points))),
        y=values,
        mode="lines+markers" if few else "lines",
        connectgaps=False,
        line={"color": ACCENT, "width": 2.5 if few else 1.5},
        marker={"size": 6, "color": ACCENT},
        hovertext=[_hover(day, found) for day, found in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    named = list(range(0, len(points), max(1, -(-len(points) // _MOST_TICKS))))
    return figure(
        [line],
        height=HEIGHT,
        revision=revision,
        title=title,
        origin=origin,
        below_px=22,
        xaxis={
            "tickvals": named,
            "ticktext": [formats.day_text(points[place][0], "d MMM") for place in named],
            "range": [-0.5, max(1, len(points)) - 0.5],
        },
        yaxis={
            "range": [low, 1.0 + (1.0 - low) * 0.06],
            "tickvals": [1.0 - step * line for line in range(lines + 1)],
            "ticktext": [formats.percent(round(1.0 - step * line, 4), 2) for line in range(lines + 1)],
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.22)",
        },
        margin={"r": 16, "t": 12},
    )


def _hover(day: date, found: Sums | None) -> str:
    head = f"<b>{formats.long_date(day)}</b><br>"
    if found is None or found.uptime is None:
        return f"{head}tidak terukur"
    share = formats.percent(found.uptime, 2)
    return f"{head}Ketersediaan {share}<br>Terukur {formats.percent(found.coverage)} dari waktu dalam jadwal"
