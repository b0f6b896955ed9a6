"""The life of a ticket on a time axis: one line an attempt, what was used against where the standard ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard import formats
from dashboard.figures.template import ACCENT, FILLS, INK, SIGNS, Origin, Trace, bar_trace, figure
from dashboard.model import Indicator
from dashboard.views.ticket_rows import AttemptRow, TicketView

ROW_HEIGHT = 44
_HEAD, _AXIS = 26, 46
_LABEL = 30
_WHOLE = ("span", "total")
_FILLS = {
    **FILLS,
    Indicator.DINONAKTIFKAN: "#b7c5d3",
    Indicator.TIDAK_BERLAKU: "#dde1e6",
    Indicator.TERPUTUS: "#c9bae6",
}
_EDGES = {Indicator.BAIK: "#00694d", Indicator.WASPADA: "#a06a00", Indicator.GANGGUAN: "#b3261e"}
_SIGNS = {**SIGNS, Indicator.DINONAKTIFKAN: "‖", Indicator.TIDAK_BERLAKU: "–"}
_WAIT = "rgba(128,138,150,.28)"
_PAUSE = "#b7c5d3"
_SHUT = "rgba(128,138,150,.13)"
_ROOM = 0.32
"""Of the width, left free at the right for the words beside the bars."""
_WIDE_ROOM = 0.5
"""The same where a due time is told in words as well."""
_FAR = 2.5
"""Times the ticket's own length that the axis reaches for a due time."""
_FEW_HOURS, _FEW_DAYS = timedelta(hours=20), timedelta(days=5)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one line: work, wait or pause."""

    kind: str
    start: datetime
    end: datetime


def height(rows: Sequence[AttemptRow]) -> int:
    """Pixels of the whole chart with its axis and origin."""
    return _HEAD + _AXIS + 50 + ROW_HEIGHT * max(1, len(rows))


def timeline(view: TicketView, revision: str, *, title: str = "", origin: Origin | None = None) -> go.Figure:
    """Bars of work in the state's colour, pauses hatched, waiting thin; a thick stroke where the standard ends.

    Hours in which the office was shut are shaded; a dotted line is now. Times on the axis are the office's.
    """
    rows = drawn_rows(view)
    start, end = _reach(view, rows)
    is_cut = any(row.due_at is not None and row.due_at > end for row in rows)
    room = end + (end - start) * (_WIDE_ROOM if is_cut else _ROOM)
    lines = [(len(rows) - 1 - place, row) for place, row in enumerate(rows)]
    traces = [_bar(view, row, y, part) for y, row in lines for part in parts(row, view.ended_at or view.now)]
    shapes = [_shade(view, a, b) for a, b in view.closed]
    shapes += [_due(view, row, y) for y, row in lines if row.due_at is not None and row.due_at <= end]
    if view.standing == "terbuka":
        shapes.append(_now(view))
    return figure(
        traces,
        height=height(rows),
        revision=revision,
        title=title,
        origin=origin,
        below_px=_AXIS,
        barmode="overlay",
        bargap=0.4,
        xaxis={
            "type": "date",
            "range": [_there(view, start), _there(view, room)],
            "tickformat": _tick_format(end - start),
            "nticks": 7,
            "showgrid": True,
            "gridcolor": "rgba(128,138,150,.18)",
        },
        yaxis={
            "tickvals": [y for y, _ in lines],
            "ticktext": [_label(row) for _, row in lines],
            "range": [-0.6, len(rows) - 0.4],
            "showline": False,
            "ticks": "",
            "fixedrange": True,
        },
        shapes=shapes,
        annotations=[_words(view, row, y, end) for y, row in lines],
    )


def drawn_rows(view: TicketView) -> tuple[AttemptRow, ...]:
    """The rows that have a beginning and an end to be drawn between; what runs now ends now."""
    return tuple(
        row
        for row in view.rows
        if row.started_at is not None
        and not row.skipped
        and (row.finished_at is not None or row.is_current or row.scope in _WHOLE)
    )


def parts(row: AttemptRow, now: datetime) -> list[_Part]:
    """The stretches of one line in order: waiting before it, then work and pauses by turns."""
    if row.started_at is None:
        return []
    end = row.finished_at or now
    found = [] if row.waited_since is None else [_Part("wait", row.waited_since, row.started_at)]
    at = row.started_at
    for pause in sorted((each for each in row.pauses if each.start is not None), key=lambda each: each.start or now):
        begins, ends = max(pause.start or now, at), min(pause.end or end, end)
        if ends <= begins:
            continue
        found += [_Part("work", at, begins)] if begins > at else []
        found.append(_Part("pause", begins, ends))
        at = ends
    return [*found, _Part("work", at, end)] if end > at or at == row.started_at else found


def _reach(view: TicketView, rows: Sequence[AttemptRow]) -> tuple[datetime, datetime]:
    """From the report to what happened last; a standard that ends much later is told in words, or all would be thin."""
    starts = [row.started_at for row in rows if row.started_at is not None]
    start = min([view.opened_at, *starts])
    ends = [row.finished_at for row in rows if row.finished_at is not None]
    last = max([view.ended_at or view.now, start + timedelta(minutes=5), *ends])
    far = start + (last - start) * _FAR
    dues = [row.due_at for row in rows if row.due_at is not None and (row.due_at <= far or row.is_current)]
    end = max([last, *dues])
    return start - (end - start) * 0.01, end + (end - start) * 0.01


def _bar(view: TicketView, row: AttemptRow, y: int, part: _Part) -> Trace:
    is_whole = row.scope in _WHOLE
    colours = {"wait": _WAIT, "pause": _PAUSE, "work": _FILLS[row.state]}
    marker: dict[str, Any] = {"color": colours[part.kind]}
    if part.kind == "work":
        # The edge keeps a step of five minutes in sight among thirty days.
        marker["line"] = {"color": _EDGES.get(row.state, "#6b737c"), "width": 1.5}
    if part.kind == "pause":
        marker["pattern"] = {"shape": "/", "fgcolor": "#4b6378", "size": 7, "solidity": 0.25}
        marker["line"] = {"color": "#4b6378", "width": 1}
    thin = {"wait": 0.14, "pause": 0.58, "work": 0.3 if is_whole else 0.58}
    return bar_trace(
        x=[max(1.0, (part.end - part.start).total_seconds() * 1000)],
        base=[_there(view, part.start)],
        y=[y],
        orientation="h",
        width=[thin[part.kind]],
        marker=marker,
        hovertext=[_hover(view, row, part)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(view: TicketView, row: AttemptRow, part: _Part) -> str:
    if part.kind == "wait":
        return f"<b>Waktu tunggu sebelum {row.name}</b><br>{_span(view, part)}<br>tidak dibebankan pada langkah"
    if part.kind == "pause":
        reason = next((each.reason for each in row.pauses if each.start == part.start), "")
        return f"<b>{row.name} dijeda</b><br>{_span(view, part)}<br>{reason}"
    used = f"terpakai {formats.duration(row.used_s)} dari {row.standard}"
    due = f"tenggat {formats.date_clock(row.due_at, view.zone)}"
    return f"<b>{row.name}</b>: {row.words}<br>{_span(view, part)}<br>{used}<br>{due}"


def _span(view: TicketView, part: _Part) -> str:
    a, b = (formats.date_clock(at, view.zone) for at in (part.start, part.end))
    return f"{a} – {b} ({formats.duration((part.end - part.start).total_seconds())})"


def _label(row: AttemptRow) -> str:
    if row.scope in _WHOLE:
        return f"<b>{row.name}</b>"
    again = f" ({row.attempt})" if row.attempt > 1 else ""
    short = row.kegiatan if len(row.kegiatan) <= _LABEL else row.kegiatan[: _LABEL - 1].rstrip() + "…"
    return f"<b>{row.step}</b>{again} {short}"


def _words(view: TicketView, row: AttemptRow, y: int, reach: datetime) -> dict[str, Any]:
    """Beside the bar: state, time used, and the due time where it lies beyond the axis."""
    is_near = row.due_at is not None and row.due_at <= reach
    ends = [
        at for at in (row.finished_at or view.ended_at or view.now, row.due_at if is_near else None) if at is not None
    ]
    used = "" if row.used_s is None else f" · {formats.duration(row.used_s)}"
    later = "" if row.due_at is None or is_near else f" · batas {formats.since(row.due_at, view.zone, view.opened_at)}"
    return {
        "x": _there(view, max(ends)),
        "y": y,
        "xanchor": "left",
        "xshift": 6,
        "showarrow": False,
        "text": f"{_SIGNS.get(row.state, '')} {row.words}{used}{later}",
        "font": {"size": 13, "color": INK},
    }


def _due(view: TicketView, row: AttemptRow, y: int) -> dict[str, Any]:
    at = _there(view, row.due_at or view.now)
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": y - 0.4,
        "y1": y + 0.4,
        "line": {"color": ACCENT, "width": 3},
        "name": "due",
    }


def _now(view: TicketView) -> dict[str, Any]:
    at = _there(view, view.now)
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": INK, "width": 1.5, "dash": "dot"},
        "name": "now",
    }


def _shade(view: TicketView, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": _there(view, start),
        "x1": _there(view, end),
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": _SHUT,
        "line": {"width": 0},
        "layer": "below",
        "name": "shut",
    }


def _there(view: TicketView, at: datetime) -> str:
    """The office's wall clock, without a zone: Plotly would turn it into the reader's."""
    return formats.local(at, view.zone).replace(tzinfo=None).isoformat()


def _tick_format(span: timedelta) -> str:
    if span <= _FEW_HOURS:
        return "%H.%M"
    return "%-d %b<br>%H.%M" if span <= _FEW_DAYS else "%-d %b"
