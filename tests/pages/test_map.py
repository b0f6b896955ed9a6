from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise
from math import cos, radians
from pathlib import Path
from urllib.parse import unquote

import pytest

from dashboard.components.map import map_of, office_map
from dashboard.components.map_names import EDGE, LETTER, WIDTH, text_width
from dashboard.components.map_plan import HIGHEST, TALLEST, MapPlan, map_plan
from dashboard.components.shapes import SHAPES
from dashboard.components.wall import one_office
from dashboard.model import Indicator
from dashboard.offices import load_offices
from dashboard.views.terrain import Place, Terrain, terrain
from tests.offices_factory import make_office
from tests.pages.factories import OFFICE, tile, wall
from tests.pages.tree import Node, find, text

ROOT = Path(__file__).resolve().parents[2]
OFFICES = {office.short: office for office in load_offices(ROOT / "data/offices", {"PANTAU_DATA": "x"})}
AREA = ((114.6, -8.3), (114.8, -8.3), (114.8, -8.1), (114.6, -8.3))


def two(*codes: str) -> Terrain:
    return Terrain(OFFICE, tuple(Place(code, f"K{code[-1]}", 114.7 + n / 10, -8.2) for n, code in enumerate(codes)))


def boxes(plan: MapPlan) -> list[tuple[float, float, float, float]]:
    found = []
    for each in plan.markers:
        if each.label.fits:
            width = text_width(each.name)
            left = each.label.x - {"start": 0, "middle": 0.5, "end": 1}[each.label.side] * width
            found.append((left, each.label.y - 0.78 * LETTER, left + width, each.label.y + 0.24 * LETTER))
    return found


@pytest.mark.parametrize("short", OFFICES)
def test_names_cover_no_other_name_no_marker_and_stay_in_the_frame(short: str) -> None:
    plan = map_plan(terrain(OFFICES[short]))
    assert all(each.label.fits for each in plan.markers)
    for a, b in combinations(boxes(plan), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, top, right, bottom in boxes(plan):
        assert EDGE <= left <= right <= WIDTH - EDGE
        assert EDGE <= top <= bottom <= plan.height - EDGE
        assert not any(left < each.x < right and top < each.y < bottom for each in plan.markers)


@pytest.mark.parametrize("short", OFFICES)
def test_distances_are_true_both_ways(short: str) -> None:
    places, plan = terrain(OFFICES[short]).places, map_plan(terrain(OFFICES[short]))
    at = {each.key: each for each in plan.markers}
    middle = (min(p.lat for p in places) + max(p.lat for p in places)) / 2
    scales = []
    for a, b in pairwise(places):
        if abs(a.lon - b.lon) > 0.01 and abs(a.lat - b.lat) > 0.01:
            scales.append((at[b.code].x - at[a.code].x) / ((b.lon - a.lon) * cos(radians(middle))))
            scales.append((at[a.code].y - at[b.code].y) / (b.lat - a.lat))
    assert max(scales) == pytest.approx(min(scales), rel=1e-6)


def test_a_wide_kabupaten_takes_less_height_and_a_long_one_more() -> None:
    heights = {short: map_plan(terrain(office)).height for short, office in OFFICES.items()}
    assert heights["Buleleng"] < HIGHEST < heights["Pesisir Selatan"] <= TALLEST


def test_where_nothing_else_fits_trouble_is_still_named() -> None:
    crowd = tuple(Place(f"51.08.{n:02}", f"Kecamatan yang bernama panjang {n}", 114.7, -8.2) for n in range(30))
    plan = map_plan(Terrain(OFFICE, crowd), ["51.08.29"])
    named = {each.key for each in plan.markers if each.label.fits}
    assert "51.08.29" in named
    assert len(named) < 31


def test_the_dinas_stands_beside_its_kecamatan_or_in_a_corner() -> None:
    places = two("51.08.01", "51.08.02")
    seated, unknown = (map_plan(replace(places, seat=seat)) for seat in ("51.08.02", ""))
    seat = next(each for each in seated.markers if each.key == "51.08.02")
    dinas, corner = (next(each for each in plan.markers if not each.key) for plan in (seated, unknown))
    assert 0 < abs(dinas.x - seat.x) + abs(dinas.y - seat.y) < 3 * seated.radius
    assert corner.x < 20


def test_one_kecamatan_alone_is_drawn_in_the_middle() -> None:
    [marker] = [each for each in map_plan(two("51.08.01")).markers if each.key]
    assert marker.x == WIDTH / 2


def marker_of(made: object, key: str) -> Node:
    return next(node for node in find(made, data_tile=key) if node["props"]["tag"] == "g")


@pytest.mark.parametrize("state", list(Indicator))
def test_a_marker_has_colour_shape_and_word_of_its_state(state: Indicator) -> None:
    view = wall(tile(jaringan=state, cadangan=state, pengiriman=state, tiket=state))
    ground = two("51.08.01")
    marker = marker_of(office_map(view, ground, map_of(view, ground)), "51.08.01")
    assert marker["props"]["data-state"] == str(state)
    [shape] = find(marker, data_f="shape")
    assert shape["props"]["href"] == f"#lambang-{OFFICE}-{state}"
    assert str(state).split("_")[0] in text(find(marker, data_f="told")[0])


def test_areas_are_drawn_where_the_office_has_them_and_markers_everywhere() -> None:
    view = wall(tile(), tile("Seririt", "51.08.02", tiket=Indicator.GANGGUAN))
    ground = replace(two("51.08.01", "51.08.02"), areas={"51.08.02": (AREA,)})
    made = office_map(view, ground, map_of(view, ground))
    [area] = find(made, className="map-area")
    assert (area["props"]["data-tile"], area["props"]["data-state"]) == ("51.08.02", "gangguan")
    assert re.fullmatch(r"M[\d. L]+Z", area["props"]["d"])
    assert len(find(made, className="map-mark")) == 3
    assert "batas wilayah" in text(made)


def test_the_wall_of_one_office_has_its_map_only_where_its_terrain_is_known() -> None:
    assert find(one_office(wall(tile()), {}, two("51.08.01")), className="map-drawing")
    assert not find(one_office(wall(tile()), {}), className="map-drawing")


def test_a_boundary_file_that_went_bad_leaves_the_centre_points(tmp_path: Path) -> None:
    path = tmp_path / "batas.geojson"
    office = make_office(map=str(path))
    path.write_text("{", encoding="utf-8")
    assert terrain(office).areas == {}
    path.unlink()
    assert [place.code for place in terrain(office).places] == ["51.08.01", "51.08.02", "51.08.03"]


def test_the_shapes_are_those_of_the_style_sheet() -> None:
    sheet = unquote((ROOT / "assets/1-tokens.css").read_text(encoding="utf-8"))
    drawn = dict(re.findall(r"""\[data-state="(\w+)"\][^}]*?<path [^>]*?\bd='([^']+)'""", sheet, re.S))
    assert drawn == {str(state): path for state, path in SHAPES.items()}
