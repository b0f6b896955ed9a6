"""What the store tests write: an office with a router and links behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey, State
from dashboard.store import Store, record_batch

OFFICE = "51.08"
T0 = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
POLL_S = 30
OK, DEGRADED, FAILED = SampleStatus.OK, SampleStatus.DEGRADED, SampleStatus.FAILED


def key(target: str = "modem", kecamatan: str | None = "51.08.01", office: str = OFFICE) -> SeriesKey:
    return SeriesKey(office, kecamatan, CollectorName.NETWORK, target, "rtt_ms", "ms")


ROUTER = key("router", None)


def poll(number: float) -> datetime:
    return T0 + timedelta(seconds=POLL_S * number)


def sample(
    number: float,
    status: SampleStatus = OK,
    series: SeriesKey | None = None,
    *,
    value: float | None = 12.5,
    state: State | None = None,
    parent: SeriesKey | None = None,
) -> Sample:
    measured = value if status in (OK, DEGRADED) else None
    return Sample(series or key(), poll(number), measured, status, state, parent)


def run(number: float = 0, samples: int = 1, office: str = OFFICE, outcome: RunOutcome = RunOutcome.OK) -> CollectorRun:
    at = poll(number)
    done = at + timedelta(milliseconds=1030)
    return CollectorRun(office, CollectorName.NETWORK, at, at, done, outcome, samples)


def record(store: Store, *batch: Sample, number: float | None = None) -> Sequence[object]:
    last = max(one.observed_at for one in batch)
    at = (last - T0).total_seconds() / POLL_S if number is None else number
    return record_batch(store, run(at, len(batch)), batch)
