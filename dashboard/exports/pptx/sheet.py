"""The frame of every slide: title, band, footer with page number, notes; and the text boxes that bodies are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide as PptxSlide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Length, Pt

from dashboard.exports.pptx import looks
from dashboard.exports.pptx.measure import cut, fitting, width_of
from dashboard.views.deck_rows import Cover, Deck, Slide

SIMULATED = "DATA SIMULASI · bukan keadaan kantor yang sebenarnya"
_TITLE_ONLY = 5
_COVER_SIZES = (Pt(40), Pt(36), Pt(32), Pt(28))
_TITLE_SIZES = (Pt(28), Pt(26), Pt(24), Pt(22))


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide."""

    left: Length
    top: Length
    width: Length
    height: Length


COVER_TITLE = Box(looks.LEFT, Inches(1.9), looks.INNER, Inches(1.5))
BODY = Box(looks.LEFT, looks.BODY_TOP, looks.INNER, looks.BODY_HEIGHT)


@dataclass(slots=True)
class Sheet:
    """A slide in the making; ``cut_texts`` are whole texts of what had to be cut, for the notes."""

    page: PptxSlide
    cut_texts: list[str] = field(default_factory=list)

    def fit(self, text: str, width: Length, size: Length, *, lines: int = 1, bold: bool = False) -> str:
        """The text as it fits; the whole of a cut one goes to the notes."""
        shown = cut(text, width, size, lines=lines, bold=bold)
        if shown != text:
            self.cut_texts.append(text)
        return shown


def new_sheet(book: Presentation, deck: Deck, slide: Slide) -> Sheet:
    """A slide with everything that all of them have; its body is still empty."""
    page = book.slides.add_slide(book.slide_layouts[_TITLE_ONLY])
    sheet = Sheet(page)
    title = page.shapes.title
    assert title is not None  # noqa: S101  (the layout has one)
    is_cover = isinstance(slide.body, Cover)
    _place(title, COVER_TITLE if is_cover else Box(looks.LEFT, looks.TITLE_TOP, looks.INNER, looks.TITLE_HEIGHT))
    sizes = _COVER_SIZES if is_cover else _TITLE_SIZES
    said, size = fitting(slide.title, Emu(looks.INNER - Inches(0.02)), sizes, lines=2, bold=True)
    if said != slide.title:
        sheet.cut_texts.append(slide.title)
    _title(title.text_frame, said, size)
    if slide.lead:
        box = Box(looks.LEFT, looks.LEAD_TOP, looks.INNER, looks.LEAD_HEIGHT)
        add_text(sheet, box, [slide.lead], size=looks.LEAD_PT, color=looks.SOFT)
    if deck.simulated:
        _band(page)
    _footer(sheet, deck)
    return sheet


def _title(frame: TextFrame, text: str, size: Pt) -> None:
    quiet(frame, anchor=MSO_ANCHOR.BOTTOM)
    frame.text = text
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.size, paragraph.font.bold = size, True
    paragraph.font.color.rgb = looks.INK


def add_text(
    sheet: Sheet,
    box: Box,
    paragraphs: list[str],
    *,
    size: Length,
    color: RGBColor = looks.INK,
    bold: bool = False,
    lines: int = 1,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> BaseShape:
    """A text box without margins; each paragraph is cut to so many ``lines``."""
    shape = sheet.page.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    quiet(frame, anchor=anchor)
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = sheet.fit(text, box.width, size, lines=lines, bold=bold)
        run.font.size, run.font.bold, run.font.color.rgb = size, bold, color
        paragraph.alignment = align
    return shape


def quiet(frame: TextFrame, *, anchor: MSO_ANCHOR) -> None:
    """No margins, wrapping, no growing: what stands where is ours to say."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, anchor


def add_card(sheet: Sheet, box: Box, fill: RGBColor, line: RGBColor | None = None) -> BaseShape:
    """A plain rectangle."""
    shape = sheet.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, box.left, box.top, box.width, box.height)
    shape.fill.solid()
    shape.fill.fore_color.rgb = fill
    shape.shadow.inherit = False
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb, shape.line.width = line, Pt(1)
    return shape


def _place(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.width, box.height


def _band(page: PptxSlide) -> None:
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(0), Emu(0), looks.WIDTH, looks.BAND_HEIGHT)
    shape.name = "DATA SIMULASI"
    shape.fill.solid()
    shape.fill.fore_color.rgb = looks.BAND
    shape.line.fill.background()
    shape.shadow.inherit = False
    quiet(shape.text_frame, anchor=MSO_ANCHOR.MIDDLE)
    shape.text_frame.text = SIMULATED
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(13), True, looks.BAND_INK


def _footer(sheet: Sheet, deck: Deck) -> None:
    number = Inches(0.7)
    box = Box(looks.LEFT, looks.FOOT_TOP, Emu(looks.INNER - number), looks.FOOT_HEIGHT)
    office = deck.office
    rest = " · ".join(deck.footer[1:])
    # A long name of the office gives way: period, frozen moment and coverage must stay readable.
    shown = cut(office, Emu(box.width - width_of(f" · {rest}", looks.FOOT_PT)), looks.FOOT_PT)
    if shown != office:
        sheet.cut_texts.append(office)
    add_text(sheet, box, [f"{shown} · {rest}"], size=looks.FOOT_PT, color=looks.SOFT, anchor=MSO_ANCHOR.MIDDLE)
    place = Box(Emu(looks.WIDTH - looks.RIGHT_MARGIN - number), looks.FOOT_TOP, number, looks.FOOT_HEIGHT)
    shape = add_text(sheet, place, [""], size=looks.FOOT_PT, align=PP_ALIGN.RIGHT, anchor=MSO_ANCHOR.MIDDLE)
    _page_number(shape)


def _page_number(shape: BaseShape) -> None:
    """A field, so that numbers stay right when slides are moved or taken out."""
    paragraph = shape.text_frame.paragraphs[0]._p
    for run in paragraph.findall(qn("a:r")):
        paragraph.remove(run)
    made = etree.SubElement(paragraph, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    look = etree.SubElement(made, qn("a:rPr"), lang="id-ID", sz=str(int(looks.FOOT_PT.pt * 100)))
    fill = etree.SubElement(look, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=str(looks.SOFT))
    etree.SubElement(made, qn("a:t")).text = "‹#›"


def write_notes(sheet: Sheet, slide: Slide, deck: Deck) -> None:
    """The speaker's notes: the whole of what was cut, the slide's own notes, and where its figures are from."""
    whole = [f"Teks lengkap: {text}" for text in dict.fromkeys(sheet.cut_texts)]
    lines = [slide.title, *((slide.lead,) if slide.lead else ()), *whole, *slide.notes, " · ".join(deck.footer)]
    frame = sheet.page.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(lines)
