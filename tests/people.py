"""Somebody who asks: apps for tests that are about pages and figures, not about who may see them."""

from __future__ import annotations

from dash import Dash
from flask.testing import FlaskClient

from app import create_app
from dashboard import web
from dashboard.access import Principal, Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.views.context import Context

PASSWORD = "sandi-uji-yang-panjang"
SOMEBODY = Principal("kasi-uji", "Kasi Uji", Role.KASI)
"""For a bare server with one blueprint: ``app.config["IDENTIFY"] = lambda: SOMEBODY``."""


def officer_of(settings: Settings, role: Role = Role.KASI) -> Principal:
    """The officer that the settings name, in a role that reads and writes everything about SLAs."""
    return Principal(settings.officer, settings.officer, role)


def signed_app(
    settings: Settings,
    context: Context | None = None,
    clock: web.Clock = web.system_clock,
    role: Role = Role.KASI,
) -> Dash:
    """The app as somebody sees it who has signed in; without the guard against forged requests."""
    app = create_app(settings, context, clock, identify=lambda: officer_of(settings, role))
    app.server.config["WTF_CSRF_ENABLED"] = False
    return app


def add_somebody(store: Store, role: Role = Role.KASI, user_id: str = "kasi-uji", **place: str) -> None:
    """A user who can sign in with ``PASSWORD``."""
    officer = Officer("penyiap", "Penyiap")
    people.add_user(store, user_id, "Kasi Uji", role, PASSWORD, officer, web.system_clock(), **place)


def sign_in(client: FlaskClient, user_id: str = "kasi-uji") -> None:
    """Sign in as the form does, where the guard against forged requests is off."""
    answer = client.post("/masuk", data={"pengguna": user_id, "sandi": PASSWORD})
    assert answer.status_code == 302, answer.text
