"""A small office with a month of everything: repairs met, missed and excused, measured hours, a backup, an outage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.model import Excuse, Heap, Scope, Slot, Stamp, StepRun, Ticket
from dashboard.store import Store, save_excuse, save_slots, save_tickets
from dashboard.views.context import Context
from dashboard.views.report import report_view
from dashboard.views.report_rows import ReportView
from tests.offices_factory import (
    BACKUP,
    CATALOGUE,
    CODE,
    FIRST,
    REPAIR,
    SECOND,
    SENDING,
    make_context,
)
from tests.views.samples import poll, record

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
START, END = date(2026, 11, 1), date(2026, 11, 30)
MINUTE, LATE, HOUR = timedelta(minutes=1), timedelta(hours=4), timedelta(hours=1)


def stamp(at: datetime) -> Stamp:
    return Stamp(at, 1, at)


def repair(
    name: str,
    *,
    at: datetime = MONDAY,
    took: timedelta | None = MINUTE,
    kecamatan: str | None = SECOND,
    title: str = "",
) -> Ticket:
    """A repair of which only the first step is known; ``took`` None: still open."""
    finish = None if took is None else stamp(at + took)
    version = CATALOGUE.get(REPAIR).effective
    run = StepRun(1, 1, stamp(at), finish)
    solved = finish if took is not None else None
    return Ticket(name, CODE, kecamatan, REPAIR, version, stamp(at), "buku", (run,), solved, title=title)


def backup(at: datetime) -> Ticket:
    done = stamp(at + MINUTE)
    runs = (StepRun(2, 1, stamp(at), done), StepRun(3, 1, done, done))
    details: dict[str, object] = {"failed_checks": [], "size_bytes": 2_500_000, "duration_s": 60}
    version = CATALOGUE.get(BACKUP).effective
    return Ticket(
        "backup-siak-2026-11-16", CODE, None, BACKUP, version, stamp(at), "backup:siak", runs, done,
        title="Cadangan SIAK", scheduled_at=at, grace_s=3600, details=details,
    )  # fmt: skip


def slot(start: datetime, heap: Heap, kecamatan: str | None = SECOND, step: int = 1) -> Slot:
    version = CATALOGUE.get(SENDING).effective
    bins = (0,) * 8 + (3,) + (0,) * 7
    return Slot(
        CODE, kecamatan, SENDING, version, step, start, heap, "up", "slot_replied", "modem-2", 3, 1.5, 0.9, bins
    )


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


@pytest.fixture
def context(store: Store) -> Context:
    return make_context(store)


def fill(store: Store) -> None:
    """Everything at once."""
    many = [repair(f"M{i}", at=MONDAY + i * MINUTE, took=LATE if i == 2 else MINUTE) for i in range(6)]
    few = [
        repair("F1", kecamatan=FIRST, took=LATE),
        repair("=1+1", kecamatan=FIRST, title="=HYPERLINK(1)"),
        repair("T", took=None),
    ]
    excused = replace(repair("X", took=LATE), solved=stamp(MONDAY + LATE))
    save_tickets(store, [*many, *few, excused, backup(MONDAY - 13 * HOUR)], by="uji", at=NOW - HOUR)
    save_excuse(store, Excuse(CODE, "X", 1, 1, Scope.STEP, "kasi", "listrik padam", NOW - HOUR))
    hours = [slot(MONDAY + i * HOUR, Heap.MISSED if i == 1 else Heap.MET) for i in range(4)]
    save_slots(store, [*hours, slot(MONDAY, Heap.UNMONITORED, FIRST), slot(MONDAY, Heap.MET, None, 2)])
    record(store, [poll("modem-2", SECOND, MONDAY + i * MINUTE, ok=not 3 <= i < 40) for i in range(60)])


@pytest.fixture
def filled(context: Context, store: Store) -> Context:
    fill(store)
    return context


@pytest.fixture
def view(filled: Context) -> ReportView:
    return report_view(filled, CODE, START, END, NOW)
