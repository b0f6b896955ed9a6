"""Native tables: lists of rows, and grids of coloured cells with their signs. Row heights are ours, texts are cut."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.table import Table as PptxTable
from pptx.table import _Cell
from pptx.util import Emu, Inches, Length, Pt

from dashboard.exports.pptx import looks
from dashboard.exports.pptx.measure import line_height
from dashboard.exports.pptx.sheet import BODY, Box, Sheet, add_text
from dashboard.model import Indicator
from dashboard.views.deck_rows import Cell, Grid, Grids, Table

_PAD_X, _PAD_Y = Inches(0.07), Inches(0.035)
_NAME = Inches(2.5)
_KEY_HEIGHT = Inches(0.28)
_PLAIN_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's "No Style, Table Grid": no colours of its own."""


def add_table(sheet: Sheet, table: Table) -> PptxTable:
    """A list: headings, then rows of one or two lines."""
    whole = sum(column.weight for column in table.columns)
    widths = [Emu(int(BODY.width * column.weight / whole)) for column in table.columns]
    size = looks.SMALL_PT
    height = Emu(int(line_height(size) * 2 + _PAD_Y * 2))
    head = Emu(int(line_height(size) + _PAD_Y * 2))
    if head + height * len(table.rows) > BODY.height:
        height = Emu(int(line_height(size) + _PAD_Y * 2))
    lines = 2 if height > head else 1
    made = _new(sheet, Box(BODY.left, BODY.top, BODY.width, Emu(0)), widths, [head] + [height] * len(table.rows))
    for number, column in enumerate(table.columns):
        align = PP_ALIGN.RIGHT if column.is_number else PP_ALIGN.LEFT
        shown = sheet.fit(column.heading, _inner(widths[number]), size, bold=True)
        _put(made.cell(0, number), shown, size=size, align=align, fill=looks.PALE, bold=True, color=looks.SOFT)
        for row, cells in enumerate(table.rows, 1):
            cell = cells[number]
            text = sheet.fit(_words(cell), _inner(widths[number]), size, lines=lines)
            fill = None if cell.state is None else looks.fill_of(cell.state)
            _put(made.cell(row, number), text, size=size, align=align, fill=fill)
    return made


def add_grids(sheet: Sheet, grids: Grids) -> list[PptxTable]:
    """Grids below each other with their titles, and the key of signs at the foot."""
    lines = sum(len(grid.rows) + (2 if len(grids.grids) > 1 else 1) for grid in grids.grids)
    room = BODY.height - _KEY_HEIGHT - Inches(0.1) * len(grids.grids)
    height = Emu(int(min(room / lines, Inches(0.36))))
    top, made = BODY.top, []
    for grid in grids.grids:
        if len(grids.grids) > 1:
            box = Box(BODY.left, top, BODY.width, height)
            add_text(sheet, box, [grid.title], size=looks.SMALL_PT, bold=True, anchor=MSO_ANCHOR.MIDDLE)
            top = Emu(top + height)
        made.append(_grid(sheet, grid, top, height))
        top = Emu(int(top + height * (len(grid.rows) + 1) + Inches(0.1)))
    box = Box(BODY.left, Emu(looks.BODY_BOTTOM - _KEY_HEIGHT + Inches(0.04)), BODY.width, _KEY_HEIGHT)
    add_text(sheet, box, [grids.key], size=looks.FOOT_PT, color=looks.SOFT, anchor=MSO_ANCHOR.BOTTOM)
    return made


def _grid(sheet: Sheet, grid: Grid, top: Length, height: Length) -> PptxTable:
    count = len(grid.columns)
    width = Emu(int(min((BODY.width - _NAME) / count, Inches(1.5))))
    size = Pt(12) if width >= Inches(0.75) else Pt(11) if width >= Inches(0.6) else Pt(10)
    size = min(size, Pt(10)) if height < Inches(0.27) else size
    box = Box(BODY.left, top, Emu(_NAME + width * count), Emu(0))
    made = _new(sheet, box, [_NAME] + [width] * count, [height] * (len(grid.rows) + 1))
    head = {"size": size, "fill": looks.PALE, "bold": True, "color": looks.SOFT}
    _put(made.cell(0, 0), grid.corner, align=PP_ALIGN.LEFT, **head)  # type: ignore[arg-type]
    for number, label in enumerate(grid.columns, 1):
        _put(made.cell(0, number), label, align=PP_ALIGN.CENTER, **head)  # type: ignore[arg-type]
    for row, (name, cells) in enumerate(grid.rows, 1):
        shown = sheet.fit(name, _inner(_NAME), size)
        _put(made.cell(row, 0), shown, size=size, align=PP_ALIGN.LEFT)
        for number, cell in enumerate(cells, 1):
            fill = None if cell.state is None else looks.fill_of(cell.state)
            text = sheet.fit(_words(cell), _inner(width), size)
            _put(made.cell(row, number), text, size=size, align=PP_ALIGN.CENTER, fill=fill)
    return made


def _words(cell: Cell) -> str:
    """A coloured cell begins with its sign."""
    if cell.state is None:
        return cell.text
    sign = looks.sign_of(cell.state)
    if cell.state is Indicator.TIDAK_TERUKUR and cell.text.startswith(sign):
        return cell.text
    return f"{sign} {cell.text}".strip()


def _inner(width: Length) -> Emu:
    return Emu(width - _PAD_X * 2)


def _new(sheet: Sheet, box: Box, widths: Sequence[Length], heights: Sequence[Length]) -> PptxTable:
    whole = Emu(sum(map(int, heights)))
    frame = sheet.page.shapes.add_table(len(heights), len(widths), box.left, box.top, Emu(sum(map(int, widths))), whole)
    made = frame.table
    for number, width in enumerate(widths):
        made.columns[number].width = width
    for number, height in enumerate(heights):
        made.rows[number].height = height
    properties = made._tbl.tblPr
    properties.set("bandRow", "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = _PLAIN_STYLE
    return made


def _put(
    cell: _Cell,
    text: str,
    *,
    size: Length,
    align: PP_ALIGN,
    fill: RGBColor | None = None,
    bold: bool = False,
    color: RGBColor = looks.INK,
) -> None:
    cell.margin_left = cell.margin_right = _PAD_X
    cell.margin_top = cell.margin_bottom = Emu(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if fill is None:
        cell.fill.background()
    else:
        cell.fill.solid()
        cell.fill.fore_color.rgb = fill
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = align
    # An empty cell would take the height of its default font and stretch the row: its size is set all the same.
    paragraph.font.size = size
    if text:
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = size, bold, color
    _borders(cell)


def _borders(cell: _Cell) -> None:
    """Quiet white lines between cells, so that coloured ones stand apart."""
    properties = cell._tc.get_or_add_tcPr()
    for place, name in enumerate(("a:lnL", "a:lnR", "a:lnT", "a:lnB")):
        line = etree.Element(qn(name), w=str(int(Pt(1))))
        fill = etree.SubElement(line, qn("a:solidFill"))
        etree.SubElement(fill, qn("a:srgbClr"), val=str(looks.LINE if name == "a:lnB" else looks.WHITE))
        properties.insert(place, line)
