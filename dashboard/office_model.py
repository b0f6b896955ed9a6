"""The shape of an office file: what one kabupaten has, as frozen models.

Import the names from ``dashboard.offices``. The shape is strict (an unknown key is refused); what two places of a file
must agree on is asked in ``dashboard.office_checks``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, LiteralString

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
"""Keys of ``CalendarSpan.hours``; the position is the weekday (Monday is 0)."""

TICKET_FIELDS = (
    "nomor",
    "kecamatan",
    "sop",
    "judul",
    "dibuka",
    "selesai",
    "langkah",
    "mulai",
    "selesai_langkah",
    "keterangan",
)
"""Our names of what a log book can tell; keys of ``TicketSource.columns``."""

TICKET_REQUIRED = ("nomor", "kecamatan", "dibuka")
"""Without these a row of a book is no ticket. ``sop`` too, unless the source has ``sop_default``."""

_INTERVAL = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_HOURS_FIX = 'tulis buka-tutup seperti "07:30-12:00" (titik dua, dua angka, tanpa spasi)'


def _problem(kind: LiteralString, message: str, fix: str) -> PydanticCustomError:
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
        raise _problem("hours", f"jam kerja {text!r} tidak terbaca atau tutup sebelum buka", _HOURS_FIX) from None
    return text


def _ascending(texts: list[str]) -> list[str]:
    spans = [parse_interval(text) for text in texts]
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise _problem(
                "hours_order",
                f"jam kerja {', '.join(texts)} bertumpang tindih atau tidak berurutan",
                "urutkan dari pagi ke sore tanpa tumpang tindih; istirahat adalah celah di antaranya",
            )
    return texts


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise _problem("weekday", f"hari {name!r} tidak dikenal", f"gunakan {', '.join(WEEKDAYS)}")
    return name


def _no_number(value: object) -> object:
    """A bare number would be taken as seconds since midnight, or since 1970."""
    if isinstance(value, int | float):
        raise _problem(
            "bare_number",
            f"angka {value} bukan tanggal atau jam",
            'tulis tanggal seperti 2026-03-01 dan jam dalam tanda kutip seperti "21:00"',
        )
    return value


def _filled(text: str) -> str:
    if not text.strip():
        raise _problem("blank", "isian kosong", "isi, atau hapus baris ini")
    return text


Filled = Annotated[str, AfterValidator(_filled)]
Day = Annotated[date, BeforeValidator(_no_number)]
TimeOfDay = Annotated[time, BeforeValidator(_no_number)]
DayHours = Annotated[list[Annotated[str, AfterValidator(_interval)]], AfterValidator(_ascending)]
WeekdayName = Annotated[str, AfterValidator(_weekday)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(StrEnum):
    """When a target counts: during opening hours (15 minutes of grace), or always."""

    JAM_KERJA = "jam_kerja"
    SEMUA = "24_jam"


class Role(StrEnum):
    """What a network target is."""

    MODEM = "modem"
    AFIS = "afis"
    PUSAT_DATA = "pusat_data"
    NID = "nid"
    PC_CLIENT = "pc_client"
    ROUTER = "router"


class CalendarSpan(_Strict):
    """Hours of a week in force between two dates; keys of ``hours`` are senin..minggu, values ``07:30-12:00`` lists."""

    name: str = ""
    start: Day
    end: Day | None = None
    hours: dict[WeekdayName, DayHours]


class OwnHoliday(_Strict):
    """A day the office itself closes."""

    date: Day
    name: Filled


class SpecialDay(_Strict):
    """A day with hours of its own (Saturday service, working cuti bersama)."""

    date: Day
    hours: DayHours
    name: str = ""


class Calendar(_Strict):
    """Working time of the office."""

    periods: list[CalendarSpan]
    national_holidays: bool = True
    own_holidays: list[OwnHoliday] = []
    special_days: list[SpecialDay] = []


class Kecamatan(_Strict):
    """A district of the kabupaten."""

    code: str
    name: Filled
    lat: float
    lon: float


class Link(_Strict):
    """A line to a kecamatan (or None: of the Dinas). ``opens`` is the SOP that its confirmed outages open."""

    id: Filled
    kecamatan: str | None = None
    type: Literal["jarkomdat", "vpn", "vsat", "starlink", "fiber", "seluler", "lainnya"]
    opens: str | None = None


class Probe(_Strict):
    """How a target is reached."""

    type: Literal["icmp", "tcp", "http"]
    host: str = ""
    port: int | None = None
    url: str = ""
    expect_status: int = 200


class Disabled(_Strict):
    """Switched off by decision: measured no more, blamed on nobody."""

    since: Day
    letter: Filled


class Maintenance(_Strict):
    """Planned work, with zone-aware start and end."""

    start: str
    end: str
    reason: Filled


def default_schedule(role: Role, kecamatan: str | None) -> Schedule:
    """Kecamatan switch their machines off at four, office servers run on; a PC client is switched off anywhere."""
    at_people = kecamatan is not None or role is Role.PC_CLIENT
    return Schedule.JAM_KERJA if at_people else Schedule.SEMUA


class Target(_Strict):
    """One address that is probed. A ``schedule`` left out follows ``default_schedule``."""

    id: Filled
    name: Filled
    kecamatan: str | None = None
    role: Role
    link: str | None = None
    probe: Probe
    parent: str | None = None
    schedule: Schedule = Field(default_factory=lambda data: default_schedule(data["role"], data["kecamatan"]))
    diukur_dari: str = "server kantor"
    disabled: Disabled | None = None
    maintenance: list[Maintenance] = []


class BackupSource(_Strict):
    """A folder into which a dump is written by schedule. ``pattern`` and ``log_pattern`` are globs of file names."""

    id: Filled
    name: Filled
    kecamatan: str | None = None
    sop: str
    folder: Filled
    pattern: str
    log_pattern: str
    at: TimeOfDay
    days: Literal["setiap_hari", "hari_kerja"] = "setiap_hari"
    grace_minutes: int = 60
    encoding: str = "utf-8"


class CounterSource(_Strict):
    """Where "No. of Records sent after Restart" is read: a text log by pattern, or an SQL query.

    The query's first column is the count sent, its second (if any) the count still pending.
    """

    id: Filled
    kecamatan: str | None = None
    kind: Literal["log", "sql"]
    path: str = ""
    pattern: str = ""
    pending_pattern: str = ""
    url_env: str = ""
    """Name of the environment variable that holds the database URL (a secret)."""
    url: str = ""
    """The database URL itself, only where it holds no password (an SQLite file)."""
    query: str = ""
    window_minutes: int = 60
    """No growth for this long counts as stuck, idle or quiet."""
    schedule: Schedule = Schedule.JAM_KERJA

    def database_url(self, env: Mapping[str, str]) -> str:
        """Where an ``sql`` source is read: ``url``, else the variable named by ``url_env`` (KeyError if not set)."""
        return self.url or env[self.url_env]


class TicketSource(_Strict):
    """A log book of repairs. ``columns`` maps our field (``TICKET_FIELDS``) to the book's heading."""

    id: Filled
    kind: Literal["xlsx", "csv"]
    path: str
    sheet: str = ""
    columns: dict[str, str]
    sop_default: str = ""
    zone: str = ""


class SopInForce(_Strict):
    """An SOP that the office works by: its own, or adopted from another document."""

    id: Filled
    start: Day
    end: Day | None = None
    adopted: bool = False
    not_applicable: str = ""
    """Reason by which the office marks it tidak berlaku."""


class Every(StrEnum):
    """How often an SOP comes round."""

    TAHUN = "tahun"
    SEMESTER = "semester"
    TRIWULAN = "triwulan"
    BULAN = "bulan"
    MINGGU = "minggu"


class PeriodicRun(_Strict):
    """An SOP that comes round by itself: when its next run is opened, and when it counts as never started.

    ``day``: of the period's first month (a day past the month's end is its last), of a week 1 (senin) to 7. ``month``
    only for ``tahun``. Only periods that begin on ``start`` or later, and on ``end`` at the latest, are opened.
    """

    sop: str
    every: Every
    day: int = 1
    month: int | None = None
    at: TimeOfDay = time(8)
    whom: Literal["kantor", "kecamatan"] = Field(default="kantor", alias="for")
    """One run for the Dinas, or one for each kecamatan."""
    grace_days: int = 0
    """Working days after the schedule within which the run must begin."""
    start: Day
    end: Day | None = None


class Target90(_Strict):
    """Compliance target in percent from a year on."""

    year: int
    percent: float


class Office(_Strict):
    """One kabupaten's office."""

    code: str
    name: Filled
    short: Filled
    province: Filled
    zone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak"]
    simulated: bool = False
    calendar: Calendar
    kecamatan: list[Kecamatan]
    links: list[Link] = []
    targets: list[Target] = []
    backups: list[BackupSource] = []
    counters: list[CounterSource] = []
    tickets: list[TicketSource] = []
    sops: list[SopInForce] = []
    periodic: list[PeriodicRun] = []
    compliance_targets: list[Target90] = []
