"""Pages of the document: paper, margins, what runs at head and foot, page numbers as fields."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from dashboard.exports import paper
from dashboard.exports.docx.styles import BAND, RUNNING
from dashboard.exports.letter.blocks import Letter


def set_first_pages(document: Document, letter: Letter) -> None:
    """The first section, whose first page carries the letterhead in place of the running head."""
    section = document.sections[0]
    _set_paper(section, is_wide=False)
    section.different_first_page_header_footer = True
    _head(section.header, letter.running, letter.mark)
    _head(section.first_page_header, "", letter.mark)
    for footer in (section.footer, section.first_page_footer):
        _foot(footer.paragraphs[0], letter.foot)


def new_pages(document: Document, *, is_wide: bool) -> None:
    """Pages of another shape; head and foot go on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _set_paper(section, is_wide=is_wide)
    section.different_first_page_header_footer = False


def _set_paper(section: Section, *, is_wide: bool) -> None:
    short, long = Mm(paper.PAGE_MM[0]), Mm(paper.PAGE_MM[1])
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    section.left_margin, section.right_margin = Mm(paper.LEFT_MM), Mm(paper.RIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(paper.TOP_MM), Mm(paper.BOTTOM_MM)
    section.header_distance, section.footer_distance = Mm(8), Mm(9)


def _head(header: Any, running: str, mark: str) -> None:
    first = header.paragraphs[0]
    if mark:
        first.style, first.text = BAND, mark
        first.paragraph_format.space_before, first.paragraph_format.space_after = Pt(0), Pt(3)
        ground(first, paper.BAD_FILL)
    if running:
        line = header.add_paragraph() if mark else first
        line.style, line.text = RUNNING, running


def _foot(paragraph: Paragraph, words: str) -> None:
    paragraph.style = RUNNING
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{words} · Halaman ")
    add_field(paragraph, "PAGE")
    paragraph.add_run(" dari ")
    add_field(paragraph, "NUMPAGES")


def add_field(paragraph: Paragraph, name: str) -> None:
    """A field that the program fills, with 1 until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def ground(paragraph: Paragraph, fill: str) -> None:
    """Colour the ground of a whole paragraph."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill.upper())):
        shade.set(qn(f"w:{name}"), value)
    shape = paragraph._p.get_or_add_pPr()
    later = ("w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
    shape.insert_element_before(shade, *later)
