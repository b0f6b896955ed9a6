"""``/jaringan``: the page of a real app over a real store, read by HTTP, and its parts in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.network import decisions_card, figures_row, outages_table, rows_table, rtt_card, tree_card
from dashboard.components.network_question import NetworkQuestion
from dashboard.model import CollectorName, Indicator, SampleStatus, SeriesKey, SeriesState, State, StateInterval
from dashboard.settings import load_settings
from dashboard.store import backfill, open_store, upgrade
from dashboard.views.context import Context, build_context
from dashboard.views.network_rows import DecisionRow, NetworkView, OutageRow, RttPoint, Stretch, TargetRow
from tests.pages.tree import as_json, find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
CODE = "51.08"
DAY = date(2026, 11, 20)
START = datetime(2026, 11, 19, 16, tzinfo=UTC)
QUESTION = NetworkQuestion(CODE, DAY, DAY)
UP = {State.UP: 3600.0}
ROW = TargetRow(
    target="modem-1",
    name="Modem Gerokgak",
    role="Modem",
    kecamatan="51.08.01",
    place="Gerokgak",
    parent=None,
    measured_from="server kantor",
    schedule="jam kerja",
    state=Indicator.BAIK,
    reason="Modem baik",
    rtt_ms=12.0,
    limit_ms=300.0,
    in_schedule=True,
    seconds=UP,
    strip=(Stretch(START, START + timedelta(hours=1), UP),),
    outages=0,
    flapping=False,
)
OUTAGE = OutageRow(
    "modem-1", "Modem Gerokgak", "Gerokgak", NOW - timedelta(hours=1), None, 3600.0, NOW, None, "putus-1", False
)


def view(*rows: TargetRow, **more: object) -> NetworkView:
    made = NetworkView(CODE, "Dinas Buleleng", "Asia/Makassar", NOW, True, DAY, DAY, False, rows, (), ())
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


def page(app: Dash, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry["pages.network"]["layout"](**query)


def test_the_page_is_served_and_is_in_the_navigation(app: Dash) -> None:
    assert app.server.test_client().get("/jaringan").status_code == 200
    made = page(app, kantor=CODE)
    assert "Jaringan Buleleng" in text(made)
    assert "DATA SIMULASI" in text(made)
    assert find(made, href=f"/jaringan?kantor={CODE}")[0]["props"]["active"]


def test_an_empty_store_shows_every_target_as_not_measured(app: Dash, context: Context) -> None:
    made = page(app, kantor=CODE)
    [grid] = find(made, id="jaringan")
    targets = context.offices[CODE].targets
    assert len(find(grid, className="chip", data_state="tidak_terukur")) == len(targets)
    assert not find(grid, data_state="baik")
    assert "tidak memberi balasan yang terukur" in text(made)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kantor": CODE, "dari": "kemarin"}, "tidak terbaca"),
        ({"kantor": CODE, "dari": "2026-05-01"}, "lebih dari 92 hari"),
        ({"kantor": CODE, "sasaran": "bulan"}, 'Sasaran "bulan" tidak ada'),
    ],
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Tampilkan tujuh hari terakhir" in shown


def test_an_outage_that_lasts_is_told_on_the_page(app: Dash, context: Context) -> None:
    target = next(each for each in context.offices[CODE].targets if each.role == "modem")
    key = SeriesKey(CODE, target.kecamatan, CollectorName.NETWORK, target.id, "rtt_ms", "ms")
    began = NOW - timedelta(hours=3)
    last = SeriesState(key, State.DOWN, began, NOW, None, SampleStatus.FAILED)
    backfill(context.store, states=[last], intervals=[StateInterval(key, began, None, State.DOWN)])
    made = page(app, kantor=CODE, dari="2026-11-20", sampai="2026-11-20", sasaran=target.id)
    [outages] = find(made, id="gangguan")
    assert target.name in text(outages)
    assert "masih putus" in text(outages)


def test_a_target_is_a_row_with_its_share_and_a_strip_that_says_itself() -> None:
    down = {State.UP: 3000.0, State.DOWN: 600.0}
    row = replace(ROW, seconds=down, strip=(Stretch(START, START + timedelta(hours=1), down),), flapping=True)
    made = rows_table(view(row), QUESTION)
    shown = text(made)
    assert "83,33\u00a0%" in shown
    assert "naik-turun" in shown
    [part] = [each for each in find(made, className="net-part", data_state="gangguan") if "title" in each["props"]]
    assert part["props"]["title"] == "20 Nov 2026 00.00–01.00: putus 10 menit, baik 50 menit"
    assert "var(--gangguan)" in part["props"]["style"]["background"]


def test_a_target_that_was_not_measured_has_no_percentage() -> None:
    blind = {State.UNKNOWN: 3600.0}
    row = replace(ROW, state=Indicator.TIDAK_TERUKUR, seconds=blind, strip=(Stretch(START, NOW, blind),))
    shown = text(rows_table(view(row), QUESTION))
    assert "0 %" not in shown.replace("\u00a0", " ")
    assert "tidak terukur 1 jam" in shown


def test_an_office_without_targets_says_what_to_write() -> None:
    assert "targets" in text(rows_table(view(), QUESTION))
    assert figures_row(view()) == []


def test_outages_tell_how_they_ended_and_whether_they_have_a_ticket() -> None:
    ended = replace(OUTAGE, end=NOW, after=State.UNKNOWN, ticket="", confirmed_at=None, flapping=True)
    shown = text(outages_table(view(ROW, outages=(OUTAGE, ended))))
    for word in ("masih putus", "putus-1", "(lalu tidak terukur)", "belum 15 menit kerja", "naik-turun"):
        assert word in shown
    assert "Tidak ada gangguan" in text(outages_table(view(ROW)))


def test_the_figures_name_who_is_out_within_the_schedule_alone() -> None:
    out = replace(ROW, state=Indicator.GANGGUAN)
    assert "Modem Gerokgak" in text(figures_row(view(out)))
    assert find(figures_row(view(out))[0], data_state="gangguan")
    assert not find(figures_row(view(replace(out, in_schedule=False)))[0], data_state="gangguan")


def test_reply_times_leave_gaps_and_say_their_coverage() -> None:
    points = (RttPoint(START, 12.0, 30.0), RttPoint(START + timedelta(hours=1), None, None))
    made = as_json(rtt_card(view(ROW), ROW, points, QUESTION))
    [chart] = find(made, className="chart")
    edge, line = chart["props"]["figure"]["data"]
    assert (line["y"], edge["y"]) == ([12.0, None], [30.0, None])
    assert not line["connectgaps"]
    origin = chart["props"]["figure"]["layout"]["title"]["text"]
    assert "1 dari 2 jam ada balasan" in origin
    assert "DATA SIMULASI" in origin


def test_children_hang_below_their_parent_and_decisions_are_read() -> None:
    child = replace(ROW, target="pc-1", name="PC client", parent="modem-1", state=Indicator.TERPUTUS)
    made = tree_card(view(child, ROW))
    outer, inner = find(made, className="net-tree")
    assert text(outer).index("Modem Gerokgak") < text(outer).index("PC client")
    assert "Modem Gerokgak" not in text(inner)
    off = DecisionRow("Modem X", "Banjar", None, None, date(2025, 3, 3), "Surat 1")
    work = DecisionRow("Server", "Dinas", NOW, NOW + timedelta(hours=1), None, "Ganti cakram")
    shown = text(decisions_card(view(ROW, decisions=(work, off))))
    assert "dinonaktifkan sejak 3 Maret 2025, surat Surat 1" in shown
    assert "Ganti cakram" in shown
    assert "Tidak ada pemeliharaan" in text(decisions_card(view(ROW)))
