"""What is known of the tickets of databases and helpdesks, each source asked in a thread of its own.

A helpdesk is asked only for what changed since the youngest change that it told (by its own clock, with some overlap),
and wholly at the start and once a day: so a restart or a clock that is wrong loses nothing for longer than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from collectors.base import CollectorError
from collectors.booklines import SopVersions
from collectors.errands import send_out
from collectors.glpi import Glpi
from collectors.helpdesk import NEVER, Case, CaseReader, Entry
from collectors.ticketquery import read_ticket_query
from collectors.webservice import WebService
from collectors.zammad import Zammad
from dashboard.model import CANCELLED_BY_SOURCE, Ticket
from dashboard.offices import Office, TicketSource

PATIENCE_S = 30.0
"""A source that has not answered by then is unknown in this round; nobody waits for it."""
LOOK_S, WHOLE_LOOK_S = 60.0, 900.0
"""What one look at changes, and at everything, may take."""
OVERLAP = timedelta(minutes=15)
WHOLE_EVERY = timedelta(days=1)
KEPT_FOR = timedelta(minutes=15)
"""So long a look may be under way before what was known is no longer taken for what is."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_NUMBERS_SHOWN = 10
_LEFT = "bukan lagi tiket SOP kantor ini di sumbernya"


@dataclass(frozen=True, slots=True)
class Found:
    """What a look brought: entries by number, notes on all of it; ``whole``: nothing else is there."""

    entries: Mapping[str, Entry]
    notes: tuple[str, ...] = ()
    whole: bool = True


@dataclass
class _Memory:
    """One source between two rounds."""

    entries: dict[str, Entry] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    looked_at: datetime | None = None
    whole_at: datetime | None = None
    asked: Future[Found] | None = None
    asked_at: datetime | None = None
    asked_whole: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one source in a round; ``trouble``: why it could not be read (Indonesian), or ""."""

    tickets: tuple[Ticket, ...]
    notes: tuple[str, ...]
    trouble: str


class TicketServices:
    """The sources of kinds ``sql``, ``glpi`` and ``zammad`` of one office. ``env``: addresses and tokens."""

    def __init__(
        self, office: Office, sops: SopVersions, env: Mapping[str, str], *, patience_s: float = PATIENCE_S
    ) -> None:
        self.sources = tuple(each for each in office.tickets if each.kind in ("sql", "glpi", "zammad"))
        self._office, self._sops, self._env = office, sops, env
        self._patience_s = patience_s
        self._known = {source.id: _Memory() for source in self.sources}
        self._readers = {each.id: CaseReader(office, each, sops) for each in self.sources if each.kind != "sql"}

    def begin(self, now: datetime) -> None:
        """Ask every source that is not still being asked; returns at once."""
        for source in self.sources:
            known = self._known[source.id]
            if known.asked is None:
                since = self._since(source, known, now)
                known.asked_at, known.asked_whole = now, since is None
                known.asked = send_out(partial(self._look, source, since, now), f"tiket {source.id}")

    def gather(self, now: datetime) -> dict[str, Told]:
        """What is known of each source, after waiting for the answers for a while."""
        wait([known.asked for known in self._known.values() if known.asked is not None], timeout=self._patience_s)
        return {source.id: self._told(source, now) for source in self.sources}

    def _since(self, source: TicketSource, known: _Memory, now: datetime) -> datetime | None:
        """From when on changes are wanted; None: all."""
        if source.kind == "sql" or known.whole_at is None or not timedelta(0) <= now - known.whole_at < WHOLE_EVERY:
            return None
        changes = [
            each.changed_at for each in known.entries.values() if NEVER < each.changed_at <= now + _CLOCKS_DIFFER
        ]
        return max(changes) - OVERLAP if changes else None

    def _look(self, source: TicketSource, since: datetime | None, now: datetime) -> Found:
        if source.kind == "sql":
            read = read_ticket_query(self._office, source, self._sops, self._env, now)
            return Found({each.id: Entry(each.opened.at, each) for each in read.tickets}, read.notes)
        reader = self._readers[source.id]
        entries: dict[str, Entry] = {}
        with WebService(source, self._env, WHOLE_LOOK_S if since is None else LOOK_S) as service:
            helpdesk = (Glpi if source.kind == "glpi" else Zammad)(reader, self._env, service)
            for case in helpdesk.cases(since):
                # the dustbin comes last, and counts
                entries[case.number] = reader.entry(case, now) if isinstance(case, Case) else reader.unread(case)
        return Found(entries, whole=since is None)

    def _told(self, source: TicketSource, now: datetime) -> Told:
        known = self._known[source.id]
        trouble = self._take(source, known, now)
        tickets = tuple(each.ticket for each in known.entries.values() if each.ticket is not None)
        if trouble:
            return Told(tickets, (), trouble)
        notes = [*known.notes, *(note for each in known.entries.values() for note in each.notes)]
        if known.gone:
            named = ", ".join(known.gone[:_NUMBERS_SHOWN])
            more = f" dan {len(known.gone) - _NUMBERS_SHOWN} lagi" if len(known.gone) > _NUMBERS_SHOWN else ""
            notes.append(
                f"{source.id}: tiket {named}{more} tidak terlihat lagi di sumbernya, tetapi tetap tersimpan; "
                "periksa hak baca akunnya, atau batalkan tiketnya dengan alasan"
            )
        return Told(tickets, tuple(notes), "")

    def _take(self, source: TicketSource, known: _Memory, now: datetime) -> str:
        """Take the answer in, if it is there; gives "" or why nothing is known for now."""
        asked, asked_at = known.asked, known.asked_at
        if asked is None or asked_at is None:
            return ""
        if not asked.done():
            if known.looked_at is not None and timedelta(0) <= now - known.looked_at < KEPT_FOR:
                return ""
            waited_s = self._patience_s + max(0.0, (now - asked_at).total_seconds())
            return f"{source.id}: tidak selesai dibaca dalam {waited_s:.0f} detik; periksa sumber dan jaringannya"
        known.asked = None
        error = asked.exception()
        if error is not None:
            if isinstance(error, CollectorError):
                return str(error)
            return f"{source.id}: {type(error).__name__} saat dibaca; periksa sumbernya di berkas kantor"
        _merge(known, asked.result(), asked_at)
        return ""


def _merge(known: _Memory, found: Found, at: datetime) -> None:
    before = known.entries
    entries = {number: _left(before.get(number), entry) for number, entry in found.entries.items()}
    if found.whole:
        missing = {number: entry for number, entry in before.items() if number not in entries and entry.ticket}
        known.gone = tuple(entry.ticket.id.partition(":")[2] for entry in missing.values() if entry.ticket)
        known.entries, known.notes, known.whole_at = missing | entries, found.notes, at
    else:
        known.gone = tuple(number for number in known.gone if number not in entries)
        known.entries = before | entries
    known.looked_at = at


def _left(before: Entry | None, entry: Entry) -> Entry:
    """What to keep of a case that was a ticket of ours and is none any more.

    One that cannot be read now stays as it was; one of another category is cancelled, not left open for ever.
    """
    if before is None or before.ticket is None or entry.ticket is not None:
        return entry
    if not entry.foreign:
        return replace(entry, ticket=before.ticket)
    if before.ticket.cancelled_at is not None:
        return before
    at = max(entry.changed_at, before.ticket.opened.at)
    details = {**before.ticket.details, CANCELLED_BY_SOURCE: True}
    ticket = replace(before.ticket, cancelled_at=at, cancel_reason=_LEFT, solved=None, details=details, updated_at=at)
    return Entry(entry.changed_at, ticket)
