"""Typesets the letter. WeasyPrint brings Pango from the system; where that is missing only this form is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from dashboard.exports.forms import ExportError
from dashboard.exports.letter import letter_of
from dashboard.exports.pdf.html import html_of
from dashboard.exports.pdf.sheet import stylesheet
from dashboard.views.progress import Progress, part
from dashboard.views.report_rows import ReportView

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def write_pdf(view: ReportView, path: Path, progress: Progress) -> None:
    """Write the letter to ``path``. Raises ExportError without Pango and for a logo that cannot be read."""
    typesetter = weasyprint()
    letter = letter_of(view, part(progress, 0.0, 0.2))
    progress(0.25, "menyusun halaman PDF")
    document = typesetter.HTML(string=html_of(letter), url_fetcher=refusing_fetcher()).render(
        stylesheets=[typesetter.CSS(string=stylesheet(letter), url_fetcher=refusing_fetcher())],
        pdf_variant="pdf/ua-1",
        optimize_images=True,
    )
    progress(0.8, "menulis PDF")
    document.write_pdf(path, pdf_variant="pdf/ua-1", optimize_images=True)


def weasyprint() -> Any:
    """The library. Raises ExportError that says what to install where its system libraries are missing."""
    try:
        import weasyprint as found
    except OSError as error:
        logging.getLogger(__name__).warning("weasyprint: %s", error)
        mend = f"pasang dahulu: sudo apt-get install {_PACKAGES}, atau pakai --form docx"
        raise ExportError("PDF memerlukan pustaka Pango, yang belum ada pada komputer ini", mend) from error
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return found


def refusing_fetcher() -> Any:
    """A fetcher that gives what the page carries itself (``data:``) and reaches for no file and no network."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refusing(URLFetcher):
        """Refuses all but ``data:``, loudly: a report that points outside is a mistake."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """Fetch a ``data:`` address."""
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"not within the report: {url[:80]}")
            return super().fetch(url, headers)

    return Refusing(allowed_protocols=("data",))
