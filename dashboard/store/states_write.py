"""The states of an office's series while a batch runs through them, and the rows that this leaves to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dashboard.model import Sample, SeriesKey, SeriesState, State, StateInterval
from dashboard.states import advance
from dashboard.store.rows import Values, interval_row, latest_row
from dashboard.store.series import OfficeSeries

_Place = tuple[SeriesKey, datetime]


class StateBook:
    """Takes samples in and remembers which states and intervals they touch."""

    def __init__(self, office: OfficeSeries) -> None:
        """Begin with what is stored of the office."""
        self._office = office
        self._states: dict[SeriesKey, SeriesState | None] = {}
        self._moved: set[SeriesKey] = set()
        self._intervals: dict[_Place, StateInterval] = {}
        self._began: dict[_Place, None] = {}

    def take(self, sample: Sample, stale_after_s: float) -> None:
        """Advance the sample's series; a parent of the same sweep must have been taken before."""
        key = sample.series
        previous = self._state(key)
        parent = None if sample.parent is None else self._state(sample.parent)
        state, changes = advance(previous, sample, parent, stale_after_s=stale_after_s)
        if state is previous:
            return
        self._states[key] = state
        self._moved.add(key)
        running = None if previous is None else StateInterval(key, previous.since, None, previous.state)
        for name, start in changes:
            running = self._begin(running, key, name, start)

    def latest_rows(self) -> list[Values]:
        """Rows of ``latest`` for every series that moved on."""
        moved = ((key, state) for key, state in self._states.items() if state is not None and key in self._moved)
        return [latest_row(self._office.ids[key], state) for key, state in moved]

    def interval_rows(self) -> list[Values]:
        """Rows of ``state_intervals`` that began or ended."""
        return [interval_row(self._office.ids[one.series], one) for one in self._intervals.values()]

    def began(self) -> tuple[StateInterval, ...]:
        """The states that began, in the order in which they were found."""
        return tuple(self._intervals[place] for place in self._began)

    def _state(self, key: SeriesKey) -> SeriesState | None:
        if key not in self._states:
            self._states[key] = self._office.state_of(key)
        return self._states[key]

    def _begin(self, running: StateInterval | None, key: SeriesKey, state: State, start: datetime) -> StateInterval:
        if running is not None and start > running.start:
            self._intervals[key, running.start] = replace(running, end=start)
        begun = StateInterval(key, start, None, state)
        self._intervals[key, start] = begun
        self._began[key, start] = None
        return begun


def in_order(batch: Iterable[Sample]) -> list[Sample]:
    """The samples sweep after sweep, and inside a sweep every parent before its children.

    A sweep ends where a series comes for the second time: replies of one sweep lie seconds apart, so time alone would
    judge a child before the parent that was polled with it.
    """
    ordered: list[Sample] = []
    sweep: dict[SeriesKey, Sample] = {}
    for sample in sorted(batch, key=lambda one: one.observed_at):
        if sample.series in sweep:
            ordered += _parents_first(sweep)
            sweep = {}
        sweep[sample.series] = sample
    return ordered + _parents_first(sweep)


def _parents_first(sweep: dict[SeriesKey, Sample]) -> list[Sample]:
    return sorted(sweep.values(), key=lambda sample: _depth(sample, sweep))


def _depth(sample: Sample, sweep: dict[SeriesKey, Sample]) -> int:
    depth, above = 0, sample.parent
    while above is not None and above in sweep and depth < len(sweep):  # a ring of parents ends, too
        depth, above = depth + 1, sweep[above].parent
    return depth
