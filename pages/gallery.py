"""``/galeri``: the components in their states, for developers. The list of shortcuts links it."""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from dashboard import web, web_access
from dashboard.components import shell
from dashboard.components.gallery import gallery_page
from dashboard.components.shortcuts import GALLERY

register_page(__name__, path=GALLERY, title="Galeri · Pantau PIAK", order=90)


@web.shows_errors
def layout(**_: str) -> Component:
    """The whole page; it knows no office and no period."""
    found = web.context()
    frame = shell.Frame(
        path=GALLERY,
        title="Galeri komponen",
        officer=web_access.officer().name,
        hidden=web.hidden_pages(),
        now=web.now(),
        zones=tuple(dict.fromkeys(office.zone for office in found.offices.values()))[:1],
        simulated=any(office.simulated for office in found.offices.values()),
        show_age=False,
        many=web.knows_many(),
    )
    return shell.page(frame, gallery_page(web.now()), class_name="page-gallery")
