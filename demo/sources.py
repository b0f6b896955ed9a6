"""All sources of the demo's offices: prepared with a few days' past, then kept alive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.model import Ticket
from dashboard.offices import BackupSource, Office
from dashboard.sop import Sop
from dashboard.workcal import WorkingCalendar
from demo.counters import Counter, counters, write_counter
from demo.dumps import write_night
from demo.logbook import Row, rows_of, write_book
from demo.stories import dated_plots, plots, seen_at, tell

BOOK_DAYS = 14
"""What ended longer ago has left the book; it came into the database before."""
DUMP_DAYS = 12
STORY_DAYS = 90
DATED_DAYS = 400
"""What is planned by the year began long before the 90 days, and may end in them."""

BOOK_RATES = {
    "buleleng-01-perbaikan-perangkat+": 0.18,
    "pesisir-selatan-01-maintenance-software+": 0.14,
    "trenggalek-10-pemeliharaan-alat-perekaman+": 0.13,
    "trenggalek-11-pemeliharaan-jarkomdat+": 0.12,
    "paser-01-pemeliharaan-aplikasi-jaringan+": 0.22,
    "sukamara-01-hak-akses-siak": 0.30,
    "trenggalek-06-penanganan-pengaduan": 0.60,
    "trenggalek-14-hak-akses-siak": 0.25,
    "trenggalek-15-data-warehouse": 0.15,
    "trenggalek-16-hak-akses-konsolidasi": 0.15,
}
"""Openings a working day, of each kecamatan where the name ends in ``+``, else of the Dinas."""
QUARTERS = (1, 4, 7, 10)
BOOK_MONTHS = {
    "trenggalek-01-pelaporan": tuple(range(1, 13)),
    "trenggalek-02-penghapusan-data": (2, 5, 8, 11),
    "trenggalek-03-sosialisasi-media-cetak": QUARTERS,
    "trenggalek-04-pengelolaan-website": QUARTERS,
    "trenggalek-05-sosialisasi-tatap-muka": (3, 6, 9, 12),
    "trenggalek-07-profil-perkembangan": (2, 8),
}
"""Months in which the Dinas opens what it plans by the year."""


def simulated_sops(office: Office, sops: dict[str, Sop]) -> dict[str, Sop]:
    """The SOPs in force in ``office`` of which people keep a book."""
    return {sop.id: sops[sop.id] for sop in office.sops if not sop.not_applicable and sop.id in sops}


def scheduled_nights(source: BackupSource, office: Office, now: datetime, days: int) -> Iterator[datetime]:
    """The scheduled instants (office-local time kept) of the last ``days`` days, oldest first."""
    zone = ZoneInfo(office.zone)
    today = now.astimezone(zone).date()
    for back in range(days, -1, -1):
        at = datetime.combine(today - timedelta(days=back), source.at, zone)
        if at <= now:
            yield at


def all_stories(office: Office, sops: dict[str, Sop], calendar: WorkingCalendar, now: datetime) -> list[Ticket]:
    """Every story of the log book, told to its end (which may lie in the future), oldest first."""
    today = now.astimezone(ZoneInfo(office.zone)).date()
    if not office.tickets:
        return []
    source = f"logbook:{office.tickets[0].id}"
    kept = simulated_sops(office, sops)
    opened = [
        *plots(office, kept, calendar, today - timedelta(days=STORY_DAYS), today, BOOK_RATES),
        *dated_plots(office, kept, calendar, today - timedelta(days=DATED_DAYS), today, BOOK_MONTHS),
    ]
    return [tell(plot, office, calendar, source) for plot in sorted(opened, key=lambda plot: plot.opened_at)]


def book_tickets(stories: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """What the log book says at ``now``: everything still open, and what ended in its last days."""
    book_from = now - timedelta(days=BOOK_DAYS)
    return [
        seen_at(story, now)
        for story in stories
        if story.opened.at <= now and (story.solved is None or story.solved.at >= book_from)
    ]


@dataclass
class OfficeSources:
    """The files of one office, written as its file says where the collectors will look."""

    office: Office
    calendar: WorkingCalendar
    sops: dict[str, Sop]
    counters: list[Counter]
    written_rows: list[Row] | None = None
    stories: list[Ticket] = field(default_factory=list)
    stories_of: date | None = None

    def keep_counters(self, now: datetime) -> None:
        """Let every counter tick once."""
        for counter in self.counters:
            counter.tick(now)
            write_counter(counter, now.astimezone(ZoneInfo(self.office.zone)))

    def keep_dumps(self, now: datetime, days: int = 1) -> None:
        """Write what exists by now of the last nights' exports."""
        for source in self.office.backups:
            for at in scheduled_nights(source, self.office, now, days):
                write_night(source, self.office, at, now)

    def keep_book(self, now: datetime) -> None:
        """Rewrite the log book when something happened since."""
        today = now.astimezone(ZoneInfo(self.office.zone)).date()
        if today != self.stories_of:
            self.stories = all_stories(self.office, self.sops, self.calendar, now)
            self.stories_of = today
        rows = list(rows_of(book_tickets(self.stories, now), self.office))
        if rows == self.written_rows:
            return
        for source in self.office.tickets:
            write_book(source, rows)
        self.written_rows = rows


def office_sources(office: Office, calendar: WorkingCalendar, sops: dict[str, Sop]) -> OfficeSources:
    """The sources of one office, not yet written."""
    return OfficeSources(office, calendar, sops, counters(office))


def utc_now() -> datetime:
    """The simulator's clock."""
    return datetime.now(UTC)
