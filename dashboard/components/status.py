"""The seven states as people see them: one colour, one shape and one word each (the style sheet draws the shape)."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.elements import html
from dashboard.model import Indicator

WORDS = {
    Indicator.BAIK: "baik",
    Indicator.WASPADA: "waspada",
    Indicator.GANGGUAN: "gangguan",
    Indicator.TERPUTUS: "terputus dari induk",
    Indicator.DINONAKTIFKAN: "dinonaktifkan",
    Indicator.TIDAK_TERUKUR: "tidak terukur",
    Indicator.TIDAK_BERLAKU: "tidak berlaku",
}
SHORT_WORDS = {**WORDS, Indicator.TERPUTUS: "terputus"}
LABELS = {"jaringan": "Jaringan", "cadangan": "Cadangan", "pengiriman": "Pengiriman", "tiket": "Tiket"}
LETTERS = {"jaringan": "J", "cadangan": "C", "pengiriman": "P", "tiket": "T"}


def glyph(state: Indicator | None = None) -> Component:
    """The shape of a state. Without ``state`` it takes the state of the element around it."""
    own = {} if state is None else {"data-state": str(state)}
    return html.Span(className="glyph", **{"aria-hidden": "true"}, **own)


def chip(state: Indicator) -> Component:
    """A state as shape, word and colour."""
    return html.Span(
        [glyph(), html.Span(WORDS[state], className="chip-word")], className="chip", **{"data-state": str(state)}
    )


def legend(*, letters: bool) -> Component:
    """What the shapes mean; always in sight on the wall. ``letters``: tiles that have no room for words are shown."""
    named = [html.Li([html.B(LETTERS[name]), " ", LABELS[name].lower()]) for name in LABELS] if letters else []
    shapes = [html.Li([glyph(), SHORT_WORDS[state]], **{"data-state": str(state)}) for state in Indicator]
    if letters:
        office, off = (html.Span(className=mark, **{"aria-hidden": "true"}) for mark in ("mark-office", "mark-off"))
        marks = [html.Li([office, "keadaan kantor"]), html.Li([off, "di luar jam kerja"])]
    else:
        office = html.Span("kantor", className="ind-office")
        marks = [html.Li([office, "keadaan kantor"]), html.Li("redup: di luar jam kerja", className="legend-muted")]
    return html.Ul([*named, *shapes, *marks], className="legend", **{"aria-label": "Keterangan lambang"})
