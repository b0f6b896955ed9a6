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

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from dashboard.office_alerts import AlertRules
from dashboard.office_report import ReportHead
from dashboard.sop import Clock, StartRule, Unit
from dashboard.sop_overrides import StepOverride
from dashboard.waktu import Waktu

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

OFFICE_ITSELF = "dinas"
"""Stands in ``TicketSource.places`` where a kecamatan could: the ticket is the office's own."""

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


class DatedSchedule(_Strict):
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


def _schedule_on(written: Schedule | tuple[DatedSchedule, ...], day: date, before: Schedule) -> Schedule:
    """What is written for ``day``; ``before`` for a day before the first dated one."""
    if isinstance(written, Schedule):
        return written
    begun = [each for each in written if each.start <= day]
    return max(begun, key=lambda each: each.start).schedule if begun else before


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


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def _yes_no_or_path(value: object) -> object:
    if not isinstance(value, bool | str) or value == "":
        raise _problem("verify", f"{value!r} bukan true, false atau berkas", "tulis true, false, atau jalur berkas CA")
    return value


class Probe(_Strict):
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


class Disabled(_Strict):
    """Switched off by decision: measured no more, blamed on nobody."""

    since: Day
    letter: Filled


class Maintenance(_Strict):
    """Planned work, with zone-aware start and end. Windows may overlap."""

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
    schedule: DatedOrOne = Field(default_factory=lambda data: default_schedule(data["role"], data["kecamatan"]))
    diukur_dari: str = "server kantor"
    disabled: Disabled | None = None
    maintenance: list[Maintenance] = []

    def schedule_on(self, day: date) -> Schedule:
        """The schedule on an office-local day; the usual one before the first of a dated list."""
        return _schedule_on(self.schedule, day, default_schedule(self.role, self.kecamatan))


class FolderPlace(_Strict):
    """A folder and how it is reached: a path of this machine, ``smb://host/share/folder`` or ``sftp://host/folder``.

    ``*_env`` name environment variables (secrets stay out of the file); with a key file the password opens the key.
    ``host_key`` is the SFTP server's fingerprint (``SHA256:...``), ``known_hosts`` a file that holds its key.
    """

    folder: Filled
    user_env: str = ""
    password_env: str = ""
    key_file_env: str = ""
    host_key: str = ""
    known_hosts: str = ""


class SecondCopy(FolderPlace):
    """Where the copy of each dump is kept (hardisk eksternal); missing is told after ``grace_minutes``."""

    grace_minutes: int = 1440


class BackupSource(FolderPlace):
    """A folder into which a dump is written by schedule. ``pattern`` and ``log_pattern`` are globs of file names."""

    id: Filled
    name: Filled
    kecamatan: str | None = None
    sop: str
    pattern: str
    log_pattern: str
    at: TimeOfDay
    days: Literal["setiap_hari", "hari_kerja"] = "setiap_hari"
    grace_minutes: int = 60
    encoding: str = "utf-8"
    second_copy: SecondCopy | None = None

    @property
    def run_title(self) -> str:
        """``Cadangan data SIAK``: what one run is called; a name that says so itself is left as it is."""
        return self.name if self.name.casefold().startswith("cadangan") else f"Cadangan {self.name}"


COUNTER_FIELDS = ("jumlah", "tertunda", "kecamatan", "waktu")
"""Our names of what a CSV table of counters can tell; keys of ``CounterSource.columns``."""


class CounterSource(_Strict):
    """Where "No. of Records sent after Restart" is read.

    ``log``: the end of a text file, by pattern; ``csv``: the last row of a table; ``sql``: a query whose first column
    is the count sent and whose second (if any) is the count pending; ``http``: a JSON answer; ``manual``: what people
    enter.
    """

    id: Filled
    kecamatan: str | None = None
    kind: Literal["log", "csv", "sql", "http", "manual"]
    path: str = ""
    pattern: str = ""
    pending_pattern: str = ""
    delimiter: str = ""
    """Between the columns of a CSV file; found out where it is left out."""
    columns: dict[str, str] = {}
    """Our field (``COUNTER_FIELDS``) to the table's heading. ``waktu``: the youngest row counts, else the last one."""
    row: str = ""
    """What the column ``kecamatan`` says of this counter; the kecamatan's code or name where it is left out."""
    url_env: str = ""
    """Name of the environment variable that holds the address (a secret) of the database or page."""
    url: str = ""
    """The address itself, only where it holds no secret."""
    query: str = ""
    value: str = ""
    """Way to the count in a JSON answer, as ``data.sent`` or ``rows.0.sent``."""
    pending: str = ""
    """Way to the count pending, if the answer tells it."""
    token_env: str = ""
    """Name of the environment variable that holds the token (a secret)."""
    token_header: str = "Authorization"  # noqa: S105  (the header's name)
    """Header that carries the token; ``Authorization`` as ``Bearer``, any other one as it is."""
    ca_file: str = ""
    """PEM file of the office's own certificate authority."""
    window_minutes: int = 60
    """No growth for this long counts as stuck, idle or quiet; a manual reading speaks for this long."""
    schedule: DatedOrOne = Schedule.JAM_KERJA

    def schedule_on(self, day: date) -> Schedule:
        """The schedule on an office-local day; opening hours before the first of a dated list."""
        return _schedule_on(self.schedule, day, Schedule.JAM_KERJA)

    def address(self, env: Mapping[str, str]) -> str:
        """Where an ``sql`` or ``http`` source is read: ``url``, else the variable of ``url_env`` (KeyError without)."""
        return self.url or env[self.url_env]


class TicketSource(_Strict):
    """Where repairs are written down: a log book, a database, or a helpdesk.

    ``xlsx``, ``csv``: a file; ``sql``: a query. Of these ``columns`` maps our field (``TICKET_FIELDS``) to a heading
    or column. ``glpi``, ``zammad``: the REST API of a helpdesk, which knows only opened and solved.
    """

    id: Filled
    kind: Literal["xlsx", "csv", "sql", "glpi", "zammad"]
    path: str = ""
    sheet: str = ""
    columns: dict[str, str] = {}
    sop_default: str = ""
    zone: str = ""
    nomor_per_tahun: bool = False
    """Whether the numbers begin again every year: the year of the opening is then part of a ticket's id."""
    share: FolderPlace | None = None
    """Of a book: the folder in which ``path`` is the name of a file; without it ``path`` is a file of this machine."""
    query: str = ""
    url: str = ""
    """Address of the helpdesk (GLPI: up to ``apirest.php``) or database, only where it holds no secret."""
    url_env: str = ""
    """Name of the environment variable that holds the address."""
    token_env: str = ""
    """Name of the environment variable that holds the token of the account that reads (GLPI: user_token)."""
    app_token_env: str = ""
    """GLPI alone: name of the variable that holds the App-Token, where the API asks for one."""
    ca_file: str = ""
    """PEM file of the office's own certificate authority."""
    place_field: str = ""
    """Field of the helpdesk that tells the kecamatan; GLPI ``entities_id``, Zammad ``group`` where it is left out."""
    places: dict[str, str] = {}
    """What stands in that field to the code of a kecamatan, or ``dinas``; names of kecamatan need no entry."""
    place_default: str = ""
    """Code, or ``dinas``, of tickets whose field is blank or names no kecamatan; without it they are left out."""
    sop_field: str = ""
    """Field of the helpdesk that tells the SOP (a category); without it every ticket is of ``sop_default``."""
    sops: dict[str, str] = {}
    """What stands in that field to the id of an SOP; of anything else ``sop_default``, or no ticket of ours."""
    states: dict[str, Literal["terbuka", "tertunda", "selesai", "batal"]] = {}
    """Zammad alone: states of the office's own making."""
    titles: bool = False
    """Whether titles of the helpdesk are kept; free text can name a resident, so by default the SOP field is told."""
    start: Day | None = None
    """Tickets opened before this day are left where they are."""

    def address(self, env: Mapping[str, str]) -> str:
        """Where it is read: ``url``, else the variable of ``url_env`` (KeyError if not set)."""
        return self.url or env[self.url_env]


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


class RuleTime(_Strict):
    """How an office reads the waktu of a step; ``covers``: the last step of a span. Only ``max: 0`` has no ``unit``."""

    max: int
    min: int | None = None
    unit: Unit | None = None
    covers: int | None = None


class StepRule(_Strict):
    """What an office sets for one step of one SOP."""

    sop: str
    step: int
    clock: Literal["kerja", "kalender"] | None = None
    start: Literal["tercatat", "pendahulu"] | None = None
    waktu: RuleTime | None = None

    def override(self) -> StepOverride:
        """The same in the engine's words."""
        waktu = self.waktu
        return StepOverride(
            self.step,
            clock=None if self.clock is None else {"kerja": Clock.WORKING, "kalender": Clock.CALENDAR}[self.clock],
            start=None
            if self.start is None
            else {"tercatat": StartRule.RECORDED, "pendahulu": StartRule.PREDECESSOR}[self.start],
            waktu=None if waktu is None else Waktu(waktu.min, waktu.max, waktu.unit if waktu.max else None),
            last_step=None if waktu is None else waktu.covers,
        )


class OfficeRule(_Strict):
    """Rules set by a decision of the office (``reason``) for what opens from ``start`` to ``end``, both included."""

    start: Day
    end: Day | None = None
    reason: Filled
    at_risk_percent: float | None = None
    zero_tolerance_seconds: float | None = None
    hari: Literal["kerja", "kalender"] | None = None
    tick_window_seconds: float | None = None
    steps: list[StepRule] = []

    def is_in_force(self, day: date) -> bool:
        """Whether the rule holds on an office-local day."""
        return self.start <= day and (self.end is None or day <= self.end)


class Thresholds(_Strict):
    """From where a target that answers is ``degraded``; why these figures stand in ``collectors.degrading``.

    ``rtt_ms`` for ping and TCP, ``satellite_ms`` the same on a VSAT link, ``http_ms`` until the answer's head,
    ``loss_percent`` of the packets of the last ten polls. ``cert_days``: when an HTTPS certificate is near its end.
    """

    rtt_ms: float = 300.0
    satellite_ms: float = 800.0
    http_ms: float = 1000.0
    loss_percent: float = 20.0
    cert_days: float = 14.0


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
