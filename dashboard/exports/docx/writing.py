"""Writes the blocks of a letter into a document."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.exports import paper
from dashboard.exports.charts_png import png_of
from dashboard.exports.docx import styles
from dashboard.exports.docx.pages import ground, new_pages, set_first_pages
from dashboard.exports.docx.tables import data_table, facts_table, figures_table
from dashboard.exports.letter import letter_of
from dashboard.exports.letter.blocks import (
    Band,
    Block,
    Chart,
    Facts,
    Figures,
    Heading,
    Items,
    Kop,
    PageBreak,
    Paragraph,
    Signature,
    Table,
    Title,
)
from dashboard.exports.logo import checked_logo
from dashboard.views.progress import Progress, part
from dashboard.views.report_rows import ReportView

_TONES = {"text": "Normal", "note": styles.NOTE, "warning": styles.WARNING}


def write_docx(view: ReportView, path: Path, progress: Progress) -> None:
    """Write the letter to ``path``. Raises OSError where the disk refuses, ExportError for a logo not readable."""
    letter = letter_of(view, part(progress, 0.0, 0.2))
    document = docx.Document()
    styles.set_styles(document)
    styles.describe(document, letter, view.as_of)
    set_first_pages(document, letter)
    pen = _Pen(document)
    sections = letter.sections()
    for number, section in enumerate(sections):
        if number:
            new_pages(document, is_wide=section.is_wide)
        pen.width_mm = paper.ACROSS_MM if section.is_wide else paper.UPRIGHT_MM
        for place, block in enumerate(section.blocks):
            progress(0.2 + 0.7 * (number + place / len(section.blocks)) / len(sections), "menyusun dokumen Word")
            pen.put(block)
    progress(0.9, "menyimpan dokumen Word")
    # packed in memory first: a zip that meets a full disk half way raises again when it is thrown away
    packed = io.BytesIO()
    document.save(packed)
    path.write_bytes(packed.getvalue())


class _Pen:
    """Puts blocks at the end of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.width_mm: float = paper.UPRIGHT_MM
        self._breaks = False
        self._ids = {each.name: each.style_id for each in document.styles}
        self._writers: dict[type, Callable[[Any], None]] = {
            Kop: self._kop,
            Band: self._band,
            Title: self._title,
            Heading: self._heading,
            Paragraph: self._paragraph,
            Items: self._items,
            Facts: self._facts,
            Figures: self._figures,
            Table: self._data,
            Chart: self._chart,
            Signature: self._signature,
            PageBreak: self._page_break,
        }

    def put(self, block: Block) -> None:
        """One block."""
        self._writers[type(block)](block)

    def _band(self, block: Band) -> None:
        ground(self._line(block.text, styles.BAND), paper.BAD_FILL)

    def _title(self, block: Title) -> None:
        self._line(block.text.upper(), "Title")
        for line in block.below:
            self._line(line, styles.BELOW)

    def _heading(self, block: Heading) -> None:
        self._line(block.text, f"Heading {block.level}")

    def _paragraph(self, block: Paragraph) -> None:
        self._line(block.text, _TONES[block.tone]).paragraph_format.keep_with_next = block.keep_with_next

    def _items(self, block: Items) -> None:
        for line in block.lines:
            self._line(line, "List Number")

    def _facts(self, block: Facts) -> None:
        self._table(facts_table(block, self.width_mm, self._ids))

    def _figures(self, block: Figures) -> None:
        self._table(figures_table(block, self.width_mm, self._ids))

    def _data(self, block: Table) -> None:
        self._line(block.caption, "Caption")
        gap = self._table(data_table(block, self.width_mm, self._ids))
        gap.paragraph_format.keep_with_next = bool(block.note)
        if block.note:
            self._line(block.note, styles.NOTE)

    def _page_break(self, _block: PageBreak) -> None:
        self._breaks = True

    def _line(self, text: str, style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(text)
        if self._breaks:
            paragraph.paragraph_format.page_break_before = True
            self._breaks = False
        return paragraph

    def _table(self, table: Any) -> Any:
        self.document.element.body[-1].addprevious(table)
        gap = self.document.add_paragraph(style=styles.TABLE)
        gap.paragraph_format.line_spacing = Pt(4)
        return gap

    def _kop(self, block: Kop) -> None:
        for number, words in enumerate(block.lines):
            size, bold = paper.kop_points(number)
            paragraph = self._line(words, styles.KOP)
            run = paragraph.runs[0]
            run.font.size, run.font.bold = Pt(size), bold
            if block.logo is not None:
                shape = paragraph.paragraph_format
                shape.left_indent = shape.right_indent = Mm(paper.LOGO_MM)
                if not number:
                    self._logo(paragraph, block.logo)
        for _ in range(len(block.lines), 4 if block.logo is not None else 0):
            self._line("", styles.KOP)
        line = self._line("", styles.KOP)
        line.paragraph_format.line_spacing = Pt(4)
        line.paragraph_format.space_after = Pt(8)
        _double_line(line)

    def _logo(self, paragraph: Any, path: Path) -> None:
        """At the left margin, beside the lines and not among them."""
        logo = checked_logo(path)
        scale = min(paper.LOGO_MM / logo.height_points, paper.LOGO_MM / logo.width_points)
        run = paragraph.add_run()
        picture = run.add_picture(str(path), Mm(logo.width_points * scale), Mm(logo.height_points * scale))
        picture._inline.docPr.set("descr", "Logo")
        _afloat(picture._inline)

    def _chart(self, block: Chart) -> None:
        self._line(block.caption, "Caption")
        paragraph = self.document.add_paragraph()
        width = Pt(block.drawing.width)
        picture = paragraph.add_run().add_picture(io.BytesIO(png_of(block.drawing)), width=width)
        picture._inline.docPr.set("descr", block.alt)
        for side in ("distT", "distB", "distL", "distR"):
            # without them LibreOffice moves the picture three millimetres to the right
            picture._inline.set(side, "0")

    def _signature(self, block: Signature) -> None:
        self._line(block.above[0], styles.SIGNATURE).paragraph_format.space_before = Pt(20)
        for words in block.above[1:]:
            self._line(words, styles.SIGNATURE)
        name = self._line(block.name, styles.SIGNATURE)
        name.paragraph_format.space_before = Pt(60)
        name.runs[0].font.bold = name.runs[0].font.underline = not block.is_blank
        for words in block.below:
            last = self._line(words, styles.SIGNATURE)
        last.paragraph_format.keep_with_next = False
        last.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _double_line(paragraph: Any) -> None:
    """The thick and thin line under a letterhead."""
    lines = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "1"), ("color", paper.INK.upper())):
        top.set(qn(f"w:{name}"), value)
    lines.append(top)
    shape = paragraph._p.get_or_add_pPr()
    shape.insert_element_before(lines, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _afloat(inline: Any) -> None:
    """Turn a picture within the line into one that stands at the margin, with the text running beside it."""
    anchor = OxmlElement("wp:anchor")
    plain = {"distT": "0", "distB": "0", "distL": "0", "distR": "0", "simplePos": "0", "relativeHeight": "1"}
    for name, value in (plain | {"behindDoc": "1", "locked": "0", "layoutInCell": "1", "allowOverlap": "1"}).items():
        anchor.set(name, value)
    anchor.append(_placed("wp:simplePos", x="0", y="0"))
    for tag, relative in (("wp:positionH", "margin"), ("wp:positionV", "paragraph")):
        position = _placed(tag, relativeFrom=relative)
        offset = OxmlElement("wp:posOffset")
        offset.text = "0"
        position.append(offset)
        anchor.append(position)
    children = list(inline)
    anchor.append(children[0])
    anchor.append(_placed("wp:wrapNone"))
    for child in children[1:]:
        anchor.append(child)
    inline.getparent().replace(inline, anchor)


def _placed(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(name, value)
    return element
