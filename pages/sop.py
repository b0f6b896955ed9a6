"""``/sop`` and ``/sop/<id>``: what the standard says, and how its blanks were read."""

from __future__ import annotations

from collections.abc import Mapping

from dash import register_page
from dash.development.base_component import Component
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access
from dashboard.components import shell
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.receipts import receipt_card
from dashboard.components.sops import sop_list, sop_page
from dashboard.components.sops_live import list_line, offices_card, steps_card
from dashboard.formats import local
from dashboard.offices import Office
from dashboard.services.receipts import REPORTING
from dashboard.sop import Sop
from dashboard.views.receipts import receipt_list
from dashboard.views.sops import sop_detail, sop_rows
from dashboard.views.sops_live import sop_live, sops_live


def _frame(
    title: str,
    kantor: str | None,
    asked: Mapping[str, str],
    *,
    chosen: Office | None,
    path: str = "/sop",
    below: str = "",
) -> shell.Frame:
    """``chosen``: whose figures are shown. ``below``: the SOP's own page at ``path``, with a way back to the list."""
    found = web.context()
    kept = web.kept_of(kantor, asked)
    trail = (("SOP", kept.href("/sop")), (below, "")) if below else ()
    zones = tuple(dict.fromkeys(office.zone for office in found.offices.values()))
    return shell.Frame(
        path="/sop",
        title=title,
        officer=web_access.officer().name,
        hidden=web.hidden_pages(),
        now=web.now(),
        zones=(chosen.zone,) if chosen else zones[:1],
        simulated=any(office.simulated for office in found.offices.values()),
        choices=web.office_choices(found, path, chosen.code if chosen else None, everyone=False, kept=kept),
        kept=kept,
        show_age=False,
        many=web.knows_many(),
        trail=trail,
    )


def _names() -> dict[str, str]:
    return {code: office.name for code, office in web.context().offices.items()}


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The list of every SOP that was loaded, with how each fares this month in the chosen office."""
    office = web.office_of(kantor)
    # The chosen office's own document stands first.
    rows = sorted(sop_rows(web.context().catalogue), key=lambda row: office is None or row.office != office.code)
    try:
        live = {} if office is None else sops_live(web.context(), office.code, web.now())
        body = [*_list_title(office), sop_list(rows, _names(), {sop: list_line(each) for sop, each in live.items()})]
    except SQLAlchemyError:
        body = [web.broken_store(web.kept_of(kantor, asked).href("/sop")), sop_list(rows, _names())]
    return shell.page(_frame("SOP", kantor, asked, chosen=office), body, class_name="page-sop")


def _list_title(office: Office | None) -> list[Component]:
    if office is None:
        return []
    month = formats.month_year(web.today(office))
    note = "pelaksanaan, dan pengukuran bila diukur mesin; n: banyaknya yang dinilai"
    title = html.P(f"Kepatuhan {month} sampai sekarang, {office.short}", className="period-title")
    return [title, html.P(note, className="card-note sop-title-note")]


@web.shows_errors
def detail(sop_id: str | None = None, kantor: str | None = None, **asked: str) -> Component:
    """One SOP as the chosen office reads it, else its document's own; an unknown id is named."""
    context, reader = web.context(), _reader(sop_id or "", kantor)
    path = f"/sop/{sop_id}"
    try:
        found = sop_detail(context.catalogue, sop_id or "", office=reader, at=web.now())
    except KeyError:
        back = way_out("Lihat semua SOP", "/sop")
        body = error(f'SOP "{sop_id}" tidak ada dalam katalog.', "Periksa alamatnya atau pilih dari daftar.", [back])
        return shell.page(_frame("SOP", kantor, asked, chosen=reader, below=sop_id or ""), [body])
    names = _names()
    try:
        live = sop_live(context, found.sop.id, web.now(), reader.code if reader else "")
        used, below = [offices_card(live, found)], [*_checklist(found.sop, kantor), steps_card(live, found)]
    except SQLAlchemyError:
        used, below = [web.broken_store(web.kept_of(kantor, asked).href(path))], []
    page = sop_page(found, names.get(found.sop.office, found.sop.office), used, below)
    frame = _frame("SOP", kantor, asked, chosen=reader, path=path, below=formats.sop_short(found.sop.title))
    return shell.page(frame, [page], class_name="page-sop")


def _reader(sop_id: str, kantor: str | None) -> Office | None:
    """Whose rules are shown: the chosen office's, else those of the office whose document it is."""
    context = web.context()
    sop = context.catalogue.find(sop_id)
    return context.offices.get(kantor or (sop.office if sop is not None else ""))


def _checklist(sop: Sop, kantor: str | None) -> list[Component]:
    """The receipts of this month under the SOP that they are of: of the chosen office, else the document's own."""
    found = web.context()
    office = found.offices.get(kantor or sop.office)
    if sop.id != REPORTING or office is None:
        return []
    today = local(web.now(), office.zone).date()
    return [receipt_card(receipt_list(found, office.code, today), office.short, office.zone)]


def detail_title(sop_id: str | None = None) -> str:
    """The browser's title of one SOP."""
    found = web.context().catalogue.find(sop_id or "")
    return "SOP · Pantau PIAK" if found is None else f"{formats.sop_short(found.title)} · SOP · Pantau PIAK"


register_page("pages.sop", path="/sop", title="SOP · Pantau PIAK", order=3, layout=layout)
register_page("pages.sop_detail", path_template="/sop/<sop_id>", title=detail_title, order=4, layout=detail)
