"""The shape of an office file: what one kabupaten has, as frozen models.

Import the names from ``dashboard.offices``. The shape is strict (an unknown key is refused); what two places of a file
must agree on is asked in ``dashboard.office_checks``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from dashboard.office_alerts import AlertRules
from dashboard.office_report import ReportHead
from dashboard.office_sops import OfficeRule, PeriodicRun, SopInForce
from dashboard.office_sources import BackupSource, CounterSource, TicketSource
from dashboard.office_types import (
    DatedOrOne,
    Day,
    DayHours,
    Filled,
    Schedule,
    Strict,
    WeekdayName,
    problem,
    schedule_on,
)


class Role(StrEnum):
    """What a network target is."""

    MODEM = "modem"
    AFIS = "afis"
    PUSAT_DATA = "pusat_data"
    NID = "nid"
    PC_CLIENT = "pc_client"
    ROUTER = "router"


class CalendarSpan(Strict):
    """Hours of a week in force between two dates; keys of ``hours`` are senin..minggu, values ``07:30-12:00`` lists."""

    name: str = ""
    start: Day
    end: Day | None = None
    hours: dict[WeekdayName, DayHours]


class OwnHoliday(Strict):
    """A day the office itself closes."""

    date: Day
    name: Filled


class SpecialDay(Strict):
    """A day with hours of its own (Saturday service, working cuti bersama)."""

    date: Day
    hours: DayHours
    name: str = ""


class Calendar(Strict):
    """Working time of the office."""

    periods: list[CalendarSpan]
    national_holidays: bool = True
    own_holidays: list[OwnHoliday] = []
    special_days: list[SpecialDay] = []


class Kecamatan(Strict):
    """A district of the kabupaten."""

    code: str
    name: Filled
    lat: float
    lon: float


class Link(Strict):
    """A line to a kecamatan (or None: of the Dinas). ``opens`` is the SOP that its confirmed outages open."""

    id: Filled
    kecamatan: str | None = None
    type: Literal["jarkomdat", "vpn", "vsat", "starlink", "fiber", "seluler", "lainnya"]
    opens: str | None = None


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def _yes_no_or_path(value: object) -> object:
    if not isinstance(value, bool | str) or value == "":
        raise problem("verify", f"{value!r} bukan true, false atau berkas", "tulis true, false, atau jalur berkas CA")
    return value


class Probe(Strict):
    """How a target is reached.

    ``expect_status``: one HTTP status or several that are right; redirects are never followed. ``verify``: whether an
    HTTPS certificate must be trusted, or the file of the authority (PEM) that it must be signed by.
    """

    type: Literal["icmp", "tcp", "http"]
    host: str = ""
    port: int | None = None
    url: str = ""
    expect_status: Annotated[tuple[int, ...], BeforeValidator(_listed)] = (200,)
    verify: Annotated[bool | str, BeforeValidator(_yes_no_or_path)] = True


class Disabled(Strict):
    """Switched off by decision: measured no more, blamed on nobody."""

    since: Day
    letter: Filled


class Maintenance(Strict):
    """Planned work, with zone-aware start and end. Windows may overlap."""

    start: str
    end: str
    reason: Filled


def default_schedule(role: Role, kecamatan: str | None) -> Schedule:
    """Kecamatan switch their machines off at four, office servers run on; a PC client is switched off anywhere."""
    at_people = kecamatan is not None or role is Role.PC_CLIENT
    return Schedule.JAM_KERJA if at_people else Schedule.SEMUA


class Target(Strict):
    """One address that is probed. A ``schedule`` left out follows ``default_schedule``."""

    id: Filled
    name: Filled
    kecamatan: str | None = None
    role: Role
    link: str | None = None
    probe: Probe
    parent: str | None = None
    schedule: DatedOrOne = Field(default_factory=lambda data: default_schedule(data["role"], data["kecamatan"]))
    diukur_dari: str = "server kantor"
    disabled: Disabled | None = None
    maintenance: list[Maintenance] = []

    def schedule_on(self, day: date) -> Schedule:
        """The schedule on an office-local day; the usual one before the first of a dated list."""
        return schedule_on(self.schedule, day, default_schedule(self.role, self.kecamatan))


class Thresholds(Strict):
    """From where a target that answers is ``degraded``; why these figures stand in ``collectors.degrading``.

    ``rtt_ms`` for ping and TCP, ``satellite_ms`` the same on a VSAT link, ``http_ms`` until the answer's head,
    ``loss_percent`` of the packets of the last ten polls. ``cert_days``: when an HTTPS certificate is near its end.
    """

    rtt_ms: float = 300.0
    satellite_ms: float = 800.0
    http_ms: float = 1000.0
    loss_percent: float = 20.0
    cert_days: float = 14.0


class Target90(Strict):
    """Compliance target in percent from a year on."""

    year: int
    percent: float


class Office(Strict):
    """One kabupaten's office."""

    code: str
    name: Filled
    short: Filled
    province: Filled
    zone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak"]
    simulated: bool = False
    calendar: Calendar
    kecamatan: list[Kecamatan]
    seat: str = ""
    """Code of the kecamatan that the Dinas lies in, to mark it on the map."""
    map: str = ""
    """GeoJSON file with the areas of the kecamatan; without it the map is drawn from their centre points."""
    links: list[Link] = []
    targets: list[Target] = []
    thresholds: Thresholds = Thresholds()
    self_check: list[Filled] = []
    """Addresses on the collector's own side of every target: when none of them answers either, it is cut off itself."""
    backups: list[BackupSource] = []
    counters: list[CounterSource] = []
    tickets: list[TicketSource] = []
    sops: list[SopInForce] = []
    periodic: list[PeriodicRun] = []
    rules: list[OfficeRule] = []
    compliance_targets: list[Target90] = []
    report: ReportHead = ReportHead()
    """Kop surat, logo and who signs, for exports."""
    alerts: AlertRules = AlertRules()
    """Who is told of outages and late steps."""
