"""The network figures attached to a finished step, as a small table with their interval and source."""

from __future__ import annotations

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.table import exportable
from dashboard.readings import Attached, Interval, Readings, Spread, TargetReading
from dashboard.views.why_rows import OutputRow

TITLE = "Keluaran uji jaringan"
UNMEASURED = "tidak terukur"
_HEADINGS = ("Sasaran", "Alamat", "Poll", "Dijawab", "Kehilangan", "Latensi", "Waktu HTTP")
_KINDS = {"icmp": "ICMP", "tcp": "TCP", "http": "HTTP"}
_INTERVALS = {
    Interval.STEP: "selama langkah itu",
    Interval.WIDENED: "diperlebar ke poll-poll terakhir sebelum selesai, karena langkahnya terlalu singkat "
    "atau mulainya tidak diketahui",
    Interval.SHORTENED: "hanya dua hari terakhir sebelum selesai, karena langkahnya lebih lama",
}
_MS_DIGITS = 1


def outputs_shown(rows: Sequence[OutputRow], zone: str) -> list[Component]:
    """One part for each finished step with network output; nothing for steps without."""
    return [html.Div([html.H4(f"{TITLE}, {_place(row)}"), *_shown(row.attached, zone)]) for row in rows]


def _place(row: OutputRow) -> str:
    return f"langkah {row.step} percobaan {row.attempt}"


def _shown(attached: Attached | None, zone: str) -> list[Component]:
    if attached is None:
        text = (
            "Belum ada yang dilampirkan. Bila tetap kosong, sampel mentah waktu itu sudah dihapus "
            "sebelum langkahnya dicatat."
        )
        return [html.P(text)]
    readings = attached.readings
    facts = html.P(
        f"{formats.date_clock(readings.start, zone)} – {formats.date_clock(readings.end, zone)} "
        f"({_INTERVALS[readings.interval]}) · sumber: kolektor jaringan · "
        f"dilampirkan {formats.date_clock(attached.at, zone)}"
    )
    if not readings.targets:
        return [facts, html.P(f"Tidak ada sasaran jaringan di berkas kantor untuk tempat ini: {UNMEASURED}.")]
    return [facts, _table(readings)]


def _table(readings: Readings) -> Component:
    rows = [
        html.Tr(
            [html.Td(cell, **{"data-label": heading}) for heading, cell in zip(_HEADINGS, _cells(target), strict=True)]
        )
        for target in readings.targets
    ]
    grid = dbc.Table(
        [
            html.Caption("Latensi dan waktu HTTP: median (terkecil – terbesar). Tidak menilai langkahnya"),
            html.Thead(html.Tr([html.Th(heading, scope="col") for heading in _HEADINGS])),
            html.Tbody(rows),
        ],
        className="table-data",
    )
    return exportable(html.Div(grid, className="table-scroll", tabIndex="0"), "keluaran-uji")


def _cells(target: TargetReading) -> tuple[str, ...]:
    head = (target.name, _KINDS.get(target.kind, target.kind))
    if not target.polls:
        return (*head, UNMEASURED, *[formats.NONE] * 4)
    loss = formats.points(target.loss_percent)
    answered = (formats.number(target.polls), formats.number(target.answered), loss)
    return (*head, *answered, _spread(target.latency), _spread(target.http))


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return formats.NONE
    least, most = (formats.number(value, _MS_DIGITS) for value in (spread.min_ms, spread.max_ms))
    return f"{formats.number(spread.median_ms, _MS_DIGITS)} ms ({least} – {most})"
