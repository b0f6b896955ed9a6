"""Kecamatan x step of one SOP: compliance with n in every cell, colour doubled by a sign, weak cells hatched."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import CELL_INK, FILLS, SIGNS, figure
from dashboard.model import Compliance, Indicator, Scope
from dashboard.views.standing import FEW, judge

ROW_HEIGHT = 40
_ORDER = (Indicator.GANGGUAN, Indicator.WASPADA, Indicator.BAIK, Indicator.TIDAK_TERUKUR)
_HEAD = 74
Column = tuple[Scope, int | None, int | None]


def column_of(row: Compliance) -> Column:
    """What a row stands under: a step, a span of steps, or the total."""
    return row.scope, row.from_step, row.to_step


def columns_of(rows: Sequence[Compliance]) -> list[Column]:
    """Steps and spans by number, the total last."""
    return sorted({column_of(row) for row in rows}, key=lambda c: (c[0] is Scope.TOTAL, c[1] or 0, c[2] or 0))


def column_label(column: Column) -> str:
    """``3``, ``3–5`` or ``Total``."""
    scope, first, last = column
    if scope is Scope.TOTAL:
        return "Total"
    return f"{first}" if first == last else f"{first}–{last}"


def cell_text(row: Compliance | None, target: float) -> str:
    """Sign and percentage over n; a cell without a judged run says "—" and, after "?", how many are unmonitored."""
    if row is None:
        return f"{SIGNS[Indicator.TIDAK_TERUKUR]}<br>n 0"
    if row.compliance is None:
        return "—<br>n 0" + (f" · ? {formats.number(row.unmonitored)}" if row.unmonitored else "")
    share = formats.percent(row.compliance, 0)
    return f"{SIGNS[judge(row.compliance, target)]} {share}<br>n {formats.number(row.n)}"


def hover_text(row: Compliance | None, name: str, label: str, kegiatan: str) -> str:
    """All the heaps of a cell in words."""
    title = f"<b>{name} · {'total' if label == 'Total' else 'langkah ' + label}</b>"
    told = "<br>".join(textwrap.wrap(kegiatan, 60)[:3])
    if row is None:
        return f"{title}<br>{told}<br>Tidak ada pelaksanaan dalam periode ini"
    lines = [
        f"Kepatuhan {formats.percent(row.compliance)} (sebelum dikecualikan {formats.percent(row.compliance_before)})",
        f"Tepat {row.met} · tidak tepat {row.missed} · dikecualikan {row.excused}",
        f"Tidak terpantau {row.unmonitored} · cakupan {formats.percent(row.coverage)}",
        f"Terpakai, median {formats.percent(row.median_share, 0)} · p90 {formats.percent(row.p90_share, 0)} dari baku",
    ]
    if row.backlog:
        lines.append(f"Tunggakan {row.backlog}")
    if 0 < row.n < FEW:
        lines.append(f"n kurang dari {FEW}: belum dapat dibandingkan")
    return "<br>".join([title, *([told] if told else []), *lines, "Klik untuk melihat pelaksanaannya"])


def heatmap(
    rows: Sequence[Compliance],
    names: Mapping[str | None, str],
    kegiatan: Mapping[int, str],
    target: float,
    revision: str,
) -> go.Figure:
    """One SOP of one kind. ``names`` orders and names the rows (None: Dinas); ``kegiatan`` names the steps.

    Every cell's ``customdata`` is [kecamatan or "", from_step or "", scope], for the runs behind it.
    """
    columns = columns_of(rows)
    found = {(row.kecamatan, column_of(row)): row for row in rows}
    places = [code for code in names if any((code, column) in found for column in columns)]
    places.reverse()  # Plotly draws upwards; the first row belongs at the top
    levels, texts, hovers, asks = [], [], [], []
    for code in places:
        cells = [found.get((code, column)) for column in columns]
        levels.append([_level(cell, target) for cell in cells])
        texts.append([cell_text(cell, target) for cell in cells])
        hovers.append(
            [
                hover_text(cell, names[code], column_label(column), kegiatan.get(column[1] or 0, ""))
                for cell, column in zip(cells, columns, strict=True)
            ]
        )
        asks.append([[code or "", "" if column[1] is None else column[1], str(column[0])] for column in columns])
    trace = go.Heatmap(
        z=levels,
        x=list(range(len(columns))),
        y=list(range(len(places))),
        text=texts,
        texttemplate="%{text}",
        textfont={"color": CELL_INK, "size": 13},
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=asks,
        colorscale=_colorscale(),
        zmin=0,
        zmax=len(_ORDER),
        showscale=False,
        xgap=3,
        ygap=3,
    )
    few = [
        (x, y)
        for y, code in enumerate(places)
        for x, column in enumerate(columns)
        if (cell := found.get((code, column))) is not None and 0 < cell.n < FEW
    ]
    return figure(
        [trace, _hatch(few)],
        height=_HEAD + ROW_HEIGHT * max(1, len(places)),
        revision=revision,
        xaxis=_axis([column_label(column) for column in columns], "Langkah", side="top"),
        yaxis=_axis([names[code] for code in places], ""),
    )


def _level(row: Compliance | None, target: float) -> float:
    """Place in the colour scale (the middle of its band). Nothing judged is grey, never green."""
    state = judge(None if row is None else row.compliance, target)
    return _ORDER.index(state) + 0.5


def _colorscale() -> list[tuple[float, str]]:
    steps = []
    for place, state in enumerate(_ORDER):
        steps += [(place / len(_ORDER), FILLS[state]), ((place + 1) / len(_ORDER), FILLS[state])]
    return steps


def _hatch(cells: Sequence[tuple[int, int]]) -> go.Scatter:
    """Diagonal strokes over cells with n < 5: a heatmap has no pattern of its own."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y in cells:
        for x0, y0, x1, y1 in ((-0.46, 0, 0, 0.46), (-0.46, -0.46, 0.46, 0.46), (0, -0.46, 0.46, 0)):
            xs += [x + x0, x + x1, None]
            ys += [y + y0, y + y1, None]
    return go.Scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": "rgba(20,24,29,.28)", "width": 1.2},
        hoverinfo="skip",
        name="n kurang dari 5",
    )


def _axis(labels: Sequence[str], title: str, **more: str) -> dict[str, object]:
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [-0.5, len(labels) - 0.5],
        "title": {"text": title},
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        **more,
    }
