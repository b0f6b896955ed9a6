"""Where the kecamatan of an office lie: centre points of the office file, areas of its own GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from dashboard.boundaries import Boundaries, BoundaryError, Ring, read_boundaries, simplified
from dashboard.offices import Office

_PIXELS = 1_200
"""Of the map on a screen of 3840x2160."""
_CORNERS = 3
"""Least points of an area; less is a speck."""


@dataclass(frozen=True, slots=True)
class Place:
    """One kecamatan: its centre point in degrees."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Terrain:
    """What the map of one office is drawn from. ``seat``: code of the kecamatan of the Dinas, empty where not told.

    ``areas`` by code; a kecamatan without one is drawn as its centre point alone.
    """

    office: str
    places: tuple[Place, ...]
    seat: str = ""
    areas: Mapping[str, tuple[Ring, ...]] = field(default_factory=dict)


def terrain(office: Office) -> Terrain:
    """The terrain of an office. A file of boundaries that became unreadable leaves the centre points."""
    places = tuple(Place(each.code, each.name, each.lon, each.lat) for each in office.kecamatan)
    return Terrain(office.code, places, office.seat, _areas(office))


def _areas(office: Office) -> Boundaries:
    if not office.map:
        return {}
    path = Path(office.map)
    try:
        return _read(path, path.stat().st_mtime_ns, tuple(each.code for each in office.kecamatan))
    except (OSError, BoundaryError):
        # It was good when the office file was checked; a screen goes on with what does not need it.
        return {}


@lru_cache(maxsize=64)
def _read(path: Path, _changed_ns: int, codes: tuple[str, ...]) -> Boundaries:
    """The areas as a screen can show them: nothing finer than its pixels, worked out once a file."""
    found = read_boundaries(path, codes)
    points = [point for rings in found.values() for ring in rings for point in ring]
    spans = (max(values) - min(values) for values in zip(*points, strict=True))
    pixel = max(spans, default=0.0) / _PIXELS
    drawn = {code: tuple(tuple(simplified(ring, pixel)) for ring in rings) for code, rings in found.items()}
    return {code: tuple(ring for ring in rings if len(ring) >= _CORNERS) for code, rings in drawn.items()}
