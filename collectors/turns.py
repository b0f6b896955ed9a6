"""Which offices a job on the books looks at now: of a nation, each minute, only those where something can be to do.

A few offices are all looked at, every time. What may wait (what is due by schedule, what persons finished) is looked at
by turns: with 514 offices each has its turn within ten minutes. An hour is judged once, when it is settled. An outage
is told by what the collectors themselves just saw, so that its ticket never waits for a turn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from collectors.base import Recall
from dashboard.model import SeriesKey, State
from dashboard.offices import Office

AT_ONCE = 60
"""Offices that have their turn at one look."""
_QUIET = frozenset({State.UP, State.DEGRADED, State.DISABLED})


class Turns:
    """A ring for each job, by its name; safe as long as each job runs in one thread at a time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._next: dict[str, int] = {}

    def of(self, job: str, offices: Sequence[Office]) -> Sequence[Office]:
        """The offices whose turn it is now."""
        if len(offices) <= self._at_once:
            return offices
        begin = self._next.get(job, 0) % len(offices)
        self._next[job] = begin + self._at_once
        return [offices[place % len(offices)] for place in range(begin, begin + self._at_once)]


class ClosedHours:
    """The hour up to which an office was judged, so that it is asked again only when the next is settled."""

    def __init__(self) -> None:
        self._judged: dict[str, datetime] = {}

    def each(
        self, offices: Collection[Office], now: Callable[[], datetime], settled: Callable[[datetime], datetime]
    ) -> Iterator[tuple[Office, datetime]]:
        """Offices with an hour settled since they were judged; one counts as judged when the next is asked for.

        ``settled``: up to which hour everything is known at a time.
        """
        for office in offices:
            at = now()
            hour = settled(at)
            if self._judged.get(office.code) != hour:
                yield office, at
                self._judged[office.code] = hour


class Quiet:
    """Offices whose links all stood, as far as measured, when their outages were last looked after."""

    def __init__(self, series_of: Callable[[Office], tuple[SeriesKey, ...]]) -> None:
        """``series_of``: what tells of an office's links."""
        self._series_of = series_of
        self._quiet: set[str] = set()
        self._series: dict[str, tuple[SeriesKey, ...]] = {}

    def each(
        self, offices: Collection[Office], recalls: Callable[[str], Recall | None], turn: Collection[Office]
    ) -> Iterator[Office]:
        """Offices with a link that does not stand, or did not at the last look, and those of ``turn``."""
        asked = {office.code for office in turn}
        for office in offices:
            stands = self._stands(office, recalls(office.code))
            if not stands or office.code not in self._quiet or office.code in asked:
                self._quiet.discard(office.code)
                yield office
                if stands:
                    self._quiet.add(office.code)

    def _stands(self, office: Office, recall: Recall | None) -> bool:
        if recall is None:
            return False
        series = self._series.get(office.code)
        if series is None:
            series = self._series[office.code] = self._series_of(office)
        states = [recall(key) for key in series]
        return all(state is not None and state.state in _QUIET for state in states)
