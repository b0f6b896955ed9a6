"""The desk that a ticket typed in a terminal lies on, and whose turn it is there."""

from __future__ import annotations

from datetime import datetime

from dashboard.cli_base import Work
from dashboard.model import Ticket
from dashboard.services.desk import Desk, DeskError
from dashboard.services.desk_base import walked
from dashboard.sla.path import Stand
from dashboard.store import ticket
from dashboard.views.verdicts import sop_of


def desk_of(work: Work, ticket_id: str) -> tuple[Desk, Ticket]:
    """The desk for a ticket's own SOP version, and the ticket as it is now. Raises DeskError."""
    found = ticket(work.context.store, work.office.code, ticket_id)
    if found is None:
        raise DeskError(f"tiket {ticket_id} tidak ada di {work.office.short}", "lihat python -m dashboard ticket list")
    sop = sop_of(work.context, found)
    if sop is None:
        raise DeskError(f"SOP {found.sop} tidak ada dalam katalog", "kembalikan berkasnya ke data/sop")
    return Desk(work.context.store, work.office, sop, work.context.calendars[work.office.code]), found


def turn_words(desk: Desk, found: Ticket, now: datetime) -> str:
    """What the ticket waits for now: ``giliran langkah 3``, an answer, or nothing any more."""
    if found.cancelled_at is not None:
        return "dibatalkan"
    if found.solved is not None and not found.is_reopened(now):
        return "selesai"
    path = walked(desk, found, now)
    if path.undecided is not None:
        answers = [arrow.when for arrow in desk.sop.step(path.undecided).next if arrow.when]
        return f"menunggu jawaban langkah {path.undecided}: {', '.join(answers)}"
    if not path.visits or path.visits[-1].stand is not Stand.OPEN:
        return "menunggu"
    visit = path.visits[-1]
    attempt = f" percobaan {visit.attempt}" if visit.attempt > 1 else ""
    return f"giliran langkah {visit.step.number}{attempt}"
