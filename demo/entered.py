"""A simulated officer who reads the counters that no machine can read, a few times each working day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from dashboard.growth import ManualReading
from dashboard.model import CollectorName, SeriesKey, State
from dashboard.offices import CounterSource, Office
from dashboard.services.desk_base import DeskError
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import enter
from dashboard.store import AuditEntry, Store, backfill, manual_readings, save_manual_reading
from dashboard.workcal import WorkingCalendar
from demo.chance import draw
from demo.pasts import Past, Stretch

READER = Officer("petugas-simulasi", "Petugas simulasi")
NOTE = "simulasi"
READ_AT = (time(8, 20), time(10, 25), time(13, 5), time(15, 10))
FORGOTTEN = 0.06
"""The share of readings that the officer does not get round to."""
RESTARTED = 0.015
LATEST = timedelta(minutes=30)
"""A live reading is entered within this time, or left out."""


def reading_times(
    source: CounterSource, calendar: WorkingCalendar, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[datetime]:
    """When the officer reads the counter in ``[start, end)``, in UTC: in opening hours, not to the minute."""
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for number, planned in enumerate(READ_AT):
            dice = draw("entered", source.id, day, number)
            at = datetime.combine(day, planned, zone) + timedelta(minutes=dice.randint(0, 12))
            if start <= at < end and calendar.is_open(at) and dice.random() >= FORGOTTEN:
                yield at.astimezone(UTC)
        day += timedelta(days=1)


def next_reading(office: Office, source: CounterSource, at: datetime, before: int | None) -> ManualReading:
    """What the counter shows at ``at``; ``before``: what it showed last, None for the first time."""
    dice = draw("shown", source.id, at)
    restarted = before is not None and dice.random() < RESTARTED
    grown = dice.randint(18, 95)
    value = grown if restarted else (dice.randint(200, 900) if before is None else before + grown)
    return ManualReading(office.code, source.id, at, value, dice.randint(0, 9), restarted, READER.id, at, note=NOTE)


def entries(
    office: Office, source: CounterSource, calendar: WorkingCalendar, start: datetime, end: datetime
) -> list[ManualReading]:
    """All that the officer entered in ``[start, end)``."""
    found: list[ManualReading] = []
    for at in reading_times(source, calendar, ZoneInfo(office.zone), start, end):
        found.append(next_reading(office, source, at, found[-1].value if found else None))
    return found


def entered_past(readings: Sequence[ManualReading], key: SeriesKey, window: timedelta) -> Past:
    """The states that the readings (at least one) left: each speaks for ``window``, then nothing is known."""
    chain: list[Stretch] = []
    for one, two in pairwise(readings):
        until = min(two.observed_at, one.observed_at + window)
        state = State.RESTARTED if one.restarted else State.INCREASING
        chain.append(Stretch(one.observed_at, until, state))
        if until < two.observed_at:
            chain.append(Stretch(until, two.observed_at, State.UNKNOWN))
    last = readings[-1]
    chain.append(Stretch(last.observed_at, last.observed_at + timedelta(seconds=1), State.INCREASING))
    joined: list[Stretch] = []
    for each in chain:
        if joined and joined[-1].state is each.state:
            joined[-1] = Stretch(joined[-1].start, each.end, each.state)
        else:
            joined.append(each)
    return Past(key, joined, float(last.value), 0.0, last_value=float(last.value))


def backfill_entries(store: Store, office: Office, calendar: WorkingCalendar, start: datetime, end: datetime) -> None:
    """Write the officer's entries of ``[start, end)``, with the states that they left."""
    for source in office.counters:
        found = entries(office, source, calendar, start, end) if source.kind == "manual" else []
        if not found:
            continue
        subject = f"pembacaan {office.code}/{source.id}"
        for each in found:
            told = {"jumlah": each.value, "antrean": each.pending, "mulai_ulang": each.restarted, "catatan": NOTE}
            entry = AuditEntry(each.recorded_at, READER.id, "pembacaan dicatat", subject, after=told)
            save_manual_reading(store, office.code, source.id, partial(_as_it_is, each, entry))
        key = SeriesKey(office.code, source.kecamatan, CollectorName.RECORDS, source.id, "records", "rekaman")
        past = entered_past(found, key, timedelta(minutes=source.window_minutes))
        backfill(store, states=[past.state()], intervals=past.intervals())


def _as_it_is(
    reading: ManualReading, entry: AuditEntry, _: Sequence[ManualReading]
) -> tuple[ManualReading, AuditEntry]:
    return reading, entry


def keep_entries(store: Store, office: Office, calendar: WorkingCalendar, now: datetime) -> None:
    """Enter what the officer has read in the last half hour, once. OSError where the database is out of reach."""
    try:
        for source in office.counters:
            if source.kind == "manual":
                _keep(store, office, source, calendar, now)
    except SQLAlchemyError as error:
        raise OSError(f"basis data tidak terjangkau ({type(error).__name__})") from error


def _keep(store: Store, office: Office, source: CounterSource, calendar: WorkingCalendar, now: datetime) -> None:
    for at in reading_times(source, calendar, ZoneInfo(office.zone), now - LATEST, now):
        known = manual_readings(store, office.code, source.id, since=now - LATEST)
        last = known[-1] if known else None
        if last is not None and last.observed_at >= at:
            continue
        shown = next_reading(office, source, at, None if last is None else last.value)
        try:
            enter(
                store,
                office,
                source,
                shown.value,
                READER,
                now,
                pending=shown.pending,
                observed_at=at,
                restarted=shown.restarted,
                note=NOTE,
            )
        except DeskError:
            continue  # somebody else read it meanwhile: the officer leaves it at that
