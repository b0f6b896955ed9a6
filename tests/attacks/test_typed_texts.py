"""Hostile texts in every field of every page, form and address: kept and shown as the texts that they are."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from dash import Dash
from sqlalchemy import inspect

from dashboard.access import MATRIX, Role
from dashboard.store import Store, saved_views, step_notes, ticket
from dashboard.store import tickets as all_tickets
from dashboard.web_access import MARK, PAGE_ACTS
from tests.attacks.callbacks import components, ours, payload, pressable, properties
from tests.attacks.databases import contents
from tests.attacks.hostile import FORMULAS, HTML, ODD, SQL, UNSTORABLE
from tests.attacks.pages import dangers, nodes, paths, text_fields, tree
from tests.attacks.people_at_work import CALLBACKS, Browser
from tests.attacks.test_callbacks_rubbish import TICKET, fitting
from tests.offices_factory import CODE, FIRST, REPAIR

FORMS_OF = {"/tiket": {"baru": "1"}, "/pengiriman": {"catat": "1"}}
"""What opens the forms of a page."""


@pytest.fixture(scope="module")
def drawn(app: Dash) -> dict[str, Any]:
    """Every page as it was before anything was typed."""
    kasi, admin = Browser(app), Browser(app)
    assert kasi.sign_in("kasi-uji").status_code == admin.sign_in("admin-uji").status_code == 302
    return {path: tree(reader(path, kasi, admin), path, **FORMS_OF.get(path, {})) for path in paths()}


def reader(path: str, kasi: Browser, admin: Browser) -> Browser:
    """Who may see the page."""
    needed = PAGE_ACTS[f"/{path.strip('/').split('/')[0]}"]
    return kasi if needed in MATRIX[Role.KASI] else admin


@pytest.fixture(scope="module")
def fields(drawn: dict[str, Any]) -> dict[str, Any]:
    """Every text field with an id on every page, as a text of its id."""
    every = [props for page in drawn.values() for props in text_fields(page)]
    return {json.dumps(props["id"], sort_keys=True): props for props in every if props.get("id")}


def is_read_by(wanted: Any, given: Any) -> bool:
    if isinstance(wanted, str) or isinstance(given, str):
        return wanted == given
    return set(wanted) == set(given) and all(
        isinstance(part, list) or given[key] == part for key, part in wanted.items()
    )


def test_every_text_field_of_every_page_is_tried_here(app: Dash, fields: dict[str, Any]) -> None:
    read = [wanted for entry in ours(app).values() for wanted, name in properties(entry, "state") if name == "value"]
    assert len(fields) > 15
    for name, props in fields.items():
        # either a callback reads it (below), or it goes into the address under its name (further below)
        is_read = any(is_read_by(wanted, json.loads(name)) for wanted in read)
        assert is_read or props.get("name"), name


def forms(app: Dash) -> list[tuple[str, Any]]:
    """Every callback that reads what was typed."""
    return [
        (output, entry) for output, entry in ours(app).items()
        if any(name == "value" for _, name in properties(entry, "state")) and not entry.get("background")
    ]  # fmt: skip


_TRIED = (SQL[0], SQL[3], HTML[0], HTML[2], FORMULAS[1], FORMULAS[6], *ODD[:2])
_ENDING = ("selesai", "batalkan", "alihkan")
"""Acts after which a ticket takes no other."""


def components_of(fields: dict[str, Any], wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The components of a pattern that the pages really have; forms are known by their fields."""
    ids = [found for found in map(json.loads, fields) if isinstance(found, dict)]
    if wanted.get("type") == "act-form":
        acts = {each["act"] for each in ids if each.get("place") == wanted["place"]}
        return [{**wanted, "act": act} for act in sorted(acts, key=lambda act: (act in _ENDING, act))]
    return [each for each in ids if is_read_by(wanted, each)] or components(wanted)


def test_every_form_takes_hostile_texts_as_texts_or_refuses_them_in_words(
    app: Dash, store: Store, kasi: Browser, fields: dict[str, Any]
) -> None:
    before, tables = contents(store), sorted(inspect(store.engine).get_table_names())
    headers, tried = {"X-CSRFToken": kasi.word()}, set[str]()
    for output, entry in forms(app):
        count = len(pressable(payload(output, entry, fitting, several=lambda wanted: components_of(fields, wanted))))
        for pressed, text in itertools.product(range(count), _TRIED):

            def typed(wanted: Any, name: str, text: str = text) -> Any:
                if fitting(wanted, name) == TICKET:
                    return {**TICKET, "ticket": "T"}
                known = {"open-place": FIRST, "open-sop": REPAIR, "open-at": "", "open-second": ""}
                field = wanted.get("field", "") if isinstance(wanted, dict) else wanted
                if name != "value" or field in ("day", "clock", "second"):
                    return "" if name == "value" else fitting(wanted, name)
                return known.get(field, text)

            body = payload(output, entry, typed, pressed, lambda wanted: components_of(fields, wanted))
            answer = kasi.post(CALLBACKS, json=body, headers=headers)
            assert answer.status_code in (200, 204, 400), (output, text, answer.status_code)
            assert dangers(answer.json if answer.status_code == 200 else None) == []
            tried |= set(body["changedPropIds"])
    after = contents(store)
    assert len([each for each in tried if "act-form" in each]) > 6
    assert sorted(inspect(store.engine).get_table_names()) == tables
    for name in ("users", "tokens", "samples", "latest", "meta"):
        assert len(after[name]) == len(before[name]), name


def test_what_was_typed_into_a_ticket_is_kept_letter_by_letter(app: Dash, store: Store) -> None:
    titles = {each.title for each in all_tickets(store, CODE)}
    for text in (SQL[0], HTML[0], FORMULAS[1]):  # written by the test before
        assert text in titles
        assert text in {each.text for each in step_notes(store, CODE)}
    assert {SQL[0], HTML[0]} <= {each.name for each in saved_views(store, "kasi-uji", "/terlambat")}
    assert ticket(store, CODE, "T") is not None


@pytest.mark.parametrize("text", UNSTORABLE)
def test_a_text_that_no_database_takes_is_refused_before_any_form_sees_it(
    app: Dash, store: Store, kasi: Browser, admin: Browser, text: str
) -> None:
    before = contents(store)
    for output, entry in forms(app):
        browser = kasi if getattr(entry["callback"], MARK) in MATRIX[Role.KASI] else admin
        body = payload(output, entry, lambda w, n: text if n == "value" else fitting(w, n))
        headers = {"X-CSRFToken": browser.kept_word()}
        answer = browser.post(CALLBACKS, data=json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code == 400, output
        assert "tidak dapat disimpan" in answer.json["error"]
    assert contents(store) == before


def test_every_page_shows_what_is_kept_as_text_and_leads_nowhere_else(kasi: Browser, admin: Browser) -> None:
    shown = ""
    for path in paths():
        found = tree(reader(path, kasi, admin), path, **FORMS_OF.get(path, {}))
        assert dangers(found) == [], path
        shown += json.dumps(found)
    assert json.dumps(HTML[0])[1:-1] in shown


def names_asked(app: Dash) -> dict[str, set[str]]:
    """Every name that an address of a page may hold, by page: its own list, and what its forms send."""
    import sys

    from dash import page_registry

    found: dict[str, set[str]] = {}
    for page in page_registry.values():
        path = page["path_template"] or page["path"]
        module = sys.modules.get(page["module"])
        found.setdefault(path, {"kantor"}).update(getattr(module, "_ASKED", ()))
    assert app
    return found


def test_every_name_in_every_address_takes_hostile_texts(
    app: Dash, kasi: Browser, admin: Browser, drawn: dict[str, Any]
) -> None:
    texts = itertools.cycle((*HTML, *SQL))
    for path, page in drawn.items():
        sent = {each["props"]["name"] for each in nodes(page) if each["props"].get("name") and each["type"] != "Meta"}
        for name in sorted(sent | names_asked(app).get(path, {"kantor"}), key=str):
            text = next(texts)
            found = tree(reader(path, kasi, admin), path, **{str(name): text})
            assert dangers(found) == [], (path, name, text)


@pytest.mark.parametrize("text", [*HTML[:5], SQL[0], "x" * 3000, "\u202egnp.exe"])
def test_the_forms_of_sign_in_and_account_show_hostile_texts_as_texts(app: Dash, text: str) -> None:
    browser = Browser(app)
    answer = browser.sign_in(text, text)
    onward = browser.get("/masuk", query_string={"lanjut": text})
    for page in (answer.text, onward.text):
        assert answer.status_code == 401
        assert text not in page or text.isalnum() or "<" not in text
        assert "window.__hit" not in page.replace("&#34;", "").split("value=")[0]
        assert "<script>window" not in page
        assert "onerror=window" not in page.replace("&lt;img src=x onerror=window", "")


def test_a_hostile_name_is_escaped_on_the_account(app: Dash, store: Store) -> None:
    from dashboard.access import Role
    from dashboard.services import people
    from tests.attacks.people_at_work import NOW
    from tests.attacks.test_sessions import OFFICER
    from tests.people import PASSWORD

    people.add_user(store, "bernama-aneh", HTML[1], Role.KASI, PASSWORD, OFFICER, NOW)
    browser = Browser(app)
    browser.sign_in("bernama-aneh")
    page = browser.get("/akun").text
    assert HTML[1] not in page
    assert "&lt;img src=x" in page
    assert dangers(tree(browser, "/")) == []
