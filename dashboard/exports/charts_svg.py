"""A drawing as SVG: sharp on paper at any size, its texts stay texts."""

from __future__ import annotations

from html import escape

from dashboard.exports.drawing import FAMILY, Dot, Drawing, Line, Rect, Shape, Text


def svg_of(drawing: Drawing) -> str:
    """The drawing as one element that needs nothing from outside."""
    size = f'width="{drawing.width:g}pt" height="{drawing.height:g}pt"'
    box = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    inside = "".join(map(_element, drawing.shapes))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{escape(FAMILY)}">{inside}</svg>'


def _element(shape: Shape) -> str:
    match shape:
        case Rect():
            place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
            return f'<rect {place} fill="{shape.fill}"{_edge(shape.edge)}/>'
        case Dot():
            place = f'cx="{shape.x:.2f}" cy="{shape.y:.2f}" r="{shape.radius:.2f}"'
            return f'<circle {place} fill="{shape.fill}"{_edge(shape.edge)}/>'
        case Line():
            place = f'x1="{shape.x1:.2f}" y1="{shape.y1:.2f}" x2="{shape.x2:.2f}" y2="{shape.y2:.2f}"'
            dash = f' stroke-dasharray="{shape.dash:g}"' if shape.dash else ""
            return f'<line {place} stroke="{shape.colour}" stroke-width="{shape.width:g}"{dash}/>'
        case Text():
            place = f'x="{shape.x:.2f}" y="{shape.y:.2f}" font-size="{shape.size:g}"'
            look = f'fill="{shape.colour}" text-anchor="{shape.anchor}"'
            weight = ' font-weight="bold"' if shape.is_bold else ""
            return f"<text {place} {look}{weight}>{escape(shape.text)}</text>"


def _edge(colour: str) -> str:
    return f' stroke="{colour}" stroke-width="0.8"' if colour else ""
