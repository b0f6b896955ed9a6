"""Made-up rows for ``/galeri``, and for nothing else: they are no data of any office, and the page says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dashboard.components.network_strip import WORDS
from dashboard.figures.calendar import CalendarDay
from dashboard.figures.template import Origin
from dashboard.model import Compliance, Indicator, Kind, RunState, Scope, State
from dashboard.tallies import Sums
from dashboard.views.backups_rows import NightRow, NightState
from dashboard.views.network_rows import NetworkView, RttPoint, Stretch, TargetRow
from dashboard.views.rows import IndicatorRow, OfficeFigures, OverdueRow, TileRow, WallView
from dashboard.views.screen import TroubleRow
from dashboard.views.sending_rows import Bar, HourCell, HourMap, SendingRow, SendingView

MARK = "CONTOH untuk pengembang, bukan data"
OFFICE, ZONE = "contoh", "Asia/Makassar"
NAMES: dict[str | None, str] = {"1": "Contoh Satu", "2": "Contoh Dua", "3": "Contoh Tiga", None: "Dinas"}
STEPS = {1: "Langkah contoh pertama", 2: "Langkah contoh kedua", 3: "Langkah contoh ketiga"}
TARGET = 0.9
DAY = date(2026, 1, 5)
ORIGIN = Origin(MARK, "tanpa periode", "tanpa cakupan", simulated=False)


def compliance(place: str | None, step: int | None, met: int, missed: int, *, unmonitored: int = 0) -> Compliance:
    """A cell of the accounting; ``step`` None: the total."""
    n = met + missed
    share = met / n if n else None
    return Compliance(
        office=OFFICE,
        kecamatan=place,
        sop="contoh",
        version=DAY,
        from_step=step,
        to_step=step,
        scope=Scope.TOTAL if step is None else Scope.STEP,
        kind=Kind.PELAKSANAAN,
        met=met,
        missed=missed,
        excused=0,
        unmonitored=unmonitored,
        outside=0,
        n=n,
        compliance=share,
        compliance_before=share,
        coverage=n / (n + unmonitored) if n + unmonitored else None,
        best=share,
        worst=share,
        median_share=0.6 if n else None,
        p90_share=0.9 if n else None,
        breaches=missed,
        backlog=0,
    )


CELLS = (
    compliance("1", 1, 24, 1),
    compliance("1", 2, 21, 4),
    compliance("1", None, 12, 13),
    compliance("2", 1, 3, 1),
    compliance("2", 2, 0, 0, unmonitored=6),
    compliance(None, 3, 30, 0),
)
"""Reaching the target, just below, far below, too few, not measured, and cells without a run."""
RANKED = (
    compliance(None, None, 30, 0),
    compliance("1", None, 22, 3),
    compliance("2", None, 13, 9),
    compliance("3", None, 2, 1),
)
TREND = tuple(
    (date(2026, month, 1), compliance(None, None, met, missed))
    for month, met, missed in ((1, 20, 1), (2, 18, 3), (3, 0, 0), (4, 3, 1), (5, 24, 2))
)


def indicator(state: Indicator, now: datetime, *, from_office: bool = False, in_schedule: bool = True) -> IndicatorRow:
    """One of the four indicators of a tile, two hours old."""
    since = None if state is Indicator.TIDAK_BERLAKU else now - timedelta(hours=2, minutes=5)
    told = "" if state is Indicator.BAIK else f"contoh {state.value.replace('_', ' ')}"
    return IndicatorRow(state, since, now, 0.0, told, from_office, in_schedule)


def tile(state: Indicator, now: datetime, *, in_schedule: bool = True) -> TileRow:
    """A tile whose own indicators are all in one state; its backup is the office's."""
    own = indicator(state, now, in_schedule=in_schedule)
    name = "Di luar jam" if not in_schedule else state.value.replace("_", " ").capitalize()
    return TileRow(str(state), name, own, indicator(Indicator.BAIK, now, from_office=True), own, own, 0)


def trouble(now: datetime) -> TroubleRow:
    """One kecamatan in trouble."""
    found = (("jaringan", Indicator.GANGGUAN), ("tiket", Indicator.WASPADA))
    since = now - timedelta(hours=3, minutes=7)
    return TroubleRow(OFFICE, "Contoh", ZONE, "1", "Contoh Satu", Indicator.GANGGUAN, found, "contoh", since)


def overdue(now: datetime, minutes: int) -> OverdueRow:
    """An open step with so many minutes left; late where there are fewer than none."""
    return OverdueRow(
        ticket="buku:CONTOH-1",
        sop="contoh",
        sop_title="Perbaikan contoh",
        kecamatan="1",
        kecamatan_name="Contoh Satu",
        from_step=2,
        to_step=2,
        current_step=2,
        kegiatan="Langkah contoh kedua",
        state=str(RunState.OVERDUE if minutes < 0 else RunState.AT_RISK),
        due_at=now + timedelta(minutes=minutes),
        remaining_s=minutes * 60.0,
        outlook=("median contoh 2 jam",),
    )


def wall_view(now: datetime) -> WallView:
    """The view that an overdue row comes from."""
    return WallView(
        office=OFFICE,
        office_name="Contoh",
        zone=ZONE,
        zone_label="WITA",
        now=now,
        version=0,
        simulated=False,
        data_at=now,
        data_age_s=0.0,
        stale=False,
        tiles=(),
        dinas=tile(Indicator.BAIK, now),
        overdue=(),
        overdue_count=0,
        at_risk_count=0,
        figures=OfficeFigures(None, None, TARGET, DAY, DAY),
    )


def _hours(now: datetime) -> list[datetime]:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [start + timedelta(hours=hour) for hour in range(24)]


def target_row(now: datetime) -> TargetRow:
    """A target that was in every state for some hours, outside its schedule for some, with some hours to come."""
    told: Sequence[State | None] = [state for state in WORDS for _ in range(2)] + [None] * 4
    stretches = [
        Stretch(at, at + timedelta(hours=1), {} if state is None else {state: 3600.0})
        for at, state in zip(_hours(now), told, strict=False)
    ]
    to_come = [Stretch(at, at + timedelta(hours=1), {}, to_come=True) for at in _hours(now)[len(told) :]]
    return TargetRow(
        target="contoh",
        name="Modem contoh",
        role="Modem",
        kecamatan="1",
        place="Contoh Satu",
        parent=None,
        measured_from="contoh",
        schedule="jam kerja",
        state=Indicator.BAIK,
        reason="",
        rtt_ms=12.0,
        limit_ms=300.0,
        in_schedule=True,
        seconds=dict.fromkeys(WORDS, 7200.0),
        strip=(*stretches, *to_come),
        outages=1,
        flapping=False,
    )


def network_view(now: datetime) -> NetworkView:
    """The view that a strip stands in."""
    return NetworkView(OFFICE, "Contoh", ZONE, now, False, now.date(), now.date(), False, (target_row(now),), (), ())


def uptime_days(now: datetime) -> list[tuple[date, Sums | None]]:
    """Ten days of uptime: one without any measurement, one bad."""
    days = [now.date() - timedelta(days=back) for back in range(9, -1, -1)]
    bad = {3: None, 6: Sums(9_500, 400, 80)}
    return [(day, bad.get(place, Sums(9_900 - place * 7, 20, 80))) for place, day in enumerate(days)]


def rtt_points(now: datetime) -> list[RttPoint]:
    """A day of reply times: two hours without any answer, one slower than the limit."""
    return [
        RttPoint(at, None, None)
        if hour in (8, 9)
        else RttPoint(at, 20.0 + 3 * hour, 340.0 if hour == 14 else 40.0 + 4 * hour)
        for hour, at in enumerate(_hours(now))
    ]


def sending_row(now: datetime) -> SendingRow:
    """A day of growth: unmeasured hours, a restart, a catching-up hour."""
    bars = tuple(
        Bar(at, None if hour in (3, 4) else hour * 7 % 40, 1 if hour == 9 else 0, hour == 5, 1, 1)
        for hour, at in enumerate(_hours(now))
    )
    return SendingRow(
        kecamatan="1",
        name="Contoh Satu",
        state=Indicator.BAIK,
        word="bertambah",
        since=None,
        reason="",
        in_schedule=True,
        counters=(),
        pending=None,
        pending_since=None,
        last_growth_at=None,
        last_growth_exact=False,
        today=None,
        period=412,
        resets=1,
        bars=bars,
    )


def sending_view(now: datetime) -> SendingView:
    """The view that the bars stand in."""
    return SendingView(OFFICE, "Contoh", ZONE, now, False, DAY, DAY, (), 1, (), TARGET, DAY, DAY)


def hour_map(now: datetime) -> HourMap:
    """Two places over a day: measured, not measured, restarted, still to come."""
    hours = _hours(now)

    def cell(hour: int, at: datetime) -> HourCell | None:
        grown = None if hour in (3, 4) else hour * 11 % 60
        return None if hour > 20 else HourCell(at, grown, int(hour == 9), 0, 1, hour == 5)

    line = tuple(cell(hour, at) for hour, at in enumerate(hours))
    return HourMap(DAY, DAY, ("Contoh Satu", "Contoh Dua"), tuple(hours), (line, tuple(reversed(line))))


def calendar_days() -> list[CalendarDay]:
    """Eight weeks in which every state of a night comes round."""
    states = list(NightState)
    days = [DAY + timedelta(days=place) for place in range(56)]
    return [CalendarDay(day, str(states[place % len(states)]), "contoh") for place, day in enumerate(days)]


def nights() -> list[NightRow]:
    """Three weeks of backups: one too slow, one that failed, one night without."""
    odd = {6: NightState.LEWAT_BAKU, 11: NightState.GAGAL, 12: NightState.TIDAK_ADA}
    rows = []
    for place in range(21):
        state = odd.get(place, NightState.BAIK)
        known = state is not NightState.TIDAK_ADA
        duration = 1140.0 if state is NightState.LEWAT_BAKU else 420.0 + place * 12
        size = (3 if state is NightState.GAGAL else 14) * 1024**3 + place * 60 * 1024**2
        rows.append(
            NightRow(
                DAY + timedelta(days=place),
                state,
                duration_s=duration if known else None,
                standard_s=900.0,
                size_bytes=size if known else None,
            )
        )
    return rows
