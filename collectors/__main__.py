"""``python -m collectors``: the collectors' own process; ``--once`` runs each once and prints what came of it."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor as JobThreads
from apscheduler.schedulers.background import BackgroundScheduler

from collectors.assembly import assemble
from collectors.runner import STALE_AFTER_INTERVALS, Runner
from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, CatalogueErrors, load_catalogue
from dashboard.model import RunOutcome
from dashboard.offices import Office, OfficeErrors, load_offices
from dashboard.services.outages import open_and_close
from dashboard.services.periodic import open_due
from dashboard.services.retention import retain
from dashboard.services.slots import STALE_AFTER_S, judge_hours, rejudge
from dashboard.settings import Settings, SettingsErrors, load_settings
from dashboard.store import Store, latest_of, prepare_store
from dashboard.workcal import WorkingCalendar

log = logging.getLogger("pantau.collectors")

BOOKS_EVERY_S = 60
"""How often closed hours, due schedules and outages are looked for; each is done once."""
RETAIN_EVERY_S = 600
REJUDGE_EVERY_S = 3600
LATE_DATA = timedelta(hours=24)
"""How far back late samples are looked for."""


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

    def judge_closed_hours(self) -> None:
        """Judge the measured slots of every hour that has closed since the last look."""
        for office in self.offices:
            calendar = self.calendars[office.code]
            judge_hours(self.store, office, self.catalogue, calendar, utc_now(), stale_after_s=self.stale_after_s)

    def rejudge_late_data(self) -> None:
        """Judge the last day's hours again: samples may have come after an hour was judged."""
        for office in self.offices:
            now = utc_now()
            calendar = self.calendars[office.code]
            rejudge(
                self.store, office, self.catalogue, calendar, now - LATE_DATA, now, stale_after_s=self.stale_after_s
            )

    def open_scheduled(self) -> None:
        """Open the runs that are due by schedule."""
        for office in self.offices:
            open_due(self.store, office, self.catalogue, self.calendars[office.code], utc_now())

    def follow_outages(self) -> None:
        """Open a ticket for each confirmed outage, and close it with the recovery."""
        for office in self.offices:
            open_and_close(
                self.store,
                office,
                self.catalogue,
                self.calendars[office.code],
                utc_now(),
                stale_after_s=self.stale_after_s,
                resolution_s=round(self.poll_s),
            )

    def keep_books(self) -> None:
        """All three once, one after the other."""
        for keep in (self.judge_closed_hours, self.open_scheduled, self.follow_outages):
            keep()

    def retain(self) -> None:
        """Throw away raw samples past their days."""
        retain(self.store, utc_now(), self.raw_days)


def build_plant(settings: Settings, code: str | None) -> Plant:
    """Read and check everything; raises before anything is started. ``code`` picks one office."""
    catalogue = load_catalogue()
    env = settings.expansion(os.environ)
    offices = load_offices(settings.offices, env, catalogue.owners())
    if code is not None:
        offices = tuple(office for office in offices if office.code == code)
        if not offices:
            raise LookupError(f"--office {code}: tidak ada di {settings.offices}. Perbaikan: pakai kode yang ada")
    store = prepare_store(settings)
    calendars = {office.code: build_calendar(office) for office in offices}
    recall = partial(latest_of, store)
    collectors = [
        collector
        for office in offices
        for collector in assemble(office, catalogue, calendars[office.code], settings, recall, env)
    ]
    zones = {office.code: ZoneInfo(office.zone) for office in offices}
    stale_after_s = max(STALE_AFTER_S, STALE_AFTER_INTERVALS * settings.poll_s)
    runner = Runner(store, collectors, utc_now, zones)
    return Plant(runner, store, offices, catalogue, calendars, stale_after_s, settings.poll_s, settings.raw_days)


def run_once(runner: Runner) -> int:
    """Run every collector once, side by side; exit code 0 when all sources could be read."""
    with ThreadPoolExecutor(max(1, len(runner.collectors))) as threads:
        runs = list(threads.map(runner.run, runner.collectors))
    for run in runs:
        print(f"{run.office} {run.collector} {run.outcome} {run.samples} sampel {run.message}".rstrip())
    return 0 if all(run.outcome is RunOutcome.OK for run in runs) else 1


def run_forever(plant: Plant) -> int:
    """Schedule one batch job a collector until SIGTERM or SIGINT."""
    runner = plant.runner
    # A thread for each job: a job that waits for its source must not take another's place.
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": JobThreads(len(runner.collectors) + 5)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for index, collector in runner.collectors.items():
        scheduler.add_job(
            runner.run, "interval", seconds=collector.interval_s, args=[index], id=str(index), next_run_time=utc_now()
        )
    # A job each: what one of them cannot do today must not keep the others from their work.
    for name, keep in (
        ("slots", plant.judge_closed_hours),
        ("schedules", plant.open_scheduled),
        ("outages", plant.follow_outages),
    ):
        scheduler.add_job(keep, "interval", seconds=BOOKS_EVERY_S, id=name, next_run_time=utc_now())
    scheduler.add_job(plant.rejudge_late_data, "interval", seconds=REJUDGE_EVERY_S, id="late data")
    scheduler.add_job(plant.retain, "interval", seconds=RETAIN_EVERY_S, id="retention", next_run_time=utc_now())

    def note_gap(event: JobExecutionEvent) -> None:
        if event.job_id.isdigit():
            runner.record_missed(int(event.job_id))

    scheduler.add_listener(note_gap, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler.start()
    log.info("%d kolektor berjalan", len(runner.collectors))
    stop.wait()
    scheduler.shutdown(wait=True)
    runner.close()
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and run; exit code 2 for a bad configuration, with nothing started."""
    parser = argparse.ArgumentParser(prog="python -m collectors", description="Kolektor Pantau PIAK")
    parser.add_argument("--once", action="store_true", help="jalankan setiap kolektor sekali, lalu selesai")
    parser.add_argument("--office", metavar="KODE", help="hanya kantor ini")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        plant = build_plant(settings, options.office)
    except (SettingsErrors, OfficeErrors, CatalogueErrors, LookupError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.once:
        code = run_once(plant.runner)
        plant.keep_books()
        plant.runner.close()
        return code
    return run_forever(plant)


if __name__ == "__main__":
    sys.exit(main())
