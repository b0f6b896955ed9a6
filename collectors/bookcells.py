"""What stands in one cell of a log book, read as a person means it. A cell that cannot be read raises CellError."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from collectors.moments import parse_moment
from dashboard.model import Stamp
from dashboard.offices import Kecamatan
from dashboard.sop import Sop

TYPED_S = 60
DATE_ONLY_S = 86_400
_SERIAL_DAYS = (20_000, 80_000)
_SERIAL_TEXT = re.compile(r"(\d{5})(?:[.,](\d+))?")
_YEARS = (2000, 2100)
_EXAMPLE = "tulis seperti 20/11/2026 14:05"
_NIK = re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)")
_OFFICE = {"dinas", "kantor", "disdukcapil", "dinas dukcapil", "kantor dinas"}
_PREFIX = re.compile(r"^kec(?:amatan)?\b\.?\s*")
_STEP = re.compile(r"(?:langkah|kegiatan|no\.?)?\s*(\d{1,3})(?:\.0*)?(?!\d)(?:[\s.:)\-].*)?", re.IGNORECASE)


class CellError(Exception):
    """A cell that cannot be used; the message says what is wrong and how to mend it."""


def read_text(cell: object) -> str:
    """A cell as text, numbers without a trailing ".0", blanks as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def number_key(nomor: str) -> str:
    """A number without what spelling adds to it: 7, "007" and "7.0" are one, and so are "12/A" and "12 / A"."""
    tight = re.sub(r"\s*([/.\-])\s*", r"\1", nomor)
    tight = re.sub(r"^(\d+)\.0+$", r"\1", tight)
    return re.sub(r"^0+(?=\d)", "", tight)


def mask_nik(text: str) -> str:
    """The text without any number of 16 digits: population numbers do not belong into tickets."""
    return _NIK.sub("[NIK disamarkan]", text)


def read_stamp(cell: object, zone: tzinfo, *, from_1904: bool = False) -> Stamp | None:
    """A date with time in ``zone`` (60 s exact), or without (a day exact, at local midnight); None for a blank.

    A zone written beside the time (WIB, WITA, WIT, +08:00) wins over ``zone``; the day always stands before the month.
    Bare numbers are Excel's count of days, ``from_1904`` where the book says so.
    """
    if isinstance(cell, (bool, time)):
        raise CellError(f"{cell} bukan tanggal; {_EXAMPLE}")
    text = read_text(cell)
    if isinstance(cell, str) and (serial := _SERIAL_TEXT.fullmatch(text)):
        cell = float(f"{serial[1]}.{serial[2] or 0}")
    if isinstance(cell, int | float) and _SERIAL_DAYS[0] < cell < _SERIAL_DAYS[1]:
        cell = from_excel(cell, CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (made aware below)
    if isinstance(cell, datetime):
        _check_year(cell.year)
        return _stamp_of(cell, zone)
    if text in ("", "-"):
        return None
    moment = parse_moment(text, zone)
    if moment is None:
        raise CellError(f"{mask_nik(text)!r} bukan tanggal yang dikenal; {_EXAMPLE}")
    _check_year(moment.at.year)
    return Stamp(moment.at, TYPED_S if moment.has_time else DATE_ONLY_S)


def _check_year(year: int) -> None:
    if not _YEARS[0] <= year < _YEARS[1]:
        raise CellError(f"tahun {year} tidak masuk akal; {_EXAMPLE}")


def _stamp_of(local: datetime, zone: tzinfo) -> Stamp:
    whole = (local + timedelta(milliseconds=500)).replace(microsecond=0)  # Excel keeps fractions of days
    aware = whole if whole.tzinfo else whole.replace(tzinfo=zone)
    # Excel stores a bare date as its midnight; nobody reports a fault at 00:00:00 sharp.
    bare = (whole.hour, whole.minute, whole.second) == (0, 0, 0)
    return Stamp(aware.astimezone(UTC), DATE_ONLY_S if bare else TYPED_S)


def read_kecamatan(cell: object, known: Iterable[Kecamatan]) -> str | None:
    """Code of the kecamatan that a cell names by code or name ("Kec. Seririt"), None for the office itself."""
    text = read_text(cell).casefold()
    if text in _OFFICE:
        return None
    name = _PREFIX.sub("", text)
    names = {each.name.casefold(): each.code for each in known}
    codes = {code.replace(".", ""): code for code in names.values()}
    for wanted, table in ((name, names), (text.replace(".", ""), codes)):
        if wanted in table:
            return table[wanted]
    near = get_close_matches(name, names, n=1)
    hint = f"; mungkin {near[0].title()}" if near else ""
    raise CellError(f"kecamatan {mask_nik(read_text(cell))!r} tidak dikenal{hint}; tulis nama atau kodenya, atau Dinas")


def read_sop(cell: object, sops: Mapping[str, Sop], own: Iterable[str]) -> str:
    """Id of the SOP that a cell names by id or title; of equal titles the office's ``own`` wins."""
    text = read_text(cell)
    if text in sops:
        return text
    titled = [sop.id for sop in sops.values() if sop.title.casefold() == text.casefold()]
    chosen = [sop_id for sop_id in own if sop_id in titled] or titled
    if len(chosen) != 1:
        raise CellError(f"SOP {mask_nik(text)!r} tidak dikenal; tulis kode SOP seperti di halaman SOP")
    return chosen[0]


def read_step(cell: object) -> int | None:
    """Number of the step: 3, "3.", "Langkah 3"; None for a blank."""
    text = read_text(cell)
    if text in ("", "-"):
        return None
    found = _STEP.fullmatch(text)
    if found is None:
        raise CellError(f"langkah {mask_nik(text)!r} bukan nomor langkah; tulis angkanya saja")
    return int(found.group(1))


def read_branch(remark: str, step: int, sop: Sop) -> str | None:
    """The answer that a remark at a decision step begins with ("Ya", "Tidak, belum bisa"), as in ``Branch.when``."""
    answers = [branch.when for branch in sop.step(step).next if branch.when]
    for answer in sorted(answers, key=len, reverse=True):
        if re.match(rf"{re.escape(answer)}(?!\w)", remark, re.IGNORECASE):
            return answer
    return None
