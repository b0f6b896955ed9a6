"""What every act at the desk stands on: who sits there, what is refused, and how a ticket is changed and audited."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dashboard.model import Excuse, Grain, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.offices import Office
from dashboard.rulebook import policy_at, sop_at
from dashboard.services.identity import Officer
from dashboard.services.sourced import KEPT_ELSEWHERE
from dashboard.services.ticket_facts import changed_facts
from dashboard.sla import judge_ticket, needs_second_officer
from dashboard.sla.path import Path, Stand, Visit, Walk
from dashboard.sla.plan import plan_of
from dashboard.sop import Sop
from dashboard.store import AuditEntry, Store, ticket_events, update_ticket
from dashboard.workcal import WorkingCalendar

BUTTON_S, TYPED_S = 1, 60
"""How exactly a time is known that a button gave, and one that an officer typed, in seconds."""
FOREIGN = (*KEPT_ELSEWHERE, "backup:")
"""Tickets of these sources are written anew at every reading: what the desk adds would be lost."""


_PERSON_NUMBER = re.compile(r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4})(?!\d)")


class DeskError(Exception):
    """An act that is refused: what is wrong and how to mend it, both Indonesian. Nothing was written."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}; {fix}")
        self.message, self.fix = message, fix


class _ChangedSinceError(Exception):
    """The ticket is not any more as the officer saw it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an officer works: the store, the office, its calendar and the SOP version that the ticket pinned."""

    store: Store
    office: Office
    sop: Sop
    calendar: WorkingCalendar

    def clock(self, at: datetime) -> str:
        """A moment as the office's clock shows it: ``16-11-2026 08.30``."""
        return f"{at.astimezone(ZoneInfo(self.office.zone)):%d-%m-%Y %H.%M}"

    def subject(self, ticket_id: str) -> str:
        """What the audit calls a ticket."""
        return f"tiket {self.office.code}/{ticket_id}"


def amend(
    desk: Desk,
    ticket_id: str,
    action: str,
    change: Callable[[Ticket], Ticket],
    officer: Officer,
    now: datetime,
    *,
    seen_at: datetime | None = None,
    notes: Mapping[str, object] | None = None,
    beside_book: bool = False,
) -> Ticket:
    """Read, check, change and audit a ticket in one transaction; gives it as stored.

    ``beside_book``: the act is one that a log book cannot tell, and stays when the book is read again.

    ``seen_at``: ``updated_at`` of the ticket as the officer saw it (whole seconds); None skips that check.
    ``notes`` go into the audit beside what changed; those that are None are left out. Raises DeskError.
    """
    # Filled inside the transaction, where alone it is known what was: the line is written after the change.
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    entry = AuditEntry(now, officer.id, action, desk.subject(ticket_id), before, after)

    def guarded(old: Ticket | None) -> Ticket:
        known = require(desk, old, ticket_id, seen_at)
        if known.source.startswith(FOREIGN) and not (beside_book and known.source.startswith(KEPT_ELSEWHERE)):
            raise DeskError(
                f"tiket {ticket_id} dibaca dari sumber {known.source}", "catat di sumbernya; dasbor membacanya lagi"
            )
        new = change(known)
        _refuse_new_problems(desk, known, new, now)
        was, became = changed_facts(known, new)
        before.update(was)
        after.update(became | told(notes))
        return new

    try:
        saved = update_ticket(desk.store, desk.office.code, ticket_id, guarded, by=officer.id, at=now, entry=entry)
    except _ChangedSinceError:
        raise changed_since(desk, ticket_id) from None
    assert saved is not None  # noqa: S101  (guarded refuses a ticket that is not there)
    return saved


def require(desk: Desk, ticket: Ticket | None, ticket_id: str, seen_at: datetime | None) -> Ticket:
    """The ticket, if it is there, follows the desk's SOP and is as the officer saw it."""
    if ticket is None:
        raise DeskError(f"tiket {ticket_id} tidak ada", "periksa nomornya, atau buka tiket baru")
    if ticket.sop != desk.sop.id:
        raise DeskError(f"tiket {ticket_id} memakai SOP {ticket.sop}", "buka tiket itu lewat SOP-nya sendiri")
    if seen_at is not None and ticket.updated_at != seen_at.astimezone(UTC).replace(microsecond=0):
        raise _ChangedSinceError
    return ticket


def changed_since(desk: Desk, ticket_id: str) -> DeskError:
    """The refusal that names who changed the ticket last."""
    last = ticket_events(desk.store, desk.office.code, ticket_id)[-1]
    return DeskError(f"tiket sudah diubah oleh {last.by} pada {desk.clock(last.at)}", "muat ulang")


def told(notes: Mapping[str, object] | None) -> dict[str, object]:
    """Notes for the audit without the empty ones."""
    return {name: value for name, value in (notes or {}).items() if value is not None}


def _refuse_new_problems(desk: Desk, old: Ticket, new: Ticket, now: datetime) -> None:
    """Refuse a change after which times contradict each other, or leave the path, that did not before."""
    _refuse(_problems(desk, new, now) - _problems(desk, old, now))


def require_no_problem(desk: Desk, ticket: Ticket, now: datetime) -> None:
    """Refuse a ticket whose records contradict each other, or do not fit the desk's SOP version."""
    _refuse(_problems(desk, ticket, now))


def _refuse(found: set[tuple[int, int, str]]) -> None:
    for step, _, problem in sorted(found):
        if problem == "off_path":
            raise DeskError(
                f"langkah {step} sudah dicatat tetapi tidak lagi dilalui", "betulkan catatan langkah itu lebih dahulu"
            )
        raise DeskError(f"waktu langkah {step} menjadi bertentangan", "periksa waktu mulai, selesai dan jedanya")


def _problems(desk: Desk, ticket: Ticket, now: datetime) -> set[tuple[int, int, str]]:
    if ticket.grain is Grain.TICKET:
        return set()
    path = walked(desk, ticket, now)
    return {
        (visit.step.number, visit.attempt, visit.problem)
        for visit in (*path.visits, *path.strays)
        if visit.problem in ("contradictory", "off_path")
    }


def walked(desk: Desk, ticket: Ticket, now: datetime) -> Path:
    """The way of the ticket along its SOP as it stands at ``now``."""
    office, opened_at = desk.office, ticket.opened.at
    return Walk(ticket, plan_of(sop_at(office, desk.sop, opened_at)), policy_at(office, opened_at), now).walk()


def judged(desk: Desk, ticket: Ticket, now: datetime, excuses: Sequence[Excuse] = ()) -> tuple[Verdict, ...]:
    """All verdicts of a ticket by the rules that its office had when it opened."""
    sop, policy = sop_at(desk.office, desk.sop, ticket.opened.at), policy_at(desk.office, ticket.opened.at)
    return judge_ticket(ticket, sop, desk.calendar, policy, now=now, excuses=excuses)


def require_open(desk: Desk, ticket: Ticket, now: datetime) -> None:
    """Refuse a ticket that is cancelled or done."""
    if ticket.cancelled_at is not None:
        raise DeskError(f"tiket dibatalkan pada {desk.clock(ticket.cancelled_at)}", "buka tiket baru")
    if ticket.solved is not None and not ticket.is_reopened(now):
        raise DeskError(f"tiket sudah selesai pada {desk.clock(ticket.solved.at)}", "buka kembali tiketnya dahulu")


def require_turn(desk: Desk, ticket: Ticket, step: int, now: datetime) -> Visit:
    """The open visit of ``step``; refuses a step that is not there, or not on its turn."""
    require_open(desk, ticket, now)
    require_step(desk, step)
    if ticket.grain is Grain.TICKET:
        raise DeskError("tiket ini hanya mencatat dibuka dan selesai", "catat langkah pada tiket yang dibuka di dasbor")
    path = walked(desk, ticket, now)
    if path.undecided is not None:
        raise DeskError(f"langkah {path.undecided} belum dijawab", f"pilih jawaban langkah {path.undecided} dahulu")
    visit = path.visits[-1] if path.visits else None
    if visit is None or visit.stand is not Stand.OPEN:
        raise DeskError("semua langkah tiket ini sudah selesai", "buka kembali tiketnya dahulu")
    if visit.step.number != step:
        raise DeskError(
            f"langkah {step} tidak pada gilirannya; sekarang langkah {visit.step.number}",
            f"selesaikan atau lewati langkah {visit.step.number}, atau muat ulang",
        )
    return visit


def require_step(desk: Desk, step: int) -> None:
    """Refuse a number that is no step of the SOP."""
    numbers = [each.number for each in desk.sop.steps]
    if step not in numbers:
        raise DeskError(f"langkah {step} tidak ada pada {desk.sop.id}", f"pilih langkah {numbers[0]}-{numbers[-1]}")


def require_reason(reason: str, of_what: str) -> str:
    """The reason without blanks around it; refuses an empty one, and one with a resident's number."""
    if not reason.strip():
        raise DeskError(f"{of_what} tanpa alasan", "isi alasannya")
    refuse_person_number(reason, "alasan")
    return reason.strip()


def refuse_person_number(text: str, what: str) -> None:
    """Refuse a text with 16 digits as a NIK or KK number has, together or in groups: no resident is written down."""
    if _PERSON_NUMBER.search(text):
        raise DeskError(
            f"{what} memuat 16 angka seperti NIK atau nomor KK", "hapus nomornya; tulis perangkat atau gangguannya saja"
        )


def run_of(ticket: Ticket, step: int, attempt: int) -> StepRun:
    """The recorded run, or an empty one."""
    found = (run for run in ticket.runs if (run.step, run.attempt) == (step, attempt))
    return next(found, StepRun(step, attempt))


def with_run(ticket: Ticket, run: StepRun) -> Ticket:
    """The ticket with this run in place of the one of the same step and attempt."""
    others = [each for each in ticket.runs if (each.step, each.attempt) != (run.step, run.attempt)]
    return replace(ticket, runs=tuple(sorted((*others, run), key=lambda each: (each.attempt, each.step))))


def stamped(desk: Desk, at: datetime | None, officer: Officer, now: datetime, opened: datetime | None = None) -> Stamp:
    """The press of a button (``at`` None) or a typed time; refuses times in the future or before the opening."""
    if at is None:
        return Stamp(now.astimezone(UTC), BUTTON_S, now, officer.id, typed=False)
    if at.tzinfo is None:
        raise DeskError("waktu tanpa zona", "sebutkan zona waktunya, misalnya +08:00")
    at = at.astimezone(UTC)
    if at > now:
        raise DeskError(f"waktu {desk.clock(at)} belum terjadi", "isi waktu sampai sekarang")
    if opened is not None and (opened - at).total_seconds() >= TYPED_S:
        raise DeskError(f"waktu {desk.clock(at)} sebelum tiket dibuka", f"isi waktu sejak {desk.clock(opened)}")
    return Stamp(at, TYPED_S, now, officer.id, typed=True)


def check_second(
    desk: Desk,
    tickets: tuple[Ticket, ...],
    run: tuple[int, int],
    start: datetime,
    officer: Officer,
    second: Officer | None,
    now: datetime,
) -> None:
    """Refuse a start backdated too far for one officer, by the due time in any of ``tickets`` (before, after)."""
    dues = [verdict.due_at for ticket in tickets for verdict in verdicts_on(desk, ticket, run, now)]
    if not any(needs_second_officer(start, now, due, desk.calendar) for due in (None, *dues)):
        return
    if second is None or is_same(second, officer):
        raise DeskError(
            f"mulai {desk.clock(start)} dimundurkan lebih dari 1 jam kerja atau melewati jatuh tempo",
            "minta petugas kedua yang lain untuk menyetujui",
        )


def is_same(one: Officer, other: Officer) -> bool:
    """Whether two names are one officer; capitals do not matter."""
    return one.id.strip().casefold() == other.id.strip().casefold()


def second_id(officer: Officer, second: Officer | None) -> str | None:
    """The second officer for the audit; nobody is his own second."""
    return None if second is None or is_same(second, officer) else second.id


def verdicts_on(desk: Desk, ticket: Ticket, run: tuple[int, int], now: datetime) -> list[Verdict]:
    """Verdicts on a step run and on the span that covers it; never the total."""
    step, attempt = run
    return [
        verdict
        for verdict in judged(desk, ticket, now)
        if verdict.scope is not Scope.TOTAL
        and verdict.from_step <= step <= verdict.to_step
        and (verdict.scope is Scope.SPAN or verdict.attempt == attempt)
    ]


def closed_if_ended(desk: Desk, ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """The ticket, solved at its last finish where the end of the SOP is reached."""
    if not walked(desk, ticket, now).ended:
        return ticket
    finishes = [run.finished for run in ticket.runs if run.finished is not None]
    nothing_done = Stamp(now, BUTTON_S, now, officer.id, typed=False)
    return replace(ticket, solved=max(finishes, key=lambda each: each.at, default=nothing_done))
