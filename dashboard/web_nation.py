"""The layout that ``/nasional`` and ``/provinsi`` share, and what renews it; pages never import each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component
from flask import current_app

from dashboard import formats, web
from dashboard.components import shell
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.nation import (
    controls,
    figures_row,
    heading,
    nothing,
    provinces_part,
    shown_rows,
    trend_card,
    trend_chart,
    usang_note,
)
from dashboard.components.nation_grid import CSV, columns_of, count_words, grid_rows, nation_grid
from dashboard.components.nation_question import NATION, NationQuestion, read_nation
from dashboard.components.question import BadQuestion
from dashboard.components.shell import Frame
from dashboard.views.nation import COUNTRY_ZONE, nation_view, provinces_known
from dashboard.views.nation_rows import NationView

_ASKED = ("kantor", "dari", "sampai", "kode", "cari", "urut")
FEED_PATH = "/feed/nation"


def page_of(path: str, asked: dict[str, str | None]) -> Component:
    """The whole page for one address."""
    try:
        question = _read(path, asked)
        view = nation_view(web.context(), question.scope, question.start, question.end, web.now())
    except BadQuestion as bad:
        frame = web.desk_frame(path, dict(shell.PAGES)[path], asked.get("kantor"), asked)
        reset = way_out("Tampilkan tiga puluh hari terakhir", path)
        body = [error(str(bad), "Tidak ada data yang berubah.", [reset])]
        return shell.page(replace(frame, choices=()), body, class_name="page-nation")
    return shell.page(_frame(view, question, asked), _body(view, question), class_name="page-nation")


def _read(path: str, asked: dict[str, str | None]) -> NationQuestion:
    today = formats.local(web.now(), COUNTRY_ZONE).date()
    known = {name: asked.get(name) for name in _ASKED}
    return read_nation(path, dict(provinces_known(web.context())), today, **known)


def _frame(view: NationView, question: NationQuestion, asked: dict[str, str | None]) -> Frame:
    """The frame of all these kabupaten: no office to pick, each zone's clock."""
    frame = web.desk_frame(question.path, heading(view, question), asked.get("kantor"), asked)
    above = () if question.path == NATION else (("Nasional", frame.kept.href(NATION)), (heading(view, question), ""))
    return replace(
        frame,
        title=heading(view, question),
        zones=view.zones or (COUNTRY_ZONE,),
        simulated=view.simulated,
        choices=(),
        data_at=view.data_at,
        stale=view.is_stale,
        trail=above,
    )


def _body(view: NationView, question: NationQuestion) -> list[Component]:
    rows = shown_rows(view, question)
    live = {
        "data-pulse-url": feed_url(question.scope),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "nation-pulse",
    }
    today = formats.local(view.now, COUNTRY_ZONE).date()
    tools = [
        html.Span(count_words(len(rows), len(view.rows)), id="nation-count", className="table-count"),
        dbc.Button("Unduh CSV", id="nation-csv", color="secondary", outline=True, size="sm"),
    ]
    return [
        dcc.Store(id="nation-question", data=question.href()),
        dcc.Store(id="nation-order", data=[row.office for row in rows]),
        dcc.Store(id="nation-columns", data=columns_of(question)),
        dcc.Store(id="nation-csv-head", data=[list(each) for each in CSV]),
        *(dcc.Store(id=f"nation-{name}") for name in ("pulse", "drawn", "renewed", "csv-saved", "turned")),
        html.P(formats.period(question.start, question.end), className="period-title"),
        html.Div(figures_row(view), id="nation-figures", **live),
        html.Div(usang_note(view), id="nation-usang"),
        controls(view, question, today),
        html.Div(
            [
                html.Div(tools, className="table-tools"),
                html.Div(nothing(view, question), id="nation-nothing"),
                html.Div(nation_grid(rows, question, view.now), className="nation-table", hidden=not rows),
            ],
            className="nation-list",
        ),
        html.Section(provinces_part(view, question), id="nation-provinces"),
        trend_card(view, question, heading(view, question)),
        html.P(_NOTE, className="card-note"),
    ]


_NOTE = (
    "Keadaan tiap kabupaten dihitung kolektornya dengan aturan yang sama seperti layar pantau dan halaman kantornya, "
    "paling sering tiap menit. Kepatuhan adalah pelaksanaan bulan berjalan; di bawah n 5 tanpa persentase."
)


def feed_url(province: str) -> str:
    """Where a page asks whether any of its kabupaten has news."""
    return f"{FEED_PATH}?kode={province}" if province else f"{FEED_PATH}?kode=semua"


def renewed(href: str, order: list[str]) -> tuple[Any, ...]:
    """Chart, figures, what is usang, provinces and rows anew; rows stay in the order that a reader has before him."""
    parts = urlsplit(href)
    asked: dict[str, str | None] = dict(parse_qsl(parts.query))
    question = _read(parts.path, asked)
    view = nation_view(current_app.config["CONTEXT"], question.scope, question.start, question.end, web.now())
    rows = shown_rows(view, question, order)
    drawn = {"uptime": trend_chart(view, question, heading(view, question)).figure}
    return drawn, figures_row(view), usang_note(view), provinces_part(view, question), grid_rows(rows, view.now)
