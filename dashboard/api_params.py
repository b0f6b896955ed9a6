"""The query strings of the HTTP API: read strictly, refused with one Indonesian sentence that names the field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Outside these a date is a typing error (and would run out of the calendar when moved to UTC)."""
LONGEST_DAYS = 1100
"""Three years and a little: what one request may ask for."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_TAG = re.compile(r"[0-9a-f]{12}")
_SHOWN = 40


class BadParameter(Exception):  # noqa: N818  (named after what it is about)
    """A parameter that cannot be used. ``message`` is Indonesian and says how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def only(query: Mapping[str, Sequence[str]], allowed: Collection[str]) -> dict[str, str]:
    """The parameters as single values. Raises BadParameter for an unknown name or one given twice."""
    for name, values in query.items():
        if name not in allowed:
            raise BadParameter(_short(name), f"Parameter tidak dikenal. Yang ada: {', '.join(allowed)}.")
        if len(values) != 1:
            raise BadParameter(name, f"Parameter {name} cukup diberikan satu kali.")
    return {name: values[0] for name, values in query.items()}


def required(values: Mapping[str, str], field: str) -> str:
    """A parameter that must be there. Raises BadParameter where it is missing or empty."""
    value = values.get(field, "")
    if not value:
        raise BadParameter(field, f"Parameter {field} wajib diisi.")
    return value


def one_of(value: str, field: str, known: Collection[str], what: str) -> str:
    """A code out of a known set; ``what`` says in Indonesian what it is a code of."""
    if value in known:
        return value
    listed = ", ".join(sorted(known)[:10])
    hint = f" Yang ada: {listed}{', ...' if len(known) > 10 else ''}." if known else ""
    raise BadParameter(field, f"{what} tidak dikenal: '{_short(value)}'.{hint}")


def local_date(value: str, field: str) -> date:
    """A date ``YYYY-MM-DD`` in the office's zone, between 2000 and 2100."""
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise BadParameter(field, f"Tanggal '{_short(value)}' tidak terbaca. Tulis tahun-bulan-hari, misal 2026-11-20.")
    if not EARLIEST <= day < LATEST:
        raise BadParameter(field, f"Tanggal {day} di luar jangkauan. Pakai tahun 2000 sampai 2099.")
    return day


def month(value: str, field: str) -> date:
    """A month ``YYYY-MM`` as its first day, between 2000 and 2100."""
    if not _MONTH.fullmatch(value) or not 1 <= int(value[5:]) <= 12:
        raise BadParameter(field, f"Bulan '{_short(value)}' tidak terbaca. Tulis tahun-bulan, misal 2026-11.")
    return local_date(f"{value}-01", field)


def period(start: str, end: str) -> tuple[date, date]:
    """``from`` and ``to``, both included. Raises BadParameter where they are swapped or too far apart."""
    first, last = local_date(start, "from"), local_date(end, "to")
    if first > last:
        raise BadParameter("from", f"Tanggal awal {first} sesudah tanggal akhir {last}. Tukar from dan to.")
    if (last - first).days > LONGEST_DAYS:
        raise BadParameter("to", f"Jangka waktu paling panjang {LONGEST_DAYS} hari. Perpendek jarak from dan to.")
    return first, last


def instant(value: str, field: str) -> datetime:
    """An ISO 8601 moment with offset, as aware UTC."""
    # An unescaped "+" of an offset reaches us as a space.
    text = re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", value)
    try:
        at = datetime.fromisoformat(text)
        utc = at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        example = "2026-11-20T14:05:00+07:00"
        raise BadParameter(field, f"Waktu '{_short(value)}' tidak terbaca. Tulis dengan selisih zona, misal {example}.")
    if not EARLIEST <= utc.date() < LATEST:
        raise BadParameter(field, "Waktu di luar jangkauan. Pakai tahun 2000 sampai 2099.")
    return utc


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "..."


def tags(value: str, field: str) -> dict[str, str]:
    """``51.08:3f2a9c1d0b44,troubles:...`` as tags by name; empty where nothing is given."""
    pairs = [each.partition(":") for each in value.split(",") if each]
    if any(not _TAG.fullmatch(tag) for _, _, tag in pairs):
        raise BadParameter(field, "Tanda tidak terbaca. Kirim nama:tanda dari jawaban sebelumnya, dipisah koma.")
    return {name: tag for name, _, tag in pairs}
