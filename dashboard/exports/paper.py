"""Measures and colours of the letter on A4, the same in every form. Millimetres and points say so in their names."""

from __future__ import annotations

from dashboard.model import Indicator

FONT = "Arial"
PAGE_MM = (210, 297)
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 22, 18, 22, 20
UPRIGHT_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
ACROSS_MM = PAGE_MM[1] - LEFT_MM - RIGHT_MM
LOGO_MM = 22

INK, SOFT, RULE, HEAD, PALE = "16202b", "525d69", "c3cad2", "1f3a5f", "eef2f7"
BAD, BAD_FILL = "96170f", "fbe3e0"
GROUNDS = {
    Indicator.BAIK: ("e3f2ec", "00563f"),
    Indicator.WASPADA: ("fdf0d3", "6b4300"),
    Indicator.GANGGUAN: ("fbe3e0", "96170f"),
    Indicator.TIDAK_TERUKUR: ("e8eaed", "4a525b"),
}
"""Ground and text of a state, as on the pages."""


def kop_points(number: int) -> tuple[float, bool]:
    """Size and weight of a line of the letterhead: government, office, then address lines."""
    return ((12, True), (13.5, True))[number] if number < 2 else (9.5, False)
