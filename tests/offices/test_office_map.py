"""The map of an office file: the kecamatan of the Dinas, and a GeoJSON file of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.boundaries import LARGEST_BYTES, BoundaryError, read_boundaries, simplified
from dashboard.offices import load_offices
from tests.offices.conftest import GOOD, Check, Only

HEAD = ("province: Bali", "province: Bali\nmap: batas.geojson")
SQUARE = [[114.6, -8.2], [114.8, -8.2], [114.8, -8.1], [114.6, -8.2]]


def feature(code: object = "51.08.01", kind: str = "Polygon", coordinates: object = None, **more: object) -> object:
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"kode": code}, "geometry": geometry, **more}


def write(folder: Path, *features: object, **more: object) -> Path:
    path = folder / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_a_map_beside_the_office_file_is_found_there(tmp_path: Path) -> None:
    write(tmp_path, feature())
    (tmp_path / "kantor.yaml").write_text(GOOD.replace(*HEAD), encoding="utf-8")
    [office] = load_offices(tmp_path / "kantor.yaml", {})
    assert office.map == str(tmp_path / "batas.geojson")


def test_a_seat_that_is_no_kecamatan_is_refused_with_the_one_that_was_meant(only: Only) -> None:
    path, message, fix = only(("province: Bali", 'province: Bali\nseat: "51.08.03"'))
    assert (path, message) == ("seat", "kecamatan 51.08.03 tidak ada")
    assert "51.08.0" in fix


def test_a_map_that_is_not_there_is_refused_by_its_name(only: Only) -> None:
    path, message, fix = only(HEAD)
    assert path == "map"
    assert "batas.geojson tidak ada" in message
    assert "hapus baris map" in fix


BROKEN = {
    "no collection": ({"type": "Feature"}, "bukan FeatureCollection"),
    "features that are no list": ({"type": "FeatureCollection", "features": {}}, "bukan FeatureCollection"),
    "a list": ([], "bukan FeatureCollection"),
    "points": ({"type": "FeatureCollection", "features": [feature(kind="Point", coordinates=[1, 2])]}, "features[0]"),
    "no geometry": ({"type": "FeatureCollection", "features": [feature(geometry=None)]}, "bukan Polygon"),
    "no code": ({"type": "FeatureCollection", "features": [feature(properties={"nama": "A"})]}, "tanpa kode"),
    "metres for degrees": (
        {"type": "FeatureCollection", "features": [feature(), feature(coordinates=[[[400_000, 9_000_000]]])]},
        "features[1] memuat koordinat",
    ),
    "words for numbers": (
        {"type": "FeatureCollection", "features": [feature(coordinates=[[["a", "b"]]])]},
        "koordinat",
    ),
    "another kabupaten": ({"type": "FeatureCollection", "features": [feature("35.03.01")]}, "tidak memuat satu pun"),
    "nothing": ({"type": "FeatureCollection", "features": []}, "tidak memuat satu pun"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_map_that_cannot_be_drawn_is_refused_with_place_and_mend(tmp_path: Path, check: Check, case: str) -> None:
    document, said = BROKEN[case]
    (tmp_path / "batas.geojson").write_text(json.dumps(document), encoding="utf-8")
    [problem] = check(HEAD)
    assert problem.path == "map"
    assert said in problem.message
    assert problem.fix


def test_a_file_that_is_no_json_or_far_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "batas.geojson"
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(BoundaryError, match="bukan JSON"):
        read_boundaries(path, ["51.08.01"])
    path.write_text(" " * (LARGEST_BYTES + 1), encoding="utf-8")
    with pytest.raises(BoundaryError, match="terlalu besar"):
        read_boundaries(path, ["51.08.01"])


@pytest.mark.parametrize("code", ["51.08.01", "510801", 510801])
def test_a_code_is_known_with_dots_and_without(tmp_path: Path, code: object) -> None:
    assert list(read_boundaries(write(tmp_path, feature(code)), ["51.08.01"])) == ["51.08.01"]


def test_parts_of_one_kecamatan_are_joined_and_strangers_left_out(tmp_path: Path) -> None:
    parts = feature(kind="MultiPolygon", coordinates=[[SQUARE], [SQUARE]])
    found = read_boundaries(write(tmp_path, parts, feature(), feature("35.03.01")), ["51.08.01", "51.08.02"])
    assert {code: len(rings) for code, rings in found.items()} == {"51.08.01": 3}


def test_points_that_no_screen_shows_are_left_out_and_corners_kept() -> None:
    line = [(x / 100, 0.001 if x % 2 else 0.0) for x in range(101)] + [(1.0, 1.0), (0.0, 0.0)]
    assert simplified(line, 0.01) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    assert simplified([], 0.01) == []
