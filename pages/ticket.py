"""``/tiket``: the office's agenda as a list, and the form that opens a ticket. All state is in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, no_update, register_page
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web, web_access
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.components.sending_typed import BadTyped
from dashboard.components.ticket_list import BLOCK, GRID, filters, grid_rows, head_row, list_grid, nothing
from dashboard.components.ticket_open import opening_card, refused
from dashboard.components.ticket_question import PATH, AgendaQuestion, read_agenda, ticket_href
from dashboard.components.ticket_typed import choose, read_when
from dashboard.exports.agenda_csv import agenda_csv
from dashboard.model import Ticket
from dashboard.services import people
from dashboard.services.agenda import open_entry
from dashboard.services.desk import Desk, DeskError
from dashboard.store import Sought
from dashboard.views.ticket_list import DINAS, hidden_runs, known_sops, opening_choices, sought_of, ticket_list
from dashboard.views.ticket_rows import ListPage, ListRow

register_page("pages.ticket", path=PATH, title="Tiket · Pantau PIAK", order=3)
_ASKED = ("cari", "kecamatan", "sop", "keadaan", "dari", "sampai", "sumber", "baru")
_CSV_MOST = 20_000


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame, today = web.desk_frame(PATH, "Tiket", kantor, asked), web.today(web.office_of(kantor))
    try:
        known = {key: asked.get(key) for key in _ASKED}
        body = _body(read_agenda(list(web.context().offices), today, kantor=kantor, **known), today)
    except BadQuestion as bad:
        body = [error(str(bad), "Tidak ada data yang berubah.", [way_out("Tampilkan semua tiket", PATH)])]
    return shell.page(frame, body, class_name="page-ticket")


def _body(question: AgendaQuestion, today: date) -> list[Component]:
    found = web.context()
    office = found.offices[question.office]
    choices = opening_choices(found, question.office, today)
    places = [(code or DINAS, name) for code, name in choices.places]
    total, hidden = _block(question, 0, 1).total, hidden_runs(found, question.office, _sought(question))
    officer = web_access.officer().name
    form = [opening_card(choices, question, officer, office.zone)] if question.opening else []
    live = {
        "data-pulse-url": web.feed_url(question.office),
        "data-pulse-ms": str(web.pulse_ms(office.simulated)),
        "data-pulse-store": "agenda-pulse",
    }
    return [
        dcc.Store(id="agenda-question", data=question.href()),
        dcc.Store(id="agenda-total", data=total),
        dcc.Store(id="agenda-narrow"),
        dcc.Store(id="agenda-pulse"),
        dcc.Store(id="agenda-fresh"),
        dcc.Location(id="agenda-go", refresh="callback-nav"),
        *form,
        filters(question, places, known_sops(found, question.office)),
        head_row(question, total, hidden),
        html.Div([] if total else nothing(question, hidden), id="agenda-list", **live),
    ]


def _block(question: AgendaQuestion, skip: int, size: int) -> ListPage:
    return ticket_list(web.context(), question.office, _sought(question), web.now(), skip=skip, size=size)


def _sought(question: AgendaQuestion) -> Sought:
    asked = (question.number, question.kecamatan, question.sop, question.standing, question.start, question.end)
    return sought_of(web.context().offices[question.office], *asked, question.origin)


def _question_of(href: str) -> AgendaQuestion:
    """The question that the page was made for, read again from its own address."""
    asked = web.asked_of(href)
    today = web.today(web.office_of(asked["kantor"]))
    return read_agenda(list(web.context().offices), today, **{key: asked.get(key) for key in ("kantor", *_ASKED)})


clientside_callback(
    ClientsideFunction("pantau_ticket", "freshenGrid"),
    Output("agenda-fresh", "data"),
    Input("agenda-pulse", "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("pantau_ticket", "isNarrow"), Output("agenda-narrow", "data"), Input("agenda-total", "data")
)


@web_access.callback(
    Act.READ,
    Output("agenda-list", "children"),
    Input("agenda-narrow", "data"),
    State("agenda-total", "data"),
    prevent_initial_call=True,
    quiet=True,
)
def draw(narrow: bool | None, total: int | None) -> Component:
    """The grid, once it is known how wide the screen is: how high its rows are cannot be changed later."""
    if not total:
        raise PreventUpdate
    return list_grid(narrow=bool(narrow))


@web_access.callback(
    Act.READ,
    Output(GRID, "getRowsResponse"),
    Input(GRID, "getRowsRequest"),
    State("agenda-question", "data"),
    prevent_initial_call=True,
)
def rows(request: dict[str, Any] | None, href: str) -> dict[str, Any]:
    """The block of rows that the grid has been scrolled to."""
    if not request:
        raise PreventUpdate
    question = _question_of(href)
    page = _block(question, int(request["startRow"]), BLOCK)
    zone = web.context().offices[question.office].zone
    return {"rowData": grid_rows(page.rows, question.office, zone), "rowCount": page.total}


@web_access.callback(
    Act.READ,
    Output("agenda-file", "data"),
    Input("agenda-csv", "n_clicks"),
    State("agenda-question", "data"),
    prevent_initial_call=True,
)
def download(clicks: int | None, href: str) -> Any:
    """The whole list as filtered, as CSV."""
    if not clicks:
        raise PreventUpdate
    question, made = _question_of(href), list[ListRow]()
    while len(made) < _CSV_MOST:
        page = _block(question, len(made), 200)
        made.extend(page.rows)
        if not page.rows or len(made) >= page.total:
            break
    office = web.context().offices[question.office]
    about = (f"Tiket {office.short}", f"diambil {formats.date_clock(web.now(), office.zone)}")
    text = agenda_csv(made, office.zone, simulated=office.simulated, about=about)
    return {"content": text, "filename": f"tiket-{question.office}-{web.today(office)}.csv", "type": "text/csv"}


@web_access.callback(
    Act.TICKET,
    Output("open-answer", "children"),
    Output("open-second-block", "hidden"),
    Output("agenda-go", "href"),
    Input("open-form", "n_submit"),
    State("open-place", "value"),
    State("open-sop", "value"),
    State("open-title", "value"),
    State("open-at", "value"),
    State("open-second", "value"),
    State("agenda-question", "data"),
    prevent_initial_call=True,
)
def write(sent: int | None, *typed: Any) -> tuple[Any, ...]:
    """Open the ticket and go to it, or refuse with one message; a refused date shows the second officer's field."""
    if not sent:
        raise PreventUpdate
    *fields, href = typed
    question = _question_of(href)
    try:
        made = _open(question, *fields)
    except (BadTyped, DeskError) as no:
        asks_second = "petugas kedua" in no.fix
        return refused(no.message, no.fix), False if asks_second else no_update, no_update
    except SQLAlchemyError:
        return refused("basis data tidak dapat ditulis", "coba lagi sebentar lagi"), no_update, no_update
    return [], no_update, ticket_href(question.office, made.id)


def _open(question: AgendaQuestion, place: Any, sop_name: Any, title: Any, at: Any, second: Any) -> Ticket:
    """Raises BadTyped and DeskError."""
    found, now = web.context(), web.now()
    office = found.offices[question.office]
    today = formats.local(now, office.zone).date()
    choices = opening_choices(found, question.office, today)
    kecamatan = choose(place, choices.places, "kecamatan")
    sop = found.catalogue.in_force(choose(sop_name, choices.sops, "SOP"), today)
    if sop is None:
        raise BadTyped(f'SOP "{sop_name}" belum berlaku', "pilih SOP yang berlaku hari ini")
    desk = Desk(found.store, office, sop, found.calendars[office.code])
    named = str(second or "").strip()
    return open_entry(
        desk,
        kecamatan or None,
        web_access.officer(),
        now,
        title=str(title or ""),
        at=read_when(at, office.zone, now),
        second=people.colleague(found.store, named, office.code, kecamatan or None) if named else None,
    )
