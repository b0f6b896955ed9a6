"""What an officer types into the forms of ``/tiket``, read as it is meant, or refused with one message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from dashboard.components.sending_typed import BadTyped, read_moment

_MOMENT = re.compile(r"(?:(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[ ,]+)?(?:pukul )?(\d{1,2}[.:]\d{2})")


def read_when(text: object, zone: str, now: datetime) -> datetime | None:
    """``20/11/2026 09.30``, or ``09.30`` for today, on the office's clock; None (now) where nothing was typed.

    Raises BadTyped.
    """
    typed = str(text or "").strip()
    if not typed:
        return None
    found = _MOMENT.fullmatch(typed)
    if found is None:
        raise BadTyped(f'waktu "{typed}" tidak terbaca', "tulis hari/bulan/tahun jam.menit, misalnya 20/11/2026 09.30")
    return read_moment(found[1] or "", found[2], zone, now)


def need_when(text: object, zone: str, now: datetime) -> datetime:
    """Like ``read_when``, but something must be typed."""
    found = read_when(text, zone, now)
    if found is None:
        raise BadTyped("waktunya belum diisi", "tulis hari/bulan/tahun jam.menit, misalnya 20/11/2026 09.30")
    return found


def choose(text: object, choices: Sequence[tuple[str, str]], what: str) -> str:
    """The code of the one choice whose name is typed, begins with it, or holds it; capitals do not matter.

    Raises BadTyped where none or more than one fits.
    """
    typed = " ".join(str(text or "").split()).casefold()
    if not typed:
        raise BadTyped(f"{what} belum dipilih", f"ketik beberapa huruf nama {what}")
    names = [(code, name.casefold()) for code, name in choices]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [code for code, name in names if fits(name, typed) or (code and code.casefold() == typed)]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(name for code, name in choices if code in found[:3])
            raise BadTyped(f'{what} "{text}" cocok dengan {len(found)} pilihan', f"ketik lebih lengkap: {several}")
    raise BadTyped(f'{what} "{text}" tidak ada', "pilih dari daftar yang muncul saat mengetik")
