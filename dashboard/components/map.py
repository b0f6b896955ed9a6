"""The schematic map beside the tiles of one office: a marker a kecamatan, areas where the office has boundaries.

The feed's script patches markers and areas like tiles, by ``data-tile``.
"""

from __future__ import annotations

from collections.abc import Mapping

from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.components.map_names import WIDTH
from dashboard.components.map_plan import MapPlan, Marker, map_plan
from dashboard.components.shapes import SHAPES, SIDE
from dashboard.components.status import WORDS
from dashboard.components.svg import SvgElement, svg
from dashboard.components.tile import tile_attributes
from dashboard.model import Indicator
from dashboard.views.rows import TileRow, WallView
from dashboard.views.screen import TROUBLE, overall
from dashboard.views.terrain import Terrain

_GLYPH = 1.25
"""Side of a shape within its marker, in radii."""


def map_of(view: WallView, terrain: Terrain) -> MapPlan:
    """The plan of an office's map as of ``view``: what is in trouble is named first."""
    troubled = [tile.kecamatan or "" for tile in (*view.tiles, view.dinas) if overall(tile).state in TROUBLE]
    return map_plan(terrain, troubled, _said(terrain))


def _said(terrain: Terrain) -> str:
    return f"U ↑ {'batas wilayah dari berkas kantor' if terrain.areas else 'skema menurut titik tengah kecamatan'}"


def office_map(view: WallView, terrain: Terrain, plan: MapPlan) -> Component:
    """The map of one office. For a screen reader the tiles say it all, so the drawing is one picture."""
    tiles: dict[str, TileRow] = {tile.kecamatan or "": tile for tile in (*view.tiles, view.dinas)}
    drawing = svg(
        "svg",
        [
            _shapes(view.office),
            *_areas(plan, tiles, view.office),
            *_lines(plan),
            *_markers(plan, tiles, view.office),
            *_note(plan, _said(terrain)),
        ],
        viewBox=f"0 0 {WIDTH:g} {plan.height:g}",
        role="img",
        className="map-drawing",
        **{"aria-label": f"Peta skema {view.office_name}: {len(terrain.places)} kecamatan menurut letaknya"},
    )
    return html.Section([drawing], className="panel-list panel-map")


def _shapes(office: str) -> SvgElement:
    """The shapes once; each marker uses the one of its state."""
    return svg("defs", [svg("path", id=shape_id(office, state), d=path) for state, path in SHAPES.items()])


def shape_id(office: str, state: Indicator) -> str:
    """Id of a shape within the map of an office; the feed's script changes what follows the last hyphen."""
    return f"lambang-{office}-{state}"


def _note(plan: MapPlan, text: str) -> list[SvgElement]:
    """Where north is and what is drawn; left out where every corner is taken."""
    at = plan.note
    return [svg("text", text, x=at.x, y=at.y, textAnchor=at.side, className="map-note")] if at.fits else []


def _areas(plan: MapPlan, tiles: Mapping[str, TileRow], office: str) -> list[SvgElement]:
    return [
        svg("path", d=path, className="map-area", **tile_attributes(tiles[code], office))
        for code, path in plan.areas
        if code in tiles
    ]


def _lines(plan: MapPlan) -> list[SvgElement]:
    """From a marker to its name, where that stands farther off."""
    return [
        svg("line", x1=each.x, y1=each.y, x2=each.label.x, y2=each.label.y - 4, className="map-line")
        for each in plan.markers
        if each.label.far
    ]


def _markers(plan: MapPlan, tiles: Mapping[str, TileRow], office: str) -> list[SvgElement]:
    shown = [(each, tiles[each.key]) for each in plan.markers if each.key in tiles]
    # What is in trouble is drawn last, over its neighbours.
    shown.sort(key=lambda pair: overall(pair[1]).state in TROUBLE)
    return [_marker(marker, tile, office, plan.radius) for marker, tile in shown]


def _marker(marker: Marker, tile: TileRow, office: str, radius: float) -> SvgElement:
    state, label = overall(tile).state, marker.label
    ground = (
        svg("circle", cx=marker.x, cy=marker.y, r=radius, className="map-ground")
        if marker.key
        else svg(
            "rect",
            x=marker.x - radius,
            y=marker.y - radius,
            width=2 * radius,
            height=2 * radius,
            rx=3,
            className="map-ground",
        )
    )
    corner = radius * _GLYPH / 2
    parts = [
        svg("title", f"{marker.name}: {WORDS[state]}", **{"data-f": "told"}),
        ground,
        svg(
            "use",
            href=f"#{shape_id(office, state)}",
            transform=f"translate({marker.x - corner:.2f} {marker.y - corner:.2f}) scale({2 * corner / SIDE:.4f})",
            className="map-shape",
            **{"data-f": "shape"},
        ),
        svg(
            "text",
            marker.name,
            x=label.x,
            y=label.y,
            textAnchor=label.side,
            className="map-name",
            **{"data-fits": "1" if label.fits else "0"},
        ),
    ]
    class_name = "map-mark" if marker.key else "map-mark map-dinas"
    return svg("g", parts, className=class_name, **tile_attributes(tile, office))
