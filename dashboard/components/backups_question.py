"""What the address of ``/cadangan`` asks: office, period, the source that is opened, and the night of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion, Preset, read_question

PATH = "/cadangan"
LONGEST_DAYS = 366
USUAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class BackupsQuestion:
    """All of the page's state. ``source`` empty: the worst one; ``night`` None: none is opened."""

    office: str
    start: date
    end: date
    source: str = ""
    night: date | None = None

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        values = {"kantor": self.office, "dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        if self.source:
            values["sumber"] = self.source
        if self.night is not None:
            values["malam"] = self.night.isoformat()
        return f"{PATH}?{urlencode(values)}" + (f"#{anchor}" if anchor else "")

    def revision(self) -> str:
        """What the charts' zoom belongs to."""
        return f"{self.office}/{self.start}/{self.end}/{self.source}"


def presets(today: date) -> tuple[Preset, ...]:
    """The named periods as of ``today`` (office-local)."""
    named = (("7 hari", 7), ("30 hari", 30), (f"{USUAL_DAYS} hari", USUAL_DAYS), ("Setahun", 365))
    return tuple(Preset(word, today - timedelta(days=days - 1), today) for word, days in named)


def read_backups(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    sumber: str | None = None,
    malam: str | None = None,
) -> BackupsQuestion:
    """Read the address; what is missing is the last ninety days of the first office. Raises BadQuestion."""
    start = dari or (None if sampai else (today - timedelta(days=USUAL_DAYS - 1)).isoformat())
    known = read_question(offices, today, kantor=kantor, dari=start, sampai=sampai)
    if (known.end - known.start).days >= LONGEST_DAYS:
        raise BadQuestion(f"Periode lebih dari {LONGEST_DAYS} hari. Pilih periode yang lebih pendek.")
    return BackupsQuestion(known.office, known.start, known.end, sumber or "", _night(malam, known.start, known.end))


def _night(text: str | None, start: date, end: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f'Malam "{text}" tidak terbaca. Klik sekali lagi pada kalendernya.') from None
    if not start <= day <= end:
        raise BadQuestion("Malam yang dibuka di luar periode ini. Pilih periode yang memuatnya.")
    return day
