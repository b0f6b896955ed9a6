"""Which recorded times can be believed at ``now``, and which contradict each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from dashboard.model import Pause, Stamp, StepRun
from dashboard.sla.due import Hole
from dashboard.workcal import WorkingCalendar

_HOUR_S = 3600.0


class Known(NamedTuple):
    """A stamp as seen from ``now``. ``in_future``: it was written down before it happened."""

    stamp: Stamp | None
    in_future: bool = False


_NOTHING = Known(None)


def known(stamp: Stamp | None, now: datetime, written_at: datetime | None = None) -> Known:
    """The stamp, if it had happened by ``now``.

    A time later than ``now`` that was recorded afterwards has simply not happened yet, seen from ``now``. One
    recorded before it happened (or nobody knows when) is a time in the future: contradictory.
    ``written_at``: when the ticket was last saved, for sources that do not tell when they wrote a time down.
    """
    if stamp is None:
        return _NOTHING
    if stamp.at <= now:
        return Known(stamp)
    recorded_at = stamp.recorded_at or written_at
    if recorded_at is not None and recorded_at >= stamp.at:
        return _NOTHING
    return Known(None, in_future=True)


def ticked_together(runs: Iterable[StepRun], window_s: float, now: datetime) -> frozenset[tuple[int, int]]:
    """Steps and attempts whose finish is not believed: ticked by a person's button shortly before another one.

    Times that a machine wrote (no ``by``) or a person typed are not ticks.
    """
    ticks = sorted(
        (run.finished.at, run.step, run.attempt)
        for run in runs
        if run.finished is not None and not run.finished.typed and run.finished.by and run.finished.at <= now
    )
    window = timedelta(seconds=window_s)
    return frozenset(
        (step, attempt) for (at, step, attempt), following in pairwise(ticks) if following[0] - at <= window
    )


def own_pauses(run: StepRun, only_pelaksana: str | None, now: datetime) -> tuple[list[Pause], bool]:
    """Pauses of a run that had begun by ``now``, and whether one was refused for waiting on the own pelaksana."""
    pressed_by = run.started.by if run.started is not None and not run.started.typed else None
    own = {name.strip().casefold() for name in (run.performer, only_pelaksana, pressed_by) if name}
    kept = []
    refused = False
    for pause in run.pauses:
        if pause.waiting_on and pause.waiting_on.strip().casefold() in own:
            refused = True
        elif pause.start is None or pause.start <= now:
            kept.append(pause)
    return kept, refused


def pause_end(pause: Pause) -> datetime | None:
    """When a pause ended; from its length where only begin and length are known. None while it lasts."""
    if pause.end is None and pause.start is not None and pause.duration_s is not None:
        return pause.start + timedelta(seconds=pause.duration_s)
    return pause.end


def pauses_contradict(pauses: list[Pause], now: datetime) -> bool:
    """Whether pauses of one run overlap each other or end before they begin."""
    spans = sorted((p.start, pause_end(p) or max(now, p.start)) for p in pauses if p.start is not None)
    if any(end < start for start, end in spans):
        return True
    return any(later[0] < earlier[1] for earlier, later in pairwise(spans))


def paused_time(pauses: Iterable[Pause], now: datetime) -> tuple[list[Hole], float, bool]:
    """Pauses as united intervals up to ``now``, as bare seconds, and whether one lasts at ``now``."""
    holes: list[Hole] = []
    lasting = False
    lost_s = 0.0
    for pause in pauses:
        if pause.start is None:
            lost_s += pause.duration_s or 0
        elif pause.start <= now:
            end = pause_end(pause)
            lasting = lasting or end is None or end > now
            holes.append((pause.start, now if end is None else min(end, now)))
    return united(holes), lost_s, lasting


def united(holes: Iterable[Hole]) -> list[Hole]:
    """The same time as disjoint ascending intervals."""
    merged: list[Hole] = []
    for start, end in sorted(holes):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def needs_second_officer(
    start: datetime, recorded_at: datetime, due_at: datetime | None, calendar: WorkingCalendar
) -> bool:
    """Whether a start written down at ``recorded_at`` is backdated too far for one officer.

    True when it is backdated by over one working hour, or across the due time of the run.
    """
    if due_at is not None and start <= due_at < recorded_at:
        return True
    return calendar.between(start, recorded_at) > _HOUR_S
