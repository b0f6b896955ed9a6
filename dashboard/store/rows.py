"""The one place where measured values become rows and rows become values again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Row

from dashboard.model import (
    CollectorName,
    CollectorRun,
    Rollup,
    RunOutcome,
    Sample,
    SampleStatus,
    SeriesKey,
    SeriesState,
    State,
    StateInterval,
)
from dashboard.store.codec import (
    SCALE,
    kecamatan_key,
    kecamatan_of,
    millis,
    moment,
    moment_of_millis,
    moment_or_none,
    office_number,
    scaled,
    seconds,
    seconds_or_none,
    unscaled,
)

Values = dict[str, Any]
HOUR_S = 3_600
DAY_S = 86_400


def series_row(key: SeriesKey) -> Values:
    """A new row of ``series``, without its id."""
    return {
        "office": key.office,
        "kecamatan": kecamatan_key(key.kecamatan),
        "collector": key.collector.value,
        "target": key.target,
        "metric": key.metric,
        "unit": key.unit,
    }


def series_key(row: Row[Any]) -> SeriesKey:
    """The key in a row that carries the columns of ``series``."""
    return SeriesKey(
        row.office, kecamatan_of(row.kecamatan), CollectorName(row.collector), row.target, row.metric, row.unit
    )


def sample_row(series_id: int, sample: Sample) -> Values:
    """A row of ``samples``."""
    return {
        "office_no": office_number(sample.series.office),
        "series_id": series_id,
        "observed_at": seconds(sample.observed_at),
        "value": scaled(sample.value),
        "status": sample.status.value,
    }


def sample_of(key: SeriesKey, row: Row[Any]) -> Sample:
    """The sample in a row of ``samples``; its parent and its given state are not kept."""
    return Sample(key, moment(row.observed_at), unscaled(row.value), SampleStatus(row.status))


def latest_row(series_id: int, state: SeriesState) -> Values:
    """A row of ``latest``."""
    return {
        "office_no": office_number(state.series.office),
        "series_id": series_id,
        "state": state.state.value,
        "since": seconds(state.since),
        "observed_at": seconds(state.observed_at),
        "value": scaled(state.value),
        "known_value": scaled(state.known_value),
        "status": state.status.value,
        "failed_polls": state.failed_polls,
        "good_polls": state.good_polls,
        "first_failed_at": seconds_or_none(state.first_failed_at),
        "first_good_at": seconds_or_none(state.first_good_at),
        "value_changed_at": seconds_or_none(state.value_changed_at),
    }


def state_of(key: SeriesKey, row: Row[Any]) -> SeriesState:
    """The state in a row that carries the columns of ``latest``."""
    return SeriesState(
        series=key,
        state=State(row.state),
        since=moment(row.since),
        observed_at=moment(row.observed_at),
        value=unscaled(row.value),
        status=SampleStatus(row.status),
        failed_polls=row.failed_polls,
        good_polls=row.good_polls,
        first_failed_at=moment_or_none(row.first_failed_at),
        first_good_at=moment_or_none(row.first_good_at),
        value_changed_at=moment_or_none(row.value_changed_at),
        known_value=unscaled(row.known_value),
    )


def interval_row(series_id: int, interval: StateInterval) -> Values:
    """A row of ``state_intervals``."""
    return {
        "office_no": office_number(interval.series.office),
        "series_id": series_id,
        "start_at": seconds(interval.start),
        "end_at": seconds_or_none(interval.end),
        "state": interval.state.value,
    }


def interval_of(key: SeriesKey, row: Row[Any]) -> StateInterval:
    """The interval in a row of ``state_intervals``."""
    return StateInterval(key, moment(row.start_at), moment_or_none(row.end_at), State(row.state))


def rollup_row(series_id: int, rollup: Rollup) -> Values:
    """A row of either rollup table."""
    return {
        "office_no": office_number(rollup.series.office),
        "series_id": series_id,
        "start_at": seconds(rollup.start),
        "polls": rollup.polls,
        "ok": rollup.ok,
        "degraded": rollup.degraded,
        "failed": rollup.failed,
        "unknown": rollup.unknown,
        "value_count": rollup.value_count,
        "value_sum": scaled(rollup.value_sum),
        "value_min": scaled(rollup.value_min),
        "value_max": scaled(rollup.value_max),
    }


def rollup_of(key: SeriesKey, row: Row[Any]) -> Rollup:
    """The rollup in a row of either rollup table."""
    return Rollup(
        series=key,
        start=moment(row.start_at),
        polls=row.polls,
        ok=row.ok,
        degraded=row.degraded,
        failed=row.failed,
        unknown=row.unknown,
        value_count=row.value_count,
        value_sum=row.value_sum / SCALE,
        value_min=unscaled(row.value_min),
        value_max=unscaled(row.value_max),
    )


@dataclass(frozen=True, slots=True)
class RollupGrain:
    """How long the periods of a rollup are, and by how much they begin before UTC's."""

    length_s: int
    offset_s: int = 0

    def start(self, at_s: int) -> int:
        """Start of the period that contains ``at_s``."""
        return (at_s + self.offset_s) // self.length_s * self.length_s - self.offset_s


_COUNTED_AS = {
    SampleStatus.OK.value: "ok",
    SampleStatus.DEGRADED.value: "degraded",
    SampleStatus.FAILED.value: "failed",
    SampleStatus.UNKNOWN.value: "unknown",
}


def rollup_rows(sample_rows: Iterable[Values], grain: RollupGrain) -> list[Values]:
    """What rows of ``samples`` add to a rollup table. Maintenance and disabled count as polls only."""
    periods: dict[tuple[int, int], Values] = {}
    for sample in sample_rows:
        series_id, start = sample["series_id"], grain.start(sample["observed_at"])
        period = periods.get((series_id, start))
        if period is None:
            period = periods[series_id, start] = _empty_rollup(sample["office_no"], series_id, start)
        period["polls"] += 1
        counted_as = _COUNTED_AS.get(sample["status"])
        if counted_as is not None:
            period[counted_as] += 1
        value = sample["value"]
        if value is not None:
            first = period["value_count"] == 0
            period["value_count"] += 1
            period["value_sum"] += value
            period["value_min"] = value if first else min(value, period["value_min"])
            period["value_max"] = value if first else max(value, period["value_max"])
    return list(periods.values())


def _empty_rollup(office_no: int, series_id: int, start: int) -> Values:
    counts = dict.fromkeys(("polls", "ok", "degraded", "failed", "unknown", "value_count", "value_sum"), 0)
    place = {"office_no": office_no, "series_id": series_id, "start_at": start}
    return {**place, **counts, "value_min": None, "value_max": None}


def run_row(run: CollectorRun) -> Values:
    """A row of ``collector_runs``; milliseconds, because lag and duration of a run are fractions of a second."""
    return {
        "office": run.office,
        "collector": run.collector.value,
        "scheduled_ms": millis(run.scheduled_at),
        "started_ms": millis(run.started_at),
        "finished_ms": millis(run.finished_at),
        "outcome": run.outcome.value,
        "samples": run.samples,
        "message": run.message,
    }


def run_of(row: Row[Any]) -> CollectorRun:
    """The run in a row of ``collector_runs``."""
    return CollectorRun(
        office=row.office,
        collector=CollectorName(row.collector),
        scheduled_at=moment_of_millis(row.scheduled_ms),
        started_at=moment_of_millis(row.started_ms),
        finished_at=moment_of_millis(row.finished_ms),
        outcome=RunOutcome(row.outcome),
        samples=row.samples,
        message=row.message,
    )


def as_stored(sample: Sample) -> Sample:
    """The sample as the database will give it back: whole seconds UTC, thousandths.

    States are advanced with this one, so that a restart continues exactly where memory was.
    """
    at = sample.observed_at
    if at.tzinfo is UTC and at.microsecond == 0 and sample.value is None:
        return sample
    return Sample(
        sample.series,
        moment(seconds(at)),
        unscaled(scaled(sample.value)),
        sample.status,
        sample.state,
        sample.parent,
    )
