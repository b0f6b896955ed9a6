"""Values that an office file is written in: days, hours, schedules, each with its own complaint."""

from __future__ import annotations

import re
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag
from pydantic_core import PydanticCustomError

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
"""Keys of ``CalendarSpan.hours``; the position is the weekday (Monday is 0)."""

_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_HOURS_FIX = 'tulis buka-tutup seperti "07:30-12:00" (titik dua, dua angka, tanpa spasi)'


def problem(kind: LiteralString, message: str, fix: str) -> PydanticCustomError:
    """What is wrong with a value, and the mend."""
    # Braces of the user's text would be read as placeholders of pydantic's own message template.
    return PydanticCustomError(kind, "{message}", {"message": message, "fix": fix})


def parse_interval(text: str) -> tuple[time, time]:
    """``"07:30-12:00"`` as two local times; ValueError where it is written otherwise or closes before it opens."""
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, close_hour, close_minute = map(int, found.groups())
    opening, closing = time(hour, minute), time(close_hour, close_minute)
    if closing <= opening:
        raise ValueError(text)
    return opening, closing


def _interval(text: str) -> str:
    try:
        parse_interval(text)
    except ValueError:
        raise problem("hours", f"jam kerja {text!r} tidak terbaca atau tutup sebelum buka", _HOURS_FIX) from None
    return text


def _ascending(texts: list[str]) -> list[str]:
    spans = [parse_interval(text) for text in texts]
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise problem(
                "hours_order",
                f"jam kerja {', '.join(texts)} bertumpang tindih atau tidak berurutan",
                "urutkan dari pagi ke sore tanpa tumpang tindih; istirahat adalah celah di antaranya",
            )
    return texts


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise problem("weekday", f"hari {name!r} tidak dikenal", f"gunakan {', '.join(WEEKDAYS)}")
    return name


def _no_number(value: object) -> object:
    """A bare number would be taken as seconds since midnight, or since 1970."""
    if isinstance(value, int | float):
        raise problem(
            "bare_number",
            f"angka {value} bukan tanggal atau jam",
            'tulis tanggal seperti 2026-03-01 dan jam dalam tanda kutip seperti "21:00"',
        )
    return value


def _filled(text: str) -> str:
    if not text.strip():
        raise problem("blank", "isian kosong", "isi, atau hapus baris ini")
    return text


Filled = Annotated[str, AfterValidator(_filled)]
Day = Annotated[date, BeforeValidator(_no_number)]
TimeOfDay = Annotated[time, BeforeValidator(_no_number)]
DayHours = Annotated[list[Annotated[str, AfterValidator(_interval)]], AfterValidator(_ascending)]
WeekdayName = Annotated[str, AfterValidator(_weekday)]


class Strict(BaseModel):
    """A part of an office file: frozen, and an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(StrEnum):
    """When a target counts: during opening hours (15 minutes of grace), or always."""

    JAM_KERJA = "jam_kerja"
    SEMUA = "24_jam"


class DatedSchedule(Strict):
    """A schedule from a day on, until the next one starts."""

    start: Day
    schedule: Schedule


def _schedule_form(value: object) -> str:
    return "[dated]" if isinstance(value, list | tuple) else "[one]"


# The tags stand in brackets for ``office_shape`` to leave them out of the place that it names.
DatedOrOne = Annotated[
    Annotated[Schedule, Tag("[one]")] | Annotated[tuple[DatedSchedule, ...], Tag("[dated]")],
    Discriminator(_schedule_form),
]
"""One schedule for good, or a list of dated ones."""


def schedule_on(written: Schedule | tuple[DatedSchedule, ...], day: date, before: Schedule) -> Schedule:
    """What is written for ``day``; ``before`` for a day before the first dated one."""
    if isinstance(written, Schedule):
        return written
    begun = [each for each in written if each.start <= day]
    return max(begun, key=lambda each: each.start).schedule if begun else before
