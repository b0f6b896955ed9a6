"""Roles, places and states of users and tokens in words."""

from __future__ import annotations

from datetime import timedelta

from dash.development.base_component import Component

from dashboard import formats
from dashboard.access import Role
from dashboard.components.alerts import mark
from dashboard.components.elements import html
from dashboard.model import Indicator
from dashboard.views.people_rows import PeopleView, Place, TokenRow, TokenState, UserRow

ROLES = {
    Role.ADMIN: "Admin",
    Role.KEPALA: "Kepala dinas",
    Role.KABID: "Kepala bidang",
    Role.KASI: "Kepala seksi",
    Role.ADB: "ADB",
    Role.OPERATOR: "Operator kecamatan",
    Role.AUDITOR: "Auditor",
    Role.WALL: "Layar pantau",
}
_KEPT = timedelta(days=366)
"""Sessions are kept this long: before it nobody knows whether somebody came."""
_TOKEN_LOOKS = {
    TokenState.ENDED: Indicator.TIDAK_BERLAKU,
    TokenState.REVOKED: Indicator.DINONAKTIFKAN,
}


def place_words(place: Place) -> str:
    """``Gerokgak, Buleleng``; without a kecamatan the office, without an office all of them."""
    if place.office is None:
        return "semua kantor"
    return f"{place.kecamatan_name}, {place.office_name}" if place.kecamatan else place.office_name


def seen_words(row: UserRow, view: PeopleView) -> str:
    """When somebody was last seen; what cannot be known is not called never."""
    if row.seen_at is not None:
        return formats.age((view.now - row.seen_at).total_seconds())
    if view.by_proxy:
        return "tidak tercatat"
    return "belum pernah" if view.now - row.created_at < _KEPT else "tidak setahun terakhir"


def used_words(row: TokenRow, view: PeopleView) -> str:
    """When a token was last shown; noted once an hour."""
    if row.used_at is None:
        return "belum pernah"
    hours = (view.now - row.used_at).total_seconds() < 3_600
    return "kurang dari sejam lalu" if hours else formats.age((view.now - row.used_at).total_seconds())


def user_mark(row: UserRow, view: PeopleView) -> Component:
    """Switched off, locked until when, or active: only what is out of the ordinary has a colour."""
    if row.disabled_at is not None:
        return mark(Indicator.DINONAKTIFKAN, "nonaktif")
    if row.locked_until is not None:
        return mark(Indicator.WASPADA, f"terkunci s.d. {formats.since(row.locked_until, view.zone, view.now)}")
    return html.Span("aktif")


def token_mark(row: TokenRow) -> Component:
    """Whether a token is good for anything."""
    return html.Span("berlaku") if row.state is TokenState.VALID else mark(_TOKEN_LOOKS[row.state], str(row.state))
