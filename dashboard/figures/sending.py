"""Hour x kecamatan: how many records arrived in each clock hour; grey is not measured, the mark a restart."""

from __future__ import annotations

from datetime import datetime

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import CELL_INK, FILLS, Origin, Trace, figure, heatmap_trace, scatter
from dashboard.model import Indicator
from dashboard.views.sending_rows import HourCell, HourMap

ROW_HEIGHT = 34
RESTART = "↻"
_HEAD = 44
_DAY_HOURS = 24
_SCALE = ((0.0, "#f1f5fa"), (0.02, "#dbe8f5"), (0.5, "#a3c6e8"), (1.0, "#5f9fd8"))
"""From nothing sent to much: one hue, light enough for dark figures on both themes."""
_TOP_SHARE = 0.95
"""The deepest blue begins here, so that one catching-up hour does not bleach all others."""


def hour_heatmap(
    found: HourMap, zone: str, revision: str, *, title: str = "", origin: Origin | None = None
) -> go.Figure:
    """One line a kecamatan, the first on top. A day writes the figures into its cells, a week tells them on hover."""
    lines = [list(cells) for cells in reversed(found.cells)]
    names = list(reversed(found.names))
    is_day = len(found.hours) <= _DAY_HOURS
    columns = list(range(len(found.hours)))
    grown = [[None if row is None else row.growth for row in line] for line in lines]
    unmeasured = [[1 if row is not None and row.growth is None else None for row in line] for line in lines]
    hovers = [
        [_hover(row, name, at, zone) for row, at in zip(line, found.hours, strict=True)]
        for name, line in zip(names, lines, strict=True)
    ]
    common = {"x": columns, "y": list(range(len(names))), "showscale": False, "xgap": 2 if is_day else 0, "ygap": 2}
    hover = {"hovertext": hovers, "hovertemplate": "%{hovertext}<extra></extra>"}
    grey = FILLS[Indicator.TIDAK_TERUKUR]
    traces = [
        heatmap_trace(z=unmeasured, colorscale=[[0, grey], [1, grey]], **common, **hover),
        heatmap_trace(
            z=grown,
            colorscale=[list(each) for each in _SCALE],
            zmin=0,
            zmax=_top(grown),
            text=[[_text(row) for row in line] for line in lines] if is_day else None,
            texttemplate="%{text}" if is_day else None,
            textfont={"color": CELL_INK, "size": 12},
            **common,
            **hover,
        ),
    ]
    if not is_day:
        traces.append(_restarts(lines))
    return figure(
        traces,
        height=_HEAD + 50 + ROW_HEIGHT * max(1, len(names)),
        revision=revision,
        title=title,
        origin=origin,
        xaxis=_hours_axis(found, zone, is_day=is_day),
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [-0.5, len(names) - 0.5],
            "showline": False,
            "ticks": "",
            "fixedrange": True,
        },
        shapes=[] if is_day else _midnights(found, zone),
    )


def _top(grown: list[list[int | None]]) -> int:
    known = sorted(each for line in grown for each in line if each)
    return known[min(len(known) - 1, int(len(known) * _TOP_SHARE))] if known else 1


def _text(row: HourCell | None) -> str:
    if row is None or row.growth is None:
        return ""
    return formats.number(row.growth) + (f" {RESTART}" if row.resets else "")


def _hover(row: HourCell | None, name: str, at: datetime, zone: str) -> str:
    there = formats.local(at, zone)
    day = formats.day_text(there.date(), "EEEE, d MMM")
    head = f"<b>{name}</b><br>{day} {there:%H}.00–{there:%H}.59"
    if row is None:
        return f"{head}<br>belum terjadi"
    if row.growth is None:
        return f"{head}<br>tidak terukur: tidak ada pembacaan"
    lines = [head, f"{formats.number(row.growth)} rekaman"]
    if row.resets:
        lines.append(f"penghitung mulai ulang {row.resets} kali")
    if row.catches_up:
        lines.append("termasuk yang terkirim selama jam tidak terukur sebelumnya")
    if row.unmeasured:
        lines.append(f"{row.unmeasured} dari {row.counters} pencacah tidak terukur")
    return "<br>".join(lines)


def _restarts(lines: list[list[HourCell | None]]) -> Trace:
    """A week's cells have no room for figures: a restart is a mark of its own."""
    places = [(x, y) for y, line in enumerate(lines) for x, row in enumerate(line) if row is not None and row.resets]
    return scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="text",
        text=[RESTART] * len(places),
        textfont={"color": CELL_INK, "size": 15},
        hoverinfo="skip",
    )


def _hours_axis(found: HourMap, zone: str, *, is_day: bool) -> dict[str, object]:
    there = [formats.local(at, zone) for at in found.hours]
    if is_day:
        ticks = [(float(place), f"{at:%H}") for place, at in enumerate(there)]
    else:
        ticks = [
            (place + 11.5, formats.day_text(at.date(), "EEE d MMM")) for place, at in enumerate(there) if at.hour == 0
        ]
    return {
        "tickvals": [place for place, _ in ticks],
        "ticktext": [text for _, text in ticks],
        "range": [-0.5, len(there) - 0.5],
        "side": "top",
        "showline": False,
        "ticks": "",
        "fixedrange": True,
    }


def _midnights(found: HourMap, zone: str) -> list[dict[str, object]]:
    line = {"color": "rgba(90,100,112,.8)", "width": 1}
    return [
        {"type": "line", "x0": place - 0.5, "x1": place - 0.5, "y0": 0, "y1": 1, "yref": "paper", "line": line}
        for place, at in enumerate(found.hours)
        if place and formats.local(at, zone).hour == 0
    ]
