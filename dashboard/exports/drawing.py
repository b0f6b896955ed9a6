"""A drawing as shapes in points (y downwards), with texts measured in the font that it will be drawn in.

One geometry for every form: ``charts_svg`` and ``charts_png`` only write the shapes down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import ImageFont

Anchor = Literal["start", "middle", "end"]
FAMILY = '"Liberation Sans", Arial, Helvetica, "DejaVu Sans", sans-serif'
_FILES = {
    False: ("LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc", "DejaVuSans.ttf"),
    True: ("LiberationSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf", "DejaVuSans-Bold.ttf"),
}
_MEASURED_AT = 100
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; with an ``edge`` it has an outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``dash`` is the length of its dashes, 0 for a whole one."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 0.6
    dash: float = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Anchor = "start"
    is_bold: bool = False


Shape = Rect | Line | Dot | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white ground of so many points."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=64)
def font_of(size: int, *, is_bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font of drawings in so many pixels: the first of the family that this machine has, else Pillow's own."""
    for name in _FILES[is_bold]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Width of a text in points."""
    return float(font_of(_MEASURED_AT, is_bold=is_bold).getlength(text)) * size / _MEASURED_AT


def cut(text: str, width: float, size: float) -> str:
    """As much of a text as is no wider, with an ellipsis where it was cut."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept.rstrip() + _ELLIPSIS, size) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;.") + _ELLIPSIS
