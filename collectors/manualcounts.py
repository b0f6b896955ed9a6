"""Counters that people read and enter: their readings as samples, each at the moment at which it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.growth import ManualReading, growth_state, in_force
from dashboard.model import Sample, SampleStatus, SeriesKey, SeriesState, State

ReadManual = Callable[[str, str, datetime], Sequence[ManualReading]]
"""Gives every version of the readings of an office's source that were observed since a moment."""

LOOK_BACK = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One reading in force with the states that it leaves; ``told_at`` is later than it by a second a correction."""

    reading: ManualReading
    state: State
    told_at: datetime


def samples_of(
    readings: Sequence[ManualReading], records: SeriesKey, pending: SeriesKey, *, window_s: float, interval_s: float
) -> list[Sample]:
    """The samples of a counter's manual readings (any versions), oldest first; the same readings give the same ones.

    A reading speaks for ``window_s`` seconds: where the next one comes later, nothing is known in between. Until then
    samples without a value hold its state, ``interval_s`` apart at most twice. A correction is a sample of its own, a
    second after the moment that it corrects.
    """
    found: list[Sample] = []
    before: _Judged | None = None
    for judged in _judged(readings, records, window_s):
        if before is not None:
            found += _held(before, judged, records, pending, window_s, 2 * interval_s)
        reading, at = judged.reading, judged.told_at
        found.append(Sample(records, at, reading.value, SampleStatus.OK, judged.state))
        if reading.pending is not None:
            found.append(Sample(pending, at, reading.pending, SampleStatus.OK, _waiting(reading)))
        before = judged
    return found


def _judged(readings: Sequence[ManualReading], key: SeriesKey, window_s: float) -> Iterator[_Judged]:
    previous: SeriesState | None = None
    waiting_since: datetime | None = None
    for each in in_force(readings):
        at = each.observed_at
        if previous is not None and (at - previous.observed_at).total_seconds() > window_s:
            # Nobody looked: what held before says nothing of the time since.
            previous = _state(key, previous, State.UNKNOWN, previous.value, at)
        waiting_since = (waiting_since or at) if each.pending else None
        state = growth_state(
            previous, each.value, at, pending=each.pending, window_s=window_s, pending_since=waiting_since
        )
        if each.restarted and previous is not None:
            state = State.RESTARTED
        previous = _state(key, previous, state, each.value, at)
        yield _Judged(each, state, at + timedelta(seconds=each.version - 1))


def _state(key: SeriesKey, before: SeriesState | None, state: State, value: float | None, at: datetime) -> SeriesState:
    same = before is not None and before.value == value
    changed_at = before.value_changed_at if before is not None and same else at
    return SeriesState(key, state, at, at, value, SampleStatus.OK, value_changed_at=changed_at)


def _held(
    before: _Judged, after: _Judged, records: SeriesKey, pending: SeriesKey, window_s: float, every_s: float
) -> Iterator[Sample]:
    until = min(after.reading.observed_at, before.reading.observed_at + timedelta(seconds=window_s))
    at = before.reading.observed_at + timedelta(seconds=every_s)
    while at < until:
        yield Sample(records, at, None, SampleStatus.OK, before.state)
        if before.reading.pending is not None:
            yield Sample(pending, at, None, SampleStatus.OK, _waiting(before.reading))
        at += timedelta(seconds=every_s)


def _waiting(reading: ManualReading) -> State:
    return State.READABLE if reading.pending else State.IDLE
