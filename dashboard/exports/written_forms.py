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


def _docx(view: ReportView, path: Path, progress: Progress) -> None:
    from dashboard.exports.docx import write_docx

    write_docx(view, path, progress)


def _pdf(view: ReportView, path: Path, progress: Progress) -> None:
    from dashboard.exports.pdf import write_pdf

    write_pdf(view, path, progress)


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
register(
    Form(
        "docx",
        "Word",
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _docx,
    )
)
register(Form("pdf", "PDF", ".pdf", "application/pdf", _pdf))
