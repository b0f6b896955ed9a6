"""``/``: is anything wrong right now, where, since when."""

from __future__ import annotations

from dash import register_page
from dash.development.base_component import Component

from dashboard import formats, web, web_access
from dashboard.components import shell
from dashboard.components.messages import empty, error, way_out
from dashboard.components.wall import wall
from dashboard.components.wall_question import LONGEST_S, SHORTEST_S, pace_of, screen_tools
from dashboard.views.terrain import terrain

register_page(__name__, path="/", title="Layar pantau · Pantau PIAK", order=1)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """One office (``?kantor=``), all of them, or all in turn (``?kantor=semua``)."""
    found, now = web.context(), web.now()
    pace = pace_of(asked.get("putar"))
    codes = web.choose_offices(found, kantor)
    if pace is None:
        meant = f"Tulis putar= antara {SHORTEST_S} dan {LONGEST_S} detik, misalnya putar=30."
        return error(
            f'Lama tiap panel "{asked["putar"]}" tidak terbaca.', meant, [way_out("Bergantian", "/?kantor=semua")]
        )
    views = web.wall_views(codes)
    short_names = web.shorts(found)
    ages = [view.data_at for view in views if view.data_at is not None]
    kept = web.kept_of(kantor, asked)
    frame = shell.Frame(
        path="/",
        title=views[0].office_name if len(views) == 1 else f"{len(views)} kabupaten",
        officer=web_access.officer().name,
        hidden=web.hidden_pages(),
        now=now,
        zones=tuple(dict.fromkeys(view.zone for view in views)),
        simulated=any(view.simulated for view in views),
        choices=web.office_choices(found, "/", kantor, everyone=True, kept=kept),
        kept=kept,
        data_at=max(ages, default=None),
        stale=any(view.stale for view in views),
        never_text=web.never_text(found, codes),
        tools=screen_tools({"kantor": kantor, **asked}),
        many=web.knows_many(),
    )
    if not views:
        body = empty("Belum ada kantor.", "Tambahkan berkas kantor di folder PANTAU_OFFICES, lalu jalankan ulang.")
        return shell.page(frame, [body])
    live = wall(
        views,
        short_names,
        feed_url=web.feed_url(kantor),
        poll_ms=web.poll_ms(views, found.settings.poll_s),
        app_version=web.app_version(),
        rotate=kantor == web.ALL_OFFICES,
        pace_s=pace,
        terrains={code: terrain(found.offices[code]) for code in codes},
        sops={sop.id: formats.sop_short(sop.title) for sop in found.catalogue.sops},
    )
    return shell.page(frame, [live], class_name="page-wall")
