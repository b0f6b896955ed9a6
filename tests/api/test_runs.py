"""Runs with the network figures attached to a test, over HTTP; Thursday 19 November 2026, WITA."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.api import api_blueprint
from dashboard.services.readings import attach_network_outputs
from dashboard.store import Store
from dashboard.views.context import Context
from tests.api.test_document import faults, schema_of
from tests.offices_factory import CATALOGUE, CODE, FIRST
from tests.people import SOMEBODY
from tests.services.test_outages import wita
from tests.services.test_readings import PASER, TEST, maintained, office, put
from tests.views.samples import poll, record

NOW = wita("11:00")
ASKED = {"office": CODE, "sop": PASER, "from": "2026-11-19", "to": "2026-11-19"}


@pytest.fixture
def client(context: Context, store: Store) -> FlaskClient:
    put(store, maintained())
    record(store, [poll("modem-1", FIRST, wita(clock), rtt_ms=ms) for clock, ms in (("10:02", 8.0), ("10:03", 12.0))])
    attach_network_outputs(store, office(), CATALOGUE, NOW, raw_days=10, poll_s=30.0)
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: SOMEBODY
    app.register_blueprint(api_blueprint(context, lambda: NOW))
    return app.test_client()


def test_the_run_of_a_test_carries_its_network_figures(client: FlaskClient) -> None:
    rows = client.get("/api/v1/runs", query_string=ASKED).get_json()["rows"]
    (output,) = [row["output"] for row in rows if (row["scope"], row["steps"]) == ("step", [TEST, TEST])]
    modem, pc = output["targets"]
    # halfway between 8 and 12
    assert (modem["polls"], modem["loss_percent"], modem["latency_ms"]["median"]) == (2, 0.0, 10.0)
    assert (pc["polls"], pc["loss_percent"], pc["latency_ms"], pc["http_ms"]) == (0, None, None, None)


def test_an_answer_with_figures_is_what_the_document_says(client: FlaskClient) -> None:
    body = client.get("/api/v1/runs", query_string=ASKED).get_json()
    assert any(row["output"] for row in body["rows"])
    assert faults(body, schema_of("/api/v1/runs", 200)) == []
