"""What the product knows of itself, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.store import Store, record_batch, record_run
from dashboard.store.bookkeeping import (
    SeriesCount,
    count_series,
    database_bytes,
    oldest_sample_at,
    schema_revision,
    tally_runs,
)
from tests.stores import KINDS, Databases, fresh_store

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
NETWORK = CollectorName.NETWORK


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, handed_out: Databases) -> Iterator[Store]:
    with fresh_store(handed_out, request.param) as made:
        yield made


def run(at: datetime, outcome: RunOutcome = RunOutcome.OK, office: str = "51.08") -> CollectorRun:
    return CollectorRun(office, NETWORK, at, at, at + timedelta(seconds=1), outcome, 0)


def sample(target: str, status: SampleStatus, at: datetime = NOW) -> Sample:
    value = 12.0 if status is SampleStatus.OK else None
    return Sample(SeriesKey("51.08", None, NETWORK, target, "rtt_ms", "ms"), at, value, status)


def test_runs_are_counted_by_outcome_within_the_time_and_for_the_offices_asked(store: Store) -> None:
    for minute, outcome in ((1, RunOutcome.OK), (2, RunOutcome.OK), (3, RunOutcome.TIMEOUT), (61, RunOutcome.ERROR)):
        record_run(store, run(NOW - timedelta(minutes=minute), outcome))
    record_run(store, run(NOW - timedelta(minutes=1), office="35.03"))
    found = tally_runs(store, ["51.08"], NOW - timedelta(hours=1), NOW)
    assert found == {("51.08", NETWORK): {RunOutcome.OK: 2, RunOutcome.TIMEOUT: 1}}


def test_series_whose_last_sample_is_unknown_are_counted(store: Store) -> None:
    both = [sample("a", SampleStatus.OK), sample("b", SampleStatus.UNKNOWN)]
    record_batch(store, run(NOW), both, stale_after_s=90, day_offset_s=0)
    assert count_series(store, ["51.08"]) == {("51.08", NETWORK): SeriesCount(2, 1)}
    assert count_series(store, ["35.03"]) == {}


def test_the_oldest_raw_sample_is_found_over_all_series(store: Store) -> None:
    assert oldest_sample_at(store, "51.08") is None
    older = NOW - timedelta(days=2)
    for at, target in ((older, "a"), (NOW, "b")):
        record_batch(store, run(at), [sample(target, SampleStatus.OK, at)], stale_after_s=90, day_offset_s=0)
    assert oldest_sample_at(store, "51.08") == older


def test_the_size_and_the_schema_are_told(store: Store) -> None:
    assert database_bytes(store) > 50_000
    assert schema_revision(store)
