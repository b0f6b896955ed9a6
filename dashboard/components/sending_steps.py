"""Compliance of the measured steps of sending on ``/pengiriman``: n and coverage, each leading to its figures."""

from __future__ import annotations

from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.sending import card
from dashboard.components.status import glyph
from dashboard.components.table import Cell, table
from dashboard.views.sending_rows import SendingView, StepRow
from dashboard.views.standing import judge


def steps_card(view: SendingView) -> Component:
    """Compliance of the measured steps in the month, each leading to its figures."""
    head = f"Pengukuran {formats.month_year(view.month_start)} menurut langkah"
    if not view.steps:
        text = "Tambahkan SOP pengiriman data secara online pada sops di berkas kantor agar langkahnya dinilai."
        return card(head, "", empty("Tidak ada SOP pengiriman online yang berlaku di kantor ini.", text))
    rows = [_step(row, view) for row in view.steps]
    headings = ("Langkah", "Kegiatan", "Kepatuhan", "n", "Tidak tepat", "Tidak terpantau", "Cakupan")
    grid = table(
        "langkah",
        f"Jam-jam terjadwal seluruh kecamatan dan Dinas; target {formats.percent(view.target)}",
        headings,
        rows,
        file_name=f"pengiriman-langkah-{view.office}-{view.month_start:%Y-%m}",
    )
    return card(head, "", grid)


def _step(row: StepRow, view: SendingView) -> list[Cell | str]:
    found = row.figures
    state = judge(found.compliance, view.target)
    share = html.Span(
        [glyph(), f" {formats.percent(found.compliance)}"], className="chip", **{"data-state": str(state)}
    )
    address = f"/kepatuhan?kantor={view.office}&dari={view.month_start}&sampai={view.month_end}&jenis=pengukuran"
    note = [html.Small(" dinilai dari kenaikan")] if row.by_growth else []
    return [
        Cell(dcc.Link(f"Langkah {row.step}", href=address, title=row.sop_title), row.step),
        Cell(html.Span([row.kegiatan, *note]), row.kegiatan),
        Cell(share, -1.0 if found.compliance is None else found.compliance),
        *(Cell(formats.number(count), count) for count in (found.n, found.missed, found.unmonitored)),
        Cell(formats.percent(found.coverage), -1.0 if found.coverage is None else found.coverage),
    ]
