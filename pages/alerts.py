"""``/peringatan``: who was told what and when, what waits, what was not told and why. All state is in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, no_update, register_page
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.act_forms import act_done, act_refused
from dashboard.components.alerts import (
    RESEND,
    TRY,
    acknowledge_card,
    controls,
    dead_table,
    figures_row,
    lasting_table,
    messages_table,
    receivers_table,
    untold_table,
)
from dashboard.components.alerts_question import PATH, AlertsQuestion, read_alerts
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.services.alert_acts import acknowledge_event, resend, send_test
from dashboard.services.desk_base import DeskError
from dashboard.views.alerts import alerts_view
from dashboard.views.alerts_rows import AlertsView

register_page(__name__, path=PATH, title="Peringatan · Pantau PIAK", order=6)
_ASKED = ("dari", "sampai", "akui")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame = web.desk_frame(PATH, "Peringatan", kantor, asked)
    try:
        body = _body(_asked({"kantor": kantor, **asked}))
    except BadQuestion as bad:
        body = [error(str(bad), "Tidak ada data yang berubah.", [way_out("Tampilkan tujuh hari terakhir", PATH)])]
    return shell.page(frame, body, class_name="page-alerts")


def _asked(asked: dict[str, Any]) -> AlertsQuestion:
    found = web.context()
    known = {key: asked.get(key) for key in ("kantor", *_ASKED)}
    return read_alerts(list(found.offices), web.today(web.office_of(asked.get("kantor"))), **known)


def _view(question: AlertsQuestion) -> AlertsView:
    return alerts_view(web.context(), question.office, question.start, question.end, web.now())


def _body(question: AlertsQuestion) -> list[Component]:
    view = _view(question)
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "alerts-pulse",
    }
    figures, lasting, dead, messages, untold = _parts(view, question)
    officer = web_access.officer().name
    return [
        dcc.Store(id="alerts-question", data=question.href()),
        dcc.Store(id="alerts-pulse"),
        html.P(formats.period(question.start, question.end), className="period-title"),
        controls(question, web.today(web.office_of(question.office))),
        html.Div(figures, id="alerts-figures", **live),
        html.Div(id="alerts-answer", className="act-answer", **{"aria-live": "polite"}),
        html.Div(acknowledge_card(view, question, officer), id="akui", key=question.href()),
        _card("Sedang berlangsung", html.Div(lasting, id="alerts-lasting", **{"data-keeps-table": "1"})),
        html.Div(dead, id="alerts-dead"),
        _card("Pesan", html.Div(messages, id="alerts-messages", **{"data-keeps-table": "1"})),
        _card("Tidak diberitahukan", html.Div(untold, id="alerts-untold", **{"data-keeps-table": "1"})),
        _card("Penerima", receivers_table(view)),
    ]


def _card(title: str, *children: Component) -> Component:
    return dbc.Card(dbc.CardBody([html.H2(title), *children]), className="alert-card")


def _parts(view: AlertsView, question: AlertsQuestion) -> tuple[Any, ...]:
    """What is drawn anew with every change."""
    return (
        figures_row(view),
        lasting_table(view, question),
        dead_table(view),
        messages_table(view),
        untold_table(view),
    )


_REDRAWN = [
    Output(f"alerts-{part}", "children", allow_duplicate=True)
    for part in ("figures", "lasting", "dead", "messages", "untold")
]


@web_access.callback(
    Act.TOLD,
    *_REDRAWN,
    Input("alerts-pulse", "data"),
    State("alerts-question", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str) -> tuple[Any, ...]:
    """Draw everything anew from the newest data; sorting stays."""
    question = _asked(web.asked_of(href, everywhere=True))
    return _parts(_view(question), question)


@web_access.callback(
    Act.ALERT,
    Output("alerts-answer", "children"),
    *_REDRAWN,
    Input({"type": RESEND, "row": ALL}, "n_clicks"),
    Input({"type": TRY, "row": ALL}, "n_clicks"),
    State("alerts-question", "data"),
    prevent_initial_call=True,
)
def press(_: Any, __: Any, href: str) -> tuple[Any, ...]:
    """Send a dead letter again, or try a receiver."""
    if not ctx.triggered or not ctx.triggered[0]["value"] or not isinstance(ctx.triggered_id, dict):
        raise PreventUpdate  # a button that has just appeared was not pressed
    question, pressed = _asked(web.asked_of(href, everywhere=True)), ctx.triggered_id
    found, now = web.context(), web.now()
    office, officer = found.offices[question.office], web_access.officer()

    def act() -> str:
        if pressed["type"] == RESEND:
            message = resend(found.store, office, int(pressed["row"]), officer, now)
            return f"{message.title}: dikirim ulang sebentar lagi."
        message = send_test(found.store, office, str(pressed["row"]), officer, now)
        return f"{message.title}: dikirim sebentar lagi; hasilnya tampak pada daftar pesan."

    return _answered(act, question)


@web_access.callback(
    Act.ALERT,
    Output("alerts-answer", "children", allow_duplicate=True),
    *_REDRAWN,
    Output("akui", "children"),
    Input("alerts-form", "n_submit"),
    State("alerts-note", "value"),
    State("alerts-question", "data"),
    prevent_initial_call=True,
)
def take(sent: int | None, note: str | None, href: str) -> tuple[Any, ...]:
    """Acknowledge the chosen event; the form goes when that is written."""
    question = _asked(web.asked_of(href, everywhere=True))
    if not sent or question.event is None:
        raise PreventUpdate
    found, event = web.context(), question.event
    office, officer = found.offices[question.office], web_access.officer()

    def act() -> str:
        acknowledge_event(found.store, office, event, officer, web.now(), note or "")
        return f"Diakui oleh {officer.name} pada {formats.date_clock(web.now(), office.zone)}."

    answer = _answered(act, question)
    return (*answer, no_update if answer[1] is no_update else html.Div())


def _answered(act: Callable[[], str], question: AlertsQuestion) -> tuple[Any, ...]:
    """What an act says, and the page after it; what was refused leaves the page as it is."""
    try:
        said = act()
        return act_done(said), *_parts(_view(question), question)
    except DeskError as no:
        return act_refused(no.message, no.fix), *[no_update] * len(_REDRAWN)
    except SQLAlchemyError:
        return act_refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), *[no_update] * len(_REDRAWN)
