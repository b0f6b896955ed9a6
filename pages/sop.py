"""``/sop`` and ``/sop/<id>``: what the standard says, and how its blanks were read."""

from __future__ import annotations

from dash import dcc, register_page
from dash.development.base_component import Component

from dashboard import web
from dashboard.components import shell
from dashboard.components.messages import error
from dashboard.components.sops import sop_list, sop_page
from dashboard.services.identity import current_officer
from dashboard.views.sops import sop_detail, sop_rows


def _frame(title: str, kantor: str | None) -> shell.Frame:
    found = web.context()
    zones = tuple(dict.fromkeys(office.zone for office in found.offices.values()))
    return shell.Frame(
        path="/sop",
        title=title,
        officer=current_officer(found.settings).name,
        now=web.now(),
        zones=zones[:1],
        simulated=any(office.simulated for office in found.offices.values()),
        query=f"kantor={kantor}" if kantor in found.offices else "",
        show_age=False,
    )


def _names() -> dict[str, str]:
    return {code: office.name for code, office in web.context().offices.items()}


@web.shows_errors
def layout(kantor: str | None = None, **_: str) -> Component:
    """The list of every SOP that was loaded."""
    body = sop_list(sop_rows(web.context().catalogue), _names())
    return shell.page(_frame("SOP", kantor), [body], class_name="page-sop")


@web.shows_errors
def detail(sop_id: str | None = None, kantor: str | None = None, **_: str) -> Component:
    """One SOP; an unknown id is named."""
    try:
        found = sop_detail(web.context().catalogue, sop_id or "")
    except KeyError:
        back = dcc.Link("Lihat semua SOP", href="/sop", className="button")
        body = error(f'SOP "{sop_id}" tidak ada dalam katalog.', "Periksa alamatnya atau pilih dari daftar.", [back])
        return shell.page(_frame("SOP", kantor), [body])
    names = _names()
    page = sop_page(found, names.get(found.sop.office, found.sop.office))
    return shell.page(_frame("SOP", kantor), [page], class_name="page-sop")


register_page("pages.sop", path="/sop", title="SOP · Pantau PIAK", order=3, layout=layout)
register_page("pages.sop_detail", path_template="/sop/<sop_id>", title="SOP · Pantau PIAK", order=4, layout=detail)
