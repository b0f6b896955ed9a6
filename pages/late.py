"""``/terlambat``: what is late or about to be, and the acts of an officer on it. All state is in the address."""

from __future__ import annotations

from dataclasses import asdict, replace
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

from dashboard import web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.act_forms import (
    ANSWER,
    FIELD,
    FORM,
    TARGET,
    act_answer,
    act_done,
    act_refused,
    act_target,
    read_target,
    typed_fields,
)
from dashboard.components.elements import html
from dashboard.components.late import DROP, controls, figures_row, nothing, shown_rows, views_bar, views_list
from dashboard.components.late_grid import (
    CSV_HEADINGS,
    GRID,
    PANEL_ANCHOR,
    grid_rows,
    late_cards,
    late_grid,
    none_note,
    table_style,
)
from dashboard.components.late_panel import PLACE, panel_facts, panel_forms, target_of
from dashboard.components.late_question import ALL_OFFICES, PATH, LateQuestion, read_late
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.components.shell import Frame, OfficeChoice
from dashboard.services.desk import DeskError
from dashboard.services.saved_views import drop_view, keep_view
from dashboard.store import saved_views
from dashboard.views.late import late_view
from dashboard.views.late_rows import LateRow, LateView
from dashboard.web_acts import answered, perform

register_page(__name__, path=PATH, title="Terlambat · Pantau PIAK", order=2)
_ASKED = ("kecamatan", "sop", "keadaan", "belum", "cari", "pilih")


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame = _frame(kantor, asked)
    try:
        known = {key: asked.get(key) for key in _ASKED}
        body = _body(read_late(list(web.context().offices), kantor=kantor, **known))
    except BadQuestion as bad:
        body = [error(str(bad), "Tidak ada data yang berubah.", [way_out("Tampilkan semua yang berjalan", PATH)])]
    return shell.page(frame, body, class_name="page-late")


def _frame(kantor: str | None, asked: dict[str, str]) -> Frame:
    """The frame of one office, with a way to all of them; of all, with each one's clock."""
    frame, offices = web.desk_frame(PATH, "Terlambat", kantor, asked), web.context().offices
    if not frame.choices:
        return frame
    is_all = kantor == ALL_OFFICES
    everyone = OfficeChoice("Semua kabupaten", replace(frame.kept, office=ALL_OFFICES).href(PATH), is_all)
    if not is_all:
        return replace(frame, choices=[everyone, *frame.choices])
    return replace(
        frame,
        title="Terlambat semua kabupaten",
        zones=tuple(dict.fromkeys(office.zone for office in offices.values())),
        simulated=any(office.simulated for office in offices.values()),
        choices=[everyone, *(replace(each, chosen=False) for each in frame.choices)],
    )


def _body(question: LateQuestion) -> list[Component]:
    view = _view(question)
    row = _row_of(view, question.picked)
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(view.simulated)),
        "data-pulse-store": "late-pulse",
    }
    return [
        dcc.Store(id="late-question", data=question.href()),
        dcc.Store(id="late-pulse"),
        dcc.Store(id="late-addressed"),
        dcc.Store(id="late-renewed"),
        html.Div(figures_row(view, question), id="late-figures", **live),
        controls(view, question),
        html.Div(
            [_list(view, question), _panel(row, question, view)],
            id="late-body",
            className="late-body",
            **{"data-chosen": "1" if question.picked else "0"},
        ),
    ]


def _list(view: LateView, question: LateQuestion) -> Component:
    rows = shown_rows(view, question)
    tools = html.Div(
        [
            html.Span(_count(rows, view), id="late-count", className="table-count"),
            views_bar(_saved(), question),
            dbc.Button("Unduh CSV", id="late-csv", color="secondary", outline=True, size="sm"),
        ],
        className="table-tools",
    )
    return html.Div(
        [
            tools,
            html.Div(nothing(view, question), id="late-nothing"),
            html.Div(
                late_grid(rows, question, view.now), id="late-table", style=table_style(rows), className="late-table"
            ),
            html.Div(late_cards(rows, question, view.now), id="late-cards"),
            html.Div(none_note(view.without_due, question.office), id="late-without"),
            dcc.Store(id="late-csv-head", data=list(CSV_HEADINGS)),
            dcc.Store(id="late-csv-saved"),
        ],
        className="late-list",
    )


def _panel(row: LateRow | None, question: LateQuestion, view: LateView) -> Component:
    facts = panel_facts(row, view.now) if question.picked else None
    return html.Aside(
        dbc.Card(
            dbc.CardBody(
                [
                    html.Button("Tutup", id="late-close", type="button", className="btn btn-sm btn-outline-secondary"),
                    html.Div(facts, id="late-facts"),
                    act_answer(PLACE),
                    html.Div(panel_forms(row, view.now), id="late-forms"),
                    act_target(PLACE, None if row is None else target_of(row)),
                ]
            )
        ),
        id=PANEL_ANCHOR,
        className="late-panel",
        tabIndex="-1",
        **{"aria-label": "Langkah yang dipilih"},
    )


def _count(rows: list[LateRow], view: LateView) -> str:
    whole = len(view.rows)
    return f"{len(rows)} langkah" if len(rows) == whole else f"{len(rows)} dari {whole} langkah"


def _view(question: LateQuestion) -> LateView:
    offices = list(web.context().offices)
    return late_view(web.context(), offices if question.is_everywhere else [question.office], web.now())


def _row_of(view: LateView, key: str) -> LateRow | None:
    return next((row for row in view.rows if row.key == key), None)


def _saved() -> list[tuple[str, str]]:
    found = web.context()
    officer = web_access.officer()
    return [(view.name, view.query) for view in saved_views(found.store, officer.id, PATH)]


def _question_of(href: str) -> LateQuestion:
    """The question that the page was made for, read again from its own address."""
    asked = web.asked_of(href, everywhere=True)
    return read_late(list(web.context().offices), **{key: asked.get(key) for key in ("kantor", *_ASKED)})


@web_access.callback(
    Act.READ,
    Output(GRID, "rowData"),
    Output("late-figures", "children"),
    Output("late-cards", "children"),
    Output("late-nothing", "children"),
    Output("late-table", "style"),
    Output("late-count", "children"),
    Output("late-without", "children"),
    Output("late-facts", "children"),
    Output("late-forms", "children"),
    Output({"type": TARGET, "place": PLACE}, "data"),
    Output({"type": ANSWER, "place": PLACE}, "children"),
    Output("late-body", "data-chosen"),
    Input("late-pulse", "data"),
    Input(GRID, "selectedRows"),
    Input("late-close", "n_clicks"),
    Input({"type": FORM, "place": PLACE, "act": ALL}, "n_submit"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "value"),
    State({"type": FIELD, "place": PLACE, "act": ALL, "field": ALL}, "id"),
    State({"type": TARGET, "place": PLACE}, "data"),
    State("late-question", "data"),
    prevent_initial_call=True,
)
def update(
    _: Any, selected: Any, __: Any, ___: Any, values: list[Any], ids: list[dict[str, Any]], target: Any, href: str
) -> tuple[Any, ...]:
    """Open the row that was chosen, do what was sent, or draw everything anew; typed text outlives all but success."""
    question, triggered = _question_of(href), ctx.triggered_id
    act = answered(triggered if isinstance(triggered, dict) else None)
    if act is not None:
        if not ctx.triggered[0]["value"]:
            raise PreventUpdate  # a form that has just appeared was not sent
        return _acted(question, act, typed_fields(act, ids, values), target)
    if triggered == GRID:
        return _chosen(question, selected, target)
    if triggered == "late-close":
        return (*[no_update] * 7, None, None, None, None, "0")
    return (*_drawn(_view(question), question, target), no_update, no_update, no_update, no_update)


def _chosen(question: LateQuestion, selected: Any, target: Any) -> tuple[Any, ...]:
    key = str(selected[0].get("key", "")) if isinstance(selected, list) and selected else ""
    if not key or key == _key_of(target):
        raise PreventUpdate  # the grid says again what is open already
    view = _view(question)
    row = _row_of(view, key)
    data = None if row is None else asdict(target_of(row))
    return (*[no_update] * 7, panel_facts(row, view.now), panel_forms(row, view.now), data, None, "1")


def _acted(question: LateQuestion, act: str, typed: dict[str, str], target: Any) -> tuple[Any, ...]:
    said, is_done = perform(read_target(target), act, typed)
    view = _view(question)
    row = _row_of(view, _key_of(target))
    data = target if row is None else asdict(target_of(row))
    forms = panel_forms(row, view.now) if is_done else no_update
    return (*_drawn(view, question, target), forms, data, said, "1")


def _drawn(view: LateView, question: LateQuestion, target: Any) -> tuple[Any, ...]:
    """Grid, figures, cards and counts, and the facts of the open row."""
    rows = shown_rows(view, question)
    key = _key_of(target)
    return (
        grid_rows(rows, view.now, several=question.is_everywhere),
        figures_row(view, question),
        late_cards(rows, question, view.now),
        nothing(view, question),
        table_style(rows),
        _count(rows, view),
        none_note(view.without_due, question.office),
        panel_facts(_row_of(view, key), view.now) if key else no_update,
    )


def _key_of(data: Any) -> str:
    """The key of the row that the forms are about; empty where none is open."""
    target = read_target(data)
    if target is None:
        return ""
    attempt = target.attempt if target.run_attempt is None else target.run_attempt
    return "~".join((target.office, target.ticket, target.scope, str(target.first_step), str(attempt)))


@web_access.callback(
    Act.READ,
    Output("late-views", "children"),
    Output("late-views-answer", "children"),
    Output("late-name", "value"),
    Input("late-keep", "n_submit"),
    Input({"type": DROP, "name": ALL}, "n_clicks"),
    State("late-name", "value"),
    State("late-question", "data"),
    prevent_initial_call=True,
)
def keep(_: Any, __: Any, name: str | None, href: str) -> tuple[Any, ...]:
    """Save the present filters under a name, or delete a saved view."""
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate  # a button that has just appeared was not pressed
    question, found = _question_of(href), web.context()
    officer, pressed = web_access.officer(), ctx.triggered_id
    try:
        if isinstance(pressed, dict):
            drop_view(found.store, PATH, pressed["name"], officer, web.now())
            said, typed = f"Tampilan {pressed['name']} dihapus.", no_update
        else:
            view = keep_view(found.store, PATH, str(name or ""), question.query(), officer, web.now())
            said, typed = f"Tampilan {view.name} disimpan.", ""
        return views_list(_saved(), question), act_done(said), typed
    except DeskError as no:
        return views_list(_saved(), question), act_refused(no.message, no.fix), no_update
    except SQLAlchemyError:
        return no_update, act_refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), no_update


clientside_callback(
    ClientsideFunction("late", "address"),
    Output("late-addressed", "data"),
    Input({"type": TARGET, "place": PLACE}, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("late", "renew"),
    Output("late-renewed", "data"),
    Input(GRID, "rowData"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("late", "save"),
    Output("late-csv-saved", "data"),
    Input("late-csv", "n_clicks"),
    State("late-csv-head", "data"),
    prevent_initial_call=True,
)
