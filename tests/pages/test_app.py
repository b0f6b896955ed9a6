from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from dash import Dash, page_registry
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard import web
from dashboard.settings import load_settings
from dashboard.store import open_store, upgrade
from dashboard.views.context import build_context
from tests.pages.factories import tile
from tests.pages.factories import wall as wall_of
from tests.pages.tree import find, nodes, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
FIRST_LOAD_BYTES = 1_300_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dash]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("data")), "PANTAU_OFFICER": "Ni Luh"})
    store = open_store(settings.database_url)
    upgrade(store)
    yield signed_app(settings, build_context(settings, store, {}), lambda: NOW)
    store.close()


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    made: FlaskClient = app.server.test_client()
    return made


def page(app: Dash, module: str, **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry[module]["layout"](**query)


def test_the_page_is_indonesian_and_loads_nothing_from_outside(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    assert '<html lang="id">' in html
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', html) == []


def test_the_first_load_with_charts_stays_small(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    urls = set(re.findall(r'(?:src|href|data-plotly)="(/[^"]+)"', html))
    sizes = {}
    for url in urls:
        with client.get(url, headers={"Accept-Encoding": "br"}) as answer:
            sizes[url] = len(answer.data)
    assert sum(sizes.values()) <= FIRST_LOAD_BYTES
    assert any("plotly-cartesian" in url for url in sizes)


def test_only_our_own_scripts_may_run(client: FlaskClient) -> None:
    client.get("/")
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "sha256-" in policy


def test_the_feed_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/feed/wall?kantor=51.08")
    again = client.get("/feed/wall?kantor=51.08", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert [wall["office"] for wall in first.get_json()["walls"]] == ["51.08"]


def test_the_feed_of_all_offices_has_every_kecamatan_with_its_overall_state(client: FlaskClient) -> None:
    feed = client.get("/feed/wall?kantor=semua").get_json()
    tiles = [tile for wall in feed["walls"] for tile in wall["tiles"]]
    assert len(tiles) == 53
    assert {tile["overall"]["state"] for tile in tiles} <= {"tidak_terukur", "dinonaktifkan"}
    assert feed["troubles"] == []


def test_before_the_first_measurement_the_wall_is_grey_and_says_so(app: Dash) -> None:
    made = page(app, "pages.wall")
    tiles = find(made, className="tile-compact")
    assert len(tiles) == 53
    assert find(made, className="band-stale", hidden=False)
    assert not [tile for tile in tiles if tile["props"]["data-state"] == "baik"]


def test_every_page_shows_the_officer_and_the_simulation(app: Dash) -> None:
    for module in ("pages.wall", "pages.compliance", "pages.sop", "pages.not_found_404"):
        said = text(page(app, module))
        assert "Ni Luh" in said
        assert "DATA SIMULASI" in said


def test_an_unknown_office_is_told_which_there_are(app: Dash) -> None:
    assert "Buleleng (51.08)" in text(page(app, "pages.wall", kantor="99"))


def test_compliance_of_an_empty_store_is_an_empty_state(app: Dash) -> None:
    said = text(page(app, "pages.compliance", kantor="51.08"))
    assert "Belum ada pelaksanaan yang dinilai pada 1–20 November 2026." in said


def test_an_opened_row_that_cannot_be_read_is_named_with_its_mend(app: Dash) -> None:
    said = text(page(app, "pages.compliance", kantor="51.08", buka="ini"))
    assert "Baris yang dibuka tidak terbaca" in said


def test_an_opened_row_of_another_cell_is_not_shown(app: Dash) -> None:
    pick = "51.08.01~buleleng-01-perbaikan-perangkat~1~step"
    said = text(page(app, "pages.compliance", kantor="51.08", pilih=pick, buka="X~1~1"))
    assert "Mengapa angka ini?" in said
    assert "Tiket X" not in said


def test_a_bad_date_is_named_with_its_mend(app: Dash) -> None:
    assert "20/11/2026" in text(page(app, "pages.compliance", kantor="51.08", dari="2026-13-01"))


def test_the_catalogue_lists_twenty_sops_and_each_has_a_page(app: Dash) -> None:
    links = [node["props"]["href"] for node in nodes(page(app, "pages.sop")) if node["type"] == "Link"]
    ids = [href.removeprefix("/sop/") for href in links if href.startswith("/sop/")]
    assert len(ids) == 20
    for each in ids:
        assert "Langkah" in text(page(app, "pages.sop_detail", sop_id=each))


def test_an_unknown_sop_leads_back_to_the_list(app: Dash) -> None:
    assert 'SOP "xyz" tidak ada' in text(page(app, "pages.sop_detail", sop_id="xyz"))


def test_styles_and_scripts_name_no_outside_address() -> None:
    own = [path for path in Path("assets").glob("*.*") if path.suffix in {".js", ".css"}]
    found = [url for path in own for url in re.findall(r"https?://[^'\"\s)]+", path.read_text())]
    assert set(found) <= {"http://www.w3.org/2000/svg"}


def test_the_page_of_an_sop_is_titled_and_leads_back(app: Dash) -> None:
    sop = "trenggalek-08-backup-siak"
    with app.server.test_request_context():
        title = page_registry["pages.sop_detail"]["title"](sop_id=sop)
    assert title == "Backup data hasil pelayanan SIAK · SOP · Pantau PIAK"
    [trail] = [node for node in nodes(page(app, "pages.sop_detail", sop_id=sop)) if node["type"] == "Breadcrumb"]
    assert [item["href"] for item in trail["props"]["items"]] == ["/sop", ""]


def test_collectors_that_never_ran_are_named_and_no_office_is_called_stale(app: Dash) -> None:
    said = text(page(app, "pages.wall", kantor="51.08"))
    assert "BELUM ADA DATA" in said
    assert "periksa apakah kolektor berjalan" in said
    assert "DATA USANG" not in said


def test_an_office_without_any_source_is_told_to_enter_them(tmp_path: Path) -> None:
    office = yaml.safe_load(Path("data/offices/sukamara.yaml").read_text(encoding="utf-8"))
    bare = {key: value for key, value in office.items() if key not in {"targets", "backups", "counters", "tickets"}}
    (tmp_path / "kantor.yaml").write_text(yaml.safe_dump(bare, allow_unicode=True), encoding="utf-8")
    settings = load_settings({"PANTAU_DATA": str(tmp_path), "PANTAU_OFFICES": str(tmp_path / "kantor.yaml")})
    store = open_store(settings.database_url)
    upgrade(store)
    said = text(page(signed_app(settings, build_context(settings, store, {}), lambda: NOW), "pages.wall"))
    store.close()
    assert "Sukamara belum punya sumber data" in said
    assert "0 %" not in said.replace("90", "")


@pytest.mark.parametrize(("poll_s", "asked_ms"), [(30.0, 5000), (2.0, 1000), (5.0, 2500), (0.5, 1000)])
def test_a_screen_asks_twice_a_poll_so_that_no_state_is_missed(poll_s: float, asked_ms: int) -> None:
    assert web.poll_ms([replace(wall_of(tile()), simulated=False)], poll_s) == asked_ms


def test_no_class_is_styled_by_two_pages_style_sheets() -> None:
    # Every page loads every style sheet: a bare class of one page's parts would reach into another's.
    owners: dict[str, set[str]] = {}
    for path in sorted(Path("assets").glob("[3-9]-*.css")):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for bare in re.findall(r"(?:^|[{},])\s*\.([\w-]+)(?:\[[^\]]*\])?(?::[\w-]+)?\s*(?=[{,])", rules):
            owners.setdefault(bare, set()).add(path.name)
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}
