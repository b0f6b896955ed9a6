"""What ``/jejak`` does behind its page: whose lines may be seen, and the file with all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, request

from dashboard import formats, web_access
from dashboard.access import Act
from dashboard.components.audit_question import FILE_PATH, AuditQuestion, read_audit
from dashboard.components.question import BadQuestion
from dashboard.exports.audit_csv import audit_csv
from dashboard.views.audit import AuditFilter, audit_rows, zone_of
from dashboard.views.audit_about import about_file
from dashboard.views.context import Context

_ASKED = ("dari", "sampai", "petugas", "tindakan", "cari", "hal", "baris")


def limited(kantor: str | None) -> str | None:
    """The office whose lines are asked for; of somebody who was given one office always that one."""
    who = web_access.principal()
    return kantor if who is None or who.office is None else who.office


def question_of(context: Context, asked: Mapping[str, Any], now: datetime) -> AuditQuestion:
    """Read an address. Raises BadQuestion."""
    office = limited(asked.get("kantor"))
    known = {name: asked.get(name) for name in _ASKED}
    return read_audit(list(context.offices), today(context, office, now), kantor=office, **known)


def today(context: Context, office: str | None, now: datetime) -> date:
    """The day on the clock that the page goes by."""
    return formats.local(now, zone_of(context, office)).date()


def filter_of(question: AuditQuestion) -> AuditFilter:
    """What of an address chooses lines."""
    narrowing = (question.officer, question.action, question.text)
    return AuditFilter(question.start, question.end, limited(question.office) or None, *narrowing)


def audit_blueprint(found: Context, clock: Callable[[], datetime]) -> Blueprint:
    """The route of the file: every line of the filters, sent as it is read."""
    blueprint = Blueprint("jejak", __name__)

    @blueprint.get(FILE_PATH)
    def serve() -> Response:
        web_access.require(Act.AUDIT)
        context, now = web_access.scoped(found), clock()
        try:
            question = question_of(context, request.args, now)
        except BadQuestion as bad:
            return Response(f"{bad}\n", 400, mimetype="text/plain")
        asked = filter_of(question)
        about = about_file(context, asked, now)
        simulated = any(office.simulated for office in context.offices.values())
        pieces = audit_csv(audit_rows(context, asked), about, simulated=simulated)
        answer = Response((piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(asked)}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return blueprint


def file_name(asked: AuditFilter) -> str:
    """What the file is called."""
    return f"jejak-{asked.office or 'semua'}-{asked.start}-{asked.end}.csv"
