"""What the address of ``/peringatan`` asks: office, period, and the event that is about to be acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.components.period import PeriodLink
from dashboard.components.question import BadQuestion, read_question

PATH = "/peringatan"
LONGEST_DAYS = 92
USUAL_DAYS = 7
_SPANS = (("Hari ini", 1), ("7 hari", USUAL_DAYS), ("30 hari", 30), ("90 hari", 90))


@dataclass(frozen=True, slots=True)
class AlertsQuestion:
    """All of the page's state. ``event`` None: nothing is about to be acknowledged."""

    office: str
    start: date
    end: date
    event: int | None = None

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        values = {"kantor": self.office, "dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        if self.event is not None:
            values["akui"] = str(self.event)
        return f"{PATH}?{urlencode(values)}" + (f"#{anchor}" if anchor else "")


def links(question: AlertsQuestion, today: date) -> list[PeriodLink]:
    """The named periods, each with its address."""
    found = []
    for word, days in _SPANS:
        start = today - timedelta(days=days - 1)
        asked = AlertsQuestion(question.office, start, today)
        found.append(PeriodLink(word, asked.href(), (start, today) == (question.start, question.end)))
    return found


def read_alerts(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    akui: str | None = None,
) -> AlertsQuestion:
    """Read the address; what is missing is the last seven days of the first office. Raises BadQuestion."""
    start = dari or (None if sampai else (today - timedelta(days=USUAL_DAYS - 1)).isoformat())
    known = read_question(offices, today, kantor=kantor, dari=start, sampai=sampai)
    if (known.end - known.start).days >= LONGEST_DAYS:
        raise BadQuestion(f"Periode lebih dari {LONGEST_DAYS} hari. Pilih periode yang lebih pendek.")
    if akui and not akui.isdecimal():
        raise BadQuestion(f'Peringatan "{akui}" tidak dikenal. Pilih dari daftar yang sedang berlangsung.')
    return AlertsQuestion(known.office, known.start, known.end, int(akui) if akui else None)
