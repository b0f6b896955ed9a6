"""Sizes, colours and fonts of the slides: the light values of the screen's palette."""

from __future__ import annotations

from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from dashboard.figures.template import FILLS, SIGNS
from dashboard.model import Indicator

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, RIGHT_MARGIN = Inches(0.55), Inches(0.55)
INNER = Emu(WIDTH - LEFT - RIGHT_MARGIN)
BAND_HEIGHT = Inches(0.32)
TITLE_TOP, TITLE_HEIGHT = Inches(0.42), Inches(0.92)
LEAD_TOP, LEAD_HEIGHT = Inches(1.34), Inches(0.34)
BODY_TOP, BODY_BOTTOM = Inches(1.8), Inches(6.92)
BODY_HEIGHT = Emu(BODY_BOTTOM - BODY_TOP)
FOOT_TOP, FOOT_HEIGHT = Inches(7.06), Inches(0.3)

FONT = "Segoe UI"
"""On every office's Windows; the theme names it once, so that a PC without it can change it in one place."""
TITLE_PT, LEAD_PT, TEXT_PT, SMALL_PT, FOOT_PT = Pt(26), Pt(14), Pt(14), Pt(12), Pt(10)

INK = RGBColor(0x16, 0x20, 0x2B)
SOFT = RGBColor(0x52, 0x5D, 0x69)
LINE = RGBColor(0xD5, 0xDA, 0xE0)
PALE = RGBColor(0xF4, 0xF5, 0xF7)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
ACCENT = RGBColor(0x1F, 0x5F, 0x9E)
SECOND = RGBColor(0x6A, 0x4C, 0x9C)
BAND, BAND_INK = RGBColor(0xF0, 0xAB, 0x1F), RGBColor(0x24, 0x17, 0x00)

_PALER = 0.4
_TEXTS = {
    Indicator.BAIK: RGBColor(0x00, 0x56, 0x3F),
    Indicator.WASPADA: RGBColor(0x6B, 0x43, 0x00),
    Indicator.GANGGUAN: RGBColor(0x96, 0x17, 0x0F),
    Indicator.TIDAK_TERUKUR: RGBColor(0x4A, 0x52, 0x5B),
}


def fill_of(state: Indicator, *, is_weak: bool = False) -> RGBColor:
    """The ground of a state in charts and cells; pale where n is too small to compare."""
    colour = RGBColor.from_string(FILLS.get(state, FILLS[Indicator.TIDAK_TERUKUR]).lstrip("#").upper())
    return RGBColor(*(255 - round((255 - part) * _PALER) for part in colour)) if is_weak else colour


def text_of(state: Indicator) -> RGBColor:
    """The colour of a state's words on white."""
    return _TEXTS.get(state, _TEXTS[Indicator.TIDAK_TERUKUR])


def sign_of(state: Indicator) -> str:
    """The sign that doubles a state's colour."""
    return SIGNS.get(state, SIGNS[Indicator.TIDAK_TERUKUR])
