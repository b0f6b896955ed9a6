"""``/sistem``: can the dashboard itself be trusted. The office stands in the address; all offices where none does."""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from dashboard import web
from dashboard.components import shell
from dashboard.components.system import system_page
from dashboard.views.system import system_view

register_page(__name__, path="/sistem", title="Sistem · Pantau PIAK", order=6)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    found, now = web.context(), web.now()
    codes = (kantor,) if kantor and kantor in found.offices else tuple(found.offices)
    frame = web.house_frame("/sistem", "Sistem", kantor, asked)
    body = system_page(system_view(found, codes, now))
    return shell.page(frame, body, class_name="page-system")
