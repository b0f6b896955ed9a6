"""Reported periods in the compliance answer, over HTTP and as the document describes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from dashboard.api import api_blueprint
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.services.identity import Officer
from dashboard.services.reported import freeze
from dashboard.store import Store, save_ticket
from dashboard.views.compliance import figures_to_report
from dashboard.views.context import Context
from tests.api.test_document import faults, schema_of
from tests.offices_factory import CATALOGUE, CODE, REPAIR, SECOND
from tests.people import SOMEBODY

OPENED = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
REPORTED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def put(store: Store, name: str, took: timedelta, at: datetime) -> None:
    finish = Stamp(OPENED + took, 1, OPENED + took)
    run = StepRun(1, 1, Stamp(OPENED, 1, OPENED), finish)
    version = CATALOGUE.get(REPAIR).effective
    made = Ticket(name, CODE, SECOND, REPAIR, version, Stamp(OPENED, 1, OPENED), "buku", (run,), finish)
    save_ticket(store, made, by="uji", at=at)


def test_the_answer_carries_both_figures_as_the_document_says(context: Context, store: Store) -> None:
    put(store, "A", timedelta(minutes=1), OPENED + DAY)
    rows = figures_to_report(context, CODE, *OCTOBER, REPORTED)
    for at in (REPORTED, REPORTED + timedelta(minutes=5)):
        freeze(store, context.offices[CODE], *OCTOBER, rows, Officer("sari", "Sari"), at)
    put(store, "B", timedelta(hours=4), REPORTED + DAY)
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: SOMEBODY
    app.register_blueprint(api_blueprint(context, lambda: REPORTED + 2 * DAY))
    answer = app.test_client().get(f"/api/v1/compliance?office={CODE}&from=2026-10-01&to=2026-10-31").get_json()
    assert faults(answer, schema_of("/api/v1/compliance", 200)) == []
    (found,) = answer["reported"]
    assert (found["number"], found["same"], [each["number"] for each in found["earlier"]]) == (2, False, [1])
    step = next(row for row in found["changed"] if row["from_step"] == 1 and row["scope"] == "step")
    assert (step["before"]["compliance"], step["after"]["compliance"], step["tickets"]) == (1.0, 0.5, ["B"])
