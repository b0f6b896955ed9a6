"""The past of a series as states over time, and what a retention of hours and days would have left of its samples."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.model import Rollup, Sample, SampleStatus, SeriesKey, SeriesState, State, StateInterval

CADENCE_S = 30.0
"""The past was "polled" at the product's usual interval."""
RAW_EVERY = timedelta(seconds=60)
RAW_HOURS = 24
HOUR = timedelta(hours=1)

PRECEDENCE = (
    State.DISABLED,
    State.MAINTENANCE,
    State.UNKNOWN,
    State.UNREACHABLE,
    State.DOWN,
    State.DEGRADED,
    State.IDLE,
    State.STUCK,
    State.MISSING,
    State.LATE,
)
"""Of several states at one moment the first of these counts (sla-rules, network states)."""

_STATUS = {
    State.UP: SampleStatus.OK,
    State.DEGRADED: SampleStatus.DEGRADED,
    State.DOWN: SampleStatus.FAILED,
    State.UNREACHABLE: SampleStatus.FAILED,
    State.UNKNOWN: SampleStatus.UNKNOWN,
    State.DISABLED: SampleStatus.DISABLED,
    State.MAINTENANCE: SampleStatus.MAINTENANCE,
    State.LATE: SampleStatus.DEGRADED,
    State.MISSING: SampleStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state painted over ``[start, end)``."""

    start: datetime
    end: datetime
    state: State


def overlay(start: datetime, end: datetime, base: State, stretches: Sequence[Stretch]) -> list[Stretch]:
    """One gapless chain over ``[start, end)``: ``base`` where nothing is painted, else the state that precedes."""
    inside = [s for s in stretches if s.start < end and s.end > start]
    cuts = sorted({start, end} | {max(start, s.start) for s in inside} | {min(end, s.end) for s in inside})
    chain: list[Stretch] = []
    for a, b in itertools.pairwise(cuts):
        covering = [s.state for s in inside if s.start <= a and s.end >= b]
        state = min(covering, key=PRECEDENCE.index) if covering else base
        if chain and chain[-1].state is state:
            chain[-1] = Stretch(chain[-1].start, b, state)
        else:
            chain.append(Stretch(a, b, state))
    return chain


_COUNTED = (SampleStatus.OK, SampleStatus.DEGRADED, SampleStatus.FAILED, SampleStatus.UNKNOWN)
_Counts = tuple[int, int, int, int, int, int, float, float | None, float | None]
"""The fields of a ``Rollup`` after its start."""


@dataclass(frozen=True, slots=True)
class Past:
    """One series' chain of states, with the value that it showed while it was measured (mean and spread)."""

    key: SeriesKey
    chain: Sequence[Stretch]
    mean: float
    spread: float
    parent: SeriesKey | None = None
    last_value: float | None = None
    """The value of the last moment; None takes the mean."""

    @property
    def end(self) -> datetime:
        """The moment at which the past ends and the collectors take over."""
        return self.chain[-1].end

    def state(self) -> SeriesState:
        """What is known of the series at the end of its past."""
        last = self.chain[-1]
        value = self.mean if self.last_value is None else self.last_value
        measured = last.state not in (State.DOWN, State.UNREACHABLE, State.UNKNOWN, State.DISABLED)
        return SeriesState(
            self.key,
            last.state,
            last.start,
            self.end,
            value if measured else None,
            _status(last.state),
            value_changed_at=self.end if measured else None,
        )

    def intervals(self) -> Iterator[StateInterval]:
        """The chain as the store keeps it; the last one is open."""
        for stretch in self.chain[:-1]:
            yield StateInterval(self.key, stretch.start, stretch.end, stretch.state)
        yield StateInterval(self.key, self.chain[-1].start, None, self.chain[-1].state)

    def rollups(self, edges: Sequence[datetime]) -> Iterator[Rollup]:
        """Counts between neighbouring ``edges`` (hours or local days)."""
        place = 0
        whole: dict[tuple[State, timedelta], _Counts] = {}
        for start, end in itertools.pairwise(edges):
            while self.chain[place].end <= start:
                place += 1
            stretch = self.chain[place]
            if stretch.start <= start and end <= stretch.end:  # as nearly every hour is: one state from edge to edge
                length = end - start
                known = whole.get((stretch.state, length))
                if known is None:
                    polls = {_status(stretch.state): length.total_seconds() / CADENCE_S}
                    known = whole[stretch.state, length] = self._counts(polls)
                yield Rollup(self.key, start, *known)
                continue
            counts = dict.fromkeys(SampleStatus, 0.0)
            at = place
            while at < len(self.chain) and self.chain[at].start < end:
                stretch = self.chain[at]
                seconds = (min(end, stretch.end) - max(start, stretch.start)).total_seconds()
                counts[_status(stretch.state)] += seconds / CADENCE_S
                at += 1
            yield Rollup(self.key, start, *self._counts(counts))

    def _counts(self, polls: Mapping[SampleStatus, float]) -> _Counts:
        ok, degraded, failed, unknown = (round(polls.get(status, 0.0)) for status in _COUNTED)
        other = round(polls.get(SampleStatus.DISABLED, 0.0) + polls.get(SampleStatus.MAINTENANCE, 0.0))
        good = ok + degraded
        return (
            ok + degraded + failed + unknown + other,
            ok,
            degraded,
            failed,
            unknown,
            good,
            good * self.mean,
            self.mean - self.spread if good else None,
            self.mean + 3 * self.spread if good else None,
        )

    def samples(self) -> Iterator[Sample]:
        """Raw samples of the last day, one a minute."""
        return self.samples_between(self.end - timedelta(hours=RAW_HOURS), self.end)

    def samples_between(self, start: datetime, end: datetime) -> Iterator[Sample]:
        """Raw samples of ``[start, end)``, one a minute."""
        at = start
        for stretch in self.chain:
            status = _status(stretch.state)
            measured = status in (SampleStatus.OK, SampleStatus.DEGRADED)
            while stretch.start <= at < min(stretch.end, end):
                value = None
                if measured:
                    value = self.mean + self.spread * ((at.minute * 7 + at.hour * 3) % 11 - 3) / 8
                yield Sample(self.key, at, value, status, parent=self.parent)
                at += RAW_EVERY


def _status(state: State) -> SampleStatus:
    return _STATUS.get(state, SampleStatus.OK)


def hour_edges(start: datetime, end: datetime) -> list[datetime]:
    """Full hours from ``start`` (a full hour) past ``end``."""
    edges = [start]
    while edges[-1] < end:
        edges.append(edges[-1] + HOUR)
    return edges


def bad_times(chain: Iterable[Stretch]) -> list[Stretch]:
    """When a parent could not be passed: its children were unreachable then."""
    return [Stretch(s.start, s.end, State.UNREACHABLE) for s in chain if s.state in (State.DOWN, State.UNREACHABLE)]
