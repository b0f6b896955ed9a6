"""The preview of ``/laporan``: the key figures of the very view that the file is made from, and what to know of it."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.kpi import coverage_words, kpi
from dashboard.components.status import glyph
from dashboard.model import Compliance
from dashboard.views.report_cautions import Caution
from dashboard.views.report_rows import ReportView
from dashboard.views.standing import judge


def waiting() -> Component:
    """Until the figures are there."""
    return html.P("Menghitung pratinjau …", className="report-waiting", role="status")


def preview(view: ReportView, lines: Sequence[tuple[str, str]]) -> Component:
    """``lines``: what the file says of itself, as (word, text)."""
    totals = view.totals
    kinds = (
        ("Pelaksanaan", totals.pelaksanaan),
        ("Seluruh SOP", totals.sop_totals),
        ("Pengukuran", totals.pengukuran),
    )
    figures = [_share(word, row, totals.target) for word, row in kinds]
    counts = (
        ("Tempat", len(view.places), "kecamatan dan Dinas"),
        ("Baris hitungan", len(view.rows), "langkah tiap tempat"),
        ("Tiket", len(view.tickets), "hidup dalam periode"),
        ("Gangguan", len(view.outages), "jaringan"),
        ("Cadangan", len(view.backups), "terjadwal"),
        ("Tindak lanjut", len(view.actions), "menunggu seseorang"),
    )
    small = [kpi(word, formats.number(count), note) for word, count, note in counts]
    facts = [part for word, text in lines for part in (html.Dt(word), html.Dd(text))]
    return html.Div(
        [
            dbc.Row([dbc.Col(each, xs=12, md=4) for each in figures], className="g-2 report-shares"),
            dbc.Row([dbc.Col(each, xs=6, md=4, xxl=2) for each in small], className="g-2 report-counts"),
            html.Dl(facts, className="facts report-facts"),
        ]
    )


def _share(word: str, row: Compliance | None, target: float) -> Component:
    value = None if row is None else row.compliance
    return kpi(word, formats.percent(value), coverage_words(row), state=judge(value, target), big=True)


def cautions_list(found: Sequence[Caution]) -> Component:
    """What to know before the file is made."""
    if not found:
        return html.P("Tidak ada yang perlu diperhatikan sebelum laporan dibuat.", className="report-hint")
    lines = [html.Li([glyph(), html.Span(each.text)], **{"data-state": str(each.state)}) for each in found]
    return html.Section(
        [html.H3("Perlu diketahui sebelum dibuat"), html.Ul(lines, className="report-cautions")],
    )
