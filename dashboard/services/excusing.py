"""Excusing a run and taking that back: with a reason, audited, never by the person who performed the step."""

from __future__ import annotations

from datetime import datetime

from dashboard.model import Excuse, Heap, Ticket, Verdict
from dashboard.services.desk_base import Desk, DeskError, changed_since, judged, require_reason
from dashboard.services.identity import Officer
from dashboard.sla.excusing import performers
from dashboard.store import AuditEntry, excuses, save_excuse, ticket, withdraw_excuse


def excuse(
    desk: Desk,
    verdict: Verdict,
    officer: Officer,
    reason: str,
    now: datetime,
    *,
    seen_at: datetime | None = None,
) -> Excuse:
    """Take a missed or unmonitored run out of the count. The run is judged anew: ``verdict`` only names it."""
    why = require_reason(reason, "pengecualian")
    known = _ticket(desk, verdict, seen_at)
    standing = [each for each in excuses(desk.store, desk.office.code) if each.ticket == known.id]
    current = _current(desk, known, verdict, standing, now)
    if current.heap is Heap.EXCUSED:
        raise DeskError("pelaksanaan ini sudah dikecualikan", "cabut dahulu pengecualian yang ada")
    if current.heap not in (Heap.MISSED, Heap.UNMONITORED):
        raise DeskError(
            "hanya pelaksanaan yang terlewat atau tidak terukur dapat dikecualikan", "pilih pelaksanaan lain"
        )
    if {officer.id.strip().casefold(), officer.name.strip().casefold()} & performers(known, current):
        raise DeskError(f"{officer.name} melaksanakan langkah ini sendiri", "minta petugas lain memutuskannya")
    made = Excuse(desk.office.code, known.id, current.from_step, current.attempt, current.scope, officer.id, why, now)
    entry = _entry(desk, made, officer, now, "dikecualikan", current.heap, Heap.EXCUSED, why)
    if not save_excuse(desk.store, made, entry=entry):
        raise DeskError("pelaksanaan ini sudah dikecualikan", "muat ulang")
    return made


def withdraw(desk: Desk, given: Excuse, officer: Officer, reason: str, now: datetime) -> None:
    """Take a standing excuse back: the run returns to the heap that it was in."""
    why = require_reason(reason, "pencabutan")
    known = ticket(desk.store, desk.office.code, given.ticket)
    before = Heap.EXCUSED
    found = () if known is None else judged(desk, known, now)
    place = (given.scope, given.from_step, given.attempt)
    after = next((each.heap for each in found if (each.scope, each.from_step, each.attempt) == place), None)
    entry = _entry(desk, given, officer, now, "pengecualian dicabut", before, after, why)
    if not withdraw_excuse(desk.store, given, at=now, entry=entry):
        raise DeskError("pengecualian ini tidak berlaku lagi", "muat ulang")


def _ticket(desk: Desk, verdict: Verdict, seen_at: datetime | None) -> Ticket:
    known = ticket(desk.store, desk.office.code, verdict.ticket)
    if known is None:
        raise DeskError(f"tiket {verdict.ticket} tidak ada", "periksa nomornya")
    if seen_at is not None and known.updated_at != seen_at.replace(microsecond=0):
        raise changed_since(desk, known.id)
    return known


def _current(desk: Desk, known: Ticket, named: Verdict, standing: list[Excuse], now: datetime) -> Verdict:
    for each in judged(desk, known, now, standing):
        if (each.scope, each.from_step, each.attempt) == (named.scope, named.from_step, named.attempt):
            return each
    raise DeskError("pelaksanaan ini tidak ada lagi pada tiketnya", "muat ulang")


def _entry(
    desk: Desk,
    about: Excuse,
    officer: Officer,
    now: datetime,
    action: str,
    before: Heap | None,
    after: Heap | None,
    reason: str,
) -> AuditEntry:
    place = {"langkah": about.from_step, "percobaan": about.attempt, "lingkup": about.scope.value}
    was = {**place, "tumpukan": before.value if before else None}
    became = {**place, "tumpukan": after.value if after else None, "alasan": reason}
    return AuditEntry(now, officer.id, action, desk.subject(about.ticket), was, became)
