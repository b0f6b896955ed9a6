"""The forms that there are. Each writer is imported when it is first used: some of them bring large libraries."""

from __future__ import annotations

from pathlib import Path

from dashboard.exports.forms import Form, register
from dashboard.views.progress import Progress
from dashboard.views.report_rows import ReportView


def _xlsx(view: ReportView, path: Path, progress: Progress) -> None:
    from dashboard.exports.xlsx import write_xlsx

    write_xlsx(view, path, progress)


def _csv(view: ReportView, path: Path, progress: Progress) -> None:
    from dashboard.exports.csv_rows import write_csv

    write_csv(view, path, progress)


def _pptx(view: ReportView, path: Path, progress: Progress) -> None:
    from dashboard.exports.pptx import write_pptx

    write_pptx(view, path, progress)


register(
    Form(
        "xlsx",
        "Excel",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    )
)
register(Form("csv", "CSV", ".csv", "text/csv; charset=utf-8", _csv))
register(
    Form(
        "pptx",
        "PowerPoint",
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _pptx,
    )
)
