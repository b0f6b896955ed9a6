"""What a source says of a ticket on top of what is stored: the source rules its own facts, people's acts stay.

By field: opening, end, place, SOP, title, and the times, branch and skipping of steps are the source's. Pauses and a
cancellation that the source does not tell, and the name of the ticket that goes on, are the officers'. Excuses and the
audit are kept elsewhere and are never touched. A ticket that a helpdesk opens again keeps the time that it lay solved
as a pause: its total goes on without it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import CANCELLED_BY_SOURCE, PARTLY_READ, Grain, Pause, StepRun, Ticket

LOG_BOOK = "logbook:"
"""What the source of a ticket from a log book begins with."""
KEPT_ELSEWHERE = (LOG_BOOK, "sql:", "glpi:", "zammad:")
"""Of tickets that people keep in another place, which is read again and again."""
LAY_SOLVED = "sudah selesai, lalu dibuka kembali di sumbernya"
"""Reason of the pause between a solution and the reopening."""
_NUMBERED_BY_PEOPLE = (LOG_BOOK, "sql:")
_OFFICERS_DETAILS = ("dialihkan_ke",)
_YEAR_APART = timedelta(days=180)
_INDONESIA = timedelta(hours=8)
"""UTC to the middle one of the country's clocks: near enough for the year of a report."""


def renewed(old: Ticket | None, brought: Ticket) -> Ticket:
    """The ticket as it is to be stored; with another id where a log book gives an old number to a new report."""
    if old is None:
        return brought
    if _is_another(old, brought):
        return replace(brought, id=f"{brought.id}@{(brought.opened.at + _INDONESIA).year}")
    partly = bool(brought.details.get(PARTLY_READ))
    kept = {name: old.details[name] for name in _OFFICERS_DETAILS if name in old.details}
    details = {**kept, **brought.details}
    ended = old if old.cancelled_at is not None else brought  # once cancelled, a later touch does not move that
    if old.details.get(CANCELLED_BY_SOURCE) and brought.cancelled_at is None:
        ended = brought
    elif old.cancelled_at is not None and not old.details.get(CANCELLED_BY_SOURCE):
        details.pop(CANCELLED_BY_SOURCE, None)  # an officer's: the source cannot take it back
    return replace(
        brought,
        runs=_resumed(old, brought, _runs(old.runs, brought.runs, partly)),
        solved=brought.solved or (old.solved if partly else None),
        title=brought.title or (old.title if partly else ""),
        cancelled_at=ended.cancelled_at,
        cancel_reason=ended.cancel_reason,
        details=details,
    )


def _resumed(old: Ticket, brought: Ticket, runs: tuple[StepRun, ...]) -> tuple[StepRun, ...]:
    """The runs with the time that a ticket lay solved, where its source says when it changed and knows no steps."""
    changed_at = brought.updated_at
    if brought.grain is not Grain.TICKET or changed_at is None:
        return runs
    if brought.solved is not None:
        return tuple(_without_later(run, brought.solved.at) for run in runs)
    if old.solved is None or brought.cancelled_at is not None or changed_at <= old.solved.at:
        return runs
    first = next((run for run in runs if (run.step, run.attempt) == (1, 1)), StepRun(1))
    lay = Pause(old.solved.at, changed_at, LAY_SOLVED)
    return (replace(first, pauses=(*first.pauses, lay)), *(run for run in runs if run is not first))


def _without_later(run: StepRun, solved_at: datetime) -> StepRun:
    """A solution that was entered late lies before a reopening, which then was a mistake."""
    kept = tuple(each for each in run.pauses if each.reason != LAY_SOLVED or (each.end and each.end <= solved_at))
    return run if kept == run.pauses else replace(run, pauses=kept)


def _is_another(old: Ticket, brought: Ticket) -> bool:
    """Whether a number begins anew: openings of two years that no mended date explains (same place and title)."""
    if not brought.source.startswith(_NUMBERED_BY_PEOPLE) or "@" in brought.id:
        return False
    if abs(brought.opened.at - old.opened.at) <= _YEAR_APART:
        return False
    same = (old.kecamatan, old.title) == (brought.kecamatan, brought.title)
    return not (same and old.title)


def _runs(known: tuple[StepRun, ...], brought: tuple[StepRun, ...], partly: bool) -> tuple[StepRun, ...]:
    """The source's runs with the officers' pauses; of a ticket read in part, runs that were not brought stay."""
    old = {(run.step, run.attempt): run for run in known}
    runs = [_run(old.pop((run.step, run.attempt), None), run) for run in brought]
    for run in old.values():
        if partly:
            runs.append(run)
        elif run.pauses:  # a source that does not tell of a step yet cannot take its pause away
            runs.append(StepRun(run.step, run.attempt, pauses=run.pauses, performer=run.performer))
    return tuple(sorted(runs, key=lambda run: (run.attempt, run.step)) if old else runs)


def _run(old: StepRun | None, brought: StepRun) -> StepRun:
    if old is None:
        return brought
    pauses = brought.pauses or tuple(_ended(pause, brought) for pause in old.pauses)
    return replace(brought, pauses=pauses, performer=brought.performer or old.performer)


def _ended(pause: Pause, run: StepRun) -> Pause:
    """A pause that nobody ended is over when its step is finished."""
    if pause.end is None and pause.duration_s is None and pause.start is not None and run.finished is not None:
        return replace(pause, end=max(pause.start, run.finished.at))
    return pause
