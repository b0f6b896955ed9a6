"""``/pengguna``: who may sign in and as what, and the tokens of programs and displays. All state is in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dash_bootstrap_components as dbc
from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback, ctx, dcc, no_update, register_page
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.act_forms import FIELD, FORM, typed_fields
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.people import figures_row, heading, locks_table, tokens_table, users_table
from dashboard.components.people_forms import KECAMATAN, PLACE, SECRET, card_of, kecamatan_field
from dashboard.components.people_question import NEW_TOKEN, NEW_USER, PATH, PeopleQuestion, read_people
from dashboard.components.question import BadQuestion
from dashboard.views.people import people_view
from dashboard.views.people_rows import PeopleView
from dashboard.web_acts import answered
from dashboard.web_people import perform

register_page(__name__, path=PATH, title="Pengguna dan token · Pantau PIAK", order=8)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame = web.desk_frame(PATH, "", kantor, asked)
    frame = replace(frame, title="Pengguna dan token", choices=())  # about the house, not about one office of it
    try:
        body = _body(read_people({"kantor": kantor, **asked}))
    except BadQuestion as bad:
        body = [error(str(bad), "Tidak ada yang berubah.", [way_out("Daftar pengguna dan token", PATH)])]
    return shell.page(frame, body, class_name="page-people")


def _view() -> PeopleView:
    who = web_access.principal()
    if who is None:
        raise PreventUpdate
    return people_view(web.context(), who, web.now())


def _body(question: PeopleQuestion) -> list[Component]:
    view = _view()
    card, figures, users, tokens, locks = _parts(view, question)
    return [
        dcc.Store(id="people-question", data=question.href()),
        dcc.Store(id="people-focused"),
        html.Div(id="people-answer", className="act-answer", tabIndex="-1", **{"aria-live": "polite"}),
        html.Div(card, id="people-card", key=question.href()),
        html.Div(figures, id="people-figures"),
        _list(heading("Pengguna", NEW_USER, question), html.Div(users, id="people-users", **_KEEPS)),
        _list(heading("Token", NEW_TOKEN, question), html.Div(tokens, id="people-tokens", **_KEEPS)),
        _list(html.H2("Terkunci dalam 30 hari terakhir"), html.Div(locks, id="people-locks", **_KEEPS)),
    ]


_KEEPS = {"data-keeps-table": "1"}


def _list(*children: Component) -> Component:
    return dbc.Card(dbc.CardBody(list(children)), className="people-list")


def _parts(view: PeopleView, question: PeopleQuestion) -> tuple[Any, ...]:
    """What is drawn anew with every act."""
    tables = users_table(view, question), tokens_table(view, question), locks_table(view)
    return card_of(view, question), figures_row(view), *tables


def _asked(href: str) -> PeopleQuestion:
    return read_people(dict(parse_qsl(urlsplit(href).query)))


@web_access.callback(
    Act.PEOPLE,
    Output("people-answer", "children"),
    Output({"type": SECRET, "act": ALL, "field": ALL}, "value"),
    *(Output(f"people-{part}", "children") for part in ("card", "figures", "users", "tokens", "locks")),
    Input({"type": FORM, "place": PLACE, "act": ALL}, "n_submit"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "id"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "value"),
    State({"type": SECRET, "act": ALL, "field": ALL}, "id"),
    State({"type": SECRET, "act": ALL, "field": ALL}, "value"),
    State("people-question", "data"),
    prevent_initial_call=True,
)
def act(
    _: Any,
    ids: Sequence[Mapping[str, Any]],
    values: Sequence[Any],
    secret_ids: Sequence[Mapping[str, Any]],
    secrets: Sequence[Any],
    href: str,
) -> tuple[Any, ...]:
    """Do what was sent. What was typed stays where it was refused, passwords never."""
    done = answered(ctx.triggered_id)
    if done is None or not ctx.triggered[0]["value"]:
        raise PreventUpdate  # a form that has just appeared was not sent
    question = _asked(href)
    kept = {
        each["field"]: str(value or "") for each, value in zip(secret_ids, secrets, strict=True) if each["act"] == done
    }
    said, is_done = perform(done, question.user or question.token or "", typed_fields(done, ids, values), kept)
    if not is_done:
        return (said, [""] * len(secrets), *[no_update] * 5)
    return (said, [no_update] * len(secrets), *_parts(_view(), question))


@web_access.callback(
    Act.PEOPLE,
    Output(KECAMATAN, "children"),
    Input({"type": FIELD, "place": PLACE, "act": ALL, "field": "role"}, "value"),
    Input({"type": FIELD, "place": PLACE, "act": ALL, "field": "office"}, "value"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": "role"}, "id"),
    prevent_initial_call=True,
)
def choose_place(roles: Sequence[Any], offices: Sequence[Any], ids: Sequence[Mapping[str, Any]]) -> Any:
    """The kecamatan of the office that was chosen, for a role that needs one."""
    if not ctx.triggered or len(ids) != 1 or len(offices) != 1:
        raise PreventUpdate
    return kecamatan_field(str(ids[0]["act"]), _view(), str(roles[0]), str(offices[0] or ""))


clientside_callback(
    ClientsideFunction("people", "focus"),
    Output("people-focused", "data"),
    Input("people-answer", "children"),
    Input("people-question", "data"),
)
