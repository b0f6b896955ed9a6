"""Kecamatan by compliance: horizontal bars with direct labels and a line at the target. n < 5 is not ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import FILLS, INK, SIGNS, figure
from dashboard.model import Compliance, Indicator
from dashboard.views.standing import FEW, judge

ROW_HEIGHT = 32


def ranking(rows: Sequence[Compliance], names: Mapping[str | None, str], target: float, revision: str) -> go.Figure:
    """``rows`` best first, as the view orders them; rows with n < 5 stand below, hatched and without a place."""
    shown = list(reversed(rows))
    labels, place = [], 0
    for row in rows:
        ranked = row.n >= FEW
        place += ranked
        labels.append(f"{place}. {names.get(row.kecamatan, 'Dinas')}" if ranked else names.get(row.kecamatan, "Dinas"))
    labels.reverse()
    states = [judge(row.compliance, target) for row in shown]
    bar = go.Bar(
        orientation="h",
        x=[row.compliance or 0 for row in shown],
        y=list(range(len(shown))),
        marker={
            "color": [FILLS[state] for state in states],
            "pattern": {"shape": ["/" if row.n < FEW else "" for row in shown], "fgcolor": INK, "size": 6},
        },
        hovertext=[_hover(row, names.get(row.kecamatan, "Dinas")) for row in shown],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    said = go.Scatter(  # beside the bars, in one column: at the bars' ends they would stand in the target's line
        x=[1.03] * len(shown),
        y=list(range(len(shown))),
        mode="text",
        text=[_label(row, state) for row, state in zip(shown, states, strict=True)],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
    )
    return figure(
        [bar, said],
        height=60 + ROW_HEIGHT * max(1, len(shown)),
        revision=revision,
        bargap=0.28,
        xaxis={"range": [0, 1.42], "tickvals": [0, 0.5, 1], "ticktext": ["0 %", "50 %", "100 %"], "fixedrange": True},
        yaxis={
            "tickvals": list(range(len(shown))),
            "ticktext": labels,
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
                "font": {"size": 12},
            }
        ],
        margin={"t": 26},
    )


def _label(row: Compliance, state: Indicator) -> str:
    if row.compliance is None:
        return "— belum ada yang dinilai"
    return f"{SIGNS[state]} {formats.percent(row.compliance)} · n {formats.number(row.n)}"


def _hover(row: Compliance, name: str) -> str:
    return (
        f"<b>{name}</b><br>Tepat {row.met} · tidak tepat {row.missed} · dikecualikan {row.excused}"
        f"<br>Cakupan {formats.percent(row.coverage)} · tunggakan {row.backlog}"
    )
