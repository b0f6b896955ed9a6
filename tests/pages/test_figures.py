from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from dashboard.figures.frames import frame_of, pivot_of, ranked
from dashboard.figures.heatmap import cell_text, heatmap
from dashboard.figures.ranking import ranking
from dashboard.figures.template import CONFIG, FILLS, Origin, graph
from dashboard.figures.trend import trend
from dashboard.model import Indicator, Scope
from dashboard.views.standing import judge
from tests.pages.factories import compliance

NAMES: dict[str | None, str] = {None: "Dinas", "51.08.01": "Gerokgak", "51.08.02": "Seririt"}


def colour_of(z: float) -> str:
    drawn = heatmap([compliance()], NAMES, {}, 0.9, "r").data[0]
    return str(next(colour for place, colour in drawn.colorscale if place >= z / drawn.zmax))


@pytest.mark.parametrize(
    ("share", "state"),
    [(0.9, Indicator.BAIK), (0.89, Indicator.WASPADA), (0.8, Indicator.WASPADA), (0.79, Indicator.GANGGUAN)],
)
def test_a_share_stands_to_its_target_within_ten_points(share: float, state: Indicator) -> None:
    assert judge(share, 0.9) is state
    assert judge(None, 0.9) is Indicator.TIDAK_TERUKUR


def test_every_cell_of_the_map_says_its_n() -> None:
    rows = [compliance("51.08.01", 1), compliance("51.08.02", 2, met=3, missed=0), compliance(None, 1, met=0, missed=0)]
    texts = heatmap(rows, NAMES, {}, 0.9, "r").data[0].text
    assert all("n " in cell for row in texts for cell in row)
    assert len(texts) == 3


def test_a_cell_without_a_judged_run_is_grey_with_a_dash_and_never_green() -> None:
    drawn = heatmap([compliance("51.08.01", 1), compliance("51.08.02", 2)], NAMES, {}, 0.9, "r").data[0]
    assert drawn.text[0][0].startswith("—")
    assert colour_of(drawn.z[0][0]) == FILLS[Indicator.TIDAK_TERUKUR]
    assert colour_of(drawn.z[0][1]) == FILLS[Indicator.BAIK]


def test_unmonitored_runs_are_counted_in_their_cell() -> None:
    assert cell_text(compliance(met=0, missed=0, unmonitored=4), 0.9) == "—<br>n 0 · ? 4"


def test_a_colour_is_always_doubled_by_a_sign() -> None:
    signs = [cell_text(compliance(met=met, missed=10 - met), 0.9)[0] for met in (10, 8, 5)]
    assert signs == ["✓", "!", "✕"]


def test_cells_with_n_below_five_are_hatched() -> None:
    drawn = heatmap([compliance("51.08.01", 1, met=4, missed=0), compliance("51.08.02", 1)], NAMES, {}, 0.9, "r")
    assert {round(y) for y in drawn.data[1].y if y is not None} == {1}
    assert len(drawn.data[1].x) == 9


def test_the_dinas_stands_on_top_and_the_total_last() -> None:
    total = compliance(None, None, scope=Scope.TOTAL)
    drawn = heatmap([compliance("51.08.01", 3), total], NAMES, {}, 0.9, "r")
    assert list(drawn.layout.yaxis.ticktext) == ["Gerokgak", "Dinas"]
    assert list(drawn.layout.xaxis.ticktext) == ["3", "Total"]


def test_a_cell_carries_what_is_needed_to_ask_for_its_runs() -> None:
    drawn = heatmap([compliance("51.08.01", 3)], NAMES, {3: "Membuka casing"}, 0.9, "r").data[0]
    assert drawn.customdata[0][0] == ["51.08.01", 3, "step"]
    assert "Membuka casing" in drawn.hovertext[0][0]


def test_the_ranking_gives_no_place_to_a_kecamatan_with_few_runs() -> None:
    drawn = ranking([compliance("51.08.01"), compliance("51.08.02", met=2, missed=0)], NAMES, 0.9, "r")
    assert list(drawn.layout.yaxis.ticktext) == ["Seririt", "1. Gerokgak"]
    assert list(drawn.data[0].marker.pattern.shape) == ["/", ""]
    assert drawn.layout.shapes[0].x0 == 0.9


def test_a_period_without_judged_runs_is_a_gap_in_the_trend() -> None:
    points = [(date(2026, 11, 2), compliance()), (date(2026, 11, 9), compliance(met=0, missed=0))]
    drawn = trend(points, 0.9, "r")
    assert list(drawn.data[0].y) == [0.9, None]
    assert drawn.data[0].connectgaps is False
    assert "n 0" in drawn.layout.xaxis.ticktext[1]


def test_a_trend_of_nothing_is_an_empty_chart_and_no_error() -> None:
    assert list(trend([], 0.9, "r").data[0].x) == []


def test_no_chart_can_send_its_data_away() -> None:
    made = graph(trend([], 0.9, "r"), graph_id="x")
    assert made.config == CONFIG
    assert (CONFIG["showSendToCloud"], CONFIG["plotlyServerURL"]) == (False, "")


def test_the_bundle_is_the_version_that_draws_our_figures() -> None:
    bundle = Path("assets/vendor/plotly-cartesian.min.js").read_text(encoding="utf-8")[:200]
    assert f"v{get_plotlyjs_version()}" in bundle


def test_zoom_belongs_to_what_is_drawn() -> None:
    assert trend([], 0.9, "51.08/november").layout.uirevision == "51.08/november"
    assert trend([], 0.9, "r").layout.meta["home"]["xaxis"] == [-0.5, -0.5]


ORIGIN = Origin("Kabupaten Buleleng", "1–20 November 2026", "cakupan pelaksanaan 98,9 %", simulated=True)


@pytest.mark.parametrize("kind", ["heatmap", "ranking", "trend"])
def test_a_picture_says_itself_whose_it_is_and_that_it_is_simulated(kind: str) -> None:
    row = compliance()
    drawn = {
        "heatmap": lambda: heatmap([row], NAMES, {}, 0.9, "r", title="SOP A", origin=ORIGIN),
        "ranking": lambda: ranking([row], NAMES, 0.9, "r", title="SOP A", origin=ORIGIN),
        "trend": lambda: trend([(date(2026, 11, 2), row)], 0.9, "r", title="SOP A", origin=ORIGIN),
    }[kind]()
    said = drawn.layout.title.text
    assert all(word in said for word in ("DATA SIMULASI", "Kabupaten Buleleng", "1–20 November 2026", "98,9 %"))
    assert drawn.layout.meta["title"] == "SOP A"


def test_a_picture_of_real_figures_does_not_call_them_simulated() -> None:
    assert "SIMULASI" not in Origin("Kabupaten Buleleng", "Mei 2026", "cakupan 100 %", simulated=False).text()


def test_the_pivot_keeps_the_places_order_and_puts_spans_by_their_first_step() -> None:
    rows = [
        compliance(None, None, scope=Scope.TOTAL),
        compliance("51.08.02", 10),
        compliance("51.08.01", 3, to_step=5, scope=Scope.SPAN),
    ]
    grid = pivot_of(frame_of(rows, 0.9), ["", "51.08.01", "51.08.02", "51.08.03"])
    assert list(grid.index) == ["", "51.08.01", "51.08.02"]
    assert list(grid.columns) == ["3–5", "10", "Total"]
    assert grid.loc["", "10"] is None


def test_two_rows_for_one_cell_are_refused_and_never_overwritten() -> None:
    with pytest.raises(ValueError, match="duplicate"):
        pivot_of(frame_of([compliance(), compliance(met=1)], 0.9), ["51.08.01"])


def test_a_weak_row_takes_no_place_away_from_the_next() -> None:
    rows = [compliance("51.08.01"), compliance("51.08.02", met=2, missed=0), compliance(None)]
    assert list(ranked(frame_of(rows, 0.9), NAMES)["name"]) == ["1. Gerokgak", "Seririt", "2. Dinas"]


def test_a_figure_below_the_target_stands_below_the_line_that_would_strike_it_through() -> None:
    points = [(date(2026, 11, 2), compliance()), (date(2026, 11, 9), compliance(met=8, missed=2))]
    assert list(trend(points, 0.9, "r").data[0].textposition) == ["top center", "bottom center"]
