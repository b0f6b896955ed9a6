"""Making a file on ``/laporan``: the button, the bar that tells how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.report_controls import Choice, form_choice
from dashboard.components.report_question import ReportQuestion
from dashboard.kept_reports import KeptReport

FILES_PATH = "/laporan/berkas"
MAKE, CANCEL, RUNNING, BAR, WORDS, RESULT, CAUTIONS = (
    "laporan-buat",
    "laporan-batal",
    "laporan-jalan",
    "laporan-bar",
    "laporan-kata",
    "laporan-hasil",
    "laporan-perhatian",
)


def make_card(question: ReportQuestion, forms: Sequence[Choice], ways: Sequence[Component]) -> Component:
    """Forms, button, bar and answer. ``ways``: what else can be done with the same figures."""
    running = html.Div(
        [
            dbc.Progress(id=BAR, value=0, max=100, className="report-bar-done"),
            html.Div(
                [
                    html.P("Menyiapkan …", id=WORDS, className="report-words", role="status"),
                    html.Button("Batalkan", id=CANCEL, type="button", className="btn btn-sm btn-outline-secondary"),
                ],
                className="report-running-line",
            ),
        ],
        id=RUNNING,
        hidden=True,
        className="report-running",
    )
    body = [
        html.H2("Buat berkas"),
        form_choice(question, forms),
        html.Div(
            [html.Button("Buat laporan", id=MAKE, type="button", className="btn btn-primary btn-lg"), *ways],
            className="report-make-line",
        ),
        running,
        html.Div(id=RESULT, className="report-result", **{"aria-live": "polite"}),
        html.Div(id=CAUTIONS, **{"aria-live": "polite"}),
    ]
    return dbc.Card(dbc.CardBody(body), className="report-make h-100")


def show_slides(href: str) -> Component:
    """The way to the slides of the same office and period."""
    return dcc.Link("Tampilkan di rapat", href=href, className="btn btn-outline-secondary")


def made(found: Sequence[KeptReport], zone: str) -> Component:
    """The files that were made, each with its button."""
    at = formats.date_clock(found[0].as_of, zone)
    links = [
        html.A(
            f"Unduh {each.form.upper()} ({formats.file_size(each.size_bytes)})",
            href=file_href(each),
            download=each.name,
            className="btn btn-success",
        )
        for each in found
    ]
    return dbc.Alert(
        [html.P(f"Laporan siap. Angkanya dibekukan {at}.", className="message-title"), html.Div(links)],
        color="light",
        fade=False,
        className="message report-made",
    )


def file_href(kept: KeptReport) -> str:
    """Where a file can be fetched."""
    return f"{FILES_PATH}/{kept.id}"


def failed(message: str, mend: str) -> Component:
    """Why there is no file, and what to do."""
    head = html.P(f"Laporan tidak dibuat: {message}.", className="message-title")
    text = html.P(f"{mend[:1].upper()}{mend[1:]}. Tidak ada berkas setengah jadi yang tertinggal.")
    return dbc.Alert([head, text], color="danger", fade=False, className="message message-error")


def stopped() -> Component:
    """After it was cancelled."""
    return html.P("Dibatalkan. Tidak ada berkas yang ditulis.", className="report-hint")
