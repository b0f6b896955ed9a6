"""The built-in Buku Agenda: opening under its own numbers, and what can be done next to a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dashboard.model import Grain, Ticket
from dashboard.services.desk import open_ticket
from dashboard.services.desk_base import FOREIGN, Desk, DeskError, run_of, walked
from dashboard.services.identity import Officer
from dashboard.services.sourced import KEPT_ELSEWHERE
from dashboard.sla.path import Stand, Visit
from dashboard.sop import StartRule
from dashboard.store import draw_agenda_number, performers, ticket

_SUGGESTED = 10


class Act(StrEnum):
    """What an officer can do next."""

    START = "mulai"
    FINISH = "selesai"
    PAUSE = "jeda"
    RESUME = "lanjutkan"
    ANSWER = "jawab"
    SKIP = "lewati"
    CANCEL = "batalkan"
    REOPEN = "buka kembali"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whose turn it is. ``step`` None: no step waits. ``answers``: of a decision that is not taken yet.

    ``performers``: candidates as printed in the SOP, then those who did this step before (officers, never residents).
    """

    acts: tuple[Act, ...]
    step: int | None = None
    attempt: int = 1
    kegiatan: str = ""
    answers: tuple[str, ...] = ()
    performers: tuple[str, ...] = ()


def open_entry(
    desk: Desk,
    kecamatan: str | None,
    officer: Officer,
    now: datetime,
    *,
    title: str = "",
    at: datetime | None = None,
    second: Officer | None = None,
) -> Ticket:
    """Open a ticket under the next number of the office's agenda, ``A-2026-0001``: the year is that of its opening.

    The number is drawn first: whoever is refused afterwards leaves a gap, and no number is ever given twice.
    Raises DeskError, as ``open_ticket``.
    """
    year = (at or now).astimezone(ZoneInfo(desk.office.zone)).year
    while True:
        number = f"A-{year}-{draw_agenda_number(desk.store, desk.office.code, year):04d}"
        if ticket(desk.store, desk.office.code, number) is None:  # an import may have brought it
            return open_ticket(desk, kecamatan, officer, now, title=title, at=at, ticket_id=number, second=second)


def next_step(desk: Desk, ticket_id: str, now: datetime) -> NextStep:
    """What can be done to a ticket as it stands, by the path of its SOP; one kept elsewhere can only be cancelled here.

    Raises DeskError where there is no such ticket.
    """
    known = ticket(desk.store, desk.office.code, ticket_id)
    if known is None or known.sop != desk.sop.id:
        raise DeskError(f"tiket {ticket_id} tidak ada pada {desk.sop.id}", "periksa nomornya")
    if known.cancelled_at is not None:
        return NextStep(())
    is_solved = known.solved is not None and not known.is_reopened(now)
    is_foreign = known.source.startswith(FOREIGN)
    if known.grain is Grain.TICKET or is_foreign:
        may_cancel = not is_solved and (known.source.startswith(KEPT_ELSEWHERE) or not is_foreign)
        return NextStep((Act.CANCEL,) if may_cancel else ())
    if is_solved:
        return NextStep((Act.REOPEN,))
    path = walked(desk, known, now)
    if path.undecided is not None:
        return _decision(desk, path.undecided, path.visits[-1].attempt if path.visits else 1)
    visit = path.visits[-1] if path.visits else None
    if visit is None or visit.stand is not Stand.OPEN:
        return NextStep((Act.CANCEL,))
    return NextStep(
        acts=(*_acts(known, visit), Act.SKIP, Act.CANCEL),
        step=visit.step.number,
        attempt=visit.attempt,
        kegiatan=visit.step.kegiatan,
        performers=_performers(desk, visit.step.number),
    )


def _decision(desk: Desk, number: int, attempt: int) -> NextStep:
    step = desk.sop.step(number)
    answers = tuple(arrow.when for arrow in step.next if arrow.when)
    return NextStep((Act.ANSWER, Act.CANCEL), number, attempt, kegiatan=step.kegiatan, answers=answers)


def _acts(known: Ticket, visit: Visit) -> tuple[Act, ...]:
    run = run_of(known, visit.step.number, visit.attempt)
    if any(pause.end is None and pause.duration_s is None for pause in run.pauses):
        return (Act.RESUME,)
    if run.started is None and visit.step.start is StartRule.RECORDED and visit.start is None:
        return (Act.START,)
    first = () if run.started is not None else (Act.START,)
    return (*first, Act.FINISH, Act.PAUSE)


def _performers(desk: Desk, number: int) -> tuple[str, ...]:
    printed = desk.sop.step(number).pelaksana
    before = performers(desk.store, desk.office.code, desk.sop.id, number, most=_SUGGESTED)
    return tuple(dict.fromkeys((*printed, *before)))
