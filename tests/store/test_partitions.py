"""Samples of PostgreSQL lie in a partition a day: made ahead, dropped whole, and never in a writer's way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from dashboard.model import Sample
from dashboard.services.retention import retain
from dashboard.store import (
    Store,
    alone,
    clear_office,
    drop_partitions,
    make_partitions_ahead,
    open_store,
    samples,
    server_time,
)
from dashboard.store.codec import seconds
from dashboard.store.engine import write
from dashboard.store.partitions import make_partitions
from tests.store.measured import OFFICE, T0, key, record, sample
from tests.stores import Databases, fresh_store

DAY = timedelta(days=1)
TODAY = T0.replace(hour=0)


@pytest.fixture
def store(handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, "postgresql") as made:
        yield made


def names(store: Store) -> list[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'samples'::regclass ORDER BY 1"
    with store.engine.connect() as connection:
        return list(connection.scalars(text(query)))


def polled(at: datetime) -> Sample:
    return replace(sample(0), observed_at=at)


def kept(store: Store, day: datetime) -> int:
    return len(samples(store, key(), day, day + DAY))


def test_a_sweep_makes_the_days_that_it_needs_and_its_samples_lie_in_them(store: Store) -> None:
    record(store, polled(TODAY - timedelta(seconds=1)), polled(TODAY))
    assert names(store) == ["samples_20261119", "samples_20261120"]
    assert (kept(store, TODAY - DAY), kept(store, TODAY)) == (1, 1)


def test_the_days_to_come_are_made_ahead_and_only_once(store: Store) -> None:
    make_partitions_ahead(store, T0)
    make_partitions_ahead(store, T0)
    assert names(store) == [f"samples_202611{day}" for day in (20, 21, 22, 23)]


def test_a_day_is_dropped_when_all_of_it_is_old(store: Store) -> None:
    record(store, polled(TODAY - DAY), polled(TODAY))
    assert drop_partitions(store, TODAY - timedelta(seconds=1)) == ()
    assert drop_partitions(store, TODAY) == (TODAY - DAY,)
    assert (kept(store, TODAY - DAY), kept(store, TODAY)) == (0, 1)


def test_a_batch_of_a_day_that_was_dropped_meanwhile_is_taken(store: Store) -> None:
    record(store, polled(TODAY - 3 * DAY), polled(TODAY))
    drop_partitions(store, TODAY)
    record(store, polled(TODAY - 3 * DAY + timedelta(minutes=1)))
    assert kept(store, TODAY - 3 * DAY) == 1


def test_a_partition_is_not_dropped_under_a_late_batch_nor_its_writer_kept_waiting(store: Store) -> None:
    at = datetime.now(UTC) - 5 * DAY  # late by the server's clock
    record(store, polled(at))
    with write(store, OFFICE) as connection:
        make_partitions(connection, store, [seconds(at)])
        began = time.monotonic()
        assert drop_partitions(store, at + 2 * DAY) == ()
        assert time.monotonic() - began < 5  # not the ten seconds of an ordinary lock
        connection.execute(text("INSERT INTO samples VALUES (5108, 99, :at, 1, 0)"), {"at": seconds(at)})
    assert len(drop_partitions(store, at + 2 * DAY)) == 1


def test_a_reader_that_does_not_stop_only_delays_the_drop(store: Store) -> None:
    record(store, polled(TODAY - DAY))
    with store.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM samples"))
        with ThreadPoolExecutor(1) as other:
            dropping = other.submit(drop_partitions, store, TODAY)
            time.sleep(0.05)
            record(store, polled(TODAY))  # waits behind the drop, which gives up
            assert dropping.result() == ()
    assert drop_partitions(store, TODAY) == (TODAY - DAY,)


def test_many_writers_make_the_same_days_at_once(store: Store) -> None:
    def sweep(number: int) -> None:
        office = f"51.{number:02d}"
        with write(store, office) as connection:
            make_partitions(connection, store, [seconds(T0 + n * DAY) for n in range(4)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(8)))
    assert len(names(store)) == 4


def test_a_table_that_was_detached_to_be_kept_stands_in_nobodys_way(store: Store) -> None:
    record(store, polled(T0))
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE samples DETACH PARTITION samples_20261120"))
    record(store, polled(T0))
    assert names(store) == ["samples_20261120_"]
    record(store, polled(T0 + timedelta(minutes=1)))
    assert kept(store, TODAY) == 2
    assert drop_partitions(store, TODAY + DAY) == (TODAY,)


def test_only_one_process_does_the_work_of_retention(store: Store) -> None:
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    with alone(other, "retention") as first:
        assert first
        assert retain(store, T0, raw_days=10) == 0
        assert names(store) == []
    retain(store, T0, raw_days=10)
    assert len(names(store)) == 4
    other.close()


def test_clearing_an_office_leaves_the_others_in_the_same_partition(store: Store) -> None:
    record(store, polled(T0))
    with store.engine.begin() as connection:
        connection.execute(text("INSERT INTO samples VALUES (3503, 77, :at, 1, 0)"), {"at": seconds(T0)})
    clear_office(store, OFFICE)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT office_no FROM samples")).scalars().all() == [3503]


def test_the_servers_clock_is_told(store: Store, sqlite_store: Store) -> None:
    at = server_time(store)
    assert at is not None
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
    assert server_time(sqlite_store) is None
