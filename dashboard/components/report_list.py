"""The list of reports that were made: fetch, record as handed in, delete; and whether the figures changed since."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.report_make import file_href
from dashboard.components.reported import told
from dashboard.components.table import Cell, table
from dashboard.views.report_file_rows import ReportFileRow

DELETE, RECORD = "laporan-hapus", "laporan-catat"
"""Id types of the buttons of a row."""


def files_list(rows: Sequence[ReportFileRow], short: str, zone: str) -> Component:
    """Every file of the office, the newest first."""
    if not rows:
        return empty("Belum ada laporan yang dibuat untuk kantor ini.", "Pilih periode di atas, lalu Buat laporan.")
    headings = ["Dibekukan", "Periode", "Bentuk", "Cakupan", "Dibuat oleh", "Ukuran", "Sejak itu", "Tindakan"]
    caption = f"Laporan {short} yang sudah dibuat, terbaru di atas"
    made = table("laporan-lama", caption, headings, [_row(each, zone) for each in rows], file_name="daftar-laporan")
    return html.Div(made, className="report-list")


def _row(row: ReportFileRow, zone: str) -> list[Cell | str]:
    kept = row.kept
    marks = [word for word, holds in (("sementara", kept.interim), ("simulasi", kept.simulated)) if holds]
    period = [html.B(formats.period(kept.start, kept.end)), *(html.Small(f" {word}") for word in marks)]
    return [
        Cell(formats.date_clock(kept.as_of, zone), kept.as_of.isoformat()),
        Cell(html.Span(period), kept.start.isoformat()),
        kept.form.upper(),
        Cell(html.Span(kept.scope, className="report-scope", title=kept.scope), kept.scope),
        f"{kept.officer}{' (otomatis)' if kept.scheduled else ''}",
        Cell(formats.file_size(kept.size_bytes), kept.size_bytes),
        since_words(row, zone),
        Cell(_acts(row), ""),
    ]


def since_words(row: ReportFileRow, zone: str) -> str:
    """Whether the period was recorded as handed in, and how its figures stand now."""
    if not row.kept.is_whole:
        return "sebagian kantor, tidak dicatat"
    return "belum dicatat sebagai dilaporkan" if row.since is None else told(row.since, zone)


def _acts(row: ReportFileRow) -> Component:
    kept = row.kept
    named = f"{kept.name}, {kept.form}"
    fetch = html.A(
        "Unduh",
        href=file_href(kept),
        download=kept.name,
        className="btn btn-sm btn-primary",
        **{"aria-label": f"Unduh {named}"},
    )
    record = html.Button(
        "Catat dilaporkan",
        id={"type": RECORD, "id": kept.id},
        type="button",
        className="btn btn-sm btn-outline-secondary",
        title="Catat sebagai periode yang dilaporkan: angkanya disimpan dan perubahan sejak itu terlihat",
    )
    sure = html.Button(
        "Ya, hapus",
        id={"type": DELETE, "id": kept.id},
        type="button",
        className="btn btn-sm btn-danger",
        **{"aria-label": f"Ya, hapus {named}"},
    )
    drop = html.Details(
        [
            html.Summary("Hapus", className="btn btn-sm btn-outline-secondary"),
            html.Div([html.Span("Hapus berkas ini selamanya?"), sure], className="report-sure"),
        ],
        className="report-drop",
    )
    return html.Div([fetch, *([record] if row.can_record else []), drop], className="report-acts")


def done(text: str) -> Component:
    """What an act of the list did."""
    return dbc.Alert(text, color="light", fade=False, className="message report-done")


def refused(message: str, mend: str) -> Component:
    """Why it did nothing."""
    head = html.P(f"{message[:1].upper()}{message[1:]}.", className="message-title")
    text = html.P(f"{mend[:1].upper()}{mend[1:]}.")
    return dbc.Alert([head, text], color="danger", fade=False, className="message message-error")
