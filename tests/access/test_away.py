"""What somebody meets while the database is away, and with a clock that was set back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app import create_app
from dashboard import web
from dashboard.settings import Settings, load_settings
from dashboard.store import Store, open_store, upgrade
from dashboard.views.context import build_context
from tests.people import add_somebody, sign_in

WORDS = "Basis data sedang tidak dapat dipakai"


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("data"))})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    made = open_store(settings.database_url)
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    server = create_app(settings, replace(build_context(settings, store, {}))).server
    server.config["WTF_CSRF_ENABLED"] = False
    made: FlaskClient = server.test_client()
    return made


def test_whoever_signs_in_without_a_database_is_told_so(client: FlaskClient, store: Store) -> None:
    with store.writing.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE users RENAME TO lost")
    answer = client.post("/masuk", data={"pengguna": "kasi-uji", "sandi": "apa saja"})
    assert answer.status_code == 503
    assert WORDS in answer.text
    assert 'value="kasi-uji"' in answer.text
    asked = client.get("/api/v1/status", headers={"Authorization": "Bearer pp_apa-saja"})
    assert asked.status_code in (401, 503)
    assert "<html" not in asked.text


def test_a_clock_that_is_set_back_throws_nobody_out(client: FlaskClient, store: Store) -> None:
    with time_machine.travel(web.system_clock(), tick=False) as clock:
        add_somebody(store)
        sign_in(client)
        clock.shift(timedelta(hours=-1))
        assert client.get("/akun").status_code == 200
