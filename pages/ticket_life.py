"""``/tiket/<nomor>``: the life of one ticket, and everything an officer does to it. All state is in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.act_forms import (
    ANSWER,
    FIELD,
    FORM,
    TARGET,
    act_answer,
    act_target,
    read_target,
    typed_fields,
)
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.ticket_flow import flow
from dashboard.components.ticket_forms import PLACE, acts_card, changed_notice, refill, target_of
from dashboard.components.ticket_page import (
    CHART,
    attempts_table,
    card,
    chart,
    head,
    history,
    read_opened,
    timeline_card,
)
from dashboard.components.ticket_question import PATH, ticket_of
from dashboard.components.why import run_explained
from dashboard.services.desk import DeskError
from dashboard.views.ticket_detail import ticket_view
from dashboard.views.ticket_rows import TicketView
from dashboard.views.why import why_run
from dashboard.web_acts import answered, seen_of
from dashboard.web_ticket_acts import perform


@web.shows_errors
def layout(
    ticket_id: str | None = None, kantor: str | None = None, nomor: str | None = None, **asked: str
) -> Component:
    """The whole page for one address; an unknown ticket is named."""
    number = ticket_of(ticket_id, nomor)
    shown = formats.ticket_number(number) or number
    kept = web.kept_of(kantor, asked)
    frame = web.desk_frame(PATH, f"Tiket {shown}", kantor, asked, trail=(("Tiket", kept.href(PATH)), (shown, "")))
    first = next(iter(web.context().offices), "")
    code = kantor if kantor and kantor != web.ALL_OFFICES else first
    try:
        view = ticket_view(web.context(), code, number, web.now())
        body = _body(view, read_opened(asked.get("buka")))
    except DeskError as no:
        body = [
            error(
                f"{no.message[:1].upper()}{no.message[1:]}.",
                f"Yang dapat dilakukan: {no.fix}.",
                [way_out("Lihat semua tiket", kept.href(PATH))],
            )
        ]
    return shell.page(frame, body, class_name="page-ticket page-life")


def _body(view: TicketView, opened: tuple[int, int] | None) -> list[Component]:
    live = {
        "data-pulse-url": web.feed_url(view.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "life-pulse",
    }
    acts = card(
        act_answer(PLACE),
        html.Div(id="life-news", **{"aria-live": "polite"}),
        html.Div(acts_card(view), id="life-acts"),
        class_name="life-acts-card",
    )
    return [
        dcc.Store(id="life-question", data={"office": view.office, "ticket": view.id}),
        act_target(PLACE, target_of(view)),
        dcc.Store(id="life-pulse"),
        dcc.Store(id="life-drawn"),
        dcc.Store(id="life-focus"),
        dcc.Store(id="life-focused"),
        html.Div(
            [card(html.Div(head(view), id="life-head", **live), class_name="life-head-card"), acts],
            className="life-top",
        ),
        card(html.H2("Alur SOP"), html.Div(flow(view.flow), id="life-flow"), class_name="life-flow-card"),
        card(html.Div(timeline_card(view), id="life-timeline")),
        card(
            html.H2("Langkah"),
            html.Div(attempts_table(view), id="life-rows", **{"data-keeps-table": "1"}),
            *_why(view, opened),
        ),
        card(html.Div(history(view), id="life-history"), class_name="life-history-card"),
    ]


def _why(view: TicketView, opened: tuple[int, int] | None) -> list[Component]:
    if opened is None:
        return []
    found = why_run(web.context(), view.office, view.id, *opened, view.now)
    return [html.Div(run_explained(found, view.zone), id="mengapa", className="life-why")]


clientside_callback(
    ClientsideFunction("pantau", "redraw"),
    Output({"type": CHART, "name": ALL}, "figure"),
    Input("life-drawn", "data"),
    State({"type": CHART, "name": ALL}, "id"),
    State({"type": CHART, "name": ALL}, "figure"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("pantau_ticket", "focusNext"),
    Output("life-focused", "data"),
    Input("life-focus", "data"),
    prevent_initial_call=True,
)


@web_access.callback(
    Act.READ,
    Output({"type": ANSWER, "place": PLACE}, "children"),
    Output("life-news", "children"),
    Output("life-acts", "children"),
    Output({"type": TARGET, "place": PLACE}, "data"),
    Output("life-focus", "data"),
    Output("life-timeline", "children"),
    Output("life-drawn", "data"),
    Output("life-head", "children"),
    Output("life-flow", "children"),
    Output("life-rows", "children"),
    Output("life-history", "children"),
    Input({"type": FORM, "place": PLACE, "act": ALL}, "n_submit"),
    Input("life-pulse", "data"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "id"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "value"),
    State({"type": TARGET, "place": PLACE}, "data"),
    State("life-question", "data"),
    prevent_initial_call=True,
)
def act(
    _: Any,
    __: Any,
    ids: Sequence[Mapping[str, Any]],
    values: Sequence[Any],
    seen: Mapping[str, Any],
    asked: Mapping[str, str],
) -> tuple[Any, ...]:
    """Do what was sent, or only look again; every part shows the ticket as it is then.

    What was typed stays where it was refused. News while nobody acts leave the forms alone.
    """
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate  # a form that has just appeared was not sent
    target = read_target(seen)
    if ctx.triggered_id == "life-pulse":
        view = _view(asked)
        since = None if target is None else seen_of(target)
        notice = changed_notice(view, since)
        return (no_update, notice, *[no_update] * 4, {"timeline": chart(view).figure}, *_read_parts(view))
    done = answered(ctx.triggered_id)
    if done is None:
        raise PreventUpdate
    answer, is_written = perform(target, done, typed_fields(done, ids, values))
    view = _view(asked)
    forms = acts_card(view, None if is_written else done)
    if not is_written:
        refill(
            forms,
            {(str(each["act"]), str(each["field"])): value for each, value in zip(ids, values, strict=True) if each},
        )
    focus = {"at": web.now().timestamp(), "act": "" if is_written else done}
    return (answer, [], forms, _data(view), focus, timeline_card(view), no_update, *_read_parts(view))


def _data(view: TicketView) -> Any:
    return act_target(PLACE, target_of(view)).data


def _view(asked: Mapping[str, str]) -> TicketView:
    return ticket_view(web.context(), asked["office"], asked["ticket"], web.now())


def _read_parts(view: TicketView) -> tuple[Component, Component, Component, Component]:
    return head(view), flow(view.flow), attempts_table(view), history(view)


def title(ticket_id: str | None = None, **_: str) -> str:
    """The browser's title of one ticket."""
    return f"{ticket_id or ''} · Tiket · Pantau PIAK"


register_page("pages.ticket_life", path_template="/tiket/<ticket_id>", title=title, order=4, layout=layout)
