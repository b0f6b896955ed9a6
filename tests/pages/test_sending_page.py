"""``/pengiriman``: the page of a real app over a real store, read by HTTP, and its form by its own callbacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.sending_form import SURE
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import enter, manual_source
from dashboard.settings import load_settings
from dashboard.store import audit, manual_readings, open_store, upgrade
from dashboard.views.context import Context, build_context
from tests.pages.tree import find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
CODE = "51.08"
SARI = Officer("sari", "Sari")
OUTPUTS = ("answer", "asked", "value", "pending", "clock", "seen", "version", "entries")
FIELDS = ("source", "value", "pending", "day", "clock", "reason", "restarted", "version", "asked", "seen", "question")
KEPT_AS = {"value": "value", "pending": "value", "clock": "value", "answer": "children", "entries": "children"}


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path), "PANTAU_OFFICER": "Ni Luh"})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


@pytest.fixture
def source(context: Context) -> str:
    return next(each.id for each in context.offices[CODE].counters if each.kind == "manual")


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.sending"]["layout"](**query)


def read(context: Context, source: str, minutes_ago: float, value: int) -> None:
    office = context.offices[CODE]
    at = NOW - timedelta(minutes=minutes_ago)
    enter(context.store, office, manual_source(office, source), value, SARI, at)


def send(app: Dash, source: str, *, sure: str = "", query: str = "", **typed: Any) -> dict[str, Any]:
    """Press the form's button (or ``sure``, its confirmation) as the browser does; what each output becomes."""
    fields: dict[str, Any] = dict.fromkeys(FIELDS, "") | {"source": source, "day": "20/11/2026", "restarted": False}
    fields |= {"version": None, "asked": None, "seen": None, "question": f"/pengiriman?kantor={CODE}{query}"} | typed
    buttons = {"type": SURE, "what": sure}
    pressed = (
        f"{json.dumps(buttons, separators=(',', ':'), sort_keys=True)}.n_clicks" if sure else "sending-form.n_submit"
    )
    outputs = [{"id": f"sending-{name}", "property": KEPT_AS.get(name, "data")} for name in OUTPUTS]
    body = {
        "output": ".." + "...".join(f"{each['id']}.{each['property']}" for each in outputs) + "..",
        "outputs": outputs,
        "inputs": [
            {"id": "sending-form", "property": "n_submit", "value": 1},
            [{"id": buttons, "property": "n_clicks", "value": 1}] if sure else [],
        ],
        "changedPropIds": [pressed],
        "state": [
            {
                "id": f"sending-{name}",
                "property": "data" if name in ("version", "asked", "seen", "question") else "value",
                "value": fields[name],
            }
            for name in FIELDS
        ],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = answer.get_json()["response"]
    return {name.removeprefix("sending-"): next(iter(props.values())) for name, props in found.items()}


def values(context: Context, source: str) -> list[int]:
    return [each.value for each in manual_readings(context.store, CODE, source)]


def test_the_page_is_served_and_is_in_the_navigation(app: Dash) -> None:
    assert app.server.test_client().get("/pengiriman").status_code == 200
    made = page(app, kantor=CODE)
    assert "Pengiriman Buleleng" in text(made)
    assert "DATA SIMULASI" in text(made)
    assert find(made, href=f"/pengiriman?kantor={CODE}")[0]["props"]["active"]


def test_an_empty_store_shows_every_kecamatan_as_not_measured(app: Dash) -> None:
    made = page(app, kantor=CODE)
    [grid] = find(made, id="pengiriman")
    assert len(find(grid, className="chip", data_state="tidak_terukur")) == 9
    assert not find(made, data_state="baik")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kantor": CODE, "dari": "kemarin"}, "tidak terbaca"),
        ({"kantor": CODE, "dari": "2026-05-01"}, "lebih dari 92 hari"),
    ],
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Tampilkan tujuh hari terakhir" in shown


def test_a_week_and_a_table_are_asked_by_the_address(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    read(context, source, 10, 130)
    shown = text(page(app, kantor=CODE, peta="minggu", tampil="tabel"))
    assert "16–22 November 2026" in shown
    assert "Kenaikan tiap jam" in shown


def test_what_is_entered_is_stored_audited_and_told(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    told = send(app, source, value="1.30", pending="2")
    assert "bukan bilangan bulat" in text(told["answer"])
    told = send(app, source, value="130", pending="2", clock="13.50", seen={source: 1})
    assert "Tercatat: Tejakula 130, kenaikan 30, antrean 2, dibaca 20 Nov 2026 13.50" in text(told["answer"])
    assert (told["value"], told["pending"], told["clock"], told["seen"]) == ("", "", "", {source: 2})
    assert values(context, source) == [100, 130]
    assert ("Ni Luh", "pembacaan dicatat") in {(each.officer, each.action) for each in audit(context.store)}


def test_a_refusal_leaves_everything_that_was_typed(app: Dash, context: Context, source: str) -> None:
    told = send(app, source, value="130", clock="23.00")
    assert "belum terjadi" in text(told["answer"])
    assert told.keys().isdisjoint({"value", "pending", "clock"})
    assert values(context, source) == []


def test_a_lower_value_is_asked_about_and_taken_as_a_restart(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    told = send(app, source, value="5", seen={source: 1})
    assert "Ya, penghitungnya mulai dari awal" in text(told["answer"])
    assert values(context, source) == [100]
    sure = send(app, source, sure="restart", value="5", seen=told["seen"], asked=told["asked"])
    assert "Tercatat" in text(sure["answer"])
    assert [each.restarted for each in manual_readings(context.store, CODE, source)] == [False, True]


def test_a_confirmation_is_for_what_was_asked_about_alone(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    told = send(app, source, value="5", seen={source: 1})
    other = send(app, source, sure="restart", value="7", seen=told["seen"], asked=told["asked"])
    assert "jumlah 7 lebih rendah" in text(other["answer"])
    assert values(context, source) == [100]


def test_an_unusual_jump_is_asked_about(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    told = send(app, source, value="90000", seen={source: 1})
    assert "Ya, angkanya memang begitu" in text(told["answer"])
    send(app, source, sure="jump", value="90000", seen=told["seen"], asked=told["asked"])
    assert values(context, source) == [100, 90000]


def test_what_another_officer_entered_meanwhile_is_shown_first(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    read(context, source, 10, 130)
    told = send(app, source, value="140", seen={source: 1})
    assert "sudah diubah oleh sari" in text(told["answer"])
    assert "130" in text(told["entries"])
    assert "Tercatat" in text(send(app, source, value="140", seen=told["seen"])["answer"])


def test_a_reading_is_put_right_with_its_reason(app: Dash, context: Context, source: str) -> None:
    read(context, source, 120, 100)
    at = manual_readings(context.store, CODE, source)[0].observed_at
    query = f"&betulkan={source}~{int(at.timestamp())}"
    assert "Betulkan pembacaan" in text(page(app, kantor=CODE, betulkan=query.split("=")[1]))
    told = send(app, source, query=query, value="90", version=1)
    assert "tanpa alasan" in text(told["answer"])
    told = send(app, source, query=query, value="90", version=1, reason="salah baca")
    assert "Dibetulkan: Tejakula 90" in text(told["answer"])
    assert told["version"] == 2
    assert values(context, source) == [100, 90]
