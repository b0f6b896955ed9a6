"""State intervals cut to the hours that count: what is not covered by any is unknown, never up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from dashboard.model import SeriesState, State, StateInterval
from dashboard.offices import Target
from dashboard.sla import scheduled_hours
from dashboard.views.network_rows import Stretch
from dashboard.workcal import WorkingCalendar

Span = tuple[datetime, datetime]


class Piece(NamedTuple):
    """``[start, end)`` in one state."""

    start: datetime
    end: datetime
    state: State


def scheduled_spans(calendar: WorkingCalendar, target: Target, start: datetime, end: datetime) -> list[Span]:
    """The time between two instants that counts for a target, by the schedule that each office-local day has."""
    days = [calendar.local_date(start)]
    while calendar.local_midnight(days[-1] + timedelta(days=1)) < end:
        days.append(days[-1] + timedelta(days=1))
    found: list[Span] = []
    for schedule, same in groupby(days, target.schedule_on):
        run = list(same)
        first = max(start, calendar.local_midnight(run[0]))
        last = min(end, calendar.local_midnight(run[-1] + timedelta(days=1)))
        for _, parts in scheduled_hours(calendar, str(schedule), first, last):
            for opens, closes in parts:
                if found and found[-1][1] == opens:
                    found[-1] = (found[-1][0], closes)
                elif closes > opens:
                    found.append((opens, closes))
    return found


def pieces_of(
    intervals: Iterable[StateInterval], known: SeriesState | None, now: datetime, stale_after_s: float
) -> list[Piece]:
    """Intervals of one series with ends. One that lasts reaches to now while measured, else to the last sample."""
    is_stale = known is None or (now - known.observed_at).total_seconds() > stale_after_s
    found = []
    for each in sorted(intervals, key=lambda one: one.start):
        end = each.end
        if end is None:
            end = known.observed_at if known is not None and is_stale and each.state is not State.DISABLED else now
        if min(end, now) > each.start:
            found.append(Piece(each.start, min(end, now), each.state))
    return found


def within(pieces: Sequence[Piece], spans: Iterable[Span]) -> Iterator[Piece]:
    """The spans (ascending) filled with the pieces' states; gaps between pieces are unknown."""
    first = 0
    for start, end in spans:
        while first < len(pieces) and pieces[first].end <= start:
            first += 1
        at, place = start, first
        while place < len(pieces) and pieces[place].start < end:
            each = pieces[place]
            if each.start > at:
                yield Piece(at, each.start, State.UNKNOWN)
            begins, ends = max(at, each.start), min(end, each.end)
            if ends > begins:
                yield Piece(begins, ends, each.state)
            at, place = max(at, ends), place + 1
        if at < end:
            yield Piece(at, end, State.UNKNOWN)


def seconds_by_state(pieces: Iterable[Piece]) -> dict[State, float]:
    """Seconds in each state that occurs."""
    found: defaultdict[State, float] = defaultdict(float)
    for each in pieces:
        found[each.state] += (each.end - each.start).total_seconds()
    return dict(found)


def exact_strip(pieces: Sequence[Piece], start: datetime, now: datetime, end: datetime) -> tuple[Stretch, ...]:
    """The period from ``start`` to ``end`` as it went, piece by piece; what lies between is out of schedule."""
    made: list[Stretch] = []
    at = start
    for each in pieces:
        if each.start > at:
            made.append(Stretch(at, each.start, {}))
        made.append(Stretch(each.start, each.end, {each.state: (each.end - each.start).total_seconds()}))
        at = each.end
    if at < min(now, end):
        made.append(Stretch(at, min(now, end), {}))
        at = min(now, end)
    if at < end:
        made.append(Stretch(at, end, {}, to_come=True))
    return tuple(made)


def daily_strip(pieces: Sequence[Piece], days: Sequence[Span], now: datetime) -> tuple[Stretch, ...]:
    """One stretch for each day, with the seconds of each state within the schedule."""
    made = []
    first = 0
    for start, end in days:
        while first < len(pieces) and pieces[first].end <= start:
            first += 1
        place, own = first, []
        while place < len(pieces) and pieces[place].start < end:
            each = pieces[place]
            own.append(Piece(max(each.start, start), min(each.end, end), each.state))
            place += 1
        made.append(Stretch(start, end, seconds_by_state(own), to_come=start >= now))
    return tuple(made)
