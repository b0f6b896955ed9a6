"""Days and standings of offices: counted with every sweep, judged afterwards, read for many offices at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from dashboard.model import Indicator, Rollup
from dashboard.store import (
    DaySeconds,
    OfficeStanding,
    Store,
    backfill,
    clear_office,
    feed_version,
    record_batch,
    save_seconds,
    save_standings,
    seconds_of,
    standings,
    standings_stamp,
    unjudged_days,
)
from dashboard.store.schema import office_days
from dashboard.tallies import Heaps, Sums
from tests.store.measured import DEGRADED, FAILED, OFFICE, key, record, run, sample

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
STANDING = OfficeStanding(
    *(OFFICE, "Kabupaten Buleleng", "Buleleng", "Bali", "Asia/Makassar", True, NOW, 7, None, True),
    *(Indicator.BAIK, Indicator.TIDAK_BERLAKU, Indicator.GANGGUAN, Indicator.WASPADA),
    *(9, 1, 2, 3, 1, 1, 1, 4, 5, 1_000_007, date(2026, 11, 1), 0.92),
    *(Heaps(1, 2, 3, 4, 5), Heaps(6, 7, 8, 9, 10)),
)


def counted(store: Store) -> list[tuple[int, ...]]:
    names = ("office_no", "day", "polls", "ok", "degraded", "failed", "unknown")
    with store.engine.connect() as connection:
        rows = connection.execute(select(*(office_days.c[name] for name in names)).order_by(office_days.c.day))
        return [tuple(row) for row in rows]


def test_sweeps_count_on_in_their_offices_local_day(store: Store) -> None:
    record(store, sample(0), sample(0, FAILED, key("pc")))
    record(store, sample(1, DEGRADED), sample(1, FAILED, key("pc")))
    assert counted(store) == [(5108, 20777, 4, 1, 1, 2, 0)]
    # 16.00 UTC is midnight of the next day in Makassar
    batch = [sample(2 * 60 * 15)]
    record_batch(store, run(2 * 60 * 15), batch, day_offset_s=8 * 3600)
    assert counted(store)[1] == (5108, 20778, 1, 1, 0, 0, 0)


def test_a_batch_that_is_delivered_twice_is_counted_once(store: Store) -> None:
    for _ in range(2):
        record(store, sample(0), number=0)
    assert counted(store) == [(5108, 20777, 1, 1, 0, 0, 0)]


def test_a_past_that_is_written_whole_is_counted_from_its_daily_rollups(store: Store) -> None:
    start = datetime(2026, 11, 18, 16, tzinfo=UTC)  # midnight of the 19th in Makassar
    rollups = [Rollup(key(name), start, 9, 5, 1, 2, 1, 6, 60.0, 1.0, 20.0) for name in ("modem", "pc")]
    for _ in range(2):
        backfill(store, rollups_day=rollups)
    assert counted(store) == [(5108, 20776, 18, 10, 2, 4, 2)]


def test_a_judged_day_waits_again_only_once_it_was_polled_anew(store: Store) -> None:
    record(store, sample(0))
    assert unjudged_days(store, OFFICE, DAY) == ((DAY, 1),)
    save_seconds(store, OFFICE, [DaySeconds(DAY, 90.0, 10.0, 0.0, 1)])
    assert unjudged_days(store, OFFICE, DAY) == ()
    record(store, sample(1))
    assert unjudged_days(store, OFFICE, DAY) == ((DAY, 2),)


def test_seconds_are_summed_by_office_and_by_day_and_a_day_without_any_is_in_neither(store: Store) -> None:
    days = [DAY, date(2026, 10, 31), date(2026, 11, 2)]
    start = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    keys = [key(), key(office="13.01")]
    backfill(store, rollups_day=[Rollup(each, at, 5, 5, 0, 0, 0, 0, 0.0, None, None) for each in keys for at in start])
    save_seconds(store, OFFICE, [DaySeconds(day, 90.0, 10.0, 50.0, 5) for day in days[:2]])
    save_seconds(store, "13.01", [DaySeconds(DAY, 60.0, 40.0, 0.0, 5)])
    found = seconds_of(store, [OFFICE, "13.01", "35.03"], date(2026, 10, 31), DAY)
    assert found.by_office == {OFFICE: Sums(180, 20, 100), "13.01": Sums(60, 40, 0)}
    assert found.by_day == {date(2026, 10, 31): Sums(90, 10, 50), DAY: Sums(150, 50, 50)}
    assert seconds_of(store, [OFFICE], date(2026, 11, 1), DAY).by_office == {OFFICE: Sums(90, 10, 50)}
    assert (found.by_day[DAY].uptime, found.by_day[DAY].coverage) == (0.75, 0.8)


def test_a_standing_comes_back_as_it_was_saved_and_a_newer_one_takes_its_place(store: Store) -> None:
    save_standings(store, [STANDING, replace(STANDING, office="13.01", province="Sumatera Barat")])
    newer = replace(STANDING, version=8, data_at=NOW, stale=False, work=Heaps())
    before = standings_stamp(store), feed_version(store, OFFICE)
    save_standings(store, [newer])
    assert standings(store) == [replace(STANDING, office="13.01", province="Sumatera Barat"), newer]
    assert standings(store, "51") == [newer]
    assert standings_stamp(store) != before[0]
    assert feed_version(store, OFFICE) == before[1]


def test_a_cleared_office_leaves_no_day_and_no_standing(store: Store) -> None:
    record(store, sample(0))
    save_seconds(store, OFFICE, [DaySeconds(DAY, 90.0, 10.0, 0.0, 1)])
    save_standings(store, [STANDING])
    clear_office(store, OFFICE)
    assert (counted(store), standings(store), seconds_of(store, [OFFICE], DAY, DAY).by_office) == ([], [], {})


def test_nothing_judged_has_no_share() -> None:
    assert (Sums(0, 0, 0).uptime, Sums(0, 0, 5).coverage, Heaps(outside=3).compliance) == (None, 0.0, None)
    assert Heaps(3, 1, 1, 5, 0).coverage == 0.5
