"""What the address of ``/jejak`` asks: office, period, officer, kind of act, words, page, and the line that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.components.period import PeriodLink
from dashboard.components.question import BadQuestion, read_question

PATH, FILE_PATH = "/jejak", "/jejak/unduh"
USUAL_DAYS = 30
EVERY = "semua"
_SPANS = (("Hari ini", 1), ("7 hari", 7), ("30 hari", USUAL_DAYS), ("Setahun", 365))
_LONGEST_TEXT = 100
_LARGEST = 10**12
"""No line and no page has a larger number; far beyond it no database can count."""


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """All of the page's state. ``office`` empty: all offices and the house itself; ``line`` None: none is open."""

    start: date
    end: date
    office: str = ""
    officer: str = ""
    action: str = ""
    text: str = ""
    page: int = 1
    line: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether more is asked than an office and a period."""
        return bool(self.officer or self.action or self.text)

    def values(self) -> dict[str, str]:
        """What the address says, without what is as usual."""
        period = {"dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        return {name: value for name, value in ({"kantor": self.office} | period | self.narrowing()).items() if value}

    def narrowing(self) -> dict[str, str]:
        """What is asked beside office and period."""
        return {"petugas": self.officer, "tindakan": self.action, "cari": self.text}

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        place = {"hal": str(self.page) if self.page > 1 else "", "baris": str(self.line) if self.line else ""}
        asked = self.values() | {name: value for name, value in place.items() if value}
        return f"{PATH}?{urlencode(asked)}" + (f"#{anchor}" if anchor else "")

    def file_href(self) -> str:
        """Where the whole trail of these filters is fetched as a file."""
        return f"{FILE_PATH}?{urlencode(self.values())}"

    def on_page(self, page: int) -> AuditQuestion:
        """Another page of the same filters."""
        return replace(self, page=page, line=None)


def links(question: AuditQuestion, today: date) -> list[PeriodLink]:
    """The named periods, each with its address; the filters stay."""
    found = []
    for word, days in _SPANS:
        start = today - timedelta(days=days - 1)
        asked = replace(question, start=start, end=today, page=1, line=None)
        found.append(PeriodLink(word, asked.href(), (start, today) == (question.start, question.end)))
    return found


def read_audit(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    petugas: str | None = None,
    tindakan: str | None = None,
    cari: str | None = None,
    hal: str | None = None,
    baris: str | None = None,
) -> AuditQuestion:
    """Read the address; what is missing is the last thirty days of all offices. Raises BadQuestion."""
    start = dari or (None if sampai else (today - timedelta(days=USUAL_DAYS - 1)).isoformat())
    office = kantor if kantor and kantor != EVERY else ""
    # a house without any office has a trail all the same
    known = read_question(offices or ["-"], today, kantor=office or None, dari=start, sampai=sampai)
    chosen = ["" if each == EVERY else each for each in (petugas, tindakan)]
    officer, action, text = (" ".join((each or "").split()) for each in (*chosen, cari))
    if max(map(len, (officer, action, text))) > _LONGEST_TEXT:
        raise BadQuestion(f"Saringan lebih dari {_LONGEST_TEXT} huruf. Pakai yang lebih pendek.")
    page = _number(hal, "Halaman") or 1
    line = _number(baris, "Baris") or None
    return AuditQuestion(known.start, known.end, office, officer, action, text, page, line)


def _number(text: str | None, what: str) -> int:
    if not text:
        return 0
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(_LARGEST)) else 0
    if number < 1:
        raise BadQuestion(f'{what} "{text[:40]}" tidak dikenal. Pilih dari daftar.')
    return number
