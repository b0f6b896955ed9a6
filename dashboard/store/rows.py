"""The one place where measured values become rows and rows become values again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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


class Known(NamedTuple):
    """The columns of ``latest`` that follow its key: a state as it is stored, and as sweeps carry it from one on."""

    state: str
    since: int
    observed_at: int
    value: int | None
    known_value: int | None
    status: int
    failed_polls: int
    good_polls: int
    first_failed_at: int | None
    first_good_at: int | None
    value_changed_at: int | None


def known_of(state: SeriesState) -> Known:
    """A state as it is stored."""
    return Known(
        state=state.state.value,
        since=seconds(state.since),
        observed_at=seconds(state.observed_at),
        value=scaled(state.value),
        known_value=scaled(state.known_value),
        status=state.status.value,
        failed_polls=state.failed_polls,
        good_polls=state.good_polls,
        first_failed_at=seconds_or_none(state.first_failed_at),
        first_good_at=seconds_or_none(state.first_good_at),
        value_changed_at=seconds_or_none(state.value_changed_at),
    )


def latest_row(series_id: int, state: SeriesState) -> Values:
    """A row of ``latest``."""
    place = {"office_no": office_number(state.series.office), "series_id": series_id}
    return {**place, **known_of(state)._asdict()}


def state_of(key: SeriesKey, row: Row[Any] | Known) -> SeriesState:
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


_OK, _DEGRADED, _FAILED, _UNKNOWN = (
    each.value for each in (SampleStatus.OK, SampleStatus.DEGRADED, SampleStatus.FAILED, SampleStatus.UNKNOWN)
)
SAMPLE_COLUMNS = ("office_no", "series_id", "observed_at", "value", "status")
ROLLUP_COLUMNS = (
    *("office_no", "series_id", "start_at"),
    *("polls", "ok", "degraded", "failed", "unknown", "value_count", "value_sum", "value_min", "value_max"),
)
SampleRow = tuple[int, int, int, int | None, int]
"""A row of ``samples`` in the order of ``SAMPLE_COLUMNS``."""


def rollup_rows(sample_rows: Iterable[SampleRow], grain: RollupGrain) -> list[tuple[int | None, ...]]:
    """What rows of ``samples`` add to a rollup table. Maintenance and disabled count as polls only."""
    periods: dict[tuple[int, int, int], list[tuple[int | None, int]]] = {}
    for office_no, series_id, observed_at, value, status in sample_rows:
        periods.setdefault((office_no, series_id, grain.start(observed_at)), []).append((value, status))
    return [(*place, *_counted(found)) for place, found in periods.items()]


def _counted(found: Sequence[tuple[int | None, int]]) -> tuple[int | None, ...]:
    statuses = [status for _, status in found]
    values = [value for value, _ in found if value is not None]
    counts = (statuses.count(each) for each in (_OK, _DEGRADED, _FAILED, _UNKNOWN))
    return (len(found), *counts, len(values), sum(values), min(values, default=None), max(values, default=None))


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
