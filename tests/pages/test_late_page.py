"""``/terlambat``: the page of a real app over a real store, and its acts by its own callbacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.act_forms import FIELD, FORM
from dashboard.components.late_grid import GRID
from dashboard.model import Stamp, StepRun, Ticket
from dashboard.services.desk import pause
from dashboard.services.identity import Officer
from dashboard.settings import load_settings
from dashboard.store import audit, excuses, open_store, save_ticket, saved_views, step_notes, upgrade
from dashboard.store import ticket as stored
from dashboard.views.context import Context, build_context
from dashboard.views.desks import desk_of
from tests.pages.tree import find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
CODE, FIRST, SECOND = "51.08", "51.08.01", "51.08.02"
REPAIR = "buleleng-01-perbaikan-perangkat"
BUDI = Officer("budi", "Budi")
PLACE = {"place": "late"}
OUTPUTS = (
    (GRID, "rowData"),
    ("late-figures", "children"),
    ("late-cards", "children"),
    ("late-nothing", "children"),
    ("late-table", "style"),
    ("late-count", "children"),
    ("late-without", "children"),
    ("late-facts", "children"),
    ("late-forms", "children"),
    ({"type": "act-target", **PLACE}, "data"),
    ({"type": "act-answer", **PLACE}, "children"),
    ("late-body", "data-chosen"),
)


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


def save(context: Context, number: str = "T-1", minutes: float = 60, **of_run: Any) -> Ticket:
    """A repair whose first step (5 menit) began so many minutes ago."""
    begun = Stamp(NOW - timedelta(minutes=minutes), 1, NOW - timedelta(minutes=minutes))
    run = replace(StepRun(1, 1, begun), **of_run)
    effective = context.catalogue.find(REPAIR).effective
    made = Ticket(number, CODE, SECOND, REPAIR, effective, begun, "dasbor", (run,))
    save_ticket(context.store, made, by="sari", at=NOW - timedelta(minutes=2))
    found = stored(context.store, CODE, number)
    assert found is not None
    return found


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.late"]["layout"](**query)


def key_of(number: str = "T-1") -> str:
    return f"{CODE}~{number}~step~1~1"


def target_of(made: Ticket) -> dict[str, Any]:
    seen_at = None if made.updated_at is None else made.updated_at.isoformat()
    facts = {"office": CODE, "ticket": made.id, "step": 1, "attempt": 1, "first_step": 1, "scope": "step"}
    return {**facts, "seen_at": seen_at, "run_attempt": 1}


def name(of: Any) -> str:
    return of if isinstance(of, str) else json.dumps(of, separators=(",", ":"), sort_keys=True)


def call(app: Dash, changed: str, **given: Any) -> dict[str, Any]:
    """Run the page's main callback as the browser does; what each output becomes, by id."""
    act, typed = given.get("act", "akui"), given.get("typed", {})
    fields = [{"type": FIELD, **PLACE, "act": act, "field": field} for field in typed]
    form = {"type": FORM, **PLACE, "act": act}
    sought = given.get("query", "")
    body = {
        "output": ".." + "...".join(f"{name(of)}.{prop}" for of, prop in OUTPUTS) + "..",
        "outputs": [{"id": of, "property": prop} for of, prop in OUTPUTS],
        "inputs": [
            {"id": "late-pulse", "property": "data", "value": {"at": 1}},
            {"id": GRID, "property": "selectedRows", "value": given.get("selected")},
            {"id": "late-close", "property": "n_clicks", "value": 1},
            [{"id": form, "property": "n_submit", "value": 1}],
        ],
        "changedPropIds": [changed or f"{name(form)}.n_submit"],
        "state": [
            [
                {"id": each, "property": "value", "value": value}
                for each, value in zip(fields, typed.values(), strict=True)
            ],
            [{"id": each, "property": "id", "value": each} for each in fields],
            {"id": {"type": "act-target", **PLACE}, "property": "data", "value": given.get("target")},
            {"id": "late-question", "property": "data", "value": f"/terlambat?kantor={CODE}{sought}"},
        ],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)
    found = answer.get_json()["response"] if answer.status_code == 200 else {}
    return {key: next(iter(props.values())) for key, props in found.items()}


def act(app: Dash, what: str, target: dict[str, Any], **typed: str) -> dict[str, Any]:
    return call(app, "", act=what, typed=typed or {"text": ""}, target=target)


ANSWER = name({"type": "act-answer", **PLACE})
TARGET = name({"type": "act-target", **PLACE})


def figures(drawn: dict[str, Any]) -> list[str]:
    return [text(node) for node in find({"props": {"children": drawn["late-figures"]}}, className="kpi-value")]


def test_the_page_is_served_and_is_in_the_navigation(app: Dash, context: Context) -> None:
    save(context)
    assert app.server.test_client().get("/terlambat").status_code == 200
    made = page(app, kantor=CODE)
    assert "Terlambat Buleleng" in text(made)
    assert find(made, href=f"/terlambat?kantor={CODE}")[0]["props"]["active"]


def test_the_grid_holds_the_open_steps_and_the_cards_the_same(app: Dash, context: Context) -> None:
    save(context)
    save(context, "T-2", 1)
    made = page(app, kantor=CODE)
    [grid] = find(made, id=GRID)
    assert [(row["place_sub"], row["state"]) for row in grid["props"]["rowData"]] == [
        ("T-1", "lewat waktu"),
        ("T-2", "berjalan"),
    ]
    assert len(find(made, className="late-card")) == 2
    assert find(made, data_due=(NOW - timedelta(minutes=55)).isoformat())


def test_all_offices_stand_on_one_page(app: Dash, context: Context) -> None:
    save(context)
    made = page(app, kantor="semua")
    assert "Terlambat semua kabupaten" in text(made)
    assert len(find(made, id=GRID)[0]["props"]["rowData"]) == 1
    assert find(made, data_pulse_url="/feed/wall?kantor=semua")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"keadaan": "lewat"}, ["T-1"]),
        ({"keadaan": "berjalan"}, ["T-2"]),
        ({"belum": "1"}, ["T-1"]),
        ({"cari": "t-2"}, ["T-2"]),
        ({"kecamatan": SECOND}, ["T-1", "T-2"]),
        ({"kecamatan": "semua", "sop": "semua"}, ["T-1", "T-2"]),
        ({"kecamatan": FIRST}, []),
        ({"sop": "lain"}, []),
    ],
)
def test_the_address_filters_the_rows(app: Dash, context: Context, query: dict[str, str], numbers: list[str]) -> None:
    save(context)
    save(context, "T-2", 1)
    made = page(app, kantor=CODE, **query)
    assert [row["place_sub"] for row in find(made, id=GRID)[0]["props"]["rowData"]] == numbers
    assert bool(find(made, className="message-empty")) == (not numbers)


@pytest.mark.parametrize(
    ("query", "said"),
    [({"kantor": "99.99"}, 'Kantor "99.99" tidak dikenal'), ({"keadaan": "entah"}, 'Keadaan "entah" tidak dikenal')],
)
def test_an_address_that_cannot_be_read_says_why(app: Dash, query: dict[str, str], said: str) -> None:
    assert said in text(page(app, **query))


def test_nothing_measured_is_no_good_news(app: Dash) -> None:
    made = page(app, kantor=CODE)
    assert "keterlambatan tidak diketahui" in text(made)
    assert not find(made, className="late-figure")


def test_an_open_row_stands_in_the_address(app: Dash, context: Context) -> None:
    save(context)
    made = page(app, kantor=CODE, pilih=key_of())
    [panel] = find(made, id="rincian")
    assert "lewat 55 menit" in text(panel)
    assert find(made, id="late-body")[0]["props"]["data-chosen"] == "1"
    assert find(made, id=GRID)[0]["props"]["selectedRows"] == {"ids": [key_of()]}


def test_choosing_a_row_opens_its_panel_and_only_that(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = call(app, f"{GRID}.selectedRows", selected=[{"key": key_of()}])
    assert set(drawn) == {"late-facts", "late-forms", TARGET, ANSWER, "late-body"}
    assert drawn[TARGET] == target_of(made)
    again = call(app, f"{GRID}.selectedRows", selected=[{"key": key_of()}], target=target_of(made))
    assert again == {}


def test_the_pulse_draws_rows_and_facts_and_leaves_the_forms(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = call(app, "late-pulse.data", target=target_of(made))
    assert GRID in drawn
    assert "late-facts" in drawn
    assert not {"late-forms", TARGET, ANSWER} & set(drawn)


def test_an_acknowledgement_changes_the_figure_and_says_what_was_written(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = act(app, "akui", target_of(made), text="teknisi berangkat")
    assert "Langkah 1 tiket T-1 diakui oleh Ni Luh pada 20 Nov 2026 10.00" in text(drawn[ANSWER])
    assert figures(drawn) == ["1", "0", "0", "0"]
    assert drawn[GRID][0]["seen"] == "Ni Luh 10.00"
    [line] = step_notes(context.store, CODE)
    assert (line.officer, line.text) == ("Ni Luh", "teknisi berangkat")


def test_a_note_is_written_and_shown(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = act(app, "catatan", target_of(made), text="menunggu kunci ruang")
    assert "menunggu kunci ruang" in text(drawn["late-facts"])
    assert drawn[GRID][0]["seen_sub"] == "menunggu kunci ruang"


def test_an_empty_note_is_refused_word_for_word_and_the_form_stays(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = act(app, "catatan", target_of(made), text="  ")
    assert "Belum dicatat: catatan kosong. Perbaikan: tulis apa yang perlu diketahui orang lain." in text(drawn[ANSWER])
    assert "late-forms" not in drawn
    assert step_notes(context.store, CODE) == []


def test_a_pause_changes_the_state_and_going_on_brings_it_back(app: Dash, context: Context) -> None:
    made = save(context, minutes=2)
    drawn = act(app, "jeda", target_of(made), reason="listrik padam", waiting_on="PLN", day="20/11/2026", clock="")
    assert drawn[GRID][0]["state"] == "dijeda"
    assert "menunggu PLN" in text(drawn["late-facts"])
    drawn = act(app, "lanjutkan", drawn[TARGET], day="20/11/2026", clock="")
    assert drawn[GRID][0]["state"] == "berjalan"


def test_a_time_that_cannot_be_read_is_refused(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = act(app, "jeda", target_of(made), reason="padam", day="20/11/2026", clock="pagi")
    assert 'jam "pagi" tidak terbaca' in text(drawn[ANSWER])


def test_who_performed_a_step_cannot_excuse_it(app: Dash, context: Context) -> None:
    made = save(context, performer="Ni Luh")
    drawn = act(app, "kecualikan", target_of(made), reason="padam")
    assert "Ni Luh melaksanakan langkah ini sendiri" in text(drawn[ANSWER])
    assert excuses(context.store, CODE) == []


def test_a_missed_step_is_excused_with_a_reason(app: Dash, context: Context) -> None:
    made = save(context)
    drawn = act(app, "kecualikan", target_of(made), reason="listrik padam")
    assert drawn[GRID][0]["beside"] == "dikecualikan"
    assert [each.reason for each in excuses(context.store, CODE)] == ["listrik padam"]


def test_a_ticket_changed_since_is_refused_and_drawn_anew(app: Dash, context: Context) -> None:
    made = save(context)
    desk, _ = desk_of(context, CODE, "T-1")
    pause(desk, "T-1", 1, "listrik padam", BUDI, NOW - timedelta(minutes=1))
    drawn = act(app, "jeda", target_of(made), reason="padam", day="20/11/2026", clock="")
    assert "tiket sudah diubah oleh budi pada 20-11-2026 09.59" in text(drawn[ANSWER])
    assert drawn[GRID][0]["beside"] == "dijeda"
    assert drawn[TARGET]["seen_at"] != target_of(made)["seen_at"]


def test_nothing_chosen_and_a_ticket_that_is_gone_are_refused(app: Dash, context: Context) -> None:
    made = save(context)
    assert "belum ada langkah yang dipilih" in text(call(app, "", typed={"text": ""}, target=None)[ANSWER])
    gone = {**target_of(made), "ticket": "T-9"}
    assert "tiket T-9 tidak ada di Buleleng" in text(act(app, "akui", gone)[ANSWER])
    assert audit(context.store) == []


def keep(app: Dash, called: str = "", drop: str = "", query: str = "") -> dict[str, Any]:
    button = {"type": "late-drop", "name": drop}
    outputs = [("late-views", "children"), ("late-views-answer", "children"), ("late-name", "value")]
    body = {
        "output": ".." + "...".join(f"{of}.{prop}" for of, prop in outputs) + "..",
        "outputs": [{"id": of, "property": prop} for of, prop in outputs],
        "inputs": [
            {"id": "late-keep", "property": "n_submit", "value": 1},
            [{"id": button, "property": "n_clicks", "value": 1}] if drop else [],
        ],
        "changedPropIds": [f"{name(button)}.n_clicks" if drop else "late-keep.n_submit"],
        "state": [
            {"id": "late-name", "property": "value", "value": called},
            {"id": "late-question", "property": "data", "value": f"/terlambat?kantor={CODE}{query}"},
        ],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {key: next(iter(props.values())) for key, props in answer.get_json()["response"].items()}


def test_a_view_is_saved_under_a_name_listed_as_a_link_and_deleted(app: Dash, context: Context) -> None:
    drawn = keep(app, "Pagi hari", query="&keadaan=lewat&pilih=x")
    assert find(drawn["late-views"], href=f"/terlambat?kantor={CODE}&keadaan=lewat")
    assert "Tampilan Pagi hari disimpan." in text(drawn["late-views-answer"])
    assert "Pagi hari" in text(page(app, kantor=CODE))
    assert "dihapus" in text(keep(app, drop="Pagi hari")["late-views-answer"])
    assert saved_views(context.store, "Ni Luh", "/terlambat") == []


def test_a_view_without_a_name_is_refused(app: Dash) -> None:
    drawn = keep(app, "  ")
    assert "tampilan tanpa nama" in text(drawn["late-views-answer"])
    assert "late-name" not in drawn


def test_a_database_that_cannot_be_read_is_said(app: Dash, context: Context) -> None:
    with context.store.writing.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE tickets RENAME TO hilang")
    assert "Basis data tidak dapat dibaca." in text(page(app, kantor=CODE))
