"""Making reports: one view, frozen once, every form that was asked for written from it, kept together or not at all.

Asked by the page's background callback and by the command of the schedule; both are processes of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dashboard.exports import ExportError, Form, export, file_name, form_of, refusal
from dashboard.exports.report_text import scope_line
from dashboard.kept_reports import KeptReport
from dashboard.services import scheduled
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.reports import fingerprint, is_stopped, keep, new_id, shelf_of, workplace
from dashboard.services.scheduled import DueReport, due_report, note_scheduled
from dashboard.views.context import Context
from dashboard.views.progress import Cancelled, Progress, no_progress, part
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportError, ReportView

_FIGURES = 0.6
"""So much of the work is reading and judging; the rest is shared by the forms."""


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What is to be made. ``name``: of letters, digits and dashes, by which it is stopped; ``forms`` at least one."""

    name: str
    office: str
    start: date
    end: date
    forms: tuple[str, ...]
    kecamatan: Collection[str] | None = None
    sops: Collection[str] | None = None
    scheduled: bool = False


def make_reports(
    context: Context, order: ReportOrder, officer: Officer, now: datetime, progress: Progress = no_progress
) -> tuple[KeptReport, ...]:
    """Write an order's forms from one view frozen at ``now`` and put them on the shelf.

    Raises ReportError (with its mend), Cancelled when somebody stopped the order, SQLAlchemyError. Nothing is left of
    an order that did not come to its end.
    """
    forms = [form_of(name) for name in order.forms]
    if not forms:
        raise ReportError("bentuk laporan belum dipilih", "centang sedikitnya satu bentuk")
    shelf = shelf_of(context.settings.data)

    def told(done: float, words: str) -> None:
        if is_stopped(shelf, order.name):
            raise Cancelled
        progress(done, words)

    try:
        with workplace(shelf, order.name) as work:
            return _make(context, order, forms, work, officer, now, told)
    except FileExistsError as error:
        raise ReportError("laporan ini sedang dibuat", "tunggu sampai selesai") from error
    except DeskError as error:
        raise ReportError(error.message, error.fix) from error
    except OSError as error:
        raise refusal(error, shelf / order.office) from error


def _make(
    context: Context,
    order: ReportOrder,
    forms: list[Form],
    work: Path,
    officer: Officer,
    now: datetime,
    told: Progress,
) -> tuple[KeptReport, ...]:
    view = report_view(
        context,
        order.office,
        order.start,
        order.end,
        now,
        kecamatan=order.kecamatan,
        sops=order.sops,
        progress=part(told, 0.0, _FIGURES),
    )
    written: list[tuple[KeptReport, Path]] = []
    for place, form in enumerate(forms):
        share = (1 - _FIGURES) / len(forms)
        start = _FIGURES + place * share
        made = _note(view, form, order, officer)
        file = work / made.id / made.name
        file.parent.mkdir()
        export(form.name, view, file, _naming(form, part(told, start, start + share)))
        written.append((made, file))
    shelf = shelf_of(context.settings.data)
    return tuple(keep(context.store, shelf, made, file, officer, now) for made, file in written)


def _naming(form: Form, told: Progress) -> Progress:
    return lambda done, words: told(done, f"{form.title}: {words}")


def _note(view: ReportView, form: Form, order: ReportOrder, officer: Officer) -> KeptReport:
    whole = view.scope.is_whole
    return KeptReport(
        id=new_id(form.name, view.as_of),
        office=view.office.code,
        form=form.name,
        name=file_name(view, form),
        start=view.start,
        end=view.end,
        scope=scope_line(view),
        is_whole=whole,
        as_of=view.as_of,
        interim=view.interim or view.to_come,
        rule_version=view.rule_version,
        officer=officer.name,
        simulated=view.simulated,
        scheduled=order.scheduled,
        figures=fingerprint([row.figures for row in view.rows]) if whole and view.rows else "",
    )


def make_scheduled(context: Context, office: str, now: datetime) -> tuple[KeptReport, ...]:
    """Make what the schedule of an office asks for at ``now`` and write down how it went; nothing where nothing is due.

    Each form by itself, from one view each: one that cannot be written must not keep the others. Raises ReportError
    with all that went wrong, after everything was tried.
    """
    shelf = shelf_of(context.settings.data)
    due = due_report(shelf, context.offices[office], now)
    if due is None:
        return ()
    made: list[KeptReport] = []
    failed: list[ReportError] = []
    for form in due.forms:
        try:
            made += _scheduled_form(context, office, due, form, now)
        except ReportError as error:
            failed.append(error)
        except SQLAlchemyError as error:
            failed.append(ExportError(f"basis data tidak terbaca ({type(error).__name__})", "periksa basis data"))
    message = "; ".join(dict.fromkeys(map(str, failed)))
    note_scheduled(shelf, office, due, now, done=tuple(each.form for each in made), message=message)
    if failed:
        raise failed[0]
    return tuple(made)


def _scheduled_form(context: Context, office: str, due: DueReport, form: str, now: datetime) -> tuple[KeptReport, ...]:
    name = f"jadwal-{office.replace('.', '-')}-{due.start:%Y-%m}-{form}"
    order = ReportOrder(name, office, due.start, due.end, (form,), scheduled=True)
    return make_reports(context, order, scheduled.OFFICER, now)
