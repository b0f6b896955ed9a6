"""An operator of one kecamatan reads and writes nothing of another: not by id, address, query string or payload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dash import Dash, page_registry
from werkzeug.exceptions import HTTPException

from app import create_app
from dashboard import web, web_acts
from dashboard.access import Role
from dashboard.components import act_forms as forms
from dashboard.components.act_forms import ActTarget
from dashboard.store import Store, intervals, latest, rollups, search_tickets, slots, step_notes, ticket, ticket_events
from dashboard.store import tickets as all_tickets
from dashboard.store.agenda import Sought
from dashboard.store.place import narrowed_store
from dashboard.store.slot_days import counted_hours
from tests.access.conftest import Asker
from tests.exports.conftest import END, MONDAY, NOW, START, fill
from tests.offices_factory import CODE, make_context
from tests.pages.tree import text
from tests.stores import Databases, fresh_store


@pytest.fixture(scope="module")
def filled(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "sqlite") as made:
        fill(made)
        yield made


@pytest.fixture(scope="module")
def places(filled: Store) -> tuple[str, str]:
    """A kecamatan with tickets, and another one with some."""
    found = sorted({each.kecamatan for each in all_tickets(filled, CODE) if each.kecamatan})
    assert len(found) >= 2
    return found[0], found[1]


@pytest.fixture(scope="module")
def office_app(filled: Store, asker: Asker) -> Dash:
    context = make_context(filled)
    app = create_app(context.settings, context, lambda: NOW, identify=lambda: asker.principal)
    app.server.config["WTF_CSRF_ENABLED"] = False
    return app


def test_no_question_to_the_narrowed_store_answers_with_rows_of_others(filled: Store, places: tuple[str, str]) -> None:
    mine, theirs = places
    store, week = narrowed_store(filled, mine), (MONDAY, NOW)
    found = [
        *(each.series.kecamatan for each in latest(store, CODE)),
        *(each.series.kecamatan for each in intervals(store, CODE, *week)),
        *(each.series.kecamatan for each in rollups(store, CODE, *week, step="hour")),
        *(each.kecamatan for each in slots(store, CODE, *week)),
        *(each.kecamatan for each in counted_hours(store, CODE, *week)),
        *(each.kecamatan for each in all_tickets(store, CODE)),
        *(each.kecamatan for each in search_tickets(store, CODE, Sought(), size=200).rows),
        *(each.kecamatan for each in search_tickets(store, CODE, Sought(kecamatan=theirs), size=200).rows),
    ]
    assert set(found) == {mine}


def test_a_ticket_of_another_kecamatan_is_one_that_is_not_there(filled: Store, places: tuple[str, str]) -> None:
    mine, theirs = places
    other = next(each for each in all_tickets(filled, CODE) if each.kecamatan == theirs)
    store = narrowed_store(filled, mine)
    assert ticket(store, CODE, other.id) is None
    assert ticket_events(store, CODE, other.id) == []
    assert step_notes(store, CODE, [other.id]) == []


def test_no_page_shows_anything_of_another_kecamatan(
    office_app: Dash, asker: Asker, filled: Store, places: tuple[str, str]
) -> None:
    mine, theirs = places
    asker.is_a(Role.OPERATOR, CODE, mine)
    strange = [each for each in all_tickets(filled, CODE) if each.kecamatan != mine]
    names = {each.name for each in make_context(filled).offices[CODE].kecamatan if each.code != mine}
    for page in page_registry.values():
        asked = {"kantor": CODE, "dari": f"{START}", "sampai": f"{END}", "kecamatan": theirs}
        if "<ticket_id>" in (page["path_template"] or ""):
            asked = {"ticket_id": strange[0].id, "kantor": CODE}
        if "<sop_id>" in (page["path_template"] or ""):
            asked = {"sop_id": strange[0].sop, "kantor": CODE}
        with office_app.server.test_request_context():
            said = text(page["layout"](**asked))
        # a page may say the number that it was asked for, and nothing else of the ticket
        told = [each for each in strange if each.id != asked.get("ticket_id") and len(each.id) > 1]  # "T" is any letter
        assert [each.id for each in told if f" {each.id} " in f" {said} "] == [], page["module"]
        assert [name for name in names if name in said] == [], page["module"]


def test_no_answer_of_the_api_tells_of_another_kecamatan(
    office_app: Dash, asker: Asker, places: tuple[str, str]
) -> None:
    mine, theirs = places
    asker.is_a(Role.OPERATOR, CODE, mine)
    client = office_app.server.test_client()
    period = f"office={CODE}&from={START}&to={END}"
    for path in (
        f"/api/v1/status?office={CODE}",
        f"/api/v1/compliance?{period}",
        f"/api/v1/runs?{period}",
        f"/api/v1/receipts?office={CODE}&month={END:%Y-%m}",
        f"/feed/wall?kantor={CODE}",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert theirs not in answer.text, path


def test_no_act_reaches_a_ticket_of_another_kecamatan(
    office_app: Dash, asker: Asker, filled: Store, places: tuple[str, str]
) -> None:
    mine, theirs = places
    asker.is_a(Role.OPERATOR, CODE, mine)
    other = next(each for each in all_tickets(filled, CODE) if each.kecamatan == theirs and each.solved is None)
    before = ticket_events(filled, CODE, other.id)
    target = ActTarget(office=CODE, ticket=other.id, scope="step", first_step=1, step=1, attempt=1, seen_at=None)
    for act in (forms.ACKNOWLEDGE, forms.NOTE, forms.PAUSE, forms.RESUME):
        with office_app.server.test_request_context():
            _, is_done = web_acts.perform(target, act, {"text": "x", "reason": "menunggu suku cadang"})
        assert not is_done
    with office_app.server.test_request_context(), pytest.raises(HTTPException):
        web_acts.perform(target, forms.EXCUSE, {"reason": "x"})
    assert ticket_events(filled, CODE, other.id) == before
    assert step_notes(filled, CODE, [other.id]) == []


def test_the_context_of_an_operator_names_one_kecamatan(
    office_app: Dash, asker: Asker, places: tuple[str, str]
) -> None:
    asker.is_a(Role.OPERATOR, CODE, places[0])
    with office_app.server.test_request_context():
        office = web.context().offices[CODE]
    assert [each.code for each in office.kecamatan] == [places[0]]
    assert {each.kecamatan for each in (*office.targets, *office.counters, *office.backups)} <= {places[0]}
