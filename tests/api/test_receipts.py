"""``GET /api/v1/receipts``: which kecamatan have reported, and what is said where that is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.api import api_blueprint
from dashboard.services.identity import Officer
from dashboard.services.receipts import record_receipt
from dashboard.store import Store, save_ticket
from dashboard.views.context import Context
from tests.offices_factory import CATALOGUE, CODE, FIRST, SECOND, THIRD, make_context
from tests.people import SOMEBODY
from tests.services.test_periodic import NOVEMBER, office_of, recorded

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def reporting(store: Store) -> Context:
    return make_context(store, office_of())


@pytest.fixture
def client(reporting: Context) -> FlaskClient:
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: SOMEBODY
    app.register_blueprint(api_blueprint(reporting, lambda: NOW))
    return app.test_client()


def receive(context: Context, kecamatan: str, at: datetime = TUESDAY, month: date | None = None) -> None:
    office, officer = context.offices[CODE], Officer("sari", "Sari")
    calendar = context.calendars[CODE]
    record_receipt(context.store, office, CATALOGUE, calendar, officer, kecamatan, at, NOW, month=month)


def ask(client: FlaskClient, month: str = "2026-11") -> dict[str, object]:
    answer = client.get("/api/v1/receipts", query_string={"office": CODE, "month": month})
    assert answer.status_code == 200
    return dict(answer.get_json())


def states(body: dict[str, object]) -> dict[str, str]:
    rows = body["rows"]
    assert isinstance(rows, list)
    return {row["kecamatan"]: row["state"] for row in rows}


def test_before_the_first_report_everyone_is_awaited_and_there_is_no_ticket(client: FlaskClient) -> None:
    body = ask(client)
    assert (body["ticket"], body["note"], body["month"]) == (None, "", "2026-11")
    assert states(body) == {FIRST: "belum", SECOND: "belum", THIRD: "belum"}


def test_a_received_report_has_its_time_on_the_offices_clock(client: FlaskClient, reporting: Context) -> None:
    receive(reporting, SECOND)
    body = ask(client)
    assert body["ticket"] == NOVEMBER
    assert states(body) == {FIRST: "belum", SECOND: "diterima", THIRD: "belum"}
    rows = body["rows"]
    assert isinstance(rows, list)
    assert [row["received_at"] for row in rows] == [None, "2026-11-03T09:00:00+08:00", None]


def test_a_late_report_counts_for_its_own_month(client: FlaskClient, reporting: Context) -> None:
    receive(reporting, FIRST, TUESDAY + timedelta(days=10), month=date(2026, 12, 1))
    assert states(ask(client))[FIRST] == "belum"
    assert states(ask(client, "2026-12"))[FIRST] == "diterima"


def test_a_month_that_is_kept_elsewhere_is_not_measured(client: FlaskClient, store: Store) -> None:
    save_ticket(store, recorded(TUESDAY), by="petugas", at=TUESDAY)
    body = ask(client)
    assert (body["ticket"], set(states(body).values())) == ("B-7", {"tidak_terukur"})
    assert "B-7" in str(body["note"])


def test_a_month_without_a_schedule_does_not_apply_and_says_why(client: FlaskClient) -> None:
    body = ask(client, "2026-10")
    assert set(states(body).values()) == {"tidak_berlaku"}
    assert "periodic" in str(body["note"])


@pytest.mark.parametrize("month", ["", "november", "2026-13", "2026-00", "1999-12", "2026-11-01"])
def test_an_unreadable_month_is_refused_by_name(client: FlaskClient, month: str) -> None:
    answer = client.get("/api/v1/receipts", query_string={"office": CODE, "month": month})
    assert (answer.status_code, answer.get_json()["field"]) == (400, "month")


def test_an_unknown_office_is_refused_as_on_every_route(client: FlaskClient) -> None:
    answer = client.get("/api/v1/receipts", query_string={"office": "99.99", "month": "2026-11"})
    assert (answer.status_code, answer.get_json()["field"]) == (400, "office")
