"""The parts of ``/pengguna`` that are read: figures, users, tokens, lockouts."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.access import MATRIX, Act
from dashboard.components.elements import html
from dashboard.components.kpi import kpi
from dashboard.components.messages import empty
from dashboard.components.people_question import NEW_TOKEN, NEW_USER, PeopleQuestion
from dashboard.components.people_words import ROLES, place_words, seen_words, token_mark, used_words, user_mark
from dashboard.components.table import Cell, table
from dashboard.model import Indicator
from dashboard.views.people_rows import LockRow, PeopleView, TokenRow, TokenState, UserRow

_ADD = {NEW_USER: "Tambah pengguna", NEW_TOKEN: "Tambah token"}


def figures_row(view: PeopleView) -> list[Component]:
    """How many may sign in, are locked, manage others; what opens doors without a password."""
    active = [each for each in view.users if each.disabled_at is None]
    locked = [each for each in active if each.locked_until is not None]
    admins = [each for each in active if Act.PEOPLE in MATRIX[each.role]]
    valid = sum(each.state is TokenState.VALID for each in view.tokens)
    off = len(view.users) - len(active)
    cards = [
        kpi("Pengguna aktif", formats.number(len(active)), f"{formats.number(off)} nonaktif"),
        kpi(
            "Sedang terkunci",
            formats.number(len(locked)),
            "buka dari barisnya" if locked else "tidak ada",
            state=Indicator.WASPADA if locked else None,
        ),
        kpi("Admin aktif", formats.number(len(admins)), "sebaiknya lebih dari satu" if len(admins) < 2 else ""),
        kpi("Sesi terbuka", formats.number(sum(each.sessions for each in view.users)), "peramban yang sedang masuk"),
        kpi("Token berlaku", formats.number(valid), "untuk program dan layar pantau"),
    ]
    columns = [
        dbc.Col(card, xs=12 if place == len(cards) - 1 else 6, md=4, xl=True) for place, card in enumerate(cards)
    ]
    return [dbc.Row(columns, className="g-3 kpi-row")]


def heading(title: str, new: str, question: PeopleQuestion) -> Component:
    """The heading of a list, and the way to add to it."""
    add = dcc.Link(_ADD[new], href=question.with_new(new).href(), className="btn btn-sm btn-primary")
    return html.Div([html.H2(title), add], className="people-heading")


def users_table(view: PeopleView, question: PeopleQuestion) -> Component:
    """Who may sign in, and as what; each name leads to what can be done."""
    headings = ("Pengguna", "Peran", "Tempat", "Terakhir terlihat", "Sesi", "Keadaan")
    caption = "Pilih nama untuk mengubah peran, sandi, kunci, atau sesinya."
    rows = [_user(each, view, question) for each in view.users]
    return table("daftar-pengguna", caption, headings, rows, file_name="pengguna")


def _user(row: UserRow, view: PeopleView, question: PeopleQuestion) -> list[Cell | str]:
    link = dcc.Link(row.name, href=question.with_user(row.id).href(), title=f"Ubah {row.name}")
    own = f"{row.id} (Anda)" if row.id == view.asker else row.id
    seen = "" if row.seen_at is None else row.seen_at.isoformat()
    state = "nonaktif" if row.disabled_at else "terkunci" if row.locked_until else "aktif"
    return [
        Cell(_two(link, own), f"{row.name} {row.id}"),
        ROLES[row.role],
        place_words(row.place),
        Cell(html.Span(seen_words(row, view), title=formats.date_clock(row.seen_at, view.zone)), seen),
        Cell(formats.number(row.sessions), row.sessions),
        Cell(user_mark(row, view), state),
    ]


def tokens_table(view: PeopleView, question: PeopleQuestion) -> Component:
    """What opens doors without a password, revoked ones last."""
    if not view.tokens:
        return empty(
            "Belum ada token.",
            "Layar pantau dan program masuk dengan token, bukan dengan sandi orang. Pakai tombol Tambah token.",
        )
    headings = ("Token", "Peran", "Tempat", "Dibuat", "Berlaku sampai", "Terakhir dipakai", "Keadaan", "Tindakan")
    shown = sorted(view.tokens, key=lambda each: each.state is not TokenState.VALID)
    caption = "Rahasia sebuah token hanya tampil saat dibuat; yang hilang diganti dengan token baru."
    return table("daftar-token", caption, headings, [_token(each, view, question) for each in shown], file_name="token")


def _token(row: TokenRow, view: PeopleView, question: PeopleQuestion) -> list[Cell | str]:
    revoke = dcc.Link("Cabut", href=question.with_token(row.id).href(), title=f"Cabut token {row.label}")
    made = _two(formats.date_clock(row.created_at, view.zone), row.made_by)
    until = "tanpa batas" if row.expires_at is None else formats.date_clock(row.expires_at, view.zone)
    return [
        Cell(_two(row.label, row.id), f"{row.label} {row.id}"),
        ROLES[row.role],
        place_words(row.place),
        Cell(made, row.created_at.isoformat()),
        Cell(until, "9" if row.expires_at is None else row.expires_at.isoformat()),
        Cell(used_words(row, view), "" if row.used_at is None else row.used_at.isoformat()),
        Cell(token_mark(row), str(row.state)),
        formats.NONE if row.state is TokenState.REVOKED else Cell(revoke, ""),
    ]


def locks_table(view: PeopleView) -> Component:
    """When wrong passwords locked somebody lately."""
    if not view.locks:
        return empty(
            "Tidak ada pengguna yang terkunci dalam 30 hari terakhir.",
            "Lima sandi salah berturut-turut mengunci pengguna seperempat jam; kejadiannya tampil di sini.",
        )
    caption = "Tanyakan orangnya: bila bukan dia yang salah ketik, ada yang menebak sandinya."
    headings = ("Waktu", "Pengguna", "Sandi salah", "Dari")
    return table("daftar-kunci", caption, headings, [_lock(each, view) for each in view.locks], file_name="terkunci")


def _two(first: str | Component, second: str) -> Component:
    """One over the other; apart in a file that was taken along, too."""
    return html.Div([first, html.Small(f" {second}")], className="people-two")


def _lock(row: LockRow, view: PeopleView) -> list[Cell | str]:
    failures = Cell(formats.number(row.failures), -1 if row.failures is None else row.failures)
    who = _two(row.name, row.user_id)
    at = Cell(formats.date_clock(row.at, view.zone), row.at.isoformat())
    return [at, Cell(who, row.user_id), failures, row.address or formats.NONE]
