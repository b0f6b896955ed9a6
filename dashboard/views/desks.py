"""From a ticket to the desk it lies on, the same for the command line and for pages: its SOP version, its calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from dashboard.model import Excuse, Scope, Ticket, Verdict
from dashboard.services.desk import Desk, DeskError
from dashboard.services.desk_base import walked
from dashboard.sla.path import Stand
from dashboard.store import excuses, ticket
from dashboard.views.context import Context
from dashboard.views.verdicts import judged, sop_of

_LOOK = "periksa nomornya, atau pilih dari daftar tiket"


def desk_of(context: Context, office: str, ticket_id: str, *, fix: str = _LOOK) -> tuple[Desk, Ticket]:
    """The desk for a ticket's own SOP version, and the ticket as it is now.

    Raises DeskError for an office, a ticket or an SOP that is not there; ``fix``: how to find the right ticket.
    """
    known = context.offices.get(office)
    if known is None:
        raise DeskError(f"kantor {office} tidak ada", "pilih kantor dari daftar")
    found = ticket(context.store, office, ticket_id)
    if found is None:
        raise DeskError(f"tiket {ticket_id} tidak ada di {known.short}", fix)
    sop = sop_of(context, found)
    if sop is None:
        raise DeskError(f"SOP {found.sop} tidak ada dalam katalog", "kembalikan berkasnya ke data/sop")
    return Desk(context.store, known, sop, context.calendars[office]), found


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


def decisions_on(context: Context, found: Ticket) -> tuple[Excuse, ...]:
    """Every excuse of a ticket, oldest first, withdrawn ones too."""
    return tuple(each for each in excuses(context.store, found.office) if each.ticket == found.id)


def named_verdict(
    context: Context,
    desk: Desk,
    found: Ticket,
    run: tuple[int, int],
    now: datetime,
    *,
    scopes: Collection[Scope] = (Scope.STEP, Scope.SPAN),
    fix: str = "muat ulang",
) -> Verdict:
    """The verdict on the run that begins at a step (step, attempt); by itself never the total. Raises DeskError."""
    for each in judged(context, found, desk.sop, decisions_on(context, found), now):
        if (each.from_step, each.attempt) == run and each.scope in scopes:
            return each
    raise DeskError(f"langkah {run[0]} percobaan {run[1]} tidak dinilai pada tiket {found.id}", fix)
