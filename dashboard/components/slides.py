"""The slides in the browser: one stage of fixed size that the script scales, the choice of slides, a few buttons."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.messages import simulated_band
from dashboard.components.slides_bodies import body
from dashboard.components.slides_question import PATH, SlidesQuestion
from dashboard.views.deck_rows import Cover, Deck, Slide


def presentation(shown: Deck, question: SlidesQuestion, names: Mapping[str, str], back: str) -> Component:
    """The whole page. ``names`` of all sections in their usual order; ``back``: where the way back leads."""
    count = len(shown.slides)
    current = min(question.slide, count)
    stage = [_slide(shown, slide, number, current, question) for number, slide in enumerate(shown.slides, 1)]
    return html.Main(
        [
            html.Div(stage, className="deck-stage"),
            _controls(current, count, back),
            _chooser(question, names),
            html.P("", className="visually-hidden", id="slide-said", **{"aria-live": "polite"}),
        ],
        id="isi",
        className="deck",
        tabIndex="-1",
        **{"data-deck": question.at(current).href(), "data-count": str(count)},
    )


def _slide(shown: Deck, slide: Slide, number: int, current: int, question: SlidesQuestion) -> Component:
    count = len(shown.slides)
    footer = [html.Span(" · ".join(shown.footer)), html.Span(f"{number} / {formats.number(count)}")]
    head = [html.H1(slide.title), *([html.P(slide.lead, className="slide-lead")] if slide.lead else [])]
    revision = f"{question.office}/{question.start}/{question.end}/{question.frozen_at}/{number}"
    attributes = {"data-slide": str(number), "data-section": slide.section}
    if number == current:
        attributes["data-current"] = "1"
    return html.Section(
        [
            *([simulated_band()] if shown.simulated else []),
            html.Header(head, className="slide-head"),
            html.Div(body(slide.body, number, revision), className="slide-body"),
            html.Footer(footer, className="slide-foot"),
        ],
        className="slide slide-first" if isinstance(slide.body, Cover) else "slide",
        **{**attributes, "aria-label": f"Slide {number} dari {count}"},
    )


def _controls(current: int, count: int, back: str) -> Component:
    return html.Nav(
        [
            dcc.Link("Kembali", href=back, className="btn btn-sm btn-outline-secondary"),
            _button("Sebelumnya", "sebelum", "Slide sebelumnya (panah kiri)"),
            html.Span(f"{current} / {count}", className="deck-count", id="slide-count"),
            _button("Berikutnya", "sesudah", "Slide berikutnya (panah kanan atau spasi)"),
            _button("Pilih slide", "pilih", "Pilih dan urutkan slide (p)", **{"aria-expanded": "false"}),
            _button("Layar penuh", "penuh", "Layar penuh (f)"),
            _button("Cetak", "cetak", "Cetak atau simpan PDF, satu slide satu halaman"),
            html.Button("Gelap/terang", id="ganti-tema", type="button", className="btn btn-sm btn-outline-secondary"),
        ],
        className="deck-controls",
        **{"aria-label": "Kendali presentasi"},
    )


def _button(label: str, name: str, title: str, **more: str) -> Component:
    look = "btn btn-sm btn-outline-secondary"
    return html.Button(label, type="button", title=title, className=look, **{"data-deck-act": name, **more})


def _chooser(question: SlidesQuestion, names: Mapping[str, str]) -> Component:
    """Sections to show and their order: those chosen first, the others below, unticked."""
    chosen = question.sections or tuple(names)
    order = [*chosen, *(name for name in names if name not in chosen)]
    return html.Form(
        [
            html.H2("Pilih dan urutkan slide"),
            html.Ol([_choice(name, names[name], name in chosen) for name in order]),
            html.Div(
                [
                    html.Button("Terapkan", type="submit", className="btn btn-primary"),
                    _button("Semua seperti semula", "semula", "Tampilkan semua slide dalam urutan biasa"),
                    _button("Tutup", "tutup", "Tutup panel (Esc)"),
                ],
                className="deck-panel-buttons",
            ),
        ],
        className="deck-panel",
        hidden=True,
        action=PATH,
        **{"aria-label": "Pilih dan urutkan slide"},
    )


def _choice(name: str, label: str, is_chosen: bool) -> Component:
    # Ticked in the browser alone: an input of Dash would ask the server at every tick.
    return html.Li(
        [
            html.Button(
                [html.Span(className="deck-box", **{"aria-hidden": "true"}), html.Span(label)],
                type="button",
                role="checkbox",
                className="deck-tick",
                **{"aria-checked": "true" if is_chosen else "false", "data-deck-act": "centang"},
            ),
            _button("▲", "naik", f"Naikkan {label}", **{"aria-label": f"Naikkan {label}"}),
            _button("▼", "turun", f"Turunkan {label}", **{"aria-label": f"Turunkan {label}"}),
        ],
        **{"data-section": name},
    )
