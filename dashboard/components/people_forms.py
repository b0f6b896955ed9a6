"""The forms of ``/pengguna``: a new user or token, and what can be done to one that is there."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.access import NEEDS_KECAMATAN, Role
from dashboard.components.act_forms import FIELD, form_of, labelled, short_field
from dashboard.components.elements import html
from dashboard.components.people_question import NEW_TOKEN, NEW_USER, PeopleQuestion
from dashboard.components.people_words import ROLES, place_words, seen_words, token_mark, used_words, user_mark
from dashboard.views.people_rows import PeopleView, Place, TokenRow, TokenState, UserRow

PLACE = "pengguna"
"""The page's word in the ids of its forms."""
SECRET = "people-secret"  # noqa: S105  (an id)
"""Id type of the fields of passwords: emptied at every answer."""
KECAMATAN = "people-kecamatan"
"""Where the field for a kecamatan stands, for the roles that need one."""
ADD, GIVE, PASSWORD, UNLOCK, SESSIONS, OFF, ON = "tambah", "tempat", "sandi", "kunci", "sesi", "nonaktif", "aktif"
MAKE, REVOKE = "buat-token", "cabut"
EVERYWHERE = "semua"
MADE, TYPED = "dibuat", "diketik"
_USERS_ROLES = tuple(role for role in Role if role is not Role.WALL)
_NOWHERE = Place()


def card_of(view: PeopleView, question: PeopleQuestion) -> list[Component]:
    """What is open: a form for somebody new, or what can be done to a user or token. Empty where nothing is."""
    if question.new == NEW_USER:
        return [_card("Tambah pengguna", [_new_user(view)], question)]
    if question.new == NEW_TOKEN:
        return [_card("Tambah token", [_new_token(view)], question)]
    user, token = view.user(question.user), view.token(question.token)
    if user is not None:
        return [_card(user.name, _user(user, view), question)]
    if token is not None:
        return [_card(f"Token {token.label}", _token(token, view), question)]
    if question.user or question.token:
        gone = html.P("Yang diminta alamat ini tidak ada di daftar Anda. Pilih dari daftar di bawah.")
        return [_card("Tidak ada", [gone], question)]
    return []


def _card(title: str, body: Sequence[Component], question: PeopleQuestion) -> Component:
    back = dcc.Link("Tutup", href=question.closed().href(), className="btn btn-sm btn-outline-secondary")
    head = html.Div([html.H2(title, id="people-card-title", tabIndex="-1"), back], className="people-heading")
    return dbc.Card(dbc.CardBody([head, *body]), className="people-open")


def _new_user(view: PeopleView) -> Component:
    names = [
        short_field(PLACE, ADD, "id", "Nama pengguna", "misalnya siti.rahma", maxLength=40),
        short_field(PLACE, ADD, "name", "Nama lengkap", "yang ditampilkan dan dicatat", maxLength=80),
    ]
    fields = [html.Div(names, className="people-pair"), *_place_fields(ADD, view, Role.OPERATOR, _NOWHERE)]
    return form_of(PLACE, ADD, "Tambah pengguna", "", [*fields, *_password_fields(ADD)])


def _new_token(view: PeopleView) -> Component:
    names = [
        short_field(PLACE, MAKE, "label", "Untuk apa", "misalnya Layar ruang PIAK", maxLength=80),
        short_field(PLACE, MAKE, "days", "Berlaku berapa hari", "kosong: sampai dicabut", inputmode="numeric"),
    ]
    fields = [html.Div(names, className="people-pair"), *_place_fields(MAKE, view, Role.WALL, _NOWHERE)]
    hint = "Rahasianya tampil satu kali sesudah dibuat. Token layar pantau langsung mendapat alamatnya."
    return form_of(PLACE, MAKE, "Buat token", hint, fields)


def _place_fields(act: str, view: PeopleView, role: Role, place: Place) -> list[Component]:
    """Role and office; the kecamatan where the role needs one."""
    roles = tuple(Role) if act == MAKE or role is Role.WALL else _USERS_ROLES
    offices = [{"label": each.name, "value": each.code} for each in view.offices]
    offices = [{"label": "Semua kantor", "value": EVERYWHERE}, *offices] if view.everywhere else offices
    office = place.office or (offices[0]["value"] if offices else EVERYWHERE)
    chosen = [{"label": ROLES[each], "value": str(each)} for each in roles]
    return [
        html.Div(
            [
                labelled("Peran", dbc.Select(id=_field(act, "role"), options=chosen, value=str(role))),
                labelled("Kantor", dbc.Select(id=_field(act, "office"), options=offices, value=office)),
            ],
            className="people-pair",
        ),
        html.Div(kecamatan_field(act, view, str(role), office, place.kecamatan or ""), id=KECAMATAN),
    ]


def kecamatan_field(act: str, view: PeopleView, role: str, office: str, chosen: str = "") -> list[Component]:
    """The kecamatan of the office, for a role that needs one; nothing for the others."""
    if role not in NEEDS_KECAMATAN:
        return []
    found = next((each for each in view.offices if each.code == office), None)
    if found is None:
        return [html.P("Operator melihat satu kecamatan saja: pilih kantornya dahulu.", className="act-hint")]
    options = [{"label": name, "value": code} for code, name in found.kecamatan]
    value = chosen if chosen in {code for code, _ in found.kecamatan} else ""
    asked = dbc.Select(id=_field(act, "kecamatan"), options=options, value=value, placeholder="pilih kecamatan")
    return [labelled("Kecamatan", asked)]


def _password_fields(act: str) -> list[Component]:
    """Made by the program, or typed twice; the style sheet shows the two fields only for the latter."""
    ways = [
        {"label": "Dibuat program, tampil satu kali", "value": MADE},
        {"label": "Saya ketik dua kali", "value": TYPED},
    ]
    choice = dbc.RadioItems(id=_field(act, "way"), options=ways, value=MADE, inline=True)
    typed = [
        labelled(word, dbc.Input(id={"type": SECRET, "act": act, "field": of}, type="password", value="", **_UNSEEN))
        for of, word in (("first", "Sandi, paling sedikit 10 huruf"), ("again", "Sandi, sekali lagi"))
    ]
    group = html.Fieldset([html.Legend("Sandi"), choice], className="people-ways")
    return [html.Div([group, html.Div(typed, className="people-pair people-typed")], className="people-password")]


_UNSEEN = {"autocomplete": "new-password", "maxLength": 200}


def _field(act: str, field: str) -> dict[str, str]:
    return {"type": FIELD, "place": PLACE, "act": act, "field": field}


def _user(row: UserRow, view: PeopleView) -> list[Component]:
    is_off = row.disabled_at is not None
    facts = [
        ("Nama pengguna", row.id),
        ("Peran", ROLES[row.role]),
        ("Tempat", place_words(row.place)),
        ("Keadaan", user_mark(row, view)),
        ("Terakhir terlihat", seen_words(row, view)),
        ("Sesi terbuka", formats.number(row.sessions)),
        ("Dibuat", formats.date_clock(row.created_at, view.zone)),
        ("Diubah", formats.date_clock(row.changed_at, view.zone)),
        *([] if row.has_password else [("Sandi", "belum ada; hanya masuk lewat proksi")]),
    ]
    own = " Sesi Anda ini juga berakhir." if row.id == view.asker else ""
    forms = [_give_form(row, view, own), _password_form(own), _sessions_form(row, own)]
    if row.locked_until is not None:
        forms.insert(0, ("Buka kunci", form_of(PLACE, UNLOCK, "Buka kunci sekarang", _UNLOCKING, [])))
    forms.append(_on_form() if is_off else _off_form(row, own))
    items = [dbc.AccordionItem(form, title=title, item_id=title) for title, form in forms]
    return [_facts(facts), dbc.Accordion(items, start_collapsed=True, flush=True, className="act-forms")]


_UNLOCKING = (
    "Kunci lepas sendiri sesudah seperempat jam. Buka sekarang bila Anda yakin orangnya sendiri yang salah ketik."
)


def _give_form(row: UserRow, view: PeopleView, own: str) -> tuple[str, Component]:
    hint = f"Sesi {row.name} berakhir di semua komputer; sesudah masuk lagi peran baru berlaku.{own}"
    return "Peran dan tempat", form_of(PLACE, GIVE, "Simpan", hint, _place_fields(GIVE, view, row.role, row.place))


def _password_form(own: str) -> tuple[str, Component]:
    hint = f"Sandi lama tidak berlaku lagi, kunci terbuka, semua sesi berakhir.{own}"
    return "Sandi baru", form_of(PLACE, PASSWORD, "Ganti sandi", hint, _password_fields(PASSWORD))


def _sessions_form(row: UserRow, own: str) -> tuple[str, Component]:
    hint = f"{formats.number(row.sessions)} sesi sedang dipakai. Mengakhirinya mengeluarkan semua komputer.{own}"
    return "Sesi", form_of(PLACE, SESSIONS, "Akhiri semua sesi", hint, [])


def _off_form(row: UserRow, own: str) -> tuple[str, Component]:
    hint = f"{row.name} langsung keluar dan tidak dapat masuk lagi. Catatannya tetap ada.{own}"
    sure = _sure(OFF, f"Ya, nonaktifkan {row.name}")
    return "Nonaktifkan", form_of(PLACE, OFF, "Nonaktifkan", hint, [sure], "danger")


def _on_form() -> tuple[str, Component]:
    hint = "Ia dapat masuk lagi dengan sandi yang sama."
    return "Aktifkan lagi", form_of(PLACE, ON, "Aktifkan", hint, [_sure(ON, "Ya, aktifkan lagi")])


def _sure(act: str, label: str) -> Component:
    return dbc.Checkbox(id=_field(act, "sure"), label=label, value=False, className="people-sure")


def _token(row: TokenRow, view: PeopleView) -> list[Component]:
    until = "tanpa batas" if row.expires_at is None else formats.date_clock(row.expires_at, view.zone)
    facts = [
        ("Nomor", row.id),
        ("Peran", ROLES[row.role]),
        ("Tempat", place_words(row.place)),
        ("Keadaan", token_mark(row)),
        ("Terakhir dipakai", used_words(row, view)),
        ("Berlaku sampai", until),
        ("Dibuat", f"{formats.date_clock(row.created_at, view.zone)} oleh {row.made_by}"),
    ]
    if row.state is TokenState.REVOKED:
        return [_facts([*facts, ("Dicabut", formats.date_clock(row.revoked_at, view.zone))])]
    hint = "Layar atau program yang memakainya langsung tidak masuk lagi. Token yang dicabut tidak dapat dihidupkan."
    return [_facts(facts), form_of(PLACE, REVOKE, "Cabut token", hint, [_sure(REVOKE, "Ya, cabut")], "danger")]


def _facts(facts: Sequence[tuple[str, str | Component]]) -> Component:
    pairs = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    return html.Dl(pairs, className="people-facts")


def told_once(title: str, secret: str) -> Component:
    """A secret that is shown this once, with a button that copies it (``assets/7-copy.js``)."""
    box = labelled(title, dbc.Input(value=secret, readonly=True, type="text", class_name="people-secret-text"))
    copy = html.Button("Salin", type="button", className="btn btn-outline-secondary", **{"data-copy": "1"})
    said = html.Span(className="people-copied", **{"aria-live": "polite"})
    return html.Div([box, copy, said], className="people-once")
