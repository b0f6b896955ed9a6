"""The demo's counter that an officer reads: the past that it left, and the live readings after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.records import RecordsCollector
from dashboard.growth import steps_by_people
from dashboard.model import CollectorName, Rollup, SeriesKey, State
from dashboard.offices import CounterSource
from dashboard.services.identity import Officer
from dashboard.services.readings_manual import enter
from dashboard.store import Store, audit, intervals, latest_of, manual_readings, open_store, upgrade
from demo.entered import NOTE, READER, backfill_entries, entries, keep_entries, reading_times
from demo.grown import grown_hours
from demo.pasts import Past, Stretch, hour_edges
from demo.sources import OfficeSources
from tests.demo.conftest import NOW

START = NOW - timedelta(days=30)
CODE = "51.08"


@pytest.fixture
def buleleng(offices: list[OfficeSources]) -> OfficeSources:
    return next(each for each in offices if each.office.code == CODE)


@pytest.fixture
def source(buleleng: OfficeSources) -> CounterSource:
    return next(each for each in buleleng.office.counters if each.kind == "manual")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/uji.sqlite3")
    upgrade(opened)
    yield opened
    opened.close()


def key(source: CounterSource) -> SeriesKey:
    return SeriesKey(CODE, source.kecamatan, CollectorName.RECORDS, source.id, "records", "rekaman")


def test_no_file_stands_in_for_the_counter_that_people_read(buleleng: OfficeSources, source: CounterSource) -> None:
    assert source.id not in {each.source.id for each in buleleng.counters}
    assert len(buleleng.counters) == len(buleleng.office.counters) - 1


def test_the_officer_reads_in_opening_hours_and_the_same_day_gives_the_same(
    buleleng: OfficeSources, source: CounterSource
) -> None:
    made = entries(buleleng.office, source, buleleng.calendar, START, NOW)
    assert len(made) > 40
    assert all(buleleng.calendar.is_open(each.observed_at) for each in made)
    assert {each.officer for each in made} == {READER.id}
    assert {each.note for each in made} == {NOTE}
    assert made == entries(buleleng.office, source, buleleng.calendar, START, NOW)
    assert all(step.growth > 0 for step in steps_by_people(made))


def test_the_past_is_stored_with_its_states_and_audited(
    store: Store, buleleng: OfficeSources, source: CounterSource
) -> None:
    backfill_entries(store, buleleng.office, buleleng.calendar, START, NOW)
    read = manual_readings(store, CODE, source.id)
    chain = intervals(store, CODE, START, NOW, target=source.id)
    assert all(one.end == two.start for one, two in pairwise(chain))
    assert {each.state for each in chain} >= {State.INCREASING, State.UNKNOWN}
    known = latest_of(store, key(source))
    assert known is not None
    assert known.value == read[-1].value
    assert known.observed_at - read[-1].observed_at == timedelta(seconds=1)
    assert {(each.officer, each.action) for each in audit(store)} == {(READER.id, "pembacaan dicatat")}


def test_the_collector_tells_nothing_of_the_past_again(
    store: Store, buleleng: OfficeSources, source: CounterSource
) -> None:
    backfill_entries(store, buleleng.office, buleleng.calendar, START, NOW)
    collector = RecordsCollector(
        buleleng.office.model_copy(update={"counters": [source]}),
        interval_s=60,
        recall=lambda series: latest_of(store, series),
        env={},
        entered=lambda code, name, since: manual_readings(store, code, name, since=since),
    )
    known = latest_of(store, key(source))
    assert known is not None
    assert all(each.observed_at > known.observed_at for each in collector.collect(NOW).samples)


def test_a_live_reading_is_entered_once_and_not_after_somebody_else_read(
    store: Store, buleleng: OfficeSources, source: CounterSource
) -> None:
    zone = ZoneInfo(buleleng.office.zone)
    first, second = list(reading_times(source, buleleng.calendar, zone, START, NOW))[-2:]
    for _ in range(2):
        keep_entries(store, buleleng.office, buleleng.calendar, first + timedelta(minutes=2))
    assert [each.observed_at for each in manual_readings(store, CODE, source.id)] == [first]
    by_hand = second + timedelta(minutes=1)
    last = manual_readings(store, CODE, source.id)[-1].value
    enter(store, buleleng.office, source, last + 5, Officer("sari", "Sari"), by_hand)
    keep_entries(store, buleleng.office, buleleng.calendar, by_hand + timedelta(minutes=1))
    assert [each.officer for each in manual_readings(store, CODE, source.id)] == [READER.id, "sari"]


def hours_of(*stretches: Stretch) -> list[Rollup]:
    machine = SeriesKey(CODE, "51.08.01", CollectorName.RECORDS, "kirim-1", "records", "rekaman")
    edges = hour_edges(stretches[0].start, stretches[-1].end)
    return [each for each in grown_hours(Past(machine, stretches, 1.0, 0.0), edges) if each.series.metric == "growth"]


def test_the_past_of_a_machine_grows_rests_and_has_gaps() -> None:
    at = [datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in range(6)]
    found = hours_of(
        Stretch(at[0], at[1], State.IDLE),
        Stretch(at[1], at[2], State.INCREASING),
        Stretch(at[2], at[3], State.UNKNOWN),
        Stretch(at[3], at[4], State.STUCK),
        Stretch(at[4], at[4] + timedelta(minutes=30), State.INCREASING),
    )
    assert [each.start for each in found] == [at[0], at[1], at[3], at[4]]
    assert [each.value_sum > 0 for each in found] == [False, True, False, True]
