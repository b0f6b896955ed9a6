"""What an officer can do on ``/tiket/<id>``: the step whose turn it is large, everything else folded below it.

The shared forms are those of ``act_forms``; the ones here are only of this page, with the same kind of ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import act_forms as shared
from dashboard.components.act_forms import FIELD, ActTarget, form_of, labelled, moment_fields, short_field
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.ticket_question import ticket_href
from dashboard.views.ticket_rows import TicketView

PLACE = "tiket"
START, FINISH, ANSWER = "mulai", "selesai", "jawab"
SKIP, CANCEL, REOPEN, TRANSFER = "lewati", "batalkan", "buka kembali", "alihkan"
CORRECT, CORRECT_OPENING, CONFIRM, WITHDRAW = "betulkan", "betulkan-lapor", "benarkan", "cabut"
_LIST = "tiket-pelaksana"


def acts_card(view: TicketView, opened: str | None = None) -> Component:
    """Whose turn it is, the buttons for it, and the other acts; says so where nothing can be done here.

    ``opened``: the act whose form stands unfolded, one that was just refused.
    """
    turn = view.turn
    parts: list[Component] = [_heading(view)]
    if turn.question:
        parts.append(_question(view))
    parts.append(_primary(view))
    others = _others(view)
    if others:
        parts.append(
            dbc.Accordion(others, active_item=opened, start_collapsed=opened is None, flush=True, className="act-forms")
        )
    if not turn.acts and not others:
        parts.append(empty("Tidak ada yang dapat dilakukan pada tiket ini dari sini.", _why_nothing(view)))
    names = html.Datalist([html.Option(value=each) for each in turn.performers], id=_LIST)
    return html.Div([*parts, names])


def target_of(view: TicketView) -> ActTarget:
    """What the forms act on: the step whose turn it is, the last one of a ticket that is over."""
    step, attempt = view.turn.step, view.turn.attempt
    if step is None:
        step, attempt = view.reachable[-1] if view.reachable else (1, 1)
    seen = None if view.updated_at is None else view.updated_at.isoformat()
    return ActTarget(view.office, view.id, step, attempt, step, "step", seen)


def refill(part: Any, typed: Mapping[tuple[str, str], Any]) -> None:
    """Put what was typed back into the fields of fresh forms, by (act, field)."""
    if isinstance(part, list | tuple):
        for each in part:
            refill(each, typed)
    elif isinstance(part, Component):
        own = getattr(part, "id", None)
        if isinstance(own, dict) and own.get("type") == FIELD:
            kept = typed.get((str(own["act"]), str(own["field"])))
            if kept not in (None, ""):
                part.value = kept
        refill(getattr(part, "children", None), typed)


def _heading(view: TicketView) -> Component:
    turn = view.turn
    if turn.step is None:
        words = {"terbuka": "Tidak ada langkah yang menunggu", "selesai": "Tiket selesai", "batal": "Tiket dibatalkan"}
        return html.H2(words[view.standing])
    again = f", percobaan {turn.attempt}" if turn.attempt > 1 else ""
    word = "Jawab langkah" if turn.answers else "Giliran langkah"
    row = next((each for each in view.rows if each.is_current), None)
    due = None if row is None or row.due_at is None else (row.due_at - view.now).total_seconds()
    late = {} if row is None else {"data-state": str(row.state)}
    left = [html.Span(formats.countdown(due), className="chip life-left", **late)] if due is not None else []
    return html.Div(
        [html.H2(f"{word} {turn.step}{again}"), *left, html.P(turn.kegiatan, className="life-kegiatan")],
        className="life-turn",
    )


def _question(view: TicketView) -> Component:
    fix = "Bila salah, buka Betulkan waktu di bawah."
    confirm = form_of(PLACE, CONFIRM, "Benar, begitu waktunya", "", [])
    return dbc.Alert(
        [html.B(view.turn.question), html.Div(fix), confirm], color="warning", fade=False, className="life-question"
    )


def _primary(view: TicketView) -> Component:
    turn, made = view.turn, list[Component]()
    if START in turn.acts:
        made.append(_tick(view, START, "Mulai", "secondary" if FINISH in turn.acts else "primary"))
    if FINISH in turn.acts:
        made.append(_tick(view, FINISH, "Selesai", "primary"))
    if shared.RESUME in turn.acts:
        made.append(
            form_of(
                PLACE,
                shared.RESUME,
                "Lanjutkan",
                "",
                [_folded("Waktu lain", moment_fields(PLACE, shared.RESUME, view.now, view.zone))],
            )
        )
    made += [form_of(PLACE, f"{ANSWER}:{each}", each, "", []) for each in turn.answers]
    return html.Div(made, className="life-primary") if made else html.Div()


def _tick(view: TicketView, act: str, label: str, color: str) -> Component:
    fields = [
        short_field(PLACE, act, "performer", "Pelaksana (bila bukan Anda)", "ketik nama atau jabatan", list=_LIST),
        *moment_fields(PLACE, act, view.now, view.zone),
        *([_second(act)] if act == START else []),
    ]
    return form_of(PLACE, act, label, "", [_folded("Waktu atau pelaksana lain", fields)], color)


def _folded(word: str, fields: Sequence[Component]) -> Component:
    return html.Details([html.Summary(word), *fields], className="life-folded")


def _second(act: str) -> Component:
    return short_field(PLACE, act, "second", "Nama pengguna petugas kedua (bila waktunya dimundurkan jauh)", "")


def _others(view: TicketView) -> list[Component]:
    turn, now, zone = view.turn, view.now, view.zone
    is_open = view.standing == "terbuka"
    items: list[tuple[str, str, Component]] = []
    if shared.PAUSE in turn.acts:
        items.append((shared.PAUSE, "Jeda", shared.act_form(PLACE, shared.PAUSE, now, zone)))
    if is_open:
        items.append((shared.NOTE, "Catatan", shared.act_form(PLACE, shared.NOTE, now, zone)))
    if is_open and turn.late and turn.step is not None:
        items.append((shared.ACKNOWLEDGE, "Akui keterlambatan", shared.act_form(PLACE, shared.ACKNOWLEDGE, now, zone)))
    if not view.kept_in and view.reachable and view.standing != "batal":
        items.append((CORRECT, "Betulkan waktu langkah", _correct(view)))
        items.append((CORRECT_OPENING, "Betulkan waktu lapor", _correct_opening(view)))
    if SKIP in turn.acts:
        hint = "Langkah yang tidak perlu; ditolak bila sudah dimulai atau sudah lewat waktu."
        items.append(
            (
                SKIP,
                "Lewati langkah",
                form_of(PLACE, SKIP, "Lewati", hint, [_reason(SKIP, "misalnya perangkat sudah diganti")]),
            )
        )
    if turn.can_transfer:
        items.append((TRANSFER, "Alihkan ke tiket lain", _transfer()))
    items += _excusing(view)
    if REOPEN in turn.acts:
        items.append((REOPEN, "Buka kembali", _reopen(view)))
    if CANCEL in turn.acts:
        hint = "Juga untuk laporan ganda. Yang sudah terlambat tetap terlambat."
        items.append(
            (
                CANCEL,
                "Batalkan tiket",
                form_of(PLACE, CANCEL, "Batalkan tiket", hint, [_reason(CANCEL, "misalnya laporan ganda")], "danger"),
            )
        )
    return [dbc.AccordionItem(form, title=title, item_id=act) for act, title, form in items]


def _reason(act: str, example: str) -> Component:
    return short_field(PLACE, act, "reason", "Alasan", example)


def _choice(act: str, field: str, label: str, choices: Sequence[tuple[str, str]]) -> Component:
    options = [{"value": value, "label": words} for value, words in choices]
    name = {"type": FIELD, "place": PLACE, "act": act, "field": field}
    return labelled(label, dbc.Select(id=name, options=options, value=choices[0][0] if choices else ""))


def _steps(view: TicketView) -> list[tuple[str, str]]:
    """Attempts that were reached, the latest first; doubted ticks go before."""
    doubted = set(view.turn.doubted)
    order = sorted(dict.fromkeys(view.reachable), key=lambda each: each not in doubted)
    latest_first = [each for each in order if each in doubted] + [
        each for each in reversed(order) if each not in doubted
    ]
    names = {(row.step, row.attempt): row.kegiatan for row in view.rows if row.scope in ("", "step")}
    return [
        (
            f"{step}~{attempt}",
            f"langkah {step}"
            + (f", percobaan {attempt}" if attempt > 1 else "")
            + f": {names.get((step, attempt), '')[:60]}",
        )
        for step, attempt in latest_first
    ]


def _correct(view: TicketView) -> Component:
    fields = [
        _choice(CORRECT, "run", "Langkah", _steps(view)),
        _choice(CORRECT, "event", "Yang dibetulkan", [("finish", "waktu selesai"), ("start", "waktu mulai")]),
        *moment_fields(PLACE, CORRECT, view.now, view.zone),
        _reason(CORRECT, "misalnya lupa menekan tombol"),
        _second(CORRECT),
    ]
    return form_of(PLACE, CORRECT, "Betulkan waktu", "Yang lama tetap terbaca di riwayat.", fields)


def _correct_opening(view: TicketView) -> Component:
    fields = [
        *moment_fields(PLACE, CORRECT_OPENING, view.now, view.zone),
        _reason(CORRECT_OPENING, "misalnya dilaporkan lewat telepon lebih dahulu"),
        _second(CORRECT_OPENING),
    ]
    hint = "Waktu lapor adalah mulai langkah pertama."
    return form_of(PLACE, CORRECT_OPENING, "Betulkan waktu lapor", hint, fields)


def _transfer() -> Component:
    hint = "Menutup tiket ini; buka tiket lanjutannya dahulu, lalu sebut nomornya."
    return form_of(
        PLACE,
        TRANSFER,
        "Alihkan",
        hint,
        [short_field(PLACE, TRANSFER, "next", "Nomor tiket lanjutan", "misalnya A-2026-0002")],
    )


def _reopen(view: TicketView) -> Component:
    fields = [
        _choice(REOPEN, "run", "Kembali ke", _steps(view)),
        _reason(REOPEN, "misalnya rusak lagi"),
        *moment_fields(PLACE, REOPEN, view.now, view.zone),
        _second(REOPEN),
    ]
    return form_of(PLACE, REOPEN, "Buka kembali", "Percobaan baru dimulai; penilaian yang lama tetap.", fields)


def _excusing(view: TicketView) -> list[tuple[str, str, Component]]:
    choices = [(row.key, f"{row.name}: {row.words}") for row in view.rows if row.can_excuse]
    items: list[tuple[str, str, Component]] = []
    if choices:
        fields = [
            _choice(shared.EXCUSE, "run", "Yang dikecualikan", choices),
            _reason(shared.EXCUSE, "misalnya listrik padam se-kecamatan, surat PLN"),
        ]
        hint = "Keluar dari hitungan kepatuhan. Tidak oleh yang melaksanakan langkahnya."
        items.append((shared.EXCUSE, "Kecualikan", form_of(PLACE, shared.EXCUSE, "Kecualikan", hint, fields)))
    if view.excused:
        fields = [
            _choice(WITHDRAW, "run", "Pengecualian", view.excused),
            _reason(WITHDRAW, "misalnya suratnya tidak ada"),
        ]
        items.append(
            (
                WITHDRAW,
                "Cabut pengecualian",
                form_of(PLACE, WITHDRAW, "Cabut", "Kembali ke hitungannya semula.", fields),
            )
        )
    return items


def _why_nothing(view: TicketView) -> str:
    if view.standing == "batal":
        return "Tiket yang dibatalkan tetap batal; buka tiket baru bila perlu."
    return f"Tiket ini dibaca dari {view.source}; yang salah dibetulkan di sumbernya."


def changed_notice(view: TicketView, seen: datetime | None) -> Component | None:
    """Who changed the ticket while this page stood open; None where nobody did."""
    if view.updated_at is None or seen is None or view.updated_at == seen:
        return None
    text = f"Tiket ini baru diubah oleh {view.updated_by} pada {formats.date_clock(view.updated_at, view.zone)}."
    reload = html.A("Perbarui pilihan tindakan", href=ticket_href(view.office, view.id))
    return dbc.Alert(
        [html.B(text), " Alur dan tabel sudah yang terbaru. ", reload],
        color="warning",
        fade=False,
        className="ticket-answer",
    )
