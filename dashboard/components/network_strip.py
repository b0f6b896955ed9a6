"""The strip of a target: its states along the period in pure CSS. Trouble is taller as well as coloured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import Prepared, html
from dashboard.model import Indicator, State
from dashboard.views.network_rows import NetworkView, Stretch, TargetRow

WORDS = {
    State.DOWN: "putus",
    State.UNREACHABLE: "terputus dari induk",
    State.UNKNOWN: "tidak terukur",
    State.MAINTENANCE: "pemeliharaan terencana",
    State.DISABLED: "dinonaktifkan",
    State.DEGRADED: "menurun",
    State.UP: "baik",
}
"""Worst first: what stands first colours and heightens a bar."""
LOOKS = {
    State.DOWN: Indicator.GANGGUAN,
    State.UNREACHABLE: Indicator.TERPUTUS,
    State.UNKNOWN: Indicator.TIDAK_TERUKUR,
    State.MAINTENANCE: Indicator.DINONAKTIFKAN,
    State.DISABLED: Indicator.DINONAKTIFKAN,
    State.DEGRADED: Indicator.WASPADA,
    State.UP: Indicator.BAIK,
}


def strip(row: TargetRow, view: NetworkView) -> Component:
    """The whole period from left to right; each part tells itself to the pointer, all of it to a screen reader."""
    parts = [
        _kept_part(each.start, each.end, each.to_come, tuple(each.seconds.items()), view.zone, view.by_day)
        for each in row.strip
    ]
    label = f"{row.name}: {hours_text(row.seconds) or 'di luar jadwal'}"
    return html.Div(parts, className="net-strip", role="img", **{"aria-label": label})


def hours_text(seconds: Mapping[State, float]) -> str:
    """``putus 2 jam, baik 3 hari``: every state that occurs with its time, the worst first."""
    occurring = [(word, seconds[state]) for state, word in WORDS.items() if seconds.get(state)]
    return ", ".join(f"{word} {formats.duration(each)}" for word, each in occurring)


@lru_cache(maxsize=50_000)
def _kept_part(
    start: datetime, end: datetime, to_come: bool, seconds: tuple[tuple[State, float], ...], zone: str, by_day: bool
) -> Component:
    """All but the newest parts of a strip are the same in each minute."""
    return Prepared(_part(Stretch(start, end, dict(seconds), to_come), zone, by_day=by_day))


def _part(each: Stretch, zone: str, *, by_day: bool) -> Component:
    width = {"flexGrow": f"{(each.end - each.start).total_seconds():.0f}"}
    if each.to_come:
        return html.Span(className="net-part net-to-come", style=width)
    told = _when(each, zone, by_day=by_day)
    if not each.seconds:
        return html.Span(className="net-part net-off", style=width, title=f"{told}: di luar jadwal")
    worst = next(state for state in WORDS if each.seconds.get(state))
    style = width | ({"background": _ground(each.seconds)} if len(each.seconds) > 1 else {})
    return html.Span(
        className="net-part",
        style=style,
        title=f"{told}: {hours_text(each.seconds)}",
        **{"data-state": str(LOOKS[worst])},
    )


def _ground(seconds: Mapping[State, float]) -> str:
    """Bars of a day, the worst at the top; a short outage keeps a visible third."""
    total = sum(seconds.values())
    shares = {
        state: max(seconds[state] / total, 0.0 if state is State.UP else 0.35) for state in WORDS if seconds.get(state)
    }
    whole, at, stops = sum(shares.values()), 0.0, []
    for state, share in shares.items():
        upto = at + share / whole * 100
        stops.append(f"var(--{LOOKS[state]}) {at:.0f}% {upto:.0f}%")
        at = upto
    return f"linear-gradient(to bottom, {', '.join(stops)})"


def _when(each: Stretch, zone: str, *, by_day: bool) -> str:
    begins, ends = (formats.local(at, zone) for at in (each.start, each.end))
    if by_day:
        return formats.short_date(begins.date())
    until = f"{ends:%H.%M}" if begins.date() == ends.date() else f"{formats.short_date(ends.date())} {ends:%H.%M}"
    return f"{formats.short_date(begins.date())} {begins:%H.%M}–{until}"
