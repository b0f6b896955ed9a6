"""The flow of the SOP drawn as steps in a line, with branches and loops as the catalogue has them and the way taken."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.components.messages import empty
from dashboard.components.status import glyph
from dashboard.views.ticket_rows import Arrow, FlowStep

_STANDS = {
    "selesai": "sudah dilalui",
    "sekarang": "giliran sekarang",
    "jawab": "menunggu jawaban",
    "dilewati": "dilewati",
    "terlampaui": "terlampaui tanpa waktu selesai",
    "belum": "belum dilalui",
}


def flow(steps: Sequence[FlowStep]) -> Component:
    """An ordered list; style sheets make boxes and arrows of it, and a screen reader reads it as it stands."""
    if not steps:
        return empty(
            "Tiket ini hanya mencatat dibuka dan selesai.",
            "Sumbernya tidak mencatat langkah, sehingga hanya totalnya yang dinilai.",
        )
    numbers = [step.number for step in steps]
    after = dict(zip(numbers, [*numbers[1:], None], strict=True))
    return html.Ol([_step(step, after[step.number]) for step in steps], className="flow", **{"aria-label": "Alur SOP"})


def _step(step: FlowStep, following: int | None) -> Component:
    marks = [html.Span(f"{step.attempts} kali", className="flow-times", title="banyaknya percobaan")] * (
        step.attempts > 1
    )
    head = html.Div([html.Span(str(step.number), className="flow-number"), *marks], className="flow-head")
    status = html.Div([glyph(), html.Span(step.words)], className="flow-status")
    box = html.Div(
        [
            head,
            html.Div(step.kegiatan, className="flow-text", title=step.kegiatan),
            html.Div(step.standard, className="flow-standard"),
            status,
        ],
        className="flow-box",
    )
    current = {"aria-current": "step"} if step.stand in ("sekarang", "jawab") else {}
    return html.Li(
        [box, _ways(step, following)],
        className=f"flow-step flow-{step.stand}",
        title=f"Langkah {step.number}: {_STANDS[step.stand]}",
        **{"data-state": str(step.state), **current},
    )


def _ways(step: FlowStep, following: int | None) -> Component:
    """Arrows out of a step. One that simply goes on is a mere arrow; branches, loops and jumps say where they lead."""
    is_plain = len(step.arrows) == 1 and not step.arrows[0].when and step.arrows[0].to == following
    if is_plain and following is not None:
        return html.Div(_sign(step.arrows[0], step.number), className="flow-ways flow-plain")
    ways = [
        html.Div([_sign(each, step.number), _named(each, step.number)], className=_class(each)) for each in step.arrows
    ]
    note = [html.Small("dibaca", className="flow-read", title=step.reading or "panahnya hilang pada salinan teks")]
    return html.Div([*ways, *(note if step.inferred else [])], className="flow-ways")


def _class(arrow: Arrow) -> str:
    return "flow-way flow-taken" if arrow.taken else "flow-way"


def _sign(arrow: Arrow, number: int) -> Component:
    is_back = arrow.to is not None and arrow.to <= number
    sign = "■" if arrow.to is None else "↩" if is_back else "→"
    return html.Span(sign, className="flow-arrow" + (" flow-taken" if arrow.taken else ""), **{"aria-hidden": "true"})


def _named(arrow: Arrow, number: int) -> Component:
    is_back = arrow.to is not None and arrow.to <= number
    goal = "selesai" if arrow.to is None else f"{'kembali ke' if is_back else 'ke'} {arrow.to}"
    taken = [html.Span(" (jalan yang diambil)", className="visually-hidden")] if arrow.taken else []
    return html.Span([html.B(f"{arrow.when}: ") if arrow.when else "", goal, *taken], className="flow-goal")
