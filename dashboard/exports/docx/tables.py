"""Tables as Word's own markup, written whole: a cell at a time takes python-docx minutes for a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dashboard.exports import paper
from dashboard.exports.docx.styles import TABLE, TABLE_HEAD
from dashboard.exports.letter.blocks import Cell, Column, Facts, Figure, Figures, Row, Table
from dashboard.model import Indicator

_TWIPS_A_MM = 1440 / 25.4
_ALIGNS = {"left": "left", "center": "center", "right": "right"}
_MARGIN = 60
_STRONG_CELLS = 3
"""So many cells of a strong row are bold: its number, its name, what is said of it."""


def data_table(table: Table, width_mm: float, style_ids: dict[str, str]) -> Any:
    """A table with lines; its head comes again on each page, no row is torn."""
    whole = sum(column.share for column in table.columns)
    widths = [round(column.share / whole * width_mm * _TWIPS_A_MM) for column in table.columns]
    head = "".join(
        _cell(Cell(column.heading), column, width, style_ids[TABLE_HEAD], fill=paper.HEAD)
        for column, width in zip(table.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    rows += [
        _row(row, table.columns, widths, style_ids[TABLE], keep=row.is_strong or _stays(table, number))
        for number, row in enumerate(table.rows)
    ]
    return _parsed(rows, widths, borders=_lines(paper.RULE), caption=table.caption)


def _stays(table: Table, number: int) -> bool:
    """Whether a line stays with the next: in short tables all do, and the last one with the note below."""
    return bool(table.note) if number == len(table.rows) - 1 else table.is_short


def facts_table(facts: Facts, width_mm: float, style_ids: dict[str, str]) -> Any:
    """Label, colon, words; without lines."""
    label, beside = (21.0, 84.0) if facts.beside else (36.0, 0.0)
    parts = [label, 4.0, width_mm - label - 4.0 - beside, *((beside,) if beside else ())]
    widths = [round(part * _TWIPS_A_MM) for part in parts]
    rows = []
    for number, (name, words) in enumerate(facts.pairs):
        texts = [name, ":", words, *((facts.beside,) if beside and not number else ())]
        columns = [Column("", 1, "right" if place == 3 else "left") for place in range(len(texts))]
        own = [*widths[:2], sum(widths[2:])] if len(texts) < len(widths) else widths
        cells = (
            _cell(
                Cell(text),
                column,
                width,
                style_ids["Normal"],
                after=20,
                spans=1 + (len(texts) < len(widths) and place == 2),
            )
            for place, (text, column, width) in enumerate(zip(texts, columns, own, strict=True))
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return _parsed(rows, widths, borders="", caption="Keterangan laporan", margin=0)


def figures_table(figures: Figures, width_mm: float, style_ids: dict[str, str]) -> Any:
    """Key figures side by side on the grounds of their states."""
    widths = [round(width_mm / len(figures.figures) * _TWIPS_A_MM)] * len(figures.figures)
    cells = "".join(_figure(each, width, style_ids[TABLE]) for each, width in zip(figures.figures, widths, strict=True))
    rows = [f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"]
    return _parsed(rows, widths, borders=_lines("ffffff", 24), caption="Angka utama", margin=140)


def _figure(figure: Figure, width: int, style_id: str) -> str:
    ground, ink = paper.GROUNDS[figure.state]
    lines = [(figure.label, 17, True), (figure.value, 34, True), *((line, 17, False) for line in figure.lines)]
    inside = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{_run(text, ink, bold=bold, half_points=size)}</w:p>'
        for text, size, bold in lines
    )
    return f"<w:tc>{_cell_shape(width, ground)}{inside}</w:tc>"


def _row(row: Row, columns: Sequence[Column], widths: Sequence[int], style_id: str, *, keep: bool) -> str:
    cells = "".join(
        _cell(
            cell,
            column,
            width,
            style_id,
            fill=paper.PALE if row.is_strong else "",
            bold=row.is_strong and place < _STRONG_CELLS,
            keep=keep,
        )
        for place, (cell, column, width) in enumerate(zip(row.cells, columns, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(
    cell: Cell,
    column: Column,
    width: int,
    style_id: str,
    *,
    fill: str = "",
    bold: bool = False,
    keep: bool = False,
    after: int = 0,
    spans: int = 1,
) -> str:
    ground, ink = _ground(cell, fill)
    shape = f'<w:pStyle w:val="{style_id}"/>' + ("<w:keepNext/>" if keep else "")
    shape += f'<w:spacing w:after="{after}"/>' if after else ""
    shape += "" if column.align == "left" else f'<w:jc w:val="{_ALIGNS[column.align]}"/>'
    # a no-break sign of Word's own would not be found again by searching for the figure
    inside = _run(cell.text, ink, bold=bold, italic=cell.is_weak)
    return f"<w:tc>{_cell_shape(width, ground, spans)}<w:p><w:pPr>{shape}</w:pPr>{inside}</w:p></w:tc>"


def _ground(cell: Cell, fill: str) -> tuple[str, str]:
    if cell.state is None or cell.is_weak:
        return fill, ""
    return paper.GROUNDS.get(cell.state, paper.GROUNDS[Indicator.TIDAK_TERUKUR])


def _cell_shape(width: int, ground: str, spans: int = 1) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground.upper()}"/>' if ground else ""
    span = f'<w:gridSpan w:val="{spans}"/>' if spans > 1 else ""
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}</w:tcPr>'


def _run(text: str, colour: str = "", *, bold: bool = False, italic: bool = False, half_points: int = 0) -> str:
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    look += f'<w:color w:val="{colour.upper()}"/>' if colour else ""
    look += f'<w:sz w:val="{half_points}"/>' if half_points else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def _lines(colour: str, size: int = 4) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    inside = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour.upper()}"/>' for side in sides
    )
    return f"<w:tblBorders>{inside}</w:tblBorders>"


def _parsed(rows: Sequence[str], widths: Sequence[int], *, borders: str, caption: str, margin: int = _MARGIN) -> Any:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = f'<w:left w:w="{margin}" w:type="dxa"/>', f'<w:right w:w="{margin}" w:type="dxa"/>'
    top = f'<w:top w:w="{margin // 2}" w:type="dxa"/>'
    bottom = f'<w:bottom w:w="{margin // 2}" w:type="dxa"/>'
    quoted = escape(caption[:200], {'"': "&quot;"})
    shape = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="{margin}" w:type="dxa"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{top}{sides[0]}{bottom}{sides[1]}</w:tblCellMar>"
        f'<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{quoted}"/>'
    )
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
