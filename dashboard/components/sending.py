"""The parts of ``/pengiriman`` that show: figures, one row a kecamatan with its bars, the map of hours, the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import chart_head
from dashboard.components.elements import html
from dashboard.components.kpi import coverage_words, kpi
from dashboard.components.messages import empty
from dashboard.components.period import period_form
from dashboard.components.sending_bars import bars
from dashboard.components.sending_question import PATH, SendingQuestion, presets
from dashboard.components.status import glyph
from dashboard.components.table import Cell, table
from dashboard.model import Indicator
from dashboard.views.sending_rows import STATE_WORDS, SendingRow, SendingView
from dashboard.views.standing import judge


def controls(question: SendingQuestion, today: date, *, by_people: bool = False) -> Component:
    """Presets as links, two dates of one's own, chart or table; everything leads to an address.

    ``by_people``: there are counters that officers read, so the way to their form stands here too.
    """
    named = [
        (each.label, replace(question, start=each.start, end=each.end, day=min(each.end, today)))
        for each in presets(today)
    ]
    forms = [(word, replace(question, as_table=as_table)) for word, as_table in (("Grafik", False), ("Tabel", True))]
    parts = [
        links("Periode", named, question, "period"),
        _own_period(question),
        links("Bentuk", forms, question, "form"),
    ]
    if by_people:
        parts.append(dbc.Button("Catat angka", href="#catat", color="primary", external_link=True))
    return html.Div(parts, className="controls")


def links(
    label: str, choices: Sequence[tuple[str, SendingQuestion]], asked: SendingQuestion, compared: str
) -> Component:
    """Links side by side; the one that leads to what is shown already is marked."""

    def same(to: SendingQuestion) -> bool:
        if compared == "period":
            return (to.start, to.end) == (asked.start, asked.end)
        return (to.as_table, to.weekly) == (asked.as_table, asked.weekly)

    buttons = [
        dbc.Button(word, href=to.href(), active=same(to), color="secondary", outline=True) for word, to in choices
    ]
    return html.Div(buttons, className="btn-group", role="group", **{"aria-label": label})


def _own_period(question: SendingQuestion) -> Component:
    kept = {
        "kantor": question.office,
        "tampil": "tabel" if question.as_table else "",
        "peta": "minggu" if question.weekly else "",
        "catat": question.source,
    }
    return period_form(PATH, question.start, question.end, kept)


def figures_row(view: SendingView) -> Component:
    """How many kecamatan are in each state, what arrived, what waits, and how the step judged by growth stands."""
    words = Counter(row.word for row in view.rows)
    stuck = sum(row.word == "macet" and row.in_schedule for row in view.rows)
    resting = words["macet"] - stuck
    unmeasured = words["tidak terukur"] + words["sepi"]
    today, period = _total([row.today for row in view.rows]), _total([row.period for row in view.rows])
    measured = sum(row.period is not None for row in view.rows)
    known = [row.pending for row in view.rows if row.pending is not None]
    step = next((row for row in view.steps if row.by_growth), None)
    growing = None if step is None else step.figures
    share = None if growing is None else growing.compliance
    named = "Pengukuran" if step is None else f"Langkah {step.step},"
    cards = [
        kpi(
            "Macet",
            formats.number(stuck),
            "tidak bertambah padahal ada antrean" + (f"; {resting} lagi di luar jam kerja" if resting else ""),
            state=Indicator.GANGGUAN if stuck else None,
            big=True,
        ),
        kpi("Bertambah", formats.number(words["bertambah"]), _others(view)),
        kpi(
            "Tidak terukur",
            formats.number(unmeasured),
            "termasuk yang sepi",
            state=Indicator.TIDAK_TERUKUR if unmeasured else None,
        ),
        kpi("Terkirim hari ini", formats.number(today), "rekaman"),
        kpi("Terkirim periode ini", formats.number(period), f"rekaman, {measured} dari {len(view.rows)} terukur"),
        kpi(
            "Menunggu",
            formats.number(sum(known)) if known else formats.NONE,
            f"rekaman, diketahui pada {len(known)} dari {len(view.rows)}",
        ),
        kpi(
            f"{named} {formats.month_year(view.month_start)}",
            formats.percent(share),
            coverage_words(growing),
            state=judge(share, view.target),
        ),
    ]
    columns = [dbc.Col(card, xs=6 if place else 12, md=4, xl=True) for place, card in enumerate(cards)]
    return dbc.Row(columns, className="g-3 kpi-row")


def _total(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _others(view: SendingView) -> str:
    words = Counter(row.word for row in view.rows)
    named = [
        f"{words[word]} {word}" for word in STATE_WORDS if words[word] and word in ("tidak ada antrean", "mulai ulang")
    ]
    return ", ".join(named) or f"dari {len(view.rows)}"


def rows_table(view: SendingView, question: SendingQuestion) -> Component:
    """One row a kecamatan, worst first; or what to do where the office has no counter."""
    if not view.rows:
        return empty(
            "Kantor ini belum punya pencacah rekaman terkirim.",
            "Isi counters di berkas kantor (log, csv, sql, http, atau manual bila petugas yang membacanya), lalu "
            "jalankan ulang. Yang tidak diukur tidak dihitung nol.",
        )
    period = formats.period(view.start, view.end)
    headings = (
        "Kecamatan",
        "Keadaan",
        "Sejak",
        "Angka terakhir",
        "Menunggu",
        "Kenaikan terakhir",
        "Hari ini",
        "Periode",
        "Mulai ulang",
        "Per jam" if view.bar_hours == 1 else "Per hari",
    )
    highest = max((bar.growth or 0 for row in view.rows for bar in row.bars), default=0)
    return table(
        "pengiriman",
        f"Keadaan sekarang, dan kenaikan {period}; yang bermasalah di atas",
        headings,
        [_cells(row, view, highest) for row in view.rows],
        file_name=f"pengiriman-{question.office}-{question.start}-{question.end}",
    )


def _cells(row: SendingRow, view: SendingView, highest: int) -> list[Cell | str]:
    return [
        Cell(html.B(row.name), row.name),
        Cell(_state(row), STATE_WORDS.index(row.word)),
        Cell(formats.since(row.since, view.zone, view.now), _iso(row.since)),
        Cell(_value(row, view), row.counters[0].value if row.counters and row.counters[0].value is not None else -1),
        Cell(_pending(row, view), -1 if row.pending is None else row.pending),
        Cell(_last_growth(row, view), _iso(row.last_growth_at)),
        Cell(grown(row.today), -1 if row.today is None else row.today),
        Cell(grown(row.period), -1 if row.period is None else row.period),
        Cell(formats.number(row.resets), row.resets),
        Cell(bars(row, view, highest), ""),
    ]


def _iso(at: object) -> str:
    return "" if at is None else str(at)


def _state(row: SendingRow) -> Component:
    chip = html.Span(
        [glyph(), html.Span(row.word, className="chip-word")], className="chip", **{"data-state": str(row.state)}
    )
    notes = (
        [row.reason] if row.word in ("tidak terukur", "sepi", "tidak ada antrean") and "sejak" not in row.reason else []
    )
    notes = [note.removeprefix("Rekaman terkirim: ") for note in notes if not note.endswith("tidak ada antrean")]
    notes += [] if row.in_schedule else ["di luar jam kerja"]
    return html.Div([chip, *(html.Small(note) for note in notes)], className="sending-state")


def _value(row: SendingRow, view: SendingView) -> Component:
    """What each counter of the row shows; by whom it is read where that is a person."""
    if not row.counters:
        return html.Span(formats.NONE)
    parts = []
    for each in row.counters:
        by = " petugas" if each.by_people else ""
        told = (
            "belum pernah dibaca"
            if each.read_at is None
            else f"dibaca{by} {formats.since(each.read_at, view.zone, view.now)}"
        )
        parts.append(html.Span([html.B(formats.number(each.value)), " ", html.Small(told)], className="sending-value"))
    return html.Div(parts)


def _pending(row: SendingRow, view: SendingView) -> Component:
    if row.pending is None:
        return html.Span("tidak diketahui", className="said")
    if row.pending_since is None:
        return html.Span(formats.number(row.pending))
    since = f"sejak {formats.since(row.pending_since, view.zone, view.now)}"
    return html.Span([html.B(formats.number(row.pending)), " ", html.Small(since)], className="sending-value")


def _last_growth(row: SendingRow, view: SendingView) -> str:
    """``10.15``, or the hour in which it lies where no more is known."""
    at = row.last_growth_at
    if at is None:
        return "tidak dalam 90 hari" if row.counters else formats.NONE
    told = formats.since(at, view.zone, view.now)
    return told if row.last_growth_exact else f"{told[:-2]}00–{told[-5:-2]}59"


def grown(count: int | None) -> str:
    """A growth as people read it; None is not measured, never zero."""
    return "tidak terukur" if count is None else formats.number(count)


def card(title: str, note: str, body: Component, *, pictures: bool = False) -> Component:
    """A part of the page under its heading; ``pictures``: its chart can be taken along."""
    return dbc.Card(
        dbc.CardBody([chart_head(title, note, pictures=pictures), body]), className="chart-card sending-card"
    )
