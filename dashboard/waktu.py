"""The waktu column of an SOP table: text as printed, read into a count and a unit.

Pure: no files, no clocks. What a time covers and which clock it runs on is decided in ``dashboard.sop_parser``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from dashboard.sop import Unit

_SHORT = {"dtk": Unit.DETIK, "mnt": Unit.MENIT, "hr": Unit.HARI, "hari kerja": Unit.HARI, "thn": Unit.TAHUN}
_LIKENESS = 0.8
"""How alike a misspelt unit must be: "mnit" (0.89) is menit, "jari" (0.75) is refused."""

_PRINTED = re.compile(
    r"(?P<first>\d+)\s*(?P<first_unit>[a-z]+)?"
    r"(?:\s*(?:-|–|—|s/d|sampai)\s*(?P<last>\d+)\s*(?P<last_unit>[a-z]+(?: kerja)?)?)?"
    r"(?P<kerja> kerja)?\s*\.?"
)


class WaktuError(ValueError):
    """The printed time cannot be read. The message is Indonesian and says how to write it."""


@dataclass(frozen=True, slots=True)
class Waktu:
    """A printed time as read: ``minimum`` only of a range, ``unit`` None for the printed "0"."""

    minimum: int | None
    maximum: int
    unit: Unit | None


def parse_waktu(raw: str) -> Waktu | None:
    """Read a time as printed: ``15 mnit``, ``10-30 Menit``, ``0``, ``1 Hari``; None where nothing is printed.

    A misspelt unit is read as the unit that it plainly means. Raises WaktuError for anything else.
    """
    folded = " ".join(raw.lower().split())
    if not folded:
        return None
    found = _PRINTED.fullmatch(folded)
    if found is None:
        raise WaktuError(
            f'waktu "{raw}" tidak terbaca; tulis bilangan bulat dan satuan, misalnya "15 menit" atau "10-30 menit", '
            "dan kosongkan bila memang tidak tercetak"
        )
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if found["last"] and first > last:
        raise WaktuError(f'waktu "{raw}" terbalik: {first} lebih besar dari {last}; tulis yang kecil lebih dahulu')
    unit = _unit_of(raw, found)
    if last == 0:
        return Waktu(None, 0, None)
    if unit is None:
        raise WaktuError(f'waktu "{raw}" tanpa satuan; tambahkan detik, menit, jam, hari atau tahun')
    return Waktu(first if found["last"] else None, last, unit)


def _unit_of(raw: str, found: re.Match[str]) -> Unit | None:
    """The unit printed after the (last) number; both ends of a range must agree."""
    words = [word + (found["kerja"] or "") for word in (found["first_unit"], found["last_unit"]) if word]
    units = {_read_unit(raw, word) for word in words}
    if len(units) > 1:
        raise WaktuError(f'waktu "{raw}" memakai dua satuan; tulis keduanya dalam satuan yang sama')
    return units.pop() if units else None


def _read_unit(raw: str, word: str) -> Unit:
    if word in _SHORT:
        return _SHORT[word]
    near = get_close_matches(word, [unit.value for unit in Unit], n=1, cutoff=_LIKENESS)
    if not near:
        raise WaktuError(f'satuan "{word}" pada waktu "{raw}" tidak dikenal; pakai detik, menit, jam, hari atau tahun')
    return Unit(near[0])
