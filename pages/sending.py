"""``/pengiriman``: are recordings arriving, and the form for what officers read. All state is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    clientside_callback,
    ctx,
    dcc,
    no_update,
    register_page,
)
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.components.sending import controls, figures_row, rows_table
from dashboard.components.sending_form import SURE, asked_back, entries_table, entry_card, kept, refused
from dashboard.components.sending_map import MAP, map_card, map_chart
from dashboard.components.sending_question import PATH, SendingQuestion, read_sending
from dashboard.components.sending_steps import steps_card
from dashboard.components.sending_typed import BadTyped, need_count, read_count, read_moment
from dashboard.growth import ManualReading
from dashboard.services.desk_base import DeskError
from dashboard.services.readings_manual import ConfirmationNeededError, correct, enter, manual_source
from dashboard.views.sending import hour_map, sending_view
from dashboard.views.sending_entries import entered_readings
from dashboard.views.sending_rows import Entered, EntryRow, SendingView

register_page(__name__, path=PATH, title="Pengiriman · Pantau PIAK", order=4)
_ASKED = ("dari", "sampai", "hari", "peta", "tampil", "catat", "betulkan")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame(PATH, "Pengiriman", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        question = read_sending(list(web.context().offices), today, kantor=kantor, **known)
        body = _body(question, today)
    except BadQuestion as bad:
        reset = way_out("Tampilkan tujuh hari terakhir", PATH)
        body = [error(str(bad), "Tidak ada data yang berubah.", [reset])]
    return shell.page(frame, body, class_name="page-sending")


def _body(question: SendingQuestion, today: date) -> list[Component]:
    found, now = web.context(), web.now()
    view = _view(question)
    hours = hour_map(found, question.office, *question.map_days(), now)
    entered = entered_readings(found, question.office, now)
    officer = web_access.officer().name
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "sending-pulse",
    }
    form = entry_card(entered, question, officer, now, view.zone)
    listed = html.Div(entries_table(entered, question, view.zone), id="sending-entries")
    by_people = [dbc.Col(form, xs=12, xl=4), dbc.Col(_listed(listed), xs=12, xl=8)]
    if not entered.sources:
        by_people = [dbc.Col([form, html.Div(listed, hidden=True)], xs=12)]
    return [
        dcc.Store(id="sending-question", data=question.href()),
        dcc.Store(id="sending-order", data=[row.kecamatan for row in view.rows]),
        dcc.Store(id="sending-pulse"),
        dcc.Store(id="sending-drawn"),
        html.P(formats.period(question.start, question.end), className="period-title"),
        controls(question, today, by_people=bool(entered.sources)),
        html.Div(figures_row(view) if view.rows else [], id="sending-figures", **live),
        dbc.Card(
            dbc.CardBody(
                html.Div(rows_table(view, question), id="sending-rows", **{"data-keeps-table": "1"}),
            ),
            className="sending-card",
        ),
        html.Div(map_card(view, hours, question, today), key=question.revision()),
        dbc.Row(by_people, id="catat", className="g-3 sending-people"),
        steps_card(view),
    ]


def _listed(listed: Component) -> Component:
    return dbc.Card(dbc.CardBody([html.H2("Pembacaan petugas"), listed]), className="sending-card h-100")


def _view(question: SendingQuestion, order: Sequence[str | None] = ()) -> SendingView:
    """``order``: of the rows as they stand on screen, so that none jumps away under a reader's eyes."""
    view = sending_view(web.context(), question.office, question.start, question.end, web.now())
    places = {kecamatan: place for place, kecamatan in enumerate(order)}
    return replace(view, rows=tuple(sorted(view.rows, key=lambda row: places.get(row.kecamatan, len(places)))))


def _question_of(href: str) -> SendingQuestion:
    """The question that the page was made for, read again from its own address."""
    found = web.context()
    asked = web.asked_of(href)
    today = formats.local(web.now(), found.offices[asked["kantor"]].zone).date()
    return read_sending(list(found.offices), today, **{key: asked.get(key) for key in ("kantor", *_ASKED)})


clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": MAP, "name": ALL}, "figure"),
    Input("sending-drawn", "data"),
    State({"type": MAP, "name": ALL}, "id"),
    State({"type": MAP, "name": ALL}, "figure"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output("sending-drawn", "data"),
    Output("sending-figures", "children"),
    Output("sending-rows", "children"),
    Input("sending-pulse", "data"),
    State("sending-question", "data"),
    State("sending-order", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def refresh(_: Any, href: str, order: list[str | None]) -> tuple[dict[str, Any], Any, Component]:
    """Draw figures, rows and map anew from the newest data; the form and its list are left alone."""
    question = _question_of(href)
    view = _view(question, order)
    hours = hour_map(web.context(), question.office, *question.map_days(), web.now())
    drawn = {} if question.as_table or not hours.names else {"map": map_chart(view, hours, question).figure}
    return drawn, figures_row(view) if view.rows else [], rows_table(view, question)


@web_access.callback(
    Act.ENTER,
    Output("sending-answer", "children"),
    Output("sending-asked", "data"),
    Output("sending-value", "value"),
    Output("sending-pending", "value"),
    Output("sending-clock", "value"),
    Output("sending-seen", "data"),
    Output("sending-version", "data"),
    Output("sending-entries", "children"),
    Input("sending-form", "n_submit"),
    Input({"type": SURE, "what": ALL}, "n_clicks"),
    State("sending-source", "value"),
    State("sending-value", "value"),
    State("sending-pending", "value"),
    State("sending-day", "value"),
    State("sending-clock", "value"),
    State("sending-reason", "value"),
    State("sending-restarted", "value"),
    State("sending-version", "data"),
    State("sending-asked", "data"),
    State("sending-seen", "data"),
    State("sending-question", "data"),
    prevent_initial_call=True,
)
def write(_: Any, __: Any, source: str, *typed: Any) -> tuple[Any, ...]:
    """Write what was typed, ask back, or refuse with one message; only what was written leaves the form."""
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate  # a button that has just appeared was not pressed
    value, pending, day, clock, reason, restarted, version, asked, seen, href = typed
    question = _question_of(href)
    form = [source, value, pending, day, clock, reason]
    pressed = ctx.triggered_id
    # A confirmation is for what was asked about, not for what was typed over it since.
    sure = pressed["what"] if isinstance(pressed, dict) and asked == form else ""
    try:
        reading = _write(question, form, bool(restarted), version, (seen or {}).get(source, 0), sure)
    except BadTyped as bad:
        return refused(bad.message, bad.fix), None, *[no_update] * 6
    except ConfirmationNeededError as doubt:
        entered = _entered(question)
        before = _before(entered, question, form)
        return (
            asked_back(doubt.what, doubt.message, before, question),
            form,
            *[no_update] * 3,
            *_news(entered, question),
        )
    except DeskError as no:
        fix = no.fix if no.fix != "muat ulang" else "periksa daftar pembacaan yang baru diperbarui, lalu kirim lagi"
        return refused(no.message, fix), None, *[no_update] * 3, *_news(_entered(question), question)
    except SQLAlchemyError:
        return refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), None, *[no_update] * 6
    entered = _entered(question)
    cleared = [no_update] * 3 if question.correcting else ["", "", ""]
    return kept(_told(reading, entered, question), question), None, *cleared, *_news(entered, question)


def _write(
    question: SendingQuestion, form: Sequence[Any], restarted: bool, version: int | None, seen: int, sure: str
) -> ManualReading:
    """Raises BadTyped and DeskError; ``sure``: what the officer has confirmed."""
    found, now = web.context(), web.now()
    office = found.offices[question.office]
    officer = web_access.officer()
    source = manual_source(office, form[0])
    value, pending = need_count(form[1], "jumlah terkirim"), read_count(form[2], "antrean")
    at = read_moment(form[3], form[4], office.zone, now)
    is_sure, began_anew = sure == "jump", restarted or sure == "restart"
    if question.correcting is None:
        return enter(
            found.store,
            office,
            source,
            value,
            officer,
            now,
            pending=pending,
            observed_at=at,
            seen=seen,
            restarted=began_anew,
            sure=is_sure,
        )
    _, at = question.correcting
    reason = str(form[5] or "")
    return correct(
        found.store,
        office,
        source,
        at,
        officer,
        now,
        reason=reason,
        value=value,
        pending=pending,
        version=version,
        restarted=began_anew,
        sure=is_sure,
    )


def _entered(question: SendingQuestion) -> Entered:
    return entered_readings(web.context(), question.office, web.now())


def _news(entered: Entered, question: SendingQuestion) -> tuple[Any, ...]:
    """Lines seen, the version of the reading that is put right, and the list: after these the officer has seen them."""
    now = next((row.version for row in entered.rows if (row.source, row.observed_at) == question.correcting), None)
    zone = web.context().offices[question.office].zone
    return entered.lines, now, entries_table(entered, question, zone)


def _before(entered: Entered, question: SendingQuestion, form: Sequence[Any]) -> EntryRow | None:
    """The reading that the typed one was compared with."""
    at = read_moment(form[3], form[4], web.context().offices[question.office].zone, web.now()) or web.now()
    return next((row for row in entered.rows if row.source == form[0] and row.observed_at < at), None)


def _told(reading: ManualReading, entered: Entered, question: SendingQuestion) -> str:
    row = next((r for r in entered.rows if (r.source, r.observed_at) == (reading.source, reading.observed_at)), None)
    zone = web.context().offices[question.office].zone
    parts = [f"{row.name if row else reading.source} {formats.number(reading.value)}"]
    if row is not None and row.grown is not None:
        parts.append(f"kenaikan {formats.number(row.grown)}")
    if reading.pending is not None:
        parts.append(f"antrean {formats.number(reading.pending)}")
    word = "Dibetulkan" if reading.version > 1 else "Tercatat"
    return f"{word}: {', '.join(parts)}, dibaca {formats.date_clock(reading.observed_at, zone)}."
