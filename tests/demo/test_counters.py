"""Counters' logs as the real collector reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from collectors.records import RecordsCollector
from dashboard.model import State
from dashboard.offices import Office
from demo.counters import Counter, counters, write_counter
from demo.sources import OfficeSources
from tests.collectors.sources import Shelf, minutes, sample_of
from tests.demo.conftest import NOW


class Reader:
    """The real collector over one office, remembering as the store does."""

    def __init__(self, office: Office) -> None:
        self.shelf = Shelf()
        self.collector = RecordsCollector(office, interval_s=60, recall=self.shelf, env={})

    def state(self, counter: Counter, now: datetime) -> State | None:
        write_counter(counter, now)
        harvest = self.collector.collect(now)
        self.shelf.keep(harvest.samples)
        return sample_of(harvest, counter.source.id, "records").state


@pytest.fixture
def reader(sukamara: OfficeSources) -> Reader:
    for counter in sukamara.counters:
        write_counter(counter, NOW - minutes(1))
    return Reader(sukamara.office)


def live(sources: OfficeSources, temper: str, value: int = 100, pending: int = 5) -> Counter:
    return Counter(sources.counters[0].source, temper, value, pending)


def played(counter: Counter, reader: Reader, ticks: int, every: timedelta) -> list[State | None]:
    states = []
    for step in range(ticks):
        counter.tick(NOW + step * every)
        states.append(reader.state(counter, NOW + step * every))
    return states


def test_a_steady_counter_is_seen_growing(sukamara: OfficeSources, reader: Reader) -> None:
    assert State.INCREASING in played(live(sukamara, "steady"), reader, 10, minutes(1))


def test_a_counter_that_falls_back_is_seen_restarted(sukamara: OfficeSources, reader: Reader) -> None:
    counter = live(sukamara, "steady", value=500)
    reader.state(counter, NOW)
    counter.value = 3
    assert reader.state(counter, NOW + minutes(1)) is State.RESTARTED


def test_a_stuck_counter_is_seen_stuck_after_its_window(sukamara: OfficeSources, reader: Reader) -> None:
    window = sukamara.counters[0].source.window_minutes
    states = played(live(sukamara, "stuck"), reader, 4, minutes(window))
    assert states[-1] is State.STUCK


def test_an_idle_counter_has_nothing_to_send(sukamara: OfficeSources, reader: Reader) -> None:
    assert set(played(live(sukamara, "idle", pending=0), reader, 5, minutes(30))) == {State.IDLE}


def test_a_demo_that_is_started_again_is_no_restart_of_the_counters(all_sources: list[OfficeSources]) -> None:
    for sources in all_sources:
        for step in range(20):
            sources.keep_counters(NOW + timedelta(seconds=5 * step))
        again = {each.source.id: (each.value, each.pending) for each in counters(sources.office)}
        assert again == {each.source.id: (each.value, each.pending) for each in sources.counters}


def test_every_counter_of_every_office_can_be_read(all_sources: list[OfficeSources]) -> None:
    for sources in all_sources:
        sources.keep_counters(NOW)
        harvest = RecordsCollector(sources.office, interval_s=60, recall=Shelf(), env={}).collect(NOW)
        assert harvest.notes == ()
        shown = {each.series.target: each.value for each in harvest.samples if each.series.metric == "records"}
        assert shown == {each.source.id: each.value for each in sources.counters}


def test_the_counters_of_one_office_stand_in_one_table_as_a_spreadsheet_writes_it(
    all_sources: list[OfficeSources],
) -> None:
    (trenggalek,) = [sources for sources in all_sources if sources.office.code == "35.03"]
    for counter in trenggalek.counters:
        counter.value = 12_345
        write_counter(counter, NOW)
    (path,) = {Path(counter.source.path) for counter in trenggalek.counters}
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [
        "Kecamatan;Waktu;Terkirim;Tertunda",
        f"35.03.01;20/11/2026 03:00:00;12.345;{trenggalek.counters[0].pending}",
    ]
    assert len(lines) == 1 + len(trenggalek.counters)
    shown = {(each.value, each.pending) for each in counters(trenggalek.office)}
    assert shown == {(each.value, each.pending) for each in trenggalek.counters}


def test_a_log_is_rotated_before_it_grows_large(sukamara: OfficeSources) -> None:
    counter = live(sukamara, "steady")
    for step in range(1200):
        write_counter(counter, NOW + timedelta(seconds=step))
    path = Path(counter.source.path)
    assert path.stat().st_size < 70_000
    assert path.with_suffix(".old").exists()


def test_the_same_moment_ticks_a_counter_the_same_way(sukamara: OfficeSources) -> None:
    one, other = live(sukamara, "steady"), live(sukamara, "steady")
    for step in range(50):
        one.tick(NOW + timedelta(seconds=5 * step))
        other.tick(NOW + timedelta(seconds=5 * step))
    assert (one.value, one.pending) == (other.value, other.pending)
