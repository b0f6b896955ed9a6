"""One kecamatan on the wall: small (all offices on one screen) and large (one office fills the screen).

The feed's script patches tiles in place by ``data-tile`` and ``data-ind``; it never makes or removes one.
"""

from __future__ import annotations

from datetime import datetime

from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.status import LABELS, LETTERS, SHORT_WORDS, WORDS, glyph
from dashboard.components.ways import office_wall, tile_page
from dashboard.model import Indicator
from dashboard.views.rows import IndicatorRow, TileRow
from dashboard.views.screen import Overall, decisive, indicators_of, overall

DINAS = "dinas"
_LETTERS = 13
"""Names up to this length share one size of type; a longer one is set smaller, so that none is cut off."""


def tile_key(office: str, kecamatan: str | None) -> str:
    """How the feed's script finds a tile: the code of the kecamatan, or the office's own tile."""
    return kecamatan if kecamatan is not None else f"{DINAS}:{office}"


def sentence(name: str, row: IndicatorRow, zone: str, now: datetime) -> str:
    """One indicator in words, for the tooltip and for screen readers."""
    parts = [f"{LABELS[name]}: {WORDS[row.state]}"]
    if row.since is not None:
        parts.append(f"sejak {formats.since(row.since, zone, now)}")
    if row.reason:
        parts.append(f"({row.reason})")
    if row.from_office:
        parts.append("– keadaan kantor")
    if not row.in_schedule:
        parts.append("– di luar jam kerja")
    return " ".join(parts)


def _indicator_attributes(name: str, row: IndicatorRow, zone: str, now: datetime) -> dict[str, str]:
    return {
        "data-ind": name,
        "data-state": str(row.state),
        "data-office-state": "1" if row.from_office else "0",
        "data-off": "0" if row.in_schedule else "1",
        "title": sentence(name, row, zone, now),
    }


def mini_indicator(name: str, row: IndicatorRow, zone: str, now: datetime) -> Component:
    """Letter and shape; the words are in the tooltip and for screen readers."""
    said = sentence(name, row, zone, now)
    return html.Span(
        [
            html.Span(LETTERS[name], className="ind-letter", **{"aria-hidden": "true"}),
            glyph(),
            html.Span(said, className="visually-hidden", **{"data-f": "said"}),
        ],
        className="ind ind-mini",
        **_indicator_attributes(name, row, zone, now),
    )


def full_indicator(name: str, row: IndicatorRow, zone: str, now: datetime) -> Component:
    """Shape, label, word and reason."""
    return html.Div(
        [
            glyph(),
            html.Div(
                [
                    html.Span(LABELS[name], className="ind-label"),
                    html.Span(SHORT_WORDS[row.state], className="ind-word", **{"data-f": "word"}),
                    html.Span("kantor", className="ind-office"),
                ],
                className="ind-text",
            ),
            html.Span(sentence(name, row, zone, now), className="visually-hidden", **{"data-f": "said"}),
        ],
        className="ind ind-full",
        **_indicator_attributes(name, row, zone, now),
    )


def tile_attributes(tile: TileRow, office: str) -> dict[str, str]:
    """What the style sheet and the feed's script go by."""
    found = overall(tile)
    return {
        "data-tile": tile_key(office, tile.kecamatan),
        "data-state": str(found.state),
        "data-off": "0" if found.in_schedule else "1",
    }


def compact_tile(tile: TileRow, office: str, zone: str, now: datetime) -> Component:
    """A tile of the wall of all offices: name and four indicators of one letter and one shape."""
    return html.Li(
        [
            _name_link(tile, office_wall(office), zone, now),
            html.Span(
                [mini_indicator(name, row, zone, now) for name, row in indicators_of(tile)], className="tile-inds"
            ),
        ],
        className="tile tile-compact",
        **tile_attributes(tile, office),
    )


def large_tile(tile: TileRow, office: str, zone: str, now: datetime) -> Component:
    """A tile of the wall of one office: shape and name, overall word and since when, four indicators, the reason."""
    found = overall(tile)
    return html.Li(
        [
            html.Div(
                [
                    html.Div(
                        [glyph(), _name_link(tile, _page_of(tile, office), zone, now, follows=True)],
                        className="tile-title",
                    ),
                    html.Div(
                        [html.Span(SHORT_WORDS[found.state], **{"data-f": "overall"}), _lasting(found, now)],
                        className="tile-overall",
                    ),
                ],
                className="tile-head",
            ),
            html.Div(
                [full_indicator(name, row, zone, now) for name, row in indicators_of(tile)], className="tile-inds"
            ),
            html.Div(reason_line(tile, zone, now), className="tile-reason", **{"data-f": "reason"}),
        ],
        className="tile tile-large" + (" tile-dinas" if tile.kecamatan is None else ""),
        style={"--letters": max(_LETTERS, len(tile.name))},
        **tile_attributes(tile, office),
    )


def _page_of(tile: TileRow, office: str) -> str:
    """The page that tells more of what decides the tile."""
    return tile_page(office, tile.kecamatan, decisive(tile)[0])


def _name_link(tile: TileRow, href: str, zone: str, now: datetime, *, follows: bool = False) -> Component:
    """The whole tile leads there, and tells its four indicators to the pointer; ``follows`` its trouble while live."""
    return html.A(
        tile.name,
        href=href,
        title="\n".join(sentence(name, row, zone, now) for name, row in indicators_of(tile)),
        className="tile-name tile-go",
        **{"data-f": "go", "data-follows": "1" if follows else "0"},
    )


def _lasting(found: Overall, now: datetime) -> Component:
    """How long the tile has been so."""
    seconds = None if found.since is None else (now - found.since).total_seconds()
    return html.Span(
        "" if seconds is None else formats.duration(seconds),
        className="tile-since",
        **{"data-f": "since", "data-since": "" if found.since is None else found.since.isoformat()},
    )


def reason_line(tile: TileRow, zone: str, now: datetime) -> str:
    """The reason of the indicator that decides the tile, with since when; empty where all is well."""
    _, row = decisive(tile)
    if row.state is Indicator.BAIK:
        return ""
    return row.reason or (f"sejak {formats.since(row.since, zone, now)}" if row.since else "")
