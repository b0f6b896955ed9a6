"""The desk that a ticket typed in a terminal lies on, with this terminal's way to find another one."""

from __future__ import annotations

from dashboard.cli_base import Work
from dashboard.model import Ticket
from dashboard.services.desk import Desk
from dashboard.views import desks
from dashboard.views.desks import turn_words

__all__ = ["desk_of", "turn_words"]


def desk_of(work: Work, ticket_id: str) -> tuple[Desk, Ticket]:
    """The desk for a ticket's own SOP version, and the ticket as it is now. Raises DeskError."""
    fix = "lihat python -m dashboard ticket list"
    return desks.desk_of(work.context, work.office.code, ticket_id, fix=fix)
