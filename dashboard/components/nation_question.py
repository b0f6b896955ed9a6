"""What the address of ``/nasional`` and ``/provinsi`` asks: province, period, words to seek and the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from dashboard.components.question import BadQuestion, Preset, read_question
from dashboard.components.shell import Kept
from dashboard.views.nation_rows import NationRow

NATION, PROVINCE = "/nasional", "/provinsi"
LONGEST_DAYS = 366
USUAL_DAYS = 30
EVERY = "semua"
WORST = "terburuk"
ORDERS = {
    WORST: "Terburuk dahulu",
    "nama": "Nama",
    "terlambat": "Terbanyak lewat waktu",
    "kepatuhan": "Kepatuhan terendah",
    "ketersediaan": "Ketersediaan terendah",
}
"""As they stand in the address, and as people read them."""


@dataclass(frozen=True, slots=True)
class NationQuestion:
    """All of the page's state. ``kept`` is the office that rides along; ``province`` a code, empty for all of them."""

    path: str
    start: date
    end: date
    province: str = ""
    text: str = ""
    order: str = WORST
    office: str = ""

    @property
    def scope(self) -> str:
        """The province that the whole page is about; on the page of the nation it only narrows the list."""
        return self.province if self.path == PROVINCE else ""

    @property
    def is_narrowed(self) -> bool:
        """Whether the list shows fewer than the page is about."""
        return bool(self.text or (self.province and self.path == NATION))

    def values(self) -> dict[str, str]:
        """What of the address is not its period, without what is as usual."""
        order = "" if self.order == WORST else self.order
        found = {"kantor": self.office, "kode": self.province, "cari": self.text, "urut": order}
        return {name: value for name, value in found.items() if value}

    def href(self) -> str:
        """The address of this very view."""
        period = {"dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        return f"{self.path}?{urlencode({**self.values(), **period})}"

    def of_province(self, code: str) -> str:
        """The page of one province, its period kept."""
        return replace(self, path=PROVINCE, province=code, text="", order=WORST).href()

    def office_href(self, path: str, office: str) -> str:
        """A page of one office for the same period."""
        return Kept(office, self.start, self.end).href(path)

    def fits(self, row: NationRow) -> bool:
        """Whether a row is shown."""
        if self.province and row.province_code != self.province:
            return False
        said = f"{row.office} {row.name} {row.short} {row.province}".casefold()
        return all(word in said for word in self.text.casefold().split())

    def revision(self) -> str:
        """What the chart's zoom belongs to."""
        return f"{self.path}/{self.scope}/{self.start}/{self.end}"


def presets(today: date) -> tuple[Preset, ...]:
    """The named periods as of ``today``."""
    spans = {f"{days} hari": days for days in (7, USUAL_DAYS, 90)} | {"Setahun": LONGEST_DAYS - 1}
    return tuple(Preset(word, today - timedelta(days=days - 1), today) for word, days in spans.items())


def read_nation(
    path: str,
    provinces: Mapping[str, str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    kode: str | None = None,
    cari: str | None = None,
    urut: str | None = None,
) -> NationQuestion:
    """Read the address; what is missing is the last thirty days, and on ``/provinsi`` the chosen office's province.

    ``provinces``: names by code, of those that are known. Raises BadQuestion.
    """
    start = dari or (None if sampai else (today - timedelta(days=USUAL_DAYS - 1)).isoformat())
    known = read_question((EVERY,), today, dari=start, sampai=sampai)
    if (known.end - known.start).days >= LONGEST_DAYS:
        raise BadQuestion(f"Periode lebih dari {LONGEST_DAYS} hari. Pilih periode yang lebih pendek.")
    if urut and urut not in ORDERS:
        raise BadQuestion(f'Urutan "{urut}" tidak dikenal. Pakai salah satu: {", ".join(ORDERS)}.')
    code = "" if kode in (None, EVERY) else str(kode)
    if code and code not in provinces:
        raise BadQuestion(f'Provinsi "{code}" tidak dikenal. Pilih provinsi dari daftar halaman Nasional.')
    if path == PROVINCE and not code:
        own = (kantor or "").partition(".")[0]
        code = own if own in provinces else next(iter(provinces), "")
    text = (cari or "").strip()[:100]
    return NationQuestion(path, known.start, known.end, code, text, urut or WORST, kantor or "")
