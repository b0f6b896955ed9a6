"""The parts of ``/jaringan``: figures, one row a target with its strip, outages, reply times, tree and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import chart_frame, chart_head
from dashboard.components.elements import html
from dashboard.components.kpi import kpi
from dashboard.components.messages import empty
from dashboard.components.network_question import PATH, NetworkQuestion, presets
from dashboard.components.network_strip import LOOKS, WORDS, hours_text, strip
from dashboard.components.period import PeriodLink, period_controls
from dashboard.components.status import WORDS as STATE_WORDS
from dashboard.components.status import chip, glyph
from dashboard.components.table import Cell, table
from dashboard.figures.network import rtt
from dashboard.figures.template import Origin, graph
from dashboard.model import Indicator, State
from dashboard.views.network_rows import (
    ANSWERING,
    DecisionRow,
    NetworkView,
    OutageRow,
    RttPoint,
    TargetRow,
    availability_of,
)

CHART = "network-chart"
_OTHERS = (State.UNREACHABLE, State.UNKNOWN, State.MAINTENANCE, State.DISABLED)


def controls(question: NetworkQuestion, today: date) -> Component:
    """Presets as links and two dates of one's own; everything leads to an address."""
    links = [
        PeriodLink(
            each.label,
            replace(question, start=each.start, end=each.end).href(),
            (each.start, each.end) == (question.start, question.end),
        )
        for each in presets(today)
    ]
    kept = {"kantor": question.office, "sasaran": question.target}
    return period_controls(links, PATH, question.start, question.end, kept)


def figures_row(view: NetworkView) -> list[Component]:
    """Who is out now, how available all were together, and how much was never measured."""
    if not view.rows:
        return []
    counted = [row for row in view.rows if row.in_schedule]
    out = [row for row in counted if row.state is Indicator.GANGGUAN]
    cut = sum(row.state is Indicator.TERPUTUS for row in counted)
    blind = sum(row.state is Indicator.TIDAK_TERUKUR for row in counted)
    together: defaultdict[State, float] = defaultdict(float)
    for row in view.rows:
        for state, seconds in row.seconds.items():
            together[state] += seconds
    worst = min((row for row in view.rows if row.availability is not None), key=_availability, default=None)
    total = sum(together.values())
    unknown = together[State.UNKNOWN]
    cards = [
        kpi(
            "Putus sekarang",
            formats.number(len(out)),
            ", ".join(row.name for row in out[:3]) or f"dari {len(counted)} sasaran dalam jadwal",
            state=Indicator.GANGGUAN if out else None,
            big=True,
        ),
        kpi("Terputus dari induk", formats.number(cut), "bukan salah kecamatan"),
        kpi(
            "Tidak terukur sekarang",
            formats.number(blind),
            "sasaran dalam jadwal",
            state=Indicator.TIDAK_TERUKUR if blind else None,
        ),
        kpi("Ketersediaan bersama", formats.percent(availability_of(together), 2), "semua sasaran, dalam jadwal"),
        kpi(
            "Ketersediaan terendah",
            formats.percent(None if worst is None else worst.availability, 2),
            "belum terukur" if worst is None else worst.name,
        ),
        kpi("Gangguan periode ini", formats.number(len(view.outages)), _down_note(view.outages)),
        kpi(
            "Waktu tidak terukur",
            formats.duration(unknown) if total else formats.NONE,
            "semua sasaran bersama, dalam jadwal",
        ),
    ]
    columns = [dbc.Col(card, xs=6 if place else 12, md=4, xl=True) for place, card in enumerate(cards)]
    return [dbc.Row(columns, className="g-3 kpi-row")]


def _availability(row: TargetRow) -> float:
    return 2.0 if row.availability is None else row.availability


def _down_note(outages: Sequence[OutageRow]) -> str:
    seconds = sum(each.down_s for each in outages)
    return f"bersama {formats.duration(seconds)} dalam jadwal" if outages else "dalam jadwal"


def rows_table(view: NetworkView, question: NetworkQuestion) -> Component:
    """One row a target: place by place, the worst first."""
    if not view.rows:
        return empty(
            "Kantor ini belum punya sasaran jaringan.",
            "Tulis modem, server dan PC client di bawah targets pada berkas kantor, lalu jalankan ulang kolektor.",
        )
    headings = ("Tempat", "Sasaran", "Sekarang", "Ketersediaan", "Putus", "Gangguan", "Keadaan lain", "Selama periode")
    rows: list[list[Cell | str]] = [
        [
            row.place,
            Cell(_named(row, question), row.name),
            Cell(_now(row), STATE_WORDS[row.state]),
            Cell(_share(row.availability), -1.0 if row.availability is None else row.availability),
            Cell(_spent(row, State.DOWN), row.seconds.get(State.DOWN, 0.0)),
            Cell(formats.number(row.outages), row.outages),
            _others(row),
            Cell(strip(row, view), row.availability if row.availability is not None else -1.0),
        ]
        for row in view.rows
    ]
    caption = (
        "Ketersediaan = menjawab ÷ (menjawab + putus), hanya dalam jadwal tiap sasaran. Keadaan lain tidak dihitung."
    )
    name = f"jaringan-{view.office}-{view.start}-{view.end}"
    return html.Div([strip_key(view), table("jaringan", caption, headings, rows, file_name=name)])


def _named(row: TargetRow, question: NetworkQuestion) -> Component:
    link = html.A(row.name, href=replace(question, target=row.target).href("balasan"), title="Lihat waktu balas")
    return html.Div([link, html.Small(f" {row.schedule}")], className="net-name")


def _now(row: TargetRow) -> Component:
    parts: list[Component] = [chip(row.state)]
    if row.state is not Indicator.BAIK:
        parts.append(html.Small(" " + row.reason))
    if row.flapping:
        parts.append(html.Small(" · naik-turun", className="net-flapping"))
    if not row.in_schedule:
        parts.append(html.Small(" · di luar jadwal"))
    return html.Div(parts, className="net-now")


def _share(value: float | None) -> str:
    return "tidak terukur" if value is None else formats.percent(value, 2)


def _spent(row: TargetRow, state: State) -> str:
    measured = row.availability is not None
    seconds = row.seconds.get(state, 0.0)
    return formats.duration(seconds) if seconds else ("0" if measured else formats.NONE)


def _others(row: TargetRow) -> str:
    return hours_text({state: row.seconds[state] for state in _OTHERS if row.seconds.get(state)}) or formats.NONE


def strip_key(view: NetworkView) -> Component:
    """How to read the strips."""
    shown = [html.Span([glyph(), word], **{"data-state": str(LOOKS[state])}) for state, word in WORDS.items()]
    shown.append(html.Span([html.Span(className="net-part net-off"), "di luar jadwal"]))
    unit = "satu batang sehari" if view.by_day else "persis menurut waktu"
    return html.Div([*shown, html.Small(f"{formats.period(view.start, view.end)}, {unit}")], className="net-key")


def outages_table(view: NetworkView) -> Component:
    """Every outage that counts, lasting ones first, then the youngest."""
    if not view.outages:
        return empty(
            "Tidak ada gangguan dalam jadwal pada periode ini.",
            "Waktu yang tidak terukur bukan gangguan dan bukan pula baik; lihat kolom Keadaan lain di atas.",
        )
    headings = ("Sasaran", "Tempat", "Mulai", "Selesai", "Lama dalam jadwal", "Terkonfirmasi", "Tiket", "Catatan")
    rows: list[list[Cell | str]] = [
        [
            each.name,
            each.place,
            Cell(formats.date_clock(each.start, view.zone), each.start.isoformat()),
            Cell(_ended(each, view.zone), "9999" if each.end is None else each.end.isoformat()),
            Cell(formats.duration(each.down_s), each.down_s),
            "belum 15 menit kerja" if each.confirmed_at is None else formats.date_clock(each.confirmed_at, view.zone),
            each.ticket or "tidak ada",
            "naik-turun" if each.flapping else formats.NONE,
        ]
        for each in view.outages
    ]
    caption = "Mulai dari kegagalan pertama; terkonfirmasi sesudah 15 menit kerja putus dalam jadwal."
    name = f"gangguan-{view.office}-{view.start}-{view.end}"
    return table("gangguan", caption, headings, rows, file_name=name)


def _ended(each: OutageRow, zone: str) -> str:
    if each.end is None:
        return "masih putus"
    at = formats.date_clock(each.end, zone)
    if each.after in ANSWERING:
        return at
    return f"{at} (lalu {WORDS.get(each.after, 'tidak terukur') if each.after else 'tidak terukur'})"


def rtt_chart(view: NetworkView, row: TargetRow, points: Sequence[RttPoint], question: NetworkQuestion) -> Component:
    """The chart alone, as refreshing replaces its figure."""
    answered = sum(each.mean_ms is not None for each in points)
    coverage = f"{answered} dari {len(points)} jam ada balasan"
    origin = Origin(view.office_name, formats.period(view.start, view.end), coverage, view.simulated)
    title = f"Waktu balas {row.name}"
    drawn = rtt(points, view.zone, question.revision(), limit_ms=row.limit_ms, title=title, origin=origin)
    return graph(drawn, graph_id={"type": CHART, "name": "rtt"})


def rtt_card(view: NetworkView, row: TargetRow, points: Sequence[RttPoint], question: NetworkQuestion) -> Component:
    """Reply times of the chosen target, with the way to choose another."""
    items = [
        dbc.DropdownMenuItem(
            each.name, href=replace(question, target=each.target).href("balasan"), active=each.target == row.target
        )
        for each in view.rows
    ]
    chooser = dbc.DropdownMenu(items, label=["Sasaran: ", html.B(row.name)], color="light", className="picker")
    heading = f"Waktu balas {row.name}"
    note = f"rata-rata tiap jam; garis tipis: tertinggi; diukur dari {row.measured_from}"
    body: list[Component] = [
        chart_head(heading, note),
        chooser,
    ]
    if any(each.mean_ms is not None for each in points):
        chart = rtt_chart(view, row, points, question)
        body.append(chart_frame(chart, heading))
    else:
        what = "Periksa keadaannya pada tabel di atas, pilih sasaran lain atau periode lain."
        body.append(empty(f"{row.name} tidak memberi balasan yang terukur pada periode ini.", what))
    return dbc.Card(dbc.CardBody(body), className="chart-card net-card")


def tree_card(view: NetworkView) -> Component:
    """What hangs on what: a child whose parent is out is cut off, never to blame."""
    below: defaultdict[str | None, list[TargetRow]] = defaultdict(list)
    known = {row.target for row in view.rows}
    for row in view.rows:
        below[row.parent if row.parent in known else None].append(row)
    tree = _branch(None, below)
    return dbc.Card(dbc.CardBody([html.H2("Susunan jaringan"), tree]), className="net-card h-100")


def _branch(parent: str | None, below: Mapping[str | None, Sequence[TargetRow]]) -> Component:
    items = []
    for row in below.get(parent, ()):
        value = "" if row.rtt_ms is None else f" {formats.number(row.rtt_ms, 1)} ms"
        line = html.Div([chip(row.state), html.Span(row.name), html.Small(value)], className="net-leaf")
        items.append(html.Li([line, *([_branch(row.target, below)] if below.get(row.target) else [])]))
    return html.Ul(items, className="net-tree")


def decisions_card(view: NetworkView) -> Component:
    """Planned work, and what is switched off with its letter."""
    body: list[Component] = [html.H2("Pemeliharaan terencana dan yang dinonaktifkan")]
    if view.decisions:
        body.append(html.Ul([_decision(each, view) for each in view.decisions], className="net-decisions"))
    else:
        what = "Tulis maintenance atau disabled pada sasarannya di berkas kantor; waktunya lalu tidak dihitung putus."
        body.append(empty("Tidak ada pemeliharaan terencana dan tidak ada sasaran yang dinonaktifkan.", what))
    return dbc.Card(dbc.CardBody(body), className="net-card h-100")


def _decision(each: DecisionRow, view: NetworkView) -> Component:
    if each.start is None:
        when = f"dinonaktifkan sejak {formats.long_date(each.since)}, surat {each.word}"
    else:
        span = f"{formats.date_clock(each.start, view.zone)} sampai {formats.date_clock(each.end, view.zone)}"
        when = f"pemeliharaan {span}: {each.word}"
    return html.Li([html.B(each.name), f" ({each.place}) {when}"])
