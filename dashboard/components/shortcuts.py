"""The keyboard's shortcuts and the dialog that lists them (``assets/8-keys.js`` listens and opens it)."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.elements import html

DIALOG = "daftar-pintasan"
GALLERY = "/galeri"
LETTERS = {
    "/": "l",
    "/kepatuhan": "k",
    "/terlambat": "t",
    "/tiket": "b",
    "/jaringan": "j",
    "/cadangan": "c",
    "/pengiriman": "p",
    "/sop": "s",
    "/laporan": "r",
    "/peringatan": "e",
    "/provinsi": "v",
    "/nasional": "n",
    "/jejak": "a",
    "/sistem": "i",
    "/pengguna": "u",
}
"""The letter after ``g`` that leads to a page; no two pages share one."""
_NAMES = {"/tiket": "Tiket (buku agenda)"}
_OTHERS = (
    (("/",), "ke kotak cari atau saring halaman ini"),
    (("n",), "buka tiket baru (di halaman Tiket)"),
    (("?",), "buka daftar ini"),
    (("Esc",), "tutup daftar atau menu"),
)


def shortcuts_dialog(pages: Sequence[tuple[str, str, str]]) -> Component:
    """All shortcuts. ``pages``: path, name and address of each page; those without a letter are left out."""
    leading = [(path, label, href) for path, label, href in pages if path in LETTERS]
    rows = [_row(("g", LETTERS[path]), html.A(_NAMES.get(path, label), href=href)) for path, label, href in leading]
    others = [_row(keys, said) for keys, said in _OTHERS]
    close = html.Button("Tutup", type="button", className="btn btn-outline-secondary", **{"data-close": "1"})
    head = html.Div([html.H2("Pintasan papan ketik", id=f"{DIALOG}-judul"), close], className="keys-head")
    foot = html.P(
        ["Tidak berlaku selama mengetik di isian. ", html.A("Galeri komponen", href=GALLERY), " (untuk pengembang)"],
        className="keys-foot",
    )
    columns = html.Div([_part("Ke halaman", rows), _part("Di halaman", others)], className="keys-columns")
    return html.Dialog([head, columns, foot], id=DIALOG, className="keys", **{"aria-labelledby": f"{DIALOG}-judul"})


def _part(title: str, rows: Sequence[Component]) -> Component:
    return html.Section([html.H3(title), html.Ul(list(rows))])


def _row(keys: Sequence[str], said: str | Component) -> Component:
    shown = [html.Kbd(key) for key in keys]
    between = [part for key in shown for part in (html.Small("lalu"), key)][1:]
    return html.Li([html.Span(between, className="keys-shown"), html.Span(said)])
