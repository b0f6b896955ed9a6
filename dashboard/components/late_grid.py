"""The rows of ``/terlambat`` as a grid for a desk and as cards for a phone. ``assets/6-late.js`` draws the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import late_words as words
from dashboard.components.elements import html
from dashboard.components.grid import grid
from dashboard.components.late_question import LateQuestion
from dashboard.components.status import glyph
from dashboard.model import Indicator
from dashboard.views.late_rows import LateRow

GRID = "late-grid"
PANEL_ANCHOR = "rincian"
ROW_PX = 68
_SEVERITY = {state: place for place, state in enumerate(words.LOOKS)}
CSV_HEADINGS = (
    "Kantor",
    "Kecamatan",
    "Tiket",
    "SOP",
    "Langkah",
    "Kegiatan",
    "Keadaan",
    "Giliran",
    "Mulai",
    "Tenggat",
    "Sisa (detik, negatif: lewat)",
    "Terpakai",
    "Perkiraan",
    "Diakui",
    "Catatan terakhir",
    "Sumber",
)


def late_grid(rows: Sequence[LateRow], question: LateQuestion, now: datetime) -> Component:
    """The grid; one row can be chosen, and keeps being so while the rows are renewed."""
    return grid(
        GRID,
        _columns(several=question.is_everywhere),
        grid_rows(rows, now, several=question.is_everywhere),
        row_id="key",
        label="Langkah yang berjalan, yang paling dulu jatuh tempo di atas",
        options={
            "rowHeight": ROW_PX,
            "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
            "suppressCsvExport": True,
        },
        height=f"min(var(--late-height), calc(var(--late-rows) * {ROW_PX}px + 48px))",
        selectedRows={"ids": [question.picked]} if question.picked else [],
    )


def table_style(rows: Sequence[LateRow]) -> dict[str, Any]:
    """As high as its rows, up to what the screen has; not there at all without any."""
    return {"--late-rows": len(rows), **({} if rows else {"display": "none"})}


def _columns(*, several: bool) -> list[dict[str, Any]]:
    place = "Tempat" if several else "Kecamatan"
    drawn: list[tuple[str, str, str, dict[str, Any]]] = [
        ("Keadaan", "state", "LateState", {"width": 174, "comparator": {"function": "lateBySeverity"}}),
        ("Sisa waktu", "due_ms", "LateDue", {"width": 172, "filter": False, "sort": "asc"}),
        (place, "place", "LateTwo", {"minWidth": 184, "flex": 2, "tooltipField": "place_sub"}),
        ("Langkah", "step", "LateTwo", {"minWidth": 236, "flex": 5, "tooltipField": "step"}),
        ("Giliran", "turn", "LateTwo", {"minWidth": 132, "flex": 2, "tooltipField": "turn_sub"}),
        ("Terpakai", "share", "LateTwo", {"width": 142, "filter": False, "tooltipField": "share_all"}),
        (
            "Perkiraan",
            "outlook",
            "LateTwo",
            {"minWidth": 150, "flex": 2, "filter": False, "tooltipField": "outlook_all"},
        ),
        ("Diakui", "seen", "LateTwo", {"minWidth": 124, "flex": 2, "tooltipField": "note"}),
    ]
    return [
        {"headerName": name, "field": field, "cellRenderer": renderer, **more} for name, field, renderer, more in drawn
    ]


def grid_rows(rows: Sequence[LateRow], now: datetime, *, several: bool = False) -> list[dict[str, Any]]:
    """What the cells are drawn from, and the line of the CSV. ``several``: rows of more than one office."""
    return [_grid_row(row, now, several=several) for row in rows]


def _grid_row(row: LateRow, now: datetime, *, several: bool) -> dict[str, Any]:
    seen = row.acknowledged
    return {
        "key": row.key,
        "state": words.state_words(row),
        "look": str(words.LOOKS[row.state]),
        "severity": _SEVERITY[row.state],
        "beside": words.beside_state(row),
        "due_ms": None if row.due_at is None else round(row.due_at.timestamp() * 1000),
        "due_at": "" if row.due_at is None else row.due_at.isoformat(),
        "left": formats.countdown(row.remaining_s),
        "due": f"tenggat {words.at_words(row.due_at, row, now)}",
        "place": words.place_words(row, several=several),
        "place_sub": words.number_words(row),
        "place_href": words.ticket_href(row),
        "step": words.step_words(row),
        "step_sub": " · ".join(filter(None, (row.sop_title, words.judged_words(row)))),
        "turn": words.turn_words(row),
        "turn_sub": words.turn_source(row),
        "share": row.share,
        "share_shown": formats.percent(row.share, 0),
        "share_all": words.used_words(row),
        "share_sub": f"mulai {words.at_words(row.started_at, row, now)}",
        "outlook": _short(row.outlook[0]) if row.outlook else "",
        "outlook_sub": row.outlook[1] if len(row.outlook) > 1 else "",
        "outlook_all": "\n".join(row.outlook),
        "seen": _seen_words(row, now),
        "seen_sub": words.last_note(row),
        "note": "" if seen is None else words.note_words(seen, row.zone),
        "csv": _csv(row),
    }


def _short(outlook: str) -> str:
    """Without the word that heads the column."""
    found = outlook.removeprefix("Perkiraan").lstrip(": ")
    return found[:1].lower() + found[1:] if found else formats.NONE


def _seen_words(row: LateRow, now: datetime) -> str:
    if row.acknowledged is not None:
        return f"{row.acknowledged.officer} {words.at_words(row.acknowledged.at, row, now)}"
    return "belum diakui" if row.needs_acknowledgement else formats.NONE


def _csv(row: LateRow) -> list[str]:
    """In the order of CSV_HEADINGS; times with their date and zone, for a file is read on another day."""
    return [
        row.office_short,
        words.place_words(row, several=False),
        words.number_words(row),
        row.sop_title,
        f"{row.first_step}–{row.last_step}" if row.first_step != row.last_step else str(row.step),
        words.step_words(row),
        ", ".join(filter(None, (words.state_words(row), words.beside_state(row)))),
        words.turn_words(row),
        formats.date_clock(row.started_at, row.zone),
        formats.date_clock(row.due_at, row.zone),
        formats.NONE if row.remaining_s is None else str(round(row.remaining_s)),
        formats.percent(row.share, 0),
        " · ".join(row.outlook),
        words.note_words(row.acknowledged, row.zone),
        words.last_note(row),
        row.source,
    ]


def late_cards(rows: Sequence[LateRow], question: LateQuestion, now: datetime) -> Component:
    """The same rows for a narrow screen: one card a step, which leads to its facts and acts."""
    return html.Ul([_card(row, question, now) for row in rows], className="late-cards")


def _card(row: LateRow, question: LateQuestion, now: datetime) -> Component:
    href = replace(question, picked=row.key).href(PANEL_ANCHOR)
    beside = words.beside_state(row)
    place = words.place_words(row, several=question.is_everywhere)
    return html.Li(
        dcc.Link(
            [
                html.Div([state_chip(row), _left(row)], className="late-card-head"),
                html.Div([html.B(place), f" · {words.number_words(row)}"]),
                html.Div(words.step_words(row)),
                html.Small(f"{row.sop_title} · giliran {words.turn_words(row)}"),
                html.Small(" · ".join(filter(None, (beside, *row.outlook[:1], _seen_words(row, now))))),
            ],
            href=href,
            className="late-card",
        ),
        className="late-card-item",
        **{"data-state": str(words.LOOKS[row.state])},
    )


def state_chip(row: LateRow) -> Component:
    """The state as colour, shape and word."""
    look: Indicator = words.LOOKS[row.state]
    return html.Span([glyph(), words.state_words(row)], className="chip", **{"data-state": str(look)})


def _left(row: LateRow) -> Component:
    """Counts down in the browser (``assets/feed.js``)."""
    at = {} if row.due_at is None else {"data-due": row.due_at.isoformat()}
    return html.Span(formats.countdown(row.remaining_s), className="late-left", **at)


def none_note(count: int, office: str) -> Component | None:
    """How many open tickets are not in the list, for none of their steps has a due time."""
    if not count:
        return None
    said = (
        f"{formats.number(count)} tiket terbuka lain tidak punya tenggat (tanpa waktu baku atau datanya tidak lengkap)."
    )
    tickets = f"/tiket?{urlencode({'kantor': office, 'keadaan': 'terbuka'})}"
    return html.P([said, " ", html.A("Lihat tiket yang terbuka", href=tickets)], className="late-note")
