"""The form for readings by officers on ``/pengiriman``, what it asks back, what it refuses, and the last readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.sending_question import SendingQuestion
from dashboard.components.table import Cell, table
from dashboard.views.sending_rows import Entered, EntryRow

SURE = "sending-sure"
"""Id type of the buttons that confirm what was asked back."""
_ASKED = {
    "restart": "Ya, penghitungnya mulai dari awal",
    "jump": "Ya, angkanya memang begitu",
}


def entry_card(entered: Entered, question: SendingQuestion, officer: str, now: datetime, zone: str) -> Component:
    """The form, or how an office comes to have one; correcting, the form of that reading."""
    if not entered.sources:
        text = (
            "Bila ada kecamatan yang angkanya hanya dapat dibaca orang, tambahkan di berkas kantor: "
            "counters dengan kind: manual."
        )
        body: Component = empty("Semua pencacah kantor ini dibaca mesin; tidak ada yang perlu dicatat.", text)
        return dbc.Card(dbc.CardBody([html.H2("Catat angka"), body]), className="sending-card")
    chosen = _corrected(entered, question)
    if question.correcting is not None and chosen is None:
        lost = empty("Pembacaan yang hendak dibetulkan tidak ada di daftar.", "Pilih pembacaan dari daftar di samping.")
        return dbc.Card(dbc.CardBody([html.H2("Betulkan pembacaan"), lost, _back(question)]), className="sending-card")
    fields = _correction(chosen, question, zone) if chosen else _new(entered, question, now, zone)
    head = "Betulkan pembacaan" if chosen else "Catat angka"
    note = html.P(
        [
            "Seperti tampil di layar ",
            html.I("No. of Records sent after Restart"),
            ". Dicatat atas nama ",
            html.B(officer),
            ".",
        ],
        className="card-note",
    )
    form = dbc.Form(fields, id="sending-form", prevent_default_on_submit=True, className="entry-form")
    asked = dcc.Store(id="sending-asked")
    seen = dcc.Store(id="sending-seen", data=entered.lines)
    answer = html.Div(id="sending-answer", **{"aria-live": "polite"})
    return dbc.Card(dbc.CardBody([html.H2(head), note, form, answer, asked, seen]), className="sending-card")


def _corrected(entered: Entered, question: SendingQuestion) -> EntryRow | None:
    return next((row for row in entered.rows if (row.source, row.observed_at) == question.correcting), None)


def _new(entered: Entered, question: SendingQuestion, now: datetime, zone: str) -> list[Component]:
    names = [{"label": name, "value": source} for source, name in entered.sources]
    known = {source for source, _ in entered.sources}
    first = question.source if question.source in known else entered.sources[0][0]
    today = formats.field_date(formats.local(now, zone).date())
    return [
        _field("Kecamatan", "sending-source", dbc.Select(id="sending-source", options=names, value=first)),
        *_numbers("", ""),
        _field("Tanggal", "sending-day", _text("sending-day", today, "hh/bb/tttt")),
        _field(f"Jam ({formats.zone_label(zone)})", "sending-clock", _text("sending-clock", "", "sekarang")),
        *_hidden(restarted=False, version=None),
        dbc.Button("Catat", id="sending-send", type="submit", color="primary"),
    ]


def _correction(row: EntryRow, question: SendingQuestion, zone: str) -> list[Component]:
    there = formats.local(row.observed_at, zone)
    fixed = f"{row.name}, dibaca {formats.date_clock(row.observed_at, zone)} oleh {row.officer}"
    return [
        html.P(fixed, className="entry-fixed"),
        *_numbers(str(row.value), "" if row.pending is None else str(row.pending)),
        _field("Alasan", "sending-reason", _text("sending-reason", "", "misalnya salah ketik"), wide=True),
        dbc.Checkbox(
            id="sending-restarted", label="Penghitung mulai dari awal sejak pembacaan sebelumnya", value=row.restarted
        ),
        dcc.Store(id="sending-version", data=row.version),
        html.Div(
            [
                dbc.Input(id="sending-source", type="hidden", value=row.source),
                dbc.Input(id="sending-day", type="hidden", value=formats.field_date(there.date())),
                dbc.Input(id="sending-clock", type="hidden", value=f"{there:%H.%M}"),
            ],
            hidden=True,
        ),
        dbc.Button("Simpan pembetulan", id="sending-send", type="submit", color="primary"),
        html.Div(_back(question, "Batal"), className="entry-wide"),
    ]


def _numbers(value: str, pending: str) -> list[Component]:
    return [
        _field("Jumlah terkirim", "sending-value", _text("sending-value", value, "misalnya 1204", digits=True)),
        _field("Antrean", "sending-pending", _text("sending-pending", pending, "bila tampil", digits=True)),
    ]


def _hidden(*, restarted: bool, version: int | None) -> list[Component]:
    """What only a correction asks: there all the same, for the form has one answer."""
    return [
        html.Div(
            [
                dbc.Input(id="sending-reason", type="hidden", value=""),
                dbc.Checkbox(id="sending-restarted", value=restarted),
                dcc.Store(id="sending-version", data=version),
            ],
            hidden=True,
        )
    ]


def _field(label: str, of: str, control: Component, *, wide: bool = False) -> Component:
    return html.Div([dbc.Label(label, html_for=of), control], className="entry-wide" if wide else "")


def _text(name: str, value: str, placeholder: str, *, digits: bool = False) -> Component:
    mode = {"inputmode": "numeric"} if digits else {}
    return dbc.Input(id=name, value=value, placeholder=placeholder, type="text", autocomplete="off", **mode)


def _back(question: SendingQuestion, label: str = "Kembali mencatat") -> Component:
    href = replace(question, correcting=None).href("catat")
    return dbc.Button(label, href=href, color="secondary", outline=True, size="sm")


def refused(message: str, fix: str) -> Component:
    """One message: what is wrong and the mend. What was typed stays in the form."""
    return dbc.Alert(
        [html.B(f"Belum dicatat: {message}."), html.Div(f"Perbaikan: {fix}. Isian di atas tetap ada.")],
        color="danger",
        fade=False,
        className="entry-answer",
    )


def asked_back(what: str, message: str, before: EntryRow | None, question: SendingQuestion) -> Component:
    """A lower value or an unusual jump: the officer says that it is so, or puts one of the two figures right."""
    choices: list[Component] = [
        dbc.Button(_ASKED[what], id={"type": SURE, "what": what}, color="primary", size="sm", type="button")
    ]
    if before is not None and question.correcting is None:
        href = replace(question, correcting=(before.source, before.observed_at)).href("catat")
        choices.append(
            dbc.Button(
                "Pembacaan sebelumnya yang salah: betulkan", href=href, color="secondary", outline=True, size="sm"
            )
        )
    return dbc.Alert(
        [
            html.B(f"Belum dicatat: {message}. Benar begitu?"),
            html.Div("Bila angka di atas salah ketik, ganti lalu tekan Catat lagi."),
            html.Div(choices, className="entry-choices"),
        ],
        color="warning",
        fade=False,
        className="entry-answer",
    )


def kept(text: str, question: SendingQuestion) -> Component:
    """What was written, as it was written."""
    back = [html.Div(_back(question), className="entry-choices")] if question.correcting is not None else []
    return dbc.Alert([html.B(text), *back], color="success", fade=False, className="entry-answer")


def entries_table(entered: Entered, question: SendingQuestion, zone: str) -> Component:
    """The last readings, each with a way to put it right."""
    if not entered.rows:
        return empty(
            "Belum ada pembacaan petugas dalam 14 hari terakhir.", "Baca angkanya di layar, lalu isi Catat angka."
        )
    headings = ("Kecamatan", "Dibaca", "Jumlah", "Kenaikan", "Antrean", "Petugas", "Catatan", "Tindakan")
    return table(
        "pembacaan",
        f"{len(entered.rows)} pembacaan terakhir petugas, yang terbaru di atas",
        headings,
        [_entry(row, question, zone) for row in entered.rows],
        file_name=f"pembacaan-{question.office}",
    )


def _entry(row: EntryRow, question: SendingQuestion, zone: str) -> list[Cell | str]:
    href = replace(question, correcting=(row.source, row.observed_at)).href("catat")
    grown = formats.NONE if row.grown is None else f"+{formats.number(row.grown)}"
    at = formats.local(row.observed_at, zone)
    return [
        row.name,
        Cell(f"{formats.short_date(at.date())} {at:%H.%M}", row.observed_at.isoformat()),
        Cell(formats.number(row.value), row.value),
        Cell(grown + (" ↻" if row.restarted else ""), -1 if row.grown is None else row.grown),
        Cell(formats.number(row.pending), -1 if row.pending is None else row.pending),
        row.officer,
        "; ".join(_notes(row)),
        Cell(dcc.Link("betulkan", href=href, title=f"Betulkan pembacaan {row.name} {at:%d/%m %H.%M}"), ""),
    ]


def _notes(row: EntryRow) -> Sequence[str]:
    notes = ["mulai ulang"] if row.restarted else []
    notes += [f"dibetulkan {row.version - 1} kali"] if row.version > 1 else []
    return [*notes, *([row.note] if row.note else [])]
