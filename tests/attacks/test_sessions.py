"""Sessions that somebody gave, stole, kept or made up."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from dash import Dash
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from app import create_app
from dashboard import web_login
from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import Store
from tests.attacks.people_at_work import NOW, Browser, Clock, short_hash
from tests.offices_factory import make_context
from tests.people import add_somebody

KEY = "kunci-uji-" * 5
OFFICER = Officer("admin-uji", "Admin")
NEW = "sandi-lain-yang-panjang"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def somebody(store: Store, clock: Clock, request: pytest.FixtureRequest) -> str:
    """A user of this test's own."""
    user_id = f"uji-{short_hash(request.node.name)}"
    add_somebody(store, Role.KASI, user_id)
    return user_id


@pytest.fixture
def signed(app: Dash, somebody: str) -> Browser:
    made = Browser(app)
    assert made.sign_in(somebody).status_code == 302
    assert made.is_in()
    return made


def forgotten(app: Dash) -> None:
    """As two seconds later: nobody is known from the last moments."""
    known = app.server.config["IDENTIFY"].__closure__
    for cell in known or ():
        if isinstance(cell.cell_contents, web_login.Acquaintances):
            cell.cell_contents._known.clear()


def test_a_session_that_was_given_before_signing_in_is_worth_nothing_after_it(app: Dash, somebody: str) -> None:
    attacker = Browser(app)
    attacker.get("/masuk")
    given = attacker.cookie()
    victim = Browser(app).with_cookie(given)
    victim.sign_in(somebody)
    assert victim.is_in()
    assert victim.cookie() != given
    assert not attacker.is_in()
    assert not attacker.with_cookie(given).is_in()


def test_signing_in_again_gives_another_session(app: Dash, somebody: str, signed: Browser) -> None:
    first = signed.cookie()
    second = Browser(app).with_cookie(first)
    second.client.delete_cookie("pantau_sesi")
    second.sign_in(somebody)
    names = [held(each)["_user_id"] for each in (first, second.cookie())]
    assert names[0] != names[1]


def held(cookie: str) -> dict[str, object]:
    """What a cookie holds, for whoever has the key."""
    return _serializer(KEY).loads(cookie)


def _serializer(key: str) -> URLSafeTimedSerializer:
    server = Flask("palsu")
    server.secret_key = key
    return SecureCookieSessionInterface().get_signing_serializer(server)


def test_a_cookie_that_was_kept_opens_nothing_after_signing_out(app: Dash, signed: Browser) -> None:
    thief = signed.with_cookie(signed.cookie())
    assert thief.is_in()
    signed.post("/keluar", data={"csrf_token": signed.word()})
    forgotten(app)
    assert not thief.is_in()


def test_a_new_password_ends_every_other_session(app: Dash, signed: Browser, somebody: str) -> None:
    from tests.people import PASSWORD

    thief, old = signed.with_cookie(signed.cookie()), signed.cookie()
    said = {"lama": PASSWORD, "baru": NEW, "ulang": NEW, "csrf_token": signed.word()}
    assert "Sesi lain sudah diakhiri" in signed.post("/akun", data=said).text
    forgotten(app)
    assert (signed.is_in(), signed.cookie() != old, thief.is_in()) == (True, True, False)


@pytest.mark.parametrize("change", ["password", "role", "disabled"])
def test_what_an_admin_changes_ends_the_sessions(
    app: Dash, store: Store, clock: Clock, signed: Browser, somebody: str, change: str
) -> None:
    if change == "password":
        people.change_password(store, somebody, NEW, OFFICER, clock())
    else:
        role = Role.AUDITOR if change == "role" else Role.KASI
        people.change_user(
            store, somebody, OFFICER, clock(), role=role, office=None, kecamatan=None, disabled=change == "disabled"
        )
    forgotten(app)
    assert not signed.is_in()


def test_another_worker_knows_of_it_at_once_when_somebody_writes_and_within_two_seconds_when_he_reads(
    app: Dash, store: Store, clock: Clock, signed: Browser, somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_context(store, env={"PANTAU_SECRET_KEY": KEY})
    other = Browser(create_app(context.settings, context, clock)).with_cookie(signed.cookie())
    at_s = [1000.0]
    monkeypatch.setattr(web_login.time, "monotonic", lambda: at_s[0])
    assert other.is_in()
    word = other.word()
    people.change_password(store, somebody, NEW, OFFICER, clock())
    assert other.post("/akun", data={"csrf_token": word}).status_code == 401
    at_s[0] += 2.0
    assert not other.is_in()


def test_a_session_without_use_ends_after_the_idle_time_and_asking_by_itself_is_no_use(
    app: Dash, clock: Clock, signed: Browser
) -> None:
    for _ in range(6):
        clock.later(9 * MINUTE)
        forgotten(app)
        assert signed.get("/feed/wall?kantor=semua").status_code == 200
    assert signed.get("/akun").status_code == 200  # 54 minutes: just in time
    clock.later(61 * MINUTE)
    forgotten(app)
    assert signed.get("/feed/wall?kantor=semua").status_code == 401


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(app: Dash, clock: Clock, signed: Browser) -> None:
    for _ in range(24):
        clock.later(30 * MINUTE)
        forgotten(app)
        assert signed.is_in()
    clock.later(MINUTE)
    forgotten(app)
    assert not signed.is_in()


def forged(key: str, content: dict[str, object]) -> str:
    return _serializer(key).dumps(content)


@pytest.mark.parametrize("kind", ["another key", "no signature", "empty signature", "changed", "other salt", "rubbish"])
def test_a_forged_cookie_is_nobody(app: Dash, signed: Browser, kind: str) -> None:
    real = signed.cookie()
    content = held(real)
    body, stamp, sign = real.rsplit(".", 2)
    made = {
        "another key": forged("kunci-lain", content),
        "no signature": body,
        "empty signature": f"{body}.{stamp}.",
        "changed": f"{base64.urlsafe_b64encode(json.dumps({**content, 'x': 1}).encode()).decode()}.{stamp}.{sign}",
        "other salt": TimestampSigner(KEY, salt="lain").sign(body).decode(),
        "rubbish": "\\x00'; DROP TABLE users --",
    }[kind]
    assert not Browser(app).with_cookie(made).is_in()
    assert Browser(app).with_cookie(real).is_in()


def test_whoever_knew_the_key_would_still_need_the_name_of_a_session(app: Dash, store: Store) -> None:
    for name in ("kasi-uji", "", "' OR 1=1 --", people.hashed("x"), None, 1, ["kasi-uji"], {"a": 1}):
        cookie = forged(KEY, {"_user_id": name, "_fresh": True})
        assert Browser(app).with_cookie(cookie).get("/akun").status_code == 401, name


def test_the_database_holds_nothing_that_opens_a_door(app: Dash, store: Store, signed: Browser) -> None:
    from tests.attacks.databases import contents

    secret, _ = people.add_token(store, "Program", Role.KASI, OFFICER, NOW)
    name, kept = str(held(signed.cookie())["_user_id"]), json.dumps(contents(store))
    assert (name in kept, secret in kept, secret[4:] in kept) == (False, False, False)


def test_a_name_from_the_proxy_counts_for_nothing_where_no_proxy_is_named(app: Dash) -> None:
    for header in ("X-Pantau-User", "X-Remote-User", "Remote-User", "X-Forwarded-User"):
        assert Browser(app).get("/akun", headers={header: "admin-uji"}).status_code == 401


def test_what_the_proxy_vouched_for_helps_nobody_beside_it(store: Store, clock: Clock) -> None:
    env = {"PANTAU_SECRET_KEY": KEY, "PANTAU_PROXY_LOGIN": "10.0.0.1"}
    context = make_context(store, env=env)
    made = create_app(context.settings, context, clock)
    header = {"X-Pantau-User": "kasi-uji"}
    assert Browser(made, "10.0.0.1").get("/akun", headers=header).status_code == 200
    assert Browser(made, "10.0.0.2").get("/akun", headers=header).status_code == 401
    for said in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert Browser(made, "10.0.0.2").get("/akun", headers={**header, said: "10.0.0.1"}).status_code == 401


def test_whoever_signs_in_while_he_is_switched_off_gets_no_session(
    app: Dash, store: Store, clock: Clock, somebody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = people._fits

    def slowly(password_hash: str, password: str) -> bool:
        people.change_user(
            store, somebody, OFFICER, clock() + MINUTE, role=Role.KASI, office=None, kecamatan=None, disabled=True
        )
        return fits(password_hash, password)

    monkeypatch.setattr(people, "_fits", slowly)
    browser = Browser(app)
    assert browser.sign_in(somebody).status_code == 401
    assert people.known_user(store, somebody).disabled_at is not None


def test_a_page_of_somebody_is_kept_in_no_cache(signed: Browser) -> None:
    for path in ("/akun", "/masuk", "/api/v1/openapi.json"):
        assert "no-store" in signed.get(path).headers.get("Cache-Control", ""), path
