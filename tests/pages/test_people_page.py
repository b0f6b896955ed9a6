"""``/pengguna``: the page of a real app over a real store, its forms, and its parts in each state."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from app import create_app
from dashboard.access import Principal, Role
from dashboard.components import people_forms as forms
from dashboard.components.people import figures_row, locks_table, tokens_table, users_table
from dashboard.components.people_forms import PLACE, card_of, kecamatan_field
from dashboard.components.people_question import PeopleQuestion
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.store import AuditEntry, Store, append_audit, audit
from dashboard.store.people import tokens_of, user
from dashboard.views.people import people_view
from dashboard.views.people_rows import LockRow, OfficePlaces, PeopleView, Place, TokenRow, TokenState, UserRow
from tests.offices_factory import CODE, FIRST, make_context
from tests.pages.tree import find, text
from tests.people import PASSWORD, add_somebody

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
ADMIN = Principal("admin", "Admin", Role.ADMIN)
QUESTION = PeopleQuestion()
MADE = UserRow(
    "made", "Made", Role.OPERATOR, Place(CODE, FIRST, "Buleleng", "Gerokgak"), NOW, NOW, None, 0, None, None, True
)
LAYAR = TokenRow(
    "ab12", "Layar", Role.WALL, Place(CODE, None, "Buleleng"), "Admin", NOW, None, None, None, TokenState.VALID
)
VIEW = PeopleView(
    NOW, "Asia/Makassar", "admin", True, False, (OfficePlaces(CODE, "Buleleng", ((FIRST, "Gerokgak"),)),),
    (MADE,), (LAYAR,), (),
)  # fmt: skip


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    add_somebody(sqlite_store, Role.ADMIN, "admin")
    return sqlite_store


@pytest.fixture
def app(store: Store) -> Dash:
    context = make_context(store)
    app = create_app(context.settings, context, lambda: NOW, identify=lambda: ADMIN)
    app.server.config["WTF_CSRF_ENABLED"] = False
    return app


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.people"]["layout"](**query)


def send(app: Dash, act: str, question: PeopleQuestion = QUESTION, secrets: tuple[str, ...] = (), **typed: Any) -> Any:
    """Send a form as the browser does; the parts of the answer by the id of what they go to."""
    client = app.server.test_client()
    known = client.get("/_dash-dependencies").get_json()
    output = next(each["output"] for each in known if "people-answer" in each["output"])
    form = {"type": "act-form", "place": PLACE, "act": act}
    fields = [{"type": "act-field", "place": PLACE, "act": act, "field": name} for name in typed]
    hidden = [{"type": forms.SECRET, "act": act, "field": name} for name in ("first", "again")[: len(secrets)]]

    def state(ids: list[dict[str, str]], what: str, values: list[Any]) -> list[dict[str, Any]]:
        return [{"id": one, "property": what, "value": value} for one, value in zip(ids, values, strict=True)]

    outputs: list[Any] = [{"id": "people-answer", "property": "children"}, state(hidden, "value", list(secrets))]
    outputs += [{"id": f"people-{part}", "property": "children"} for part in PARTS]
    sent = {"id": form, "property": "n_submit", "value": 1}
    body = {
        "output": output,
        "outputs": outputs,
        "inputs": [[sent]],
        "changedPropIds": [f"{json.dumps(form, separators=(',', ':'), sort_keys=True)}.n_submit"],
        "state": [
            state(fields, "id", list(fields)),
            state(fields, "value", list(typed.values())),
            state(hidden, "id", list(hidden)),
            state(hidden, "value", list(secrets)),
            {"id": "people-question", "property": "data", "value": question.href()},
        ],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["response"]


PARTS = ("card", "figures", "users", "tokens", "locks")


def secret_of(answer: Any) -> str:
    return str(find(answer["people-answer"]["children"], class_name="people-secret-text")[0]["props"]["value"])


def test_the_page_lists_who_may_sign_in_and_stands_in_the_navigation_of_an_admin_alone(app: Dash, store: Store) -> None:
    shown = page(app)
    for word in ("Pengguna dan token", "semua kantor", "admin (Anda)", "Belum ada token", "Tidak ada pengguna yang"):
        assert word in text(shown)
    assert find(shown, href="/pengguna")[0]["props"]["aria-current"] == "page"
    context = make_context(store)
    other = create_app(context.settings, context, lambda: NOW, identify=lambda: replace(ADMIN, role=Role.KASI))
    assert "tidak termasuk peran Anda" in text(page(other))
    with other.server.test_request_context():
        assert not find(page_registry["pages.network"]["layout"](kantor=CODE), data_key="u")


def test_a_user_is_added_with_a_password_that_is_told_once_and_opens(app: Dash, store: Store) -> None:
    place = {"role": "operator", "office": CODE, "kecamatan": FIRST}
    answer = send(app, forms.ADD, id="Made", name="Made Uji", way=forms.MADE, **place)
    secret = secret_of(answer)
    assert people.sign_in(store, "made", secret, NOW)
    assert "Made Uji" in text(answer["people-users"]["children"])
    assert secret not in json.dumps([answer[f"people-{part}"] for part in PARTS])
    assert secret not in repr(audit(store))
    assert secret not in text(page(app))


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"office": "semua"}, "perlu satu kantor"),
    ({"office": CODE}, "perlu satu kecamatan"),
    ({"office": CODE, "kecamatan": "99"}, "tidak ada di kantor itu"),
    ({"office": "35.03", "kecamatan": FIRST}, "kantor 35.03 tidak ada"),
    ({"role": "raja"}, "peran belum dipilih"),
    ({"role": "kasi", "id": "x"}, "tidak benar"),
    ({"role": "kasi", "secrets": ("satu-sandi-panjang", "lain")}, "dua sandi tidak sama"),
    ({"role": "kasi", "secrets": ("pendek", "pendek")}, "sandi 6 huruf"),
)


def test_what_is_refused_leaves_what_was_typed_but_no_password(app: Dash, store: Store) -> None:
    usual: dict[str, Any] = {
        "id": "made",
        "name": "Made",
        "role": "operator",
        "way": forms.TYPED,
        "secrets": ("a", "a"),
    }
    for typed, said in REFUSED:
        answer = send(app, forms.ADD, **{**usual, **typed})
        assert said in text(answer["people-answer"]["children"])
        assert {key for key in answer if "people-secret" not in key} == {"people-answer"}
        assert [value["value"] for key, value in answer.items() if "people-secret" in key] == ["", ""]
    assert user(store, "made") is None


def test_every_act_on_a_user_is_done_from_his_card(app: Dash, store: Store) -> None:
    add_somebody(store, Role.OPERATOR, "made", office=CODE, kecamatan=FIRST)
    made = QUESTION.with_user("made")
    typed = "sandi-baru-yang-lain"
    people.sign_in(store, "made", PASSWORD, NOW)
    for act, fields, said in (
        (forms.SESSIONS, {}, "Semua sesi made diakhiri"),
        (forms.PASSWORD, {"way": forms.TYPED, "secrets": (typed, typed)}, "Sandi Kasi Uji diganti"),
        (forms.GIVE, {"role": "kasi", "office": CODE}, "diganti; sesinya diakhiri"),
        (forms.UNLOCK, {}, "tidak sedang dikunci"),
        (forms.OFF, {"sure": False}, "belum dipastikan"),
        (forms.OFF, {"sure": True}, "dinonaktifkan"),
        (forms.ON, {"sure": True}, "aktif lagi"),
        ("lain", {}, "tidak ada"),
    ):
        answer = send(app, act, made, **fields)
        assert said in text(answer["people-answer"]["children"]), act
    assert people.sign_in(store, "made", typed, NOW).user.role is Role.KASI


def test_a_wall_token_comes_with_its_address_and_is_revoked_only_for_sure(app: Dash, store: Store) -> None:
    answer = send(app, forms.MAKE, label="Layar PIAK", days="30", role="wall", office=CODE)
    address = secret_of(answer)
    assert address.startswith("http://localhost/dinding/ppk_")
    assert people.bearer(store, address.rsplit("/", 1)[1], NOW)
    (token,) = tokens_of(store)
    assert "belum dipastikan" in text(
        send(app, forms.REVOKE, QUESTION.with_token(token.id), sure=False)["people-answer"]["children"]
    )
    answer = send(app, forms.REVOKE, QUESTION.with_token(token.id), sure=True)
    assert "dicabut" in text(answer["people-tokens"]["children"])
    assert people.bearer(store, address.rsplit("/", 1)[1], NOW) is None
    assert "bukan bilangan bulat" in text(
        send(app, forms.MAKE, label="x", days="dua", role="kasi")["people-answer"]["children"]
    )


def test_an_address_that_asks_for_two_things_or_nothing_known_has_a_way_out(app: Dash) -> None:
    assert "lebih dari satu hal" in text(page(app, pilih="a", token="b"))
    assert "tidak dikenal" in text(page(app, baru="raja"))
    assert "tidak ada di daftar" in text(page(app, pilih="siapa"))


def test_only_an_operator_is_asked_for_his_kecamatan() -> None:
    assert "Gerokgak" in json.dumps(kecamatan_field(forms.ADD, VIEW, "operator", CODE), default=str)
    assert "pilih kantornya dahulu" in text(kecamatan_field(forms.ADD, VIEW, "operator", forms.EVERYWHERE))
    assert kecamatan_field(forms.ADD, VIEW, "kasi", CODE) == []


def test_rows_say_what_is_known_and_nothing_more() -> None:
    assert "belum pernah" in text(users_table(VIEW, QUESTION))
    assert "tidak tercatat" in text(users_table(replace(VIEW, by_proxy=True), QUESTION))
    old = replace(MADE, created_at=NOW - timedelta(days=400))
    assert "tidak setahun terakhir" in text(users_table(replace(VIEW, users=(old,)), QUESTION))
    locked = replace(VIEW, users=(replace(MADE, locked_until=NOW + timedelta(minutes=9)),))
    assert find(users_table(locked, QUESTION), data_state="waspada")
    assert find(figures_row(locked)[0], data_state="waspada")
    assert not find(users_table(VIEW, QUESTION), data_state="baik")
    assert "Buka kunci" in json.dumps(
        card_of(locked, QUESTION.with_user("made")), default=lambda each: each.to_plotly_json()
    )
    revoked = replace(VIEW, tokens=(replace(LAYAR, state=TokenState.REVOKED, revoked_at=NOW),))
    assert "Cabut" not in text(tokens_table(revoked, QUESTION))
    lock = LockRow("made", "Made", NOW, 5, "10.1.1.7")
    assert "10.1.1.7" in text(locks_table(replace(VIEW, locks=(lock,))))


def test_an_admin_of_one_office_sees_only_its_users_tokens_and_lockouts(store: Store) -> None:
    add_somebody(store, Role.KASI, "kasi-tglk", office="35.03")
    add_somebody(store, Role.KASI, "kasi-bll", office=CODE)
    for named in ("kasi-tglk", "kasi-bll"):
        line = AuditEntry(NOW, named, people.LOCKING, f"pengguna {named}", None, {"gagal": 5, "dari": "10.1.1.7"})
        append_audit(store, line)
    people.add_token(store, "Layar", Role.WALL, Officer("x", "x"), NOW, office="35.03")
    view = people_view(make_context(store), replace(ADMIN, office=CODE), NOW)
    assert ([each.id for each in view.users], view.tokens) == (["kasi-bll"], ())
    assert [(each.user_id, each.failures, each.address) for each in view.locks] == [("kasi-bll", 5, "10.1.1.7")]
