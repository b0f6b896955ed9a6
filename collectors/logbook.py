"""Collector of repair tickets from log books kept in Excel or CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from collectors.base import CollectorError, Harvest
from collectors.bookfiles import read_book
from collectors.booklines import LineReader
from collectors.booktickets import book_tickets
from collectors.textfiles import broken
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, State, Ticket
from dashboard.offices import Office, TicketSource
from dashboard.sop import Sop

NOTES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Read:
    """What a book held when it had this time and size."""

    modified_ns: int
    size_bytes: int
    rows: int
    tickets: tuple[Ticket, ...]
    notes: tuple[str, ...]


class LogbookCollector:
    """Reads every log book of one office; a book that did not change is not parsed again.

    Series per source (target = source id): ``rows``, the rows that hold anything, with state ``readable``, or
    ``unknown`` and a note where the book cannot be read. Ticket ids are ``<source id>:<nomor>``. ``versions``
    gives the effective date of an SOP by its id, ``sops`` the SOPs whose steps the book's rows must name.
    """

    name = CollectorName.TICKETS

    def __init__(
        self, office: Office, *, interval_s: float, versions: Mapping[str, date], sops: Mapping[str, Sop]
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(120.0, interval_s)
        self._office = office
        self._versions = versions
        self._sops = sops
        self._read: dict[str, _Read] = {}

    def series(self) -> tuple[SeriesKey, ...]:
        """``rows`` of every source."""
        return tuple(self._key(source) for source in self._office.tickets)

    def collect(self, now: datetime) -> Harvest:
        """Read every book once; one that cannot be read stops no other."""
        samples: list[Sample] = []
        tickets: list[Ticket] = []
        notes: list[str] = []
        for source in self._office.tickets:
            try:
                book = self._book(source)
            except CollectorError as error:
                notes.append(str(error))
                samples.append(Sample(self._key(source), now, None, SampleStatus.UNKNOWN, State.UNKNOWN))
            else:
                notes += book.notes
                tickets += book.tickets
                samples.append(Sample(self._key(source), now, book.rows, SampleStatus.OK, State.READABLE))
        return Harvest(tuple(samples), tuple(tickets), tuple(notes))

    def _book(self, source: TicketSource) -> _Read:
        try:
            info = Path(source.path).stat()
        except OSError as error:
            raise broken(source.id, source.path, error) from error
        kept = self._read.get(source.id)
        if kept is not None and (kept.modified_ns, kept.size_bytes) == (info.st_mtime_ns, info.st_size):
            return kept
        rows = read_book(source)
        reader = LineReader(self._office, source, ZoneInfo(source.zone or self._office.zone), self._sops)
        tickets = book_tickets(reader, rows, self._versions)
        notes = tuple(reader.notes[:NOTES_SHOWN])
        if len(reader.notes) > NOTES_SHOWN:
            notes += (f"{source.id}: dan {len(reader.notes) - NOTES_SHOWN} catatan lain",)
        self._read[source.id] = _Read(info.st_mtime_ns, info.st_size, len(rows), tickets, notes)
        return self._read[source.id]

    def _key(self, source: TicketSource) -> SeriesKey:
        return SeriesKey(self.office, None, CollectorName.TICKETS, source.id, "rows", "baris")
