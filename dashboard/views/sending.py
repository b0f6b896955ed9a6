"""``/pengiriman``: are recordings arriving. States from ``latest``, growth from rollups and entries, never samples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dashboard.formats import local, since
from dashboard.growth import steps_by_people
from dashboard.model import CollectorName, Indicator, SeriesState, State
from dashboard.offices import CounterSource, Office, Schedule
from dashboard.rulebook import schedule_at
from dashboard.store import latest, manual_readings
from dashboard.store.last_growth import last_growth_hours
from dashboard.views.compliance import target_of
from dashboard.views.context import Context, local_day_start, local_period
from dashboard.views.growth import HOUR, GrowthRow, growth_rows
from dashboard.views.indicators import WORST_FIRST, Sight, sight
from dashboard.views.schedule import counts_now
from dashboard.views.sending_rows import Bar, CounterRow, HourCell, HourMap, SendingRow, SendingView
from dashboard.views.sending_steps import month_around, step_rows
from dashboard.views.tiles import SOURCE_STALE_S

HOURLY_UP_TO_DAYS = 2
LOOKED_BACK = timedelta(days=90)
WORDS = {
    State.INCREASING: "bertambah",
    State.STUCK: "macet",
    State.IDLE: "tidak ada antrean",
    State.QUIET: "sepi",
    State.RESTARTED: "mulai ulang",
}
UNMEASURED = "tidak terukur"


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the rows of one office are made from."""

    office: Office
    now: datetime
    is_open: bool
    states: Mapping[tuple[str, str], SeriesState]
    """The series of the counters by source and metric."""
    grown: Mapping[str, tuple[datetime, bool]]
    """When each source last grew, and whether that is known exactly."""


def sending_view(context: Context, code: str, start: date, end: date, now: datetime) -> SendingView:
    """Everything on the page for office-local days ``start`` to ``end``, both included. KeyError for an unknown office.

    Rows come worst first, then in the office file's order.
    """
    office = context.offices[code]
    first, last = local_period(start, end, office.zone)
    hourly = (end - start).days < HOURLY_UP_TO_DAYS
    period = growth_rows(context, code, first, min(last, now))
    midnight = local_day_start(local(now, office.zone).date(), office.zone)
    today = _by_kecamatan(_of_today(context, code, period, first, last, midnight, now))
    known = _known(context, office, now)
    of_period = _by_kecamatan(period)
    rows = [
        _row(known, who, name, today.get(who, []), of_period.get(who, []), hourly=hourly)
        for who, name in ((None, "Dinas"), *((each.code, each.name) for each in office.kecamatan))
        if who is not None or any(each.kecamatan is None for each in office.counters)
    ]
    month = month_around(min(end, local(now, office.zone).date()))
    return SendingView(
        office=code,
        office_name=office.name,
        zone=office.zone,
        now=now,
        simulated=office.simulated,
        start=start,
        end=end,
        rows=tuple(sorted(rows, key=_trouble)) if office.counters else (),
        bar_hours=1 if hourly else 24,
        steps=step_rows(context, code, *month, now),
        target=target_of(office, month[1]),
        month_start=month[0],
        month_end=month[1],
    )


def _of_today(
    context: Context,
    code: str,
    period: Sequence[GrowthRow],
    first: datetime,
    last: datetime,
    midnight: datetime,
    now: datetime,
) -> Sequence[GrowthRow]:
    """The rows since ``midnight``: of ``period`` where that reaches from then or before to now, else read."""
    if first <= midnight and now <= last:
        begun = midnight.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return [row for row in period if row.start >= begun]
    return growth_rows(context, code, midnight, now)


def hour_map(context: Context, code: str, start: date, end: date, now: datetime) -> HourMap:
    """Growth of each clock hour of the office-local days ``start`` to ``end``, both included."""
    zone = context.offices[code].zone
    first, last = (each.astimezone(UTC) for each in local_period(start, end, zone))
    hours = tuple(first + HOUR * number for number in range(round((last - first) / HOUR)))
    found = _by_kecamatan(growth_rows(context, code, first, min(last, now)) if first < now else ())
    cells = []
    for rows in found.values():
        at = {row.start: _cell(row) for row in rows}
        cells.append(tuple(at.get(hour) for hour in hours))
    return HourMap(start, end, tuple(rows[0].name for rows in found.values()), hours, tuple(cells))


def _cell(row: GrowthRow) -> HourCell:
    return HourCell(row.start, row.growth, row.resets, row.unmeasured, row.counters, row.catches_up)


def _by_kecamatan(rows: Sequence[GrowthRow]) -> dict[str | None, list[GrowthRow]]:
    found: defaultdict[str | None, list[GrowthRow]] = defaultdict(list)
    for row in rows:
        found[row.kecamatan].append(row)
    return found


def _known(context: Context, office: Office, now: datetime) -> _Known:
    states = {
        (each.series.target, each.series.metric): each
        for each in latest(context.store, office.code)
        if each.series.collector is CollectorName.RECORDS
    }
    return _Known(office, now, counts_now(context.calendars[office.code], now), states, _grown(context, office, now))


def _grown(context: Context, office: Office, now: datetime) -> dict[str, tuple[datetime, bool]]:
    hours = last_growth_hours(context.store, office.code, now - LOOKED_BACK)
    found = {source: (hour, False) for source, hour in hours.items()}
    for source in office.counters:
        if source.kind == "manual":
            read = manual_readings(context.store, office.code, source.id, since=now - LOOKED_BACK, end=now)
            grew = [step.at for step in steps_by_people(read) if step.growth > 0]
            if grew:
                found[source.id] = (grew[-1], True)
    return found


def _row(
    known: _Known,
    who: str | None,
    name: str,
    today: Sequence[GrowthRow],
    period: Sequence[GrowthRow],
    *,
    hourly: bool,
) -> SendingRow:
    sources = [each for each in known.office.counters if each.kecamatan == who]
    seen = [(_sight(known, each), each) for each in sources]
    counted = [each for each in seen if each[0].in_schedule] or seen
    worst = min(counted, key=lambda each: WORST_FIRST.index(each[0].state), default=None)
    waiting = [_waiting(known, each) for each in sources]
    told = [each for each in waiting if each is not None]
    starts = [at for count, at in told if count and at is not None]
    grew = [found for each in sources if (found := _last_growth(known, each)) is not None]
    last_growth = max(grew, default=None)
    return SendingRow(
        kecamatan=who,
        name=name,
        state=Indicator.TIDAK_TERUKUR if worst is None else worst[0].state,
        word=UNMEASURED if worst is None else _word(known, *worst),
        since=None if worst is None else worst[0].since,
        reason="belum ada sumber pengiriman" if worst is None else _reason(known, *worst),
        in_schedule=worst is None or worst[0].in_schedule,
        counters=tuple(_counter(known, each) for each in sources),
        # Of several counters the queue is known only where all of them tell it.
        pending=sum(count for count, _ in told) if told and len(told) == len(sources) else None,
        pending_since=min(starts, default=None),
        last_growth_at=None if last_growth is None else last_growth[0],
        last_growth_exact=last_growth is not None and last_growth[1],
        today=_sum(today),
        period=_sum(period),
        resets=sum(row.resets for row in period),
        bars=_bars(period, known.office.zone, hourly=hourly),
    )


def _sight(known: _Known, source: CounterSource) -> Sight:
    in_schedule = known.is_open or schedule_at(known.office, source, known.now) is Schedule.SEMUA
    return sight(
        "Rekaman terkirim",
        known.states.get((source.id, "records")),
        known.now,
        _stale_after_s(source),
        lambda at: since(at, known.office.zone, known.now),
        in_schedule=in_schedule,
    )


def _stale_after_s(source: CounterSource) -> float:
    """What people enter speaks for its window; what is read by machine must come every minute."""
    return source.window_minutes * 60 if source.kind == "manual" else SOURCE_STALE_S


def _is_stale(known: _Known, source: CounterSource, state: SeriesState) -> bool:
    return (known.now - state.observed_at).total_seconds() > _stale_after_s(source)


def _word(known: _Known, seen: Sight, source: CounterSource) -> str:
    state = known.states.get((source.id, "records"))
    if state is None or _is_stale(known, source, state):
        return UNMEASURED
    return WORDS.get(state.state, UNMEASURED)


def _reason(known: _Known, seen: Sight, source: CounterSource) -> str:
    """The row's own line; a queue that has only begun to fill is said, for the state holds until the window is over."""
    waiting = _waiting(known, source)
    if waiting and waiting[0] and _word(known, seen, source) == WORDS[State.IDLE]:
        return f"antrean baru terisi; dinilai sesudah {source.window_minutes} menit tanpa kenaikan"
    return seen.reason


def _counter(known: _Known, source: CounterSource) -> CounterRow:
    state = known.states.get((source.id, "records"))
    value = None if state is None else state.known_value if state.value is None else state.value
    read_at = None if state is None or value is None else state.observed_at
    return CounterRow(source.id, None if value is None else round(value), read_at, source.kind == "manual")


def _waiting(known: _Known, source: CounterSource) -> tuple[int, datetime | None] | None:
    """How many records wait, and since when something does; None where that is not known now."""
    state = known.states.get((source.id, "pending"))
    if state is None or state.state not in (State.IDLE, State.READABLE) or _is_stale(known, source, state):
        return None
    value = state.known_value if state.value is None else state.value
    return None if value is None else (round(value), state.since if value else None)


def _last_growth(known: _Known, source: CounterSource) -> tuple[datetime, bool] | None:
    """When the counter last grew: to the second where its last change of value lies in the last hour that grew."""
    found = known.grown.get(source.id)
    state = known.states.get((source.id, "records"))
    if found is None or found[1] or state is None or state.value_changed_at is None:
        return found
    return (state.value_changed_at, True) if found[0] <= state.value_changed_at < found[0] + HOUR else found


def _sum(rows: Sequence[GrowthRow]) -> int | None:
    measured = [row.growth for row in rows if row.growth is not None]
    return sum(measured) if measured else None


def _bars(rows: Sequence[GrowthRow], zone: str, *, hourly: bool) -> tuple[Bar, ...]:
    heaps: defaultdict[datetime, list[GrowthRow]] = defaultdict(list)
    for row in rows:
        start = row.start if hourly else local_day_start(local(row.start, zone).date(), zone)
        heaps[start].append(row)
    return tuple(
        Bar(
            start,
            _sum(own),
            sum(row.resets for row in own),
            any(row.catches_up for row in own) if hourly else own[0].catches_up,
            sum(row.growth is not None for row in own),
            len(own),
        )
        for start, own in heaps.items()
    )


def _trouble(row: SendingRow) -> tuple[bool, int]:
    return not row.in_schedule, WORST_FIRST.index(row.state)
