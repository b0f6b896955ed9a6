"""What ``/laporan`` does behind its page: the files that it serves, and the acts of its list."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import dash
from dash.development.base_component import Component
from flask import Blueprint, Response, send_file
from plotly.io.json import to_json_plotly
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formats, web_access
from dashboard.access import Act
from dashboard.components.report_make import FILES_PATH
from dashboard.exports import FORMS
from dashboard.exports.report_text import coverage_line, exclusions_line, reported_line, rule_line, scope_line
from dashboard.kept_reports import KeptReport
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reported import MONTHLY, freeze
from dashboard.services.reports import delete, find_report, shelf_of
from dashboard.views.compliance import figures_to_report
from dashboard.views.context import Context
from dashboard.views.report_files import why_not_recorded
from dashboard.views.report_rows import ReportView

SLIDES_PATH = "/presentasi"


def reports_blueprint(found: Context) -> Blueprint:
    """The route of made files. Only what the list knows is served: an id is looked up, never joined to a path."""
    blueprint = Blueprint("laporan", __name__)

    @blueprint.get(f"{FILES_PATH}/<report_id>")
    def serve(report_id: str) -> Response:
        web_access.require(Act.EXPORT)
        mine = web_access.scoped(found)
        known = find_report(shelf_of(found.settings.data), list(mine.offices), report_id)
        if known is None:
            text = "Berkas laporan itu tidak ada (lagi). Buka /laporan untuk daftarnya.\n"
            return Response(text, 404, mimetype="text/plain")
        kept, path = known
        media = FORMS[kept.form].media_type if kept.form in FORMS else "application/octet-stream"
        answer = send_file(path, media, as_attachment=True, download_name=kept.name, etag=kept.sha256)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer

    return blueprint


def is_served(path: str) -> bool:
    """Whether a page of this app answers at ``path``."""
    return any(each["path"] == path for each in dash.page_registry.values())


def sent(component: Component) -> Any:
    """A component as another process can hand it over: the JSON that the browser gets."""
    return json.loads(to_json_plotly(component))


def lines_of(view: ReportView) -> list[tuple[str, str]]:
    """What a file says of itself, as the preview shows it."""
    return [
        ("Kantor", view.office.name),
        ("Isi", scope_line(view)),
        ("Cakupan", coverage_line(view)),
        ("Pengecualian", exclusions_line(view)),
        ("Aturan", rule_line(view)),
        ("Laporan terdahulu", reported_line(view)),
    ]


def record(found: Context, report_id: str, officer: Officer, now: datetime) -> str:
    """Keep the figures of a made report as those that were handed in; what was done. Raises DeskError.

    The figures are worked out again as of the moment of the file and must be the very ones that it prints.
    """
    kept = _known(found, report_id)
    why = why_not_recorded(found, kept, now)
    if why:
        raise DeskError(why, "buat laporan baru untuk periode itu, lalu catat yang baru")
    figures = figures_to_report(found, kept.office, kept.start, kept.end, kept.as_of)
    is_month = kept.start.day == 1 and (kept.start.year, kept.start.month) == (kept.end.year, kept.end.month)
    form = MONTHLY if is_month else "laporan"
    office = found.offices[kept.office]
    report = freeze(
        found.store, office, kept.start, kept.end, figures, officer, now, form=form, note=f"berkas {kept.name}"
    )
    return f"Periode {formats.period(kept.start, kept.end)} dicatat sebagai {report.form} nomor {report.number}."


def _known(found: Context, report_id: str) -> KeptReport:
    known = find_report(shelf_of(found.settings.data), list(found.offices), report_id)
    if known is None:
        raise DeskError("berkas laporan itu sudah tidak ada", "muat ulang daftarnya")
    return known[0]


def drop(found: Context, report_id: str, officer: Officer, now: datetime) -> str:
    """Delete a made report; what was done. Raises DeskError."""
    name = delete(found.store, shelf_of(found.settings.data), list(found.offices), report_id, officer, now)
    return f"{name} dihapus."


Deed = Callable[[Context, str, Officer, datetime], str]


def act_on(act: Deed, found: Context, report_id: str, officer: Officer, now: datetime) -> tuple[str, DeskError | None]:
    """Do an act of the list; what was done, or why not."""
    try:
        return act(found, report_id, officer, now), None
    except DeskError as no:
        return "", no
    except SQLAlchemyError:
        return "", DeskError("basis data tidak dapat ditulis", "coba lagi sebentar lagi")
