"""``/peringatan``: the page of a real app over a real store, its buttons, and its parts in each state."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.alerts import (
    RESEND,
    TRY,
    acknowledge_card,
    dead_table,
    figures_row,
    lasting_table,
    messages_table,
    receivers_table,
    untold_table,
)
from dashboard.components.alerts_question import AlertsQuestion
from dashboard.model import CollectorName, State
from dashboard.services.alerts import announce
from dashboard.store import Store, alert_events, alert_messages
from dashboard.store.alert_outbox import DEAD, claim_message, finish_message
from dashboard.views.alerts_rows import AlertsView, EventRow, MessageRow, ReceiverRow, ToldRow
from dashboard.views.context import Context
from dashboard.views.system import system_view
from tests.offices_factory import CATALOGUE, CODE, make_context, make_office
from tests.pages.tree import find, text
from tests.people import signed_app
from tests.sla.factories import wita
from tests.views.samples import record, told

NOW = wita("2026-11-20 10:30")
DAY = date(2026, 11, 20)
QUESTION = AlertsQuestion(CODE, DAY, DAY)
KASI: dict[str, Any] = {"id": "kasi", "name": "Kasi PIAK", "role": "kasi", "channel": "json://127.0.0.1:9/"}
OFFICE = make_office(alerts={"receivers": [KASI], "group_seconds": 0})
EVENT = EventRow(
    1, "jaringan", "Putus", "Modem (Seririt)", "putus sejak 10.00", "", NOW, None,
    (ToldRow("Kasi PIAK", "queued", "", NOW), ToldRow("Kabid PIAK", "held", "menunggu eskalasi")), "/jaringan",
)  # fmt: skip
MESSAGE = MessageRow(
    7, "Kasi PIAK", "opened", "Buleleng: 1 sasaran putus", "isi pesan", NOW, "sent", None, NOW, 2, "", True
)
RECEIVER = ReceiverRow("kasi", "Kasi PIAK", "kasi", "variabel ALAMAT", ("jaringan",), ("21:00-06:00",), 60, True, None)


def view(**more: object) -> AlertsView:
    made = AlertsView(CODE, "Dinas", "Asia/Makassar", NOW, True, DAY, DAY, (), (), (), (), 0, 0, ())
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def context(sqlite_store: Store) -> Context:
    return make_context(sqlite_store, OFFICE)


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


@pytest.fixture
def lasting(context: Context) -> int:
    """A backup that is missing; its message was given up."""
    record(context.store, [told(CollectorName.BACKUP, "siak", None, NOW, State.MISSING)])
    announce(context.store, OFFICE, CATALOGUE, context.calendars[CODE], NOW)
    (message,) = alert_messages(context.store, CODE)
    claimed = claim_message(context.store, message, "uji", NOW, NOW + timedelta(minutes=2))
    assert claimed is not None
    finish_message(context.store, claimed, DEAD, NOW, trouble="penerima tidak terjangkau")
    return alert_events(context.store, CODE)[0].id


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.alerts"]["layout"](kantor=CODE, **query)


def call(app: Dash, pressed: dict[str, Any] | None, note: str = "", question: AlertsQuestion = QUESTION) -> str:
    """Press a button of a row, or the form (None), as the browser does; the text of the answer."""
    browser = app.server.test_client()
    known = browser.get("/_dash-dependencies").get_json()
    output = next(each["output"] for each in known if any(_is_of(one["id"], pressed) for one in each["inputs"]))
    name = "alerts-form" if pressed is None else json.dumps(pressed, separators=(",", ":"), sort_keys=True)
    clicked = {"id": pressed or "alerts-form", "property": "n_submit" if pressed is None else "n_clicks", "value": 1}
    buttons = [[clicked], []] if pressed is not None and pressed["type"] == RESEND else [[], [clicked]]
    outputs = [each.rsplit(".", 1) for each in output.strip(".").split("...")]
    asked = {"id": "alerts-question", "property": "data", "value": question.href()}
    typed = {"id": "alerts-note", "property": "value", "value": note}
    body = {
        "output": output,
        "outputs": [{"id": of, "property": prop} for of, prop in outputs],
        "inputs": [clicked] if pressed is None else buttons,
        "changedPropIds": [f"{name}.{clicked['property']}"],
        "state": [typed, asked] if pressed is None else [asked],
    }
    answer = browser.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return text(answer.get_json()["response"]["alerts-answer"]["children"])


def _is_of(listened: str, pressed: dict[str, Any] | None) -> bool:
    return listened == "alerts-form" if pressed is None else f'"{pressed["type"]}"' in listened


def test_an_empty_office_says_what_to_do_and_is_in_the_navigation(app: Dash) -> None:
    assert app.server.test_client().get("/peringatan").status_code == 200
    shown = text(page(app))
    for word in ("Peringatan Buleleng", "DATA SIMULASI", "Tidak ada gangguan", "Belum ada pesan", "Kasi PIAK"):
        assert word in shown
    assert find(page(app), href=f"/peringatan?kantor={CODE}")[0]["props"]["aria-current"] == "page"


@pytest.mark.parametrize(
    ("query", "said"), [({"dari": "2026-05-01"}, "lebih dari 92 hari"), ({"akui": "x"}, 'Peringatan "x" tidak dikenal')]
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Tampilkan tujuh hari terakhir" in shown


def test_a_dead_letter_stands_on_the_page_and_on_sistem_until_it_is_sent_again(
    app: Dash, context: Context, lasting: int
) -> None:
    assert "penerima tidak terjangkau" in text(find(page(app), id="gagal")[0])
    assert "Buleleng: 1 peringatan gagal dikirim. Kirim ulang dari halaman Peringatan" in (
        system_view(context, [CODE], NOW).findings
    )
    (message,) = alert_messages(context.store, CODE)
    assert "dikirim ulang" in call(app, {"type": RESEND, "row": message.id})
    assert alert_messages(context.store, CODE)[0].status == "waiting"
    assert "tidak ada lagi di antara yang gagal" in call(app, {"type": RESEND, "row": message.id})


def test_the_test_button_puts_a_message_into_the_outbox(app: Dash, context: Context) -> None:
    assert "dikirim sebentar lagi" in call(app, {"type": TRY, "row": "kasi"})
    assert [each.kind for each in alert_messages(context.store, CODE)] == ["test"]


def test_an_event_is_acknowledged_with_a_word(app: Dash, context: Context, lasting: int) -> None:
    asked = replace(QUESTION, event=lasting)
    assert "Nama petugas tidak ikut dikirim" in text(page(app, akui=str(lasting)))
    assert "Diakui oleh Petugas PIAK" in call(app, None, "teknisi berangkat", asked)
    (event,) = alert_events(context.store, CODE)
    assert (event.acknowledged_by, event.note) == ("Petugas PIAK", "teknisi berangkat")
    assert "sudah diakui" in text(page(app, akui=str(lasting)))
    assert "sudah diakui" in call(app, None, "", asked)


def test_what_lasts_says_who_knows_who_does_not_and_who_may_acknowledge_it() -> None:
    made = lasting_table(view(lasting=(EVENT,)), QUESTION)
    shown = text(made)
    assert "Kasi PIAK: 20 Nov 2026 10.30" in shown
    assert "Kabid PIAK: ditahan, menunggu eskalasi" in shown
    assert find(made, href=replace(QUESTION, event=1).href("akui"))
    step = replace(EVENT, ticket="B-1", run=f"{CODE}~B-1~step~1~1", href=f"/terlambat?kantor={CODE}")
    made = lasting_table(view(lasting=(step,)), QUESTION)
    assert find(made, href=f"/terlambat?kantor={CODE}&pilih={CODE}~B-1~step~1~1")
    assert find(made, href=f"/tiket/B-1?kantor={CODE}")
    seen = replace(EVENT, acknowledged_at=NOW, acknowledged_by="Ni Luh", note="berangkat")
    assert "Ni Luh, 20 Nov 2026" in text(lasting_table(view(lasting=(seen,)), QUESTION))


def test_a_message_says_its_state_and_when_it_may_have_come_twice() -> None:
    shown = text(messages_table(view(messages=(MESSAGE,))))
    for word in ("terkirim", "mungkin terkirim dua kali", "isi pesan"):
        assert word in shown
    waits = replace(MESSAGE, status="waiting", next_at=NOW + timedelta(minutes=2), trouble="ditolak", sent_at=None)
    assert "dicoba lagi 10.32" in text(messages_table(view(messages=(waits,))))
    assert text(dead_table(view())) == ""


def test_figures_and_reasons_are_told_and_nothing_is_green_by_default() -> None:
    dropped = replace(EVENT, told=(ToldRow("Kasi PIAK", "dropped", "jam tenang"),), ended="pulih 10.20")
    made = view(lasting=(EVENT,), dead=(MESSAGE,), untold=(dropped,), receivers=(RECEIVER,))
    assert find(figures_row(made)[0], data_state="gangguan")
    assert not find(figures_row(view())[0], data_state="baik")
    assert "Kasi PIAK: jam tenang" in text(untold_table(made))
    shown = text(receivers_table(made))
    for word in ("variabel ALAMAT", "60 menit kerja", "21.00–06.00", "ringkasan pagi", "belum pernah"):
        assert word in shown
    assert "alerts" in text(receivers_table(view()))
    assert text(acknowledge_card(view(), QUESTION, "Ni Luh")) == ""
