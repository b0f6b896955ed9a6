"""Elements of SVG as Dash components: ``assets/3-svg.js`` gives the browser the other half.

Dash itself has none, and a picture in an ``img`` can neither follow the states nor the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.components.elements import QuickComponent


class SvgElement(QuickComponent):
    """One element. Attributes are named as React names them (``className``, ``textAnchor``)."""

    _namespace = "pantau_svg"
    _type = "SvgElement"
    _children_props: Sequence[str] = ()
    _base_nodes = ("children",)
    available_properties = (
        "children",
        "id",
        "tag",
        "className",
        "role",
        "viewBox",
        "d",
        "cx",
        "cy",
        "r",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "rx",
        "width",
        "height",
        "href",
        "transform",
        "textAnchor",
    )
    _prop_names = available_properties
    known = frozenset(available_properties)


def svg(tag: str, children: Any = None, **attributes: Any) -> SvgElement:
    """The element ``tag`` (``svg``, ``g``, ``path``, ``text`` ...)."""
    return SvgElement(children, tag=tag, **attributes)
