"""``/jejak``: who did what, with before and after, and whether the chain is whole. All state is in the address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from dash import Input, Output, State, dcc, register_page
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import formats, web, web_access, web_audit
from dashboard.access import Act
from dashboard.components import shell
from dashboard.components.audit import (
    CHAIN,
    CHECK,
    OPENED,
    chain_card,
    controls,
    filters,
    head_row,
    lines_table,
    opened_card,
)
from dashboard.components.audit_question import PATH, AuditQuestion
from dashboard.components.elements import html
from dashboard.components.messages import error, way_out
from dashboard.components.question import BadQuestion
from dashboard.views.audit import audit_view, chain_row, zone_of

register_page(__name__, path=PATH, title="Jejak audit · Pantau PIAK", order=6)


@web.shows_errors
def layout(kantor: str | None = None, **asked: str) -> Component:
    """The whole page for one address."""
    frame = web.house_frame(PATH, "Jejak audit", web_audit.limited(kantor), asked)
    try:
        body = _body(web_audit.question_of(web.context(), {"kantor": kantor, **asked}, web.now()))
    except BadQuestion as bad:
        body = [error(str(bad), "Tidak ada data yang berubah.", [way_out("Tampilkan tiga puluh hari terakhir", PATH)])]
    return shell.page(frame, body, class_name="page-audit")


def _body(question: AuditQuestion) -> list[Component]:
    found, now, asked = web.context(), web.now(), web_audit.filter_of(question)
    view = audit_view(found, asked, now, page=question.page, opened=question.line)
    return [
        dcc.Store(id="audit-question", data=question.href()),
        html.P(formats.period(question.start, question.end), className="period-title"),
        controls(question, web_audit.today(found, asked.office, now)),
        html.Div(chain_card(view.chain, view.zone), id=CHAIN, **{"aria-live": "polite"}),
        filters(question, view),
        html.Div(opened_card(question, view.opened), id=OPENED),
        head_row(question, view),
        lines_table(question, view),
    ]


@web_access.callback(
    Act.AUDIT,
    Output(CHAIN, "children"),
    Input(CHECK, "n_clicks"),
    State("audit-question", "data"),
    prevent_initial_call=True,
)
def check(clicks: int | None, href: str) -> Component:
    """Read every line again, and tell what came of it."""
    if not clicks:
        raise PreventUpdate
    found = web.context()
    office = web_audit.limited(dict(parse_qsl(urlsplit(href).query)).get("kantor"))
    return chain_card(chain_row(found, web.now(), anew=True), zone_of(found, office))
