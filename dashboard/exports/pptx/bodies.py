"""Bodies that are neither chart nor table: cover, large figures, definitions, and what a slide without data says."""

from __future__ import annotations

from pathlib import Path

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from dashboard.exports.forms import ExportError
from dashboard.exports.pptx import looks
from dashboard.exports.pptx.charts import add_bars, add_lines
from dashboard.exports.pptx.measure import line_height, lines_of
from dashboard.exports.pptx.sheet import BODY, Box, Sheet, add_card, add_text
from dashboard.exports.pptx.tables import add_grids, add_table
from dashboard.views.deck_rows import Bars, Body, Cover, Fact, Facts, Grids, Lines, Nothing, Table, Terms

_GAP = Inches(0.3)
_PAD = Inches(0.28)
_LOGO_HEIGHT, _LOGO_WIDEST = Inches(1.12), Inches(3)
_KOP_LINES = 4
"""A slide is no letter: more lines than these stay with the letter."""


def draw(sheet: Sheet, body: Body) -> None:
    """The body of a slide."""
    match body:
        case Bars():
            add_bars(sheet, body)
        case Lines():
            add_lines(sheet, body)
        case Table():
            add_table(sheet, body)
        case Grids():
            add_grids(sheet, body)
        case Facts():
            _facts(sheet, body)
        case Cover():
            _cover(sheet, body)
        case Terms():
            _terms(sheet, body)
        case Nothing():
            _nothing(sheet, body)


def _facts(sheet: Sheet, body: Facts) -> None:
    count = len(body.facts)
    width = Emu(int((BODY.width - _GAP * (count - 1)) / count))
    for number, fact in enumerate(body.facts):
        left = Emu(BODY.left + (width + _GAP) * number)
        _fact(sheet, fact, Box(left, Emu(BODY.top + Inches(0.1)), width, Inches(4.7)))


def _fact(sheet: Sheet, fact: Fact, box: Box) -> None:
    add_card(sheet, box, looks.PALE)
    add_card(sheet, Box(box.left, box.top, box.width, Inches(0.12)), looks.fill_of(fact.state))
    inner = Emu(box.width - _PAD * 2)
    left = Emu(box.left + _PAD)

    def place(top: float, height: float) -> Box:
        return Box(left, Emu(box.top + Inches(top)), inner, Inches(height))

    add_text(sheet, place(0.32, 0.34), [fact.label], size=Pt(16), color=looks.SOFT, bold=True)
    add_text(sheet, place(0.72, 1.0), [fact.value], size=Pt(54), color=looks.INK, bold=True, anchor=MSO_ANCHOR.MIDDLE)
    said = f"{looks.sign_of(fact.state)} {fact.standing}"
    add_text(sheet, place(1.8, 0.34), [said], size=Pt(16), color=looks.text_of(fact.state), bold=True)
    top = 2.36
    for line in fact.lines:
        shown = lines_of(line, inner, looks.TEXT_PT)
        height = line_height(looks.TEXT_PT) * min(len(shown), 2) / Inches(1)
        add_text(sheet, place(top, height), [line], size=looks.TEXT_PT, lines=2)
        top += height + 0.09


def _cover(sheet: Sheet, body: Cover) -> None:
    """Letterhead above, the title in the middle, whose figures and of when below it."""
    left = Emu(BODY.left + (_logo(sheet, body.logo) if body.logo else 0))
    kop = Box(left, Inches(0.66), Emu(BODY.width - (left - BODY.left)), _LOGO_HEIGHT)
    add_text(sheet, kop, list(body.kop[:_KOP_LINES]), size=looks.TEXT_PT, color=looks.SOFT, anchor=MSO_ANCHOR.MIDDLE)
    add_card(sheet, Box(BODY.left, Inches(3.56), Inches(1.2), Inches(0.07)), looks.ACCENT)
    top = Inches(3.86)
    for number, line in enumerate(body.lines):
        size = Pt(28) if number < 2 else Pt(18)
        height = Emu(line_height(size) * min(2, len(lines_of(line, BODY.width, size, bold=number < 2))))
        box = Box(BODY.left, top, BODY.width, height)
        add_text(sheet, box, [line], size=size, bold=number < 2, lines=2, color=looks.INK if number < 2 else looks.SOFT)
        top = Emu(top + height + Inches(0.04))


def _logo(sheet: Sheet, path: str) -> int:
    """The office's arms, and how much room they take. ExportError where the file is not there."""
    if not Path(path).is_file():
        raise ExportError(f"logo {path} tidak ada", "perbaiki report.logo pada berkas kantor, atau kosongkan")
    try:
        made = sheet.page.shapes.add_picture(path, BODY.left, Inches(0.66), height=_LOGO_HEIGHT)
    except (ValueError, OSError) as error:
        raise ExportError(f"logo {path} bukan gambar yang terbaca", "simpan ulang sebagai PNG atau JPEG") from error
    if made.width > _LOGO_WIDEST:
        made.height = Emu(int(made.height * _LOGO_WIDEST / made.width))
        made.width = _LOGO_WIDEST
    return int(made.width + Inches(0.2))


def _terms(sheet: Sheet, body: Terms) -> None:
    """Two columns of definitions."""
    half = (len(body.terms) + 1) // 2
    width = Emu(int((BODY.width - _GAP * 2) / 2))
    row = Emu(int(BODY.height / max(half, 1)))
    height = Emu(min(int(row), int(Inches(1.26))))
    for number, each in enumerate(body.terms):
        left = Emu(BODY.left + (width + _GAP * 2) * (number // half))
        top = Emu(BODY.top + height * (number % half))
        add_text(sheet, Box(left, top, width, line_height(Pt(15))), [each.term], size=Pt(15), bold=True)
        below = Box(left, Emu(top + line_height(Pt(15))), width, Emu(line_height(Pt(13)) * 3))
        add_text(sheet, below, [each.text], size=Pt(13), color=looks.SOFT, lines=3)


def _nothing(sheet: Sheet, body: Nothing) -> None:
    box = Box(BODY.left, Emu(BODY.top + Inches(0.3)), BODY.width, Inches(1.9))
    add_card(sheet, box, looks.PALE, looks.LINE)
    inner = Emu(box.width - _PAD * 2)
    first = Box(Emu(box.left + _PAD), Emu(box.top + Inches(0.3)), inner, line_height(Pt(22)))
    add_text(sheet, first, [body.text], size=Pt(22), bold=True)
    below = Box(first.left, Emu(first.top + first.height + Inches(0.12)), inner, Emu(line_height(Pt(16)) * 2))
    add_text(sheet, below, [body.what_to_do], size=Pt(16), color=looks.SOFT, lines=2)
