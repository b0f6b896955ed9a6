"""Where the names on a map stand: beside their marker first, farther off on a thin line where it is crowded.

No name covers a marker or another name, and no line crosses one. Pure geometry, in units of the map's frame.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot

from dashboard.boundaries import Point

WIDTH = 560.0
LETTER = 18.0
"""Size of a name's type."""
NOTE_LETTER = 13.0
EDGE = 5.0
"""Kept free along the frame."""
_UNPLACED = 200
"""Cost of a name without any place, against one for each choice passed over."""
_WIDE, _NARROW = frozenset("mwMWGOQD"), frozenset("iljtfrI .'()-")

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name's anchor: ``side`` start, middle or end of its text at ``x``; ``y`` is its base line.

    ``fits`` False: no free place was found; it is shown only while there is trouble. ``far``: a line leads to it.
    """

    x: float
    y: float
    side: str
    fits: bool
    far: bool = False


def room(place: Point, others: Iterable[Point]) -> float:
    """How far the nearest of ``others`` is."""
    return min((hypot(place[0] - x, place[1] - y) for x, y in others), default=0.0)


def text_width(text: str) -> float:
    """About how wide a name is; rather too wide than too narrow, whichever font an office's screen has."""
    letters = sum(
        0.86 if sign in _WIDE else 0.36 if sign in _NARROW else 0.72 if sign.isupper() else 0.6 for sign in text
    )
    return letters * LETTER


def placed_names(
    points: dict[str, Point], names: dict[str, str], troubled: Collection[str], taken: list[Box], height: float
) -> dict[str, Name]:
    """A place for each name; the boxes that they cover are added to ``taken``.

    Worked out once for the same map and the same trouble on it.
    """
    best = _best(tuple(points.items()), tuple(names.items()), frozenset(troubled), tuple(taken), height)
    taken += best.covered
    return dict(best.names)


@lru_cache(maxsize=256)
def _best(
    placed: tuple[tuple[str, Point], ...],
    called: tuple[tuple[str, str], ...],
    troubled: frozenset[str],
    taken: tuple[Box, ...],
    height: float,
) -> _Try:
    """One is placed after the other, so the order matters: several are tried, what disturbs least is kept."""
    points, names = dict(placed), dict(called)
    keys: tuple[Callable[[str], float], ...] = (
        lambda code: room(points[code], (each for other, each in points.items() if other != code)),
        lambda code: points[code][1],
        lambda code: -points[code][1],
        lambda code: points[code][0],
        lambda code: -points[code][0],
        lambda code: -len(names[code]),
    )
    tries = [
        _placed(sorted(points, key=lambda code: (code not in troubled, key(code))), points, names, taken, height)
        for key in keys
    ]
    return min(tries, key=lambda found: found.cost)


@dataclass(frozen=True, slots=True)
class _Try:
    names: dict[str, Name]
    covered: list[Box]
    cost: int


def _placed(
    order: Sequence[str], points: dict[str, Point], names: dict[str, str], markers: Sequence[Box], height: float
) -> _Try:
    """Names in this order, each at its first free choice. The cost grows with every choice that was not free."""
    radius = (markers[0][2] - markers[0][0]) / 2
    found: dict[str, Name] = {}
    covered: list[Box] = []
    cost = 0
    for code in order:
        choices = _choices(points[code], text_width(names[code]), radius)
        taken = [*markers, *covered]
        place = next((i for i, each in enumerate(choices) if _suits(points[code], each, taken, height)), None)
        if place is None:
            found[code], cost = choices[0][0], cost + _UNPLACED
            continue
        label, box = choices[place]
        found[code], cost = replace(label, fits=True), cost + place
        covered += [box, *((x, y, x, y) for x, y in _line(points[code], label))]
    return _Try(found, covered, cost)


def _suits(point: Point, choice: tuple[Name, Box], taken: Sequence[Box], height: float) -> bool:
    """Whether a name there is in sight and covers nothing, and its line crosses nothing."""
    label, box = choice
    if not _is_free(box, taken, height):
        return False
    return not any(_holds(each, at) for at in _line(point, label) for each in taken if not _holds(each, point))


def _line(point: Point, label: Name) -> list[Point]:
    """Points along the line that leads to a name that stands far off."""
    if not label.far:
        return []
    steps = (0.3, 0.45, 0.6, 0.75, 0.9)
    return [(point[0] + (label.x - point[0]) * share, point[1] + (label.y - 4 - point[1]) * share) for share in steps]


def _holds(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _choices(point: Point, width: float, radius: float) -> list[tuple[Name, Box]]:
    """Where a name could stand, the best place first, each with the box that it would cover."""
    x, y = point
    found: list[tuple[Name, Box]] = []
    for gap in (radius + 4, radius + 16, radius + 32, radius + 50, radius + 74):
        far = gap > radius + 4
        level, above, below = y + LETTER * 0.35, y - gap + 1, y + gap + LETTER * 0.62
        slant = gap * 0.7
        for at_x, at_y, side in (
            (x + gap, level, "start"),
            (x - gap, level, "end"),
            (x, below, "middle"),
            (x, above, "middle"),
            (x + slant, above + gap * 0.3, "start"),
            (x + slant, below - gap * 0.3, "start"),
            (x - slant, above + gap * 0.3, "end"),
            (x - slant, below - gap * 0.3, "end"),
        ):
            left = at_x - {"start": 0.0, "middle": 0.5, "end": 1.0}[side] * width
            box = (left, at_y - LETTER * 0.78, left + width, at_y + LETTER * 0.24)
            found.append((Name(at_x, at_y, side, fits=False, far=far), box))
    return found


def note_place(text: str, taken: Sequence[Box], height: float) -> Name:
    """The corner that has room for a small note."""
    width = text_width(text) * NOTE_LETTER / LETTER
    for x, side in ((EDGE + 2, "start"), (WIDTH - EDGE - 2, "end")):
        for y in (height - EDGE - 2, NOTE_LETTER + EDGE):
            left = x if side == "start" else x - width
            if _is_free((left, y - NOTE_LETTER, left + width, y), taken, height):
                return Name(x, y, side, fits=True)
    return Name(0, 0, "start", fits=False)


def _is_free(box: Box, taken: Sequence[Box], height: float) -> bool:
    left, top, right, bottom = box
    inside = left >= EDGE and top >= EDGE and right <= WIDTH - EDGE and bottom <= height - EDGE
    return inside and not any(left < r and right > l and top < b and bottom > t for l, t, r, b in taken)  # noqa: E741
