"""``/presentasi``: slides of an office and a frozen period, for a meeting. All state is in the address."""

from __future__ import annotations

from dash import html, register_page
from dash.development.base_component import Component
from sqlalchemy.exc import SQLAlchemyError

from dashboard import web
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.components.shell import Kept
from dashboard.components.slides import presentation
from dashboard.components.slides_question import PATH, SlidesQuestion, read_slides
from dashboard.views.deck import SECTIONS
from dashboard.views.frozen import frozen_deck
from dashboard.views.report_rows import ReportError

register_page(__name__, path=PATH, title="Presentasi · Pantau PIAK", order=30)
_ASKED = ("dari", "sampai", "beku", "isi", "slide")
_KEPT = "Tidak ada data yang berubah."


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """All slides for one address; the script shows one of them."""
    found, today = web.context(), web.today(web.office_of(kantor))
    known = {key: asked.get(key) for key in _ASKED}
    try:
        question = read_slides(list(found.offices), SECTIONS, today, web.now(), kantor=kantor, **known)
        return _slides(question)
    except (BadQuestion, ReportError) as bad:
        return _message(error(str(bad), _KEPT, [way_out("Presentasi bulan ini", PATH)]))
    except SQLAlchemyError:
        return _message(web.broken_store(web.kept_of(kantor, asked).href(PATH)))


def _message(said: Component) -> Component:
    return html.Main(said, id="isi", className="content", tabIndex="-1")


def _slides(question: SlidesQuestion) -> Component:
    period = (question.start, question.end)
    shown = frozen_deck(web.context(), question.office, *period, question.frozen_at, question.sections)
    return presentation(shown, question, SECTIONS, Kept(question.office, *period).href("/kepatuhan"))
