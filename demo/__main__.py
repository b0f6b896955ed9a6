"""``python -m demo prepare | serve | matikan SASARAN | hidupkan SASARAN``: the demo's sources."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.offices import load_offices
from dashboard.settings import Settings, load_settings
from dashboard.store import open_store, upgrade
from demo.backfill import backfill_office, has_history
from demo.listeners import Listeners, addresses, is_out_by_chance
from demo.paths import switch, switched_off
from demo.sources import DUMP_DAYS, OfficeSources, office_sources, utc_now

LISTENERS_EVERY_S = 0.5
COUNTERS_EVERY_S = 5.0
DUMPS_EVERY_S = 10.0
BOOK_EVERY_S = 20.0


def build_sources(settings: Settings, catalogue: Catalogue) -> list[OfficeSources]:
    """The sources of every configured office that is marked as simulated."""
    sops = {sop.id: sop for sop in catalogue.sops}
    offices = load_offices(
        settings.offices, settings.expansion(os.environ), {sop.id: sop.office for sop in catalogue.sops}
    )
    return [office_sources(office, build_calendar(office), sops) for office in offices if office.simulated]


def prepare(settings: Settings) -> int:
    """Write the sources as they stand now, and once, the 90 days before them, into the database."""
    now = utc_now()
    found = build_sources(settings, load_catalogue())
    for sources in found:
        sources.keep_counters(now)
        sources.keep_dumps(now, DUMP_DAYS)
        sources.keep_book(now)
    store = open_store(settings.database_url)
    upgrade(store)
    missing = [sources for sources in found if not has_history(store, sources.office)]
    store.close()
    if missing:
        largest_first = sorted(missing, key=lambda sources: -len(sources.office.kecamatan))
        # Making the rows costs more than writing them, so offices are made side by side and take turns in writing.
        with ProcessPoolExecutor(min(len(missing), os.cpu_count() or 1)) as processes:
            write = partial(write_past, settings.database_url, now)
            list(processes.map(write, largest_first))
    return 0


def write_past(database_url: str, now: datetime, sources: OfficeSources) -> None:
    """Write the 90 days of one office."""
    store = open_store(database_url)
    backfill_office(store, sources.office, sources.calendar, load_catalogue(), now)
    store.close()


async def _repeat(every_s: float, keep: Callable[[OfficeSources], None], found: list[OfficeSources]) -> None:
    while True:
        for sources in found:
            await asyncio.to_thread(keep, sources)
        await asyncio.sleep(every_s)


async def serve(settings: Settings, *, calm: bool) -> None:
    """Keep every source alive until SIGTERM; ``calm`` leaves out the outages by chance."""
    found = build_sources(settings, load_catalogue())
    listeners = Listeners(addresses(sources.office for sources in found))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    tasks = [
        asyncio.create_task(_repeat(every_s, keep, found))
        for every_s, keep in (
            (COUNTERS_EVERY_S, lambda sources: sources.keep_counters(utc_now())),
            (DUMPS_EVERY_S, lambda sources: sources.keep_dumps(utc_now())),
            (BOOK_EVERY_S, lambda sources: sources.keep_book(utc_now())),
        )
    ]
    while not stop.is_set():
        by_hand = switched_off(settings.data)
        now = utc_now()
        await listeners.settle(lambda t, off=by_hand, at=now: t in off or (not calm and is_out_by_chance(t, at)))  # type: ignore[misc]
        try:
            await asyncio.wait_for(stop.wait(), LISTENERS_EVERY_S)
        except TimeoutError:
            continue
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await listeners.close()


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="Sumber simulasi untuk demo")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("prepare", help="tulis sumber dan riwayat 90 hari")
    run = commands.add_parser("serve", help="hidupkan sumber sampai dihentikan")
    run.add_argument("--tenang", dest="calm", action="store_true", help="tanpa gangguan acak")
    for name, text in (("matikan", "matikan pendengar satu sasaran"), ("hidupkan", "hidupkan lagi")):
        commands.add_parser(name, help=text).add_argument("target", metavar="SASARAN")
    options = parser.parse_args()
    settings = load_settings()
    if options.command == "prepare":
        return prepare(settings)
    if options.command == "serve":
        asyncio.run(serve(settings, calm=options.calm))
        return 0
    switch(settings.data, options.target, off=options.command == "matikan")
    return 0


if __name__ == "__main__":
    sys.exit(main())
