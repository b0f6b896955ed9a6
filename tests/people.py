"""Somebody who asks: apps for tests that are about pages and figures, not about who may see them."""

from __future__ import annotations

import re
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

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
ADMIN = Principal("admin-uji", "Admin Uji", Role.ADMIN)
AUDITOR = Principal("auditor-uji", "Auditor Uji", Role.AUDITOR)
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


class Visitor:
    """Somebody at a real server as a browser keeps him: with a cookie, and with the word of its page in each change."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = CookieJar()
        self._word = ""

    def open(self, path: str, body: bytes | None = None, kind: str = "application/json") -> HTTPResponse:
        """The answer, on a connection of its own; to be closed."""
        headers = {"Content-Type": kind, "X-CSRFToken": self._word}
        asked = Request(self.url + path, body, headers if body is not None else {})
        answer: HTTPResponse = build_opener(HTTPCookieProcessor(self.jar)).open(asked, timeout=60)
        return answer

    def sign_in(self, user_id: str = "kasi-uji") -> None:
        """As the form does; afterwards with the word of the pages."""
        self._learn("/masuk", r'name="csrf_token" value="([^"]+)"')
        typed = urlencode({"pengguna": user_id, "sandi": PASSWORD, "csrf_token": self._word}).encode()
        self.open("/masuk", typed, "application/x-www-form-urlencoded").close()
        self._learn("/", r'name="csrf-token" content="([^"]+)"')

    def _learn(self, path: str, place: str) -> None:
        with self.open(path) as answer:
            found = re.search(place, answer.read().decode())
        assert found is not None, path
        self._word = found[1]
