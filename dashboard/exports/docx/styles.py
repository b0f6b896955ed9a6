"""Styles of the document, so that an office can change all headings or all tables in one place."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from dashboard.exports import paper
from dashboard.exports.letter.blocks import Letter

LANGUAGE = "id-ID"
TABLE, TABLE_HEAD, NOTE, WARNING, KOP, BELOW, BAND, RUNNING, SIGNATURE = (
    "Isi Tabel",
    "Kepala Tabel",
    "Catatan",
    "Peringatan",
    "Kop Surat",
    "Bawah Judul",
    "Tanda Data",
    "Kepala Halaman",
    "Tanda Tangan",
)


def set_styles(document: Document) -> None:
    """Font, language, headings, and the styles of this letter."""
    _defaults(document)
    normal = _style(document, "Normal", 10.5, after=4)
    normal.paragraph_format.line_spacing = 1.12
    _style(document, "Title", 15, bold=True, before=14, after=4, align=WD_ALIGN_PARAGRAPH.CENTER)
    _unframed(document, "Title")
    _style(document, "Heading 1", 12, bold=True, before=16, after=5, keep=True)
    _style(document, "Heading 2", 10.5, bold=True, before=12, after=4, keep=True)
    _style(document, "Caption", 9, bold=True, before=8, after=3, keep=True)
    _style(document, "List Number", 10.5, after=3)
    _new(document, BELOW, 10.5, after=1, align=WD_ALIGN_PARAGRAPH.CENTER)
    _new(document, TABLE, 8)
    _new(document, TABLE_HEAD, 7.5, bold=True, colour="ffffff", keep=True)
    _new(document, NOTE, 8.5, colour=paper.SOFT, before=2, after=6)
    _new(document, WARNING, 10.5, bold=True, colour=paper.BAD, after=4)
    _new(document, KOP, 9.5, align=WD_ALIGN_PARAGRAPH.CENTER)
    _new(document, BAND, 9, bold=True, colour=paper.BAD, before=6, after=6, align=WD_ALIGN_PARAGRAPH.CENTER)
    _new(document, RUNNING, 7.5, colour=paper.SOFT)
    _new(document, SIGNATURE, 10.5, keep=True).paragraph_format.left_indent = Mm(88)


def describe(document: Document, letter: Letter, made_at: datetime) -> None:
    """File properties: what it is, never who made it."""
    known = document.core_properties
    known.title, known.subject, known.keywords = letter.title[:250], letter.subject[:250], letter.keywords[:250]
    known.author = known.last_modified_by = known.category = ""
    known.comments = letter.mark
    known.language = LANGUAGE
    known.created = known.modified = made_at.replace(tzinfo=None)
    known.revision = 1


def _defaults(document: Document) -> None:
    run = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for name in ("w:lang", "w:rFonts"):
        old = run.find(qn(name))
        if old is not None:
            run.remove(old)
    fonts = OxmlElement("w:rFonts")
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), paper.FONT)
    run.insert(0, fonts)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)
    run.append(language)


def _new(document: Document, name: str, size: float, **looks: object) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.paragraph_format.line_spacing = 1.0
    return _style(document, name, size, **looks)  # type: ignore[arg-type]


def _style(
    document: Document,
    name: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = paper.INK,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> ParagraphStyle:
    style: ParagraphStyle = document.styles[name]
    style.font.name, style.font.size, style.font.bold, style.font.italic = paper.FONT, Pt(size), bold, False
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:cs", "w:eastAsia"):
        fonts.set(qn(script), paper.FONT)
    style.font.color.rgb = RGBColor.from_string(colour.upper())
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    if align is not None:
        shape.alignment = align
    return style


def _unframed(document: Document, name: str) -> None:
    """Take away the line that the template draws under its title."""
    shape = document.styles[name].element.pPr
    line = shape.find(qn("w:pBdr"))
    if line is not None:
        shape.remove(line)
