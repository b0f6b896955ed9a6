"""The plan of a schematic map: where markers, names and areas stand in its frame. Pure geometry, in units of the frame.

Degrees of longitude are shortened by the cosine of the latitude, so that shapes and distances are true. Where
the names stand is ``map_names``' question.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians

from dashboard.boundaries import Point, Ring
from dashboard.components.map_names import EDGE, WIDTH, Name, note_place, placed_names, room
from dashboard.views.terrain import Terrain

LOWEST, HIGHEST, TALLEST = 190.0, 264.0, 372.0
"""Bounds of the frame's height: a wide kabupaten takes no more than it needs, a long one (``TALLEST``) gets more."""
_LONG = 1.6
"""How many times higher than wide a kabupaten is long."""
LARGEST, SMALLEST = 12.0, 8.0
"""Radius of a marker; smaller where kecamatan lie close together."""
_SIDE, _TOP = 46.0, 24.0
"""Room kept free around the outermost markers, for names."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker; ``key`` is the code of the kecamatan, empty for the Dinas."""

    key: str
    name: str
    x: float
    y: float
    label: Name


@dataclass(frozen=True, slots=True)
class MapPlan:
    """Everything in its place. ``areas``: SVG paths by code."""

    height: float
    radius: float
    markers: tuple[Marker, ...]
    areas: tuple[tuple[str, str], ...]
    note: Name
    """Where a small note stands: in the corner that has room."""


def map_plan(terrain: Terrain, troubled: Collection[str] = (), note: str = "") -> MapPlan:
    """The plan of an office's map; names of ``troubled`` kecamatan (empty code: the Dinas) are placed first."""
    shape = _projection(terrain)
    points = {place.code: shape((place.lon, place.lat)) for place in terrain.places}
    names = {place.code: place.name for place in terrain.places} | {"": "Dinas"}
    height, radius = shape.height, _radius(list(points.values()))
    points[""] = _dinas(points, terrain.seat, height, radius)
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y in points.values()]
    labels = placed_names(points, names, troubled, taken, height)
    markers = tuple(Marker(code, names[code], *points[code], labels[code]) for code in points)
    areas = tuple((code, _path(rings, shape)) for code, rings in terrain.areas.items())
    return MapPlan(height, radius, markers, areas, note_place(note, taken, height))


def _radius(points: Sequence[Point]) -> float:
    closest = min((hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(points, 2)), default=2 * LARGEST)
    return min(max(closest / 2, SMALLEST), LARGEST)


class _projection:  # noqa: N801  (used as a function)
    """Longitude and latitude to the frame, equal in scale both ways and centred."""

    def __init__(self, terrain: Terrain) -> None:
        corners = [(place.lon, place.lat) for place in terrain.places]
        corners += [point for rings in terrain.areas.values() for ring in rings for point in ring]
        lons, lats = [lon for lon, _ in corners] or [0.0], [lat for _, lat in corners] or [0.0]
        self._middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self._shorter = cos(radians(self._middle[1]))
        side, top = (LARGEST, LARGEST) if terrain.areas else (_SIDE, _TOP)
        across, down = (max(lons) - min(lons)) * self._shorter, max(lats) - min(lats)
        highest = TALLEST if down > _LONG * across else HIGHEST
        scales = [space / span for space, span in ((WIDTH - 2 * side, across), (highest - 2 * top, down)) if span > 0]
        self._scale = min(scales, default=1.0)
        self.height = min(max(down * self._scale + 2 * top, LOWEST), highest)

    def __call__(self, point: Point) -> Point:
        x = WIDTH / 2 + (point[0] - self._middle[0]) * self._shorter * self._scale
        return x, self.height / 2 - (point[1] - self._middle[1]) * self._scale


def _dinas(points: dict[str, Point], seat: str, height: float, radius: float) -> Point:
    """Beside the marker of its kecamatan, on the side with the most room; in a corner where that is not told."""
    if seat not in points:
        corners = [(radius + EDGE, radius + EDGE), (radius + EDGE, height - radius - EDGE)]
        return max(corners, key=lambda corner: room(corner, points.values()))
    x, y = points[seat]
    step = 2.2 * radius
    around = [(x + dx * step, y + dy * step) for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1))]
    inside = [each for each in around if radius < each[0] < WIDTH - radius and radius < each[1] < height - radius]
    return max(inside or around, key=lambda each: room(each, points.values()))


def _path(rings: Sequence[Ring], shape: _projection) -> str:
    """SVG path of an area; holes are told by the even-odd rule."""
    return "".join("M" + "L".join("{:.1f} {:.1f}".format(*shape(point)) for point in ring) + "Z" for ring in rings)
