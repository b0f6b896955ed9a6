"""How nights, checks and copies read and look on ``/cadangan``."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.status import glyph
from dashboard.figures.calendar import Look
from dashboard.figures.template import FILLS, SIGNS
from dashboard.model import Indicator, RunState
from dashboard.views.backups_rows import CheckRow, CopyState, NightState

WORDS = {
    NightState.BAIK: "baik",
    NightState.LEWAT_BAKU: "baik, lewat waktu",
    NightState.GAGAL: "gagal periksa",
    NightState.TIDAK_ADA: "tidak ada",
    NightState.TIDAK_TERUKUR: "tidak terukur",
    NightState.BERJALAN: "sedang berjalan",
    NightState.DITUNGGU: "ditunggu",
    NightState.TIDAK_DIJADWALKAN: "tidak dijadwalkan",
}
STATES = {
    NightState.BAIK: Indicator.BAIK,
    NightState.LEWAT_BAKU: Indicator.WASPADA,
    NightState.GAGAL: Indicator.GANGGUAN,
    NightState.TIDAK_ADA: Indicator.GANGGUAN,
    NightState.TIDAK_TERUKUR: Indicator.TIDAK_TERUKUR,
    NightState.BERJALAN: Indicator.TIDAK_TERUKUR,
    NightState.DITUNGGU: Indicator.TIDAK_BERLAKU,
    NightState.TIDAK_DIJADWALKAN: Indicator.TIDAK_BERLAKU,
}
_TO_COME = "#e9f0f8"
_OFF = "#eef0f2"
_ABSENT = "#d9705f"
"""Deeper than what failed a check: there is not even a file."""
LOOKS = {
    NightState.BAIK: Look(WORDS[NightState.BAIK], FILLS[Indicator.BAIK], SIGNS[Indicator.BAIK]),
    NightState.LEWAT_BAKU: Look(WORDS[NightState.LEWAT_BAKU], FILLS[Indicator.WASPADA], SIGNS[Indicator.WASPADA]),
    NightState.GAGAL: Look(WORDS[NightState.GAGAL], FILLS[Indicator.GANGGUAN], SIGNS[Indicator.GANGGUAN]),
    NightState.TIDAK_ADA: Look(WORDS[NightState.TIDAK_ADA], _ABSENT, "○"),
    NightState.TIDAK_TERUKUR: Look("tidak terukur", FILLS[Indicator.TIDAK_TERUKUR], SIGNS[Indicator.TIDAK_TERUKUR]),
    NightState.BERJALAN: Look(WORDS[NightState.BERJALAN], _TO_COME, "►"),
    NightState.DITUNGGU: Look(WORDS[NightState.DITUNGGU], _TO_COME, "…"),
    NightState.TIDAK_DIJADWALKAN: Look(WORDS[NightState.TIDAK_DIJADWALKAN], _OFF, "·"),
}
CHECKS = {
    "present": "Ada",
    "header": "Kepala",
    "text_mode": "Biner",
    "file_end": "Ujung",
    "log_match": "Log cocok",
    "log_end": "Akhir log",
    "log_errors": "Tanpa galat",
    "stable_size": "Stabil",
    "size": "Ukuran wajar",
}
"""Short headings, in the order in which a dump is looked at."""
COPIES = {
    CopyState.SAMA: (Indicator.BAIK, "sama"),
    CopyState.BERBEDA: (Indicator.GANGGUAN, "berbeda"),
    CopyState.BELUM_ADA: (Indicator.WASPADA, "belum ada"),
    CopyState.TIDAK_DIKETAHUI: (Indicator.TIDAK_TERUKUR, "tidak diketahui"),
}
RUNS = {
    RunState.MET: Indicator.BAIK,
    RunState.LATE: Indicator.GANGGUAN,
    RunState.OVERDUE: Indicator.GANGGUAN,
    RunState.NOT_DONE: Indicator.GANGGUAN,
    RunState.AT_RISK: Indicator.WASPADA,
}
"""Every other state of a run is neither good nor bad."""


def marked(state: Indicator, word: str) -> Component:
    """Shape, colour and word of anything that has a state."""
    return html.Span([glyph(), html.Span(word, className="chip-word")], className="chip", **{"data-state": str(state)})


def mark(state: Indicator, word: str, told: str) -> Component:
    """A shape alone, for a narrow column; its word is there for screen readers and for the CSV."""
    parts = [glyph(), html.Span(word, className="visually-hidden")]
    return html.Span(parts, className="bk-mark", title=told, **{"data-state": str(state)})


def check_mark(check: CheckRow | None) -> Component:
    """What a check came to; a dash where it was not made."""
    if check is None:
        return html.Span("—", className="bk-none")
    return mark(*check_state(check), check.message)


def check_state(check: CheckRow) -> tuple[Indicator, str]:
    """State and word of a check; what could not be decided is neither good nor failed."""
    if check.ok is None:
        return Indicator.TIDAK_TERUKUR, "tidak diketahui"
    return (Indicator.BAIK, "baik") if check.ok else (Indicator.GANGGUAN, "gagal")
