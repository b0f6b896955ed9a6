"""What the address of ``/kepatuhan`` asks: office, period, kind, view and the cell whose runs are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from dashboard.model import Kind, Scope

LONGEST_DAYS = 366 * 3
DINAS = "dinas"
_SEPARATOR = "~"


class BadQuestion(Exception):  # noqa: N818
    """An address that cannot be answered; the text is for people and names the mend."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The cell whose runs are shown. ``from_step`` None: the total."""

    kecamatan: str | None
    sop: str
    from_step: int | None
    scope: Scope

    def text(self) -> str:
        """As it stands in the address."""
        step = "" if self.from_step is None else str(self.from_step)
        return _SEPARATOR.join((self.kecamatan or DINAS, self.sop, step, str(self.scope)))


@dataclass(frozen=True, slots=True)
class Opened:
    """The row whose explanation is open. ``name`` is a ticket with ``number`` its attempt, or a measured target with
    ``number`` the start of its hour in POSIX seconds.
    """

    name: str
    step: int
    number: int

    def text(self) -> str:
        """As it stands in the address."""
        return _SEPARATOR.join((self.name, str(self.step), str(self.number)))


class Versus(StrEnum):
    """Periods to compare with that follow from the asked one; any other is named by its two days."""

    BEFORE = "sebelumnya"
    YEAR_AGO = "tahun-lalu"


@dataclass(frozen=True, slots=True)
class Question:
    """All of the page's state; ``href`` gives the address that asks it."""

    office: str
    start: date
    end: date
    kind: Kind = Kind.PELAKSANAAN
    as_table: bool = False
    pick: Pick | None = None
    opened: Opened | None = None
    versus: Versus | tuple[date, date] | None = None
    """The period that this one is compared with."""
    sop: str = ""
    """Only this SOP; empty: all of the office."""

    def earlier(self) -> tuple[date, date] | None:
        """First and last day of the period to compare with; None: nothing is compared."""
        if self.versus is Versus.BEFORE:
            return self.start - (self.end - self.start) - timedelta(days=1), self.start - timedelta(days=1)
        if self.versus is Versus.YEAR_AGO:
            return _year_before(self.start), _year_before(self.end)
        return self.versus

    def href(self, path: str = "/kepatuhan") -> str:
        """The address of this very view."""
        values = {"kantor": self.office, "dari": self.start.isoformat(), "sampai": self.end.isoformat()}
        values["jenis"] = str(self.kind)
        if self.as_table:
            values["tampil"] = "tabel"
        if self.sop:
            values["sop"] = self.sop
        if self.versus is not None:
            values["banding"] = versus_text(self.versus)
        if self.pick is not None:
            values["pilih"] = self.pick.text()
        if self.opened is not None:
            values["buka"] = self.opened.text()
        return f"{path}?{urlencode(values, safe=_SEPARATOR)}"

    def revision(self) -> str:
        """What a chart's zoom belongs to."""
        against = "" if self.versus is None else versus_text(self.versus)
        return f"{self.office}/{self.start}/{self.end}/{self.kind}/{self.sop}/{against}"


def versus_text(versus: Versus | tuple[date, date]) -> str:
    """As it stands in the address."""
    return str(versus) if isinstance(versus, Versus) else _SEPARATOR.join(day.isoformat() for day in versus)


def _year_before(day: date) -> date:
    """The same day a year before; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True, slots=True)
class Preset:
    """A period that people ask for by name."""

    label: str
    start: date
    end: date


def presets(today: date) -> tuple[Preset, ...]:
    """The named periods as of ``today`` (office-local); none reaches beyond it."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return (
        Preset("Bulan ini", first, today),
        Preset("Bulan lalu", before.replace(day=1), before),
        Preset("Triwulan ini", quarter, today),
        Preset("90 hari", today - timedelta(days=89), today),
        Preset("Tahun ini", date(today.year, 1, 1), today),
    )


def read_question(
    offices: Sequence[str],
    today: date,
    *,
    kantor: str | None = None,
    dari: str | None = None,
    sampai: str | None = None,
    jenis: str | None = None,
    tampil: str | None = None,
    pilih: str | None = None,
    buka: str | None = None,
    banding: str | None = None,
    dari2: str | None = None,
    sampai2: str | None = None,
    sop: str | None = None,
) -> Question:
    """Read the address; what is missing is this month of the first office. Raises BadQuestion.

    ``dari2`` and ``sampai2`` are the two fields of the form for a period of one's own to compare with.
    """
    if not offices:
        raise BadQuestion("Belum ada kantor. Tambahkan berkas kantor di folder PANTAU_OFFICES.")
    office = kantor if kantor and kantor != "semua" else offices[0]
    if office not in offices:
        raise BadQuestion(f'Kantor "{office}" tidak dikenal. Pilih kantor dari daftar di atas.')
    start = _date(dari, "dari", today.replace(day=1))
    end = _date(sampai, "sampai", max(today, start))
    if end < start:
        raise BadQuestion("Tanggal sampai mendahului tanggal dari. Tukar kedua tanggal itu.")
    if (end - start).days > LONGEST_DAYS:
        raise BadQuestion("Periode lebih dari tiga tahun. Pilih periode yang lebih pendek.")
    try:
        kind = Kind(jenis) if jenis else Kind.PELAKSANAAN
    except ValueError:
        raise BadQuestion(f'Jenis "{jenis}" tidak dikenal. Pilih pelaksanaan atau pengukuran.') from None
    versus = read_versus(banding or (_SEPARATOR.join((dari2, sampai2)) if dari2 and sampai2 else ""))
    question = Question(office, start, end, kind, as_table=tampil == "tabel", versus=versus, sop=sop or "")
    try:
        question.earlier()
    except (ValueError, OverflowError):  # before the first day that a calendar can hold
        raise BadQuestion("Tidak ada periode pembanding sebelum periode itu. Pilih periode lain.") from None
    if pilih:
        question = replace(question, pick=read_pick(pilih))
    return question if not buka else replace(question, opened=read_opened(buka))


def read_versus(text: str) -> Versus | tuple[date, date] | None:
    """The period to compare with, as named in the address. Raises BadQuestion."""
    if not text:
        return None
    if text in set(Versus):
        return Versus(text)
    days = text.split(_SEPARATOR)
    if len(days) != len(("first", "last")):
        raise BadQuestion(f'Pembanding "{text}" tidak dikenal. Pilih sebelumnya, tahun-lalu, atau dua tanggal.')
    first, last = (_date(day, "pembanding", date.min) for day in days)
    if last < first:
        raise BadQuestion("Tanggal sampai pembanding mendahului tanggal dari. Tukar kedua tanggal itu.")
    if (last - first).days > LONGEST_DAYS:
        raise BadQuestion("Periode pembanding lebih dari tiga tahun. Pilih periode yang lebih pendek.")
    return first, last


def read_opened(text: str) -> Opened:
    """The row named in the address. Raises BadQuestion."""
    try:
        name, step, number = text.rsplit(_SEPARATOR, 2)
        return Opened(name, int(step), int(number))
    except ValueError:
        raise BadQuestion("Baris yang dibuka tidak terbaca. Klik sekali lagi pada barisnya.") from None


def read_pick(text: str) -> Pick:
    """The cell named in the address. Raises BadQuestion."""
    try:
        kecamatan, sop, step, scope = text.split(_SEPARATOR)
        return Pick(None if kecamatan == DINAS else kecamatan, sop, int(step) if step else None, Scope(scope))
    except ValueError:
        raise BadQuestion("Sel yang dipilih tidak terbaca. Klik sekali lagi pada peta kepatuhan.") from None


def _date(text: str | None, name: str, default: date) -> date:
    """A date as links carry it (2026-11-20) or as people type it (20/11/2026)."""
    if not text:
        return default
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  (a calendar day has no zone)
        except ValueError:
            continue
    raise BadQuestion(f'Tanggal {name} "{text}" tidak terbaca. Tulis hari/bulan/tahun, misalnya 20/11/2026.')
