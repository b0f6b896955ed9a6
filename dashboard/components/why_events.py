"""A ticket's events in words: when, by whom, and each field from what to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.table import exportable
from dashboard.views.why_rows import EventRow

_ACTIONS = {"opened": "dicatat", "changed": "diubah", "readings": "keluaran uji jaringan dilampirkan"}
_OF_TICKET = {
    "opened_at": "dilaporkan",
    "solved_at": "selesai seluruhnya",
    "cancelled_at": "dibatalkan",
    "reopened_at": "dibuka lagi",
    "scheduled_at": "jadwal",
    "kecamatan": "kecamatan",
    "outcome": "hasil",
    "problem": "masalah",
    "cancel_reason": "alasan batal",
}
_OF_STEP = {
    "started_at": "mulai",
    "finished_at": "selesai",
    "skipped": "dilewati",
    "performer": "pelaksana",
    "outcome": "hasil",
    "note": "catatan",
}
_STEP = re.compile(r"^(\d+)\.(\d+)\.(\w+)$")
_BOOLS = {True: "ya", False: "tidak"}
_LONGEST = 80


def events_shown(events: Sequence[EventRow], zone: str) -> Component:
    """Every event, oldest first, each with what it changed."""
    if not events:
        return html.P("Belum ada riwayat.")
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("Waktu", "Oleh", "Peristiwa")]))
    rows = [
        html.Tr(
            [
                html.Td(formats.date_clock(each.at, zone), **{"data-label": "Waktu"}),
                html.Td(each.by, **{"data-label": "Oleh"}),
                html.Td(_told(each, zone), **{"data-label": "Peristiwa"}),
            ]
        )
        for each in events
    ]
    shown = html.Div(
        dbc.Table([head, html.Tbody(rows)], className="table-data"), className="table-scroll", tabIndex="0"
    )
    return exportable(shown, "riwayat")


def _told(event: EventRow, zone: str) -> list[Component | str]:
    said = f"{_ACTIONS.get(event.action, event.action)} oleh {event.by}"
    named = sorted(event.changes.items(), key=lambda item: _place(item[0]))
    changes = [line for name, pair in named if (line := _change(name, pair, zone))]
    return [said, *([html.Ul([html.Li(line) for line in changes])] if changes else [])]


def _place(name: str) -> tuple[int, int, int]:
    """The ticket's own fields first, then step by step, each begun before it is finished."""
    of_step = _STEP.match(name)
    if of_step is None:
        return -1, 0, list(_OF_TICKET).index(name) if name in _OF_TICKET else len(_OF_TICKET)
    field = of_step[3]
    return int(of_step[1]), int(of_step[2]), list(_OF_STEP).index(field) if field in _OF_STEP else len(_OF_STEP)


def _change(name: str, pair: object, zone: str) -> str:
    """``langkah 3: selesai 20 Nov 2026 14.05 WITA``; fields that say nothing to a reader are left out."""
    of_step = _STEP.match(name)
    word = _OF_STEP.get(of_step[3]) if of_step else _OF_TICKET.get(name)
    if word is None or not isinstance(pair, list) or len(pair) != len(("before", "after")):
        return ""
    if all(each in (None, "", False) for each in pair):
        return ""
    before, after = (_value(name, each, zone) for each in pair)
    place = (
        "" if of_step is None else f"langkah {of_step[1]}" + (f" percobaan {of_step[2]}" if of_step[2] != "1" else "")
    )
    told = f"{before} menjadi {after}" if pair[0] is not None else after
    return f"{place}: {word} {told}" if place else f"{word} {told}"


def _value(name: str, value: object, zone: str) -> str:
    if value is None or value == "":
        return formats.NONE
    if isinstance(value, bool):
        return _BOOLS[value]
    if name.endswith("_at") and isinstance(value, int | float):
        return formats.date_clock(datetime.fromtimestamp(value, UTC), zone)
    text = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    return text[:_LONGEST]
