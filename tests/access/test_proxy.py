"""What a reverse proxy may say of a client, and that nobody else may say it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import ctx
from dash._callback_context import context_value
from dash._utils import AttributeDict
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app
from dashboard.services.people_desk import switch
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.context import build_context
from dashboard.web_orderer import note, orderer
from tests.pages.tree import text
from tests.people import ADMIN, add_somebody

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


MAKE = "..laporan-hasil.children...laporan-baru.data.."
ASKED = "/laporan?kantor=51.08&dari=2026-11-01&sampai=2026-11-30"
SECRET = "k" * 40


def order(word: str) -> dict[str, Any]:
    """The press of the button on ``/laporan``, as the browser sends it."""
    return {
        "output": MAKE,
        "outputs": [{"id": "laporan-hasil", "property": "children"}, {"id": "laporan-baru", "property": "data"}],
        "inputs": [{"id": "laporan-buat", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["laporan-buat.n_clicks"],
        "state": [
            {"id": "laporan-question", "property": "data", "value": ASKED},
            {"id": "laporan-bentuk", "property": "value", "value": ["csv"]},
            {"id": "laporan-pesanan", "property": "data", "value": word},
        ],
    }


def test_whom_the_proxy_vouches_for_makes_a_report_under_his_name(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"PANTAU_PROXY_LOGIN": PROXY, "PANTAU_SECRET_KEY": SECRET}
    for name, value in {**env, "PANTAU_DATA": str(tmp_path), "DATABASE_URL": str(store.engine.url)}.items():
        monkeypatch.setenv(name, value)  # the job opens its own context
    with served(store, tmp_path, env) as client:
        by_proxy: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": PROXY}}
        page = client.get("/laporan", headers=NAMED, **by_proxy).text
        (word,) = re.findall(r'name="csrf-token" content="([^"]+)"', page)
        headers = {**NAMED, "X-CSRFToken": word}
        path, asked = "/_dash-update-component", order("a" * 32)
        begun = client.post(path, json=asked, headers=headers, **by_proxy).json
        assert begun is not None
        handles = {name: begun[name] for name in ("cacheKey", "job")}
        said, deadline = "", time.monotonic() + 60
        while not said:
            assert time.monotonic() < deadline, "no report"
            time.sleep(0.1)
            told = client.post(path, json=asked, headers=headers, query_string=handles, **by_proxy).json or {}
            said = text(told.get("response", {}).get("laporan-hasil", {}).get("children"))
    assert "Laporan siap" in said
    (kept,) = tmp_path.glob("laporan/51.08/*/*.json")
    assert "Kasi Uji" in json.dumps(json.loads(kept.read_text()), ensure_ascii=False)


def test_an_order_is_nobodys_where_its_note_is_forged_old_or_of_a_user_who_is_gone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings({"PANTAU_DATA": str(tmp_path), "PANTAU_PROXY_LOGIN": PROXY, "PANTAU_SECRET_KEY": SECRET})

    def who(sent: str | None) -> str | None:
        context_value.set(AttributeDict(custom_data={"pemesan": sent}))
        assert ctx.custom_data["pemesan"] == sent
        found = orderer(settings, store)
        return None if found is None else found.id

    server: Flask = create_app(settings, build_context(settings, store, {})).server
    server.test_client().get("/_dash-dependencies")  # with its first question an app learns its callbacks
    pressed: dict[str, Any] = {"path": "/_dash-update-component", "json": order("a" * 32), "headers": NAMED}
    with server.test_request_context(**pressed, method="POST", environ_base={"REMOTE_ADDR": PROXY}):
        signed = note({})
    with server.test_request_context(**pressed, method="POST", environ_base={"REMOTE_ADDR": STRANGER}):
        assert note({}) is None
    with server.test_request_context("/", headers=NAMED, environ_base={"REMOTE_ADDR": PROXY}):
        assert note({}) is None  # no job: nothing is signed
    assert signed is not None
    assert who(signed) == "kasi-uji"
    assert [who(each) for each in (None, "", "kasi-uji", signed[:-3] + "abc")] == [None] * 4
    with monkeypatch.context() as later:
        later.setattr("itsdangerous.timed.time.time", lambda: time.monotonic() + 4e9)
        assert who(signed) is None
    switch(store, ADMIN, "kasi-uji", datetime.now(UTC), off=True)
    assert who(signed) is None
