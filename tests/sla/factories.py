"""Small SOPs, calendars and tickets for the worked examples; times are written as the office's clock shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dashboard.model import Pause, Stamp, StepRun, Ticket
from dashboard.sop import Branch, Clock, Measure, Sop, Standard, StartRule, Step, Unit
from dashboard.workcal import CalendarPeriod, Hours, WorkingCalendar

WIB, WITA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")

_DAY: Hours = ((time(7, 30), time(12)), (time(12, 45), time(16)))
_FRIDAY: Hours = ((time(7), time(11)), (time(11, 30), time(14)))
_FASTING: Hours = ((time(8), time(12)), (time(12, 30), time(15)))
WEEK: Mapping[int, Hours] = {0: _DAY, 1: _DAY, 2: _DAY, 3: _DAY, 4: _FRIDAY}

NYEPI = date(2026, 3, 19)
CUTI_BERSAMA = date(2026, 3, 18)
NEW_YEAR = date(2026, 1, 1)

BULELENG = WorkingCalendar(
    "Asia/Makassar",
    (
        CalendarPeriod(date(2015, 1, 1), None, WEEK),
        CalendarPeriod(date(2026, 2, 18), date(2026, 2, 27), dict.fromkeys(range(5), _FASTING)),
    ),
    {NYEPI: "Nyepi", CUTI_BERSAMA: "Cuti bersama Nyepi", NEW_YEAR: "Tahun Baru"},
)
"""Mon-Thu 07:30-12:00 and 12:45-16:00, Fri 07:00-11:00 and 11:30-14:00; shorter from 18 to 27 February 2026."""
TRENGGALEK = replace(BULELENG, zone="Asia/Jakarta")


def wita(text: str) -> datetime:
    """``2026-11-20 09:30`` on Buleleng's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=WITA).astimezone(UTC)


def wib(text: str) -> datetime:
    """``2026-11-20 09:30`` on Trenggalek's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(UTC)


_UNITS = {"detik": Unit.DETIK, "menit": Unit.MENIT, "jam": Unit.JAM, "hari": Unit.HARI, "tahun": Unit.TAHUN}


def standard(raw: str, first: int, last: int | None = None, clock: Clock = Clock.WORKING) -> Standard:
    """``2 jam``, ``10-30 menit`` or ``0``, printed at ``first`` and covering up to ``last``."""
    if raw == "0":
        return Standard(raw, None, 0, None, clock, first, last or first)
    numbers, unit = raw.split()
    least, _, most = numbers.rpartition("-")
    return Standard(raw, int(least) if least else None, int(most), _UNITS[unit], clock, first, last or first)


def step(
    number: int,
    waktu: str = "",
    *,
    until: int | None = None,
    covered_by: int | None = None,
    clock: Clock = Clock.WORKING,
    to: Sequence[tuple[str | None, int | None]] = (),
    start: StartRule = StartRule.PREDECESSOR,
    measure: Measure | None = None,
    pelaksana: tuple[str, ...] = (),
) -> Step:
    """One step; ``until`` makes its time a span, ``to`` are its arrows."""
    printed = standard(waktu, number, until, clock) if waktu else None
    arrows = tuple(Branch(when, goal) for when, goal in to)
    return Step(
        number, f"kegiatan {number}", pelaksana, "", "", "", waktu, printed, covered_by, arrows, (), start, measure
    )


def sop(*steps: Step, id: str = "uji-01") -> Sop:
    """An SOP of these steps."""
    effective = date(2017, 12, 20)
    none: tuple[str, ...] = ()
    return Sop(
        id,
        "51.08",
        "1",
        "Uji",
        None,
        None,
        effective,
        "uji.txt",
        "",
        none,
        none,
        none,
        none,
        none,
        none,
        "",
        none,
        steps,
    )


def one(waktu: str, clock: Clock = Clock.WORKING) -> Sop:
    """An SOP of a single step."""
    return sop(step(1, waktu, clock=clock))


def stamp(at: datetime, resolution_s: int = 1) -> Stamp:
    """A time known to the second, written down as it happened."""
    return Stamp(at, resolution_s, recorded_at=at)


def run(
    number: int,
    started: datetime | None = None,
    finished: datetime | None = None,
    *,
    attempt: int = 1,
    branch: str | None = None,
    pauses: tuple[Pause, ...] = (),
    resolution_s: int = 1,
    skipped: bool = False,
    performer: str | None = None,
) -> StepRun:
    """A run of a step."""
    return StepRun(
        number,
        attempt,
        stamp(started, resolution_s) if started else None,
        stamp(finished, resolution_s) if finished else None,
        pauses,
        branch,
        skipped,
        performer,
    )


def ticket(opened: datetime, *runs: StepRun, sop_id: str = "uji-01", **fields: object) -> Ticket:
    """A ticket of Buleleng's first kecamatan."""
    opened_stamp = stamp(opened)
    made = Ticket("T-1", "51.08", "51.08.01", sop_id, date(2017, 12, 20), opened_stamp, "uji", runs)
    return replace(made, **fields)  # type: ignore[arg-type]


def pause(start: datetime, end: datetime | None, reason: str = "menunggu suku cadang") -> Pause:
    """A pause with its reason."""
    return Pause(start, end, reason)


BULELENG_SOP = sop(
    step(1, "5 menit"),
    step(2, "5 menit"),
    step(3, "2 jam", start=StartRule.RECORDED),
    step(4, "1 jam"),
    step(5, "20 menit"),
    step(6, "30 menit"),
    step(7, "15 menit", to=(("Ya", 8), ("tidak", 6))),
    step(8, "5 menit"),
    id="buleleng-01",
)
PESISIR_SOP = sop(
    step(1),
    step(2, "10-30 menit"),
    step(3, "10-30 menit"),
    step(4, "10-60 menit"),
    step(5, "60-300 menit"),
    step(6, "10-20 menit"),
    step(7, "10-60 menit", to=(("Ya", 9), ("Tidak", 8))),
    step(8, "5 menit", to=((None, 11),)),
    step(9, "5 menit", to=((None, 10),)),
    step(10, to=((None, None),)),
    step(11, to=((None, 10),)),
    id="pesisir-01",
)
SPAN_SOP = sop(
    step(1, "1 hari", until=3),
    step(2, covered_by=1),
    step(3, covered_by=1),
    step(4, "2 hari"),
    id="span-01",
)
JARKOMDAT_SOP = sop(step(1, "30 menit"), step(2, "30 menit"), step(3, "2 hari"), step(4, "1 hari"), id="jarkomdat-01")
BACKUP_SOP = sop(
    step(1, "30 detik"),
    step(2, "15 menit", clock=Clock.CALENDAR, measure=Measure("backup", "script")),
    step(3, "0", clock=Clock.CALENDAR, measure=Measure("backup", "saved")),
    id="backup-01",
)
PERALATAN_SOP = sop(
    step(1, "2 menit"),
    step(2, "2 menit"),
    step(3, "2 menit"),
    step(4, "5 menit", to=(("aplikasi", 5), ("hardware", 6), ("keduanya", 5), ("baik", None))),
    step(5, "1 hari", to=(("aplikasi", None), ("keduanya", 6))),
    step(6, "1 hari"),
    step(7, "1 hari"),
    id="alat-01",
)
MIXED_SOP = sop(
    step(1, "2 jam"),
    step(2, "3 jam", clock=Clock.CALENDAR),
    step(3, "0", clock=Clock.CALENDAR),
    step(4, "1 hari"),
    step(5, "15 menit", clock=Clock.CALENDAR),
    id="campur-01",
)
"""Persons and machines by turns, with a zero."""
