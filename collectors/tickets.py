"""Collector of repair tickets from wherever an office keeps them: log books, databases and helpdesks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from collectors.base import Harvest
from collectors.booklines import SopVersions
from collectors.logbook import NOTES_SHOWN, LogbookCollector
from collectors.ticketservices import PATIENCE_S, TicketServices
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, State
from dashboard.offices import Office


class TicketsCollector:
    """Reads every ticket source of one office; books in this thread, all else beside it, each on its own.

    Series of a book: see ``LogbookCollector``. Of a database or helpdesk (target = source id): ``tickets``, how many
    of ours it holds, with state ``readable``, or ``unknown`` and a note where it cannot be read. All tickets that are
    known come home in every round, so that none is lost while the database is away.
    """

    name = CollectorName.TICKETS

    def __init__(
        self,
        office: Office,
        *,
        interval_s: float,
        sops: SopVersions,
        env: Mapping[str, str],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self._books = LogbookCollector(office, interval_s=interval_s, sops=sops, env=env)
        self._services = TicketServices(office, sops, env, patience_s=patience_s)
        self.timeout_s = self._books.timeout_s + patience_s

    def series(self) -> tuple[SeriesKey, ...]:
        """One of every source."""
        return (*self._books.series(), *map(self._key, (source.id for source in self._services.sources)))

    def collect(self, now: datetime) -> Harvest:
        """Look at every source once; one that cannot be read stops no other."""
        self._services.begin(now)
        books = self._books.collect(now)
        samples, tickets, notes = [*books.samples], [*books.tickets], [*books.notes]
        for source, told in self._services.gather(now).items():
            tickets += told.tickets
            if told.trouble:
                notes.append(told.trouble)
                samples.append(Sample(self._key(source), now, None, SampleStatus.UNKNOWN, State.UNKNOWN))
                continue
            notes += told.notes[:NOTES_SHOWN]
            if len(told.notes) > NOTES_SHOWN:
                notes.append(f"{source}: dan {len(told.notes) - NOTES_SHOWN} catatan lain")
            held = float(len(told.tickets))
            samples.append(Sample(self._key(source), now, held, SampleStatus.OK, State.READABLE))
        return Harvest(tuple(samples), tuple(tickets), tuple(notes))

    def _key(self, source: str) -> SeriesKey:
        return SeriesKey(self.office, None, CollectorName.TICKETS, source, "tickets", "tiket")
