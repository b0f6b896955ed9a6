"""The whole file: a 16:9 presentation in our theme, one page a slide, written beside its goal and then moved there."""

from __future__ import annotations

import re
from pathlib import Path

import pptx
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.util import Emu

from dashboard.exports.pptx import looks
from dashboard.exports.pptx.bodies import draw
from dashboard.exports.pptx.sheet import new_sheet, write_notes
from dashboard.formats import local
from dashboard.model import Indicator
from dashboard.views.deck import deck
from dashboard.views.progress import Progress, no_progress
from dashboard.views.report_rows import ReportView

_WRITING = 0.9
_MOST = 255
"""Letters that a document property can hold."""
_STATES = (Indicator.BAIK, Indicator.WASPADA, Indicator.GANGGUAN, Indicator.TIDAK_TERUKUR)
_THEME = "/theme"


def write_pptx(view: ReportView, path: Path, progress: Progress = no_progress) -> None:
    """Write the slides of a report to ``path``. Raises ExportError for a logo that is not there; OSErrors pass.

    ``progress`` may stop the work by raising Cancelled.
    """
    slides = deck(view)
    book = _new_book(view)
    for number, slide in enumerate(slides.slides):
        progress(_WRITING * number / len(slides.slides), f"menyusun slide {number + 1} dari {len(slides.slides)}")
        sheet = new_sheet(book, slides, slide)
        draw(sheet, slide.body)
        write_notes(sheet, slide, slides)
    progress(_WRITING, "menulis berkas")
    book.save(str(path))


def _new_book(view: ReportView) -> Presentation:
    book = pptx.Presentation()
    _widen(book)
    _theme(book)
    made = book.core_properties
    made.title, made.author = f"Kepatuhan SOP {view.office.short}"[:_MOST], view.office.name[:_MOST]
    made.subject, made.language = "DATA SIMULASI" if view.simulated else "", "id-ID"
    made.created = made.modified = local(view.as_of, "UTC").replace(tzinfo=None)
    return book


def _widen(book: Presentation) -> None:
    """python-pptx's own template is 4:3; master and layouts are stretched with the page, for slides added later."""
    stretch = looks.WIDTH / (book.slide_width or looks.WIDTH)
    book.slide_width, book.slide_height = looks.WIDTH, looks.HEIGHT
    for sheet in (book.slide_master, *book.slide_layouts):
        for shape in sheet.shapes:
            if shape._element.find(f".//{qn('a:off')}") is not None:
                shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))


def _theme(book: Presentation) -> None:
    """Our font and colours in the theme: charts, tables and what people add later take them from there."""
    part = next(rel.target_part for rel in book.slide_master.part.rels.values() if rel.reltype.endswith(_THEME))
    text = part.blob.decode("utf-8")
    text = re.sub(r'(<a:latin typeface=")[^"]*(")', rf"\g<1>{looks.FONT}\g<2>", text)
    colours = (looks.ACCENT, looks.SECOND, *(looks.fill_of(state) for state in _STATES))
    for number, colour in enumerate(colours, 1):
        pattern = rf"<a:accent{number}>.*?</a:accent{number}>"
        text = re.sub(pattern, f'<a:accent{number}><a:srgbClr val="{colour}"/></a:accent{number}>', text, flags=re.S)
    part._blob = text.encode("utf-8")
