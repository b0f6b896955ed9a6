"""Reports that make themselves: which one is due, and how the last one went (``laporan/<office>/terjadwal.json``)."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dashboard.office_report import MonthlyReport
from dashboard.offices import Office
from dashboard.services.identity import Officer

OFFICER = Officer("jadwal", "Jadwal laporan")
RETRY = timedelta(hours=1)
"""A report that failed is tried again after this, until it is made or the next one is due."""
_STATE = "terjadwal.json"


@dataclass(frozen=True, slots=True)
class ScheduledState:
    """The newest report of the schedule. ``done``: forms that were made; ``message`` says why one was not ("": none).

    A form that was made counts as made when its file is deleted later on.
    """

    start: date
    end: date
    tried_at: datetime
    done: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class DueReport:
    """The days of the report (the whole month before the one it is due in) and the forms that are still missing."""

    start: date
    end: date
    forms: tuple[str, ...]


def due_report(shelf: Path, office: Office, now: datetime) -> DueReport | None:
    """What the schedule asks for at ``now`` (aware) and was not made yet. A date that was slept through is not lost."""
    monthly = office.report.schedule.monthly
    if monthly is None:
        return None
    start, end = last_month(monthly, now.astimezone(ZoneInfo(office.zone)))
    state = last_scheduled(shelf, office.code)
    if state is None or (state.start, state.end) != (start, end):
        return DueReport(start, end, monthly.forms)
    missing = tuple(form for form in monthly.forms if form not in state.done)
    is_early = bool(state.message) and now < state.tried_at + RETRY
    return DueReport(start, end, missing) if missing and not is_early else None


def last_month(monthly: MonthlyReport, local_now: datetime) -> tuple[date, date]:
    """First and last day of the month whose report was due last."""
    first = local_now.date().replace(day=1)
    due_at = datetime.combine(first.replace(day=monthly.day), monthly.at, local_now.tzinfo)
    if local_now < due_at:
        first = (first - timedelta(days=1)).replace(day=1)
    end = first - timedelta(days=1)
    return end.replace(day=1), end


def last_scheduled(shelf: Path, office: str) -> ScheduledState | None:
    """How the newest report of the schedule went; None where there was none."""
    try:
        told = json.loads((shelf / office / _STATE).read_text(encoding="utf-8"))
        return ScheduledState(
            date.fromisoformat(told["start"]),
            date.fromisoformat(told["end"]),
            datetime.fromisoformat(told["tried_at"]),
            tuple(told["done"]),
            str(told["message"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_scheduled(
    shelf: Path, office: str, due: DueReport, now: datetime, *, done: tuple[str, ...] = (), message: str = ""
) -> None:
    """Write down how a due report went; forms that were made before stay made."""
    state = ScheduledState(due.start, due.end, now, done, message)
    known = last_scheduled(shelf, office)
    if known is not None and (known.start, known.end) == (due.start, due.end):
        state = replace(state, done=(*known.done, *(form for form in done if form not in known.done)))
    path = shelf / office / _STATE
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(state), default=lambda value: value.isoformat()), encoding="utf-8")
    os.replace(unfinished, path)
