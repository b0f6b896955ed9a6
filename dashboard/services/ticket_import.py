"""Reading tickets and step runs from JSON Lines, one step run a line; later lines update earlier ones.

A line that cannot be read is named with its number and its mend; the ticket that it belongs to is left out whole,
so that nothing is half-written, and every other ticket is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.model import Grain, Pause, Stamp, StepRun, Ticket
from dashboard.services.identity import Officer
from dashboard.services.tickets import HEAD, merge_tickets, save_imported
from dashboard.sop import Sop
from dashboard.store import Store

TICKET_FIELDS = ("ticket", "office", "kecamatan", "sop", "opened_at", "solved_at", "title", "grain")
SCHEDULE_FIELDS = ("scheduled_at", "grace_s", "source_readable")
STEP_FIELDS = ("step", "attempt", "started_at", "finished_at", "pauses", "branch", "skipped", "performer")
OTHER_FIELDS = ("cancelled_at", "cancel_reason", "resolution_s", "typed", "self_recovered")
FIELDS = frozenset(TICKET_FIELDS + SCHEDULE_FIELDS + STEP_FIELDS + OTHER_FIELDS)
REQUIRED = ("ticket", "office", "sop", "opened_at")


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A line that could not be taken: its number (from 1), what is wrong, and how to mend it (Indonesian)."""

    line: int
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: tickets read, tickets new or changed, and the lines left out."""

    tickets: int
    changed: int
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What an import is checked against: each office's kecamatan codes and zone, and the versions of each SOP."""

    zones: Mapping[str, ZoneInfo]
    kecamatan: Mapping[str, frozenset[str]]
    sops: Mapping[str, tuple[Sop, ...]]


class _BadLineError(Exception):
    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def import_tickets(
    store: Store, lines: Iterable[str], known: Known, officer: Officer, now: datetime, *, simulated: bool = False
) -> ImportResult:
    """Take every good ticket of ``lines`` into the store; ``now`` is when it is recorded (aware UTC)."""
    gathered: dict[tuple[str, str], Ticket] = {}
    stated: dict[tuple[str, str], frozenset[str]] = {}
    spoiled: set[tuple[str, str]] = set()
    problems: list[ImportProblem] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key: tuple[str, str] | None = None
        try:
            data = _parse_line(line)
            key = (str(data.get("office")), str(data.get("ticket")))
            brought = _ticket_of(data, known, officer, now, simulated)
            old = gathered.get(key)
            said = HEAD.intersection(data)
            gathered[key] = brought if old is None else _merge(old, brought, said)
            stated[key] = stated.get(key, frozenset()) | said
        except _BadLineError as error:
            problems.append(ImportProblem(number, error.message, error.fix))
            if key is not None:
                spoiled.add(key)
    good = {key: ticket for key, ticket in gathered.items() if key not in spoiled}
    changed = sum(save_imported(store, ticket, officer, now, stated[key]) for key, ticket in good.items())
    return ImportResult(len(good), changed, tuple(problems))


def _merge(old: Ticket, brought: Ticket, said: frozenset[str]) -> Ticket:
    if old.sop != brought.sop:
        raise _BadLineError(f'tiket "{old.id}" sebelumnya memakai SOP {old.sop}', "pakai satu SOP untuk satu tiket")
    return merge_tickets(old, brought, said)


def _parse_line(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except ValueError as error:
        raise _BadLineError(f"bukan JSON: {error}", "tulis satu objek JSON utuh per baris") from error
    if not isinstance(data, dict):
        raise _BadLineError("bukan objek JSON", "tulis satu objek JSON utuh per baris")
    return data


def _ticket_of(data: dict[str, Any], known: Known, officer: Officer, now: datetime, simulated: bool) -> Ticket:
    for name in REQUIRED:
        if not isinstance(data.get(name), str) or not data[name]:
            raise _BadLineError(f'"{name}" tidak ada', f'isi "{name}" dengan teks')
    for name in sorted(set(data) - FIELDS):
        raise _BadLineError(f'"{name}" tidak dikenal', "pakai nama yang tertulis di docs/api.md")
    office = data["office"]
    if office not in known.kecamatan:
        raise _BadLineError(f"kantor {office} tidak ada", f"pakai salah satu: {', '.join(sorted(known.kecamatan))}")
    kecamatan = data.get("kecamatan")
    if kecamatan is not None and kecamatan not in known.kecamatan[office]:
        raise _BadLineError(f"kecamatan {kecamatan} bukan milik kantor {office}", "pakai kode Kemendagri, atau null")
    opened_at = _time(data, "opened_at", now)
    assert opened_at is not None  # noqa: S101  (required above)
    sop = _version(known, data["sop"], opened_at.at.astimezone(known.zones[office]).date())
    solved = _time(data, "solved_at", now, officer)
    cancelled = _time(data, "cancelled_at", now, officer)
    cancel_reason = _cancel_reason(data.get("cancel_reason"), cancelled)
    run = _run_of(data, sop, officer, now)
    scheduled = _time(data, "scheduled_at", now, officer)
    grain = data.get("grain", "langkah")
    if grain not in tuple(Grain):
        raise _BadLineError(f'"grain" {grain!r} tidak dikenal', 'pakai "langkah" atau "tiket"')
    return Ticket(
        id=data["ticket"],
        office=office,
        kecamatan=kecamatan,
        sop=sop.id,
        version=sop.effective,
        opened=opened_at,
        source="impor",
        runs=() if run is None else (run,),
        solved=solved,
        cancelled_at=None if cancelled is None else cancelled.at,
        cancel_reason=cancel_reason,
        grain=Grain(grain),
        title=str(data.get("title") or ""),
        scheduled_at=None if scheduled is None else scheduled.at,
        grace_s=_grace_s(data.get("grace_s"), scheduled),
        source_readable=_flag(data, "source_readable", default=True),
        simulated=simulated,
    )


def _version(known: Known, sop_id: str, on: date) -> Sop:
    """The version in force when the ticket was opened; the oldest one for a ticket older than all."""
    versions = known.sops.get(sop_id)
    if not versions:
        raise _BadLineError(f"SOP {sop_id} tidak ada", "lihat daftarnya: python -m dashboard sop --json")
    in_force = [sop for sop in versions if sop.effective <= on]
    return max(in_force, key=lambda sop: sop.effective) if in_force else min(versions, key=lambda sop: sop.effective)


def _run_of(data: dict[str, Any], sop: Sop, officer: Officer, now: datetime) -> StepRun | None:
    step = data.get("step")
    if step is None:
        return None
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= len(sop.steps):
        raise _BadLineError(f'"step" {step!r} bukan langkah {sop.id}', f"pakai angka 1 sampai {len(sop.steps)}")
    attempt = data.get("attempt", 1)
    if isinstance(attempt, bool) or not isinstance(attempt, int) or attempt < 1:
        raise _BadLineError(f'"attempt" {attempt!r} bukan bilangan mulai 1', "isi 1 untuk percobaan pertama")
    branch = _branch(data.get("branch"), sop, step)
    return StepRun(
        step=step,
        attempt=attempt,
        started=_time(data, "started_at", now, officer),
        finished=_time(data, "finished_at", now, officer),
        pauses=_pauses(data.get("pauses") or [], now),
        branch=branch,
        skipped=_flag(data, "skipped", default=False),
        performer=data.get("performer"),
        self_recovered=_flag(data, "self_recovered", default=False),
    )


def _grace_s(said: object, scheduled: Stamp | None) -> int:
    if said is None:
        return 0
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise _BadLineError(f'"grace_s" {said!r} bukan detik', "isi bilangan bulat detik, misalnya 3600")
    if scheduled is None:
        raise _BadLineError('"grace_s" tanpa jadwal', 'isi "scheduled_at" pada baris yang sama')
    return said


def _flag(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    said = data.get(name)
    if said is None:
        return default
    if not isinstance(said, bool):
        raise _BadLineError(f'"{name}" {said!r} bukan true atau false', "tulis true atau false tanpa tanda kutip")
    return said


def _cancel_reason(said: object, cancelled: Stamp | None) -> str:
    reason = str(said or "").strip()
    if cancelled is not None and not reason:
        raise _BadLineError('"cancelled_at" tanpa alasan', 'isi "cancel_reason"')
    return reason


def _branch(said: object, sop: Sop, step: int) -> str | None:
    """The answer in the catalogue's own spelling; capitals do not matter to who types it."""
    if said is None:
        return None
    answers = {arrow.when.casefold(): arrow.when for arrow in sop.step(step).next if arrow.when}
    if str(said).casefold() not in answers:
        fix = f"pakai salah satu: {', '.join(answers.values())}" if answers else "kosongkan; langkah ini tak bercabang"
        raise _BadLineError(f'"branch" {said!r} bukan jawaban langkah {step}', fix)
    return answers[str(said).casefold()]


def _time(data: Mapping[str, Any], name: str, now: datetime, officer: Officer | None = None) -> Stamp | None:
    text = data.get(name)
    if text is None:
        return None
    at = _instant(text, name)
    resolution = data.get("resolution_s", 60)
    if isinstance(resolution, bool) or not isinstance(resolution, int) or resolution < 0:
        raise _BadLineError(f'"resolution_s" {resolution!r} bukan detik', "isi bilangan bulat detik, misalnya 60")
    typed = _flag(data, "typed", default=True)
    return Stamp(at=at, resolution_s=resolution, recorded_at=now, by=officer.id if officer else None, typed=typed)


def _instant(text: object, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise _BadLineError(f'"{name}" {text!r} bukan waktu', "tulis seperti 2026-11-20T09:30:00+08:00") from error
    if at.tzinfo is None:
        raise _BadLineError(f'"{name}" {text!r} tanpa zona', "tambahkan selisih zona, misalnya +08:00")
    return at.astimezone(UTC)


def _pauses(rows: object, now: datetime) -> tuple[Pause, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _BadLineError('"pauses" bukan daftar', 'tulis [{"from":...,"to":...,"reason":...}]')
    pauses = []
    for row in rows:
        if not row.get("reason"):
            raise _BadLineError("jeda tanpa alasan", 'isi "reason"')
        start = _time(row, "from", now)
        end = _time(row, "to", now)
        duration = row.get("duration_s")
        if duration is not None and (isinstance(duration, bool) or not isinstance(duration, int) or duration < 0):
            raise _BadLineError(f'"duration_s" {duration!r} bukan detik', "isi bilangan bulat detik, misalnya 1800")
        if start is None and duration is None:
            raise _BadLineError(
                "jeda tanpa waktu mulai", 'isi "from", atau "duration_s" bila hanya lamanya yang diketahui'
            )
        span = (start.at if start else None, end.at if end else None)
        pauses.append(Pause(*span, str(row["reason"]), duration, _waiting_on(row.get("waiting_on"))))
    return tuple(pauses)


def _waiting_on(said: object) -> str | None:
    if said is not None and not isinstance(said, str):
        raise _BadLineError(f'"waiting_on" {said!r} bukan teks', "tulis siapa yang ditunggu, atau kosongkan")
    return (said or "").strip() or None
