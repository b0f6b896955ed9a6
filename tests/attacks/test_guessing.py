"""Passwords that are guessed, and users who are locked by somebody's guessing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from dash import Dash

from dashboard.access import Role
from dashboard.services import people
from dashboard.store import Store, audit
from tests.attacks.people_at_work import NOW, Browser, Clock, short_hash, word_of
from tests.attacks.test_sessions import OFFICER
from tests.people import PASSWORD, add_somebody

MINUTE = timedelta(minutes=1)


@pytest.fixture
def victim(store: Store, request: pytest.FixtureRequest) -> str:
    user_id = f"korban-{short_hash(request.node.name)}"
    add_somebody(store, Role.KASI, user_id)
    return user_id


def guess(browser: Browser, user_id: str, count: int) -> list[int]:
    return [browser.sign_in(user_id, f"tebakan-{each}").status_code for each in range(count)]


def test_the_fifth_wrong_password_locks_and_the_right_one_does_not_help_then(app: Dash, victim: str) -> None:
    attacker = Browser(app, "10.0.0.9")
    assert guess(attacker, victim, 5) == [401] * 5
    assert attacker.sign_in(victim).status_code == 401
    assert Browser(app, "10.0.0.8").sign_in(victim).status_code == 401


def test_a_lock_ends_by_itself_after_a_quarter_of_an_hour(app: Dash, clock: Clock, victim: str) -> None:
    guess(Browser(app, "10.0.0.9"), victim, 5)
    clock.later(15 * MINUTE)
    assert Browser(app).sign_in(victim).status_code == 302


def test_guessing_while_locked_makes_the_lock_no_longer(app: Dash, clock: Clock, victim: str) -> None:
    guess(Browser(app, "10.0.0.9"), victim, 5)
    clock.later(14 * MINUTE)
    guess(Browser(app, "10.0.0.7"), victim, 5)
    clock.later(MINUTE)
    assert Browser(app).sign_in(victim).status_code == 302


def test_whoever_guesses_for_good_keeps_nobody_from_his_own_desk(app: Dash, clock: Clock, victim: str) -> None:
    desk = Browser(app)
    assert desk.sign_in(victim).status_code == 302
    for round_ in range(4):
        guess(Browser(app, f"10.0.1.{round_}"), victim, 5)
        desk.client.delete_cookie("pantau_sesi")
        assert desk.sign_in(victim).status_code == 302
        clock.later(15 * MINUTE)


def test_a_known_desk_is_known_to_one_user_until_his_password_changes(
    app: Dash, store: Store, clock: Clock, victim: str
) -> None:
    desk = Browser(app)
    desk.sign_in(victim)
    desk.client.delete_cookie("pantau_sesi")
    people.change_password(store, victim, "sandi-baru-yang-panjang", OFFICER, clock() + MINUTE)
    guess(Browser(app, "10.0.0.9"), victim, 5)
    assert desk.sign_in(victim, "sandi-baru-yang-panjang").status_code == 401


@pytest.mark.parametrize("said", ["x", "", "WyJrYXNpLXVqaSJd.x.y", "'; DROP TABLE users --"])
def test_no_made_up_cookie_is_a_known_desk(app: Dash, store: Store, victim: str, said: str) -> None:
    attacker = Browser(app, "10.0.0.9")
    attacker.client.set_cookie("pantau_kenal", said, path="/masuk")
    guess(attacker, victim, 5)
    assert attacker.sign_in(victim).status_code == 401


def test_a_known_desk_guesses_no_faster_than_any_other_place(
    app: Dash, store: Store, clock: Clock, victim: str
) -> None:
    stolen = Browser(app)
    stolen.sign_in(victim)
    stolen.client.delete_cookie("pantau_sesi")
    codes = []
    for minute in range(3):
        stolen.address = f"10.0.2.{minute}"  # another address each time: the browser itself is counted
        codes += guess(stolen, victim, 15)
    assert codes.index(429) == 30


def test_one_address_is_slowed_down_whoever_it_guesses_at(app: Dash) -> None:
    attacker = Browser(app, "10.0.0.9")
    codes = [attacker.sign_in(f"siapa-{each}").status_code for each in range(22)]
    assert codes == [401] * 20 + [429] * 2
    assert Browser(app, "10.0.0.10").sign_in("kasi-uji").status_code == 302


def test_whoever_is_slowed_down_is_told_so_and_when_to_come_back(app: Dash) -> None:
    attacker = Browser(app, "10.0.0.9")
    for each in range(21):
        answer = attacker.sign_in(f"siapa-{each}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Terlalu banyak percobaan dari tempat ini" in answer.text
    assert "Tunggu seperempat jam" in answer.text


def test_one_address_cannot_lock_out_the_whole_office(app: Dash, store: Store, clock: Clock) -> None:
    users = [f"banyak-{each}" for each in range(9)]
    for each in users:
        add_somebody(store, Role.KASI, each)
    limiter, attacker = app.server.extensions["pantau_limiter"], Browser(app, "10.0.0.9")
    for each in users:
        guess(attacker, each, 5)
        for minute in [k for k in limiter.storage.storage if "/1/minute" in k]:  # a minute later
            limiter.storage.clear(minute)
    locked = {each.user_id for each in people.locks(store, NOW - MINUTE)} & set(users)
    assert len(locked) == 6
    del clock


def test_the_answer_tells_nobody_who_exists_and_costs_the_same(
    app: Dash, store: Store, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_somebody(store, Role.KASI, f"mati-{victim}")
    people.change_user(
        store, f"mati-{victim}", OFFICER, NOW, role=Role.KASI, office=None, kecamatan=None, disabled=True
    )
    locked = f"kunci-{victim}"
    add_somebody(store, Role.KASI, locked)
    guess(Browser(app, "10.0.0.9"), locked, 5)
    hashed: list[str] = []
    fits = people._fits
    monkeypatch.setattr(people, "_fits", lambda kept, typed: hashed.append(kept) or fits(kept, typed))
    said = set()
    for user_id in (victim, "tidak-ada", f"mati-{victim}", locked, "", "' OR 1=1 --", "x" * 5000, "\x00", "KASI-UJI "):
        hashed.clear()
        answer = Browser(app, "10.0.0.8").sign_in(user_id, "salah-salah-salah")
        said.add((answer.status_code, re.sub(r'(value="[^"]*"| autofocus|\s)', "", answer.text)))
        assert len(hashed) == 1, user_id  # one argon2 hash each
    assert len(said) == 1


def test_whoever_was_locked_is_told_so_when_he_comes_in_and_on_his_account(
    app: Dash, clock: Clock, victim: str
) -> None:
    guess(Browser(app, "10.0.0.9"), victim, 5)
    clock.later(15 * MINUTE)
    desk = Browser(app)
    assert desk.sign_in(victim).headers["Location"] == "/akun"
    page = desk.get("/akun").text
    assert "dikunci seperempat jam" in page
    assert "10.0.0.9" in page


def test_the_house_and_the_audit_tell_of_a_lock(app: Dash, store: Store, clock: Clock, victim: str) -> None:
    from dashboard.views.system import system_view

    guess(Browser(app, "10.0.0.9"), victim, 5)
    line = next(each for each in audit(store, action="pengguna dikunci") if each.officer == victim)
    assert line.after is not None
    assert (line.after["gagal"], line.after["dari"]) == (5, "10.0.0.9")
    found = system_view(app.server.config["CONTEXT"], list(app.server.config["CONTEXT"].offices), clock())
    assert [each for each in found.findings if victim in each and "10.0.0.9" in each]
    later = system_view(app.server.config["CONTEXT"], [], clock() + timedelta(hours=25))
    assert not [each for each in later.findings if victim in each]


def test_the_old_password_cannot_be_guessed_from_a_session_that_was_stolen(app: Dash, victim: str) -> None:
    thief = Browser(app)
    thief.sign_in(victim)
    typed = {"baru": "sandi-lain-yang-panjang", "ulang": "sandi-lain-yang-panjang", "csrf_token": thief.word()}
    answers = [thief.post("/akun", data={**typed, "lama": f"tebakan-{each}"}).status_code for each in range(5)]
    assert answers == [400] * 5
    assert "Terlalu banyak sandi salah" in thief.post("/akun", data={**typed, "lama": PASSWORD}).text


def test_a_very_long_password_is_refused_without_being_hashed(app: Dash) -> None:
    browser = Browser(app)
    word = word_of(browser.get("/masuk").text)
    form = {"pengguna": "kasi-uji", "sandi": "x" * 400_000, "csrf_token": word}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", lambda: pytest.fail("hashed"))
        assert browser.post("/masuk", data=form).status_code == 401
