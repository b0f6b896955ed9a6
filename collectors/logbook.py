"""Collector of repair tickets from log books kept in Excel or CSV."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from collectors.base import CollectorError, Harvest
from collectors.bookcells import number_key, read_text
from collectors.bookfiles import Book, parse_book
from collectors.booklines import LineReader, SopVersions
from collectors.bookplaces import Print, UnsettledError, book_file, place_of
from collectors.booktickets import book_tickets
from collectors.errands import send_out
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey, State, Ticket
from dashboard.offices import Office, TicketSource

NOTES_SHOWN = 50
PATIENCE_S = 60.0
"""How long one look waits for its books; one on a share that hangs is unknown and delays no other."""
KEPT_FOR = timedelta(minutes=10)
"""How long what a book held stands in for a book that is being saved, moved or held by another program."""
SETTLED_AFTER = timedelta(seconds=5)
"""A CSV file that changed less than this ago may be half written, which nothing in it would show."""
_NUMBERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Read:
    """What a book held when it had this fingerprint. ``ahead``: notes that hold until their moment.

    ``numbers``: as they are written, by ``number_key``.
    """

    fingerprint: Print
    rows: int
    tickets: tuple[Ticket, ...]
    notes: tuple[str, ...]
    ahead: tuple[tuple[datetime, str], ...]
    numbers: Mapping[str, str]


@dataclass
class _Shelf:
    """What is remembered of one book between two looks. ``gone``: numbers that it holds no more."""

    read: _Read | None = None
    seen_at: datetime | None = None
    under_way: Future[_Read] | None = None
    gone: dict[str, str] = field(default_factory=dict)


class LogbookCollector:
    """Reads every log book of one office; a book that did not change is not parsed again.

    Series per source (target = source id): ``rows``, the rows that hold anything, with state ``readable``, or
    ``unknown`` and a note where the book cannot be read; a book that is only being saved keeps for ten minutes what
    it held. Ticket ids are ``<source id>:<nomor>`` (see ``bookgroups``). ``sops``: all versions by id, oldest first;
    ``env`` holds the variables that a ``share`` names.
    """

    name = CollectorName.TICKETS

    def __init__(
        self,
        office: Office,
        *,
        interval_s: float,
        sops: SopVersions,
        env: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
        notes_shown: int = NOTES_SHOWN,
    ) -> None:
        self.office = office.code
        self.interval_s = interval_s
        self.timeout_s = max(2 * patience_s, interval_s)
        self._office = office
        self._sops = sops
        self._env = env or {}
        self._patience_s = patience_s
        self._notes_shown = notes_shown
        self._sources = [source for source in office.tickets if source.kind in ("xlsx", "csv")]
        self._shelves = {source.id: _Shelf() for source in self._sources}

    def series(self) -> tuple[SeriesKey, ...]:
        """``rows`` of every source."""
        return tuple(self._key(source) for source in self._sources)

    def collect(self, now: datetime) -> Harvest:
        """Read every book once, side by side; one that cannot be read stops no other."""
        for source in self._sources:
            shelf = self._shelves[source.id]
            if shelf.under_way is None:
                shelf.under_way = self._send_out(source, shelf.read, now)
        give_up_at = time.monotonic() + self._patience_s
        samples: list[Sample] = []
        tickets: list[Ticket] = []
        notes: list[str] = []
        for source in self._sources:
            try:
                book, told = self._look(source, now, give_up_at)
            except CollectorError as error:
                notes.append(str(error))
                samples.append(Sample(self._key(source), now, None, SampleStatus.UNKNOWN, State.UNKNOWN))
            else:
                notes += self._shown(source, [*told, *book.notes, *(note for at, note in book.ahead if at > now)])
                tickets += book.tickets
                samples.append(Sample(self._key(source), now, book.rows, SampleStatus.OK, State.READABLE))
        return Harvest(tuple(samples), tuple(tickets), tuple(notes))

    def _send_out(self, source: TicketSource, known: _Read | None, now: datetime) -> Future[_Read]:
        return send_out(lambda: self._read(source, known, now), f"{self.office}-tickets-{source.id}")

    def _look(self, source: TicketSource, now: datetime, give_up_at: float) -> tuple[_Read, list[str]]:
        """The book as it is, or for a while as it was with the reason; raises CollectorError."""
        shelf = self._shelves[source.id]
        try:
            found = self._outcome(source, shelf, give_up_at)
        except UnsettledError as error:
            if shelf.read is None or shelf.seen_at is None or now - shelf.seen_at >= KEPT_FOR:
                raise
            kept = f"{error}. Untuk sementara isi yang terakhir terbaca dipakai"
            return shelf.read, [kept, *_gone(source, shelf)]
        if shelf.read is not None:
            shelf.gone |= shelf.read.numbers
        shelf.gone = {key: nomor for key, nomor in shelf.gone.items() if key not in found.numbers}
        shelf.read, shelf.seen_at = found, now
        return found, _gone(source, shelf)

    def _outcome(self, source: TicketSource, shelf: _Shelf, give_up_at: float) -> _Read:
        assert shelf.under_way is not None  # noqa: S101  (collect has just sent it out)
        try:
            found = shelf.under_way.result(timeout=max(0.0, give_up_at - time.monotonic()))
        except FutureTimeoutError:
            waited = f"tidak selesai dibaca dalam {self._patience_s:g} detik; periksa server dan sambungan jaringannya"
            raise UnsettledError(f"{source.id}: {place_of(source)} {waited}") from None
        except CollectorError:
            shelf.under_way = None
            raise
        except Exception as error:
            shelf.under_way = None
            # The text of an unforeseen error may quote what it was called with, a password too: only its kind is told.
            what = f"tidak dapat dibaca karena galat tak terduga ({type(error).__name__})"
            raise CollectorError(f"{source.id}: {place_of(source)} {what}") from error
        shelf.under_way = None
        return found

    def _read(self, source: TicketSource, known: _Read | None, now: datetime) -> _Read:
        """One look at a book, in a thread of its own."""
        with book_file(source, self._env, self._patience_s) as file:
            if known is not None:
                fresh = timedelta(0) <= now - file.modified_at < SETTLED_AFTER
                if known.fingerprint == file.fingerprint or (source.kind == "csv" and fresh):
                    return known
            raw = file.read()
        return self._parsed(source, parse_book(source, place_of(source), raw), file.fingerprint, now)

    def _parsed(self, source: TicketSource, book: Book, fingerprint: Print, now: datetime) -> _Read:
        zone = ZoneInfo(source.zone or self._office.zone)
        reader = LineReader(self._office, source, zone, self._sops, now, book.from_1904)
        tickets = book_tickets(reader, book.rows)
        written = [read_text(row.cells.get("nomor")) for row in book.rows]
        numbers = {number_key(nomor).casefold(): nomor for nomor in written if nomor}
        # A second report of a number goes by an id of its own, and may go while the number stays.
        numbers |= {key: key for ticket in tickets if "@" in (key := ticket.id.partition(":")[2])}
        notes = (*book.notes, *reader.notes)
        return _Read(fingerprint, len(book.rows), tickets, notes, tuple(reader.ahead), numbers)

    def _shown(self, source: TicketSource, notes: list[str]) -> list[str]:
        rest = len(notes) - self._notes_shown
        if rest <= 0:
            return notes
        more = f"{source.id}: dan {rest} catatan lain; semuanya: python -m collectors.books --office {self.office}"
        return [*notes[: self._notes_shown], more]

    def _key(self, source: TicketSource) -> SeriesKey:
        return SeriesKey(self.office, None, CollectorName.TICKETS, source.id, "rows", "baris")


def _gone(source: TicketSource, shelf: _Shelf) -> list[str]:
    if not shelf.gone:
        return []
    numbers = list(shelf.gone.values())
    named = ", ".join(numbers[:_NUMBERS_SHOWN])
    more = f" dan {len(numbers) - _NUMBERS_SHOWN} lagi" if len(numbers) > _NUMBERS_SHOWN else ""
    return [
        f"{source.id}: {PurePath(source.path).name} tidak lagi memuat laporan nomor {named}{more}; "
        "tiketnya tetap tersimpan. Kembalikan barisnya, atau batalkan tiketnya dengan alasan"
    ]
