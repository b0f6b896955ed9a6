"""What every answer says of its own safety and by which code it is found again, and how often the API may be asked."""

from __future__ import annotations

import re

import pytest
from dash import Dash

from dashboard import web_log
from dashboard.access import Principal, Role
from dashboard.services.desk_base import DeskError
from dashboard.settings import load_settings
from tests.access.conftest import Asker

PAGE = {"Accept": "text/html"}
WALK = (
    "/masuk",
    "/akun",
    "/kepatuhan?kantor=51.08",
    "/healthz",
    "/api/v1/status?office=51.08",
    "/api/v1/status?office=99.99",
    "/feed/wall?kantor=semua",
    "/metrics",
    "/laporan/berkas/x",
    "/dinding/x",
    "/_dash-layout",
    "/_dash-dependencies",
    "/assets/boot.js",
    "/assets/1-tokens.css",
    "/assets/tidak-ada.js",
    "/_favicon.ico",
    "/_dash-component-suites/tidak-ada.js",
    "/rusak",
)
SHARED = ("/assets/", "/_favicon.ico", "/_dash-component-suites/")


@pytest.fixture(scope="module", autouse=True)
def broken(app: Dash) -> None:
    def fail() -> str:
        raise DeskError("rahasia dapur", "x")

    app.server.add_url_rule("/rusak", "rusak", fail)
    app.server.config["PROPAGATE_EXCEPTIONS"] = False


@pytest.mark.parametrize("role", [None, Role.KASI])
@pytest.mark.parametrize("path", WALK)
def test_every_answer_has_its_headers(app: Dash, asker: Asker, path: str, role: Role | None) -> None:
    asker.is_a(role)
    answer = app.server.test_client().get(path, headers=PAGE, base_url="https://pantau.kantor")
    answer.close()
    told = answer.headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert "camera=()" in told["Permissions-Policy"]
    assert told["Cross-Origin-Opener-Policy"] == told["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = dict(part.strip().split(" ", 1) for part in told["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "'self'"
    scripts = policy.get("script-src", policy["default-src"])
    assert not re.search(r"unsafe|\*|http|data:", scripts), scripts
    assert re.fullmatch(web_log._CODE, told["X-Request-ID"])
    assert len(told.getlist("Content-Security-Policy")) == len(told.getlist("X-Content-Type-Options")) == 1
    if not path.startswith(SHARED):
        assert told["Cache-Control"] in ("no-store", "private, no-cache")
    for cookie in told.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_cookies_go_by_https_alone_where_that_is_the_way(app: Dash, asker: Asker) -> None:
    asker.is_a(None)
    before = app.server.config["SESSION_COOKIE_SECURE"]
    app.server.config["SESSION_COOKIE_SECURE"] = True
    (cookie,) = app.server.test_client().get("/masuk").headers.getlist("Set-Cookie")
    app.server.config["SESSION_COOKIE_SECURE"] = before
    assert "; Secure" in cookie


def test_a_stranger_learns_from_the_health_page_that_we_live_and_nothing_more(app: Dash, asker: Asker) -> None:
    asker.is_a(None)
    answer = app.server.test_client().get("/healthz")
    assert answer.get_json()["status"] == "ok"
    assert not re.search(r"\d\d\.\d\d|/|sqlite|pantau|Buleleng", answer.text)


def test_a_failure_is_told_with_its_code_as_a_page_and_to_programs(app: Dash, asker: Asker) -> None:
    asker.is_a(Role.KASI)
    page = app.server.test_client().get("/rusak", headers=PAGE)
    assert page.status_code == 500
    assert f">{page.headers['X-Request-ID']}</b>" in page.text
    assert "rahasia dapur" not in page.text
    refused = app.server.test_client().get("/api/v1/status?office=99.99")
    assert refused.get_json()["request_id"] == refused.headers["X-Request-ID"]
    asker.is_a(None)
    unknown = app.server.test_client().get("/api/v1/status?office=51.08")
    assert unknown.get_json()["request_id"] == unknown.headers["X-Request-ID"]


def test_a_code_is_taken_from_a_named_proxy_alone_and_only_where_it_is_one(app: Dash) -> None:
    named = load_settings({"PANTAU_PROXY_LOGIN": "10.0.0.1"})
    for peer, given, taken in (
        ("10.0.0.1", "a1b2c3d4e5f60718", "a1b2c3d4e5f60718"),
        ("10.0.0.1", "a b\nc d e f g h", ""),
        ("10.0.0.1", "x" * 65, ""),
        ("10.0.0.2", "a1b2c3d4e5f60718", ""),
    ):
        environ = {"REMOTE_ADDR": peer, "HTTP_X_REQUEST_ID": given}
        with app.server.test_request_context(environ_overrides=environ):
            assert web_log._code_of_proxy(named) == taken
    with app.server.test_request_context(headers={web_log.HEADER: "a1b2c3d4e5f60718"}):
        assert web_log._code_of_proxy(load_settings({})) == ""


def test_who_asks_the_api_too_often_is_told_when_to_come_again(app: Dash, asker: Asker) -> None:
    app.server.config["API_RATE"] = "3 per minute"
    try:
        client = app.server.test_client()
        asker.principal = Principal("token:laju", "Laju", Role.KABID)
        told = [client.get("/api/v1/openapi.json") for _ in range(4)]
        assert [each.status_code for each in told] == [200, 200, 200, 429]
        assert set(told[3].get_json()) == {"error", "fix", "request_id"}
        assert "Terlalu banyak permintaan" in told[3].get_json()["error"]
        assert 1 <= int(told[3].headers["Retry-After"]) <= 61  # a window of a minute, and what is left of a second
        # another one behind the same address is not hit, nor are the screens of the one who is
        assert {client.get("/feed/wall?kantor=semua").status_code for _ in range(9)} == {200}
        asker.principal = Principal("token:lain", "Lain", Role.KABID)
        assert client.get("/api/v1/openapi.json").status_code == 200
        asker.is_a(None)
        assert [client.get("/api/v1/nation").status_code for _ in range(4)] == [401, 401, 401, 429]
        assert client.get("/healthz").status_code == 200
    finally:
        app.server.config["API_RATE"] = "1200 per minute"
