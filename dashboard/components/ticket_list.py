"""The list of ``/tiket``: filters that stand in the address, and a grid that fetches its rows as it is scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.grid import grid
from dashboard.components.messages import empty
from dashboard.components.ticket_question import EVERY, PATH, AgendaQuestion, ticket_href
from dashboard.views.ticket_rows import MACHINE, ORIGINS, STANDINGS, ListRow

GRID = "agenda-grid"
BLOCK = 100
_EVERY = [(EVERY, "semua")]
_COLUMNS = (
    ("number", "Nomor dan sumber", 216, 3, "TicketNumber"),
    ("state_words", "Keadaan", 196, 0, "TicketState"),
    ("place", "Kecamatan", 136, 1, ""),
    ("sop_title", "SOP dan uraian", 244, 5, "TicketTwo"),
    ("opened", "Dibuka", 128, 0, "TicketOpened"),
    ("turn", "Langkah sekarang / selesai", 240, 6, ""),
)
"""Field, heading, least width in pixels, share of what is left over, renderer."""
_ROW_PX = 60


def head_row(question: AgendaQuestion, total: int, hidden: int = 0) -> Component:
    """How many there are, the way to a new ticket, and the file of the list as it is filtered.

    ``hidden``: runs of machines alone that fit as well; they are one click away.
    """
    word = "tiket cocok" if question.is_filtered else "tiket"
    new = dbc.Button(
        ["Buka tiket ", html.Kbd("n")],
        id="agenda-new",
        href=replace(question, opening=True).href(),
        color="primary",
        title="Buka tiket baru (tombol n)",
        class_name="d-none" if question.opening else "",
    )
    buttons = [dbc.Button("Unduh CSV", id="agenda-csv", color="secondary", outline=True, disabled=not total), new]
    count = html.P(
        [html.B(formats.number(total)), f" {word}, yang terbaru di atas", *_hidden(question, hidden)],
        className="agenda-count",
    )
    return html.Div(
        [count, html.Div(buttons, className="agenda-buttons"), dcc.Download(id="agenda-file")], className="agenda-head"
    )


def _hidden(question: AgendaQuestion, hidden: int) -> list[Component | str]:
    if not hidden:
        return []
    shown = replace(question, origin=MACHINE, opening=False).href()
    return [" · ", html.A(f"{formats.number(hidden)} pelaksanaan otomatis", href=shown), " tidak ikut"]


def filters(question: AgendaQuestion, places: Sequence[tuple[str, str]], sops: Sequence[tuple[str, str]]) -> Component:
    """A plain form: what is chosen stands in the address, and a link to it gives the same list again."""
    fields = [
        _field("Nomor", "cari", _input("cari", question.number, "sebagian nomor", type="search")),
        _field("Kecamatan", "kecamatan", _choice("kecamatan", [*_EVERY, *places], question.kecamatan)),
        _field("SOP", "sop", _choice("sop", [*_EVERY, *sops], question.sop), wide=True),
        _field(
            "Keadaan",
            "keadaan",
            _choice("keadaan", [*_EVERY, *((each, each) for each in STANDINGS)], question.standing),
        ),
        _field("Sumber", "sumber", _choice("sumber", ORIGINS, question.origin)),
        *(
            _field(
                word,
                name,
                _input(
                    name,
                    "" if day is None else formats.field_date(day),
                    "hh/bb/tttt",
                    pattern=r"\d{1,2}/\d{1,2}/\d{4}",
                    inputmode="numeric",
                ),
            )
            for word, name, day in (("Dibuka dari", "dari", question.start), ("Dibuka sampai", "sampai", question.end))
        ),
    ]
    send = [dbc.Button("Saring", type="submit", color="primary")]
    if question.is_filtered:
        send.append(dbc.Button("Semua", href=AgendaQuestion(question.office).href(), color="secondary", outline=True))
    kept = dbc.Input(name="kantor", value=question.office, type="hidden")
    # On a phone the fields would stand before every ticket; there assets/6-ticket.js unfolds them by this button.
    fold = html.Button(
        "Saringan",
        id="agenda-fold",
        type="button",
        className="btn btn-outline-secondary",
        **{"aria-expanded": "true" if question.is_filtered else "false", "aria-controls": "agenda-filter"},
    )
    form = html.Form(
        [*fields, kept, html.Div(send, className="agenda-send")],
        id="agenda-filter",
        method="GET",
        action=PATH,
        className="agenda-filter",
    )
    return html.Div([fold, form], className="agenda-folded")


def _field(label: str, name: str, control: Component, *, wide: bool = False) -> Component:
    return html.Div(
        [html.Label(label, htmlFor=f"saring-{name}"), control], className="agenda-wide" if wide else "agenda-field"
    )


def _input(name: str, value: str, placeholder: str, **more: Any) -> Component:
    return dbc.Input(id=f"saring-{name}", name=name, value=value, placeholder=placeholder, autocomplete="off", **more)


def _choice(name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Component:
    options = [{"label": label, "value": value} for value, label in choices]
    return dbc.Select(id=f"saring-{name}", name=name, options=options, value=chosen or EVERY)


def list_grid(*, narrow: bool = False) -> Component:
    """The grid; its rows come in blocks by ``getRowsRequest``. ``narrow``: on a phone each row is one card."""
    fixed = {"sortable": False, "filter": False}
    columns: list[dict[str, Any]] = [
        {
            "field": field,
            "headerName": heading,
            "minWidth": width,
            **({"flex": share} if share else {"width": width}),
            "tooltipField": field,
            **({"cellRenderer": renderer} if renderer else {}),
            **fixed,
        }
        for field, heading, width, share, renderer in _COLUMNS
    ]
    card = {"field": "id", "headerName": "Tiket", "flex": 1, "cellRenderer": "TicketCard", **fixed}
    return grid(
        GRID,
        [card] if narrow else columns,
        None,
        row_id="id",
        label="Daftar tiket, yang terbaru di atas",
        height="max(24rem, calc(100vh - 14rem))" if narrow else "max(22rem, calc(100vh - 21rem))",
        options={
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "rowBuffer": 10,
            "tooltipShowDelay": 600,
            **({"rowHeight": 144, "headerHeight": 0} if narrow else {"rowHeight": _ROW_PX}),
        },
        rowModelType="infinite",
    )


def grid_rows(rows: Sequence[ListRow], office: str, zone: str) -> list[dict[str, str]]:
    """Rows as the grid shows them: words alone, and the address of each ticket."""
    return [
        {
            "id": row.id,
            "href": ticket_href(office, row.id),
            "number": row.number,
            "place": row.place,
            "sop_title": row.sop_title,
            "title": row.title,
            "opened": _when(row.opened_at, zone),
            "turn": row.turn or _ended(row, zone),
            "standing": row.standing,
            "state": str(row.state),
            "state_words": row.state_words,
            "source": row.source,
        }
        for row in rows
    ]


def _when(at: Any, zone: str) -> str:
    there = formats.local(at, zone)
    return f"{formats.short_date(there.date())} {there:%H.%M}"


def _ended(row: ListRow, zone: str) -> str:
    if row.ended_at is None:
        return formats.NONE
    return f"{'batal' if row.standing == 'batal' else 'selesai'} {_when(row.ended_at, zone)}"


def nothing(question: AgendaQuestion, hidden: int = 0) -> Component:
    """The empty list: of an office without tickets, or of filters that fit none but runs of machines alone."""
    if hidden:
        return empty(
            "Tidak ada tiket yang dicatat orang di sini.",
            "Pelaksanaan otomatis tidak ikut; pilih Sumber semua untuk melihatnya.",
        )
    if question.is_filtered:
        return empty("Tidak ada tiket yang cocok dengan saringan.", "Kurangi saringannya, atau pilih Semua.")
    return empty(
        "Kantor ini belum punya tiket.",
        "Tekan Buka tiket untuk mencatat yang pertama, atau hubungkan buku agenda kantor di berkas kantor: tickets.",
    )
