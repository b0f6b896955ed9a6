"""What the forms of ``/pengguna`` do when they are sent. Secrets go into the answer, once, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dash.development.base_component import Component
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from dashboard import web, web_access
from dashboard.access import NEEDS_KECAMATAN, NEEDS_OFFICE, AccessError, Act, Principal, Role
from dashboard.components import people_forms as forms
from dashboard.components.act_forms import act_done, act_refused
from dashboard.components.elements import html
from dashboard.components.people_words import ROLES
from dashboard.components.sending_typed import BadTyped, read_count
from dashboard.services import people, people_desk
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.store import Store
from dashboard.web_login import DISPLAY

_CHOOSE = "pilih kantor, dan untuk operator juga kecamatannya"
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: by whom and when, what it is about, and what was typed. ``secrets``: the two passwords."""

    store: Store
    who: Principal
    now: datetime
    subject: str
    typed: Typed
    secrets: Typed = field(repr=False)

    @property
    def officer(self) -> Officer:
        """The one who sent it, as he stands under what he writes."""
        return Officer(self.who.id, self.who.name)


Deed = Callable[[Sent], Component]
"""Does one act and says what was done."""


def perform(act: str, subject: str, typed: Typed, secrets: Typed) -> tuple[Component, bool]:
    """Do what was typed about a user or token (``subject``); the answer to show, and whether anything was written."""
    web_access.require(Act.PEOPLE)
    who = web_access.principal()
    deed = _DEEDS.get(act)
    if who is None or deed is None:
        return act_refused(f"tindakan {act} tidak ada", "muat ulang"), False
    try:
        return deed(Sent(web.context().store, who, web.now(), subject, typed, secrets)), True
    except (DeskError, BadTyped) as no:
        return act_refused(no.message, no.fix), False
    except AccessError as no:
        return act_refused(str(no).partition(". Perbaikan: ")[0], _CHOOSE), False
    except SQLAlchemyError:
        return act_refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), False


def _add(sent: Sent) -> Component:
    role, office, kecamatan = _place(sent)
    password = _password(sent)
    user_id = sent.typed.get("id", "").lower()
    place = {"office": office, "kecamatan": kecamatan}
    name = sent.typed.get("name", "")
    new = people.add_user(sent.store, user_id, name, role, password, sent.officer, sent.now, **place)
    return _done(f"Pengguna {new.id} dibuat.", *_shown_password(sent, new.name, password))


def _give(sent: Sent) -> Component:
    role, office, kecamatan = _place(sent)
    new = people_desk.give_place(sent.store, sent.who, sent.subject, sent.now, role, office, kecamatan)
    return act_done(f"Peran dan tempat {new.name} diganti; sesinya diakhiri.")


def _set_password(sent: Sent) -> Component:
    user = people_desk.user_in_reach(sent.store, sent.who, sent.subject)
    password = _password(sent)
    people.change_password(sent.store, user.id, password, sent.officer, sent.now)
    return _done(f"Sandi {user.name} diganti; sesinya diakhiri.", *_shown_password(sent, user.name, password))


def _unlock(sent: Sent) -> Component:
    people_desk.unlock(sent.store, sent.who, sent.subject, sent.now)
    return act_done(f"Kunci {sent.subject} dibuka.")


def _end_sessions(sent: Sent) -> Component:
    people_desk.end_sessions(sent.store, sent.who, sent.subject, sent.now)
    return act_done(f"Semua sesi {sent.subject} diakhiri.")


def _switch_off(sent: Sent) -> Component:
    _need_sure(sent)
    user = people_desk.switch(sent.store, sent.who, sent.subject, sent.now, off=True)
    return act_done(f"{user.name} dinonaktifkan; sesinya diakhiri.")


def _switch_on(sent: Sent) -> Component:
    _need_sure(sent)
    return act_done(f"{people_desk.switch(sent.store, sent.who, sent.subject, sent.now, off=False).name} aktif lagi.")


def _make_token(sent: Sent) -> Component:
    role, office, kecamatan = _place(sent)
    days = read_count(sent.typed.get("days"), "masa berlaku")
    place = {"office": office, "kecamatan": kecamatan}
    label = sent.typed.get("label", "")
    secret, token = people.add_token(sent.store, label, role, sent.officer, sent.now, **place, days=days)
    shown = [forms.told_once("Rahasia token, tampil hanya sekali ini", secret)]
    if token.role is Role.WALL:
        address = f"{request.host_url.rstrip('/')}{DISPLAY}/{secret}"
        shown.insert(0, forms.told_once("Alamat untuk dibuka sekali di layar itu, tampil hanya sekali ini", address))
    return _done(f"Token {token.label} dibuat.", *shown)


def _revoke(sent: Sent) -> Component:
    token = people_desk.token_in_reach(sent.store, sent.who, sent.subject)
    _need_sure(sent)
    people.revoke_token(sent.store, token.id, sent.officer, sent.now)
    return act_done(f"Token {token.label} dicabut.")


_DEEDS: Mapping[str, Deed] = {
    forms.ADD: _add,
    forms.GIVE: _give,
    forms.PASSWORD: _set_password,
    forms.UNLOCK: _unlock,
    forms.SESSIONS: _end_sessions,
    forms.OFF: _switch_off,
    forms.ON: _switch_on,
    forms.MAKE: _make_token,
    forms.REVOKE: _revoke,
}


def _place(sent: Sent) -> tuple[Role, str | None, str | None]:
    """Role and place as typed, of an office that is known and within reach. Raises BadTyped, DeskError."""
    try:
        role = Role(sent.typed.get("role", ""))
    except ValueError:
        raise BadTyped("peran belum dipilih", "pilih perannya") from None
    chosen, kecamatan = sent.typed.get("office"), sent.typed.get("kecamatan") or None
    office = chosen if chosen and chosen != forms.EVERYWHERE else None
    people_desk.check_place_in_reach(sent.who, office)
    if role in NEEDS_OFFICE and office is None:
        raise BadTyped(f"peran {ROLES[role]} perlu satu kantor", "pilih kantornya")
    if role in NEEDS_KECAMATAN and kecamatan is None:
        raise BadTyped(f"peran {ROLES[role]} perlu satu kecamatan", "pilih kecamatannya")
    offices = web.context().offices
    if office is not None and office not in offices:
        raise BadTyped(f"kantor {office} tidak ada", "pilih kantor dari daftar")
    if kecamatan is not None and (office is None or kecamatan not in {each.code for each in offices[office].kecamatan}):
        raise BadTyped(f"kecamatan {kecamatan} tidak ada di kantor itu", "pilih kecamatan dari daftar")
    return role, office, kecamatan


def _password(sent: Sent) -> str:
    """Made by the program, or what was typed twice. Raises BadTyped."""
    if sent.typed.get("way") != forms.TYPED:
        return people.make_password()
    first = sent.secrets.get("first", "")
    if first != sent.secrets.get("again", ""):
        raise BadTyped("dua sandi tidak sama", "ketik sandi yang sama dua kali")
    return first


def _shown_password(sent: Sent, name: str, password: str) -> list[Component]:
    """A password that the program made; one that was typed is known already."""
    if sent.typed.get("way") == forms.TYPED:
        return []
    return [forms.told_once(f"Sandi {name}, tampil hanya sekali ini", password)]


def _need_sure(sent: Sent) -> None:
    if sent.typed.get("sure") != "True":
        raise BadTyped("belum dipastikan", "centang kotak di atas tombolnya, lalu kirim lagi")


def _done(said: str, *shown: Component) -> Component:
    """What was written, and the secrets of it."""
    return html.Div([act_done(said), *shown], className="people-told")
