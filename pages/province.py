"""``/provinsi``: the kabupaten of one province. ``pages/nation.py`` renews what both pages show."""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from dashboard import web, web_nation
from dashboard.components.nation_question import PROVINCE

register_page(__name__, path=PROVINCE, title="Provinsi · Pantau PIAK", order=11)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    return web_nation.page_of(PROVINCE, {"kantor": kantor, **asked})
