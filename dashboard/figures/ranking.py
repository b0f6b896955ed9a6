"""Kecamatan by compliance: horizontal bars with direct labels and a line at the target. n < 5 is not ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.frames import frame_of, plain, ranked
from dashboard.figures.heatmap import change_text
from dashboard.figures.template import CELL_INK, FILLS, INK, SIGNS, Origin, Trace, bar_trace, figure, scatter
from dashboard.model import Compliance, Indicator
from dashboard.views.change import EarlierRows
from dashboard.views.standing import judge

ROW_HEIGHT = 30
_HEAD = 104
_LABEL_PX = 136
"""Room beside the bars for their figures, whatever the chart's width."""
_COMPARED_PX = 186
"""The same with the change."""


def ranking(
    rows: Sequence[Compliance],
    names: Mapping[str | None, str],
    target: float,
    revision: str,
    *,
    title: str = "",
    origin: Origin | None = None,
    earlier: EarlierRows | None = None,
) -> go.Figure:
    """``rows`` best first, as the view orders them; rows with n < 5 stand below, hatched and without a place.

    A white circle marks where a place stood in the ``earlier`` period, if the two can be compared.
    """
    shown = ranked(frame_of(rows, target), names).iloc[::-1]  # Plotly draws upwards
    ticks = list(range(len(shown)))
    bar = bar_trace(
        orientation="h",
        x=plain(shown["compliance"].fillna(0.0)),
        y=ticks,
        marker={
            "color": [FILLS[state] for state in shown["state"]],
            "pattern": {"shape": ["/" if weak else "" for weak in shown["weak"]], "fgcolor": INK, "size": 6},
        },
        hovertext=[_hover(row, names.get(row.kecamatan, "Dinas")) for row in shown["row"]],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    said = scatter(  # in the margin, in one column: at the bars' ends they would stand in the target's line
        x=[_edge(earlier)] * len(shown),
        y=ticks,
        mode="text",
        text=[formats.NBSP * 2 + _label(row, judge(row.compliance, target), earlier) for row in shown["row"]],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        [bar, said, *([] if earlier is None else [_before(list(shown["row"]), earlier)])],
        height=_HEAD + ROW_HEIGHT * max(1, len(shown)),
        revision=revision,
        title=title,
        origin=origin,
        below_px=22,
        bargap=0.28,
        xaxis={
            "range": [0, _edge(earlier)],
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0 %", "50 %", "100 %"],
            "fixedrange": True,
        },
        yaxis={
            "tickvals": ticks,
            "ticktext": list(shown["name"]),
            "range": [-0.5, len(shown) - 0.5],
            "fixedrange": True,
        },
        shapes=[
            {
                "type": "line",
                "x0": target,
                "x1": target,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": INK, "dash": "dot", "width": 1.5},
            }
        ],
        annotations=[
            {
                "x": target,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "text": f"target {formats.percent(target)}",
                "font": {"size": 13},
            }
        ],
        margin={"t": 30, "r": _LABEL_PX if earlier is None else _COMPARED_PX},
    )


def _edge(earlier: EarlierRows | None) -> float:
    """Where the bars' room ends: a circle at 100 % must not stand in the figures beside it."""
    return 1.0 if earlier is None else 1.03


def _before(rows: Sequence[Compliance], earlier: EarlierRows) -> Trace:
    """Where each place stood in the earlier period."""
    found = [(place, earlier.of_place(row)) for place, row in enumerate(rows)]
    known = [(place, each.before, each) for place, each in found if each.points is not None and each.before is not None]
    return scatter(
        x=[before.compliance for _, before, _ in known],
        y=[place for place, _, _ in known],
        mode="markers",
        cliponaxis=False,
        marker={"symbol": "circle", "size": 9, "color": "#ffffff", "line": {"color": CELL_INK, "width": 1.5}},
        hovertext=[
            f"Pembanding {formats.percent(before.compliance)} · n {formats.number(before.n)}<br>"
            f"Perubahan {change_text(each)} poin persen"
            for _, before, each in known
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _label(row: Compliance, state: Indicator, earlier: EarlierRows | None = None) -> str:
    if row.compliance is None:
        return "— belum dinilai"
    change = "" if earlier is None else f" · {change_text(earlier.of_place(row))}"
    return f"{SIGNS[state]} {formats.percent(row.compliance)} · n {formats.number(row.n)}{change}"


def _hover(row: Compliance, name: str) -> str:
    return (
        f"<b>{name}</b><br>Tepat {row.met} · tidak tepat {row.missed} · dikecualikan {row.excused}"
        f"<br>Cakupan {formats.percent(row.coverage)} · tunggakan {row.backlog}"
    )
