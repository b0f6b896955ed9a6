"""``/sop`` and ``/sop/<id>`` with the figures of this month: the parts in each state, and the pages over a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component
from sqlalchemy.exc import OperationalError

from dashboard.components.sops_live import cell_href, figure, list_line, offices_card, steps_card
from dashboard.model import Kind, Scope
from dashboard.settings import load_settings
from dashboard.sla import RowKey
from dashboard.store import open_store, upgrade
from dashboard.views.context import Context, build_context
from dashboard.views.sops import sop_detail
from dashboard.views.sops_live_rows import Share, SopLive, Standing, StepLive
from tests.offices_factory import CATALOGUE
from tests.pages.factories import SOP, compliance
from tests.pages.tree import as_json, find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
CODE = "51.08"
DETAIL = sop_detail(CATALOGUE, SOP)
WORST = compliance(met=1, missed=2)
KEY = RowKey(CODE, None, SOP, date(2017, 12, 20), 1, 1, Scope.STEP, Kind.PELAKSANAAN)
LIVE = SopLive(
    office=CODE,
    office_name="Buleleng",
    standing=Standing.BERLAKU,
    since=date(2017, 12, 20),
    adopted=False,
    reason="",
    version=date(2017, 12, 20),
    start=date(2026, 11, 1),
    end=date(2026, 11, 30),
    target=0.9,
    runs=Share(12, 13, 0, 0),
    open_tickets=2,
    steps=(StepLive(KEY, Share(12, 13, 0, 0), WORST, "Gerokgak"),),
)


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


def page(app: Dash, name: str, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry[name]["layout"](**query)


def test_the_list_shows_the_chosen_office_and_calls_nothing_green_without_data(app: Dash) -> None:
    made = page(app, "pages.sop", kantor=CODE)
    assert "Kepatuhan November 2026 sampai sekarang, Buleleng" in text(made)
    assert "belum dipakai" in text(made)
    assert not find(made, data_state="baik")


def test_the_page_of_an_sop_says_where_it_is_in_force(app: Dash) -> None:
    shown = text(page(app, "pages.sop_detail", sop_id="trenggalek-08-backup-siak", kantor=CODE))
    for words in (
        "Berlaku di mana",
        "diadopsi sejak 2 Januari 2025",
        "Bulan ini belum ada langkah SOP ini yang dinilai",
    ):
        assert words in shown


def test_without_a_readable_store_the_standard_is_still_there(app: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OperationalError("select", {}, Exception("terkunci"))

    monkeypatch.setattr("dashboard.views.sops_live.compliance_rows", broken)
    for name, query in (("pages.sop", {}), ("pages.sop_detail", {"sop_id": SOP})):
        shown = text(page(app, name, kantor=CODE, **query))
        assert "Basis data tidak dapat dibaca" in shown
        assert "PERBAIKAN PERANGKAT" in shown


def test_a_figure_has_its_n_its_state_and_a_mark_where_it_is_weak() -> None:
    made = as_json(figure(Share(12, 13, 0, 0), 0.9))
    assert "92,3\u00a0%" in text(made)
    assert "n 13" in text(made)
    assert find(made, data_state="baik")
    assert "lemah" in text(figure(Share(2, 3, 0, 0), 0.9))
    assert "belum ada yang dinilai" in text(figure(None, 0.9))


def test_an_sop_that_is_not_in_force_says_so_instead_of_figures() -> None:
    waived = replace(LIVE, standing=Standing.TIDAK_BERLAKU, reason="terpusat", runs=None, open_tickets=0)
    made = as_json(list_line(waived))
    assert text(made) == "tidak berlaku"
    assert find(made, title="terpusat")
    unused = replace(waived, standing=Standing.BELUM_DIPAKAI, reason="", since=None)
    assert text(list_line(unused)) == "belum dipakai"


def test_measured_hours_stand_beside_the_runs_and_lead_to_their_own_kind() -> None:
    made = as_json(list_line(replace(LIVE, hours=Share(700, 720, 0, 0))))
    ways = [each["props"]["href"] for each in find(made, className="sop-way")]
    assert ["jenis=pelaksanaan" in ways[0], "jenis=pengukuran" in ways[1]] == [True, True]
    assert "2 tiket terbuka" in text(made)


def test_the_offices_of_an_sop_lead_to_their_open_tickets_and_each_version_names_its_users() -> None:
    made = as_json(offices_card([LIVE, replace(LIVE, office_name="Paser", version=None, runs=None)], DETAIL))
    assert find(made, href=f"/tiket?kantor={CODE}&sop={SOP}&keadaan=terbuka")
    assert "Berlaku 20 Desember 2017 : dipakai Buleleng" in text(made)
    nobody = offices_card([replace(LIVE, version=None)], DETAIL)
    assert "tidak dipakai di kantor mana pun hari ini" in text(nobody)


def test_a_step_leads_to_the_cell_with_the_most_misses() -> None:
    made = as_json(steps_card([LIVE], DETAIL))
    [way] = find(made, href=cell_href(WORST, LIVE))
    assert text(way) == "Gerokgak (2 dari 3)"
    assert f"pilih=51.08.01~{SOP}~1~step" in way["props"]["href"]
    assert "12 dari 13" in text(made)


def test_a_total_and_an_older_version_are_named_as_such() -> None:
    total = replace(LIVE.steps[0], key=replace(KEY, scope=Scope.TOTAL, version=date(2016, 1, 1)))
    shown = text(steps_card([replace(LIVE, steps=(total,))], DETAIL))
    assert "total, versi 1 Jan 2016" in shown
    assert "seluruh SOP" in shown
