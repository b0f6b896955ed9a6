"""Sentences that slides share: how a figure stands, what to do where nothing was measured, and what the notes say."""

from __future__ import annotations

from urllib.parse import urlencode

from dashboard import formats
from dashboard.model import Compliance, Indicator
from dashboard.views.report_rows import ReportView

UNMEASURED = "tidak terukur"
_MOST_DIGITS = 4
_STANDING = {
    Indicator.BAIK: "mencapai target",
    Indicator.WASPADA: "mendekati target",
    Indicator.GANGGUAN: "jauh di bawah target",
    Indicator.TIDAK_TERUKUR: UNMEASURED,
}
_COMPLIANCE = ("Kepatuhan", "n", "Tepat", "Tidak tepat", "Cakupan", "Sasaran")
_TERMS = {
    "judul": ("Periode",),
    "ringkasan": (
        "Pelaksanaan",
        "Pengukuran",
        "Seluruh SOP",
        *_COMPLIANCE,
        "Sebelum pengecualian",
        "Terbaik dan terburuk",
    ),
    "kepatuhan": ("Pelaksanaan", *_COMPLIANCE),
    "tren": ("Pelaksanaan", "Periode", *_COMPLIANCE),
    "langkah": (*_COMPLIANCE, "Tidak terpantau", "Seluruh SOP"),
    "terburuk": (*_COMPLIANCE, "Median dan P90"),
    "jaringan": ("Ketersediaan",),
    "gangguan": ("Ketersediaan",),
    "cadangan": ("Tepat", "Tidak tepat", "Tidak terpantau", "Di luar hitungan"),
    "pengiriman": ("Tidak terpantau",),
    "tunggakan": ("Tunggakan", "Cakupan", "Tidak terpantau"),
}
_PAGES = {
    "jaringan": "/jaringan",
    "gangguan": "/jaringan",
    "cadangan": "/cadangan",
    "pengiriman": "/pengiriman",
    "tunggakan": "/terlambat",
}


def standing_words(state: Indicator) -> str:
    """How a figure stands to its target, in words."""
    return _STANDING[state]


def share(fraction: float | None, target: float, digits: int = 1) -> str:
    """A percentage that never looks as if it reached the target, or all, when it did not: 89,98 % and not 90 %."""
    if fraction is None or fraction >= 1:
        return formats.percent(fraction, digits)
    mark = target if fraction < target else 1.0
    while digits < _MOST_DIGITS and round(fraction * 100, digits) >= round(mark * 100, _MOST_DIGITS):
        digits += 1
    return formats.percent(fraction, digits)


def share_words(row: Compliance | None, target: float) -> str:
    """``92,5 % (n 24)``; "tidak terukur" without a judged run."""
    if row is None or row.compliance is None:
        return UNMEASURED
    return f"{share(row.compliance, target)} (n{formats.NBSP}{formats.number(row.n)})"


def interim_word(view: ReportView) -> str:
    """Marks the figures of a period that still runs."""
    return "SEMENTARA: periode masih berjalan" if view.interim else ""


def joined(*parts: str) -> str:
    """The parts that say something, apart."""
    return " · ".join(part for part in parts if part)


def first_letter(text: str) -> str:
    """The sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def when_empty(view: ReportView) -> str:
    """Why nothing is there and what to do."""
    if view.to_come:
        return "Periode belum dimulai pada saat angka dibekukan. Pilih periode yang sudah berjalan."
    return "Pilih periode lain, atau periksa apakah sumber datanya sudah terhubung. Yang tidak terukur bukan nol."


def notes_of(view: ReportView, section: str) -> tuple[str, ...]:
    """For the speaker: what the figures mean and where each can be traced to its events."""
    terms = {each.term: each.text for each in view.definitions}
    wanted = _TERMS.get(section, tuple(terms))
    period = {"dari": view.start.isoformat(), "sampai": view.end.isoformat()}
    page = f"{_PAGES.get(section, '/kepatuhan')}?{urlencode({'kantor': view.office.code, **period})}"
    asked = {"office": view.office.code, "from": view.start.isoformat(), "to": view.end.isoformat()}
    return (
        *(f"{term}: {terms[term]}" for term in wanted if term in terms),
        f"Menelusuri angka: halaman {page}; angka mesin: /api/v1/compliance?{urlencode(asked)}. "
        f"Angka dibekukan {formats.date_clock(view.as_of, view.office.zone)} menurut aturan versi "
        f"{', '.join(view.rule_versions)}.",
        *(("DATA SIMULASI: bukan keadaan kantor yang sebenarnya.",) if view.simulated else ()),
    )
