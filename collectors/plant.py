"""What the collectors' process works with, and the jobs that keep the offices' books."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from collectors.alerting import Alerting
from collectors.base import Recall
from collectors.process import Job
from collectors.reporting import write_scheduled
from collectors.runner import Runner
from collectors.spool import Outbox
from collectors.turns import ClosedHours, Quiet, Turns
from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.services.disk import DiskWatch
from dashboard.services.outages import first_series, open_and_close
from dashboard.services.periodic import open_due
from dashboard.services.readings import attach_network_outputs
from dashboard.services.reports import shelf_of
from dashboard.services.retention import ALERT_DAYS, retain, shorten_long_log
from dashboard.services.scheduled import due_report, note_scheduled
from dashboard.services.slots import judge_hours, rejudge, settled_until
from dashboard.services.superseded import close_superseded
from dashboard.standing_job import StandingJob
from dashboard.store import Store, prune_deliveries, server_time
from dashboard.workcal import WorkingCalendar

log = logging.getLogger("pantau.collectors")
_T = TypeVar("_T")

BOOKS_EVERY_S = 60
"""How often closed hours, due schedules, outages and finished tests are looked for; each is done once."""
REVIVE_EVERY_S = 5
"""How often offices whose feed had stopped are asked for news; it costs nothing while there are none."""
DISK_EVERY_S = 10
RETAIN_EVERY_S = 600
REJUDGE_EVERY_S = 3600
LATE_DATA = timedelta(hours=24)
"""How far back late samples are looked for."""
SENDERS_KEPT = timedelta(days=180)
"""How long the names of delivered parcels are kept; no spool waits longer."""


def utc_now() -> datetime:
    """The clock of this process: the one place where it is read."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Plant:
    """Everything that the process works with, built from validated settings."""

    runner: Runner
    store: Store
    offices: tuple[Office, ...]
    catalogue: Catalogue
    calendars: Mapping[str, WorkingCalendar]
    stale_after_s: float
    poll_s: float
    raw_days: int
    outboxes: Mapping[str, Outbox] = field(default_factory=dict)
    data: Path | None = None
    """Where made reports are kept; None: none are made."""
    standings: StandingJob | None = None
    """Works out what pages of many offices show; None: nobody asks for them."""
    alerting: Alerting | None = None
    turns: Turns = field(default_factory=Turns)
    closed_hours: ClosedHours = field(default_factory=ClosedHours)
    desk: threading.Lock = field(default_factory=threading.Lock)
    quiet: Quiet = field(default_factory=lambda: Quiet(first_series))
    disk: DiskWatch | None = None
    alert_days: int = ALERT_DAYS
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the process is to end: what goes through hundreds of offices ends after the one it is at."""
    own_copy: Callable[[datetime], object] | None = None
    """Copies the embedded database where it is due; None: nobody asked for it."""

    @property
    def current(self) -> tuple[Office, ...]:
        """The offices of which the database has everything measured: of others no hour and no outage is judged yet."""
        return tuple(
            office
            for office in self.offices
            if office.code not in self.outboxes or not self.outboxes[office.code].is_behind
        )

    def _until_stop(self, each: Iterable[_T]) -> Iterator[_T]:
        for one in each:
            if self.stop.is_set():
                return
            yield one

    def _recall(self, code: str) -> Recall | None:
        return self.outboxes[code].recall if code in self.outboxes else None

    def judge_closed_hours(self) -> None:
        """Judge the measured slots of every hour that was settled since the last look."""
        for office, now in self._until_stop(self.closed_hours.each(self.current, utc_now, self._settled)):
            judge_hours(
                self.store,
                office,
                self.catalogue,
                self.calendars[office.code],
                now,
                stale_after_s=self.stale_after_s,
                raw_kept=timedelta(days=self.raw_days),
            )

    def _settled(self, now: datetime) -> datetime:
        return settled_until(now, self.stale_after_s)

    def rejudge_late_data(self) -> None:
        """Judge the last day's hours again: samples may have come after an hour was judged."""
        for office in self._until_stop(self.current):
            now = utc_now()
            calendar = self.calendars[office.code]
            rejudge(self.store, office, self.catalogue, calendar, now - LATE_DATA, now)

    def rejudge_delivered(self, code: str, since: datetime) -> None:
        """Judge the hours from ``since`` on again: what waited in the spool has come."""
        now = utc_now()
        for office in self.offices:
            if office.code == code:
                calendar = self.calendars[code]
                rejudge(self.store, office, self.catalogue, calendar, since, now)

    def open_scheduled(self) -> None:
        """Open the runs that are due by schedule."""
        for office in self._until_stop(self.turns.of("open_due", self.offices)):
            open_due(self.store, office, self.catalogue, self.calendars[office.code], utc_now())

    def follow_outages(self) -> None:
        """Open a ticket for each confirmed outage, and close it with the recovery."""
        offices = self.current
        turn = self.turns.of("open_and_close", offices)
        for office in self._until_stop(self.quiet.each(offices, self._recall, turn)):
            open_and_close(
                self.store,
                office,
                self.catalogue,
                self.calendars[office.code],
                utc_now(),
                stale_after_s=self.stale_after_s,
                resolution_s=round(self.poll_s),
            )

    def close_superseded(self) -> None:
        """Close failed backup runs that a later good one replaced."""
        for office in self._until_stop(self.turns.of("close_superseded", self.offices)):
            close_superseded(self.store, office.code, utc_now())

    def attach_outputs(self) -> None:
        """Attach what the network collector measured to the finished steps that ask for it."""
        for office in self._until_stop(self.turns.of("attach_network_outputs", self.current)):
            attach_network_outputs(
                self.store, office, self.catalogue, utc_now(), raw_days=self.raw_days, poll_s=self.poll_s
            )

    def make_due_reports(self) -> None:
        """Make the reports that are due by schedule, each in a process of its own.

        Writing them takes large libraries and minutes, and may fail in ways of its own: none of it may touch ours.
        """
        for office in self._until_stop(self.offices if self.data is not None else ()):
            shelf = shelf_of(self.data) if self.data is not None else Path()
            due = due_report(shelf, office, utc_now())
            if due is None:
                continue
            log.info("kantor %s: laporan %s sampai %s dibuat", office.code, due.start, due.end)
            complaint = write_scheduled(office.code)
            if complaint:
                log.error("kantor %s: laporan terjadwal gagal: %s", office.code, complaint)
            if due_report(shelf, office, utc_now()) == due:
                # it died before it could say so itself
                note_scheduled(shelf, office.code, due, utc_now(), message=complaint or "proses pembuatnya terhenti")

    def renew_standings(self) -> None:
        """Work out anew how the offices stand, where that can have changed."""
        if self.standings is not None:
            self.standings.run(utc_now(), self.stop.is_set)

    def revive_standings(self) -> None:
        """Work out anew how the offices stand of which nothing had come lately, and something has."""
        if self.standings is not None:
            self.standings.revive(utc_now(), self.stop.is_set)

    def keep_books(self) -> None:
        """All of it once, one after the other."""
        books = (self.judge_closed_hours, self.open_scheduled, self.follow_outages, self.close_superseded)
        for keep in (*books, self.attach_outputs, self.renew_standings):
            keep()
        if self.alerting is not None:
            self.alerting.once(self.current)

    def retain(self) -> None:
        """Throw away raw samples past their days."""
        now = utc_now()
        # a site whose clock runs ahead must not throw away what all the others have brought
        retain(
            self.store,
            min(now, server_time(self.store) or now),
            self.raw_days,
            alert_days=self.alert_days,
            is_vain=self.stop.is_set,
        )
        prune_deliveries(self.store, utc_now() - SENDERS_KEPT)

    def mind_disk(self) -> None:
        """See to the room on the disk; a full one keeps the database away until room is made."""
        if self.disk is not None:
            self.disk.look()

    def mind_log(self) -> None:
        """See that readers who never stop do not let the write-ahead log grow."""
        shorten_long_log(self.store)

    def copy_database(self) -> None:
        """Copy the embedded database once a day."""
        if self.own_copy is not None:
            self.own_copy(utc_now())

    def jobs(self) -> tuple[Job, ...]:
        """A job each: what one of them cannot do today must not keep the others from their work."""
        return (
            Job("penilaian jam", self._by_turns(self.judge_closed_hours), BOOKS_EVERY_S),
            Job("jadwal berkala", self._by_turns(self.open_scheduled), BOOKS_EVERY_S),
            Job("tiket gangguan", self._by_turns(self.follow_outages), BOOKS_EVERY_S),
            Job("cadangan digantikan", self._by_turns(self.close_superseded), BOOKS_EVERY_S),
            Job("keluaran uji", self._by_turns(self.attach_outputs), BOOKS_EVERY_S),
            Job("keadaan kabupaten", self._by_turns(self.renew_standings), BOOKS_EVERY_S),
            Job("kabupaten yang pulih", self._by_turns(self.revive_standings, waits=False), REVIVE_EVERY_S),
            *(self.alerting.jobs(lambda: self.current) if self.alerting else ()),
            Job("laporan terjadwal", self.make_due_reports, BOOKS_EVERY_S),
            Job("penilaian ulang", self._by_turns(self.rejudge_late_data), REJUDGE_EVERY_S, at_once=False),
            Job("ruang disk", self.mind_disk, DISK_EVERY_S, always=True),
            Job("log basis data", self.mind_log, BOOKS_EVERY_S),
            Job("salinan basis data", self.copy_database, BOOKS_EVERY_S),
            Job("penghapusan sampel lama", self.retain, RETAIN_EVERY_S),
        )

    def _by_turns(self, work: Callable[[], None], *, waits: bool = True) -> Callable[[], None]:
        """Work on the books that waits for others of its kind: all at once they would take the polls' processor.

        What ``waits`` not is left out while others work: it comes again soon.
        """

        def alone() -> None:
            if not self.desk.acquire(blocking=waits):
                return
            try:
                if not self.stop.is_set():
                    work()
            finally:
                self.desk.release()

        return alone
