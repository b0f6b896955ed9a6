"""The form that opens a ticket: four fields in one line, filled and sent by keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.ticket_question import AgendaQuestion
from dashboard.views.ticket_rows import OpeningChoices


def opening_card(choices: OpeningChoices, question: AgendaQuestion, officer: str, zone: str) -> Component:
    """The form; of an office that works by no SOP, how it comes to have one."""
    close = dbc.Button(
        "Tutup",
        href=replace(question, opening=False).href(),
        color="secondary",
        outline=True,
        size="sm",
        id="open-close",
    )
    head = html.Div([html.H2("Buka tiket"), close], className="ticket-card-head")
    if not choices.sops:
        body = empty("Belum ada SOP yang berlaku di kantor ini.", "Isi sops di berkas kantor, lalu muat ulang.")
        return dbc.Card(dbc.CardBody([head, body]), className="ticket-card")
    note = html.P(
        [
            "Ketik beberapa huruf nama, ",
            html.Kbd("Tab"),
            " ke isian berikutnya, ",
            html.Kbd("Enter"),
            " untuk menyimpan. Dicatat atas nama ",
            html.B(officer),
            ".",
        ],
        className="card-note",
    )
    only = choices.sops[0][1] if len(choices.sops) == 1 else ""
    fields = [
        _field(
            "Kecamatan",
            "open-place",
            _listed("open-place", "", choices.places, "ketik: nama kecamatan atau Dinas", autofocus=True),
        ),
        _field("SOP", "open-sop", _listed("open-sop", only, choices.sops, "ketik: bagian judul SOP"), wide=True),
        _field(
            "Uraian",
            "open-title",
            _text("open-title", "misalnya modem mati sejak pagi", maxlength=200),
            wide=True,
            hint="Perangkat dan gangguannya; tanpa nama atau NIK penduduk.",
        ),
        _field(
            f"Waktu lapor ({formats.zone_label(zone)})",
            "open-at",
            _text("open-at", "sekarang"),
            hint="Kosong: sekarang. Lain: 20/11/2026 09.30 atau 09.30",
        ),
        html.Div(
            _field(
                "Petugas kedua",
                "open-second",
                _text("open-second", "nama pengguna petugas lain"),
                hint="Menyetujui waktu yang dimundurkan",
            ),
            id="open-second-block",
            hidden=True,
        ),
        dbc.Button("Buka tiket", id="open-send", type="submit", color="primary", className="open-send"),
    ]
    form = dbc.Form(fields, id="open-form", prevent_default_on_submit=True, className="open-form")
    answer = html.Div(id="open-answer", **{"aria-live": "polite"})
    return dbc.Card(dbc.CardBody([head, note, form, answer]), className="ticket-card")


def _field(
    label: str, of: str, control: Component | Sequence[Component], *, wide: bool = False, hint: str = ""
) -> Component:
    parts = list(control) if isinstance(control, list) else [control]
    said = [html.Small(hint, className="open-hint", id=f"{of}-hint")] if hint else []
    return html.Div([dbc.Label(label, html_for=of), *parts, *said], className="open-wide" if wide else "open-field")


def _text(name: str, placeholder: str, **more: Any) -> Component:
    return dbc.Input(id=name, value="", placeholder=placeholder, type="text", autocomplete="off", **more)


def _listed(
    name: str, value: str, choices: Sequence[tuple[str, str]], placeholder: str, *, autofocus: bool = False
) -> list[Component]:
    """A field that suggests while one types; a native list, for it needs no hand on the mouse."""
    field = dbc.Input(
        id=name,
        value=value,
        list=f"{name}-list",
        placeholder=placeholder,
        type="text",
        autocomplete="off",
        autofocus=autofocus,
    )
    return [field, html.Datalist([html.Option(value=each) for _, each in choices], id=f"{name}-list")]


def refused(message: str, fix: str) -> Component:
    """One message: what is wrong and the mend. What was typed stays."""
    return dbc.Alert(
        [html.B(f"Belum disimpan: {message}."), html.Div(f"Perbaikan: {fix}. Isian Anda tetap ada.")],
        color="danger",
        fade=False,
        className="ticket-answer",
    )
