"""The states of an office's series while a batch runs through them, and the rows that this leaves to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from dashboard.model import Sample, SampleStatus, SeriesKey, SeriesState, State, StateInterval
from dashboard.states import advance
from dashboard.store.codec import moment, unscaled
from dashboard.store.rows import Known, interval_row, known_of, state_of
from dashboard.store.series import OfficeSeries

_Place = tuple[SeriesKey, datetime]
_STANDING = {SampleStatus.OK.value: State.UP.value, SampleStatus.DEGRADED.value: State.DEGRADED.value}
INTERVAL_COLUMNS = ("office_no", "series_id", "start_at", "end_at", "state")


class Taken(NamedTuple):
    """A sample as the database will give it back (whole seconds UTC, thousandths), with its series' id."""

    series_id: int
    at_s: int
    value: int | None
    status: int
    sample: Sample

    @property
    def as_stored(self) -> Sample:
        """States are advanced with this one, so that a restart continues exactly where memory was."""
        of = self.sample
        return Sample(of.series, moment(self.at_s), unscaled(self.value), of.status, of.state, of.parent)


class StateBook:
    """Takes samples in and remembers which states and intervals they touch."""

    def __init__(self, office: OfficeSeries) -> None:
        """Begin with what is stored of the office, which is moved on with each sample."""
        self._office = office
        self._known = office.known
        self._moved: dict[int, None] = {}
        self._new: set[int] = set()
        self._intervals: dict[_Place, StateInterval] = {}
        self._began: dict[_Place, None] = {}

    def take_all(self, batch: Sequence[Taken], stale_after_s: float) -> None:
        """Advance the series of a batch, each parent of a sweep before its children."""
        rest = batch
        if len({taken.series_id for taken in batch}) == len(batch):
            # One sweep. What is ordinary asks nobody's parent, so it may go first and need not be put in order.
            rest = [taken for taken in batch if not self._stands(taken, stale_after_s)]
        for taken in in_order(rest, self._office):
            before = self._known.get(taken.series_id)
            if before is not None and taken.at_s <= before.observed_at:
                continue
            if not self._stands(taken, stale_after_s):
                self._advance(taken, before, stale_after_s)

    def _stands(self, taken: Taken, stale_after_s: float) -> bool:
        """Whether the sample is an ordinary one; then its series is moved on."""
        series_id = taken.series_id
        before = self._known.get(series_id)
        after = None if before is None else stands(before, taken, stale_after_s)
        if after is None:
            return False
        self._known[series_id] = after
        self._moved[series_id] = None
        return True

    def moved(self) -> tuple[list[tuple[int, Known]], list[tuple[int, Known]]]:
        """Ids and states of every series that moved on: of those that were known, and of those that are new."""
        rows = [(series_id, self._known[series_id]) for series_id in self._moved]
        if not self._new:
            return rows, []
        return [row for row in rows if row[0] not in self._new], [row for row in rows if row[0] in self._new]

    def interval_rows(self) -> list[tuple[object, ...]]:
        """Rows of ``state_intervals`` that began or ended, in the order of ``INTERVAL_COLUMNS``."""
        rows = [interval_row(self._office.ids[one.series], one) for one in self._intervals.values()]
        return [tuple(row[name] for name in INTERVAL_COLUMNS) for row in rows]

    def began(self) -> tuple[StateInterval, ...]:
        """The states that began, in the order in which they were found."""
        return tuple(self._intervals[place] for place in self._began)

    def _advance(self, taken: Taken, before: Known | None, stale_after_s: float) -> None:
        sample, key = taken.as_stored, taken.sample.series
        previous: SeriesState | None = None if before is None else state_of(key, before)
        parent = None if sample.parent is None else self._office.state_of(sample.parent)
        state, changes = advance(previous, sample, parent, stale_after_s=stale_after_s)
        if before is None:
            self._new.add(taken.series_id)
        self._known[taken.series_id] = known_of(state)
        self._moved[taken.series_id] = None
        running = None if previous is None else StateInterval(key, previous.since, None, previous.state)
        for name, start in changes:
            running = self._begin(running, key, name, start)

    def _begin(self, running: StateInterval | None, key: SeriesKey, state: State, start: datetime) -> StateInterval:
        if running is not None and start > running.start:
            self._intervals[key, running.start] = replace(running, end=start)
        begun = StateInterval(key, start, None, state)
        self._intervals[key, start] = begun
        self._began[key, start] = None
        return begun


def stands(before: Known, taken: Taken, stale_after_s: float) -> Known | None:
    """What ``advance`` says of the ordinary sample, a good one of a series that is as good already; None for others.

    Nineteen samples in twenty are of this kind, and no part of the debounce can change with them.
    """
    at_s, status = taken.at_s, taken.status
    if before.state != _STANDING.get(status) or taken.sample.state is not None:
        return None
    if not 0 < at_s - before.observed_at <= stale_after_s:
        return None
    value = taken.value
    is_new = value is not None and value != before.known_value
    return Known(
        before.state,
        before.since,
        at_s,
        value,
        value if is_new else before.known_value,
        status,
        0,
        before.good_polls + 1,
        None,
        at_s if before.first_good_at is None else before.first_good_at,
        at_s if is_new else before.value_changed_at,
    )


def in_order(batch: Sequence[Taken], office: OfficeSeries) -> list[Taken]:
    """The samples sweep after sweep, and inside a sweep every parent before its children.

    A sweep ends where a series comes for the second time: replies of one sweep lie seconds apart, so time alone would
    judge a child before the parent that was polled with it.
    """
    above = _parents(batch, office)
    ordered: list[Taken] = []
    sweep: dict[int, Taken] = {}
    for taken in sorted(batch, key=lambda one: one.at_s):
        if taken.series_id in sweep:
            ordered += _parents_first(sweep, above)
            sweep = {}
        sweep[taken.series_id] = taken
    return ordered + _parents_first(sweep, above)


def _parents(batch: Sequence[Taken], office: OfficeSeries) -> dict[int, int]:
    """Ids of the parents of the batch's samples, by the identity of the key: a sweep names few, again and again."""
    found: dict[int, int] = {}
    for taken in batch:
        parent = taken.sample.parent
        if parent is not None and id(parent) not in found:
            found[id(parent)] = office.ids.get(parent, 0)
    return found


def _parents_first(sweep: dict[int, Taken], above: dict[int, int]) -> list[Taken]:
    if not above:
        return list(sweep.values())
    return sorted(sweep.values(), key=lambda taken: _depth(taken, sweep, above))


def _depth(taken: Taken, sweep: dict[int, Taken], above: dict[int, int]) -> int:
    depth, parent = 0, taken.sample.parent
    while parent is not None and depth < len(sweep):  # a ring of parents ends, too
        over = sweep.get(above[id(parent)])
        if over is None:
            return depth
        depth, parent = depth + 1, over.sample.parent
    return depth
