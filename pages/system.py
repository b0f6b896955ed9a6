"""``/sistem``: can the dashboard itself be trusted. The office stands in the address; all offices where none does."""

from __future__ import annotations

from dataclasses import replace

from dash import register_page
from dash.development.base_component import Component

from dashboard import web, web_access
from dashboard.components import shell
from dashboard.components.shell import OfficeChoice
from dashboard.components.system import system_page
from dashboard.views.system import system_view

register_page(__name__, path="/sistem", title="Sistem · Pantau PIAK", order=6)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    found, now = web.context(), web.now()
    chosen = kantor if kantor in found.offices else None
    kept = web.kept_of(kantor, asked)
    choices = web.office_choices(found, "/sistem", chosen, everyone=False, kept=kept)
    if choices:
        choices.insert(0, OfficeChoice("Semua kabupaten", replace(kept, office="").href("/sistem"), chosen is None))
    codes = (chosen,) if chosen else tuple(found.offices)
    zones = tuple(dict.fromkeys(found.offices[code].zone for code in codes))
    frame = shell.Frame(
        path="/sistem",
        title="Sistem",
        officer=web_access.officer().name,
        hidden=web.hidden_pages(),
        now=now,
        zones=zones[:1],
        simulated=any(found.offices[code].simulated for code in codes),
        choices=choices,
        kept=kept,
        show_age=False,
        many=web.knows_many(),
    )
    body = system_page(system_view(found, codes, now))
    return shell.page(frame, body, class_name="page-system")
