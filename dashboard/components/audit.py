"""The parts of ``/jejak``: the state of the chain, the filters, the lines, and one line in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.alerts import mark
from dashboard.components.audit_question import EVERY, PATH, AuditQuestion, links
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.period import period_controls
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Indicator
from dashboard.views.audit_rows import AuditRow, AuditView, ChainRow, Change

CHECK, CHAIN = "audit-check", "audit-chain"
OPENED = "baris"
LONG, SHOWN = 90, 4
"""Longer values, and more fields than so many, are folded in the list."""
_HASH_SHOWN = 12
_EVERY = (EVERY, "semua")
_HEADINGS = ("Waktu", "Petugas", "Tindakan", "Tentang", "Sebelum dan sesudah")


def controls(question: AuditQuestion, today: date) -> Component:
    """Presets as links and two dates of one's own; the filters stay."""
    kept = {"kantor": question.office, **question.narrowing()}
    return period_controls(links(question, today), PATH, question.start, question.end, kept)


def chain_card(chain: ChainRow, zone: str) -> Component:
    """Whether the trail is whole, as the last check found it, and the way to check every line again."""
    state, word = (Indicator.BAIK, "Rantai utuh") if chain.is_whole else (Indicator.GANGGUAN, "Rantai putus")
    again = html.Button("Periksa lagi", id=CHECK, type="button", className="btn btn-outline-secondary")
    said = html.Div([html.P(each) for each in _chain_words(chain, zone)], className="audit-chain-words")
    body = dbc.CardBody([mark(state, word), said, again])
    return html.Div(dbc.Card(body), className="audit-chain", **{"data-state": str(state)})


def _chain_words(chain: ChainRow, zone: str) -> list[str | list[Component | str]]:
    at = formats.date_clock(chain.checked_at, zone)
    if chain.broken_at is not None:
        place = f"baris nomor {formats.number(chain.broken_at)}" if chain.broken_at else "baris sebelum rantai dimulai"
        return [
            f"Pemeriksaan {at}: isi {place} tidak cocok dengan hash-nya. Baris itu diubah, disisipkan, atau baris "
            "sebelumnya dihapus.",
            "Jangan ubah apa pun; simpan salinan basis data dan bandingkan dengan unduhan atau cadangan terdahulu.",
        ]
    if chain.missing:
        return [
            f"Pemeriksaan {at}: {formats.number(chain.missing)} baris pernah ditulis tetapi tidak ada lagi di akhir "
            "jejak.",
            "Jangan ubah apa pun; simpan salinan basis data dan bandingkan dengan unduhan atau cadangan terdahulu.",
        ]
    newer = f", dan {formats.number(chain.newer)} baris baru sesudahnya baru saja" if chain.newer else ""
    hashed = html.Code(chain.head[:_HASH_SHOWN], title=chain.head)
    return [
        f"Semua {formats.number(chain.lines)} baris diperiksa {at}{newer}: tidak ada yang diubah, disisipkan atau "
        "dihapus.",
        ["Hash terakhir ", hashed, ". Catat di luar sistem ini untuk pembanding kelak."],
    ]


def filters(question: AuditQuestion, view: AuditView) -> Component:
    """A plain form: what is chosen stands in the address, and a link to it gives the same list again."""
    officers = [_EVERY, *_with(question.officer, [(each, _person(each, name)) for each, name in view.officers])]
    actions = [_EVERY, *_with(question.action, [(each, each) for each in view.actions])]
    words = dbc.Input(
        id="audit-cari",
        name="cari",
        value=question.text,
        placeholder="nomor tiket, nama, isi",
        type="search",
        autocomplete="off",
    )
    fields = [
        _field("Petugas", "audit-petugas", _choice("audit-petugas", "petugas", officers, question.officer)),
        _field("Tindakan", "audit-tindakan", _choice("audit-tindakan", "tindakan", actions, question.action)),
        _field("Cari", "audit-cari", words),
    ]
    kept = {"kantor": question.office, "dari": question.start.isoformat(), "sampai": question.end.isoformat()}
    hidden = [dbc.Input(name=name, value=value, type="hidden") for name, value in kept.items() if value]
    send: list[Component] = [dbc.Button("Saring", type="submit", color="primary")]
    if question.is_filtered:
        every = replace(question, officer="", action="", text="", page=1, line=None).href()
        send.append(dbc.Button("Semua", href=every, color="secondary", outline=True))
    buttons = html.Div(send, className="audit-send")
    return html.Form([*fields, *hidden, buttons], method="GET", action=PATH, className="audit-filter")


def _with(chosen: str, found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices, and what the address names beside them."""
    return [*found, *([] if not chosen or chosen in dict(found) else [(chosen, chosen)])]


def _person(officer: str, name: str) -> str:
    return name if name == officer else f"{name} ({officer})"


def _field(label: str, name: str, control: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=name), control], className="audit-field")


def _choice(choice_id: str, name: str, choices: Sequence[tuple[str, str]], chosen: str) -> Component:
    options = [{"label": label, "value": value} for value, label in choices]
    return dbc.Select(id=choice_id, name=name, options=options, value=chosen or EVERY)


def head_row(question: AuditQuestion, view: AuditView) -> Component:
    """How many lines fit, and all of them as a file."""
    word = "baris cocok" if question.is_filtered else "baris"
    count = html.P([html.B(formats.number(view.total)), f" {word}, yang terbaru di atas"], className="audit-count")
    take = html.A(
        "Unduh CSV",
        href=question.file_href(),
        className="btn btn-outline-secondary",
        title="Semua baris saringan ini, dengan hash",
        download="",
    )
    return html.Div([count, *([take] if view.total else [])], className="audit-head")


def lines_table(question: AuditQuestion, view: AuditView) -> Component:
    """One page of lines, youngest first."""
    if not view.rows:
        return _nothing(question, view)
    with_office = view.office is None
    headings = [*_HEADINGS[:3], *(["Kantor"] if with_office else []), *_HEADINGS[3:]]
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in headings]))
    body = html.Tbody([_line(question, row, with_office=with_office) for row in view.rows])
    grid = dbc.Table([head, body], id="jejak", hover=True, className="table-data audit-lines")
    body = dbc.CardBody([html.Div(grid, className="table-scroll", tabIndex="0"), _pages(question, view)])
    return dbc.Card(body, className="audit-list")


def _nothing(question: AuditQuestion, view: AuditView) -> Component:
    if view.total:
        return empty("Halaman itu tidak ada.", "Kembali ke halaman pertama dengan memilih periode atau Saring lagi.")
    if question.is_filtered:
        return empty("Tidak ada baris yang cocok dengan saringan.", "Kurangi saringannya, atau pilih Semua.")
    return empty("Tidak ada yang tercatat pada periode ini.", "Pilih periode atau kantor yang lain.")


def _line(question: AuditQuestion, row: AuditRow, *, with_office: bool) -> Component:
    at = formats.local(row.at, row.zone)
    when = [f"{formats.short_date(at.date())} ", html.Span(formats.clock(row.at, row.zone), className="audit-clock")]
    broken = [] if row.fits is not False else [mark(Indicator.GANGGUAN, "hash tidak cocok")]
    href = replace(question, line=row.id).href(OPENED)
    opens = html.A(row.action, href=href, title=f"Baris nomor {row.id}: sebelum, sesudah dan hash")
    cells: list[tuple[str, list[Component | str]]] = [
        ("Waktu", [*when, *broken]),
        ("Petugas", [row.officer_name, *_small(row.officer, row.officer_name)]),
        ("Tindakan", [opens]),
        *([("Kantor", [row.office_name or formats.NONE])] if with_office else []),
        ("Tentang", [_about(row)]),
        ("Sebelum dan sesudah", [_changes(row, href)]),
    ]
    is_open = {"aria-current": "true"} if row.id == question.line else {}
    return html.Tr([html.Td(html.Div(shown), **{"data-label": word}) for word, shown in cells], **is_open)


def _small(officer: str, name: str) -> list[Component]:
    return [] if officer == name else [html.Small(officer)]


def _about(row: AuditRow) -> Component:
    if row.ticket and row.office:
        return html.A(row.about, href=ticket_href(row.office, row.ticket))
    return html.Span(row.about)


def _changes(row: AuditRow, href: str) -> Component:
    """The fields that changed; what is long, or more than a few, unfolds."""
    changes = row.changes
    if not changes:
        return html.Span(formats.NONE)
    rest = len(changes) - SHOWN
    is_folded = rest > 1  # a line that says that there is one more is no shorter than that one
    items = [html.Li(_change(each)) for each in (changes[:SHOWN] if is_folded else changes)]
    if is_folded:
        items.append(html.Li(html.A(f"dan {formats.number(rest)} isian lain", href=href)))
    return html.Ul(items, className="audit-changes")


def _change(each: Change) -> list[Component | str]:
    named = html.Span(f"{each.field}: ", className="audit-name")
    if each.before == formats.NONE:
        return [named, _value(each.after)]
    return [named, _value(each.before), " → ", _value(each.after)]


def _value(text: str) -> Component:
    if len(text) <= LONG:
        return html.Span(text)
    short = text[:LONG].rsplit(" ", 1)[0]
    more = html.Span("selengkapnya", className="audit-more")
    return html.Details([html.Summary([f"{short} … ", more]), html.Span(text)], className="audit-long")


def _pages(question: AuditQuestion, view: AuditView) -> Component:
    last = view.skipped + len(view.rows)
    said = f"{formats.number(view.skipped + 1)}–{formats.number(last)} dari {formats.number(view.total)}"
    ways = (("Lebih baru", question.page - 1, view.skipped > 0), ("Lebih lama", question.page + 1, last < view.total))
    buttons = [
        dbc.Button(word, href=question.on_page(page).href(), color="secondary", outline=True)
        for word, page, is_there in ways
        if is_there
    ]
    return html.Nav([html.Span(said), *buttons], className="audit-pages", **{"aria-label": "Halaman jejak"})


def opened_card(question: AuditQuestion, row: AuditRow | None) -> Component:
    """One line in full: every field before and after beside each other, and its place in the chain."""
    if question.line is None:
        return html.Div()
    close = html.A("Tutup", href=replace(question, line=None).href(), className="btn btn-sm btn-outline-secondary")
    if row is None:
        what = html.P(f"Baris nomor {formats.number(question.line)} tidak ada, atau bukan milik kantor Anda.")
        return dbc.Card(dbc.CardBody([what, close]), className="audit-opened")
    title = html.Div([html.H2(f"Baris {formats.number(row.id)}: {row.action}"), close], className="audit-title")
    return dbc.Card(dbc.CardBody([title, _facts(row), _sides(row), _chain_of(row)]), className="audit-opened")


def _facts(row: AuditRow) -> Component:
    office = f"{row.office_name} ({row.office})" if row.office else "— (tidak milik satu kantor)"
    pairs: list[tuple[str, Component | str]] = [
        ("Waktu", formats.date_clock(row.at, row.zone)),
        ("Petugas", _person(row.officer, row.officer_name)),
        ("Tentang", _about(row)),
        ("Kantor", office),
    ]
    found = [part for word, said in pairs for part in (html.Dt(word), html.Dd(said))]
    return html.Dl(found, className="audit-facts")


def _sides(row: AuditRow) -> Component:
    if not row.fields:
        return html.P("Tindakan ini tidak mengubah isian; yang dicatat hanya bahwa ia terjadi.")
    head = html.Thead(html.Tr([html.Th(each, scope="col") for each in ("Isian", "Sebelum", "Sesudah")]))
    body = [
        html.Tr(
            [
                html.Th(each.field, scope="row"),
                html.Td(each.before, **{"data-label": "Sebelum"}),
                html.Td(each.after, **{"data-label": "Sesudah"}),
            ],
            className="audit-changed" if each.is_changed else "audit-same",
        )
        for each in row.fields
    ]
    grid = dbc.Table([head, html.Tbody(body)], className="audit-sides")
    return html.Div(grid, className="table-scroll", tabIndex="0")


def _chain_of(row: AuditRow) -> Component:
    if row.chain is None:
        return html.P("Baris ini ditulis sebelum rantai dimulai; ia ikut dalam satu hash bersama baris sezamannya.")
    found = (Indicator.BAIK, "cocok dengan isinya") if row.fits else (Indicator.GANGGUAN, "tidak cocok dengan isinya")
    parts = [
        *(html.Dt("Hash baris ini"), html.Dd([html.Code(row.chain), mark(*found)])),
        *(html.Dt("Hash baris sebelumnya"), html.Dd(html.Code(row.previous or formats.NONE))),
    ]
    return html.Dl(parts, className="audit-facts audit-hashes")
