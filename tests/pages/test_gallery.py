"""``/galeri`` shows every component and every figure in its states, or says why not; each state is read as JSON."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go
import pytest

import dashboard.components
import dashboard.figures
from dashboard.components.gallery import EXHIBITS, gallery_page
from dashboard.components.gallery_model import LEFT_OUT, PAGE_PARTS, Exhibit
from dashboard.components.gallery_samples import MARK
from dashboard.components.shell import PAGES
from dashboard.model import Indicator
from tests.pages.tree import Node, find, nodes, text

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
MADE = ("Component", "go.Figure", "dcc.Graph")
SHOWN = {f"{each.__module__.removeprefix('dashboard.')}.{each.__name__}" for ex in EXHIBITS for each in ex.shows}


def public_functions() -> Iterator[str]:
    """Every function of components and figures that makes something to look at."""
    for package in (dashboard.components, dashboard.figures):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, each in inspect.getmembers(module, inspect.isfunction):
                makes = str(each.__annotations__.get("return", ""))
                if each.__module__ == module.__name__ and not name.startswith("_") and makes.endswith((*MADE, "ent]")):
                    yield f"{module.__name__.removeprefix('dashboard.')}.{name}"


def is_page_part(function: str) -> bool:
    package, module, _ = function.split(".")
    return package == "components" and module.startswith(tuple(PAGE_PARTS))


def exhibit(name: str) -> Exhibit:
    (found,) = [each for each in EXHIBITS if each.name == name]
    return found


def samples(name: str) -> dict[str, Any]:
    return dict(exhibit(name).samples(NOW, "terang"))


def states(made: Any) -> list[str]:
    return [str(node["props"]["data-state"]) for node in nodes(made) if "data-state" in node["props"]]


def figure_of(made: Any) -> Node:
    (graph,) = [node for node in nodes(made) if node["type"] == "Graph"]
    return dict(graph["props"]["figure"])


@pytest.mark.parametrize("function", sorted(public_functions()))
def test_every_component_and_figure_is_in_the_gallery_or_left_out_with_a_reason(function: str) -> None:
    mend = f"show {function} in an Exhibit of dashboard/components/gallery_exhibits.py or gallery_charts.py, or give"
    assert function in SHOWN | set(LEFT_OUT) or is_page_part(function), f"{mend} a reason in gallery_model.LEFT_OUT"


def test_the_walk_finds_components_and_figures() -> None:
    assert {"components.status.chip", "figures.trend.trend", "figures.calendar.calendar"} <= set(public_functions())


def test_nothing_that_is_left_out_is_shown_or_gone() -> None:
    assert set(LEFT_OUT) & SHOWN == set()
    assert set(LEFT_OUT) - set(public_functions()) == set()


def test_the_gallery_stands_outside_the_navigation_and_is_marked_as_a_sample() -> None:
    made = gallery_page(NOW)
    assert "/galeri" not in dict(PAGES)
    assert text(made[0]).startswith(MARK)


def test_every_exhibit_stands_in_both_themes_and_no_id_twice() -> None:
    made = gallery_page(NOW)
    for each in EXHIBITS:
        (section,) = [node for part in made for node in find(part, id=f"contoh-{each.name}")]
        assert [node["props"]["data-bs-theme"] for node in find(section, className="gallery-half")] == ["light", "dark"]
    ids = [str(node["props"]["id"]) for part in made for node in nodes(part) if "id" in node["props"]]
    assert len(ids) == len(set(ids))


def test_the_contents_lead_to_every_exhibit() -> None:
    links = [node["props"]["href"] for node in nodes(gallery_page(NOW)[1]) if node["type"] == "A"]
    assert links == [f"#contoh-{each.name}" for each in EXHIBITS]


@pytest.mark.parametrize("each", EXHIBITS, ids=[each.name for each in EXHIBITS])
def test_every_sample_draws_something(each: Exhibit) -> None:
    for name, made in each.samples(NOW, "terang"):
        assert name
        parts = made if isinstance(made, list) else [made]
        assert all(list(nodes(part)) for part in parts)


@pytest.mark.parametrize("state", list(Indicator))
def test_each_state_has_a_chip_and_a_glyph_with_its_colour(state: Indicator) -> None:
    chip, glyph = samples("keadaan")[str(state)]
    assert states(chip) == [str(state)]
    assert states(glyph) == [str(state)]
    assert text(chip)


def test_a_figure_without_data_is_a_dash_and_not_measured() -> None:
    made = samples("angka")
    assert "—" in text(made["tanpa data"])
    assert states(made["tanpa data"]) == ["tidak_terukur"]
    assert states(made["tanpa keadaan"]) == []


def test_compliance_is_judged_against_the_target_and_never_without_data() -> None:
    made = {name: states(each)[0] for name, each in samples("kepatuhan").items()}
    assert made == {
        "mencapai target": "baik",
        "sedikit kurang": "waspada",
        "jauh di bawah": "gangguan",
        "n kurang dari 5": "gangguan",
        "tanpa data": "tidak_terukur",
    }


def test_the_strip_shows_every_state_and_what_is_yet_to_come() -> None:
    (made,) = samples("pita").values()
    assert {"gangguan", "terputus", "waspada", "dinonaktifkan", "tidak_terukur", "baik"} == set(states(made))
    assert find(made, className="net-off")
    assert find(made, className="net-to-come")


def test_an_empty_list_says_whether_anything_was_measured_at_all() -> None:
    for name in ("masalah", "lewat"):
        none, unknown = list(samples(name).values())[1:]
        said = [text(find(each, data_f="list-empty")) for each in (none, unknown)]
        assert said[0] != said[1]
        assert not find(none, data_f="list-empty")[0]["props"]["hidden"]


def test_an_empty_table_says_how_many_rows_it_has() -> None:
    assert [text(find(each, className="table-count")) for each in samples("tabel").values()] == ["2 baris", "0 baris"]


def test_an_empty_grid_has_its_words_in_indonesian() -> None:
    (grid,) = [node for node in nodes(samples("grid")["tanpa baris"]) if node["type"] == "AgGrid"]
    assert grid["props"]["rowData"] == []
    assert grid["props"]["dashGridOptions"]["localeText"]["noRowsToShow"] == "Tidak ada baris"


def test_an_error_says_what_was_kept_and_leads_on() -> None:
    made = samples("pesan")["galat"]
    assert "Yang tersimpan tidak berubah." in text(made)
    assert [node["props"]["href"] for node in nodes(made) if node["type"] == "Button"]


def test_the_stale_band_tells_old_data_from_none_at_all() -> None:
    made = samples("pita-data")
    assert text(made["data usang"]).startswith("DATA USANG")
    assert text(made["belum ada data"]).startswith("BELUM ADA DATA")
    assert all(node["props"]["hidden"] is False for node in find(made["data usang"], className="band-stale"))


@pytest.mark.parametrize("each", [each for each in EXHIBITS if each.shows and ".figures." in each.shows[0].__module__])
def test_every_chart_says_inside_the_picture_that_it_is_a_sample(each: Exhibit) -> None:
    for _, made in each.samples(NOW, "terang"):
        assert MARK in figure_of(made)["layout"]["title"]["text"]


@pytest.mark.parametrize("each", [each for each in EXHIBITS if each.shows and ".figures." in each.shows[0].__module__])
def test_plotly_accepts_every_value_of_every_chart(each: Exhibit) -> None:
    for _, made in each.samples(NOW, "terang"):
        drawn = figure_of(made)
        assert go.Figure(drawn["data"], drawn["layout"]).to_plotly_json()["data"]


def test_a_month_without_runs_is_a_gap_in_the_trend() -> None:
    (made,) = samples("tren").values()
    assert figure_of(made)["data"][0]["y"][2] is None
