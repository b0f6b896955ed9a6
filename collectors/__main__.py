"""``python -m collectors``: the collectors' own process; ``--once`` runs each once and prints what came of it."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from collectors.alerting import Alerting
from collectors.announcing import Announcer
from collectors.assembly import assemble
from collectors.lease import BEAT_S, Keeper, Standing
from collectors.locks import OfficeLock, lock_offices, machine_mark, refuse
from collectors.plant import Plant, utc_now
from collectors.process import TAKEN, Process
from collectors.runner import STALE_AFTER_INTERVALS, Runner
from collectors.spool import WRITERS, Gate, Outbox
from collectors.spoolfile import SpoolFile
from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, CatalogueErrors, load_catalogue
from dashboard.logs import catch_uncaught, keep_secret, redacted, set_up_logs
from dashboard.model import RunOutcome
from dashboard.office_secrets import office_secrets
from dashboard.offices import Office, OfficeErrors, load_offices
from dashboard.services.disk import DiskWatch, left_bytes
from dashboard.services.own_copies import copy_if_due, standing_of
from dashboard.services.slots import STALE_AFTER_S
from dashboard.settings import Settings, SettingsErrors, load_settings
from dashboard.standing_job import standing_job
from dashboard.store import Holder, Store, StoreError, fenced, make_ready, manual_readings, open_store
from dashboard.store.soundness import LOOK_S
from dashboard.store.usage import mark_in_use

log = logging.getLogger("pantau.collectors")


@dataclass(frozen=True)
class Post:
    """This process's place among others: what it holds, and what it must give back."""

    plant: Plant
    keeper: Keeper
    locks: tuple[OfficeLock, ...]
    stop: threading.Event

    def process(self) -> Process:
        """The process that works at this post."""
        plant = self.plant
        return Process(plant.runner, self.keeper, plant.outboxes, plant.jobs(), utc_now, self.stop)


def read_offices(settings: Settings, catalogue: Catalogue, code: str | None) -> tuple[Office, ...]:
    """Every office file, checked; ``code`` picks one office. Raises before anything is started."""
    offices = load_offices(settings.offices, settings.expansion(os.environ), catalogue.versions())
    if code is not None:
        offices = tuple(office for office in offices if office.code == code)
        if not offices:
            raise LookupError(f"--office {code}: tidak ada di {settings.offices}. Perbaikan: pakai kode yang ada")
    return offices


def build_post(
    settings: Settings,
    catalogue: Catalogue,
    offices: tuple[Office, ...],
    locks: tuple[OfficeLock, ...],
    stop: threading.Event,
) -> Post:
    """Everything built and nothing started; the database is not asked yet."""
    raw_store = open_store(settings.database_url)
    tokens: dict[str, int] = {}
    store = fenced(raw_store, tokens)
    spools = {
        office.code: SpoolFile(settings.data / f"spool-{office.code}.sqlite3", settings.spool_mb * 2**20)
        for office in offices
    }
    holder = Holder(uuid.uuid4().hex, socket.gethostname(), os.getpid())
    ids = {code: f"{spool.id}@{machine_mark()}" for code, spool in spools.items()}
    keeper = Keeper(raw_store, holder, ids, utc_now, tokens=tokens)
    plants: list[Plant] = []
    gate = Gate(WRITERS[store.dialect])
    outboxes = {
        code: Outbox(store, code, spool, keeper, lambda *late: plants[0].rejudge_delivered(*late), gate=gate)
        for code, spool in spools.items()
    }
    keeper.reports = lambda: {code: outbox.report() for code, outbox in outboxes.items()}
    plants.append(build_plant(settings, catalogue, offices, store, outboxes, stop))
    return Post(plants[0], keeper, locks, stop)


def build_plant(
    settings: Settings,
    catalogue: Catalogue,
    offices: tuple[Office, ...],
    store: Store,
    outboxes: Mapping[str, Outbox],
    stop: threading.Event,
) -> Plant:
    """The collectors of all offices and what keeps their books."""
    env = settings.expansion(os.environ)
    calendars = {office.code: build_calendar(office) for office in offices}
    collectors = [
        collector
        for office in offices
        for collector in assemble(
            office,
            catalogue,
            calendars[office.code],
            settings,
            outboxes[office.code].recall,
            env,
            lambda code, source, since: manual_readings(store, code, source, since=since),
        )
    ]
    zones = {office.code: ZoneInfo(office.zone) for office in offices}
    stale_after_s = max(STALE_AFTER_S, STALE_AFTER_INTERVALS * settings.poll_s)
    runner = Runner(store, collectors, utc_now, zones, outboxes)
    return Plant(
        runner,
        store,
        offices,
        catalogue,
        calendars,
        stale_after_s,
        settings.poll_s,
        settings.raw_days,
        outboxes,
        settings.data,
        standing_job(settings, store, offices, calendars, catalogue),
        Alerting(
            store,
            catalogue,
            calendars,
            Announcer(store, offices, env, utc_now),
            utc_now,
            stale_after_s,
            stop.is_set,
            lambda now: standing_of(settings, now),
            partial(left_bytes, store, settings.data),
        ),
        disk=DiskWatch(store, settings.data),
        alert_days=settings.alert_days,
        stop=stop,
        own_copy=lambda now: copy_if_due(settings, offices[0].zone, now, stop.is_set) if offices else None,
    )


def take_offices(post: Post, *, wait: bool) -> bool:
    """Hold every office before anything is measured; False where another process has one (``wait``: until a stop).

    A database that is away does not keep us from measuring, unless another process was seen at work before.
    """
    has_waited = False
    while not post.stop.is_set():
        standing = post.keeper.step()
        if standing is Standing.READY or (standing is Standing.AWAY and not has_waited):
            return True
        lease = post.keeper.rival
        if standing is Standing.RIVAL and lease is not None:
            office = next(each for each in post.plant.offices if each.code == lease.office)
            since = f"{lease.since.astimezone(ZoneInfo(office.zone)):%d-%m-%Y %H.%M.%S %Z}"
            holder = f"{lease.holder.host} (pid {lease.holder.pid} sejak {since})"
            if not wait:
                refuse(office, holder)
                return False
            if not has_waited:
                log.info("kantor %s sedang dikerjakan %s; menunggu", office.code, holder)
            has_waited = True
        post.stop.wait(BEAT_S / 3)
    return False


def run_once(runner: Runner) -> int:
    """Run every collector once, side by side; exit code 0 when all sources could be read."""
    with ThreadPoolExecutor(max(1, len(runner.collectors))) as threads:
        runs = list(threads.map(runner.run, runner.collectors))
    for run in runs:
        print(redacted(f"{run.office} {run.collector} {run.outcome} {run.samples} sampel {run.message}".rstrip()))
    return 0 if all(run.outcome is RunOutcome.OK for run in runs) else 1


def once(post: Post) -> int:
    """Everything once: what waits in the spools, the collectors, the books."""
    process = post.process()
    process.begin_beats()
    for outbox in post.plant.outboxes.values():
        post.keeper.guard(outbox.deliver, "pengiriman antrean")
    code = run_once(post.plant.runner)
    post.keeper.guard(post.plant.keep_books, "pembukuan")
    return process.end() or code


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and run; exit code 2 for a bad configuration, 3 where another process has the office."""
    parser = argparse.ArgumentParser(prog="python -m collectors", description="Kolektor Pantau PIAK")
    parser.add_argument("--once", action="store_true", help="jalankan setiap kolektor sekali, lalu selesai")
    parser.add_argument("--office", metavar="KODE", help="hanya kantor ini")
    parser.add_argument("--wait", action="store_true", help="bila kantor sudah dikerjakan proses lain, tunggu giliran")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = load_settings()
        set_up_logs(settings)
        catalogue = load_catalogue()
        offices = read_offices(settings, catalogue, options.office)
        keep_secret(office_secrets(offices, settings.expansion(os.environ)))
        mark_in_use(settings)
        make_ready(settings, LOOK_S)
        locks = lock_offices(settings.data, offices, utc_now, wait=options.wait, stop=stop)
        if locks is None:
            return 0 if stop.is_set() else TAKEN
        post = build_post(settings, catalogue, offices, locks, stop)
    except (SettingsErrors, OfficeErrors, CatalogueErrors, LookupError, StoreError) as error:
        print(redacted(str(error)), file=sys.stderr)
        return 2
    if not take_offices(post, wait=options.wait):
        code = 0 if stop.is_set() else TAKEN
        return post.process().end() or code
    return once(post) if options.once else post.process().run()


if __name__ == "__main__":
    catch_uncaught()
    sys.exit(main())
