"""The frame of ``/terlambat`` around its grid: figures, filters, saved views, and what an empty list means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.kpi import kpi
from dashboard.components.late_question import EVERY, PATH, STATES, LateQuestion
from dashboard.components.messages import empty
from dashboard.model import Indicator, RunState
from dashboard.views.late_rows import LateRow, LateView

DROP = "late-drop"
"""Id type of the buttons that delete a saved view."""


def shown_rows(view: LateView, question: LateQuestion) -> list[LateRow]:
    """The rows that the filters leave, in the order of their due times."""
    return [row for row in view.rows if question.fits(row)]


def figures_row(view: LateView, question: LateQuestion) -> list[Component]:
    """How many are late, nearly so, paused, and not yet seen by anybody; of the place, SOP and words asked for."""
    if not view.is_measured:
        return []
    rows = [row for row in view.rows if question.narrows(row)]
    late = [row for row in rows if row.state is RunState.OVERDUE]
    near = [row for row in rows if row.state is RunState.AT_RISK]
    paused = [row for row in rows if row.is_paused]
    unseen = [row for row in rows if row.needs_acknowledgement]
    cards = [
        _figure("Lewat waktu", late, _longest(late), Indicator.GANGGUAN, replace(question, state="lewat")),
        _figure("Mendekati batas", near, _next(near), Indicator.WASPADA, replace(question, state="mendekati")),
        _figure(
            "Dijeda", paused, "waktunya berhenti dihitung", Indicator.DINONAKTIFKAN, replace(question, state="dijeda")
        ),
        _figure(
            "Belum diakui",
            unseen,
            "lewat waktu atau mendekati batas",
            Indicator.WASPADA,
            replace(question, state="", unacknowledged=True),
        ),
    ]
    return [dbc.Row([dbc.Col(card, xs=6, lg=3) for card in cards], className="g-3 kpi-row")]


def _figure(label: str, rows: Sequence[LateRow], note: str, state: Indicator, leads: LateQuestion) -> Component:
    card = kpi(label, formats.number(len(rows)), note if rows else "tidak ada", state=state if rows else None)
    href = replace(leads, picked="").href()
    return dcc.Link(card, href=href, className="late-figure", title=f"Tampilkan: {label.lower()}")


def _longest(rows: Sequence[LateRow]) -> str:
    worst = max((-row.remaining_s for row in rows if row.remaining_s is not None), default=None)
    return "" if worst is None else f"terlama {formats.duration(worst)}"


def _next(rows: Sequence[LateRow]) -> str:
    first = min((row.remaining_s for row in rows if row.remaining_s is not None), default=None)
    return "" if first is None else f"terdekat {formats.duration(first)} lagi"


def controls(view: LateView, question: LateQuestion) -> Component:
    """States as links, place and SOP as lists, words to seek; everything leads to an address."""
    states = [
        dbc.Button(
            label,
            href=replace(question, state=state, picked="").href(),
            active=state == question.state,
            color="secondary",
            outline=True,
        )
        for state, label in STATES.items()
    ]
    unseen = dbc.Button(
        "Belum diakui",
        href=replace(question, unacknowledged=not question.unacknowledged, picked="").href(),
        active=question.unacknowledged,
        color="secondary",
        outline=True,
    )
    group = html.Div(states, className="btn-group", role="group", **{"aria-label": "Keadaan"})
    reset = (
        [dcc.Link("Hapus saringan", href=question.without_filters().href(), className="late-reset")]
        if question.is_filtered
        else []
    )
    return html.Div([group, unseen, _form(view, question), *reset], className="controls late-controls")


def _form(view: LateView, question: LateQuestion) -> Component:
    kept = {"kantor": question.office, "keadaan": question.state, "belum": "1" if question.unacknowledged else ""}
    hidden = [dbc.Input(name=name, value=value, type="hidden") for name, value in kept.items() if value]
    sops = dict(view.sops)
    if question.sop:
        sops.setdefault(question.sop, question.sop)
    return html.Form(
        [
            _choice("Kecamatan", "kecamatan", [(EVERY, "Semua kecamatan"), *view.kecamatan], question.kecamatan),
            _choice("SOP", "sop", [(EVERY, "Semua SOP"), *sops.items()], question.sop),
            dbc.InputGroup(
                [
                    html.Label("Cari", htmlFor="late-cari", className="input-group-text"),
                    dbc.Input(id="late-cari", name="cari", value=question.text, type="search", autocomplete="off"),
                ]
            ),
            *hidden,
            dbc.Button("Saring", type="submit", color="primary"),
        ],
        method="GET",
        action=PATH,
        className="period-form late-form",
    )


def _choice(label: str, name: str, options: Sequence[tuple[str, str]], value: str) -> Component:
    listed = [{"label": text, "value": code} for code, text in options]
    return dbc.InputGroup(
        [
            html.Label(label, htmlFor=f"late-{name}", className="input-group-text"),
            dbc.Select(id=f"late-{name}", name=name, options=listed, value=value or EVERY),
        ]
    )


def views_list(views: Sequence[tuple[str, str]], question: LateQuestion) -> Component:
    """The officer's saved views (name, query) as links, each with a way to delete it."""
    if not views:
        return html.Span("belum ada", className="late-none")
    return html.Ul(
        [
            html.Li(
                [
                    dcc.Link(name, href=f"{PATH}?{query}", className="active" if query == question.query() else ""),
                    html.Button(
                        "×",
                        id={"type": DROP, "name": name},
                        type="button",
                        title=f"Hapus tampilan {name}",
                        className="late-drop",
                        **{"aria-label": f"Hapus tampilan {name}"},
                    ),
                ],
                className="late-view",
            )
            for name, query in views
        ],
        className="late-views",
    )


def views_bar(views: Sequence[tuple[str, str]], question: LateQuestion) -> Component:
    """Saved views, and the form that keeps the present filters under a name."""
    keep = dbc.Form(
        dbc.InputGroup(
            [
                html.Label("Simpan saringan ini sebagai", htmlFor="late-name", className="input-group-text"),
                dbc.Input(id="late-name", value="", type="text", maxlength=60, autocomplete="off"),
                dbc.Button("Simpan", type="submit", color="secondary", outline=True),
            ]
        ),
        id="late-keep",
        prevent_default_on_submit=True,
    )
    listed = html.Div(views_list(views, question), id="late-views")
    answer = html.Div(id="late-views-answer", **{"aria-live": "polite"})
    return html.Div([html.Span("Tampilan:"), listed, keep, answer], className="late-saved")


def nothing(view: LateView, question: LateQuestion) -> Component | None:
    """What an empty list means; None where it is not empty. Nothing late is good news only where it is measured."""
    if shown_rows(view, question):
        return None
    if not view.is_measured:
        return empty(
            "Tiket kantor ini tidak terukur, jadi keterlambatan tidak diketahui.",
            "Buka tiket di dasbor (python -m dashboard ticket open), atau isi tickets di berkas kantor.",
        )
    if question.is_filtered and view.rows:
        whole = f"Seluruhnya ada {formats.number(len(view.rows))} langkah yang terbuka; hapus saringan di atas."
        return empty("Tidak ada langkah yang cocok dengan saringan ini.", whole)
    return empty("Tidak ada langkah yang berjalan atau lewat waktu.", "Langkah tampil di sini begitu tiketnya dibuka.")
