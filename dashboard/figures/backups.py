"""Night by night: how large the dump was, and how long the script took against its standard. Gaps stay gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import ACCENT, FILLS, INK, Origin, Trace, figure, scatter
from dashboard.model import Indicator
from dashboard.views.backups_rows import NightRow, NightState

HEIGHT = 235
_MINUTE = 60
_MARKS = {
    NightState.BAIK: ("circle", ACCENT),
    NightState.LEWAT_BAKU: ("triangle-up", FILLS[Indicator.WASPADA]),
    NightState.GAGAL: ("x", FILLS[Indicator.GANGGUAN]),
}
"""What is not good has a shape and a colour of its own."""


def sizes(
    nights: Sequence[NightRow],
    words: Mapping[NightState, str],
    revision: str,
    *,
    title: str = "",
    origin: Origin | None = None,
) -> go.Figure:
    """Sizes from zero up: a dump cut short must look short."""
    top = max((each.size_bytes or 0 for each in nights), default=0)
    power = next((power for power in (3, 2, 1) if top >= 1024**power), 0)
    unit = ("byte", "KB", "MB", "GB")[power]
    values = [None if each.size_bytes is None else each.size_bytes / 1024**power for each in nights]
    told = [formats.file_size(each.size_bytes) for each in nights]
    drawn = _line(nights, values, told, words)
    return _figure(nights, drawn, values, unit, revision, title=title, origin=origin)


def durations(
    nights: Sequence[NightRow],
    words: Mapping[NightState, str],
    revision: str,
    *,
    standard: str,
    title: str = "",
    origin: Origin | None = None,
) -> go.Figure:
    """Minutes of the script with the standard that each night had; ``standard`` says it in words, empty for none."""
    values = [None if each.duration_s is None else each.duration_s / _MINUTE for each in nights]
    told = [f"{formats.number(value, 1)} menit" for value in values]
    limits = [None if each.standard_s is None else each.standard_s / _MINUTE for each in nights]
    drawn = _line(nights, values, told, words)
    known = [each for each in limits if each is not None]
    more: list[dict[str, object]] = []
    if known:
        drawn = [_limit(nights, limits), *drawn]
        more = [_label(known[0], f"waktu baku {standard}" if standard else "waktu baku")]
    return _figure(
        nights,
        drawn,
        [*values, *limits],
        "menit",
        revision,
        title=title,
        origin=origin,
        annotations=more,
    )


def _line(
    nights: Sequence[NightRow],
    values: Sequence[float | None],
    told: Sequence[str],
    words: Mapping[NightState, str],
) -> list[Trace]:
    marks = [_MARKS.get(each.state, ("circle", ACCENT)) for each in nights]
    wide = len(nights) > 120
    return [
        scatter(
            x=[each.day for each in nights],
            y=list(values),
            mode="lines+markers",
            connectgaps=False,
            line={"color": ACCENT, "width": 1.5},
            marker={
                "symbol": [symbol for symbol, _ in marks],
                "color": [colour for _, colour in marks],
                "size": [(4 if wide else 6) if symbol == "circle" else 10 for symbol, _ in marks],
                "line": {"color": INK, "width": [0 if symbol == "circle" else 1 for symbol, _ in marks]},
            },
            hovertext=[
                f"<b>{formats.short_date(each.day)}</b><br>{value}<br>{words[each.state]}"
                for each, value in zip(nights, told, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ]


def _limit(nights: Sequence[NightRow], limits: Sequence[float | None]) -> Trace:
    """A step where the standard changed with a new version of the SOP."""
    return scatter(
        x=[each.day for each in nights],
        y=list(limits),
        mode="lines",
        connectgaps=True,
        line={"color": INK, "width": 1.5, "dash": "dot", "shape": "hv"},
        hoverinfo="skip",
    )


def _label(at: float, text: str) -> dict[str, object]:
    return {
        "x": 0,
        "xref": "paper",
        "y": at,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "text": text,
        "font": {"size": 13},
    }


def _figure(
    nights: Sequence[NightRow],
    drawn: list[Trace],
    values: Sequence[float | None],
    unit: str,
    revision: str,
    **more: Any,
) -> go.Figure:
    top = max((each for each in values if each is not None), default=1.0) * 1.18
    half = timedelta(hours=12)
    reach = None
    if nights:
        reach = [f"{nights[0].day - timedelta(days=1)}T{half}", f"{nights[-1].day}T{half}"]
    return figure(
        drawn,
        height=HEIGHT,
        revision=revision,
        below_px=30,
        xaxis={"type": "date", "range": reach, "tickformat": "%-d %b", "nticks": 7},
        yaxis={
            "range": [0, top],
            "ticksuffix": f" {unit}",
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.22)",
            "nticks": 5,
        },
        **more,
    )
