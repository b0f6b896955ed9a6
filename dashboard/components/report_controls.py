"""What ``/laporan`` is asked with: pickers of period, kecamatan and SOP that lead to an address, and the forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.elements import html
from dashboard.components.period import period_form
from dashboard.components.period_bar import menu
from dashboard.components.question import Preset
from dashboard.components.report_question import PATH, ReportQuestion, periods

FORMS_ID = "laporan-bentuk"
Choice = tuple[str, str]
"""Value and word of something that can be chosen."""


def controls(question: ReportQuestion, today: date, places: Sequence[Choice], sops: Sequence[Choice]) -> Component:
    """The bar of the page. ``places``: kecamatan with ``dinas``; ``sops``: those in force at the office."""
    days, named = (question.start, question.end), periods(today)
    is_named = any((each.start, each.end) == days for found in named.values() for each in found)
    own = period_form(PATH, question.start, question.end, _kept(question, "dari", "sampai"))
    return html.Div(
        [
            *(_period_menu(word, found, question) for word, found in named.items()),
            _marked(menu("Bebas", "pilih" if is_named else formats.period(*days), [], [own]), not is_named),
            html.Span(className="report-bar-gap"),
            _many_menu("Kecamatan", "kecamatan", places, question.kecamatan, question),
            _many_menu("SOP", "sop", sops, question.sops, question),
        ],
        className="controls controls-bar report-bar",
    )


def _period_menu(word: str, found: Sequence[Preset], question: ReportQuestion) -> Component:
    days = (question.start, question.end)
    chosen = next((each.label for each in found if (each.start, each.end) == days), "")
    links = [
        (each.label, replace(question, start=each.start, end=each.end).href(), (each.start, each.end) == days)
        for each in found
    ]
    named = chosen.removeprefix(f"{word} ") or "pilih"
    return _marked(menu(word, named, links), bool(chosen))


def _marked(made: Component, is_chosen: bool) -> Component:
    """The list that the shown period is from stands out among the others."""
    made.className = "picker report-period" + (" is-chosen" if is_chosen else "")
    return made


def _many_menu(
    word: str, name: str, known: Sequence[Choice], chosen: Sequence[str], question: ReportQuestion
) -> Component:
    """Boxes to tick, several at once; none ticked is all of them."""
    boxes = [
        dbc.Checkbox(
            id={"type": f"laporan-{name}", "value": value},
            value=value in chosen,
            label=label,
            className="report-box",
        )
        for value, label in known
    ]
    # A box of Dash sends no value of its own: the script puts those of the ticked ones into the address.
    rows = [html.Div(box, **{"data-value": value}) for box, (value, _) in zip(boxes, known, strict=True)]
    hidden = [dbc.Input(name=key, value=value, type="hidden") for key, value in _kept(question, name).items() if value]
    form = html.Form(
        [
            html.P("Tidak ada yang dicentang berarti semua.", className="report-hint"),
            html.Div(rows, className="report-boxes"),
            *hidden,
            dbc.Button("Terapkan", type="submit", color="primary", size="sm"),
        ],
        method="GET",
        action=PATH,
        className="report-many",
        **{"data-many": name},
    )
    names = [label for value, label in known if value in chosen]
    shown = "semua" if not chosen else names[0] if len(names) == len(chosen) == 1 else f"{len(chosen)} dipilih"
    everything = replace(question, kecamatan=()) if name == "kecamatan" else replace(question, sops=())
    every = [("Semua", everything.href(), not chosen)]
    return menu(word, shown, every, [form])


def _kept(question: ReportQuestion, *left_out: str) -> dict[str, str]:
    return {name: value for name, value in question.fields().items() if name not in left_out}


def form_choice(question: ReportQuestion, forms: Sequence[Choice]) -> Component:
    """The forms that there are, one box each; several are made from the same view."""
    boxes = dbc.Checklist(
        id=FORMS_ID,
        options=[{"label": title, "value": name} for name, title in forms],
        value=list(question.forms),
        inline=True,
        className="report-forms",
    )
    legend = html.Legend("Bentuk berkas")
    return html.Fieldset([legend, boxes, html.P(_ONE_VIEW, className="report-hint")], className="report-fieldset")


_ONE_VIEW = "Bila lebih dari satu, semuanya memuat angka dari saat yang sama."
