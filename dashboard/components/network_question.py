"""What the address of ``/jaringan`` asks: office, period, and the target whose reply times are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion, Preset, read_question

PATH = "/jaringan"
LONGEST_DAYS = 92
USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class NetworkQuestion:
    """All of the page's state. ``target`` empty: the worst one."""

    office: str
    start: date
    end: date
    target: str = ""

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        values = {"kantor": self.office, "dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        if self.target:
            values["sasaran"] = self.target
        return f"{PATH}?{urlencode(values)}" + (f"#{anchor}" if anchor else "")

    def revision(self) -> str:
        """What the chart's zoom belongs to."""
        return f"{self.office}/{self.start}/{self.end}/{self.target}"


def presets(today: date) -> tuple[Preset, ...]:
    """The named periods as of ``today`` (office-local)."""
    return (
        Preset("Hari ini", today, today),
        *(Preset(f"{days} hari", today - timedelta(days=days - 1), today) for days in (USUAL_DAYS, 30, 90)),
    )


def read_network(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    sasaran: str | None = None,
) -> NetworkQuestion:
    """Read the address; what is missing is the last seven days of the first office. Raises BadQuestion."""
    start = dari or (None if sampai else (today - timedelta(days=USUAL_DAYS - 1)).isoformat())
    known = read_question(offices, today, kantor=kantor, dari=start, sampai=sampai)
    if (known.end - known.start).days >= LONGEST_DAYS:
        raise BadQuestion(f"Periode lebih dari {LONGEST_DAYS} hari. Pilih periode yang lebih pendek.")
    return NetworkQuestion(known.office, known.start, known.end, sasaran or "")
