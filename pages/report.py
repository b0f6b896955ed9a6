"""``/laporan``: a file for the report or the meeting, and the files that were made. All choices are in the address."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dash
import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, dcc, html, register_page
from dash.development.base_component import Component
from dash.exceptions import BackgroundCallbackError, PreventUpdate
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access, web_reports
from dashboard.access import Act, Principal
from dashboard.components import report_list, report_make, shell
from dashboard.components.messages import error, way_out
from dashboard.components.question import DINAS, BadQuestion
from dashboard.components.report_controls import FORMS_ID, Choice, controls
from dashboard.components.report_make import make_card, show_slides
from dashboard.components.report_preview import cautions_list, preview, waiting
from dashboard.components.report_question import PATH, ReportQuestion, read_report
from dashboard.exports import FORMS
from dashboard.report_job import ReportOrder, make_reports
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reports import shelf_of, stop, sweep
from dashboard.settings import Settings, load_settings
from dashboard.views.context import Context, narrowed, open_context
from dashboard.views.progress import Cancelled
from dashboard.views.report import report_view
from dashboard.views.report_cautions import cautions
from dashboard.views.report_files import report_files
from dashboard.views.report_rows import ReportError
from dashboard.web_orderer import orderer

register_page(__name__, path=PATH, title="Laporan · Pantau PIAK", order=9)
log = logging.getLogger("pantau.laporan")
_ASKED = ("dari", "sampai", "kecamatan", "sop", "bentuk")
_KEPT = "Tidak ada data yang berubah."


@web.shows_errors
def layout(kantor: str | None = None, **asked: Any) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame(PATH, "Laporan", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        body = _body(read_report(list(web.context().offices), today, list(FORMS), kantor=kantor, **known), today)
    except BadQuestion as bad:
        body = [error(str(bad), _KEPT, [way_out("Laporan bulan lalu", PATH)])]
    return shell.page(frame, body, class_name="page-report")


def _body(question: ReportQuestion, today: date) -> list[Component]:
    slides = web_reports.is_served(web_reports.SLIDES_PATH)
    ways = [show_slides(shell.Kept(question.office, question.start, question.end).href("/presentasi"))]
    forms = [(form.name, form.title) for form in FORMS.values()]
    shown = dbc.Card(
        dbc.CardBody([html.H2("Pratinjau"), html.Div(waiting(), id="laporan-pratinjau", **{"aria-live": "polite"})])
    )
    return [
        dcc.Store(id="laporan-question", data=question.href()),
        dcc.Store(id="laporan-pesanan", data=uuid.uuid4().hex),
        dcc.Store(id="laporan-baru"),
        dcc.Store(id="laporan-berubah"),
        dcc.Store(id="laporan-terpilih"),
        html.P(formats.period(question.start, question.end), className="period-title"),
        controls(question, today, _places(question), _sops(question)),
        dbc.Row(
            [
                dbc.Col(shown, xs={"size": 12, "order": 2}, lg={"size": 7, "order": 1}, xxl=8),
                dbc.Col(
                    make_card(question, forms, ways if slides else []),
                    xs={"size": 12, "order": 1},
                    lg={"size": 5, "order": 2},
                    xxl=4,
                ),
            ],
            className="g-3",
        ),
        html.H2("Laporan yang sudah dibuat", className="section-title"),
        html.Div(id="laporan-jawab", **{"aria-live": "polite"}),
        html.Div(_files(question), id="laporan-daftar", **{"data-keeps-table": "1"}),
    ]


def _places(question: ReportQuestion) -> list[Choice]:
    return [(DINAS, "Dinas"), *((each.code, each.name) for each in web.context().offices[question.office].kecamatan)]


def _sops(question: ReportQuestion) -> list[Choice]:
    found = web.context()
    listed = {each.id for each in found.offices[question.office].sops if not each.not_applicable}
    return [(sop.id, formats.sop_short(sop.title)) for sop in found.catalogue.sops if sop.id in listed]


def _question(href: str) -> ReportQuestion:
    asked = web.asked_of(href, everywhere=True)
    today = web.today(web.office_of(asked.get("kantor")))
    known = {key: asked.get(key) for key in ("kantor", *_ASKED)}
    return read_report(list(web.context().offices), today, list(FORMS), **known)


@web_access.callback(
    Act.EXPORT,
    Output("laporan-pratinjau", "children"),
    Output(report_make.CAUTIONS, "children"),
    Input("laporan-question", "data"),
)
def show_preview(href: str) -> tuple[Component, Component | None]:
    """The key figures of the view that the file will be made from."""
    try:
        question = _question(href)
        view = report_view(
            web.context(),
            question.office,
            question.start,
            question.end,
            web.now(),
            kecamatan=question.kecamatan or None,
            sops=question.sops or None,
        )
    except ReportError as bad:
        return error(str(bad), _KEPT, [way_out("Laporan bulan lalu", PATH)]), None
    except SQLAlchemyError:
        return web.broken_store(PATH), None
    return preview(view, web_reports.lines_of(view)), cautions_list(cautions(view))


def not_made(why: Exception) -> tuple[Any, Any]:
    """Nobody took the job, or whoever did was killed: said on the page, and its work is swept away."""
    log.error("Laporan tidak dibuat: %s", why)
    sweep(shelf_of(web.context().settings.data))
    if isinstance(why, BackgroundCallbackError):
        said = report_make.failed("pembuatnya berhenti di tengah jalan", "coba lagi, atau pilih periode lebih pendek")
    else:
        said = report_make.failed(
            "pembuatnya tidak dapat dihubungi", "coba lagi sebentar lagi, atau lihat log aplikasi"
        )
    return web_reports.sent(said), dash.no_update


@web_access.callback(
    Act.EXPORT,
    Output(report_make.RESULT, "children"),
    Output("laporan-baru", "data"),
    Input(report_make.MAKE, "n_clicks"),
    State("laporan-question", "data"),
    State(FORMS_ID, "value"),
    State("laporan-pesanan", "data"),
    background=True,
    interval=400,
    running=[
        (Output(report_make.MAKE, "disabled"), True, False),
        (Output(report_make.RUNNING, "hidden"), False, True),
        (Output(report_make.RESULT, "hidden"), True, False),
    ],
    progress=[Output(report_make.BAR, "value"), Output(report_make.WORDS, "children")],
    progress_default=[0, "Menyiapkan …"],
    cancel=[Input(report_make.CANCEL, "n_clicks")],
    on_error=not_made,
    prevent_initial_call=True,
)
def make(
    told: Callable[[tuple[float, str]], None], clicks: int | None, href: str, forms: list[str], page: str
) -> tuple[Any, Any]:
    """Make the files, in a process that knows nothing of this app: it opens its own context from the settings."""
    if not clicks:
        raise PreventUpdate
    settings, now = load_settings(), web.system_clock()
    asked = dict(parse_qsl(urlsplit(href).query))
    context = open_context(settings)
    try:
        who = _orderer(settings, context)
        context = narrowed(context, who.office, who.kecamatan)
        question = read_report(list(context.offices), now.date(), list(FORMS), **asked)
        order = ReportOrder(
            f"{page}-{clicks}",
            question.office,
            question.start,
            question.end,
            tuple(forms or ()),
            question.kecamatan or None,
            question.sops or None,
        )
        officer = Officer(who.id, who.name)
        kept = make_reports(context, order, officer, now, lambda done, words: told((round(done * 100), words)))
    except (ReportError, BadQuestion) as no:
        return web_reports.sent(report_make.failed(*_said(no))), dash.no_update
    except Cancelled:
        return web_reports.sent(report_make.stopped()), dash.no_update
    except SQLAlchemyError:
        no_data = report_make.failed("basis data tidak dapat dibaca", "coba lagi sebentar lagi")
        return web_reports.sent(no_data), dash.no_update
    except Exception:
        # Nobody else would tell: to the page a job that died looks like one that still works.
        log.exception("Laporan gagal dibuat")
        unknown = report_make.failed("ada galat yang tidak terduga", "lihat log aplikasi, lalu coba lagi")
        return web_reports.sent(unknown), dash.no_update
    finally:
        context.store.close()
    return web_reports.sent(report_make.made(kept, context.offices[question.office].zone)), kept[0].id


def _orderer(settings: Settings, context: Context) -> Principal:
    """Who pressed the button, if he may still make reports."""
    found = orderer(settings, context.store)
    if found is None or not found.may(Act.EXPORT):
        raise ReportError("sesi sudah berakhir", "masuk lagi, lalu coba lagi")
    return found


def _said(no: ReportError | BadQuestion) -> tuple[str, str]:
    return (no.message, no.mend) if isinstance(no, ReportError) else (str(no).rstrip("."), "muat ulang halaman")


@web_access.callback(
    Act.EXPORT,
    Output(report_make.RESULT, "children", allow_duplicate=True),
    Input(report_make.CANCEL, "n_clicks"),
    State(report_make.MAKE, "n_clicks"),
    State("laporan-pesanan", "data"),
    prevent_initial_call=True,
)
def cancel(_: int, clicks: int | None, page: str) -> Component:
    """Dash kills the process; what it left half done is thrown away here."""
    with suppress(DeskError):  # an order that no page of ours has made
        stop(shelf_of(web.context().settings.data), f"{page}-{clicks}")
    return report_make.stopped()


def _files(question: ReportQuestion) -> Component:
    office = web.context().offices[question.office]
    return report_list.files_list(report_files(web.context(), office.code, web.now()), office.short, office.zone)


@web_access.callback(
    Act.EXPORT,
    Output("laporan-daftar", "children"),
    Input("laporan-baru", "data"),
    Input("laporan-berubah", "data"),
    State("laporan-question", "data"),
    prevent_initial_call=True,
)
def show_files(_made: Any, _changed: Any, href: str) -> Component:
    """The list, anew after each file and each act."""
    try:
        return _files(_question(href))
    except SQLAlchemyError:
        return web.broken_store(PATH)


@web_access.callback(
    Act.HAND_IN,
    Output("laporan-jawab", "children"),
    Output("laporan-berubah", "data"),
    Input({"type": report_list.DELETE, "id": ALL}, "n_clicks"),
    Input({"type": report_list.RECORD, "id": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def act(_deleted: list[int | None], _recorded: list[int | None]) -> tuple[Component, Any]:
    """Delete a file, or record its period as handed in."""
    pressed = dash.ctx.triggered_id
    if pressed is None or not any(each["value"] for each in dash.ctx.triggered):
        raise PreventUpdate
    found, now = web.context(), web.now()
    deed = web_reports.drop if pressed["type"] == report_list.DELETE else web_reports.record
    said, no = web_reports.act_on(deed, found, pressed["id"], web_access.officer(), now)
    if no is not None:
        return report_list.refused(no.message, no.fix), dash.no_update
    return report_list.done(said), now.isoformat()


clientside_callback(
    ClientsideFunction("pantau_report", "forms"),
    Output("laporan-terpilih", "data"),
    Input(FORMS_ID, "value"),
    prevent_initial_call=True,
)
