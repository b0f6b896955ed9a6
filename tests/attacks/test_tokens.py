"""Tokens that were made up, taken back, cut short, or meant for something else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dash import Dash

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.services.people import TOKEN_MARK
from dashboard.store import Store
from tests.attacks.people_at_work import NOW, Browser, Clock
from tests.attacks.test_sessions import forgotten
from tests.offices_factory import CODE, FIRST, SECOND

OFFICER = Officer("admin-uji", "Admin")
STATUS = f"/api/v1/status?office={CODE}"


def made(store: Store, role: Role = Role.AUDITOR, days: int | None = None, **place: str) -> tuple[str, str]:
    """A token's secret and its id."""
    secret, token = people.add_token(store, "Program", role, OFFICER, NOW, days=days, **place)
    return secret, token.id


def asked(app: Dash, header: str, path: str = STATUS) -> int:
    return Browser(app).get(path, headers={"Authorization": header}).status_code


def test_a_token_opens_the_api_and_a_revoked_one_nothing(app: Dash, store: Store) -> None:
    secret, token_id = made(store)
    assert asked(app, f"Bearer {secret}") == 200
    people.revoke_token(store, token_id, OFFICER, NOW)
    forgotten(app)
    assert asked(app, f"Bearer {secret}") == 401


def test_a_token_that_ran_out_opens_nothing(app: Dash, store: Store, clock: Clock) -> None:
    secret, _ = made(store, days=1)
    assert asked(app, f"Bearer {secret}") == 200
    clock.later(timedelta(days=1))
    forgotten(app)
    assert asked(app, f"Bearer {secret}") == 401


def test_nothing_like_a_token_opens_anything(app: Dash, store: Store) -> None:
    secret, token_id = made(store)
    for said in (
        secret[:-1], secret + "x", secret[:-1] + chr(ord(secret[-1]) ^ 1), secret.upper(), secret.swapcase(),
        secret.removeprefix(TOKEN_MARK), TOKEN_MARK, "", token_id, people.hashed(secret), f"{secret},{secret}",
        TOKEN_MARK + "%", TOKEN_MARK + "' OR 1=1 --", TOKEN_MARK + "x" * 10_000, f"{secret}\u00e9", "*", "null",
    ):  # fmt: skip
        assert asked(app, f"Bearer {said}") == 401, said
    for header in (secret, f"Basic {secret}", f"Token {secret}", f"BearerX {secret}", "Bearer"):
        assert asked(app, header) == 401, header


def test_a_token_in_an_address_or_a_form_opens_nothing(app: Dash, store: Store) -> None:
    secret, _ = made(store)
    browser = Browser(app)
    for query in ("token", "access_token", "authorization", "api_key"):
        assert browser.get(f"{STATUS}&{query}={secret}").status_code == 401
    assert browser.with_cookie(secret).get(STATUS).status_code == 401


def test_a_token_is_found_by_its_hash_so_that_time_tells_nothing_of_it(store: Store) -> None:
    secret, _ = made(store)
    looked_for: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people.people, "token_of", lambda _, secret_hash: looked_for.append(secret_hash))
        assert people.bearer(store, secret[:-1] + "x", NOW) is None
    assert looked_for == [people.hashed(secret[:-1] + "x")]


def test_the_token_of_a_wall_opens_the_wall_and_nothing_else(app: Dash, store: Store) -> None:
    secret, _ = made(store, Role.WALL, office=CODE)
    for header in ({"Authorization": f"Bearer {secret}"}, {}):
        browser = Browser(app)
        if not header:
            assert browser.get(f"/dinding/{secret}").status_code == 302
        assert browser.get(f"/feed/wall?kantor={CODE}", headers=header).status_code == 200
        for path in (STATUS, "/metrics", "/laporan/berkas/x", f"/api/v1/receipts?office={CODE}&month=2026-11"):
            assert browser.get(path, headers=header).status_code == 403, path


def test_the_token_of_a_program_gives_no_browser_a_session(app: Dash, store: Store) -> None:
    for role in (Role.KASI, Role.ADMIN, Role.AUDITOR):
        secret, _ = made(store, role)
        browser = Browser(app)
        assert browser.get(f"/dinding/{secret}").status_code == 401
        assert not browser.is_in()


def test_a_revoked_wall_goes_dark(app: Dash, store: Store) -> None:
    secret, token_id = made(store, Role.WALL, office=CODE)
    wall = Browser(app)
    wall.get(f"/dinding/{secret}")
    people.revoke_token(store, token_id, OFFICER, NOW)
    forgotten(app)
    assert wall.get(f"/feed/wall?kantor={CODE}").status_code == 401


def test_a_token_of_one_place_tells_nothing_of_another(app: Dash, store: Store) -> None:
    secret, _ = made(store, Role.OPERATOR, office=CODE, kecamatan=FIRST)
    header = {"Authorization": f"Bearer {secret}"}
    answer = Browser(app).get(f"/api/v1/compliance?office={CODE}&from=2026-11-01&to=2026-11-30", headers=header)
    assert answer.status_code == 200
    assert SECOND not in answer.text
    assert asked(app, f"Bearer {secret}", "/api/v1/status?office=35.03") == 400
    assert asked(app, f"Bearer {secret}", "/api/v1/nation") == 403


def test_no_answer_repeats_a_token(app: Dash, store: Store) -> None:
    for said in ("ppk_salah-sekali", made(store, Role.KASI)[0]):
        answer = Browser(app).get(f"/dinding/{said}")
        assert said not in answer.text + str(answer.headers)
