"""How numbers, dates, times and durations are written for people (Bahasa Indonesia, Babel ``id_ID``).

Pure functions; the zone is passed in and every instant is an aware datetime. A missing value is "—", never zero.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

LOCALE = "id_ID"
NONE = "—"
NBSP = "\N{NO-BREAK SPACE}"

ZONE_LABELS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_ACRONYMS = frozenset({"SIAK", "SOP", "ADB", "NIK", "KK", "PIAK"})
_UNITS = ((86_400, "hari"), (3_600, "jam"), (60, "menit"), (1, "detik"))


def number(value: float | None, digits: int = 0) -> str:
    """``1.234,5``; at most ``digits`` decimals."""
    if value is None:
        return NONE
    return _decimal(value, digits) if value else "0"  # minus zero has no sign


@lru_cache(maxsize=20_000)
def _decimal(value: float, digits: int) -> str:
    """A page writes the same numbers again and again, and Babel reads its pattern and locale each time."""
    return str(format_decimal(value, format="#,##0" + ("." + "#" * digits if digits else ""), locale=LOCALE))


@lru_cache(maxsize=5_000)
def day_text(day: date, pattern: str) -> str:
    """A day in Babel's ``pattern`` (``EEE d MMM``), for what no name stands for here."""
    return str(format_date(day, pattern, locale=LOCALE))


def percent(fraction: float | None, digits: int = 1) -> str:
    """A fraction 0..1 as ``92,5 %``, with a no-break space before the sign."""
    return NONE if fraction is None else number(fraction * 100, digits) + NBSP + "%"


def points(percentage: float | None, digits: int = 1) -> str:
    """A number that is a percentage already (a target of 90) as ``90 %``."""
    return NONE if percentage is None else number(percentage, digits) + NBSP + "%"


def zone_label(zone: str) -> str:
    """WIB, WITA or WIT; another zone keeps its own name."""
    return ZONE_LABELS.get(zone, zone)


def long_date(day: date | None) -> str:
    """``20 November 2026``."""
    return NONE if day is None else day_text(day, "d MMMM yyyy")


def short_date(day: date | None) -> str:
    """``20 Nov 2026``."""
    return NONE if day is None else day_text(day, "d MMM yyyy")


def month_year(day: date | None) -> str:
    """``November 2026``."""
    return NONE if day is None else day_text(day, "MMMM yyyy")


def field_date(day: date) -> str:
    """``20/11/2026``, as people type a date."""
    return f"{day:%d/%m/%Y}"


def period(start: date, end: date) -> str:
    """``1–20 November 2026``, both days included; what two dates share is written once."""
    if start == end:
        return long_date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{long_date(end)}"
    left = day_text(start, "d MMMM") if start.year == end.year else long_date(start)
    return f"{left} – {long_date(end)}"


def local(at: datetime, zone: str) -> datetime:
    """The instant on the office's wall clock."""
    return at.astimezone(ZoneInfo(zone))


def clock(at: datetime | None, zone: str) -> str:
    """``14.05 WITA``."""
    return NONE if at is None else f"{local(at, zone):%H.%M}{NBSP}{zone_label(zone)}"


def date_clock(at: datetime | None, zone: str) -> str:
    """``20 Nov 2026 14.05 WITA``."""
    return NONE if at is None else f"{short_date(local(at, zone).date())} {clock(at, zone)}"


def since(at: datetime | None, zone: str, now: datetime) -> str:
    """``14.05`` for today, ``19 Nov 14.05`` for an earlier day, in the office's zone."""
    if at is None:
        return NONE
    there = local(at, zone)
    if there.date() == local(now, zone).date():
        return f"{there:%H.%M}"
    return f"{day_text(there.date(), 'd MMM')} {there:%H.%M}"


def duration(seconds: float | None) -> str:
    """The two largest units: ``2 jam 5 menit``, ``45 detik``, ``3 hari 4 jam``. The sign is dropped."""
    if seconds is None:
        return NONE
    left = int(abs(seconds))
    for place, (size, word) in enumerate(_UNITS):
        if left >= size or size == 1:
            first, rest = divmod(left, size)
            text = f"{number(first)} {word}"
            if place < len(_UNITS) - 2:  # minutes are not followed by seconds: a wall must not flicker
                next_size, next_word = _UNITS[place + 1]
                second = rest // next_size
                text += f" {second} {next_word}" if second else ""
            return text
    return NONE  # unreachable: the last unit always returns


def file_size(count: float | None) -> str:
    """Bytes as ``252,7 KB``, ``12,3 MB`` or ``1,5 GB`` (of 1024, as file managers write them)."""
    if count is None:
        return NONE
    for power, unit in ((3, "GB"), (2, "MB"), (1, "KB")):
        if count >= 1024**power:
            return f"{number(count / 1024**power, 1)}{NBSP}{unit}"
    return f"{number(count)}{NBSP}byte"


def age(seconds: float | None) -> str:
    """``12 detik lalu``; under two seconds ``baru saja``."""
    if seconds is None:
        return NONE
    return "baru saja" if seconds < 2 else f"{duration(seconds)} lalu"


def countdown(seconds: float | None) -> str:
    """``sisa 23 menit`` before the due time, ``lewat 1 jam 5 menit`` after it."""
    if seconds is None:
        return NONE
    return f"{'sisa' if seconds >= 0 else 'lewat'} {duration(seconds)}"


def sop_short(title: str) -> str:
    """``Backup data hasil pelayanan SIAK``: an SOP's title without "SOP", capitals and bracketed examples."""
    words = title.split(" (")[0].removeprefix("SOP ").split()
    quiet = [word.lower() if word.isupper() and word not in _ACRONYMS else word for word in words]
    joined = " ".join(quiet)
    return joined[:1].upper() + joined[1:]


def ticket_number(ticket: str) -> str:
    """The number people know a ticket by: without the source before the first ":".

    Empty for runs that the product numbers itself (``backup-...``), for those numbers are on nobody's paper.
    """
    source, colon, number = ticket.partition(":")
    return number if colon else "" if source.startswith("backup-") else ticket


def ticket_name(ticket: str, opened_at: datetime, zone: str) -> str:
    """What a ticket is called: its number, or of a run that no paper numbers what it is and when it was due.

    ``cadangan 29 Nov 21.30``, ``jadwal 2 Nov 2026``.
    """
    there = local(opened_at, zone)
    if ticket.startswith("jadwal-"):
        return f"jadwal {short_date(there.date())}"
    return ticket_number(ticket) or f"cadangan {format_date(there.date(), 'd MMM', locale=LOCALE)} {there:%H.%M}"
