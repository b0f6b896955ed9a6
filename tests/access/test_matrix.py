"""Every page, callback and route as every role, anonymous included: allowed and refused as ``docs/peran.md`` says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dash import Dash, page_registry
from werkzeug.exceptions import Forbidden, Unauthorized

from dashboard.access import MATRIX, Act, Role
from dashboard.web_access import DASHS_OWN, MARK, PAGE_ACTS
from tests.access.conftest import Asker
from tests.pages.tree import text

DOCS = Path(__file__).resolve().parents[2] / "docs" / "peran.md"
EVERYBODY = (None, *Role)
OPEN = {"/healthz", "/masuk", "/dinding/<secret>"}
ROUTES = {
    "/api/v1/status": Act.READ,
    "/api/v1/compliance": Act.READ,
    "/api/v1/runs": Act.READ,
    "/api/v1/receipts": Act.READ,
    "/api/v1/audit": Act.AUDIT,
    "/api/v1/openapi.json": Act.WALL,
    "/api/v1/nation": Act.MANY,
    "/feed/nation": Act.MANY,
    "/feed/wall": Act.WALL,
    "/metrics": Act.SYSTEM,
    "/jejak/unduh": Act.AUDIT,
    "/laporan/berkas/<report_id>": Act.EXPORT,
    "/akun": Act.WALL,
}


def may(role: Role | None, act: Act) -> bool:
    return role is not None and act in MATRIX[role]


def test_the_table_of_the_docs_is_the_table_in_code() -> None:
    rows = re.findall(r"^\| `(\w+)`: [^|]+\|(.+)\|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    told = {Act(act): [cell.strip() == "yes" for cell in cells.split("|")] for act, cells in rows}
    assert told == {act: [act in MATRIX[role] for role in Role] for act in Act}


def test_the_pages_of_the_docs_are_the_pages_in_code() -> None:
    rows = dict(re.findall(r"^\| `(/[\w<>-]*)` \| `(\w+)` \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {path: act.value for path, act in PAGE_ACTS.items() if path != "/not-found-404"}


def test_every_page_names_what_it_needs(app: Dash) -> None:
    paths = {
        f"/{(page['path_template'] or page['path'] or '/').strip('/').split('/')[0]}" for page in page_registry.values()
    }
    assert paths == set(PAGE_ACTS)


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_layout_asks_by_itself(app: Dash, asker: Asker, role: Role | None) -> None:
    asker.is_a(role)
    for page in page_registry.values():
        path = (page["path_template"] or page["path"] or "/").strip("/")
        parts = dict.fromkeys(re.findall(r"<(\w+)>", path), "x")
        with app.server.test_request_context():
            said = text(page["layout"](**parts))
        refused = "tidak termasuk peran Anda" in said or "Anda belum masuk" in said
        assert refused is not may(role, PAGE_ACTS[f"/{path.split('/')[0]}"]), page["module"]


@pytest.fixture
def known(app: Dash) -> Dash:
    """With its first question an app learns its callbacks."""
    app.server.test_client().get("/_dash-dependencies")
    return app


def test_every_callback_of_ours_names_what_it_needs(known: Dash) -> None:
    unnamed = [
        output
        for output, entry in known.callback_map.items()
        if "callback" in entry and not hasattr(entry["callback"], MARK) and output not in DASHS_OWN
    ]
    assert unnamed == []


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_gate_and_every_callback_refuse_who_may_not(known: Dash, asker: Asker, role: Role | None) -> None:
    asker.is_a(role)
    client = known.server.test_client()
    asked = 0
    for output, entry in known.callback_map.items():
        act = getattr(entry.get("callback"), MARK, None)
        if act is None or may(role, act):
            continue
        answer = client.post("/_dash-update-component", json={"output": output, "inputs": [], "changedPropIds": []})
        assert answer.status_code == (401 if role is None else 403), output
        with known.server.test_request_context(), pytest.raises((Forbidden, Unauthorized)):
            entry["callback"].__wrapped__()
        asked += 1
    assert asked or role in (Role.KASI, Role.KABID)


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_route_refuses_who_may_not(app: Dash, asker: Asker, role: Role | None) -> None:
    asker.is_a(role)
    client = app.server.test_client()
    for rule in app.server.url_map.iter_rules():
        if (
            rule.rule in OPEN
            or "GET" not in (rule.methods or ())
            or rule.rule.startswith(("/assets/", "/static/", "/_"))
        ):
            continue
        act = ROUTES.get(rule.rule)
        answer = client.get(re.sub(r"<[^>]+>", "x", rule.rule))
        if act is None:  # the pages' skeleton: the same for everybody who is known
            assert rule.rule in ("/", "/<path:path>"), rule.rule
            assert answer.status_code == (401 if role is None else 200)
        else:
            refused = answer.status_code in (401, 403)
            assert refused is not may(role, act), (rule.rule, answer.status_code)


def test_somebody_unknown_is_led_to_the_way_in_and_back(app: Dash, asker: Asker) -> None:
    asker.is_a(None)
    answer = app.server.test_client().get("/kepatuhan?kantor=51.08", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/masuk?lanjut=/kepatuhan%3Fkantor%3D51.08")


def test_an_office_learns_nothing_of_another(app: Dash, asker: Asker) -> None:
    asker.is_a(Role.KASI, "51.08")
    client = app.server.test_client()
    assert client.get("/api/v1/status?office=51.08").status_code == 200
    assert client.get("/api/v1/status?office=35.03").status_code == 400
    assert "Trenggalek" not in client.get("/feed/wall?kantor=semua").text
