"""The two charts of a letter: bars against the target, and a line over time. Labels are measured, none overlaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard import formats
from dashboard.exports.drawing import Dot, Drawing, Line, Rect, Shape, Text, cut, width_of
from dashboard.exports.report_text import told_share
from dashboard.figures.template import FILLS
from dashboard.model import Indicator

WIDTH = 482.0
"""Points between the margins of an upright page."""
INK, SOFT, RULE, ACCENT = "#16202b", "#525d69", "#d5dae0", "#1f5f9e"
_LABEL_MOST = 215.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_PALE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``share`` 0..1 or None; ``is_weak``: n too small to compare, only outlined."""

    name: str
    share: float | None
    n: int
    state: Indicator
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line; None leaves a gap."""

    name: str
    share: float | None
    n: int


def bars(found: Sequence[Bar], target: float) -> Drawing:
    """Lying bars in the order given, the target as a line across all of them."""
    many = len(found) > 22
    step, size = (11.0, 7.0) if many else (17.0, 8.5)
    values = [_bar_label(bar, target) for bar in found]
    left = min(_LABEL_MOST, max((width_of(bar.name, size) for bar in found), default=0.0)) + 8
    room = WIDTH - left - max((width_of(value, size) for value in values), default=0.0) - 18
    top, bottom = 18.0, 18.0 + step * len(found)
    shapes: list[Shape] = list(_scale(left, room, top, bottom))
    for number, (bar, value) in enumerate(zip(found, values, strict=True)):
        middle = top + step * (number + 0.5)
        base = middle + size * 0.35
        reach = room * (bar.share or 0.0)
        shapes.append(Text(left - 6, base, cut(bar.name, left - 7.5, size), size, INK, "end"))
        if bar.share is not None:
            fill = _PALE if bar.is_weak else FILLS[bar.state]
            shapes.append(Rect(left, middle - step * 0.36, reach, step * 0.72, fill, SOFT if bar.is_weak else ""))
        shapes.append(Text(left + room + 8, base, value, size, INK if bar.share is not None else SOFT))
    shapes += _target(left + room * target, top - 4, bottom + 2, target)
    return Drawing(WIDTH, bottom + 16, tuple(shapes))


def _bar_label(bar: Bar, target: float) -> str:
    if bar.share is None:
        return "— tidak ada yang dinilai"
    return f"{told_share(bar.share, target)} · n {formats.number(bar.n)}{'°' if bar.is_weak else ''}"


def _scale(left: float, room: float, top: float, bottom: float) -> Sequence[Shape]:
    found: list[Shape] = []
    for tick in _TICKS:
        x = left + room * tick
        found.append(Line(x, top, x, bottom, RULE))
        found.append(Text(x, bottom + 11, formats.percent(tick, 0), 7, SOFT, "middle"))
    return found


def _target(x: float, top: float, bottom: float, target: float) -> Sequence[Shape]:
    words = f"sasaran {formats.percent(target)}"
    return (
        Line(x, top, x, bottom, ACCENT, 1.1, 3),
        Text(min(x, WIDTH - width_of(words, 7.5) / 2), top - 4, words, 7.5, ACCENT, "middle", is_bold=True),
    )


def trend_line(found: Sequence[Point], target: float) -> Drawing:
    """A line over weeks or months, each point with its share, and n under its name."""
    left, right, top, bottom = 34.0, WIDTH - 62, 16.0, 136.0
    lowest = _lowest(found, target)

    def height(share: float) -> float:
        return bottom - (bottom - top) * (share - lowest) / (1 - lowest)

    gap = (right - left) / max(len(found), 1)
    xs = [left + gap * (number + 0.5) for number in range(len(found))]
    shapes: list[Shape] = []
    for number in range(5):
        share = lowest + (1 - lowest) * number / 4
        shapes.append(Line(left, height(share), right, height(share), RULE))
        shapes.append(Text(left - 5, height(share) + 2.5, formats.percent(share, 0), 7, SOFT, "end"))
    shapes.append(Line(left, height(target), right, height(target), ACCENT, 1.1, 3))
    shapes.append(Text(right + 4, height(target) + 2.5, f"sasaran {formats.percent(target)}", 7, ACCENT, is_bold=True))
    known = [(x, height(each.share)) for x, each in zip(xs, found, strict=True) if each.share is not None]
    for (x, each), following in zip(zip(xs, found, strict=True), (*found[1:], None), strict=True):
        if each.share is not None and following is not None and following.share is not None:
            shapes.append(Line(x, height(each.share), x + gap, height(following.share), INK, 1.4))
    shapes += [Dot(x, y, 2.6, INK) for x, y in known]
    shapes += _point_labels(found, xs, gap, height, bottom, target)
    return Drawing(WIDTH, bottom + 30, tuple(shapes))


def _lowest(found: Sequence[Point], target: float) -> float:
    """The foot of the scale: a tenth below the lowest, so that differences show; the axis says so."""
    least = min([target, *(each.share for each in found if each.share is not None)])
    return max(0.0, int((least - 0.1) * 5) / 5)


def _point_labels(
    found: Sequence[Point],
    xs: Sequence[float],
    gap: float,
    height: Callable[[float], float],
    bottom: float,
    target: float,
) -> list[Shape]:
    widest = max((width_of(each.name, 7) for each in found), default=0.0)
    every = max(1, -(-int(widest + 4) // max(int(gap), 1)))
    shapes: list[Shape] = []
    for number, (x, each) in enumerate(zip(xs, found, strict=True)):
        if each.share is not None and gap >= width_of("100 %", 7.5):
            y, told = height(each.share), told_share(each.share, target)
            # above its point, but not across the target's line
            base = y - 5.5 if abs(y - 8 - height(target)) > 7 or y > height(target) + 14 else y + 12.5
            wide = width_of(told, 7.5, is_bold=True) + 2
            shapes.append(Rect(x - wide / 2, base - 6.5, wide, 8, _PALE))
            shapes.append(Text(x, base, told, 7.5, INK, "middle", is_bold=True))
        if number % every == 0:
            shapes.append(Text(x, bottom + 12, each.name, 7, SOFT, "middle"))
            shapes.append(Text(x, bottom + 22, f"n {formats.number(each.n)}", 7, SOFT, "middle"))
    return shapes
