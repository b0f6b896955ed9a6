"""Compliance over time: one line with direct labels, n under each point, a line at the target; gaps stay gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.frames import plain, series_of
from dashboard.figures.template import ACCENT, INK, Origin, Trace, figure, scatter
from dashboard.model import Compliance

HEIGHT = 340


def trend(
    points: Sequence[tuple[date, Compliance]],
    target: float,
    revision: str,
    *,
    title: str = "",
    origin: Origin | None = None,
    height: int = HEIGHT,
    earlier: Sequence[tuple[date, Compliance]] = (),
) -> go.Figure:
    """Points are starts of months (or weeks). A period without a judged run is a gap, never zero.

    ``earlier`` is a quiet second line: its first point stands under the first, whatever their dates.
    """
    frame = series_of(points, target)
    values = plain(frame["compliance"])
    line = scatter(
        x=list(range(len(frame))),
        y=values,
        mode="lines+markers+text",
        connectgaps=False,
        line={"color": ACCENT, "width": 2.5},
        marker={
            "size": 9,
            "color": ["rgba(0,0,0,0)" if weak else ACCENT for weak in frame["weak"]],
            "line": {"color": ACCENT, "width": 2},
        },
        text=[formats.percent(value, 0) if value is not None else "" for value in values],
        # away from the target's line, which would strike the figure through
        textposition=["top center" if above else "bottom center" for above in frame["above"]],
        hovertext=[_hover(start, row) for start, row in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    ticks = [step / 10 for step in range(11)]
    before = plain(series_of(earlier, target)["compliance"]) if earlier else []
    lowest = min([value for value in [*values, *before] if value is not None] + [target])
    return figure(
        [*([_quiet(earlier, before)] if earlier else []), line],
        height=height,
        revision=revision,
        title=title,
        origin=origin,
        below_px=40,
        xaxis={
            "tickvals": list(range(len(points))),
            "ticktext": [_tick(place, points) for place in range(len(points))],
            "range": [-0.5, max(len(points), len(earlier)) - 0.5],
        },
        yaxis={
            "range": [max(0.0, lowest - 0.15), 1.07],
            "tickvals": ticks,
            "ticktext": [formats.percent(tick) for tick in ticks],
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.22)",
        },
        shapes=[
            {
                "type": "line",
                "y0": target,
                "y1": target,
                "x0": 0,
                "x1": 1,
                "xref": "paper",
                "line": {"color": INK, "dash": "dot", "width": 1.5},
            }
        ],
        annotations=[
            {
                "x": 1,
                "xref": "paper",
                "y": target,
                "xanchor": "left",
                "xshift": 6,
                "align": "left",
                "showarrow": False,
                "text": f"target<br>{formats.percent(target)}",
                "font": {"size": 13},
            }
        ],
        margin={"r": 62},
    )


def _quiet(points: Sequence[tuple[date, Compliance]], values: Sequence[float | None]) -> Trace:
    """The earlier period: dashed and grey, named once at its last point."""
    last = max((place for place, value in enumerate(values) if value is not None), default=-1)
    return scatter(
        x=list(range(len(values))),
        y=list(values),
        mode="lines+markers+text",
        connectgaps=False,
        line={"color": INK, "width": 1.5, "dash": "dash"},
        marker={"size": 6, "color": INK},
        text=["pembanding" if place == last else "" for place in range(len(values))],
        textposition="bottom center",
        hovertext=[_hover(start, row, "Pembanding, ") for start, row in points],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _tick(place: int, points: Sequence[tuple[date, Compliance]]) -> str:
    """Start and n; of many points only every other is named, so that labels stay horizontal and apart."""
    start, row = points[place]
    if len(points) > 9 and place % 2:
        return ""
    first, second = formats.short_date(start).split(" ")[:2]
    return f"{first} {second}<br>n {formats.number(row.n)}"


def _hover(start: date, row: Compliance, head: str = "") -> str:
    return (
        f"<b>{head}mulai {formats.long_date(start)}</b><br>Kepatuhan {formats.percent(row.compliance)}"
        f"<br>Tepat {row.met} · tidak tepat {row.missed} · n {row.n} · cakupan {formats.percent(row.coverage)}"
    )
