"""Every callback with what no page sends: wrong kinds, missing parts, foreign ids. Told so with 400, never with 500."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.access import MATRIX, Role
from dashboard.store import Store
from dashboard.web_access import MARK
from tests.attacks.callbacks import QUESTIONS, callbacks, ours, payload, properties
from tests.attacks.databases import contents
from tests.attacks.people_at_work import CALLBACKS, Browser
from tests.offices_factory import CODE, FIRST, THIRD

REFUSED = {400, 403}
NO_ERROR = {200, 204, *REFUSED}
TICKET = {
    "office": CODE, "ticket": "F1", "step": 1, "attempt": 1, "first_step": 1, "scope": "step", "seen_at": None,
    "run_attempt": None,
}  # fmt: skip
_ADDRESSES = (
    "/", "/x", "/tiket", f"/tiket?kantor={CODE}&dari=x", "/tiket?kantor=99.99", "/tiket?kantor=35.03", "//x/y",
    f"/x?kantor={CODE}&sop=x&kecamatan={FIRST}&hari=-1&langkah=9&malam=x&sumber=x&catat=x&betulkan=1&akui=9&baru=1",
    f"/x?kantor={CODE}&dari=2026-11-30&sampai=2026-11-01", f"/x?kantor={CODE}&dari=0001-01-01&sampai=9999-12-31",
    f"/x?kantor={CODE}&akui=99999999999999999999&betulkan=kirim-1~x&pilih=a~b~c~d~e&buka=x.y&halaman=9",
)  # fmt: skip
_ODD: tuple[Any, ...] = (
    None, 0, 1, -1, 2**31, 10**30, 1.5, float("inf"), True, "", "x", "x" * 3000, [], [None], ["x"], [[1]], {}, {"a": 1},
    "2026-11-20", "24.00", "'; DROP TABLE tickets; --", "a\x00b", "\ud800", {"startRow": -1}, {"startRow": 10**30},
    {"startRow": "a"}, [{"key": [1]}], {**TICKET, "step": "x"}, {**TICKET, "ticket": "M1", "seen_at": "x"},
    {**TICKET, "office": "35.03"}, {**TICKET, "scope": "x"}, {**TICKET, "step": 10**18},
)  # fmt: skip
BOUNDED = settings(
    max_examples=8, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def fitting(wanted: Any, name: str) -> Any:
    """What a page might hold there."""
    called = wanted if isinstance(wanted, str) else str(wanted.get("type"))
    if name == "data" and called.endswith("question"):
        return QUESTIONS.get(called, {"office": CODE, "ticket": "F1"})
    if name == "data" and called.endswith("order"):
        return [FIRST, None]
    if called == "act-target":
        return TICKET
    return {"n_clicks": 1, "n_submit": 1, "value": "x", "pathname": "/", "search": "", "data": None, "id": {},
            "getRowsRequest": {"startRow": 0}, "selectedRows": []}.get(name)  # fmt: skip


@pytest.fixture(scope="module")
def outputs(app: Dash) -> list[str]:
    # a report is made by a process of its own, which reads the real settings: tests/pages/test_background.py
    found = sorted(output for output, entry in callbacks(app).items() if not entry.get("background"))
    assert len(found) > 20
    return found


def value_for(data: st.DataObject) -> Any:
    def value(wanted: Any, name: str) -> Any:
        called = wanted if isinstance(wanted, str) else ""
        if name == "data" and called.endswith("question") and data.draw(st.integers(0, 2)) == 0:
            return data.draw(st.sampled_from(_ADDRESSES))
        return data.draw(st.sampled_from(_ODD)) if data.draw(st.integers(0, 2)) == 0 else fitting(wanted, name)

    return value


def test_no_payload_to_any_callback_is_an_error_of_the_server(
    app: Dash, kasi: Browser, admin: Browser, outputs: list[str]
) -> None:
    known = callbacks(app)
    for output in outputs:
        needed = getattr(known[output]["callback"], MARK, None)
        sender = kasi if needed is None or needed in MATRIX[Role.KASI] else admin

        @BOUNDED
        @given(st.data(), st.just(output), st.just(sender))
        def send(data: st.DataObject, output: str, sender: Browser) -> None:
            body = payload(output, known[output], value_for(data), data.draw(st.integers(0, 4)))
            answer = sender.post(CALLBACKS, json=body, headers={"X-CSRFToken": sender.kept_word()})
            assert answer.status_code in NO_ERROR, (answer.status_code, body)

        send()


def test_an_operator_finds_no_error_of_the_server_either(app: Dash, operator: Browser, outputs: list[str]) -> None:
    headers, known = {"X-CSRFToken": operator.word()}, callbacks(app)
    foreign = {**TICKET, "ticket": "M1"}
    for output in outputs:
        for held in (lambda w, n: fitting(w, n), lambda w, n: foreign if fitting(w, n) == TICKET else fitting(w, n)):
            answer = operator.post(CALLBACKS, json=payload(output, known[output], held), headers=headers)
            assert answer.status_code in NO_ERROR, output


def test_a_payload_that_lacks_a_part_or_bears_another_is_refused(app: Dash, kasi: Browser) -> None:
    headers = {"X-CSRFToken": kasi.word()}
    for output, entry in ours(app).items():
        if entry.get("background"):
            continue
        good = payload(output, entry, fitting)
        for broken in broken_ones(good):
            answer = kasi.post(CALLBACKS, json=broken, headers=headers)
            assert answer.status_code in REFUSED, (output, broken)


def broken_ones(good: dict[str, Any]) -> list[dict[str, Any]]:
    """A payload with one part missing, too many, of another kind or of another name."""
    made = []
    for part in ("inputs", "state"):
        if not good[part]:
            continue
        wrongs = (None, {}, "x", 1, good[part][1:], [*good[part], good[part][0]], [None] * len(good[part]))
        made += [{**good, part: wrong} for wrong in wrongs]
        other = copy.deepcopy(good)
        first = other[part][0][0] if isinstance(other[part][0], list) else other[part][0]
        first["id"] = "lain" if isinstance(first["id"], str) else {"type": "lain"}
        made.append({**other, "changedPropIds": []})
    made += [{**good, "changedPropIds": wrong} for wrong in (None, "x", [1], ["lain.value"], {})]
    made += [{**good, "outputs": wrong} for wrong in ("x", 1, [1], [{}], [{"id": 1, "property": "x"}])]
    return made


def test_what_fits_is_done(app: Dash, kasi: Browser) -> None:
    headers = {"X-CSRFToken": kasi.word()}
    for output, entry in ours(app).items():
        if entry.get("background") or getattr(entry["callback"], MARK) not in MATRIX[Role.KASI]:
            continue
        answer = kasi.post(CALLBACKS, json=payload(output, entry, fitting), headers=headers)
        if getattr(entry["callback"], MARK) not in MATRIX[Role.KASI]:
            assert answer.status_code == 403, output
            continue
        assert answer.status_code in (200, 204, 400), output
        if answer.status_code == 400:  # about something that the small office does not have
            assert "tidak dikenal" in answer.text or "tidak ada" in answer.text, (output, answer.text)


def test_a_form_that_has_just_left_the_page_is_no_rubbish(app: Dash, kasi: Browser) -> None:
    for output, entry in ours(app).items():
        body = payload(output, entry, fitting)
        gone = [each for part in body["state"] if isinstance(part, list) for each in part]
        if not gone or getattr(entry["callback"], MARK) not in MATRIX[Role.KASI]:
            continue
        for each in gone:
            del each["value"]
        answer = kasi.post(CALLBACKS, json=body, headers={"X-CSRFToken": kasi.kept_word()})
        assert answer.status_code in (200, 204), output


def test_no_job_of_another_and_no_process_is_ended_by_its_number(app: Dash, kasi: Browser) -> None:
    import os

    headers, known = {"X-CSRFToken": kasi.word()}, callbacks(app)
    body = payload("laporan-batal.id", known["laporan-batal.id"], fitting)
    for job in (str(os.getpid()), "1", f"{os.getppid()}.x", "-1", "x"):
        for name in ("cancelJob", "oldJob", "job"):
            answer = kasi.post(f"{CALLBACKS}?{name}={job}&cacheKey=x", json=body, headers=headers)
            assert answer.status_code in NO_ERROR
    assert os.getpid()  # still there to say so


def test_what_was_refused_has_changed_nothing(app: Dash, store: Store, operator: Browser) -> None:
    headers, before = {"X-CSRFToken": operator.word()}, contents(store)
    target = {**TICKET, "ticket": "M1"}
    for output, entry in ours(app).items():
        if "act-form" not in output and not any(name == "n_submit" for _, name in properties(entry, "inputs")):
            continue
        sent = payload(
            output,
            entry,
            lambda w, n: target if fitting(w, n) == TICKET else f"/x?kantor={THIRD}" if n == "data" else fitting(w, n),
        )
        operator.post(CALLBACKS, json=sent, headers=headers)
    assert contents(store) == before
