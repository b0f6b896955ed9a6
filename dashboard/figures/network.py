"""Reply times of one target by the hour: the mean as a line, the highest as a quiet edge; hours without stay gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import ACCENT, INK, Origin, figure, scatter
from dashboard.views.network_rows import RttPoint

HEIGHT = 300


def rtt(
    points: Sequence[RttPoint],
    zone: str,
    revision: str,
    *,
    limit_ms: float,
    title: str = "",
    origin: Origin | None = None,
) -> go.Figure:
    """``limit_ms``: above it a target that answers is menurun. Times on the axis are the office's."""
    at = [formats.local(each.start, zone).replace(tzinfo=None) for each in points]
    means, highest = [each.mean_ms for each in points], [each.highest_ms for each in points]
    told = [_hover(each, zone) for each in points]
    edge = scatter(
        x=at,
        y=highest,
        mode="lines",
        connectgaps=False,
        line={"color": "rgba(47,111,176,.35)", "width": 1},
        hoverinfo="skip",
    )
    line = scatter(
        x=at,
        y=means,
        mode="lines+markers" if len(points) <= 48 else "lines",
        connectgaps=False,
        line={"color": ACCENT, "width": 2},
        hovertext=told,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    top = max([each for each in highest if each is not None] + [limit_ms]) * 1.15
    return figure(
        [edge, line],
        height=HEIGHT,
        revision=revision,
        title=title,
        origin=origin,
        below_px=36,
        xaxis={
            "type": "date",
            "range": [at[0].isoformat(), (at[-1] + timedelta(hours=1)).isoformat()] if at else None,
            "tickformat": "%-d %b" if len(points) > 48 else "%H.%M",
            "nticks": 8,
        },
        yaxis={
            "range": [0, top],
            "ticksuffix": " ms",
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.22)",
            "nticks": 6,
        },
        shapes=[
            {
                "type": "line",
                "y0": limit_ms,
                "y1": limit_ms,
                "x0": 0,
                "x1": 1,
                "xref": "paper",
                "line": {"color": INK, "dash": "dot", "width": 1.5},
            }
        ],
        annotations=[
            {
                "x": 0,
                "xref": "paper",
                "y": limit_ms,
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
                "text": f"ambang menurun {formats.number(limit_ms)} ms",
                "font": {"size": 13},
            }
        ],
    )


def _hover(each: RttPoint, zone: str) -> str:
    there = formats.local(each.start, zone)
    when = f"<b>{formats.short_date(there.date())} {there:%H}.00</b>"
    if each.mean_ms is None:
        return f"{when}<br>tidak ada balasan"
    return (
        f"{when}<br>rata-rata {formats.number(each.mean_ms, 1)} ms<br>tertinggi {formats.number(each.highest_ms, 1)} ms"
    )
