"""What a reverse proxy may say of a client, and that nobody else may say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.context import build_context
from tests.people import add_somebody

PROXY, CLIENT, STRANGER = "127.0.0.1", "10.20.30.40", "10.9.9.9"
LOGIN = {"PANTAU_HTTPS": "ya", "PANTAU_PROXY_LOGIN": PROXY}
NAMED = {"X-Pantau-User": "kasi-uji"}
FROM_CLIENT = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}


@contextmanager
def served(store: Store, data: Path, env: dict[str, str]) -> Iterator[FlaskClient]:
    """A client of the app under these settings; what it answers to ``/siapa`` is the address that it believes."""
    settings = load_settings({"PANTAU_DATA": str(data), **env})
    server: Flask = create_app(settings, build_context(settings, store, {})).server
    server.add_url_rule("/assets/siapa", "siapa", lambda: f"{request.remote_addr} {request.scheme}")
    with server.test_client() as client:
        yield client


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    add_somebody(sqlite_store)
    return sqlite_store


def asked(client: FlaskClient, peer: str, **headers: str) -> int:
    return client.get("/akun", environ_base={"REMOTE_ADDR": peer}, headers=headers).status_code


def test_a_name_in_a_header_is_nobody_unless_a_proxy_is_named(store: Store, tmp_path: Path) -> None:
    with served(store, tmp_path, {"PANTAU_HTTPS": "ya"}) as client:
        assert asked(client, PROXY, **NAMED) == 401


def test_the_named_proxy_vouches_for_a_client_that_it_forwards(store: Store, tmp_path: Path) -> None:
    with served(store, tmp_path, LOGIN) as client:
        assert asked(client, PROXY, **NAMED, **FROM_CLIENT) == 200
        assert asked(client, PROXY, **{"X-Pantau-User": "tidak-ada"}, **FROM_CLIENT) == 401


def test_whoever_is_not_the_proxy_vouches_for_nobody_not_even_right_after_it(store: Store, tmp_path: Path) -> None:
    with served(store, tmp_path, LOGIN) as client:
        assert asked(client, PROXY, **NAMED, **FROM_CLIENT) == 200
        assert asked(client, STRANGER, **NAMED) == 401
        assert asked(client, STRANGER, **NAMED, **{"X-Forwarded-For": PROXY}) == 401


def test_a_password_that_the_proxy_asked_for_does_not_stand_in_the_way(store: Store, tmp_path: Path) -> None:
    with served(store, tmp_path, LOGIN) as client:
        assert asked(client, PROXY, Authorization="Basic a2FzaTp1amk=", **NAMED) == 200
        assert asked(client, STRANGER, Authorization="Basic a2FzaTp1amk=") == 401


def test_a_browser_that_sends_a_password_by_itself_must_still_show_the_word_of_its_page(
    store: Store, tmp_path: Path
) -> None:
    headers = {"Authorization": "Basic a2FzaTp1amk=", **NAMED}
    with served(store, tmp_path, LOGIN) as client:
        answer = client.post("/keluar", environ_base={"REMOTE_ADDR": PROXY}, headers=headers)
        assert (answer.status_code, answer.json) == (400, answer.json)
        assert "tidak datang dari halaman kami" in answer.text


@pytest.mark.parametrize(
    ("env", "peer", "believed"),
    [
        ({}, PROXY, f"{PROXY} http"),
        ({"PANTAU_HTTPS": "ya"}, PROXY, f"{CLIENT} https"),
        ({"PANTAU_HTTPS": "ya"}, STRANGER, f"{STRANGER} http"),
        ({"PANTAU_HTTPS": "ya", "PANTAU_PROXY": STRANGER}, STRANGER, f"{CLIENT} https"),
    ],
)
def test_a_client_is_whom_a_named_proxy_says(
    store: Store, tmp_path: Path, env: dict[str, str], peer: str, believed: str
) -> None:
    with served(store, tmp_path, env) as client:
        answer = client.get("/assets/siapa", environ_base={"REMOTE_ADDR": peer}, headers=FROM_CLIENT)
        assert answer.text == believed
