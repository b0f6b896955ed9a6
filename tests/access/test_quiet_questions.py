"""What screens ask again and again is spared work, and nothing of what guards the house."""

from __future__ import annotations

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_limiter.util import get_remote_address

from dashboard import web_session
from dashboard.web_limits import SparingLimiter
from dashboard.web_session import KeptSessions

DAY_S = 24 * 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of the clock by which cookies are signed and read."""
    now_s = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now_s[0])
    return now_s


@pytest.fixture
def server(clock: list[float]) -> Flask:
    made = Flask(__name__)
    made.secret_key = "rahasia-uji"
    made.session_interface = KeptSessions()

    def enter() -> str:
        session["token"] = "ppk_uji"
        session.permanent = True
        return ""

    def gather() -> str:
        session.setdefault("daftar", []).append("satu")
        session.modified = True
        return ""

    made.add_url_rule("/masuk", "masuk", enter)
    made.add_url_rule("/kumpul", "kumpul", gather)
    made.add_url_rule("/siapa", "siapa", lambda: str(session.get("token", session.get("daftar", "tak dikenal"))))
    return made


@pytest.fixture
def screen(server: Flask) -> FlaskClient:
    client = server.test_client()
    client.get("/masuk")
    return client


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def test_a_lasting_cookie_is_written_anew_once_a_day_and_lasts_as_long_as_it_is_shown(
    screen: FlaskClient, clock: list[float]
) -> None:
    first = cookie(screen)
    clock[0] += DAY_S - 60
    answer = screen.get("/siapa")
    assert (answer.text, answer.headers.get("Set-Cookie"), answer.headers["Vary"]) == ("ppk_uji", None, "Cookie")
    clock[0] += 120
    assert screen.get("/siapa").headers.get("Set-Cookie")
    assert cookie(screen) != first
    clock[0] += 30 * DAY_S
    assert screen.get("/siapa").text == "ppk_uji"


def test_a_remembered_cookie_grows_too_old_all_the_same(server: Flask, screen: FlaskClient, clock: list[float]) -> None:
    old = cookie(screen)
    clock[0] += 32 * DAY_S
    late = server.test_client()
    late.set_cookie("session", old)
    assert [late.get("/siapa").text for _ in range(2)] == ["tak dikenal"] * 2


def test_a_forged_twin_of_a_remembered_cookie_opens_nothing(server: Flask, screen: FlaskClient) -> None:
    screen.get("/siapa")
    thief = server.test_client()
    thief.set_cookie("session", cookie(screen)[:-2] + "xx")
    assert thief.get("/siapa").text == "tak dikenal"


def test_another_secret_ends_what_was_remembered(server: Flask, screen: FlaskClient) -> None:
    assert screen.get("/siapa").text == "ppk_uji"
    server.secret_key = "rahasia-lain"
    assert screen.get("/siapa").text == "tak dikenal"


def test_what_one_question_adds_to_a_list_is_not_in_the_next_ones(server: Flask) -> None:
    client = server.test_client()
    client.get("/kumpul")
    first = cookie(client)
    for _ in range(2):
        client.set_cookie("session", first)
        client.get("/kumpul")
    client.set_cookie("session", first)
    assert client.get("/siapa").text == "['satu']"


def test_a_signature_is_checked_once(screen: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.get("/siapa")
    monkeypatch.setattr(web_session.KeptSessions, "_checked", lambda *_: pytest.fail("checked again"))
    assert screen.get("/siapa").text == "ppk_uji"


@pytest.mark.parametrize("where", ["application_limits", "default_limits", "decorator"])
def test_wherever_a_limit_is_set_it_holds(where: str) -> None:
    server = Flask(__name__)
    given = {} if where == "decorator" else {where: ["2 per minute"]}
    limiter = SparingLimiter(get_remote_address, app=server, storage_uri="memory://", **given)
    view = (lambda: "") if given else limiter.limit("2 per minute")(lambda: "")
    server.add_url_rule("/", "satu", view)
    client = server.test_client()
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_where_no_limit_is_set_it_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Flask(__name__)
    limiter = SparingLimiter(get_remote_address, app=server, storage_uri="memory://")
    server.add_url_rule("/", "satu", lambda: "")
    client = server.test_client()
    client.get("/")
    monkeypatch.setattr(limiter.limit_manager, "resolve_limits", lambda *_: pytest.fail("looked again"))
    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
