"""``/nasional`` and ``/provinsi``: the pages of a real app over a real store, their parts in each state, their API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.nation import figures_row, provinces_part, shown_rows, usang_note
from dashboard.components.nation_grid import CSV, grid_rows
from dashboard.components.nation_question import NATION, PROVINCE, NationQuestion
from dashboard.figures.nation import uptime_trend
from dashboard.model import Indicator
from dashboard.settings import load_settings
from dashboard.store import open_store, save_standings, upgrade
from dashboard.tallies import Heaps, Sums
from dashboard.views.context import Context, build_context
from dashboard.views.nation import nation_view
from dashboard.views.nation_rows import NationRow, TargetCounts
from tests.offices_factory import make_context
from tests.pages.tree import find, text
from tests.people import signed_app
from tests.store.test_office_days import STANDING

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
CODE = "51.08"
QUESTION = NationQuestion(NATION, DAY, DAY)
FRESH = replace(STANDING, stale=False, data_at=NOW - timedelta(seconds=12))
ROW = NationRow(CODE, "Kabupaten Buleleng", "Buleleng", "51", "Bali", "Asia/Makassar", True, True)
TOLD = replace(
    ROW,
    made_at=NOW,
    data_at=NOW - timedelta(seconds=12),
    state=Indicator.GANGGUAN,
    targets=TargetCounts(9, 5, 1, 2, 0, 1, 0),
    overdue=3,
    at_risk=1,
    trouble=1_000_005,
    work=Heaps(90, 10, 2, 0, 5),
    uptime=Sums(990, 10, 250),
)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path_factory.mktemp("negara"))})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture(scope="module")
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


@pytest.fixture
def told(context: Context) -> Iterator[Context]:
    """Standings of an office that has a file here and of one that has none."""
    other = replace(FRESH, office="12.01", name="Kabupaten Lain", short="Lain", province="Sumatera Utara")
    save_standings(context.store, [FRESH, other])
    yield context
    with context.store.writing.begin() as connection:
        connection.exec_driver_sql("DELETE FROM office_standings")


def page(app: Dash, name: str = "nation", **query: str) -> Component:
    with app.server.test_request_context():
        return page_registry[f"pages.{name}"]["layout"](**query)


def rows_of(made: Component) -> dict[str, dict[str, Any]]:
    [grid] = find(made, id="nation-grid")
    return {row["key"]: row for row in grid["props"]["rowData"]}


def grid_row(row: NationRow) -> dict[str, Any]:
    return grid_rows([row], NOW)[0]


def test_both_pages_are_served_marked_as_simulated_and_in_the_navigation(app: Dash) -> None:
    for path, name, title in (("/nasional", "nation", "Nasional"), ("/provinsi", "province", "Provinsi Bali")):
        assert app.server.test_client().get(path).status_code == 200
        made = page(app, name, kantor=CODE)
        assert text(find(made, className="page-title")) == title
        assert "DATA SIMULASI" in text(made)
        assert [text(each["props"]["children"]) for each in find(made, aria_current="page")] == [title.split()[0]]


def test_without_any_standing_every_office_is_there_and_not_measured(app: Dash, context: Context) -> None:
    made = page(app)
    rows = rows_of(made)
    assert set(rows) == set(context.offices)
    assert {row["word"] for row in rows.values()} == {"tidak terukur"}
    assert {row["overdue_shown"] for row in rows.values()} == {"—"}
    assert not find(made, data_state="baik", className="nation-part")
    assert "Belum ada hari yang dinilai" in text(made)


def test_an_office_without_a_file_here_has_no_way_to_pages_that_are_not_here(app: Dash, told: Context) -> None:
    rows = rows_of(page(app))
    assert (rows[CODE]["here"], rows["12.01"]["here"]) == (True, False)
    assert "tanpa berkas kantor di sini" in rows["12.01"]["name_sub"]
    assert "tanpa berkas" not in rows[CODE]["name_sub"]
    assert len(rows) == len(told.offices) + 1


def test_a_province_shows_its_own_and_leads_back_to_the_nation(app: Dash, told: Context) -> None:
    made = page(app, "province", kode="12", dari="2026-11-01", sampai="2026-11-20")
    assert list(rows_of(made)) == ["12.01"]
    assert find(made, href="/nasional?dari=2026-11-01&sampai=2026-11-20")
    assert list(rows_of(page(app, kode="12"))) == ["12.01"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"dari": "kemarin"}, "tidak terbaca"),
        ({"dari": "2025-01-01"}, "lebih dari 366 hari"),
        ({"kode": "99"}, 'Provinsi "99" tidak dikenal'),
        ({"urut": "acak"}, 'Urutan "acak" tidak dikenal'),
    ],
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Tampilkan tiga puluh hari terakhir" in shown


def test_a_single_office_has_no_way_to_pages_of_many(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/satu.sqlite3")
    upgrade(store)
    alone = make_context(store, env={"PANTAU_DATA": str(tmp_path)})
    app = signed_app(alone.settings, alone, lambda: NOW)
    assert not find(page(app, "network", kantor=CODE), href=f"/nasional?kantor={CODE}")
    save_standings(store, [FRESH, replace(FRESH, office="12.01")])
    later = signed_app(alone.settings, alone, lambda: NOW + timedelta(minutes=1))
    assert find(page(later, "network", kantor=CODE), href=f"/nasional?kantor={CODE}")
    store.close()


def test_a_kabupaten_is_told_in_words_and_numbers(told: Context) -> None:
    row = grid_row(TOLD)
    assert (row["word"], row["age"], row["look"]) == ("gangguan", "data 12 detik lalu", "gangguan")
    assert (row["down_shown"], row["down_sub"]) == ("2 putus", "5 baik, 1 terganggu, 1 tidak terukur")
    assert (row["overdue_shown"], row["overdue_sub"]) == ("3", "1 mendekati batas")
    assert (row["work_shown"], row["work_look"]) == ("90\u00a0%", "baik")
    assert row["work_sub"] == "n 100 · 90 tepat, 10 tidak, 2 dikecualikan"
    assert (row["uptime_shown"], row["uptime_sub"]) == ("99\u00a0%", "terukur 80\u00a0%")
    assert {each[1] for each in CSV} <= row.keys()


def test_few_runs_have_no_percentage_and_no_verdict() -> None:
    row = grid_row(replace(TOLD, work=Heaps(3, 1)))
    assert (row["work_shown"], row["work_look"]) == ("n 4", "tidak_terukur")


def test_what_nobody_renews_is_usang_and_a_feed_that_stopped_says_so() -> None:
    old = replace(ROW, made_at=NOW - timedelta(hours=2), is_old=True)
    assert (grid_row(old)["word"], grid_row(old)["age"]) == ("DATA USANG", "keadaan dihitung 2 jam lalu")
    stopped = replace(TOLD, is_stale=True)
    assert (grid_row(stopped)["word"], grid_row(stopped)["age"]) == ("gangguan", "DATA USANG: data 12 detik lalu")


def test_orders_put_what_is_not_known_last() -> None:
    blind, late = replace(ROW, office="51.01"), replace(TOLD, office="51.02", overdue=9, trouble=7, work=Heaps(8, 2))
    view = replace(nation_of(), rows=(blind, late, TOLD))
    order = {
        each: [row.office for row in shown_rows(view, replace(QUESTION, order=each))]
        for each in ("terburuk", "terlambat", "kepatuhan")
    }
    assert order == {
        "terburuk": [CODE, "51.02", "51.01"],
        "terlambat": ["51.02", CODE, "51.01"],
        "kepatuhan": ["51.02", CODE, "51.01"],
    }
    assert [row.office for row in shown_rows(view, replace(QUESTION, text="buleleng bali 51.08"))] == [CODE]


def nation_of() -> Any:
    """A view of one row, made once."""
    from dashboard.views.nation_rows import NationView

    return NationView("", NOW, DAY, DAY, DAY.replace(day=1), (TOLD,), (), (("51", "Bali"),), (), None, ())


def test_figures_tell_what_is_not_known_as_such() -> None:
    shown = text(figures_row(replace(nation_of(), rows=(ROW,))))
    assert "Kabupaten gangguan — tidak terukur" in shown
    assert "Sasaran putus — tidak terukur" in shown
    assert " 0 " not in shown
    assert "Kabupaten gangguan 1 dari 1" in text(figures_row(nation_of()))
    assert usang_note(nation_of()) == []


def test_the_picture_of_the_nation_tells_each_province_and_leads_there(told: Context) -> None:
    view = nation_view(told, "", DAY, DAY, NOW)
    made = provinces_part(view, QUESTION)
    assert find(made[2], href="/provinsi?kode=12&dari=2026-11-20&sampai=2026-11-20")
    assert "Sumatera Utara" in text(made)
    assert "1 gangguan" in text(made)
    assert provinces_part(replace(view, provinces=view.provinces[:1]), replace(QUESTION, path=PROVINCE)) == []


def test_a_day_that_was_not_measured_is_a_gap_of_the_line() -> None:
    made = uptime_trend([(DAY - timedelta(days=1), None), (DAY, Sums(98, 2, 0))], "uji")
    assert made.data[0]["y"] == (None, 0.98)
    assert "tidak terukur" in made.data[0]["hovertext"][0]
    assert list(made.layout.yaxis.ticktext) == ["100\u00a0%", "99,5\u00a0%", "99\u00a0%", "98,5\u00a0%", "98\u00a0%"]


def test_news_are_told_only_once_a_standing_was_renewed(app: Dash, told: Context) -> None:
    client = app.server.test_client()
    first = client.get("/feed/nation?kode=51")
    assert (first.status_code, first.json["walls"][0]["stale"]) == (200, False)
    tag = first.headers["ETag"]
    assert client.get("/feed/nation?kode=51&tanda=x", headers={"If-None-Match": tag}).status_code == 304
    save_standings(told.store, [replace(FRESH, version=8)])
    assert client.get("/feed/nation?kode=51", headers={"If-None-Match": tag}).status_code == 200


def test_the_api_gives_the_rows_of_the_page_and_refuses_what_it_cannot_read(app: Dash, told: Context) -> None:
    client = app.server.test_client()
    found = client.get("/api/v1/nation?province=12").json
    assert [(row["office"], row["state"], row["overdue"]) for row in found["rows"]] == [("12.01", "gangguan", 4)]
    assert len(found["days"]) == 30
    for query in ("province=99", "from=2025-01-01&to=2026-11-20", "kantor=51.08"):
        assert client.get(f"/api/v1/nation?{query}").status_code == 400
