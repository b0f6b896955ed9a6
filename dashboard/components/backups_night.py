"""One night opened: each check with what was found, how its steps were judged, and the ways on."""

from __future__ import annotations

from datetime import timedelta

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.backups_question import BackupsQuestion
from dashboard.components.backups_words import (
    CHECKS,
    COPIES,
    RUNS,
    STATES,
    WORDS,
    check_state,
    marked,
)
from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.question import Opened, Pick, Question
from dashboard.components.table import exportable
from dashboard.components.ticket_question import ticket_href
from dashboard.model import Indicator, Verdict
from dashboard.sla import RULES
from dashboard.views.backups_rows import BackupsView, NightRow, NightState, SourceRow
from dashboard.views.check_words import CHECK_NAMES
from dashboard.views.run_words import HEAP_WORDS, STATE_WORDS


def why_href(question: BackupsQuestion, verdict: Verdict, zone: str) -> str:
    """The explanation of a verdict on ``/kepatuhan``, for a period in which it is counted."""
    day = formats.local(verdict.period_at, zone).date()
    asked = Question(
        question.office,
        min(question.start, day),
        max(question.end, day),
        pick=Pick(verdict.kecamatan, verdict.sop, verdict.from_step, verdict.scope),
        opened=Opened(verdict.ticket, verdict.from_step, verdict.attempt),
    )
    return asked.href() + "#mengapa"


def night_card(view: BackupsView, source: SourceRow, night: NightRow, question: BackupsQuestion) -> Component:
    """Everything that is known of the opened night."""
    before, after = (
        _move(question, source, night, days, word) for days, word in ((-1, "‹ Malam sebelumnya"), (1, "Sesudahnya ›"))
    )
    head = html.Div(
        [
            html.H2(f"{source.name}, malam {formats.long_date(night.day)}"),
            marked(STATES[night.state], WORDS[night.state]),
            *([html.Span("dikecualikan", className="bk-note")] if night.is_excused else []),
            html.Div([before, after], className="bk-moves"),
        ],
        className="bk-head",
    )
    if not night.ticket:
        body: Component = _without_ticket(night)
    else:
        columns = [dbc.Col(_facts(view, source, night, question), xs=12, lg=5), dbc.Col(_checks(night), xs=12, lg=7)]
        body = dbc.Row(columns, className="g-4")
    return dbc.Card(dbc.CardBody([head, body]), className="bk-card bk-night")


def _move(question: BackupsQuestion, source: SourceRow, night: NightRow, days: int, word: str) -> Component:
    day = night.day + timedelta(days=days)
    to = BackupsQuestion(question.office, question.start, question.end, source.source, day)
    is_there = question.start <= day <= question.end
    return dbc.Button(word, href=to.href("malam"), disabled=not is_there, color="secondary", outline=True, size="sm")


def _without_ticket(night: NightRow) -> Component:
    if night.state is NightState.TIDAK_DIJADWALKAN:
        return empty("Tidak ada cadangan yang dijadwalkan pada malam ini.", "Jadwalnya ada di berkas kantor (days).")
    if night.state is NightState.DITUNGGU:
        return empty(
            "Cadangan malam ini belum lewat tenggangnya.", "Hasilnya tampak sesudah berkasnya selesai ditulis."
        )
    return empty(
        "Malam ini tidak pernah dilihat oleh kolektor.",
        "Tidak diketahui apakah ada cadangannya: tidak dihitung baik, tidak pula gagal. Periksa foldernya sendiri.",
    )


def _facts(view: BackupsView, source: SourceRow, night: NightRow, question: BackupsQuestion) -> Component:
    zone = view.zone
    facts = [
        ("Jadwal", formats.date_clock(night.scheduled_at, zone)),
        ("Mulai", formats.date_clock(night.started_at, zone)),
        ("Selesai", formats.date_clock(night.finished_at, zone)),
        ("Durasi", _duration(night)),
        ("Ukuran", formats.file_size(night.size_bytes)),
        ("Berkas", night.file or formats.NONE),
    ]
    if source.keeps_copy:
        facts.append(("Salinan kedua", formats.NONE if night.copy is None else COPIES[night.copy][1]))
    rows = [part for word, value in facts for part in (html.Dt(word), html.Dd(value))]
    verdicts = [each for each in _distinct(night.script, night.saved) if each is not None]
    return html.Div(
        [
            html.Dl(rows, className="facts"),
            *(_verdict(each, question, zone) for each in verdicts),
            html.P(html.A("Buka tiketnya", href=ticket_href(view.office, night.ticket)), className="bk-ways"),
        ]
    )


def _distinct(script: Verdict | None, saved: Verdict | None) -> tuple[Verdict | None, ...]:
    """A span over both steps is one verdict."""
    return (script,) if script is saved else (script, saved)


def _duration(night: NightRow) -> str:
    if night.duration_s is None:
        return formats.NONE
    words = minutes(night.duration_s)
    return words if night.standard_s is None else f"{words} dari waktu baku {minutes(night.standard_s)}"


def minutes(seconds: float | None) -> str:
    """``9,4 menit``: fine enough to stand beside a standard of minutes."""
    return formats.NONE if seconds is None else f"{formats.number(seconds / 60, 1)} menit"


def _verdict(verdict: Verdict, question: BackupsQuestion, zone: str) -> Component:
    same = verdict.from_step == verdict.to_step
    steps = f"Langkah {verdict.from_step}" + ("" if same else f"–{verdict.to_step}")
    state = RUNS.get(verdict.state, Indicator.TIDAK_TERUKUR)
    lines = [html.P(RULES.get(verdict.rule, verdict.rule)), *(html.P(each) for each in verdict.remarks)]
    head = html.Div(
        [
            html.B(steps),
            marked(state, STATE_WORDS[verdict.state]),
            html.Span(HEAP_WORDS[verdict.heap], className="bk-note"),
            html.A("Mengapa?", href=why_href(question, verdict, zone)),
        ],
        className="bk-verdict-head",
    )
    return html.Div([head, *lines], className="bk-verdict")


def _checks(night: NightRow) -> Component:
    if not night.checks:
        said = "Pemeriksaan berkas malam ini tidak tercatat pada tiketnya."
        return empty(said, "Hasilnya dibaca dari penilaian langkahnya; kolektor mencatat pemeriksaan sejak dijalankan.")
    order = list(CHECKS)
    shown = sorted(night.checks, key=lambda each: order.index(each.name) if each.name in order else len(order))
    rows = []
    for each in shown:
        state, word = check_state(each)
        name = CHECK_NAMES.get(each.name, each.name)
        cells = [html.Th(name, scope="row"), html.Td(marked(state, word)), html.Td(each.message)]
        rows.append(html.Tr(cells))
    heads = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("Pemeriksaan", "Hasil", "Yang ditemukan")]))
    return exportable(dbc.Table([heads, html.Tbody(rows)], className="bk-checks"), f"pemeriksaan-{night.day}")
