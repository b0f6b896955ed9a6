"""What the address of ``/laporan`` asks: office, period, kecamatan, SOPs and the forms of the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard import formats
from dashboard.components.question import BadQuestion, Preset, read_question

PATH = "/laporan"
_MONTHS, _QUARTERS, _HALVES, _YEARS = 13, 6, 4, 3
"""How far back each list of periods goes; older ones are typed."""
Given = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """All of the page's state. No ``kecamatan`` (or ``sops``): all of them; ``dinas`` stands for the office itself."""

    office: str
    start: date
    end: date
    kecamatan: tuple[str, ...] = ()
    sops: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    def fields(self) -> dict[str, str]:
        """The parts of the address by name; empty ones are left out of it."""
        return {
            "kantor": self.office,
            "dari": self.start.isoformat(),
            "sampai": self.end.isoformat(),
            "kecamatan": ",".join(self.kecamatan),
            "sop": ",".join(self.sops),
            "bentuk": ",".join(self.forms),
        }

    def href(self, path: str = PATH) -> str:
        """The address of this very view."""
        told = {name: value for name, value in self.fields().items() if value}
        return f"{path}?{urlencode(told, safe=',')}"


def read_report(
    offices: Sequence[str],
    today: date,
    forms: Sequence[str],
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    kecamatan: Given = None,
    sop: Given = None,
    bentuk: Given = None,
) -> ReportQuestion:
    """Read the address; what is missing is the last whole month of the first office, in the first form.

    Raises BadQuestion. Whether a kecamatan or an SOP exists is the report's own to say.
    """
    if not dari and not sampai:
        end = today.replace(day=1) - timedelta(days=1)
        dari, sampai = end.replace(day=1).isoformat(), end.isoformat()
    known = read_question(offices, today, kantor=kantor, dari=dari, sampai=sampai)
    chosen = _listed(bentuk) or tuple(forms[:1])
    for form in chosen:
        if form not in forms:
            raise BadQuestion(f'Bentuk "{form}" belum ada. Pilih salah satu: {", ".join(forms)}.')
    return ReportQuestion(known.office, known.start, known.end, _listed(kecamatan), _listed(sop), chosen)


def _listed(given: Given) -> tuple[str, ...]:
    """``a,b`` as links carry it, or the values of ticked boxes of one name; each once, in their order."""
    if given is None:
        return ()
    texts = [given] if isinstance(given, str) else list(given)
    return tuple(dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part.strip()))


def periods(today: date) -> dict[str, tuple[Preset, ...]]:
    """The whole periods that reports are about, the youngest first, by the word of their list.

    The present ones are whole as well: a report of them says that they still run.
    """
    return {
        "Bulan": tuple(_months(today, 1, _MONTHS)),
        "Triwulan": tuple(_months(today, 3, _QUARTERS)),
        "Semester": tuple(_months(today, 6, _HALVES)),
        "Tahun": tuple(_months(today, 12, _YEARS)),
    }


_ROMAN = ("I", "II", "III", "IV")


def _months(today: date, length: int, count: int) -> list[Preset]:
    found = []
    start = date(today.year, (today.month - 1) // length * length + 1, 1)
    for _ in range(count):
        place = start.year * 12 + start.month - 1
        end = _first(place + length) - timedelta(days=1)
        found.append(Preset(_name(start, length), start, end))
        start = _first(place - length)
    return found


def _first(place: int) -> date:
    return date(place // 12, place % 12 + 1, 1)


def _name(start: date, length: int) -> str:
    number = _ROMAN[(start.month - 1) // length] if length in (3, 6) else ""
    named = {1: formats.month_year(start), 3: f"Triwulan {number} {start.year}", 6: f"Semester {number} {start.year}"}
    return named.get(length, str(start.year))
