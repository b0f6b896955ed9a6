"""The HTTP API asked for rubbish, as its own document says how: never an error of the server, always as described."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from dash import Dash
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.api_document import api_document
from dashboard.store import Store
from tests.api.test_document import faults
from tests.attacks.hostile import HOSTILE_TEXTS
from tests.attacks.people_at_work import CALLBACKS, Browser
from tests.offices_factory import CODE, FIRST, REPAIR

DOCUMENT = api_document("uji")
OPERATIONS = sorted((path, method) for path, item in DOCUMENT["paths"].items() for method in item)
BOUNDED = settings(
    max_examples=45, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
_GOOD = {
    "office": CODE, "kantor": CODE, "from": "2026-11-01", "to": "2026-11-30", "month": "2026-11", "sop": REPAIR,
    "officer": "sari", "action": "tiket dibuka", "text": "modem", "before": "3", "limit": "2",
    "now": "2026-11-20T10:00:00+08:00", "province": "51", "kode": "51", "tanda": "51.08:3f2a9c1d0b44",
}  # fmt: skip
_NEAR = (
    "", " ", "semua", "0", "-1", "99.99", "1e309", "2026-02-30", "2026-13", "0000-00-00", "9999-12-31", "2099-12-31",
    "2000-01-01", "2026-11-20T10:00:00", "2026-11-20T10:00:00+99:99", "0001-01-01T00:00:00+14:00", "NaN", "null", "[]",
    "٢٠٢٦-١١-٢٠", "51.08\n", FIRST, "5108", "%", "x:y,z", ",", ":", "\x00", "a\x00b",
)  # fmt: skip
_VALUES = st.one_of(st.sampled_from(_NEAR), st.sampled_from(HOSTILE_TEXTS), st.text(max_size=12))


def _good(name: str) -> str:
    return _GOOD.get(name, "x")


def query(path: str) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Query strings of one operation: each parameter good, odd, missing or twice, and now and then a strange one."""
    names = [each["name"] for each in DOCUMENT["paths"][path]["get"].get("parameters", [])]
    pairs = [
        st.one_of(
            st.just([(name, _good(name))]), st.just([(name, _good(name))]), _VALUES.map(lambda v, n=name: [(n, v)]),
            st.just([]), st.just([(name, _good(name))] * 2),
        )
        for name in names
    ]  # fmt: skip
    strange = st.one_of(st.just([]), st.just([]), st.tuples(st.text(max_size=5), _VALUES).map(lambda pair: [pair]))
    return st.tuples(*pairs, strange).map(lambda parts: [pair for part in parts for pair in part])


def address(path: str, pairs: list[tuple[str, str]]) -> str:
    return path + "?" + "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def check(path: str, answer: Any) -> None:
    """The status is documented, and the body is what the document says of it."""
    described = DOCUMENT["paths"][path]["get"]["responses"]
    assert str(answer.status_code) in described, (answer.status_code, answer.text[:200])
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"
    if answer.status_code != 304:
        schema = described[str(answer.status_code)]["content"]["application/json"]["schema"]
        assert answer.mimetype == "application/json"
        assert faults(answer.json, schema) == []


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("who", ["kasi", "operator"])
def test_no_question_to_the_api_is_an_error_of_the_server(
    request: pytest.FixtureRequest, path: str, method: str, who: str
) -> None:
    browser: Browser = request.getfixturevalue(who)
    assert method == "get"  # a new method wants a strategy of its own

    @BOUNDED
    @given(query(path))
    @example([(name, _good(name)) for name in _GOOD if name in str(DOCUMENT["paths"][path]["get"].get("parameters"))])
    def ask(pairs: list[tuple[str, str]]) -> None:
        check(path, browser.get(address(path, pairs)))

    ask()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whoever_is_unknown_is_told_so_in_the_documents_words(browser: Browser, path: str, method: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == (200 if path == "/healthz" else 401)
    check(path, answer)
    assert method == "get"


def test_every_route_of_the_api_is_in_the_document_and_so_is_tried(app: Dash) -> None:
    rules = {
        rule.rule for rule in app.server.url_map.iter_rules() if rule.rule.startswith(("/api/", "/feed/", "/healthz"))
    }
    assert rules == set(DOCUMENT["paths"])


@pytest.mark.parametrize(
    "header", ["If-None-Match", "Accept-Encoding", "Accept", "Authorization", "Range", "X-CSRFToken"]
)
@pytest.mark.parametrize(
    "value", ["", "x", 'W/"' + "a" * 5000 + '"', "*", "br;q=x", "bytes=9-1", "\u00ff", ",,,", "Bearer \u00e9"]
)
def test_no_header_is_an_error_of_the_server(kasi: Browser, header: str, value: str) -> None:
    assert kasi.get("/feed/wall?kantor=semua", headers={header: value}).status_code in (200, 206, 304, 401, 406, 416)


def test_a_database_that_cannot_be_read_is_said_in_the_documents_words(
    kasi: Browser, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("dashboard.api.receipt_list", broken)
    answer = kasi.get(f"/api/v1/receipts?office={CODE}&month=2026-11")
    assert answer.status_code == 503
    check("/api/v1/receipts", answer)
    assert "SELECT" not in answer.text


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def test_no_body_at_all_and_no_json_of_any_form_is_an_error_of_the_server(kasi: Browser) -> None:
    headers = {"X-CSRFToken": kasi.word()}

    @BOUNDED
    @given(_JSON | st.fixed_dictionaries({"output": st.just("agenda-list.children"), "inputs": _JSON, "state": _JSON}))
    def send(body: Any) -> None:
        assert kasi.post(CALLBACKS, json=body, headers=headers).status_code in (400, 403)

    send()
    for raw in (
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe",
        b'{"output":' + b"9" * 10_000 + b"}",
        b"null",
    ):
        answer = kasi.post(CALLBACKS, data=raw, content_type="application/json", headers=headers)
        assert answer.status_code in (400, 403)


def test_a_body_that_is_too_long_is_refused_with_what_is_allowed(kasi: Browser) -> None:
    headers = {"X-CSRFToken": kasi.word()}
    answer = kasi.post(CALLBACKS, data=b"x" * (16 * 1024 * 1024 + 1), content_type="application/json", headers=headers)
    assert answer.status_code == 413
    assert "lebih dari 16 MB" in answer.json["error"]
