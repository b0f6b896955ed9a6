"""``/sistem`` on screen: what wants attention first, then each collector, source, spool, job and version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.shortcuts import GALLERY
from dashboard.components.status import chip
from dashboard.components.table import Cell, table
from dashboard.model import CollectorName, Indicator, RunOutcome
from dashboard.views.system_rows import (
    CalendarRow,
    CollectorRow,
    JobRow,
    SourceRow,
    SpoolRow,
    StorageRow,
    SystemView,
)

COLLECTORS = {
    CollectorName.NETWORK: "Jaringan",
    CollectorName.BACKUP: "Cadangan",
    CollectorName.RECORDS: "Pengiriman",
    CollectorName.TICKETS: "Tiket",
}
OUTCOMES = {
    RunOutcome.OK: "berhasil",
    RunOutcome.ERROR: "gagal",
    RunOutcome.TIMEOUT: "melewati batas waktu",
    RunOutcome.MISSED: "terlewat",
}
_MIB, _GIB = 2**20, 2**30


def system_page(view: SystemView) -> list[Component]:
    """The parts of the page, from the most urgent down."""
    cards = (
        ("Kolektor", _collectors(view), {"xs": 12}),
        ("Sumber yang tidak terbaca", _sources(view.sources), {"xs": 12}),
        ("Antrean kirim", _spools(view), {"xs": 12, "xl": 6}),
        ("Pekerjaan tetap", _jobs(view.jobs), {"xs": 12, "xl": 6}),
        ("Penyimpanan", _storage(view.storage), {"xs": 12, "md": 6, "xl": 4}),
        ("Kalender", _calendars(view.calendars), {"xs": 12, "md": 6, "xl": 4}),
        ("Versi dan jam", _versions(view), {"xs": 12, "md": 6, "xl": 4}),
    )
    columns = [dbc.Col(_section(title, body), **widths) for title, body, widths in cards]
    gallery = html.P(html.A("Galeri komponen (untuk pengembang)", href=GALLERY), className="card-note mt-3")
    return [_attention(view), dbc.Row(columns, className="g-3"), gallery]


def _section(title: str, body: Component) -> Component:
    return dbc.Card(dbc.CardBody([html.H2(title), body]), className="h-100")


def _attention(view: SystemView) -> Component:
    at = f"Keadaan pada {formats.date_clock(view.now, view.zone)}"
    if not view.findings:
        text = "Tidak ada yang perlu diperbaiki pada aplikasi ini."
        if view.sources:
            text = "Aplikasi berjalan; ada sumber yang tidak terbaca, lihat di bawah."
        elif any(row.state is not Indicator.BAIK for row in view.collectors):
            text = "Aplikasi berjalan; ada catatan dari kolektor, lihat di bawah."
        return dbc.Alert([html.B(text), " ", html.Span(at)], color="light", className="message", fade=False)
    points = html.Ul([html.Li(each) for each in view.findings], className="mb-1")
    return dbc.Alert(
        [html.P("Perlu diperhatikan", className="message-title"), points, html.Span(at)],
        color="warning",
        className="message",
        fade=False,
    )


def size(count: int) -> str:
    """Bytes as ``1,5 GB`` or ``12,3 MB`` (of 1024)."""
    if count >= _GIB:
        return f"{formats.number(count / _GIB, 1)}{formats.NBSP}GB"
    return f"{formats.number(count / _MIB, 1)}{formats.NBSP}MB"


def seconds(value: float | None) -> str:
    """``0,35 detik`` while short, then as a duration."""
    if value is None:
        return formats.NONE
    if 0 < value < 0.01:
        return "< 0,01 detik"
    return f"{formats.number(value, 2)} detik" if value < 60 else formats.duration(value)


def _at(at: datetime, zone: str, now: datetime) -> str:
    """Offices of several zones stand in one table: each time names its own."""
    return f"{formats.since(at, zone, now)}{formats.NBSP}{formats.zone_label(zone)}"


def _collectors(view: SystemView) -> Component:
    if not view.collectors:
        todo = "Isi targets, backups, counters atau tickets di berkas kantor, lalu jalankan ulang."
        return empty("Kantor ini belum punya sumber data.", todo)
    headings = (
        "Kantor",
        "Kolektor",
        "Keadaan",
        "Putaran terakhir",
        "Hasil",
        "Terlambat mulai",
        "Lama",
        "Gagal 24 jam",
        "Terlewat 24 jam",
        "Pesan",
    )
    rows = [_collector(row, view) for row in view.collectors]
    caption = "Putaran terakhir setiap kolektor; gagal dan terlewat dihitung selama 24 jam"
    return table("kolektor", caption, headings, rows, file_name="kolektor")


def _collector(row: CollectorRow, view: SystemView) -> list[Cell | str]:
    run = row.run
    head: list[Cell | str] = [row.short, COLLECTORS[row.collector], Cell(chip(row.state), str(row.state))]
    if run is None:
        return [*head, "belum pernah", formats.NONE, *[formats.NONE] * 4, "jalankan python -m collectors"]
    age = formats.age(max(0.0, (view.now - run.finished_at).total_seconds()))
    return [
        *head,
        Cell(f"{_at(run.finished_at, row.zone, view.now)} · {age}", run.finished_at.isoformat()),
        OUTCOMES[run.outcome],
        Cell(seconds(row.lag_s), row.lag_s),
        Cell(seconds(row.duration_s), row.duration_s),
        Cell(formats.percent(row.failed_share), row.failed_share),
        Cell(formats.number(row.outcomes.get(RunOutcome.MISSED, 0)), row.outcomes.get(RunOutcome.MISSED, 0)),
        run.message or formats.NONE,
    ]


def _sources(rows: Sequence[SourceRow]) -> Component:
    if not rows:
        return html.P("Semua sumber terbaca pada putaran terakhirnya.", className="card-note")
    headings = ("Kantor", "Kolektor", "Sumber", "Sejak", "Pesan")
    cells: list[list[Cell | str]] = [
        [
            row.short,
            COLLECTORS[row.collector],
            row.source,
            Cell(formats.date_clock(row.since, row.zone), "" if row.since is None else row.since.isoformat()),
            row.message or "tidak ada pesan pada putaran terakhir; periksa log kolektor",
        ]
        for row in rows
    ]
    caption = "Yang tidak terbaca tidak terukur: bukan nol dan bukan baik"
    return table("sumber", caption, headings, cells, file_name="sumber")


def _facts(pairs: Sequence[tuple[str, str]]) -> Component:
    return html.Dl([part for word, value in pairs for part in (html.Dt(word), html.Dd(value))], className="facts")


def _spools(view: SystemView) -> Component:
    pairs = [(row.short, _spool(row, view)) for row in view.spools]
    return _facts(pairs) if pairs else html.P("Tidak ada kantor.", className="card-note")


def _spool(row: SpoolRow, view: SystemView) -> str:
    if row.heard_at is None:
        return "belum ada proses kolektor yang mencatatkan diri"
    waiting = "antrean kosong"
    if row.batches:
        oldest = f", tertua {_at(row.oldest_at, row.zone, view.now)}" if row.oldest_at else ""
        waiting = f"{formats.number(row.batches)} putaran ({formats.number(row.samples)} sampel) menunggu{oldest}"
    lost = [
        f"{formats.number(count)} {word}"
        for count, word in ((row.refused, "putaran ditolak basis data"), (row.dropped, "sampel tidak tertampung"))
        if count
    ]
    heard = formats.age(max(0.0, (view.now - row.heard_at).total_seconds()))
    return "; ".join([waiting, *lost, f"kabar terakhir {heard}"])


def _jobs(rows: Sequence[JobRow]) -> Component:
    if not rows:
        return html.P("Tidak ada pekerjaan tetap untuk kantor ini.", className="card-note")
    return _facts([(f"{row.short}: {row.job}", row.done) for row in rows])


def _storage(row: StorageRow) -> Component:
    kept = {True: "siap dilepas bila disk penuh", False: "tidak ada"}
    ballast = [] if row.has_ballast is None else [("Cadangan ruang", kept[row.has_ballast])]
    return _facts(
        [
            ("Basis data", f"{row.database}, {size(row.size_bytes)}"),
            ("Ruang disk tersisa", size(row.free_bytes)),
            *ballast,
            *([] if row.own_copy is None else [("Salinan basis data", row.own_copy.done)]),
            ("Sampel mentah", f"disimpan {formats.number(row.raw_days)} hari"),
            ("Skema", row.schema or formats.NONE),
        ]
    )


def _calendars(rows: Sequence[CalendarRow]) -> Component:
    pairs = []
    for row in rows:
        years = ", ".join(map(str, row.years))
        said = f"hari libur atau cuti bersama {years} belum pasti" if years else "hari libur sudah pasti"
        pairs.append((row.short, said))
    return _facts(pairs) if pairs else html.P("Tidak ada kantor.", className="card-note")


def _versions(view: SystemView) -> Component:
    return _facts(
        [
            ("Aplikasi", view.version),
            ("Jam server", formats.date_clock(view.now, view.zone)),
            ("Zona", formats.zone_label(view.zone)),
        ]
    )
