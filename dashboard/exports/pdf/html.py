"""The blocks of a letter as HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from dashboard.exports.charts_svg import svg_of
from dashboard.exports.letter.blocks import (
    Band,
    Cell,
    Chart,
    Column,
    Facts,
    Figures,
    Heading,
    Items,
    Kop,
    Letter,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Signature,
    Table,
    Title,
)
from dashboard.exports.logo import checked_logo
from dashboard.exports.paper import kop_points

_KOP_LINE = '<div class="kop-line"></div>'


def html_of(letter: Letter) -> str:
    """The whole letter; ``sheet`` has its looks."""
    meta = f'<meta name="description" content="{_said(letter.subject)}">'
    meta += f'<meta name="keywords" content="{_said(letter.keywords)}">'
    head = f'<meta charset="utf-8"><title>{_said(letter.title)}</title>{meta}'
    body = "".join(map(_section, letter.sections()))
    return f'<!doctype html><html lang="id"><head>{head}</head><body>{body}</body></html>'


def _said(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _section(section: Section) -> str:
    inside = "".join(_WRITERS[type(block)](block) for block in section.blocks)
    return f'<section class="{"across" if section.is_wide else "upright"}">{inside}</section>'


def _band(block: Band) -> str:
    return f'<p class="band">{_said(block.text)}</p>'


def _title(block: Title) -> str:
    below = "".join(f'<p class="below">{_said(line)}</p>' for line in block.below)
    return f'<h1 class="title">{_said(block.text)}</h1>{below}'


def _heading(block: Heading) -> str:
    return f"<h{block.level + 1}>{_said(block.text)}</h{block.level + 1}>"


def _paragraph(block: Paragraph) -> str:
    return f'<p class="{block.tone}{" kept" if block.keep_with_next else ""}">{_said(block.text)}</p>'


def _items(block: Items) -> str:
    return f"<ol>{''.join(f'<li>{_said(line)}</li>' for line in block.lines)}</ol>"


def _page_break(_block: PageBreak) -> str:
    return '<div class="break"></div>'


def _kop(block: Kop) -> str:
    sizes = [kop_points(number) for number in range(len(block.lines))]
    lines = "".join(
        f'<p style="font-size:{size}pt;font-weight:{700 if bold else 400}">{_said(line)}</p>'
        for line, (size, bold) in zip(block.lines, sizes, strict=True)
    )
    if block.logo is None:
        return f'<div class="kop">{lines}</div>{_KOP_LINE}'
    logo = checked_logo(block.logo)
    data = b64encode(block.logo.read_bytes()).decode()
    picture = f'<img alt="Logo" src="data:{logo.media_type};base64,{data}">'
    return f'<div class="kop with-logo">{picture}{lines}</div>{_KOP_LINE}'


def _facts(block: Facts) -> str:
    rows = []
    for number, (label, words) in enumerate(block.pairs):
        beside = f'<td class="beside">{_said(block.beside)}</td>' if block.beside and not number else ""
        wide = ' colspan="2"' if block.beside and number else ""
        rows.append(f"<tr><td>{_said(label)}</td><td>:</td><td{wide}>{_said(words)}</td>{beside}</tr>")
    return f'<table class="facts{" head" if block.beside else ""}">{"".join(rows)}</table>'


def _figures(block: Figures) -> str:
    cells = (
        f'<td class="{figure.state}"><span class="label">{_said(figure.label)}</span>'
        f'<span class="value">{_said(figure.value)}</span>'
        f"{''.join(f'<span>{_said(line)}</span>' for line in figure.lines)}</td>"
        for figure in block.figures
    )
    return f'<table class="figures"><tr>{"".join(cells)}</tr></table>'


def _table(table: Table) -> str:
    whole = sum(column.share for column in table.columns)
    widths = "".join(f'<col style="width:{column.share / whole * 100:.2f}%">' for column in table.columns)
    heads = "".join(f'<th scope="col" class="{each.align}">{_said(each.heading)}</th>' for each in table.columns)
    rows = "".join(_row(row, table.columns) for row in table.rows)
    note = f'<p class="note under">{_said(table.note)}</p>' if table.note else ""
    look = "data small" if table.is_small else "data"
    kept = ' class="whole"' if table.is_short else ""
    return (
        f'<div{kept}><p class="caption">{_said(table.caption)}</p><table class="{look}"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}</div>"
    )


def _row(row: Row, columns: Iterable[Column]) -> str:
    cells = "".join(_cell(cell, column) for cell, column in zip(row.cells, columns, strict=True))
    return f'<tr class="strong">{cells}</tr>' if row.is_strong else f"<tr>{cells}</tr>"


def _cell(cell: Cell, column: Column) -> str:
    look = " ".join(
        filter(None, (column.align if column.align != "left" else "", _state(cell), "weak" if cell.is_weak else ""))
    )
    return f'<td class="{look}">{_said(cell.text)}</td>' if look else f"<td>{_said(cell.text)}</td>"


def _state(cell: Cell) -> str:
    return "" if cell.state is None else str(cell.state)


def _chart(block: Chart) -> str:
    data = b64encode(svg_of(block.drawing).encode()).decode()
    size = f"width:{block.drawing.width:g}pt;height:{block.drawing.height:g}pt"
    picture = f'<img alt="{_said(block.alt)}" style="{size}" src="data:image/svg+xml;base64,{data}">'
    return f'<figure><p class="caption">{_said(block.caption)}</p>{picture}</figure>'


def _signature(block: Signature) -> str:
    above = "".join(f"<p>{_said(line)}</p>" for line in block.above)
    below = "".join(f"<p>{_said(line)}</p>" for line in block.below)
    name = _said(block.name) if block.is_blank else f"<b><u>{_said(block.name)}</u></b>"
    return f'<div class="signature">{above}<p class="name">{name}</p>{below}</div>'


_WRITERS: dict[type, Callable[[Any], str]] = {
    Kop: _kop,
    Band: _band,
    Title: _title,
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Figures: _figures,
    Table: _table,
    Chart: _chart,
    Signature: _signature,
    PageBreak: _page_break,
}
