"""``python -m demo prepare | serve | matikan SASARAN | hidupkan SASARAN``: the demo's sources."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from difflib import get_close_matches
from functools import partial

from dashboard.calendars import build_calendar
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.offices import Office, load_offices
from dashboard.settings import Settings, load_settings
from dashboard.store import open_store, prepare_store
from demo.backfill import backfill_office, has_history
from demo.entered import keep_entries
from demo.listeners import Listeners, addresses, alert_receivers, is_out_by_chance
from demo.paths import switch, switched_off
from demo.sources import DUMP_DAYS, OfficeSources, office_sources, utc_now

LISTENERS_EVERY_S = 0.5
COUNTERS_EVERY_S = 5.0
DUMPS_EVERY_S = 10.0
BOOK_EVERY_S = 20.0
ENTRIES_EVERY_S = 60.0


def simulated_offices(settings: Settings, catalogue: Catalogue) -> list[Office]:
    """Every configured office that is marked as simulated."""
    offices = load_offices(settings.offices, settings.expansion(os.environ), catalogue.versions())
    return [office for office in offices if office.simulated]


def build_sources(settings: Settings, catalogue: Catalogue) -> list[OfficeSources]:
    """The sources of every simulated office."""
    sops = {sop.id: sop for sop in catalogue.sops}
    return [office_sources(office, build_calendar(office), sops) for office in simulated_offices(settings, catalogue)]


def prepare(settings: Settings) -> int:
    """Write the sources as they stand now, and once, the 90 days before them, into the database."""
    now = utc_now()
    found = build_sources(settings, load_catalogue())
    prepare_store(settings).close()
    if found:
        largest_first = sorted(found, key=lambda sources: -len(sources.office.kecamatan))
        # Making the rows costs more than writing them, so offices are made side by side and take turns in writing.
        with ProcessPoolExecutor(min(len(found), os.cpu_count() or 1)) as processes:
            list(processes.map(partial(prepare_office, settings.database_url, now), largest_first))
    return 0


def prepare_office(database_url: str, now: datetime, sources: OfficeSources) -> None:
    """Write the sources of one office, and its 90 days where the database knows nothing of it yet."""
    gc.disable()  # A short process that makes a million small values and drops them; looking for rings finds none.
    sources.keep_counters(now)
    sources.keep_dumps(now, DUMP_DAYS)
    sources.keep_book(now)
    store = open_store(database_url)
    if not has_history(store, sources.office):
        backfill_office(store, sources.office, sources.calendar, load_catalogue(), now)
    store.close()


def say(text: str) -> None:
    """One line on the terminal of ``serve``."""
    print(text, file=sys.stderr, flush=True)


async def _repeat(every_s: float, keep: Callable[[OfficeSources], None], found: list[OfficeSources]) -> None:
    told = ""
    while True:
        trouble = ""
        for sources in found:
            try:
                await asyncio.to_thread(keep, sources)
            except OSError as error:
                trouble = f"Sumber demo {sources.office.short} tidak dapat ditulis: {error}"
        if trouble != told:
            told = trouble
            say(f"{trouble}. Perbaikan: periksa isi dan hak tulis PANTAU_DATA" if trouble else "Sumber demo: pulih")
        await asyncio.sleep(every_s)


async def _keep_listening(listeners: Listeners, settings: Settings, stop: asyncio.Event, *, calm: bool) -> None:
    """Open and close listeners until ``stop``; what stands in their way is said once, and once when it is gone."""
    told = False
    while not stop.is_set():
        by_hand = switched_off(settings.data)
        now = utc_now()
        out = by_hand if calm else by_hand | {t for t in listeners.targets if is_out_by_chance(t, now)}
        await listeners.settle(out.__contains__)
        trouble = listeners.trouble()
        if bool(trouble) != told:
            told = bool(trouble)
            say(trouble or "Sumber demo: semua sasaran dapat dibuka lagi")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LISTENERS_EVERY_S)


def _end_by_signal(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


async def serve(settings: Settings, *, calm: bool) -> None:
    """Keep every source alive until SIGTERM; ``calm`` leaves out the outages by chance."""
    found = build_sources(settings, load_catalogue())
    offices = [sources.office for sources in found]
    listeners = Listeners((*addresses(offices), *alert_receivers(offices)))
    stop = asyncio.Event()
    store = open_store(settings.database_url)
    _end_by_signal(stop)

    tasks = [
        asyncio.create_task(_repeat(every_s, keep, found))
        for every_s, keep in (
            (COUNTERS_EVERY_S, lambda sources: sources.keep_counters(utc_now())),
            (DUMPS_EVERY_S, lambda sources: sources.keep_dumps(utc_now())),
            (BOOK_EVERY_S, lambda sources: sources.keep_book(utc_now())),
            (ENTRIES_EVERY_S, lambda sources: keep_entries(store, sources.office, sources.calendar, utc_now())),
        )
    ]
    await _keep_listening(listeners, settings, stop, calm=calm)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await listeners.close()
    store.close()


def turn(settings: Settings, target: str, *, off: bool) -> int:
    """Switch one target's listener off or on again; exit code 2 where no listener has that name."""
    known = [each.target for each in addresses(simulated_offices(settings, load_catalogue()))]
    if target not in known:
        near = get_close_matches(target, known, n=1) or known[:1]
        say(f"Sasaran {target} tidak punya sumber demo. Perbaikan: pakai id sasaran TCP atau HTTP, misalnya {near[0]}")
        return 2
    switch(settings.data, target, off=off)
    return 0


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
    return turn(settings, options.target, off=options.command == "matikan")


if __name__ == "__main__":
    sys.exit(main())
