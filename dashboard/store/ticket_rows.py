"""Tickets as rows of three tables, and as one flat list of fields by which two versions are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dashboard.model import Grain, Pause, Stamp, StepRun, Ticket
from dashboard.store.codec import from_json, moment, moment_or_none, seconds, seconds_or_none, to_json

Values = dict[str, Any]
_DERIVED = frozenset({"is_open", "last_at", "updated_at", "office", "id", "ticket", "step", "attempt"})
_RUN_KEY = ("office", "ticket", "step", "attempt")


@dataclass(slots=True)
class TicketRows:
    """One ticket as it lies in ``tickets``, ``step_runs`` and ``pauses``; runs in order, pauses in order."""

    ticket: Mapping[str, Any]
    runs: list[Mapping[str, Any]] = field(default_factory=list)
    pauses: list[Mapping[str, Any]] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """Every stored fact by a stable name: ``solved_at``, ``3.1.finished_at``, ``3.1.jeda.0.end_at``."""
        flat = {name: value for name, value in self.ticket.items() if name not in _DERIVED}
        for run in self.runs:
            place = f"{run['step']}.{run['attempt']}"
            flat.update({f"{place}.{name}": value for name, value in run.items() if name not in _DERIVED})
        for pause in self.pauses:
            place = f"{pause['step']}.{pause['attempt']}.jeda.{pause['position']}"
            flat.update({f"{place}.{name}": value for name, value in pause.items() if name not in _DERIVED})
        return flat


def rows_of(ticket: Ticket) -> TicketRows:
    """The rows of a ticket, all but ``updated_at``. ValueError for a step attempt that is there twice."""
    runs: list[Mapping[str, Any]] = []
    pauses: list[Mapping[str, Any]] = []
    seen: set[tuple[int, int]] = set()
    for position, run in enumerate(ticket.runs):
        if (run.step, run.attempt) in seen:
            raise ValueError(f"tiket {ticket.id}: langkah {run.step} percobaan {run.attempt} tercatat dua kali")
        seen.add((run.step, run.attempt))
        key = dict(zip(_RUN_KEY, (ticket.office, ticket.id, run.step, run.attempt), strict=True))
        runs.append(key | _run_values(position, run))
        pauses += [key | _pause_values(place, pause) for place, pause in enumerate(run.pauses)]
    return TicketRows(_ticket_values(ticket), runs, pauses)


def ticket_of(rows: TicketRows) -> Ticket:
    """The ticket of its rows."""
    row = rows.ticket
    pauses: dict[tuple[int, int], list[Pause]] = {}
    for pause in rows.pauses:
        pauses.setdefault((pause["step"], pause["attempt"]), []).append(_pause_of(pause))
    opened = _stamp_of(row, "opened")
    if opened is None:
        raise ValueError(f"tiket {row['id']} tersimpan tanpa waktu buka")
    return Ticket(
        id=row["id"],
        office=row["office"],
        kecamatan=row["kecamatan"],
        sop=row["sop"],
        version=date.fromisoformat(row["version"]),
        opened=opened,
        source=row["source"],
        runs=tuple(_run_of(run, pauses.get((run["step"], run["attempt"]), ())) for run in rows.runs),
        solved=_stamp_of(row, "solved"),
        cancelled_at=moment_or_none(row["cancelled_at"]),
        cancel_reason=row["cancel_reason"],
        grain=Grain(row["grain"]),
        title=row["title"],
        scheduled_at=moment_or_none(row["scheduled_at"]),
        grace_s=row["grace_s"],
        source_readable=row["source_readable"],
        simulated=row["simulated"],
        details=from_json(row["details"]),
        updated_at=moment(row["updated_at"]),
    )


def _ticket_values(ticket: Ticket) -> Values:
    return {
        "office": ticket.office,
        "id": ticket.id,
        "kecamatan": ticket.kecamatan,
        "sop": ticket.sop,
        "version": ticket.version.isoformat(),
        "source": ticket.source,
        "grain": ticket.grain.value,
        "title": ticket.title,
        **_stamp_values("opened", ticket.opened),
        **_stamp_values("solved", ticket.solved),
        "cancelled_at": seconds_or_none(ticket.cancelled_at),
        "cancel_reason": ticket.cancel_reason,
        "scheduled_at": seconds_or_none(ticket.scheduled_at),
        "grace_s": ticket.grace_s,
        "source_readable": ticket.source_readable,
        "simulated": ticket.simulated,
        "details": to_json(ticket.details),
        "is_open": (ticket.solved is None or ticket.is_reopened()) and ticket.cancelled_at is None,
        "last_at": seconds(max(_moments(ticket))),
    }


def _moments(ticket: Ticket) -> Iterable[datetime]:
    """Every moment of a ticket's life that is written down."""
    yield ticket.opened.at
    if ticket.solved is not None:
        yield ticket.solved.at
    if ticket.cancelled_at is not None:
        yield ticket.cancelled_at
    if ticket.scheduled_at is not None:
        yield ticket.scheduled_at + timedelta(seconds=ticket.grace_s)
    for run in ticket.runs:
        yield from (stamp.at for stamp in (run.started, run.finished) if stamp is not None)
        yield from (at for pause in run.pauses for at in (pause.start, pause.end) if at is not None)


def _run_values(position: int, run: StepRun) -> Values:
    return {
        "position": position,
        **_stamp_values("started", run.started),
        **_stamp_values("finished", run.finished),
        "branch": run.branch,
        "skipped": run.skipped,
        "performer": run.performer,
        "self_recovered": run.self_recovered,
    }


def _run_of(row: Mapping[str, Any], pauses: Iterable[Pause]) -> StepRun:
    return StepRun(
        step=row["step"],
        attempt=row["attempt"],
        started=_stamp_of(row, "started"),
        finished=_stamp_of(row, "finished"),
        pauses=tuple(pauses),
        branch=row["branch"],
        skipped=row["skipped"],
        performer=row["performer"],
        self_recovered=row["self_recovered"],
    )


def _pause_values(position: int, pause: Pause) -> Values:
    return {
        "position": position,
        "start_at": seconds_or_none(pause.start),
        "end_at": seconds_or_none(pause.end),
        "reason": pause.reason,
        "duration_s": pause.duration_s,
        "waiting_on": pause.waiting_on,
    }


def _pause_of(row: Mapping[str, Any]) -> Pause:
    return Pause(
        start=moment_or_none(row["start_at"]),
        end=moment_or_none(row["end_at"]),
        reason=row["reason"],
        duration_s=row["duration_s"],
        waiting_on=row["waiting_on"],
    )


def _stamp_values(name: str, stamp: Stamp | None) -> Values:
    return {
        f"{name}_at": None if stamp is None else seconds(stamp.at),
        f"{name}_resolution_s": None if stamp is None else stamp.resolution_s,
        f"{name}_recorded_at": None if stamp is None else seconds_or_none(stamp.recorded_at),
        f"{name}_by": None if stamp is None else stamp.by,
        f"{name}_typed": None if stamp is None else stamp.typed,
    }


def _stamp_of(row: Mapping[str, Any], name: str) -> Stamp | None:
    if row[f"{name}_at"] is None:
        return None
    return Stamp(
        at=moment(row[f"{name}_at"]),
        resolution_s=row[f"{name}_resolution_s"],
        recorded_at=moment_or_none(row[f"{name}_recorded_at"]),
        by=row[f"{name}_by"],
        typed=row[f"{name}_typed"],
    )
