"""One office with a little of everything, and as many others like it as are wanted, copied inside the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, and_, func, insert, literal, select

from collectors.parcels import Parcel
from collectors.runner import Straight
from dashboard.calendars import build_calendar
from dashboard.catalogue import load_catalogue
from dashboard.model import (
    CollectorName,
    CollectorRun,
    Rollup,
    RunOutcome,
    Sample,
    SampleStatus,
    SeriesKey,
    Stamp,
    State,
    StateInterval,
    StepRun,
    Ticket,
)
from dashboard.office_model import Office
from dashboard.services.slots import judge_hours
from dashboard.store import Store, backfill, save_tickets, schema
from dashboard.store.codec import office_number
from dashboard.store.engine import write

NOW = datetime(2026, 11, 19, 3, tzinfo=UTC)
"""A Thursday morning in every zone of the country."""
INTERVAL = timedelta(seconds=30)
HOURLY_DAYS, DAILY_DAYS, STATE_DAYS = 3, 60, 14
OUTAGES, SWEEPS, TICKETS, OPEN_TICKETS = 8, 10, 40, 5
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NOT_COPIED = {"meta", "audit", "leases", "deliveries", "saved_views", "series"}
_SERIES_NAMES = ("collector", "kecamatan", "target", "metric")


def keys_of(office: Office) -> list[SeriesKey]:
    """The series of all targets."""
    return [
        SeriesKey(office.code, each.kecamatan, CollectorName.NETWORK, each.id, "rtt_ms", "ms")
        for each in office.targets
    ]


def sweep(store: Store, office: Office, at: datetime) -> None:
    """One sweep of the office, written as the runner does: one target in twenty is out."""
    samples = [
        Sample(key, at, None, SampleStatus.FAILED) if number % 20 == 9 else Sample(key, at, 12.5, SampleStatus.OK)
        for number, key in enumerate(keys_of(office))
    ]
    run = CollectorRun(office.code, CollectorName.NETWORK, at, at, at, RunOutcome.OK, len(samples))
    Straight(store).put(Parcel(run, tuple(samples), stale_after_s=90, day_offset_s=7 * 3600))


def fill_model(store: Store, office: Office) -> None:
    """Rollups, intervals, tickets and judged hours up to ``NOW``, and the last sweeps before it."""
    keys, begin = keys_of(office), NOW - SWEEPS * INTERVAL
    backfill(
        store,
        intervals=(piece for number, key in enumerate(keys) for piece in _pieces(key, number, begin)),
        rollups_hour=(_rollup(key, NOW - n * _HOUR, 120) for key in keys for n in range(1, HOURLY_DAYS * 24)),
        rollups_day=(_rollup(key, NOW.replace(hour=0) - n * _DAY, 2880) for key in keys for n in range(1, DAILY_DAYS)),
    )
    save_tickets(store, list(_tickets(office)), by="bench", at=NOW - _HOUR)
    for number in range(SWEEPS):
        sweep(store, office, begin + number * INTERVAL)
    judge_hours(store, office, load_catalogue(), build_calendar(office), NOW)


def _rollup(key: SeriesKey, start: datetime, polls: int) -> Rollup:
    failed = polls // 40
    good = polls - failed
    return Rollup(key, start, polls, good, 0, failed, 0, good, 12.5 * good, 5.0, 90.0)


def _pieces(key: SeriesKey, number: int, end: datetime) -> Iterator[StateInterval]:
    """Up, and half an hour down some times; the last piece ends where sweeps go on."""
    gap = (end - (NOW - STATE_DAYS * _DAY)) / OUTAGES
    at = end - OUTAGES * gap
    for _ in range(OUTAGES):
        falls, back = at + gap - _HOUR / 2 - timedelta(minutes=number % 20), at + gap
        falls, back = falls.replace(microsecond=0), back.replace(microsecond=0)
        yield StateInterval(key, at.replace(microsecond=0), falls, State.UP)
        yield StateInterval(key, falls, back, State.DOWN)
        at = back


def _tickets(office: Office) -> Iterator[Ticket]:
    sop = load_catalogue().get(office.sops[0].id)
    for number in range(TICKETS):
        place = office.kecamatan[number % len(office.kecamatan)].code
        opened = NOW - _DAY * (number % 28 + 1) + timedelta(minutes=number)
        runs = tuple(
            StepRun(step.number, 1, Stamp(opened + n * _HOUR / 6, 60), Stamp(opened + (n + 1) * _HOUR / 6, 60))
            for n, step in enumerate(sop.steps)
        )
        is_open = number < OPEN_TICKETS
        named = (f"buku:{office.code}/{number}", office.code, place, sop.id, sop.effective, Stamp(opened, 60), "buku")
        yield Ticket(*named, runs[:1] if is_open else runs, None if is_open else runs[-1].finished)


def copy_office(store: Store, model: str, codes: Sequence[str]) -> None:
    """Make offices ``codes`` like ``model``, with everything measured and written down of it."""
    for code in codes:
        with write(store, code) as connection:
            _copy_series(connection, model, code)
            for table in schema.metadata.sorted_tables:
                if table.name not in _NOT_COPIED and {"office", "office_no"} & set(table.c.keys()):
                    _copy_rows(connection, table, model, code)


def _copy_series(connection: Connection, model: str, code: str) -> None:
    table = schema.series
    columns = [column for column in table.c if column.name != "id"]
    values = [_moved(column, model, code) for column in columns]
    rows = select(*values).where(table.c.office == model).order_by(table.c.id)
    connection.execute(insert(table).from_select([column.name for column in columns], rows))


def _copy_rows(connection: Connection, table: Table, model: str, code: str) -> None:
    given_by_itself = [column for column in table.c if column.name == "id" and not isinstance(column.type, Text)]
    columns = [column for column in table.c if column not in given_by_itself]
    own, its = schema.series.alias("own"), schema.series.alias("its")
    values = [its.c.id if column.name == "series_id" else _moved(column, model, code) for column in columns]
    here = table.c.office_no == office_number(model) if "office_no" in table.c else table.c.office == model
    rows = select(*values).where(here)
    if "series_id" in table.c:
        alike = [its.c[name] == func.replace(own.c[name], model, code) for name in _SERIES_NAMES]
        rows = rows.where(own.c.id == table.c.series_id, and_(*alike), its.c.office == code)
    connection.execute(insert(table).from_select([column.name for column in columns], rows))


def _moved(column: Column[object], model: str, code: str) -> ColumnElement[object]:
    """The column's value as it is of the other office: its code stands in many names."""
    if column.name == "office_no":
        return literal(office_number(code), column.type)
    return func.replace(column, model, code) if isinstance(column.type, Text) else column


def month() -> tuple[date, date]:
    """The period that pages are asked for."""
    return NOW.date() - timedelta(days=29), NOW.date()
