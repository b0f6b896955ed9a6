"""What became of reported periods: one quiet line under the figures that opens onto the rows that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.charts import Names
from dashboard.components.elements import html
from dashboard.components.table import exportable
from dashboard.model import Scope
from dashboard.reported import FrozenRow, ReportedPeriod, RowId
from dashboard.views.reported_rows import ChangedRow, ReportComparison

_COUNT_WORDS = (
    ("n", "n"),
    ("met", "tepat"),
    ("missed", "tidak tepat"),
    ("excused", "dikecualikan"),
    ("unmonitored", "tak terpantau"),
    ("outside", "di luar hitungan"),
)
_HEADINGS = ("Kecamatan", "SOP", "Langkah", "Jenis", "Pada laporan", "Sekarang", "Sebab")


def reported_lines(found: Sequence[ReportComparison], names: Names, zone: str) -> Component:
    """The asked period's own line, and one for all shorter periods in it; empty where nothing was reported."""
    asked = [_line(each, names, zone) for each in found if each.is_asked]
    within = [each for each in found if not each.is_asked]
    return html.Div([*asked, *([_within(within, names, zone)] if within else [])], className="reported")


def told(found: ReportComparison, zone: str) -> str:
    """``berubah sejak laporan bulanan 3 Nov 2026 09.00 WITA: pelaksanaan 90 % menjadi 91 %; 3 baris berubah``."""
    named = report_name(found.report, zone)
    if not found.changed:
        return f"sama dengan {named}"
    totals = [f"{row.id[-1]} {_share(row.before)} menjadi {_share(row.after)}" for row in found.changed if row.is_total]
    rows = sum(not row.is_total for row in found.changed)
    return f"berubah sejak {named}: {'; '.join([*totals, f'{rows} baris berubah'])}"


def report_name(report: ReportedPeriod, zone: str) -> str:
    """A report as it is named in a sentence: what it was and when it was handed in."""
    form = f"{report.form} sementara" if report.interim else report.form
    return f"{form} {formats.date_clock(report.reported_at, zone)}"


def marks(found: Sequence[ReportComparison], zone: str) -> Mapping[RowId, str]:
    """What the heatmap says of each cell that changed since the asked period was reported."""
    return {
        row.id: f"Δ berubah sejak {report_name(each.report, zone)}: {_cell(row.before)} menjadi {_cell(row.after)}"
        for each in found
        if each.is_asked
        for row in each.changed
    }


def _line(found: ReportComparison, names: Names, zone: str) -> Component:
    text = told(found, zone)
    said = text[0].upper() + text[1:]
    if not found.changed and not found.earlier:
        return html.P([said, _by(found.report)], className="reported-line")
    return html.Details(
        [html.Summary([said, _by(found.report)]), *_opened(found, names, zone)], className="reported-line"
    )


def _by(report: ReportedPeriod) -> Component:
    return html.Small(f" · oleh {report.officer}" + (f" · {report.note}" if report.note else ""))


def _within(found: Sequence[ReportComparison], names: Names, zone: str) -> Component:
    changed = sum(bool(each.changed) for each in found)
    same = len(found) - changed
    counts = [f"{count} {word}" for count, word in ((changed, "berubah sejak laporan"), (same, "sama")) if count]
    parts: list[Component] = []
    for each in found:
        period = formats.period(each.report.start, each.report.end)
        parts += [html.P([html.Strong(period), f" {told(each, zone)}", _by(each.report)]), *_opened(each, names, zone)]
    summary = html.Summary(f"{len(found)} periode di dalamnya sudah dilaporkan: {', '.join(counts)}")
    return html.Details([summary, *parts], className="reported-line")


def _opened(found: ReportComparison, names: Names, zone: str) -> list[Component]:
    made: list[Component] = []
    if found.changed:
        head = html.Thead(html.Tr([html.Th(word, scope="col") for word in _HEADINGS]))
        body = html.Tbody([_row(row, names) for row in found.changed])
        scroll = html.Div(
            dbc.Table([head, body], className="table-data"), className="table-scroll", tabIndex="0", role="region"
        )
        made.append(exportable(scroll, f"perubahan-{found.report.start}-{found.report.end}"))
    if found.earlier:
        older = ", ".join(f"nomor {each.number}, {report_name(each, zone)}" for each in found.earlier)
        made.append(html.P(f"Laporan sebelumnya: {older}", className="card-note"))
    return made


def _row(row: ChangedRow, names: Names) -> Component:
    kecamatan, sop, _, _, _, _, kind = row.id
    title = names.sop_title(sop)
    told_sop = html.Span("semua" if row.is_total else formats.sop_short(title), title="" if row.is_total else title)
    cells = (
        "Seluruh kantor" if row.is_total else names.places.get(kecamatan, kecamatan or "Dinas"),
        told_sop,
        _steps(row),
        str(kind),
        _figures(row.before, row.after),
        _figures(row.after, row.before),
        "; ".join(row.reasons),
    )
    return html.Tr([html.Td(cell, **{"data-label": head}) for head, cell in zip(_HEADINGS, cells, strict=True)])


def _steps(row: ChangedRow) -> str:
    _, _, _, first, last, scope, _ = row.id
    if row.is_total or first is None:
        return "semua" if scope is not Scope.TOTAL else "Total"
    if scope is Scope.TOTAL:
        return "Total"
    return str(first) if first == last else f"{first}–{last}"


def _figures(row: FrozenRow | None, other: FrozenRow | None) -> str:
    """Compliance, and beside it every figure in which the two differ."""
    if row is None:
        return "tidak ada baris ini"
    parts = [formats.percent(row.compliance)]
    parts += [
        f"{word} {formats.number(getattr(row, name))}"
        for name, word in _COUNT_WORDS
        if other is None or getattr(row, name) != getattr(other, name)
    ]
    if other is None or row.coverage != other.coverage:
        parts.append(f"cakupan {formats.percent(row.coverage)}")
    for word, own, its in (
        ("median", row.median_permille, None if other is None else other.median_permille),
        ("p90", row.p90_permille, None if other is None else other.p90_permille),
    ):
        if own != its:
            parts.append(f"{word} {formats.percent(None if own is None else own / 1000)}")
    return " · ".join(parts)


def _share(row: FrozenRow | None) -> str:
    return formats.percent(None if row is None else row.compliance)


def _cell(row: FrozenRow | None) -> str:
    return f"{_share(row)} (n {formats.number(0 if row is None else row.n)})"
