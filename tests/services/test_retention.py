"""Raw samples go after their days; states and rollups, and with them every figure, stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.services.retention import retain
from dashboard.store import Store, intervals, record_batch, rollups, samples

KEY = SeriesKey("51.08", None, CollectorName.NETWORK, "afis", "rtt_ms", "ms")
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def poll(store: Store, at: datetime) -> None:
    run = CollectorRun("51.08", CollectorName.NETWORK, at, at, at, RunOutcome.OK, 1)
    record_batch(store, run, [Sample(KEY, at, 4.0, SampleStatus.OK)])


def test_samples_older_than_the_kept_days_go_and_younger_ones_stay(sqlite_store: Store) -> None:
    old, young = NOW - timedelta(days=11), NOW - timedelta(days=9)
    poll(sqlite_store, old)
    poll(sqlite_store, young)
    assert retain(sqlite_store, NOW, raw_days=10) == 1
    assert samples(sqlite_store, KEY, old, old + timedelta(hours=1)) == []
    assert len(samples(sqlite_store, KEY, young, young + timedelta(hours=1))) == 1


def test_states_and_rollups_are_the_same_before_and_after(sqlite_store: Store) -> None:
    for minute in range(5):
        poll(sqlite_store, NOW - timedelta(days=20) + timedelta(minutes=minute))
    span = (NOW - timedelta(days=30), NOW)

    def kept() -> tuple[object, object, object]:
        return (
            intervals(sqlite_store, "51.08", *span),
            rollups(sqlite_store, "51.08", *span, step="hour"),
            rollups(sqlite_store, "51.08", *span, step="day"),
        )

    before = kept()
    assert retain(sqlite_store, NOW, raw_days=10) == 5
    assert kept() == before
