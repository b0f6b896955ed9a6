"""Every address that is no page."""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from dashboard import web, web_access
from dashboard.components import shell
from dashboard.components.messages import error, way_out

register_page(__name__, title="Tidak ditemukan · Pantau PIAK")


@web.shows_errors
def layout(**_: str) -> Component:
    """Say so, and lead back."""
    found = web.context()
    frame = shell.Frame(
        path="",
        title="Halaman tidak ditemukan",
        officer=web_access.officer().name,
        hidden=web.hidden_pages(),
        now=web.now(),
        zones=tuple(dict.fromkeys(office.zone for office in found.offices.values()))[:1],
        simulated=any(office.simulated for office in found.offices.values()),
        show_age=False,
        many=web.knows_many(),
    )
    home = way_out("Ke layar pantau", "/")
    return shell.page(
        frame, [error("Halaman ini tidak ada.", "Periksa alamatnya, atau kembali ke layar pantau.", [home])]
    )
