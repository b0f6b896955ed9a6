"""What an office puts on its reports: kop surat, logo, number, place, who signs. The ``report`` part of an office file.

Nothing here is required: what is left out is printed as dotted blanks, to be filled in by hand.
"""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict

LOGO_SUFFIXES = (".png", ".jpg", ".jpeg")
NUMBER_PARTS = ("nomor", "bulan", "bulan_romawi", "tahun")
"""What may stand in braces in ``ReportHead.number``."""
BLANK = "…………………………"
"""Printed where the office file says nothing."""

_PART = re.compile(r"\{([^{}]*)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signatory(_Strict):
    """Who signs; each line left out is a dotted blank."""

    jabatan: str = ""
    nama: str = ""
    pangkat: str = ""
    nip: str = ""


class ReportHead(_Strict):
    """The office's own part of every report and slide.

    ``kop``: lines of the letterhead, the name of the government first. ``number``: format of the letter's number with
    ``{nomor}``, ``{bulan}``, ``{bulan_romawi}`` and ``{tahun}``. ``dasar_hukum``: legal grounds beside the SOPs' own.
    """

    kop: tuple[str, ...] = ()
    logo: str = ""
    number: str = ""
    place: str = ""
    signatory: Signatory = Signatory()
    dasar_hukum: tuple[str, ...] = ()


def number_parts(number: str) -> list[str]:
    """What stands in braces in a number's format."""
    return _PART.findall(number)


def letter_number(number: str, day: date, given: str = "") -> str:
    """The letter's number of a day; a running number not ``given`` is a blank, and without a format all of it is."""
    parts = {
        "nomor": given or "……",
        "bulan": f"{day.month:02}",
        "bulan_romawi": _ROMAN[day.month - 1],
        "tahun": str(day.year),
    }
    return _PART.sub(lambda found: parts.get(found[1], found[0]), number) if number else BLANK
