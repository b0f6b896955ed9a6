"""Requests that another site's page makes a signed-in browser send."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from dash import Dash

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import Store, saved_views
from tests.attacks.callbacks import ours, payload
from tests.attacks.databases import contents
from tests.attacks.people_at_work import CALLBACKS, NOW, Browser
from tests.offices_factory import CODE

KEEP = "..late-views.children...late-views-answer.children...late-name.value.."
ELSEWHERE = {"Origin": "https://jahat.example", "Referer": "https://jahat.example/x", "Sec-Fetch-Site": "cross-site"}


def keeping(app: Dash, name: str) -> dict[str, Any]:
    """Keep a view under a name: a small act that writes."""
    said = {"late-keep": 1, "late-name": name, "late-question": f"/terlambat?kantor={CODE}"}
    return payload(KEEP, ours(app)[KEEP], lambda wanted, _: said.get(wanted) if isinstance(wanted, str) else None)


def kept(store: Store, user_id: str = "kasi-uji") -> list[str]:
    return [each.name for each in saved_views(store, user_id, "/terlambat")]


def test_a_callback_with_the_word_of_its_page_is_done(app: Dash, store: Store, kasi: Browser) -> None:
    assert kasi.call(keeping(app, "sah")).status_code == 200
    assert "sah" in kept(store)


@pytest.mark.parametrize("word", [None, "", "x", "abc.def.ghi"])
def test_a_callback_without_the_word_does_nothing(app: Dash, store: Store, kasi: Browser, word: str | None) -> None:
    headers = {} if word is None else {"X-CSRFToken": word}
    answer = kasi.post(CALLBACKS, json=keeping(app, "palsu"), headers=headers)
    assert (answer.status_code, "palsu" in kept(store)) == (400, False)
    assert "tidak datang dari halaman kami" in answer.json["error"]


def test_the_word_of_another_session_does_nothing(app: Dash, store: Store, kasi: Browser) -> None:
    other = Browser(app)
    other.sign_in("kasi-lain")
    answer = kasi.post(CALLBACKS, json=keeping(app, "palsu"), headers={"X-CSRFToken": other.word()})
    assert (answer.status_code, "palsu" in kept(store)) == (400, False)


def test_a_word_from_before_signing_in_does_nothing_after_it(app: Dash, browser: Browser) -> None:
    before = re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/masuk").text)[0]
    browser.sign_in("kasi-uji")
    assert browser.post(CALLBACKS, json=keeping(app, "palsu"), headers={"X-CSRFToken": before}).status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_a_form_of_another_site_can_send_does_nothing(
    app: Dash, store: Store, kasi: Browser, kind: str
) -> None:
    body = app.server.json.dumps(keeping(app, "palsu"))
    answer = kasi.post(CALLBACKS, data=body, content_type=kind, headers=ELSEWHERE)
    assert (answer.status_code in (400, 403), "palsu" in kept(store)) == (True, False)


@pytest.mark.parametrize("path", ["/masuk", "/keluar", "/akun"])
def test_no_form_takes_anything_without_its_word(kasi: Browser, path: str) -> None:
    answer = kasi.post(path, data={"pengguna": "kasi-lain", "sandi": "x", "lama": "x"}, headers=ELSEWHERE)
    assert answer.status_code == 400
    assert kasi.is_in()


@pytest.mark.parametrize("said", ["Basic " + base64.b64encode(b"a:b").decode(), "Bearer ", "Bearer x", "x", "Digest a"])
@pytest.mark.parametrize("path", ["/masuk", "/keluar", "/akun", CALLBACKS])
def test_a_name_and_password_in_the_address_free_no_form_from_its_word(
    app: Dash, store: Store, kasi: Browser, said: str, path: str
) -> None:
    # browsers send "http://a:b@server/" as this header, across sites too
    body = {"json": keeping(app, "palsu")} if path == CALLBACKS else {"data": {"pengguna": "kasi-lain", "sandi": "x"}}
    answer = kasi.post(path, headers={"Authorization": said}, **body)
    assert answer.status_code in (400, 401)
    assert (kasi.is_in(), "palsu" in kept(store)) == (True, False)


def test_nobody_is_signed_in_by_another_site_as_its_own_user(app: Dash, store: Store) -> None:
    secret, _ = people.add_token(store, "Program", Role.KASI, Officer("a", "A"), NOW)
    victim = Browser(app)
    for headers in ({}, {"Authorization": f"Bearer {secret}"}):
        answer = victim.post("/masuk", data={"pengguna": "kasi-lain", "sandi": "x"}, headers=headers)
        assert answer.status_code == 400


def test_a_program_with_a_token_needs_no_word_and_is_somebody_else_than_the_cookie(
    app: Dash, store: Store, kasi: Browser
) -> None:
    secret, token = people.add_token(store, "Program", Role.KASI, Officer("a", "A"), NOW)
    answer = kasi.post(CALLBACKS, json=keeping(app, "program"), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert ("program" in kept(store), kept(store, f"token:{token.id}")) == (False, ["program"])


def test_no_question_changes_anything(app: Dash, store: Store, kasi: Browser) -> None:
    paths = {re.sub(r"<[^>]+>", "x", rule.rule) for rule in app.server.url_map.iter_rules() if "GET" in rule.methods}
    asked = {f"{path}?kantor={CODE}&hapus=1&n_clicks=1" for path in paths} | {"/keluar", "/dinding/x"}
    before = contents(store)
    for path in sorted(paths | asked):
        kasi.get(path, headers={"X-HTTP-Method-Override": "POST", "Accept": "text/html"})
        kasi.client.head(path)
    assert contents(store) == before
    assert kasi.is_in()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_no_other_method_reaches_anything(kasi: Browser, method: str) -> None:
    for path in ("/", "/masuk", "/akun", CALLBACKS, "/api/v1/status"):
        assert kasi.client.open(path, method=method).status_code in (400, 403, 405)


def test_the_session_is_kept_by_a_cookie_that_other_sites_and_scripts_do_not_get(app: Dash, browser: Browser) -> None:
    given = browser.sign_in("kasi-uji").headers.getlist("Set-Cookie")
    assert {each.partition("=")[0] for each in given} == {"pantau_sesi", "pantau_kenal"}
    for each in given:
        assert "HttpOnly" in each
        assert "SameSite=Lax" in each
        assert ("Secure" in each, "Domain" in each) == (False, False)


def test_behind_https_every_cookie_goes_there_only(app: Dash, browser: Browser) -> None:
    app.server.config["SESSION_COOKIE_SECURE"] = True
    try:
        given = browser.sign_in("kasi-uji").headers.getlist("Set-Cookie")
    finally:
        app.server.config["SESSION_COOKIE_SECURE"] = False
    assert len(given) == 2
    assert all("Secure" in each for each in given)


def test_no_other_site_may_read_an_answer_or_show_a_page_in_a_frame(kasi: Browser) -> None:
    for path in ("/", "/api/v1/status?office=" + CODE, "/masuk"):
        headers = kasi.get(path, headers=ELSEWHERE).headers
        assert not [name for name in dict(headers) if name.startswith("Access-Control-")]
        assert headers["X-Frame-Options"] in ("SAMEORIGIN", "DENY")


@pytest.mark.parametrize(
    "onward",
    ["https://jahat.example/", "//jahat.example/", "/\\jahat.example", "\\\\jahat.example", "/\t/jahat.example",
     "javascript:alert(1)", "/%0d%0aSet-Cookie: a=b", "https:/jahat.example", "///jahat.example", "/\r\n/x"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(app: Dash, browser: Browser, onward: str) -> None:
    from tests.attacks.people_at_work import word_of
    from tests.people import PASSWORD

    word = word_of(browser.get("/masuk").text)
    answer = browser.post(
        "/masuk", data={"pengguna": "kasi-uji", "sandi": PASSWORD, "csrf_token": word, "lanjut": onward}
    )
    place = answer.headers["Location"]
    assert answer.status_code == 302
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
