"""``/tiket/<nomor>``: the page of a real app over a real store, its acts by its own callback, two officers at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.act_forms import ANSWER, FIELD, FORM, TARGET, act_target
from dashboard.components.ticket_forms import target_of
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Stamp, Ticket
from dashboard.services import desk as acts
from dashboard.services.identity import Officer
from dashboard.settings import load_settings
from dashboard.store import audit, open_store, save_ticket, step_notes, ticket, upgrade
from dashboard.views.context import Context, build_context
from dashboard.views.desks import desk_of
from dashboard.views.ticket_detail import ticket_view
from dashboard.views.ticket_rows import TicketView
from tests.pages.tree import find, nodes, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)  # 10.05 WITA, a Friday
CODE = "51.08"
REPAIR = "buleleng-01-perbaikan-perangkat"
NUMBER = "buku:AGD/1//2"
SARI = Officer("sari", "Sari")
OUTPUTS = (
    ({"type": ANSWER, "place": "tiket"}, "children"),
    ("life-news", "children"),
    ("life-acts", "children"),
    ({"type": TARGET, "place": "tiket"}, "data"),
    ("life-focus", "data"),
    ("life-timeline", "children"),
    ("life-drawn", "data"),
    ("life-head", "children"),
    ("life-flow", "children"),
    ("life-rows", "children"),
    ("life-history", "children"),
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path), "PANTAU_OFFICER": "Ni Luh"})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context, clock: Clock) -> Dash:
    return signed_app(context.settings, context, clock)


def keep(context: Context, number: str = NUMBER, minutes_ago: float = 2, **more: Any) -> None:
    sop = context.catalogue.get(REPAIR)
    opened = Stamp(NOW - timedelta(minutes=minutes_ago))
    given = {"kecamatan": "51.08.01", "source": "dasbor", "title": "Modem mati"} | more
    made = Ticket(number, CODE, sop=REPAIR, version=sop.effective, opened=opened, **given)
    save_ticket(context.store, made, by="sari", at=NOW - timedelta(minutes=1))


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.ticket_life"]["layout"](**query)


def life(context: Context, at: datetime = NOW) -> TicketView:
    return ticket_view(context, CODE, NUMBER, at)


def stringly(name: Any) -> str:
    return name if isinstance(name, str) else json.dumps(name, separators=(",", ":"), sort_keys=True)


def send(
    app: Dash,
    seen: TicketView,
    act: str,
    *,
    typed: Mapping[str, str] | None = None,
    others: Mapping[str, str] | None = None,
    pulse: bool = False,
) -> dict[str, Any]:
    """Send one form as the browser does (``others``: typed into the note's form); what each output becomes."""
    form = {"type": FORM, "place": "tiket", "act": act}
    names = [{"type": FIELD, "place": "tiket", "act": act, "field": each} for each in (typed or {})]
    names += [{"type": FIELD, "place": "tiket", "act": "catatan", "field": each} for each in (others or {})]
    values = [*(typed or {}).values(), *(others or {}).values()]
    target = act_target("tiket", target_of(seen)).data  # type: ignore[attr-defined]
    body = {
        "output": ".." + "...".join(f"{stringly(name)}.{prop}" for name, prop in OUTPUTS) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
        "inputs": [
            [{"id": form, "property": "n_submit", "value": 1}],
            {"id": "life-pulse", "property": "data", "value": {"at": 1} if pulse else None},
        ],
        "changedPropIds": ["life-pulse.data" if pulse else f"{stringly(form)}.n_submit"],
        "state": [
            [{"id": each, "property": "id", "value": each} for each in names],
            [{"id": each, "property": "value", "value": value} for each, value in zip(names, values, strict=True)],
            {"id": {"type": TARGET, "place": "tiket"}, "property": "data", "value": target},
            {"id": "life-question", "property": "data", "value": {"office": CODE, "ticket": NUMBER}},
        ],
    }
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()["response"]
    named = {stringly(name): prop for name, prop in OUTPUTS}
    return {
        name.removeprefix("life-")
        .replace(stringly(OUTPUTS[0][0]), "answer")
        .replace(stringly(OUTPUTS[3][0]), "target"): props[named[name]]
        for name, props in found.items()
    }


def field(told: Any, act: str, name: str) -> Any:
    wanted = {"type": FIELD, "place": "tiket", "act": act, "field": name}
    return next(node["props"].get("value") for node in nodes(told) if node["props"].get("id") == wanted)


@pytest.mark.parametrize("number", [NUMBER, "A-2026-0001", "100%", "agenda:AGD/261127/51.08.07/running"])
def test_every_number_has_an_address_that_the_server_answers(app: Dash, context: Context, number: str) -> None:
    keep(context, number)
    href = ticket_href(CODE, number)
    assert app.server.test_client().get(href).status_code == 200
    in_path = href.removeprefix("/tiket/").split("?")[0]
    query = {"nomor": number} if "nomor=" in href else {}
    assert "Modem mati" in text(page(app, ticket_id=in_path, kantor=CODE, **query))


def test_the_page_tells_the_life_of_a_ticket(app: Dash, context: Context) -> None:
    keep(context)
    made = page(app, ticket_id="x", kantor=CODE, nomor=NUMBER)
    shown = text(made)
    for words in ("Tiket AGD/1//2 Buleleng", "DATA SIMULASI", "Modem mati", "Gerokgak", "Giliran langkah 1", "Riwayat"):
        assert words in shown
    assert find(made, className="flow-sekarang")
    assert find(made, href=f"/sop/{REPAIR}?kantor={CODE}")
    assert find(made, className="chart")


def test_an_unknown_ticket_has_a_way_back(app: Dash) -> None:
    made = page(app, ticket_id="X-9", kantor=CODE)
    assert "Tiket X-9 tidak ada di Buleleng" in text(made)
    assert find(made, href=f"/tiket?kantor={CODE}")


def test_the_explanation_of_an_attempt_is_opened_by_the_address(app: Dash, context: Context) -> None:
    keep(context)
    [opened] = find(page(app, ticket_id="x", kantor=CODE, nomor=NUMBER, buka="1~1"), id="mengapa")
    assert "Waktu yang dicatat" in text(opened)
    assert not find(page(app, ticket_id="x", kantor=CODE, nomor=NUMBER, buka="satu"), id="mengapa")


def test_a_button_finishes_the_step_and_the_page_goes_on(app: Dash, context: Context) -> None:
    keep(context)
    told = send(app, life(context), "selesai", typed={"day": "20/11/2026", "clock": "", "performer": "Operator"})
    assert "Langkah 1 tiket AGD/1//2 selesai pada 20 Nov 2026 10.05" in text(told["answer"])
    assert "Giliran langkah 2" in text(told["acts"])
    assert (told["target"]["step"], told["focus"]) == (2, {"at": NOW.timestamp(), "act": ""})
    found = ticket(context.store, CODE, NUMBER)
    assert found is not None
    assert (found.runs[0].performer, found.runs[0].finished and found.runs[0].finished.typed) == ("Operator", False)


def test_the_second_of_two_is_told_who_was_first_and_keeps_what_was_typed(
    app: Dash, context: Context, clock: Clock
) -> None:
    keep(context)
    seen = life(context)
    desk, _ = desk_of(context, CODE, NUMBER)
    acts.tick_step(desk, NUMBER, 1, "finish", SARI, NOW)
    clock.now = NOW + timedelta(seconds=30)
    told = send(
        app,
        seen,
        "jeda",
        typed={"reason": "menunggu vendor", "day": "", "clock": ""},
        others={"text": "sudah ditelepon"},
    )
    assert "sudah diubah oleh sari pada 20-11-2026 10.05" in text(told["answer"])
    assert "isian Anda tetap ada" in text(told["answer"])
    assert (field(told["acts"], "jeda", "reason"), field(told["acts"], "catatan", "text")) == (
        "menunggu vendor",
        "sudah ditelepon",
    )
    assert "Giliran langkah 2" in text(told["acts"])
    assert find(told["acts"], active_item="jeda")
    again = send(app, life(context, clock.now), "jeda", typed={"reason": "menunggu vendor", "day": "", "clock": ""})
    assert "Langkah 2 tiket AGD/1//2 dijeda" in text(again["answer"])


def test_news_while_nobody_acts_leave_the_forms_alone_and_say_who(app: Dash, context: Context) -> None:
    keep(context)
    seen = life(context)
    assert "news" not in send(app, seen, "x", pulse=True) or not text(send(app, seen, "x", pulse=True)["news"])
    desk, _ = desk_of(context, CODE, NUMBER)
    acts.tick_step(desk, NUMBER, 1, "finish", SARI, NOW)
    told = send(app, seen, "x", pulse=True)
    assert "baru diubah oleh sari" in text(told["news"])
    assert {"acts", "target", "answer", "timeline"}.isdisjoint(told)
    assert told["drawn"]["timeline"]["data"]


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("jeda", {"reason": ""}, "jeda tanpa alasan"),
        ("batalkan", {"reason": "NIK 5108" + "0" * 12}, "16 angka"),
        ("alihkan", {"next": ""}, "nomor tiket lanjutan belum diisi"),
        ("betulkan", {"run": "1~1", "event": "finish", "clock": "09.59"}, "tanpa alasan"),
        ("betulkan", {"run": "1~1", "event": "finish", "reason": "x", "clock": ""}, "belum diisi"),
        ("betulkan", {"run": "", "reason": "x", "clock": "10.04"}, "belum dipilih"),
        ("betulkan-lapor", {"reason": "x", "day": "19/11/2026", "clock": "09.00"}, "petugas kedua"),
        ("kecualikan", {"run": "1~1", "reason": "x"}, "belum dipilih"),
        ("cabut", {"run": "1~1~step", "reason": "x"}, "tidak berlaku lagi"),
        ("jawab:Ya", {}, "tidak bercabang"),
        ("terbang", {}, "tidak ada"),
    ],
)
def test_what_the_desk_refuses_is_said_and_nothing_is_written(
    app: Dash, context: Context, act: str, typed: dict[str, str], said: str
) -> None:
    keep(context)
    before = ticket(context.store, CODE, NUMBER)
    told = send(app, life(context), act, typed={"day": "20/11/2026", **typed})
    assert said in text(told["answer"])
    assert told["focus"]["act"] == act
    assert ticket(context.store, CODE, NUMBER) == before


def test_acts_of_the_page_reach_the_desk_with_their_reasons(app: Dash, context: Context, clock: Clock) -> None:
    keep(context, minutes_ago=30)
    day = {"day": "20/11/2026"}
    send(app, life(context), "selesai", typed=day | {"clock": "10.04"})
    send(
        app,
        life(context),
        "betulkan",
        typed=day | {"run": "1~1", "event": "finish", "clock": "10.01", "reason": "salah jam"},
    )
    send(app, life(context), "kecualikan", typed={"run": "1~1~step", "reason": "listrik padam"})
    send(app, life(context), "catatan", typed={"text": "teknisi berangkat"})
    clock.now = NOW + timedelta(seconds=5)
    send(app, life(context, clock.now), "lewati", typed={"reason": "perangkat diganti"})
    told = send(app, life(context, clock.now), "batalkan", typed={"reason": "laporan ganda"})
    assert "Tiket AGD/1//2 dibatalkan" in text(told["answer"])
    done = [each.action for each in reversed(audit(context.store, subject=f"tiket {CODE}/{NUMBER}"))]
    made = ["langkah selesai", "waktu dibetulkan", "dikecualikan", "catatan ditulis", "langkah dilewati", "dibatalkan"]
    assert done == made
    assert [each.text for each in step_notes(context.store, CODE, [NUMBER])] == ["teknisi berangkat"]
    assert "Tiket dibatalkan" in text(told["acts"])


def test_a_mistaken_report_time_is_put_right(app: Dash, context: Context) -> None:
    keep(context)
    told = send(
        app, life(context), "betulkan-lapor", typed={"day": "20/11/2026", "clock": "10.00", "reason": "lewat telepon"}
    )
    assert "Waktu lapor tiket AGD/1//2 dibetulkan" in text(told["answer"])
    assert life(context).opened_at == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_ticks_that_come_too_close_are_asked_about_and_answered(app: Dash, context: Context, clock: Clock) -> None:
    keep(context)
    send(app, life(context), "selesai", typed={"day": "", "clock": ""})
    clock.now = NOW + timedelta(seconds=20)
    told = send(app, life(context, clock.now), "selesai", typed={"day": "", "clock": ""})
    assert "hampir bersamaan: langkah 1, langkah 2" in text(told["acts"])
    told = send(app, life(context, clock.now), "benarkan")
    assert "dibenarkan oleh Ni Luh" in text(told["answer"])
    assert "hampir bersamaan" not in text(told["acts"])
