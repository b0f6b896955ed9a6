"""What the address of the wall asks beside its office, and the entries that the wall adds to the menu."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.components.wall import ROTATION_S

SHORTEST_S, LONGEST_S = 5, 600
_OF_A_SCREEN = ("kantor", "putar", "tema")
"""What a kiosk's address takes along."""


def pace_of(putar: str | None) -> int | None:
    """Seconds that each panel of a rotation stays; None for what cannot be read."""
    if not putar:
        return ROTATION_S
    return int(putar) if putar.isascii() and putar.isdigit() and SHORTEST_S <= int(putar) <= LONGEST_S else None


def kiosk_address(asked: Mapping[str, str | None]) -> str:
    """The same wall without menu and pointer, for a screen that nobody touches."""
    kept = {name: value for name in _OF_A_SCREEN if (value := asked.get(name))}
    return "/?" + urlencode(kept | {"kios": "1"})


def screen_tools(asked: Mapping[str, str | None]) -> tuple[Component, ...]:
    """Entries for the menu of the wall: the whole screen now, and the address of a kiosk."""
    whole = html.Button("Layar penuh", id="layar-penuh", type="button", className="nav-link w-100 text-start")
    kiosk = html.A("Mode kios", href=kiosk_address(asked), id="mode-kios", className="nav-link")
    return (whole, kiosk)
