"""What an officer types into the form of ``/pengiriman``, read as it is meant, or refused with one message."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.formats import local

_WHOLE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")


class BadTyped(Exception):  # noqa: N818
    """Something typed that cannot be read: what is wrong and the mend, Indonesian."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}; {fix}")
        self.message, self.fix = message, fix


def read_count(text: object, what: str) -> int | None:
    """``1204``, ``1.204`` or ``1 204``; None where nothing was typed. Raises BadTyped."""
    typed = "" if text is None else str(text).strip()
    if not typed:
        return None
    if not _WHOLE.fullmatch(typed):
        raise BadTyped(f'{what} "{typed}" bukan bilangan bulat', "tulis angkanya seperti di layar, misalnya 1204")
    return int(re.sub(r"\D", "", typed))


def need_count(text: object, what: str) -> int:
    """Like ``read_count``, but something must be typed."""
    found = read_count(text, what)
    if found is None:
        raise BadTyped(f"{what} belum diisi", "tulis angka yang tampil di layar")
    return found


def read_moment(day: object, clock: object, zone: str, now: datetime) -> datetime | None:
    """Date and time on the office's clock; None (now) where no time was typed for today. Raises BadTyped."""
    today = local(now, zone).date()
    on = _read_day(str(day or "").strip(), today)
    typed = str(clock or "").strip()
    if not typed:
        if on == today:
            return None
        raise BadTyped("jam baca belum diisi", "isi jam untuk hari yang sudah lewat, misalnya 09.30")
    found = _CLOCK.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadTyped(f'jam "{typed}" tidak terbaca', "tulis jam dan menit, misalnya 09.30")
    return datetime(on.year, on.month, on.day, int(found[1]), int(found[2]), tzinfo=ZoneInfo(zone))


def _read_day(typed: str, today: date) -> date:
    if not typed:
        return today
    found = _DAY.fullmatch(typed)
    try:
        if found is None:
            raise ValueError
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise BadTyped(f'tanggal "{typed}" tidak terbaca', "tulis hari/bulan/tahun, misalnya 20/11/2026") from None
