"""``/presentasi``: the page of a real app over a real store, and every kind of slide as the browser gets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.components.question import BadQuestion
from dashboard.components.slides_bodies import body
from dashboard.components.slides_question import SlidesQuestion, read_slides
from dashboard.model import Indicator
from dashboard.settings import load_settings
from dashboard.store import open_store, upgrade
from dashboard.views.context import Context, build_context
from dashboard.views.deck import SECTIONS
from dashboard.views.deck_rows import Bar, Bars, Body, Cell, Column, Grid, Grids, Lines, Nothing, Series, Table
from tests.pages.tree import as_json, find, text
from tests.people import signed_app

NOW = datetime(2026, 11, 20, 6, 5, 30, 999, tzinfo=UTC)
CODE = "51.08"
DAY = date(2026, 11, 20)


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
        return page_registry["pages.presentation"]["layout"](**query)


def read(**asked: str) -> SlidesQuestion:
    return read_slides([CODE], SECTIONS, DAY, NOW, kantor=CODE, **asked)


def test_the_page_has_no_navigation_and_a_way_back_that_keeps_the_period(app: Dash) -> None:
    made = page(app, kantor=CODE, dari="2026-11-01", sampai="2026-11-19")
    assert not find(made, id="navigasi")
    back = f"/kepatuhan?kantor={CODE}&dari=2026-11-01&sampai=2026-11-19"
    assert "Kembali" in [text(link) for link in find(made, href=back)]


def test_the_address_that_the_page_gives_freezes_its_figures(app: Dash) -> None:
    [deck] = find(page(app, kantor=CODE), className="deck")
    wanted = f"/presentasi?kantor={CODE}&dari=2026-11-01&sampai=2026-11-20&beku=2026-11-20T06:05:30Z&slide=1"
    assert deck["props"]["data-deck"] == wanted


def test_one_slide_is_shown_and_each_has_band_footer_and_number(app: Dash) -> None:
    made = page(app, kantor=CODE, slide="3")
    slides = find(made, className="slide")
    assert [slide["props"]["data-slide"] for slide in slides if "data-current" in slide["props"]] == ["3"]
    for number, slide in enumerate(slides, 1):
        assert "DATA SIMULASI" in text(slide)
        assert "dibekukan 20 Nov 2026 14.05" in text(slide).replace("\xa0", " ")
        assert f"{number} / {len(slides)}" in text(slide)


def test_a_slide_beyond_the_last_is_the_last(app: Dash) -> None:
    slides = find(page(app, kantor=CODE, slide="999"), className="slide")
    assert "data-current" in slides[-1]["props"]


def test_an_empty_office_draws_no_chart_and_says_not_measured(app: Dash) -> None:
    made = page(app, kantor=CODE)
    assert not find(made, className="slide-chart")
    assert text(made).lower().count("tidak terukur") > 8


def test_only_the_asked_slides_are_there_in_the_asked_order(app: Dash) -> None:
    made = page(app, kantor=CODE, isi="tren,judul")
    assert [slide["props"]["data-section"] for slide in find(made, className="slide")] == ["tren", "judul"]
    [panel] = find(made, className="deck-panel")
    order = [item["props"]["data-section"] for item in find(panel) if "data-section" in item["props"]]
    assert order[:3] == ["tren", "judul", "ringkasan"]
    ticks = [item["props"]["aria-checked"] for item in find(panel, role="checkbox")]
    assert ticks[:3] == ["true", "true", "false"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kantor": "99.99"}, 'Kantor "99.99" tidak dikenal'),
        ({"kantor": CODE, "beku": "kemarin"}, "tidak terbaca"),
        ({"kantor": CODE, "beku": "2026-11-20T06:05:00"}, "tanpa zona waktu"),
        ({"kantor": CODE, "beku": "2027-01-01T00:00:00Z"}, "masih akan datang"),
        ({"kantor": CODE, "isi": "cuaca"}, 'Slide "cuaca" tidak dikenal'),
        ({"kantor": CODE, "dari": "2026-11-20", "sampai": "2026-11-01"}, "mendahului"),
    ],
)
def test_an_address_that_cannot_be_answered_has_a_way_out(app: Dash, query: dict[str, str], said: str) -> None:
    shown = text(page(app, **query))
    assert said in shown
    assert "Presentasi bulan ini" in shown


def test_the_address_says_all_of_the_question() -> None:
    asked = {"dari": "2026-11-01", "sampai": "2026-11-19", "beku": "2026-11-19T01:00:00Z", "isi": "tren,judul"}
    question = read(**asked, slide="2")
    for name, value in asked.items():
        assert f"{name}={value}" in question.href()
    assert question.at(7).href().endswith("slide=7")


@pytest.mark.parametrize("slide", ["0", "-1", "dua", "99999", "²"])
def test_a_slide_that_is_no_number_is_the_first(slide: str) -> None:
    assert read(slide=slide).slide == 1


def test_without_a_moment_the_figures_are_frozen_now_in_whole_seconds() -> None:
    assert read().frozen_at == NOW.replace(microsecond=0)


def test_without_offices_the_mend_is_named() -> None:
    with pytest.raises(BadQuestion, match="PANTAU_OFFICES"):
        read_slides([], SECTIONS, DAY, NOW)


GOOD = Cell("100 % · n 12", Indicator.BAIK, short="100 % 12")
WEAK = Cell("50 % · n 2°", Indicator.GANGGUAN, weak=True, short="50 % 2°")
NARROW = tuple(str(number) for number in range(12))


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (Grids((Grid("SOP", "Langkah", ("1", "2"), (("Seririt", (GOOD, WEAK)),)),), "kunci"), "✓ 100 % · n 12"),
        (Grids((Grid("SOP", "Langkah", NARROW, (("Seririt", (GOOD,) * 12),)),), "kunci"), "✓ 100 % 12"),
        (Table((Column("Tempat", 1), Column("n", 1, is_number=True)), ((Cell("Seririt"), Cell("7")),)), "Seririt"),
        (Nothing("Tidak terukur.", "Hubungkan sumbernya."), "Hubungkan sumbernya."),
    ],
)
def test_bodies_say_their_rows(shown: Body, said: str) -> None:
    assert said in text(body(shown, 1, "r"))


def test_a_weak_cell_is_marked_and_a_coloured_one_has_its_state() -> None:
    made = body(Grids((Grid("SOP", "Langkah", ("1", "2"), (("Seririt", (GOOD, WEAK)),)),), ""), 1, "r")
    assert len(find(made, className="slide-weak", data_state="gangguan")) == 1
    assert len(find(made, data_state="baik")) == 1


def test_bars_keep_their_size_and_leave_the_unmeasured_blank() -> None:
    bars = (Bar("1. Seririt", 0.9, "90 % · n 9", Indicator.BAIK), Bar("Gerokgak", None, "tidak terukur"))
    made = as_json(body(Bars("Kepatuhan", bars, True, target=0.9), 4, "r"))
    [chart] = find(made, className="chart")
    figure = chart["props"]["figure"]
    assert figure["data"][0]["x"] == [None, 0.9]
    assert "— tidak terukur" in figure["data"][1]["text"][0]
    assert figure["layout"]["width"] == 1180
    assert chart["props"]["responsive"] is False
    assert figure["layout"]["shapes"][0]["x0"] == 0.9


def test_lines_keep_gaps_and_draw_weak_points_hollow() -> None:
    lines = Lines(
        ("1\nn 4", "2\nn 9", "3\nn 0"), (Series("K", (1.0, 0.8, None)),), 0.9, "target 90 %", True, "", frozenset({0})
    )
    [chart] = find(as_json(body(lines, 5, "r")), className="chart")
    drawn = chart["props"]["figure"]["data"][0]
    assert drawn["y"] == [1.0, 0.8, None]
    assert drawn["connectgaps"] is False
    assert drawn["marker"]["symbol"][:2] == ["circle-open", "circle"]
    assert chart["props"]["figure"]["layout"]["annotations"][0]["text"] == "target<br>90 %"
