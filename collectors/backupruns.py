"""Which scheduled runs of a backup get a ticket, and what of an earlier look must not be undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from collectors.backuptickets import EARLY, TicketFrame, run_of, ticket_of
from collectors.dumpchecks import Finding
from collectors.dumpwatch import Look
from dashboard.model import State, Ticket

TICKET_DAYS = 3


def freshness(last: Finding | None, runs: list[datetime], grace: timedelta, now: datetime) -> State:
    """The state of a backup whose ``last`` good dump is that one: how many due ``runs`` have come since."""
    if last is None:
        return State.MISSING if runs else State.UNKNOWN
    due = [at for at in runs if at + grace <= now]
    newer = [at for at in due if at - EARLY > last.begun_at]
    if not newer:
        return State.FRESH
    return State.LATE if len(newer) == 1 else State.MISSING


@dataclass
class RunBook:
    """The runs of one source. Dumps and logs are cleared away in time; that undoes no run that was found."""

    good_at: datetime | None
    """End of the last good backup that an earlier process saw."""
    decided_at: datetime | None
    """Up to here somebody has looked into the folder."""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    """Runs that had a dump, by the ticket's id."""

    def judged(self, frame: TicketFrame, runs: list[datetime], look: Look, now: datetime) -> list[Ticket]:
        """The tickets of the last three days by what one look found."""
        tickets = []
        wanted = _wanted(runs, now)
        for scheduled_at, next_at in wanted:
            found = run_of(look.findings, scheduled_at, next_at)
            ticket_id = frame.id_of(scheduled_at)
            is_latest = next_at is None
            if found is not None and not _log_was_cleared(frame, found, look, is_latest):
                self.tickets[ticket_id] = ticket_of(frame, scheduled_at, found, now)
            if ticket_id in self.tickets:
                tickets.append(self.tickets[ticket_id])
            elif found is None and not self._may_have_been_cleared(scheduled_at, look, is_latest):
                tickets.append(ticket_of(frame, scheduled_at, None, now))
        kept = {frame.id_of(scheduled_at) for scheduled_at, _ in wanted}
        self.tickets = {key: ticket for key, ticket in self.tickets.items() if key in kept}
        return tickets

    def unread(self, frame: TicketFrame, runs: list[datetime], now: datetime) -> list[Ticket]:
        """Tickets while the folder cannot be read: what was found before stays, the rest is marked as not seen."""
        tickets = []
        for scheduled_at, _ in _wanted(runs, now):
            known = self.tickets.get(frame.id_of(scheduled_at))
            if known is not None:
                tickets.append(known)
            elif not self._was_decided(frame, scheduled_at):
                tickets.append(ticket_of(frame, scheduled_at, None, now, readable=False))
        return tickets

    def _may_have_been_cleared(self, scheduled_at: datetime, look: Look, is_latest: bool) -> bool:
        """Whether an absent dump may have been there: old ones are deleted first, the latest is not."""
        if self._had_good(scheduled_at):
            return True
        return not is_latest and (look.oldest_dump_at is None or look.oldest_dump_at >= scheduled_at)

    def _was_decided(self, frame: TicketFrame, scheduled_at: datetime) -> bool:
        if self._had_good(scheduled_at):
            return True
        return self.decided_at is not None and frame.due_at(scheduled_at) <= self.decided_at

    def _had_good(self, scheduled_at: datetime) -> bool:
        return self.good_at is not None and self.good_at >= scheduled_at - EARLY


def _wanted(runs: list[datetime], now: datetime) -> list[tuple[datetime, datetime | None]]:
    """The runs that get a ticket, each with the next one's moment: three days' worth, at least the latest."""
    pairs = [*pairwise(runs), (runs[-1], None)] if runs else []
    return [(at, after) for at, after in pairs if after is None or at > now - timedelta(days=TICKET_DAYS)]


def _log_was_cleared(frame: TicketFrame, found: Finding, look: Look, is_latest: bool) -> bool:
    """Whether an older dump lacks its log only because logs do not go back that far (one log overwritten nightly)."""
    if is_latest or found.log_file is not None or not frame.source.log_pattern:
        return False
    return look.oldest_log_at is None or look.oldest_log_at > found.file.modified_at
