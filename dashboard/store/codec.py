"""How values lie in the database: whole seconds, thousandths, plain JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

SCALE = 1000
DINAS = ""
"""How ``kecamatan=None`` is written where it is part of a key."""
_LARGEST = 2**63 - 1
_OFFICE_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}")


def seconds(at: datetime) -> int:
    """Whole seconds since 1970 UTC, rounded down; ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"waktu {at.isoformat()} tidak menyebut zona; pakai waktu berzona, misalnya UTC")
    return math.floor(at.timestamp())


def seconds_or_none(at: datetime | None) -> int | None:
    """Like ``seconds``, None stays None."""
    return None if at is None else seconds(at)


def moment(at_s: int) -> datetime:
    """The aware UTC time of whole seconds."""
    return datetime.fromtimestamp(at_s, UTC)


def moment_or_none(at_s: int | None) -> datetime | None:
    """Like ``moment``, None stays None."""
    return None if at_s is None else datetime.fromtimestamp(at_s, UTC)


def millis(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC; ValueError for a time without a zone."""
    return seconds(at) * 1000 + at.microsecond // 1000


def moment_of_millis(at_ms: int) -> datetime:
    """The aware UTC time of milliseconds, without the rounding of a float."""
    return moment(at_ms // 1000).replace(microsecond=at_ms % 1000 * 1000)


def scaled(value: float | None) -> int | None:
    """Thousandths of a value; ValueError for one that is no number or does not fit 64 bits."""
    if value is None:
        return None
    try:
        thousandths = round(value * SCALE)
    except (ValueError, OverflowError):  # not a number, infinite
        thousandths = _LARGEST + 1
    if abs(thousandths) > _LARGEST:
        raise ValueError(f"nilai {value} tidak dapat disimpan; nilai harus bilangan biasa")
    return thousandths


def unscaled(value: int | None) -> float | None:
    """The value of thousandths."""
    return None if value is None else value / SCALE


def office_number(office: str) -> int:
    """An office's code as the number in the keys of what is measured: 51.08 is 5108. ValueError for another form."""
    if not _OFFICE_CODE.fullmatch(office):
        raise ValueError(f"kode kabupaten {office!r} tidak benar; tulis kode Kemendagri seperti 51.08")
    return int(office[:2]) * 100 + int(office[3:])


def kecamatan_key(kecamatan: str | None) -> str:
    """A kecamatan as part of a key."""
    return kecamatan or DINAS


def kecamatan_of(key: str) -> str | None:
    """The kecamatan of a key, None for the office itself."""
    return key or None


def to_json(value: Mapping[str, object]) -> str:
    """Canonical JSON, so that equal contents are equal text. Dates become ISO text; TypeError for what has no form."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso)


def from_json(text: str) -> dict[str, object]:
    """The mapping that ``to_json`` wrote."""
    return dict(json.loads(text))


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"isi bertipe {type(value).__name__} tidak dapat disimpan sebagai JSON")
