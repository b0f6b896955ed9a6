"""What one counter of sent records shows, and how its number is read from what a source gives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from collectors.base import CollectorError
from dashboard.offices import CounterSource

LARGEST = 10**12
"""No office has sent so many records; more is another column, or two numbers that ran together."""
_NUMBER = re.compile(r"(\d+|\d{1,3}(?:([., '\u00a0\u202f])\d{3})(?:\2\d{3})*)(?:[.,]0{1,2})?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a counter shows: records sent since its restart, and records still waiting (None: it does not tell)."""

    value: int
    pending: int | None = None
    note: str = ""


def read_count(source: CounterSource, place: str, raw: object) -> int:
    """A count as a source gives it: 1234, "1.234", "1.234,00", Decimal("1234"); nothing negative, no fractions.

    Raises CollectorError that names ``place``.
    """
    found = _whole(raw)
    if found is None or found > LARGEST:
        raise CollectorError(
            f"{source.id}: {place} bukan jumlah rekaman; periksa {_MEND[source.kind]} di berkas kantor"
        )
    return found


_MEND = {"log": "pattern", "csv": "columns", "sql": "query", "http": "value dan pending", "manual": "sumber"}


def _whole(raw: object) -> int | None:
    if isinstance(raw, bool):  # a bool is an int to Python, and no count
        return None
    if isinstance(raw, (int, float, Decimal)):
        return int(raw) if math.isfinite(raw) and raw >= 0 and raw == int(raw) else None
    if isinstance(raw, str) and (found := _NUMBER.fullmatch(raw.strip())):
        digits = re.sub(r"\D", "", found[1])
        return int(digits) if len(digits) <= len(str(LARGEST)) else None
    return None


def shown(raw: object) -> str:
    """What a source gave, short enough for a message."""
    text = repr(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."
