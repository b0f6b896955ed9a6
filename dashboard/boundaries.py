"""Boundaries of kecamatan out of a GeoJSON file of an office's own: read strictly, refused by name and mend."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import hypot
from pathlib import Path
from typing import Any

LARGEST_BYTES = 5_000_000
CODE_PROPERTIES = ("kode", "code", "KDCPUM")
"""Property of a feature that tells its kecamatan; KDCPUM is Badan Informasi Geospasial's name for it."""
LATITUDE = (-11.5, 6.5)
LONGITUDE = (94.0, 142.0)

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""
Ring = tuple[Point, ...]
Boundaries = dict[str, tuple[Ring, ...]]
"""Rings of each kecamatan by its code, holes included."""

_NAMED = " atau ".join(CODE_PROPERTIES)


class BoundaryError(Exception):
    """The file cannot be used. ``message`` names the place, ``fix`` the mend; both Indonesian."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}; {fix}")
        self.message = message
        self.fix = fix


def read_boundaries(path: Path, codes: Collection[str]) -> Boundaries:
    """Rings of the kecamatan in ``codes``; features of others are left out, kecamatan without a feature are missing.

    Raises BoundaryError for a file that is absent, too large, no FeatureCollection of areas, or about other places.
    """
    document = _document(path)
    features = document.get("features") if document.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise BoundaryError(f"{path.name} bukan FeatureCollection", "simpan batas kecamatan sebagai GeoJSON")
    found: Boundaries = {}
    by_digits = {_digits(code): code for code in codes}
    for number, feature in enumerate(features):
        place = f"{path.name} features[{number}]"
        code = by_digits.get(_code(feature, place))
        if code is not None:
            found[code] = (*found.get(code, ()), *_rings(feature, place))
    if not found:
        fix = f"isi {_NAMED} dengan kode Kemendagri, misalnya {min(codes, default='51.08.01')}"
        raise BoundaryError(f"{path.name} tidak memuat satu pun kecamatan kantor ini", fix)
    return found


def _document(path: Path) -> Mapping[str, Any]:
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            fix = f"sederhanakan batasnya sampai di bawah {LARGEST_BYTES // 1_000_000} MB"
            raise BoundaryError(f"{path.name} terlalu besar ({size / 1_000_000:.1f} MB)", fix)
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        fix = "letakkan berkasnya di sana, atau hapus baris map"
        raise BoundaryError(f"{path} tidak ada atau tidak dapat dibaca", fix) from None
    except (ValueError, RecursionError):
        raise BoundaryError(f"{path.name} bukan JSON yang benar", "ekspor lagi sebagai GeoJSON (UTF-8)") from None
    if not isinstance(document, dict):
        raise BoundaryError(f"{path.name} bukan FeatureCollection", "simpan batas kecamatan sebagai GeoJSON")
    return document


def _code(feature: Any, place: str) -> str:
    """The digits of the code that a feature carries."""
    found = feature.get("properties") if isinstance(feature, dict) else None
    properties: Mapping[str, Any] = found if isinstance(found, dict) else {}
    for name in CODE_PROPERTIES:
        if (value := properties.get(name)) not in (None, ""):
            return _digits(str(value))
    raise BoundaryError(f"{place} tanpa kode kecamatan", f"beri setiap area properti {_NAMED}")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _rings(feature: Mapping[str, Any], place: str) -> Iterator[Ring]:
    found = feature.get("geometry")
    geometry: Mapping[str, Any] = found if isinstance(found, dict) else {}
    kind, areas = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(areas, list):
        raise BoundaryError(f"{place} bukan Polygon atau MultiPolygon", "simpan area, bukan titik atau garis")
    try:
        for polygon in [areas] if kind == "Polygon" else areas:
            for ring in polygon:
                yield tuple((_within(point[0], LONGITUDE), _within(point[1], LATITUDE)) for point in ring)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        fix = "pakai bujur dan lintang dalam derajat (WGS 84, EPSG:4326)"
        raise BoundaryError(f"{place} memuat koordinat yang bukan bujur, lintang di Indonesia", fix) from None


def _within(value: object, limits: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not limits[0] <= value <= limits[1]:
        raise ValueError(value)
    return float(value)


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The points of a line that lie farther than ``tolerance`` off what the others already draw (Douglas-Peucker)."""
    if not points:
        return []
    kept = {0, len(points) - 1}
    left = [(0, len(points) - 1)]
    while left:
        first, last = left.pop()
        farthest, distance = first, tolerance
        for index in range(first + 1, last):
            off = _off_line(points[index], points[first], points[last])
            if off > distance:
                farthest, distance = index, off
        if farthest != first:
            kept.add(farthest)
            left += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(kept)]


def _off_line(point: Point, a: Point, b: Point) -> float:
    """How far a point lies off the line through ``a`` and ``b``; off ``a`` where both are one."""
    along_x, along_y = b[0] - a[0], b[1] - a[1]
    length = hypot(along_x, along_y)
    if length == 0:
        return hypot(point[0] - a[0], point[1] - a[1])
    return abs(along_x * (a[1] - point[1]) - (a[0] - point[0]) * along_y) / length
