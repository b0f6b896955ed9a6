"""The parts of ``/peringatan``: what lasts and who knows, dead letters, messages, what was not told, receivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.alerts_question import PATH, AlertsQuestion, links
from dashboard.components.elements import html
from dashboard.components.kpi import kpi
from dashboard.components.messages import empty
from dashboard.components.period import period_controls
from dashboard.components.status import glyph
from dashboard.components.table import Cell, table
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Indicator
from dashboard.views.alerts_rows import AlertsView, EventRow, MessageRow, ReceiverRow, ToldRow

RESEND, TRY = "alerts-resend", "alerts-try"
"""Id types of the buttons in rows."""
STATUSES = {
    "waiting": (Indicator.WASPADA, "menunggu"),
    "sending": (Indicator.WASPADA, "sedang dikirim"),
    "sent": (Indicator.BAIK, "terkirim"),
    "dead": (Indicator.GANGGUAN, "gagal"),
}
LOOKS = {"mendekati_batas": Indicator.WASPADA, "naik_turun": Indicator.WASPADA}
"""Kinds that are no trouble yet; the others are."""
KINDS = {"opened": "pemberitahuan", "ended": "berakhir", "digest": "ringkasan", "test": "uji"}
ASKED = {
    "jaringan": "jaringan",
    "cadangan": "cadangan",
    "pengiriman": "pengiriman",
    "lewat_waktu": "lewat waktu",
    "mendekati_batas": "mendekati batas",
    "salinan": "salinan basis data",
    "disk": "ruang disk",
}
_NO_RECEIVER = (
    "Tulis penerimanya di bawah alerts pada berkas kantor (lihat panduan Peringatan), lalu jalankan ulang web dan "
    "kolektor. Gangguan tetap dicatat di halaman ini."
)


def controls(question: AlertsQuestion, today: date) -> Component:
    """Presets as links and two dates of one's own."""
    kept = {"kantor": question.office}
    return period_controls(links(question, today), PATH, question.start, question.end, kept)


def mark(state: Indicator, word: str) -> Component:
    """A word with the shape and colour of a state."""
    return html.Span([glyph(), html.Span(word, className="chip-word")], className="chip", **{"data-state": str(state)})


def figures_row(view: AlertsView) -> list[Component]:
    """What lasts, what is on its way, what could not be delivered, what nobody was told."""
    open_alone = sum(each.acknowledged_at is None for each in view.lasting)
    cards = [
        kpi(
            "Berlangsung",
            formats.number(len(view.lasting)),
            f"{formats.number(open_alone)} belum diakui" if view.lasting else "tidak ada yang perlu diakui",
            state=Indicator.GANGGUAN if open_alone else None,
            big=True,
        ),
        kpi("Menunggu dikirim", formats.number(view.waiting), "pesan di antrean"),
        kpi(
            "Gagal dikirim",
            formats.number(len(view.dead)),
            "kirim ulang dari daftar di bawah" if view.dead else "tidak ada",
            state=Indicator.GANGGUAN if view.dead else None,
        ),
        kpi("Terkirim", formats.number(view.sent), "pesan pada periode ini"),
        kpi("Tidak diberitahukan", formats.number(len(view.untold)), "pada periode ini, dengan alasannya"),
    ]
    columns = [dbc.Col(card, xs=6 if place else 12, md=4, xl=True) for place, card in enumerate(cards)]
    return [dbc.Row(columns, className="g-3 kpi-row")]


def lasting_table(view: AlertsView, question: AlertsQuestion) -> Component:
    """What lasts now: since when, who knows of it, who takes care of it."""
    if not view.lasting:
        return empty(
            "Tidak ada gangguan atau langkah mendesak yang sedang berlangsung.",
            "Yang tidak terukur tidak diketahui keadaannya dan tidak ada di sini; lihat Layar pantau.",
        )
    headings = ("Jenis", "Apa", "Sejak", "Diberitahukan kepada", "Diakui")
    rows: list[list[Cell | str]] = [
        [
            Cell(mark(LOOKS.get(each.kind, Indicator.GANGGUAN), each.heading), each.heading),
            Cell(_what(each, view), each.what),
            Cell(formats.date_clock(each.since, view.zone), each.since.isoformat()),
            Cell(_told(each.told, view), "; ".join(_told_words(told, view.zone) for told in each.told)),
            Cell(_care(each, question, view.zone), each.acknowledged_by or "belum"),
        ]
        for each in view.lasting
    ]
    caption = "Mengakui menghentikan eskalasi; berakhirnya tetap diberitahukan kepada yang sudah diberi tahu."
    return table("berlangsung", caption, headings, rows, file_name=f"peringatan-berlangsung-{view.office}")


def _what(each: EventRow, view: AlertsView) -> Component:
    href = ticket_href(view.office, each.ticket) if each.ticket else each.href
    return html.Div([html.A(each.what, href=href), html.Small(each.ended or each.began)], className="alert-what")


def _told(told: Sequence[ToldRow], view: AlertsView) -> Component:
    if not told:
        return html.Span("belum ada penerimanya" if not view.receivers else "tidak ada yang memintanya")
    return html.Ul([html.Li(_told_words(each, view.zone)) for each in told], className="alert-told")


def _told_words(each: ToldRow, zone: str) -> str:
    if each.outcome != "queued":
        return f"{each.receiver}: {'ditahan' if each.outcome == 'held' else 'tidak'}, {each.reason}"
    if each.sent_at is None:
        return f"{each.receiver}: menunggu dikirim"
    return f"{each.receiver}: {formats.date_clock(each.sent_at, zone)}"


def _care(each: EventRow, question: AlertsQuestion, zone: str) -> Component:
    if each.acknowledged_at is not None:
        said = f"{each.acknowledged_by}, {formats.date_clock(each.acknowledged_at, zone)}"
        return html.Div([said, *([html.Small(each.note)] if each.note else [])], className="alert-what")
    if each.run:
        return html.A("Akui di Terlambat", href=f"{each.href}&{urlencode({'pilih': each.run}, safe='~')}")
    look = "btn btn-sm btn-outline-secondary"
    return html.A("Akui", href=replace(question, event=each.id).href("akui"), className=look, title=f"Akui {each.what}")


def acknowledge_card(view: AlertsView, question: AlertsQuestion, officer: str) -> Component:
    """The form with which an officer says that somebody takes care of an event; empty where none is chosen."""
    if question.event is None:
        return html.Div()
    back = html.A("Tutup", href=replace(question, event=None).href(), className="btn btn-sm btn-outline-secondary")
    chosen = next((each for each in view.lasting if each.id == question.event), None)
    if chosen is None or chosen.run or chosen.acknowledged_at is not None:
        said = "sudah diakui" if chosen is not None and chosen.acknowledged_at is not None else "sudah berakhir"
        body: list[Component] = [html.P(f"Peringatan ini {said}; tidak ada yang perlu dicatat."), back]
    else:
        note = dbc.Input(id="alerts-note", placeholder="misalnya teknisi berangkat pukul 10", autocomplete="off")
        send = dbc.Button("Akui", type="submit", color="primary")
        label = html.Label([html.Span("Keterangan (boleh kosong)"), note], className="act-field")
        form = dbc.Form([label, html.Div([send, back], className="alert-buttons")], id="alerts-form")
        form.prevent_default_on_submit = True
        who = html.P(["Dicatat atas nama ", html.B(officer), ". Nama petugas tidak ikut dikirim."])
        body = [html.P(html.B(f"{chosen.what}: {chosen.began}")), who, form]
    return _card("Akui peringatan", *body)


def _card(title: str, *children: Component) -> Component:
    return dbc.Card(dbc.CardBody([html.H2(title), *children]), className="alert-card")


def dead_table(view: AlertsView) -> Component:
    """Messages that were given up, each with the way to try again."""
    if not view.dead:
        return html.Div()
    headings = ("Dibuat", "Penerima", "Pesan", "Masalah", "Percobaan", "Tindakan")
    rows: list[list[Cell | str]] = [
        [
            Cell(formats.date_clock(each.created_at, view.zone), each.created_at.isoformat()),
            each.receiver,
            Cell(_message(each), each.title),
            each.trouble,
            Cell(formats.number(each.attempts), each.attempts),
            Cell(_button("Kirim ulang", RESEND, each.id, f"Kirim ulang {each.title} kepada {each.receiver}"), ""),
        ]
        for each in view.dead
    ]
    caption = "Sudah dicoba sampai tujuh kali selama hampir empat jam; tidak dicoba lagi dengan sendirinya."
    return _card("Gagal dikirim", table("gagal", caption, headings, rows, file_name=f"peringatan-gagal-{view.office}"))


def _button(label: str, kind: str, row: int | str, title: str) -> Component:
    look = "btn btn-sm btn-outline-secondary"
    return html.Button(label, id={"type": kind, "row": row}, type="button", className=look, title=title)


def messages_table(view: AlertsView) -> Component:
    """What went out in the period, the youngest first; the text unfolds."""
    if not view.messages:
        return empty(
            "Belum ada pesan pada periode ini.", "Pilih periode lain, atau kirim pesan uji dari daftar penerima."
        )
    headings = ("Dibuat", "Penerima", "Jenis", "Pesan", "Keadaan", "Terkirim")
    rows: list[list[Cell | str]] = [
        [
            Cell(formats.date_clock(each.created_at, view.zone), each.created_at.isoformat()),
            each.receiver,
            KINDS.get(each.kind, each.kind),
            Cell(_message(each), each.title),
            Cell(_status(each, view), STATUSES[each.status][1]),
            Cell(_sent(each, view), "" if each.sent_at is None else each.sent_at.isoformat()),
        ]
        for each in view.messages
    ]
    caption = "Satu pesan dapat memuat beberapa peristiwa yang jatuh bersamaan."
    if len(rows) < view.sent:
        caption += f" Yang ditampilkan: {len(rows)} pesan terakhir."
    name = f"peringatan-{view.office}-{view.start}-{view.end}"
    return table("pesan", caption, headings, rows, file_name=name)


def _message(each: MessageRow) -> Component:
    return html.Details([html.Summary(each.title), html.Pre(each.body)], className="alert-text")


def _status(each: MessageRow, view: AlertsView) -> Component:
    parts: list[Component] = [mark(*STATUSES[each.status])]
    if each.status in ("waiting", "dead") and each.trouble:
        parts.append(html.Small(f"{each.trouble}; {each.attempts} kali dicoba"))
    if each.status == "waiting" and each.next_at is not None and each.next_at > view.now:
        parts.append(html.Small(f"dicoba lagi {formats.clock(each.next_at, view.zone)}"))
    if each.maybe_twice:
        parts.append(html.Small("mungkin terkirim dua kali", className="alert-twice"))
    return html.Div(parts, className="alert-what")


def _sent(each: MessageRow, view: AlertsView) -> str:
    return formats.date_clock(each.sent_at, view.zone)


def untold_table(view: AlertsView) -> Component:
    """What began and ended without a receiver being told of it, and why."""
    if not view.untold:
        return empty(
            "Semua yang terjadi pada periode ini diberitahukan kepada yang memintanya.",
            "Yang ditahan sementara (jam tenang, eskalasi) terlihat pada daftar yang sedang berlangsung.",
        )
    headings = ("Jenis", "Apa", "Sejak", "Kepada dan alasan")
    rows: list[list[Cell | str]] = [
        [
            each.heading,
            Cell(_what(each, view), each.what),
            Cell(formats.date_clock(each.since, view.zone), each.since.isoformat()),
            Cell(_dropped(each), "; ".join(f"{told.receiver}: {told.reason}" for told in _untold(each))),
        ]
        for each in view.untold
    ]
    caption = "Yang tidak diberitahukan tetap diukur, dihitung dan masuk ringkasan pagi."
    name = f"tidak-diberitahukan-{view.office}-{view.start}-{view.end}"
    return table("tidak-diberitahukan", caption, headings, rows, file_name=name)


def _untold(each: EventRow) -> list[ToldRow]:
    return [told for told in each.told if told.outcome == "dropped"]


def _dropped(each: EventRow) -> Component:
    lines = [html.Li(f"{told.receiver}: {told.reason}") for told in _untold(each)]
    return html.Ul(lines, className="alert-told")


def receivers_table(view: AlertsView) -> Component:
    """Who is told of what, as the office file has it, each with a test."""
    if not view.receivers:
        return empty("Kantor ini belum punya penerima peringatan.", _NO_RECEIVER)
    headings = ("Penerima", "Lewat", "Diberi tahu", "Sesudah", "Jam tenang", "Terakhir terkirim", "Uji")
    rows: list[list[Cell | str]] = [
        [
            Cell(html.Div([html.B(each.name), html.Small(each.role)], className="alert-what"), each.name),
            each.channel,
            _events(each),
            Cell(f"{each.waits_minutes} menit kerja" if each.waits_minutes else "langsung", each.waits_minutes),
            ", ".join(text.replace(":", ".").replace("-", "–") for text in each.quiet) or "tidak ada",
            Cell(_last(each.last_sent_at, view), "" if each.last_sent_at is None else each.last_sent_at.isoformat()),
            Cell(_button("Kirim pesan uji", TRY, each.id, f"Kirim pesan uji kepada {each.name}"), ""),
        ]
        for each in view.receivers
    ]
    caption = "Menurut berkas kantor; alamatnya tidak ditampilkan karena dapat memuat sandi."
    return table("penerima", caption, headings, rows, file_name=f"penerima-{view.office}")


def _events(each: ReceiverRow) -> str:
    words = [ASKED[kind] for kind in each.events]
    return ", ".join([*words, *(["ringkasan pagi"] if each.digest else [])])


def _last(at: datetime | None, view: AlertsView) -> str:
    return "belum pernah" if at is None else formats.date_clock(at, view.zone)
