"""A drawing as PNG for programs that hold no SVG: 220 dots an inch, drawn at twice that and brought down smooth."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from PIL import Image, ImageDraw

from dashboard.exports.drawing import Dot, Drawing, Line, Rect, Shape, Text, font_of

DPI = 220
_FINER = 2
_SCALE = DPI * _FINER / 72
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def png_of(drawing: Drawing) -> bytes:
    """The drawing as a picture that says how large it is."""
    size = (math.ceil(drawing.width * _SCALE), math.ceil(drawing.height * _SCALE))
    image = Image.new("RGB", size, "white")
    canvas = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(canvas, shape)
    small = image.resize((size[0] // _FINER, size[1] // _FINER), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.save(written, "PNG", dpi=(DPI, DPI), optimize=True)
    return written.getvalue()


def _draw(canvas: ImageDraw.ImageDraw, shape: Shape) -> None:
    at = _SCALE
    match shape:
        case Rect():
            corners = (shape.x * at, shape.y * at, (shape.x + shape.width) * at, (shape.y + shape.height) * at)
            if shape.width > 0:
                canvas.rectangle(corners, fill=shape.fill, outline=shape.edge or None, width=round(0.8 * at))
        case Dot():
            reach = shape.radius
            corners = ((shape.x - reach) * at, (shape.y - reach) * at, (shape.x + reach) * at, (shape.y + reach) * at)
            canvas.ellipse(corners, fill=shape.fill, outline=shape.edge or None, width=round(0.8 * at))
        case Line():
            for x1, y1, x2, y2 in _dashes(shape):
                canvas.line(
                    (x1 * at, y1 * at, x2 * at, y2 * at), fill=shape.colour, width=max(1, round(shape.width * at))
                )
        case Text():
            font = font_of(round(shape.size * at), is_bold=shape.is_bold)
            canvas.text(
                (shape.x * at, shape.y * at), shape.text, fill=shape.colour, font=font, anchor=_ANCHORS[shape.anchor]
            )


def _dashes(line: Line) -> Iterator[tuple[float, float, float, float]]:
    length = math.hypot(line.x2 - line.x1, line.y2 - line.y1)
    if not line.dash or not length:
        yield line.x1, line.y1, line.x2, line.y2
        return
    across, down = (line.x2 - line.x1) / length, (line.y2 - line.y1) / length
    at = 0.0
    while at < length:
        end = min(at + line.dash, length)
        yield line.x1 + across * at, line.y1 + down * at, line.x1 + across * end, line.y1 + down * end
        at += 2 * line.dash
