"""``/jaringan``: who is cut off, how long, how often. From ``latest``, state intervals, hourly rollups and tickets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from dashboard.flapping import flappings
from dashboard.formats import short_date, since
from dashboard.model import CollectorName, Indicator, SeriesState, State, StateInterval, Ticket
from dashboard.offices import Office, Role, Schedule, Target
from dashboard.rulebook import schedule_at
from dashboard.store import intervals, latest, rollups, tickets
from dashboard.views.context import Context, local_day_start, local_period
from dashboard.views.indicators import Sight, sight
from dashboard.views.network_outages import Told, outages_of
from dashboard.views.network_rows import (
    DecisionRow,
    NetworkView,
    OutageRow,
    RttPoint,
    TargetRow,
    availability_of,
)
from dashboard.views.network_time import (
    Span,
    daily_strip,
    exact_strip,
    pieces_of,
    scheduled_spans,
    seconds_by_state,
    within,
)
from dashboard.views.schedule import counts_now
from dashboard.views.tiles import STALE_POLLS
from dashboard.workcal import WorkingCalendar

METRIC = "rtt_ms"
EXACT_UP_TO_DAYS = 14
"""Longer periods are drawn as one bar a day."""
LOOK_BACK = timedelta(days=7)
"""An outage that reaches into the period may have begun before it."""
_HOUR = timedelta(hours=1)
_SOURCE = "outage:"

ROLES = {
    Role.MODEM: "Modem",
    Role.AFIS: "Server AFIS",
    Role.PUSAT_DATA: "Pusat Data",
    Role.NID: "Server NID",
    Role.PC_CLIENT: "PC client",
    Role.ROUTER: "Router",
}


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the rows of one office are made from; times are the period's, cut at now."""

    office: Office
    calendar: WorkingCalendar
    now: datetime
    start: datetime
    end: datetime
    days: Sequence[Span]
    stale_after_s: float
    is_open: bool
    states: Mapping[str, SeriesState]
    intervals: Mapping[str, Sequence[StateInterval]]
    tickets: Sequence[Ticket]
    places: Mapping[str | None, str]
    scheduled: dict[tuple[Schedule, ...], Sequence[Span]] = field(default_factory=dict)


def network_view(context: Context, code: str, start: date, end: date, now: datetime) -> NetworkView:
    """Everything but the RTT for office-local days ``start`` to ``end``, both included. KeyError: unknown office."""
    office = context.offices[code]
    by_day = (end - start).days >= EXACT_UP_TO_DAYS
    known = _known(context, office, start, end, now)
    made = [_row(known, each, by_day=by_day) for each in office.targets]
    outages = [outage for _, own in made for outage in own]
    return NetworkView(
        office=code,
        office_name=office.name,
        zone=office.zone,
        now=now,
        simulated=office.simulated,
        start=start,
        end=end,
        by_day=by_day,
        rows=tuple(_worst_places_first([row for row, _ in made])),
        outages=tuple(sorted(outages, key=lambda each: (each.end is None, each.start), reverse=True)),
        decisions=_decisions(known),
    )


def seconds_by_day(
    context: Context, code: str, start: date, end: date, now: datetime
) -> dict[date, Mapping[State, float]]:
    """Seconds by state of each day, all targets together, as the page counts them within their schedules."""
    known = _known(context, context.offices[code], start, end, now)
    days: dict[date, defaultdict[State, float]] = {
        start + timedelta(days=number): defaultdict(float) for number in range(len(known.days))
    }
    for target in known.office.targets:
        row, _ = _row(known, target, by_day=True)
        for day, stretch in zip(days, row.strip, strict=True):
            for state, seconds in stretch.seconds.items():
                days[day][state] += seconds
    return dict(days)


def rtt_points(context: Context, code: str, target: str, start: date, end: date, now: datetime) -> tuple[RttPoint, ...]:
    """Reply times of each clock hour of the period up to now; an hour without a reply has none."""
    office = context.offices[code]
    first, last = local_period(start, end, office.zone)
    last = min(last, now)
    if last <= first:
        return ()
    found = rollups(
        context.store,
        code,
        first,
        last,
        step="hour",
        collector=CollectorName.NETWORK,
        target=target,
        metrics={METRIC},
    )
    at = {each.start: each for each in found}
    points, hour = [], first.astimezone(now.tzinfo)
    while hour < last:
        each = at.get(hour)
        has = each is not None and each.value_count > 0
        mean = each.value_sum / each.value_count if has and each is not None else None
        points.append(RttPoint(hour, mean, each.value_max if has and each is not None else None))
        hour += _HOUR
    return tuple(points)


def _known(context: Context, office: Office, start: date, end: date, now: datetime) -> _Known:
    first, last = local_period(start, end, office.zone)
    lines: defaultdict[str, list[StateInterval]] = defaultdict(list)
    own = {each.id: each.kecamatan for each in office.targets}
    if first < now:
        until = min(last, now) + timedelta(seconds=1)
        for each in intervals(context.store, office.code, first - LOOK_BACK, until, collector=CollectorName.NETWORK):
            key = each.series
            if key.metric == METRIC and key.target in own and own[key.target] == key.kecamatan:
                lines[key.target].append(each)
    sops = {each.opens for each in office.links if each.opens}
    opened = [
        each
        for sop in sorted(sops)
        for each in tickets(context.store, office.code, sop=sop, start=first - LOOK_BACK, end=last)
        if each.source.startswith(_SOURCE)
    ]
    days = [
        (local_day_start(day, office.zone), local_day_start(day + timedelta(days=1), office.zone))
        for day in (start + timedelta(days=number) for number in range((end - start).days + 1))
    ]
    return _Known(
        office=office,
        calendar=context.calendars[office.code],
        now=now,
        start=first,
        end=last,
        days=days,
        stale_after_s=STALE_POLLS * context.settings.poll_s,
        is_open=counts_now(context.calendars[office.code], now),
        states={
            each.series.target: each
            for each in latest(context.store, office.code)
            if each.series.collector is CollectorName.NETWORK
            and each.series.metric == METRIC
            and own.get(each.series.target, "") == each.series.kecamatan
        },
        intervals=lines,
        tickets=opened,
        places={None: "Dinas"} | {each.code: each.name for each in office.kecamatan},
    )


def _row(known: _Known, target: Target, *, by_day: bool) -> tuple[TargetRow, list[OutageRow]]:
    state = known.states.get(target.id)
    lines = known.intervals.get(target.id, ())
    pieces = pieces_of(lines, state, known.now, known.stale_after_s)
    until = min(known.end, known.now)
    counted = []
    if known.start < until:
        counted = list(within(pieces, _scheduled(known, target, until)))
    spells = flappings(lines, known.now)
    place = known.places[target.kecamatan]
    told = Told(target, place, known.calendar, known.now, known.tickets, spells)
    outages = [
        each
        for each in outages_of([piece for piece in pieces if piece.start < until], told)
        if each.down_s > 0 and (each.end is None or each.end > known.start)
    ]
    schedule = schedule_at(known.office, target, known.now)
    seen = _sight(known, target, state, in_schedule=known.is_open or schedule is Schedule.SEMUA)
    is_fresh = state is not None and seen.state not in (Indicator.TIDAK_TERUKUR, Indicator.DINONAKTIFKAN)
    row = TargetRow(
        target=target.id,
        name=target.name,
        role=ROLES[target.role],
        kecamatan=target.kecamatan,
        place=place,
        parent=target.parent,
        measured_from=target.diukur_dari,
        schedule="24 jam" if schedule is Schedule.SEMUA else "jam kerja",
        state=seen.state,
        reason=seen.reason,
        rtt_ms=state.value if state is not None and is_fresh else None,
        limit_ms=_limit_ms(known.office, target),
        in_schedule=seen.in_schedule,
        seconds=seconds_by_state(counted),
        strip=daily_strip(counted, known.days, known.now)
        if by_day
        else exact_strip(counted, known.start, known.now, known.end),
        outages=len(outages),
        flapping=any(each.end is None for each in spells),
    )
    return row, outages


def _scheduled(known: _Known, target: Target, until: datetime) -> Sequence[Span]:
    """The time of the period that counts for a target; those of one schedule share it."""
    alike = tuple(target.schedule_on(known.calendar.local_date(begins)) for begins, _ in known.days)
    if alike not in known.scheduled:
        known.scheduled[alike] = scheduled_spans(known.calendar, target, known.start, until)
    return known.scheduled[alike]


def _limit_ms(office: Office, target: Target) -> float:
    if target.probe.type == "http":
        return office.thresholds.http_ms
    is_satellite = any(each.id == target.link and each.type == "vsat" for each in office.links)
    return office.thresholds.satellite_ms if is_satellite else office.thresholds.rtt_ms


def _sight(known: _Known, target: Target, state: SeriesState | None, *, in_schedule: bool) -> Sight:
    zone, off = known.office.zone, target.disabled
    if off is not None and (began := local_day_start(off.since, zone)) <= known.now:
        reason = f"dinonaktifkan sejak {short_date(off.since)} ({off.letter})"
        return Sight(Indicator.DINONAKTIFKAN, began, None, reason, in_schedule)
    found = sight(
        ROLES[target.role],
        state,
        known.now,
        known.stale_after_s,
        lambda at: since(at, zone, known.now),
        in_schedule=in_schedule,
    )
    planned = _planned(target, known.now) if state is not None and state.state is State.MAINTENANCE else ""
    return replace(found, reason=f"{found.reason}: {planned}") if planned else found


def _planned(target: Target, now: datetime) -> str:
    """Reason of the planned work that goes on now; empty without."""
    for each in target.maintenance:
        if datetime.fromisoformat(each.start) <= now < datetime.fromisoformat(each.end):
            return each.reason
    return ""


def _decisions(known: _Known) -> tuple[DecisionRow, ...]:
    """Targets switched off, and planned work that lies in the period or is still to come; what is next stands first."""
    off = [
        DecisionRow(each.name, known.places[each.kecamatan], None, None, each.disabled.since, each.disabled.letter)
        for each in known.office.targets
        if each.disabled is not None
    ]
    planned = []
    for each in known.office.targets:
        for work in each.maintenance:
            begins, ends = datetime.fromisoformat(work.start), datetime.fromisoformat(work.end)
            if ends > known.start:
                planned.append(DecisionRow(each.name, known.places[each.kecamatan], begins, ends, None, work.reason))
    return (*sorted(planned, key=lambda each: each.start or known.now), *off)


def _worst_places_first(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """Rows by place, by the availability of the worst target in it; what has none comes last."""
    worst: dict[str | None, float] = {}
    for row in rows:
        worst[row.kecamatan] = min(worst.get(row.kecamatan, 2.0), _rank(row))
    order = {kecamatan: place for place, kecamatan in enumerate(worst)}
    return sorted(rows, key=lambda row: (worst[row.kecamatan], order[row.kecamatan], _rank(row)))


def _rank(row: TargetRow) -> float:
    found = availability_of(row.seconds)
    return 1.5 if found is None else found


def default_target(view: NetworkView) -> str:
    """The target whose reply times are drawn where none is asked for: the worst that was measured, else the first."""
    measured = [row for row in view.rows if row.availability is not None]
    return (measured or list(view.rows))[0].target if view.rows else ""
