"""Kecamatan x step of one SOP: compliance with n in every cell, colour doubled by a sign, weak cells hatched."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.frames import DINAS, frame_of, pivot_of
from dashboard.figures.template import CELL_INK, FILLS, SIGNS, Origin, Trace, figure, heatmap_trace, scatter
from dashboard.model import Compliance, Indicator
from dashboard.reported import RowId, row_id
from dashboard.views.change import Change, EarlierRows, change_of
from dashboard.views.standing import FEW, judge

ROW_HEIGHT = 42
COMPARED_HEIGHT = 58
"""Of a row whose cells carry a third line, the change."""
PARTLY = "\N{CIRCLE WITH UPPER RIGHT QUADRANT BLACK}"
"""Marks a cell whose coverage is below 100 %."""
NO_CHANGE = "\N{WHITE DIAMOND}"
"""Stands for a change that cannot be told."""
_ORDER = (Indicator.GANGGUAN, Indicator.WASPADA, Indicator.BAIK, Indicator.TIDAK_TERUKUR)
_HEAD = 96
_STROKES = ((-0.46, -0.16), (-0.15, 0.15), (0.16, 0.46))
"""Heights of the strokes along the left edge of a weak cell: the figures beside them stay legible."""


def cell_text(row: Compliance | None, target: float, change: Change | None = None) -> str:
    """Sign and percentage over n; a cell without a judged run says "—" and, after "?", how many are unmonitored.

    Coverage below 100 % is marked; ``change`` is a third line.
    """
    third = "" if change is None else "<br>" + change_text(change)
    if row is None:
        return f"{SIGNS[Indicator.TIDAK_TERUKUR]}<br>n 0{third}"
    if row.compliance is None:
        return "—<br>n 0" + (f" · ? {formats.number(row.unmonitored)}" if row.unmonitored else "") + third
    share = formats.percent(row.compliance, 0)
    partly = f" {PARTLY}" if row.coverage is not None and row.coverage < 1 else ""
    return f"{SIGNS[judge(row.compliance, target)]} {share}<br>n {formats.number(row.n)}{partly}{third}"


def change_text(change: Change) -> str:
    """``▲ 3,1``: percentage points with the way they went; a diamond where the two cannot be compared."""
    return NO_CHANGE if change.points is None else f"{change.sign} {formats.number(abs(change.points), 1)}"


def hover_text(
    row: Compliance | None, name: str, label: str, kegiatan: str, changed: str = "", change: Change | None = None
) -> str:
    """All the heaps of a cell in words; ``changed`` is what became of it since it was reported."""
    title = f"<b>{name} · {'total' if label == 'Total' else 'langkah ' + label}</b>"
    told = "<br>".join(textwrap.wrap(kegiatan, 60)[:3])
    compared = [] if change is None else _compared(change)
    if row is None:
        return "<br>".join([title, told, "Tidak ada pelaksanaan dalam periode ini", *compared])
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
    if changed:
        lines += textwrap.wrap(changed, 70)
    return "<br>".join([title, *([told] if told else []), *lines, *compared, "Klik untuk melihat pelaksanaannya"])


def _compared(change: Change) -> list[str]:
    lines = []
    if change.before is not None:
        before = change.before
        lines.append(
            f"Pembanding {formats.percent(before.compliance)} · n {formats.number(before.n)} · "
            f"cakupan {formats.percent(before.coverage)}"
        )
    if change.points is None:
        return [*lines, f"Perubahan tidak dapat dibandingkan: {change.why_not}"]
    return [*lines, f"Perubahan {change_text(change)} poin persen"]


def heatmap(
    rows: Sequence[Compliance],
    names: Mapping[str | None, str],
    kegiatan: Mapping[int, str],
    target: float,
    revision: str,
    *,
    title: str = "",
    origin: Origin | None = None,
    changes: Mapping[RowId, str] = MappingProxyType({}),
    earlier: EarlierRows | None = None,
) -> go.Figure:
    """One SOP of one kind and version. ``names`` orders and names the rows (None: Dinas), ``kegiatan`` the steps.

    ``changes`` say what became of a reported cell; ``earlier`` is the period to compare with.
    Every cell's ``customdata`` is [kecamatan or "", from_step or "", scope], for the runs behind it.
    ValueError if two rows claim one cell.
    """
    frame = frame_of(rows, target)
    grid = pivot_of(frame, [code or DINAS for code in names]).iloc[::-1]  # Plotly draws upwards; the first is on top
    told = {place: names[place or None] for place in grid.index}
    steps = frame.drop_duplicates("label").set_index("label")["row"]
    trace = heatmap_trace(
        z=grid.map(lambda row: _level(row, target)).to_numpy().tolist(),
        x=list(range(grid.shape[1])),
        y=list(range(grid.shape[0])),
        text=grid.map(lambda row: cell_text(row, target, _change(row, earlier))).to_numpy().tolist(),
        texttemplate="%{text}",
        textfont={"color": CELL_INK, "size": 13},
        hovertext=[
            [
                hover_text(
                    row,
                    told[place],
                    label,
                    kegiatan.get(steps[label].from_step or 0, ""),
                    "" if row is None else changes.get(row_id(row), ""),
                    _change(row, earlier),
                )
                for label, row in cells
            ]
            for place, cells in _lines(grid)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[[_asked(place, steps[label]) for label, _ in cells] for place, cells in _lines(grid)],
        colorscale=_colorscale(),
        zmin=0,
        zmax=len(_ORDER),
        showscale=False,
        xgap=3,
        ygap=3,
    )
    return figure(
        [trace, _hatch(grid.map(lambda row: row is not None and 0 < row.n < FEW))],
        height=_HEAD + (ROW_HEIGHT if earlier is None else COMPARED_HEIGHT) * max(1, len(grid)),
        revision=revision,
        title=title,
        origin=origin,
        xaxis=_axis(list(grid.columns), "Langkah", side="top"),
        yaxis=_axis(list(told.values()), ""),
    )


def _change(row: Compliance | None, earlier: EarlierRows | None) -> Change | None:
    """A cell without a row has no row of the earlier period to stand beside."""
    if earlier is None:
        return None
    return change_of(None, None) if row is None else earlier.of_row(row)


def _lines(grid: pd.DataFrame) -> list[tuple[str, list[tuple[str, Compliance | None]]]]:
    return [(str(place), [(str(label), row) for label, row in cells.items()]) for place, cells in grid.iterrows()]


def _asked(place: str, step: Compliance) -> list[str | int]:
    return [place, "" if step.from_step is None else step.from_step, str(step.scope)]


def _level(row: Compliance | None, target: float) -> float:
    """Place in the colour scale (the middle of its band). Nothing judged is grey, never green."""
    state = judge(None if row is None else row.compliance, target)
    return _ORDER.index(state) + 0.5


def _colorscale() -> list[tuple[float, str]]:
    steps = []
    for place, state in enumerate(_ORDER):
        steps += [(place / len(_ORDER), FILLS[state]), ((place + 1) / len(_ORDER), FILLS[state])]
    return steps


def _hatch(weak: pd.DataFrame) -> Trace:
    """Strokes along the edge of cells with n < 5: a heatmap has no pattern of its own."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for y, line in enumerate(weak.to_numpy().tolist()):
        for x, is_weak in enumerate(line):
            for low, high in _STROKES if is_weak else ():
                xs += [x - 0.46, x - 0.38, None]
                ys += [y + low, y + high, None]
    return scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"color": "rgba(20,24,29,.55)", "width": 1.5},
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
