"""Used time against the standard: a small bar with a mark at the waktu baku, and the same in words beside it."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.status import glyph
from dashboard.model import Indicator

_ROOM = 0.75
"""Where the mark stands while the standard is kept: room is left to its right, so that it reads as a limit."""


def duration_bar(
    used_s: float | None, standard_s: float | None, *, running: bool = False, at_risk: bool = False
) -> Component:
    """Used seconds against the standard's, both counted by the same clock (working time, or round the clock).

    ``used_s`` None: not measured. ``standard_s`` None: the SOP gives no time. ``running``: not finished yet, and
    ``at_risk`` then says that it is near its limit. Late is whoever used more than the standard.
    """
    state, words = _judged(used_s, standard_s, running=running, at_risk=at_risk)
    return html.Div(
        [
            html.Div(_drawn(used_s, standard_s), className="used-bar", **{"aria-hidden": "true"}),
            html.Div([glyph(), html.Span(words)], className="used-words"),
            html.Small(_figures(used_s, standard_s)),
        ],
        className="used",
        **{"data-state": str(state), "data-running": "1" if running else "0"},
    )


def _judged(used_s: float | None, standard_s: float | None, *, running: bool, at_risk: bool) -> tuple[Indicator, str]:
    if used_s is None:
        return Indicator.TIDAK_TERUKUR, "tidak terukur"
    if standard_s is None:
        return Indicator.TIDAK_BERLAKU, "tanpa waktu baku"
    left = formats.duration(standard_s - used_s)
    if used_s > standard_s:
        return Indicator.GANGGUAN, f"lewat {left}"
    if not running:
        return Indicator.BAIK, "tepat waktu"
    return (Indicator.WASPADA, f"mendekati batas, sisa {left}") if at_risk else (Indicator.BAIK, f"sisa {left}")


def _figures(used_s: float | None, standard_s: float | None) -> str:
    """``4 menit dari 5 menit``; what is not known is "—"."""
    used = formats.duration(used_s)
    return used if standard_s is None else f"{used} dari {formats.duration(standard_s)}"


def _drawn(used_s: float | None, standard_s: float | None) -> list[Component]:
    """Fill and mark. Without a standard there is no mark and nothing to fill up to; without a time, no fill."""
    if standard_s is None:
        return []
    whole = max(standard_s / _ROOM, used_s or 0.0) or 1.0
    mark = html.Div(className="used-mark", style={"left": f"{standard_s / whole * 100:.1f}%"})
    if used_s is None:
        return [mark]
    return [html.Div(className="used-fill", style={"width": f"{used_s / whole * 100:.1f}%"}), mark]
