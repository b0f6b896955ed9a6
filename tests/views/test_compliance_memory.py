"""What is kept between two questions changes no figure: each answer equals that of a process that just began."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from dashboard.model import Heap, Slot
from dashboard.sla import accounts, measured_row
from dashboard.store import Store, clear_office, save_slots, slots, tickets
from dashboard.store.slots import last_slot_start
from dashboard.views.compliance import compliance_view
from dashboard.views.context import Context, local_period
from dashboard.views.measured import measured, measured_rows, measured_total
from dashboard.views.memory import Memory
from dashboard.views.shelf import tickets_between
from tests.offices_factory import CODE, FIRST, SECOND, SENDING
from tests.views.test_compliance import END, LATE, MINUTE, MONDAY, NOW, START, put, ticket

HOUR = timedelta(hours=1)
PERIOD = local_period(START, END, "Asia/Makassar")


def slot(hours: int = 0, heap: Heap = Heap.MET, **more: Any) -> Slot:
    version = ticket("x", took=None).version
    made = Slot(CODE, FIRST, SENDING, version, 1, MONDAY + hours * HOUR, heap, "up", "slot_replied", "modem")
    return replace(made, **more)


def fresh(context: Context) -> Context:
    return replace(context, memory=Memory(), slot_memory=Memory())


def same(context: Context, now: datetime = NOW) -> bool:
    asked = (CODE, START, END, now)
    return compliance_view(context, *asked) == compliance_view(fresh(context), *asked)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(*args: Any) -> None:
        said.append(args[2])

    event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(store.engine, "before_cursor_execute", listen)


def test_hours_are_read_once_until_they_change(context: Context, store: Store) -> None:
    save_slots(store, [slot()])
    assert len(measured(context, CODE, None, PERIOD, NOW).hours) == 1
    with statements(store) as said:
        assert len(measured(context, CODE, None, PERIOD, NOW + MINUTE).hours) == 1
    assert not [each for each in said if "FROM slot" in each]


def test_a_slot_judged_anew_is_seen_at_once(context: Context, store: Store) -> None:
    save_slots(store, [slot()])
    assert same(context)
    save_slots(store, [slot(heap=Heap.MISSED)])
    found = measured(context, CODE, None, PERIOD, NOW)
    assert [each.heap for each in found.hours] == [Heap.MISSED]
    assert same(context)


def test_an_hour_is_counted_from_its_end_on(context: Context, store: Store) -> None:
    save_slots(store, [slot()])
    counted = [len(measured(context, CODE, None, PERIOD, MONDAY + at).hours) for at in (HOUR - MINUTE, HOUR)]
    assert counted == [0, 1]


def test_slots_thrown_away_are_gone_at_once(context: Context, store: Store) -> None:
    save_slots(store, [slot()])
    assert measured(context, CODE, None, PERIOD, NOW).hours
    clear_office(store, CODE)
    assert last_slot_start(store, CODE, SENDING) is None
    assert not measured(context, CODE, None, PERIOD, NOW).hours


def test_what_is_counted_of_slots_is_what_the_engine_counts(context: Context, store: Store) -> None:
    many = [
        slot(hour, heap, kecamatan=place)
        for hour in range(8)
        for heap, place in zip(Heap, (None, FIRST, SECOND), strict=False)
    ]
    save_slots(store, many)
    found = measured(context, CODE, None, PERIOD, NOW)
    stored = slots(store, CODE, *PERIOD)
    for _ in range(2):
        assert measured_rows(context, found, CODE, PERIOD, NOW) == accounts((), stored, period=PERIOD, now=NOW)
        total = measured_row(stored, office=CODE, period=PERIOD, now=NOW)
        assert measured_total(context, found, CODE, PERIOD, NOW) == total


def test_tickets_are_those_of_the_store_in_its_order(context: Context, store: Store) -> None:
    put(store, ticket("B", took=MINUTE), ticket("A", took=LATE), ticket("C", at=MONDAY - HOUR, took=None))
    stored = tickets(store, CODE, start=PERIOD[0], end=PERIOD[1])
    for _ in range(2):
        assert tickets_between(context, CODE, None, *PERIOD) == stored
    assert [each.id for each in stored] == ["C", "A", "B"]


@pytest.mark.parametrize("many", [3, 20])
def test_only_a_ticket_that_was_saved_since_is_read_again(context: Context, store: Store, many: int) -> None:
    put(store, *(ticket(f"T{number}", took=MINUTE) for number in range(many)))
    tickets_between(context, CODE, None, *PERIOD)
    put(store, ticket("T1", took=LATE))
    with statements(store) as said:
        found = tickets_between(context, CODE, None, *PERIOD)
    assert found == tickets(store, CODE, start=PERIOD[0], end=PERIOD[1])
    assert len([each for each in said if "FROM step_runs" in each]) == 1


def test_an_open_ticket_is_judged_at_each_now(context: Context, store: Store) -> None:
    put(store, ticket("A", took=None), ticket("B", took=MINUTE))
    assert same(context, MONDAY + MINUTE)
    early = compliance_view(context, CODE, START, END, MONDAY + MINUTE)
    late = compliance_view(context, CODE, START, END, NOW)
    assert early.rows != late.rows
    assert same(context)


def test_the_trend_is_the_engine_s_for_each_part(context: Context, store: Store) -> None:
    moments = [MONDAY - timedelta(days=days) for days in (0, 1, 6, 7, 8, 14)]
    put(store, *(ticket(f"T{number}", at=at, took=LATE) for number, at in enumerate(moments)))
    view = compliance_view(context, CODE, START, END, NOW)
    assert sum(row.n for _, row in view.trend) == view.figures.pelaksanaan.n  # type: ignore[union-attr]
    assert len([row for _, row in view.trend if row.n]) > 1
