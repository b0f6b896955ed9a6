"""The OpenAPI document against the real answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.api import api_blueprint
from dashboard.api_document import api_document
from dashboard.model import Indicator, Stamp, StepRun, Ticket
from dashboard.store import AuditEntry, Store, append_audit, save_ticket
from dashboard.views.context import APP_VERSION, Context
from tests.offices_factory import CATALOGUE, CODE, REPAIR, SECOND
from tests.people import AUDITOR, signed_app

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DOCUMENT = api_document("uji")
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
ANSWERS = {
    "/healthz": "/healthz",
    "/api/v1/status": f"/api/v1/status?office={CODE}",
    "/api/v1/compliance": f"/api/v1/compliance?office={CODE}&from=2026-11-01&to=2026-11-30",
    "/api/v1/runs": f"/api/v1/runs?office={CODE}&from=2026-11-01&to=2026-11-30",
    "/api/v1/receipts": f"/api/v1/receipts?office={CODE}&month=2026-11",
    "/api/v1/audit": "/api/v1/audit?from=2026-11-01&to=2026-11-30",
    "/api/v1/nation": "/api/v1/nation?province=51&from=2026-11-01&to=2026-11-20",
    "/feed/nation": "/feed/nation?kode=51",
    "/api/v1/openapi.json": "/api/v1/openapi.json",
    "/feed/wall": "/feed/wall?kantor=semua",
}


@pytest.fixture
def client(context: Context, store: Store) -> FlaskClient:
    begun = Stamp(NOW, 1, NOW)
    ticket = Ticket(
        "T-1", CODE, SECOND, REPAIR, CATALOGUE.get(REPAIR).effective, begun, "buku", (StepRun(1, 1, begun),)
    )
    save_ticket(store, ticket, by="uji", at=NOW)
    append_audit(store, AuditEntry(NOW, "uji", "tiket dibuka", f"tiket {CODE}/T-1", None, {"uraian": "modem"}))
    app = Flask(__name__)
    app.config["IDENTIFY"] = lambda: AUDITOR
    app.register_blueprint(api_blueprint(context, lambda: NOW))
    return app.test_client()


def faults(value: Any, schema: dict[str, Any], place: str = "") -> list[str]:
    """Where ``value`` is not what ``schema`` says; only the keywords that our document uses."""
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    wanted = schema.get("type", [])
    allowed = [wanted] if isinstance(wanted, str) else wanted
    if value is None:
        return [] if "null" in allowed else [f"{place}: null"]
    found = [] if isinstance(value, tuple(TYPES[each] for each in allowed if each != "null")) else [f"{place}: type"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value}")
    found += [f"{place}.{name}: missing" for name in schema.get("required", []) if name not in value]
    if "properties" in schema and isinstance(value, dict):
        found += [f"{place}.{name}: undescribed" for name in value if name not in schema["properties"]]
    for name, inner in schema.get("properties", {}).items():
        found += faults(value.get(name), inner, f"{place}.{name}") if name in value else []
    for number, each in enumerate(value if "items" in schema else []):
        found += faults(each, schema["items"], f"{place}[{number}]")
    return found


def schema_of(path: str, status: int) -> dict[str, Any]:
    content = DOCUMENT["paths"][path]["get"]["responses"][str(status)]["content"]
    return dict(content["application/json"]["schema"])


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_is_what_the_document_says(client: FlaskClient, path: str) -> None:
    answer = client.get(ANSWERS[path])
    assert answer.status_code == 200
    assert faults(answer.get_json(), schema_of(path, 200)) == []


@pytest.mark.parametrize(
    "path", ["/api/v1/status", "/api/v1/compliance", "/api/v1/runs", "/api/v1/receipts", "/feed/wall"]
)
def test_every_refusal_is_what_the_document_says(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert faults(answer.get_json(), schema_of(path, 400)) == []


def test_the_compliance_answer_of_the_document_test_has_rows(client: FlaskClient) -> None:
    assert client.get(ANSWERS["/api/v1/compliance"]).get_json()["rows"]


def routes(client: FlaskClient) -> dict[str, set[str]]:
    """Every registered route of the API with its methods, beside those that Flask adds by itself."""
    rules = (rule for rule in client.application.url_map.iter_rules() if rule.endpoint.startswith("api."))
    return {rule.rule: set(rule.methods or ()) - {"HEAD", "OPTIONS"} for rule in rules}


def described(path: str) -> set[str]:
    return {each["name"] for each in DOCUMENT["paths"][path]["get"].get("parameters", [])}


def taken(client: FlaskClient, path: str) -> set[str]:
    """The parameters that a route takes, by its own refusal of one that it does not know; none: it reads none."""
    answer = client.get(path, query_string={"tidak-ada": "1"})
    if answer.status_code != 400:
        return set()
    body = answer.get_json()
    assert body["field"] == "tidak-ada"
    return set(body["error"].rstrip(".").partition("Yang ada: ")[2].split(", "))


def test_the_document_lists_every_route_and_method(client: FlaskClient) -> None:
    assert routes(client) == {
        path: {method.upper() for method in methods} for path, methods in DOCUMENT["paths"].items()
    }


def test_the_app_has_no_api_route_beside_the_documented_ones(context: Context) -> None:
    app = signed_app(context.settings, context, lambda: NOW)
    rules = {rule.rule for rule in app.server.url_map.iter_rules()}
    ours = {rule for rule in rules if rule.startswith(("/api", "/feed", "/healthz"))}
    assert ours == set(DOCUMENT["paths"])


def test_every_route_has_an_answer_that_is_held_against_the_document(client: FlaskClient) -> None:
    assert set(ANSWERS) == set(routes(client))


def test_the_document_names_every_parameter_that_a_route_takes(client: FlaskClient) -> None:
    assert {path: taken(client, path) for path in routes(client)} == {path: described(path) for path in routes(client)}


def test_a_required_parameter_is_refused_where_it_is_missing_and_no_other(client: FlaskClient) -> None:
    for path, address in ANSWERS.items():
        query = dict(parse_qsl(urlsplit(address).query))
        for each in DOCUMENT["paths"][path]["get"].get("parameters", []):
            rest = {name: value for name, value in query.items() if name != each["name"]}
            refused = client.get(path, query_string=rest).status_code == 400
            assert refused == each["required"], f"{path}: {each['name']}"


def test_the_document_names_every_state_of_an_indicator() -> None:
    enum = DOCUMENT["components"]["schemas"]["Indicator"]["properties"]["state"]["enum"]
    assert enum == [each.value for each in Indicator]


def test_a_wrong_answer_would_be_found() -> None:
    well = {"status": "ok", "backup": "ok", "backup_age_s": 7}
    assert faults(well | {"status": "so-so"}, schema_of("/healthz", 200)) == [".status: so-so"]
    assert faults({"status": "ok", "backup": "ok"}, schema_of("/healthz", 200)) == [".backup_age_s: missing"]
    assert faults(well | {"more": 1}, schema_of("/healthz", 200)) == [".more: undescribed"]


def test_the_version_is_the_product_s() -> None:
    with open("pyproject.toml", encoding="utf-8") as project:
        assert f'version = "{APP_VERSION}"' in project.read()
