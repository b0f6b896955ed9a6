"""What the address of ``/presentasi`` asks: office, period, frozen moment, choice and order of slides, the slide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion, read_question

PATH = "/presentasi"
_SEPARATOR = ","


@dataclass(frozen=True, slots=True)
class SlidesQuestion:
    """All of the page's state. ``frozen_at``: figures are those of this moment; ``sections`` empty: all as usual."""

    office: str
    start: date
    end: date
    frozen_at: datetime
    sections: tuple[str, ...] = ()
    slide: int = 1

    def href(self) -> str:
        """The address of this very slide with these very figures."""
        values = {
            "kantor": self.office,
            "dari": self.start.isoformat(),
            "sampai": self.end.isoformat(),
            "beku": f"{self.frozen_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        if self.sections:
            values["isi"] = _SEPARATOR.join(self.sections)
        return f"{PATH}?{urlencode({**values, 'slide': str(self.slide)}, safe=',:')}"

    def at(self, slide: int) -> SlidesQuestion:
        """The same at another slide."""
        return replace(self, slide=slide)


def read_slides(
    offices: Sequence[str],
    known_sections: Collection[str],
    today: date,
    now: datetime,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    beku: str | None = None,
    isi: str | None = None,
    slide: str | None = None,
) -> SlidesQuestion:
    """Read the address; what is missing is this month of the first office, frozen now. Raises BadQuestion."""
    known = read_question(offices, today, kantor=kantor, dari=dari, sampai=sampai)
    sections = tuple(dict.fromkeys(part for part in (isi or "").split(_SEPARATOR) if part))
    for each in sections:
        if each not in known_sections:
            raise BadQuestion(f'Slide "{each}" tidak dikenal. Pilih slide dengan tombol p.')
    number = int(slide) if slide and slide.isascii() and slide.isdecimal() and len(slide) < 5 else 1
    return SlidesQuestion(known.office, known.start, known.end, _frozen(beku, now), sections, max(1, number))


def _frozen(text: str | None, now: datetime) -> datetime:
    """Whole seconds, so that the address holds all of it."""
    if not text:
        return now.replace(microsecond=0)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f'Saat beku "{text}" tidak terbaca. Buka presentasi baru dari halaman kepatuhan.') from None
    if at.tzinfo is None:
        raise BadQuestion(f'Saat beku "{text}" tanpa zona waktu. Tulis seperti 2026-11-20T06:05:00Z.')
    if at > now:
        raise BadQuestion("Saat beku masih akan datang. Buka presentasi baru dari halaman kepatuhan.")
    return at.astimezone(UTC).replace(microsecond=0)
