"""Raw samples go after their days; states and rollups, and with them every figure, stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.services.retention import retain
from dashboard.store import AlertEvent, Store, alert_events, intervals, record_batch, rollups, samples
from dashboard.store.alert_desk import alert_desk

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


def test_alerts_that_have_been_over_for_their_days_go(sqlite_store: Store) -> None:
    over = {"ended_at": NOW - timedelta(days=400), "end_found_at": NOW - timedelta(days=400), "settled": True}
    begun = NOW - timedelta(days=402)
    old = AlertEvent("51.08", "jaringan", "afis", "afis/1", None, begun, begun, **over)
    young = replace(old, key="afis/2", ended_at=NOW - timedelta(days=399))
    with alert_desk(sqlite_store, "51.08") as desk:
        desk.begin([old, young])
    assert retain(sqlite_store, NOW, raw_days=10, alert_days=401) == 0
    assert retain(sqlite_store, NOW + timedelta(seconds=1), raw_days=10, alert_days=400) == 1
    assert [each.key for each in alert_events(sqlite_store, "51.08")] == ["afis/2"]
