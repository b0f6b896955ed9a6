"""Sweeps for tests: what a collector would have brought, through the store's own way in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey, State
from dashboard.store import Store, record_batch
from tests.offices_factory import CODE

_METRICS = {
    CollectorName.NETWORK: ("rtt_ms", "ms"),
    CollectorName.BACKUP: ("age_s", "s"),
    CollectorName.RECORDS: ("records", "rekaman"),
    CollectorName.TICKETS: ("rows", "baris"),
}


def key(collector: CollectorName, target: str, kecamatan: str | None) -> SeriesKey:
    metric, unit = _METRICS[collector]
    return SeriesKey(CODE, kecamatan, collector, target, metric, unit)


def poll(target: str, kecamatan: str | None, at: datetime, *, ok: bool = True, rtt_ms: float = 12.0) -> Sample:
    """One poll of a network target."""
    value, status = (rtt_ms, SampleStatus.OK) if ok else (None, SampleStatus.FAILED)
    return Sample(key(CollectorName.NETWORK, target, kecamatan), at, value, status)


def told(collector: CollectorName, target: str, kecamatan: str | None, at: datetime, state: State) -> Sample:
    """A sample whose source tells the state outright."""
    return Sample(key(collector, target, kecamatan), at, 1.0, SampleStatus.OK, state)


def record(store: Store, samples: Sequence[Sample]) -> None:
    """Store samples as one run a collector."""
    for collector in sorted({each.series.collector for each in samples}):
        batch = [each for each in samples if each.series.collector is collector]
        at = max(each.observed_at for each in batch)
        record_batch(store, CollectorRun(CODE, collector, at, at, at, RunOutcome.OK, len(batch)), batch)
