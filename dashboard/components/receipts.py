"""The monthly reports of the kecamatan as a checklist: who has reported, and who has not."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.views.receipt_rows import ReceiptList, ReceiptRow, ReceiptState

STATE_WORDS = {
    ReceiptState.RECEIVED: "diterima",
    ReceiptState.AWAITED: "belum",
    ReceiptState.UNKNOWN: "tidak terukur",
    ReceiptState.NONE: "tidak berlaku",
}
_HEADINGS = {
    ReceiptState.RECEIVED: "Sudah diterima",
    ReceiptState.AWAITED: "Belum",
    ReceiptState.UNKNOWN: "Tidak terukur",
}


def receipt_card(found: ReceiptList, office: str, zone: str) -> Component:
    """The checklist of one month of one office; ``zone`` is the office's, for the times."""
    lists = [
        dbc.Col(_column(heading, found.named(state), zone), xs=12, md=6)
        for state, heading in _HEADINGS.items()
        if found.named(state)
    ]
    note = [html.P(found.note, className="card-note")] if found.note else []
    ticket = [html.P(["Tiket: ", html.Code(found.ticket)], className="card-note")] if found.ticket else []
    title = html.H2(f"Laporan kecamatan {formats.month_year(found.month)}, {office}")
    return dbc.Card(dbc.CardBody([title, *note, *ticket, dbc.Row(lists, className="g-3")]), className="receipts")


def _column(heading: str, rows: Sequence[ReceiptRow], zone: str) -> Component:
    return html.Div([html.H3(f"{heading} ({len(rows)})"), html.Ul([_item(row, zone) for row in rows])])


def _item(row: ReceiptRow, zone: str) -> Component:
    when = [html.Small(f" · {formats.date_clock(row.received_at, zone)}")] if row.received_at else []
    return html.Li([row.name, *when])
