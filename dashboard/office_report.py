"""What an office puts on its reports: kop surat, logo, number, place, who signs. The ``report`` part of an office file.

Nothing here is required: what is left out is printed as dotted blanks, to be filled in by hand.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from dashboard.office_types import Strict

LOGO_SUFFIXES = (".png", ".jpg", ".jpeg")
NUMBER_PARTS = ("nomor", "bulan", "bulan_romawi", "tahun")
"""What may stand in braces in ``ReportHead.number``."""
SCHEDULED_FORMS = ("xlsx", "pptx", "docx", "pdf", "csv")
"""Forms that a schedule may name; one that is not installed is told when its report is due."""
BLANK = "…………………………"
"""Printed where the office file says nothing."""

_PART = re.compile(r"\{([^{}]*)\}")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _quoted(value: object) -> object:
    """YAML reads 06:00 without quotes as a number of minutes."""
    if isinstance(value, int | float):
        said = {"message": f"angka {value} bukan jam", "fix": 'tulis jam dalam tanda kutip seperti "06:00"'}
        raise PydanticCustomError("bare_number", "{message}", said)
    return value


class Signatory(Strict):
    """Who signs; each line left out is a dotted blank."""

    jabatan: str = ""
    nama: str = ""
    pangkat: str = ""
    nip: str = ""


class MonthlyReport(Strict):
    """The report of the month before, made on ``day`` at ``time`` of the office's clock, in these forms."""

    day: int = 1
    at: Annotated[time, BeforeValidator(_quoted)] = Field(default=time(6), alias="time")
    forms: tuple[str, ...] = ("xlsx",)


class ReportSchedule(Strict):
    """Which reports the collectors' process makes by itself."""

    monthly: MonthlyReport | None = None


class ReportHead(Strict):
    """The office's own part of every report and slide.

    ``kop``: lines of the letterhead, the name of the government first. ``number``: format of the letter's number with
    ``{nomor}``, ``{bulan}``, ``{bulan_romawi}`` and ``{tahun}``. ``dasar_hukum``: legal grounds beside the SOPs' own.
    ``schedule``: reports that make themselves.
    """

    kop: tuple[str, ...] = ()
    logo: str = ""
    number: str = ""
    place: str = ""
    signatory: Signatory = Signatory()
    dasar_hukum: tuple[str, ...] = ()
    schedule: ReportSchedule = ReportSchedule()


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
