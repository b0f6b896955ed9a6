"""``/pengiriman`` from a real store: one row a kecamatan, hours and days, steps of the month, entries of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dashboard.model import (
    CollectorName,
    CollectorRun,
    Heap,
    Indicator,
    RunOutcome,
    Sample,
    SampleStatus,
    SeriesKey,
    Slot,
    State,
)
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import correct, enter
from dashboard.store import Store, record_batch, save_slots
from dashboard.store.last_growth import entered_lines, last_growth_hours
from dashboard.views.context import Context
from dashboard.views.sending import hour_map, sending_view
from dashboard.views.sending_entries import entered_readings
from dashboard.views.sending_rows import SendingRow
from tests.offices_factory import CODE, FIRST, SECOND, SENDING, THIRD, make_context, make_office
from tests.sla.factories import wita
from tests.stores import KINDS, Databases, fresh_store

OFFICE = make_office(
    counters=[
        {"id": "kirim-1", "kecamatan": FIRST, "kind": "log", "path": "kirim.log", "pattern": "([0-9]+)"},
        {"id": "isian-2", "kecamatan": SECOND, "kind": "manual", "window_minutes": 120},
    ]
)
SARI = Officer("sari", "Sari")
NOW = wita("2026-11-20 10:30")
TODAY = date(2026, 11, 20)


@pytest.fixture(params=KINDS)
def office(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Context]:
    with fresh_store(handed_out, request.param) as made:
        yield make_context(made, OFFICE)


def read(
    store: Store, at: datetime, state: State, value: float, growth: float, pending: float = 0, resets: float = 0
) -> None:
    """What one round of the collector leaves of a counter read by machine."""
    told = {"records": (value, state), "growth": (growth, None), "resets": (resets, None)}
    told["pending"] = (pending, State.READABLE if pending else State.IDLE)
    batch = [
        Sample(
            SeriesKey(CODE, FIRST, CollectorName.RECORDS, "kirim-1", name, "rekaman"), at, each, SampleStatus.OK, mark
        )
        for name, (each, mark) in told.items()
    ]
    record_batch(store, CollectorRun(CODE, CollectorName.RECORDS, at, at, at, RunOutcome.OK, 4), batch)


def entered(store: Store, at: datetime, value: int, **more: bool) -> None:
    enter(store, OFFICE, OFFICE.counters[1], value, SARI, at, observed_at=at, **more)  # type: ignore[arg-type]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def row(office: Context, kecamatan: str, *, now: datetime = NOW, start: date = TODAY) -> SendingRow:
    view = sending_view(office, CODE, start, TODAY, now)
    return next(each for each in view.rows if each.kecamatan == kecamatan)


def test_nothing_measured_is_not_measured_and_never_zero(office: Context) -> None:
    view = sending_view(office, CODE, TODAY, TODAY, NOW)
    assert [(each.name, each.word, each.state) for each in view.rows] == [
        (name, "tidak terukur", Indicator.TIDAK_TERUKUR) for name in ("Gerokgak", "Seririt", "Busungbiu")
    ]
    assert {(each.today, each.period, each.pending, each.last_growth_at) for each in view.rows} == {(None,) * 4}
    assert {bar.growth for each in view.rows for bar in each.bars} == {None}


def test_a_kecamatan_without_a_counter_says_so(office: Context) -> None:
    assert (row(office, THIRD).reason, row(office, THIRD).bars) == ("belum ada sumber pengiriman", ())


def test_a_growing_counter_tells_value_queue_and_when_it_last_grew(office: Context) -> None:
    read(office.store, NOW - minutes(90), State.INCREASING, 100, 7, pending=4)
    read(office.store, NOW - minutes(2), State.INCREASING, 120, 20, pending=2)
    read(office.store, NOW - minutes(1), State.INCREASING, 120, 0, pending=2)
    found = row(office, FIRST)
    assert (found.word, found.state, found.counters[0].value, found.today) == ("bertambah", Indicator.BAIK, 120, 27)
    assert (found.pending, found.last_growth_at, found.last_growth_exact) == (2, NOW - minutes(2), True)
    assert [(bar.growth, bar.measured) for bar in found.bars][8:] == [(None, 0), (7, 1), (20, 1)]


def test_a_restart_to_zero_is_no_growth(office: Context) -> None:
    read(office.store, NOW - minutes(65), State.INCREASING, 100, 7)
    read(office.store, NOW - minutes(1), State.RESTARTED, 0, 0, resets=1)
    found = row(office, FIRST)
    assert (found.word, found.resets) == ("mulai ulang", 1)
    assert (found.last_growth_at, found.last_growth_exact) == (wita("2026-11-20 09:00"), False)


def test_a_queue_that_has_just_begun_is_said_beside_the_state_that_still_holds(office: Context) -> None:
    read(office.store, NOW - minutes(1), State.IDLE, 100, 0, pending=9)
    found = row(office, FIRST)
    assert (found.word, found.pending, found.pending_since) == ("tidak ada antrean", 9, NOW - minutes(1))
    assert found.reason == "antrean baru terisi; dinilai sesudah 60 menit tanpa kenaikan"


def test_a_stuck_counter_comes_first_and_an_old_reading_is_no_measurement(office: Context) -> None:
    read(office.store, NOW - minutes(1), State.STUCK, 100, 0, pending=9)
    assert sending_view(office, CODE, TODAY, TODAY, NOW).rows[0].word == "macet"
    later = row(office, FIRST, now=NOW + minutes(5))
    assert (later.word, later.state, later.pending) == ("tidak terukur", Indicator.TIDAK_TERUKUR, None)
    assert later.counters[0].value == 100


def test_what_people_entered_grows_by_day_with_its_restarts(office: Context) -> None:
    for at, value, more in (
        ("2026-11-18 09:00", 100, {}),
        ("2026-11-19 09:00", 130, {}),
        ("2026-11-20 09:10", 12, {"restarted": True}),
    ):
        entered(office.store, wita(at), value, **more)
    found = row(office, SECOND, start=date(2026, 11, 18))
    assert [(bar.growth, bar.resets) for bar in found.bars] == [(None, 0), (30, 0), (12, 1)]
    assert (found.today, found.period, found.last_growth_at) == (12, 42, wita("2026-11-20 09:10"))


def test_days_begin_at_midnight_of_the_office_and_add_up_to_the_period(office: Context) -> None:
    read(office.store, wita("2026-11-18 23:30"), State.INCREASING, 100, 5)
    read(office.store, wita("2026-11-19 00:30"), State.INCREASING, 103, 3)
    found = row(office, FIRST, start=date(2026, 11, 18))
    assert [bar.growth for bar in found.bars] == [5, 3, None]
    assert found.period == 8


def test_the_map_has_every_hour_and_leaves_out_those_to_come(office: Context) -> None:
    read(office.store, NOW - minutes(65), State.INCREASING, 100, 7)
    day = hour_map(office, CODE, TODAY, TODAY, NOW)
    assert (day.names, len(day.hours), day.hours[0]) == (("Gerokgak", "Seririt"), 24, wita("2026-11-20 00:00"))
    assert [None if cell is None else cell.growth for cell in day.cells[0]][8:12] == [None, 7, None, None]
    assert [cell is None for cell in day.cells[0]].index(True) == 11
    assert len(hour_map(office, CODE, date(2026, 11, 16), date(2026, 11, 22), NOW).hours) == 168
    assert hour_map(office, CODE, date(2026, 11, 21), date(2026, 11, 21), NOW).names == ()


def test_the_steps_of_the_month_are_counted_from_their_slots(office: Context) -> None:
    slot = Slot(
        CODE, FIRST, SENDING, date(2015, 1, 2), 5, wita("2026-11-20 08:00"), Heap.MET, "increasing", "x", "kirim-1"
    )
    made = [slot, replace(slot, start=wita("2026-11-20 09:00"), heap=Heap.MISSED)]
    made.append(replace(slot, start=wita("2026-11-19 09:00"), heap=Heap.UNMONITORED))
    made.append(replace(slot, start=wita("2026-10-31 09:00"), heap=Heap.MISSED))
    save_slots(office.store, made)
    steps = sending_view(office, CODE, TODAY, TODAY, NOW).steps
    assert [each.step for each in steps] == [1, 2, 3, 4, 5]
    last = steps[-1]
    assert (last.figures.n, last.figures.compliance, last.by_growth) == (2, 0.5, True)
    assert last.figures.coverage == pytest.approx(2 / 3)
    assert (steps[0].figures.n, steps[0].figures.compliance) == (0, None)


def test_a_step_counts_an_hour_that_was_judged_after_it_was_counted_last(office: Context) -> None:
    slot = Slot(
        CODE, FIRST, SENDING, date(2015, 1, 2), 5, wita("2026-11-20 08:00"), Heap.MET, "increasing", "x", "kirim-1"
    )
    counted = []
    for heap, clock in ((Heap.MET, "08:00"), (Heap.MISSED, "09:00")):
        save_slots(office.store, [replace(slot, start=wita(f"2026-11-20 {clock}"), heap=heap)])
        counted.append(sending_view(office, CODE, TODAY, TODAY, NOW).steps[-1].figures)
    assert [(each.n, each.compliance) for each in counted] == [(1, 1.0), (2, 0.5)]


@pytest.mark.parametrize("start", [TODAY, date(2026, 11, 18), date(2026, 9, 1)])
def test_today_is_the_same_whichever_period_is_shown(office: Context, start: date) -> None:
    read(office.store, wita("2026-11-19 23:30"), State.INCREASING, 100, 5)
    read(office.store, wita("2026-11-20 00:30"), State.INCREASING, 103, 3)
    assert row(office, FIRST, start=start).today == 3


def test_the_last_readings_stand_as_they_count_now(office: Context) -> None:
    entered(office.store, NOW - minutes(60), 100)
    entered(office.store, NOW - minutes(30), 150)
    source = OFFICE.counters[1]
    correct(office.store, OFFICE, source, NOW - minutes(30), SARI, NOW, reason="salah ketik", value=140)
    found = entered_readings(office, CODE, NOW)
    assert found.sources == (("isian-2", "Seririt"),)
    assert [(each.value, each.grown, each.version, each.note) for each in found.rows] == [
        (140, 40, 2, "salah ketik"),
        (100, None, 1, ""),
    ]
    assert found.lines == {"isian-2": 3} == entered_lines(office.store, CODE)


def test_growth_of_another_office_or_of_long_ago_is_not_asked_for(office: Context) -> None:
    read(office.store, NOW - minutes(65), State.INCREASING, 100, 7)
    assert last_growth_hours(office.store, CODE, NOW - minutes(600)) == {"kirim-1": wita("2026-11-20 09:00")}
    assert last_growth_hours(office.store, CODE, NOW) == {}
    assert last_growth_hours(office.store, "35.03", NOW - minutes(600)) == {}


def test_an_office_without_counters_has_no_rows(store: Store) -> None:
    assert sending_view(make_context(store, make_office(counters=[])), CODE, TODAY, TODAY, NOW).rows == ()
