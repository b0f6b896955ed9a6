"""Browsers as the tests drive them: signed in by the real form, with the real guard against forged requests."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import PASSWORD

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CALLBACKS = "/_dash-update-component"
_WORD = re.compile(r'name="csrf[-_]token" (?:content|value)="([^"]+)"')


@dataclass
class Clock:
    """The present, as a test wants it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def later(self, by: timedelta) -> None:
        self.at += by


def short_hash(text: str) -> str:
    """A name of its own for the user of a test."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def word_of(page: str) -> str:
    """The word against forged requests that a page carries."""
    found = _WORD.search(page)
    assert found, page[:300]
    return found[1]


@dataclass
class Browser:
    """Somebody's browser: cookies of his own, an address of his own."""

    app: Dash
    address: str = "127.0.0.1"
    client: FlaskClient = field(init=False)
    _word: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.server.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, environ_overrides={"REMOTE_ADDR": self.address}, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.client.post(path, environ_overrides={"REMOTE_ADDR": self.address}, **more)

    def sign_in(self, user_id: str, password: str = PASSWORD) -> TestResponse:
        word = word_of(self.get("/masuk").text)
        return self.post("/masuk", data={"pengguna": user_id, "sandi": password, "csrf_token": word})

    def is_in(self) -> bool:
        """Whether the house knows who that is."""
        return self.get("/akun").status_code == 200

    def word(self) -> str:
        return word_of(self.get("/akun").text)

    def kept_word(self) -> str:
        """The word of the page that was opened first."""
        self._word = self._word or self.word()
        return self._word

    def cookie(self) -> str:
        kept = self.client.get_cookie("pantau_sesi")
        return "" if kept is None else kept.value

    def with_cookie(self, value: str) -> Browser:
        """Another browser that shows this cookie."""
        other = Browser(self.app, self.address)
        other.client.set_cookie("pantau_sesi", value)
        return other

    def call(self, payload: Any, **more: Any) -> TestResponse:
        """Send a callback as our pages do."""
        headers = {"X-CSRFToken": self.word(), **more.pop("headers", {})}
        return self.post(CALLBACKS, json=payload, headers=headers, **more)
