"""What the address of ``/pengiriman`` asks: office, period, form, the map's days and the reading to put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion, Preset, read_question

PATH = "/pengiriman"
LONGEST_DAYS = 92
_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class SendingQuestion:
    """All of the page's state. ``day`` is the map's day, or any day of its week; ``source`` the chosen counter."""

    office: str
    start: date
    end: date
    day: date
    weekly: bool = False
    as_table: bool = False
    source: str = ""
    correcting: tuple[str, datetime] | None = None
    """Source and moment of the reading that is put right."""

    def href(self, anchor: str = "") -> str:
        """The address of this very view."""
        values = {"kantor": self.office, "dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        values["hari"] = self.day.isoformat()
        if self.weekly:
            values["peta"] = "minggu"
        if self.as_table:
            values["tampil"] = "tabel"
        if self.source:
            values["catat"] = self.source
        if self.correcting is not None:
            source, at = self.correcting
            values["betulkan"] = f"{source}{_SEPARATOR}{int(at.timestamp())}"
        return f"{PATH}?{urlencode(values, safe=_SEPARATOR)}" + (f"#{anchor}" if anchor else "")

    def revision(self) -> str:
        """What the map's zoom belongs to."""
        return f"{self.office}/{self.map_days()}"

    def map_days(self) -> tuple[date, date]:
        """First and last day of the map: the day, or its week from Monday."""
        if not self.weekly:
            return self.day, self.day
        monday = self.day - timedelta(days=self.day.weekday())
        return monday, monday + timedelta(days=6)

    def moved(self, steps: int) -> SendingQuestion:
        """The same page with the map moved by so many days or weeks."""
        return replace(self, day=self.day + timedelta(days=steps * (7 if self.weekly else 1)))


def presets(today: date) -> tuple[Preset, ...]:
    """The named periods as of ``today`` (office-local)."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return (
        Preset("Hari ini", today, today),
        Preset("7 hari", today - timedelta(days=6), today),
        Preset("30 hari", today - timedelta(days=29), today),
        Preset("Bulan ini", first, today),
        Preset("Bulan lalu", before.replace(day=1), before),
    )


def read_sending(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    hari: str | None = None,
    peta: str | None = None,
    tampil: str | None = None,
    catat: str | None = None,
    betulkan: str | None = None,
) -> SendingQuestion:
    """Read the address; what is missing is the last seven days of the first office. Raises BadQuestion."""
    start = dari or (None if sampai else (today - timedelta(days=6)).isoformat())
    known = read_question(offices, today, kantor=kantor, dari=start, sampai=sampai)
    if (known.end - known.start).days >= LONGEST_DAYS:
        raise BadQuestion(f"Periode lebih dari {LONGEST_DAYS} hari. Pilih periode yang lebih pendek.")
    if peta not in (None, "", "hari", "minggu"):
        raise BadQuestion(f'Peta "{peta}" tidak dikenal. Pilih hari atau minggu.')
    return SendingQuestion(
        known.office,
        known.start,
        known.end,
        _day(hari, min(known.end, today)),
        weekly=peta == "minggu",
        as_table=tampil == "tabel",
        source=catat or "",
        correcting=_correcting(betulkan) if betulkan else None,
    )


def _day(text: str | None, default: date) -> date:
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadQuestion(f'Hari "{text}" tidak terbaca. Pilih hari dengan tombol di atas peta.') from None
    if not 1971 <= found.year <= 2199:
        raise BadQuestion(f'Hari "{text}" di luar kalender. Pilih hari dengan tombol di atas peta.')
    return found


def _correcting(text: str) -> tuple[str, datetime]:
    source, _, at = text.rpartition(_SEPARATOR)
    try:
        return source, datetime.fromtimestamp(int(at), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadQuestion("Pembacaan yang dibetulkan tidak terbaca. Pilih lagi dari daftarnya.") from None
