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
from dashboard.exports.pptx.measure import line_height, lines_of, width_of
from dashboard.exports.pptx.sheet import BODY, Box, Sheet, add_text
from dashboard.views.deck_rows import Cell, Grid, Grids, Table

_PAD_X, _PAD_Y = Inches(0.05), Inches(0.03)
_TABLE_PAD_X = Inches(0.13)
_NAME, _WIDE, _WIDEST = Inches(2.9), Inches(1.5), Inches(2.4)
_KEY_HEIGHT, _BETWEEN, _TALLEST = Inches(0.28), Inches(0.1), Inches(0.42)
_ABOVE_LIST = Inches(0.25)
_SIZES = (Pt(14), Pt(13), Pt(12), Pt(11))
_LEGIBLE = Pt(11)
_SMALLEST = (Pt(10), Pt(9))
_FEW_COLUMNS = 6
_PLAIN_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's "No Style, Table Grid": no colours of its own."""


def add_table(sheet: Sheet, table: Table, box: Box = BODY) -> PptxTable:
    """A list: headings, then rows of one or two lines, in the largest print in which all of them fit."""
    whole = sum(column.weight for column in table.columns)
    widths = [Emu(int(box.width * column.weight / whole)) for column in table.columns]
    size, lines = _print_for(table, widths, box)
    height, head = _row_height(size, lines), _row_height(size, 1)
    made = _new(sheet, box, widths, [head] + [height] * len(table.rows))
    for number, column in enumerate(table.columns):
        align = PP_ALIGN.RIGHT if column.is_number else PP_ALIGN.LEFT
        inner = _inner(widths[number], _TABLE_PAD_X)
        shown = sheet.fit(column.heading, inner, size, bold=True)
        look = {"size": size, "align": align, "pad": _TABLE_PAD_X}
        _put(made.cell(0, number), shown, fill=looks.PALE, bold=True, color=looks.SOFT, **look)
        for row, cells in enumerate(table.rows, 1):
            cell = cells[number]
            fill = None if cell.state is None else looks.fill_of(cell.state)
            text = sheet.fit(_words(cell), inner, size, lines=lines)
            _put(made.cell(row, number), text, fill=fill, **look)
    return made


def _print_for(table: Table, widths: Sequence[Length], box: Box) -> tuple[Pt, int]:
    """Size and lines a row: large print first, a second line before small print, small print before a cut text."""
    room: tuple[Pt, int] = (_SIZES[-1], 1)
    for size in _SIZES:
        for lines in (1, 2):
            if _row_height(size, 1) + _row_height(size, lines) * len(table.rows) > box.height:
                continue
            if all(_fits(row, widths, size, lines) for row in table.rows):
                return size, lines
            room = (size, lines) if lines >= room[1] else room
    return room


def _fits(row: Sequence[Cell], widths: Sequence[Length], size: Pt, lines: int) -> bool:
    return all(
        len(lines_of(_words(cell), _inner(width, _TABLE_PAD_X), size)) <= lines
        for cell, width in zip(row, widths, strict=True)
    )


def _row_height(size: Length, lines: int) -> Emu:
    return Emu(int(line_height(size) * lines + _PAD_Y * 2))


def add_grids(sheet: Sheet, grids: Grids) -> list[PptxTable]:
    """Grids below each other with their titles, a list below them if there is one, the key of signs at the foot."""
    is_alone = len(grids.grids) == 1
    lines = sum(len(grid.rows) + (1 if is_alone else 2) for grid in grids.grids)
    listed = 0 if grids.below is None else _row_height(_SIZES[0], 1) * (len(grids.below.rows) + 1) + _ABOVE_LIST
    room = BODY.height - _KEY_HEIGHT - _BETWEEN * len(grids.grids) - listed
    height = Emu(int(min(room / lines, _TALLEST)))
    top, made = BODY.top, []
    for grid in grids.grids:
        if not is_alone:
            box = Box(BODY.left, top, BODY.width, height)
            add_text(sheet, box, [grid.title], size=looks.SMALL_PT, bold=True, anchor=MSO_ANCHOR.MIDDLE)
            top = Emu(top + height)
        made.append(_grid(sheet, grid, top, height, _WIDEST if is_alone else _WIDE))
        top = Emu(int(top + height * (len(grid.rows) + 1) + _BETWEEN))
    key_top = Emu(looks.BODY_BOTTOM - _KEY_HEIGHT)
    if grids.below is not None:
        first = Emu(top + _ABOVE_LIST)
        made.append(add_table(sheet, grids.below, Box(BODY.left, first, BODY.width, Emu(key_top - first))))
    box = Box(BODY.left, key_top, BODY.width, _KEY_HEIGHT)
    add_text(sheet, box, [grids.key], size=looks.FOOT_PT, color=looks.SOFT, anchor=MSO_ANCHOR.BOTTOM)
    return made


def _grid(sheet: Sheet, grid: Grid, top: Length, height: Length, widest: Length) -> PptxTable:
    count = len(grid.columns)
    names = [name for name, _ in grid.rows]
    sizes = [each for each in (*_SIZES, *_SMALLEST) if line_height(each) + _PAD_Y <= height] or [_SMALLEST[-1]]
    fitting = (each for each in sizes if all(width_of(name, each) <= _inner(_NAME) for name in names))
    named = next(fitting, sizes[-1])
    longest = max(int(width_of(name, named)) for name in names)
    first = Emu(min(longest + int(_PAD_X * 4), int(_NAME)) if count > _FEW_COLUMNS else _NAME)
    width = Emu(int(min((BODY.width - first) / count, widest)))
    size, is_short = _cell_print(grid, _inner(width), height)
    box = Box(BODY.left, top, Emu(first + width * count), Emu(0))
    made = _new(sheet, box, [first] + [width] * count, [height] * (len(grid.rows) + 1))
    head = {"fill": looks.PALE, "bold": True, "color": looks.SOFT}
    _put(made.cell(0, 0), grid.corner, size=named, align=PP_ALIGN.LEFT, **head)
    for number, label in enumerate(grid.columns, 1):
        _put(made.cell(0, number), label, size=min(named, Pt(12)), align=PP_ALIGN.CENTER, **head)
    for row, (name, cells) in enumerate(grid.rows, 1):
        _put(made.cell(row, 0), sheet.fit(name, _inner(first), named), size=named, align=PP_ALIGN.LEFT)
        for number, cell in enumerate(cells, 1):
            fill = None if cell.state is None else looks.fill_of(cell.state, is_weak=cell.weak)
            text = sheet.fit(_words(cell, is_short=is_short), _inner(width), size)
            _put(made.cell(row, number), text, size=size, align=PP_ALIGN.CENTER, fill=fill)
    return made


def _cell_print(grid: Grid, inner: Length, height: Length) -> tuple[Pt, bool]:
    """Size of the cells' print, and whether they must be short: figures are never cut."""
    sizes = [each for each in (*_SIZES, *_SMALLEST) if line_height(each) <= height]
    cells = [cell for _, row in grid.rows for cell in row]
    for is_short in (False, True):
        for size in sizes if is_short else [each for each in sizes if each >= _LEGIBLE]:
            if all(width_of(_words(cell, is_short=is_short), size) <= inner for cell in cells):
                return size, is_short
    return _SMALLEST[-1], True


def _words(cell: Cell, *, is_short: bool = False) -> str:
    """A coloured cell begins with its sign."""
    text = (is_short and cell.short) or cell.text
    return text if cell.state is None else f"{looks.sign_of(cell.state)} {text}".strip()


def _inner(width: Length, pad: Length = _PAD_X) -> Emu:
    return Emu(width - pad * 2)


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
    pad: Length = _PAD_X,
) -> None:
    cell.margin_left = cell.margin_right = pad
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
