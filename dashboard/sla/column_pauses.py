"""Pauses over columns: united to holes, clipped, and taken off due times in the order in which they began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.sla.column_clock import NEVER, Flags, Ints


@dataclass(frozen=True, slots=True)
class PauseColumns:
    """Pauses in any order: index of the run, begin and end in epoch seconds; ``end`` is ``NEVER`` while one lasts."""

    run: Ints
    start: Ints
    end: Ints

    @classmethod
    def none(cls) -> PauseColumns:
        """No pause at all."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(nothing, nothing, nothing)


@dataclass(frozen=True, slots=True)
class Holes:
    """Disjoint time off, ascending within each run; ``lasting`` tells for every run whether a pause lasts now."""

    run: Ints
    start: Ints
    end: Ints
    lasting: Flags

    def in_turn(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Every run's first hole, then every second one, ...: runs, starts, ends."""
        if self.run.size == 0:
            return
        firsts = np.flatnonzero(np.diff(self.run, prepend=-1))
        turn = np.arange(self.run.size) - np.repeat(firsts, np.diff(firsts, append=self.run.size))
        for each in range(int(turn.max()) + 1):
            rows = np.flatnonzero(turn == each)
            yield self.run[rows], self.start[rows], self.end[rows]


def holes_of(pauses: PauseColumns, count: int, now_s: int, start: Ints, until: Ints) -> Holes:
    """Time off of ``count`` runs up to ``now_s`` and each run's ``until``, from those that had begun by then."""
    begun = pauses.start <= now_s
    run, begin, end = pauses.run[begun], pauses.start[begun], pauses.end[begun]
    lasts = (end == NEVER) | (end > now_s)
    lasting = np.zeros(count, dtype=np.bool_)
    lasting[run[lasts]] = True
    united = _united(run, begin, np.where(lasts, now_s, end))
    run, begin, end = united
    kept = (begin < until[run]) & (np.minimum(end, until[run]) > start[run])
    run, begin, end = run[kept], begin[kept], end[kept]
    return Holes(run, begin, np.minimum(end, until[run]), lasting)


def _united(run: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """The same time as disjoint intervals, by run and ascending; those that touch are one."""
    if run.size == 0:
        return run, start, end
    order = np.lexsort((start, run))
    run, start, end = run[order], start[order], end[order]
    # Runs are laid one after another on one line, far enough apart that no interval reaches the next run's.
    lowest = start.min()
    apart = int(max(end.max(), start.max()) - lowest) + 2
    begins, reached = start - lowest + run * apart, np.maximum.accumulate(end - lowest + run * apart)
    opens = np.flatnonzero(np.concatenate([[True], begins[1:] > reached[:-1]]))
    last = np.append(opens[1:], run.size) - 1
    return run[opens], start[opens], reached[last] - run[opens] * apart + lowest
