"""How polls become states: the debounce of the network rules, as one pure function.

Source: the measured steps of the SLA rules. Precedence: disabled, maintenance, unknown, unreachable, down, degraded,
up. One failed poll makes a target suspect, the third declares it down from the first one on, two good ones bring it
back from the first good one on. What hangs on a parent that is out is unreachable, never down.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from dashboard.model import Sample, SampleStatus, SeriesState, State

FAILED_POLLS_TO_DOWN = 3
GOOD_POLLS_TO_UP = 2

_OUTRIGHT = {
    SampleStatus.DISABLED: State.DISABLED,
    SampleStatus.MAINTENANCE: State.MAINTENANCE,
    SampleStatus.UNKNOWN: State.UNKNOWN,
}
# A parent under planned work takes its children along just as a broken one does: the kecamatan is not to blame.
_PARENT_OUT = frozenset({State.DOWN, State.UNREACHABLE, State.MAINTENANCE})
_OUT = frozenset({State.DOWN, State.UNREACHABLE})
# States that an unconfirmed failure leaves standing; any other one is over with the first failed poll.
_STANDS_WHILE_SUSPECT = frozenset({State.UP, State.DEGRADED, State.UNKNOWN, State.UNREACHABLE})


class Advance(NamedTuple):
    """The state after a sample, and each state that began with it: ``(state, from when)``, ascending.

    A change may be dated back, but never before the start of the state it ends; one dated exactly at that start
    replaces it. ``state.since`` is always the start of the last one.
    """

    state: SeriesState
    changes: tuple[tuple[State, datetime], ...]


class _Counts(NamedTuple):
    """Polls in a row that failed or answered, and when each row began."""

    failed: int = 0
    first_failed_at: datetime | None = None
    good: int = 0
    first_good_at: datetime | None = None


class _Base(NamedTuple):
    """What a sample finds: the state that stands, since when, and the polls counted so far."""

    state: State
    since: datetime
    counts: _Counts


_NO_COUNTS = _Counts()
_Finding = tuple[State, datetime, _Counts]


def advance(
    previous: SeriesState | None, sample: Sample, parent: SeriesState | None, *, stale_after_s: float
) -> Advance:
    """Take one sample in and tell what the series' state is now and what changed.

    ``previous`` is None for the first sample of a series. ``parent`` is the state of the series that this one hangs
    on, already advanced to the same poll. After more than ``stale_after_s`` seconds without a sample the series was
    not measured: unknown from its last sample on; a parent that far away in time is not consulted. A sample that is
    not younger than ``previous`` changes nothing.
    """
    if previous is not None and sample.observed_at <= previous.observed_at:
        return Advance(previous, ())
    base, changes = _base(previous, sample, stale_after_s)
    state, since, counts = _judge(base, sample, _near(parent, sample, stale_after_s))
    if previous is None or state is not base.state:
        changes = (*changes, (state, since))
    else:
        since = base.since
    return Advance(_state(previous, sample, state, since, counts), changes)


def _base(
    previous: SeriesState | None, sample: Sample, stale_after_s: float
) -> tuple[_Base, tuple[tuple[State, datetime], ...]]:
    """What the sample finds, and the unknown time before it where there was a gap."""
    if previous is None:
        return _Base(State.UNKNOWN, sample.observed_at, _NO_COUNTS), ()
    if not _is_gap(previous, sample, stale_after_s):
        counts = _Counts(previous.failed_polls, previous.first_failed_at, previous.good_polls, previous.first_good_at)
        return _Base(previous.state, previous.since, counts), ()
    if previous.state is State.UNKNOWN:
        return _Base(State.UNKNOWN, previous.since, _NO_COUNTS), ()
    lost_at = previous.observed_at
    return _Base(State.UNKNOWN, lost_at, _NO_COUNTS), ((State.UNKNOWN, lost_at),)


def _judge(base: _Base, sample: Sample, parent: SeriesState | None) -> _Finding:
    outright = sample.state or _OUTRIGHT.get(sample.status)
    if outright is State.UNKNOWN and base.state is State.DISABLED:
        return State.DISABLED, base.since, _NO_COUNTS  # an outage of our own ends no decision
    if outright is not None:
        return outright, sample.observed_at, _NO_COUNTS
    if sample.status is SampleStatus.FAILED:
        return _failed(base, sample.observed_at, parent)
    return _good(base, sample)


def _good(base: _Base, sample: Sample) -> _Finding:
    first_good_at = base.counts.first_good_at or sample.observed_at
    counts = _Counts(good=base.counts.good + 1, first_good_at=first_good_at)
    answered = State.DEGRADED if sample.status is SampleStatus.DEGRADED else State.UP
    if base.state not in _OUT:
        return answered, sample.observed_at, counts
    if counts.good >= GOOD_POLLS_TO_UP:
        return answered, first_good_at, counts
    return base.state, base.since, counts


def _failed(base: _Base, at: datetime, parent: SeriesState | None) -> _Finding:
    if parent is not None and parent.state in _PARENT_OUT:
        # These failures have a known cause: none of them counts towards an outage of the child itself.
        return State.UNREACHABLE, _cut_off_at(base, parent, at), _NO_COUNTS
    first_failed_at = base.counts.first_failed_at or at
    counts = _Counts(base.counts.failed + 1, first_failed_at)
    if base.state is State.DOWN:
        return State.DOWN, base.since, counts
    parent_failing = parent is not None and parent.status is SampleStatus.FAILED
    if counts.failed >= FAILED_POLLS_TO_DOWN and not parent_failing:
        return State.DOWN, first_failed_at, counts
    if base.state in _STANDS_WHILE_SUSPECT:
        return base.state, base.since, counts
    return State.UNKNOWN, at, counts


def _cut_off_at(base: _Base, parent: SeriesState, at: datetime) -> datetime:
    """When the child was cut off: its own first failure; one that was down before, when its parent went out."""
    if base.state is State.DOWN:
        return max(base.since, min(parent.since, at))
    return base.counts.first_failed_at or at


def _is_gap(previous: SeriesState, sample: Sample, stale_after_s: float) -> bool:
    if previous.state is State.DISABLED and sample.status is SampleStatus.DISABLED:
        return False  # switched off by a decision, which stands whether or not anyone looks
    return (sample.observed_at - previous.observed_at).total_seconds() > stale_after_s


def _near(parent: SeriesState | None, sample: Sample, stale_after_s: float) -> SeriesState | None:
    if parent is None or abs((sample.observed_at - parent.observed_at).total_seconds()) > stale_after_s:
        return None
    return parent


def _state(previous: SeriesState | None, sample: Sample, state: State, since: datetime, counts: _Counts) -> SeriesState:
    known = None if previous is None else previous.known_value
    changed_at = None if previous is None else previous.value_changed_at
    if sample.value is not None and sample.value != known:
        known, changed_at = sample.value, sample.observed_at
    return SeriesState(
        series=sample.series,
        state=state,
        since=since,
        observed_at=sample.observed_at,
        value=sample.value,
        status=sample.status,
        failed_polls=counts.failed,
        good_polls=counts.good,
        first_failed_at=counts.first_failed_at,
        first_good_at=counts.first_good_at,
        value_changed_at=changed_at,
        known_value=known,
    )
