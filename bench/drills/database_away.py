"""``python -m bench.drills.database_away [--long]``: a real PostgreSQL is stopped for three (72) simulated hours.

120 targets every 30 seconds go into the spool meanwhile, the clock being the drill's own. Then the server is started
again and the spool delivered, by lives of which the first ones are killed (-9) in the midst of it. Every sample must
be there once, with the same states and rollups as if the database had never been away.
"""

from __future__ import annotations

import argparse
import logging
import random
import select
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bench.drills.plant import BEGIN, KEYS, OFFICE, ROUND_S, TARGETS, Station, is_down, kill, life, reported, round_at
from bench.report import Measure, show_all
from collectors.lease import Standing
from dashboard.model import State
from dashboard.store import intervals, open_store, settle_office
from tests.stores import Databases, databases

HOURS, LONG_HOURS = 3.0, 72.0
BEFORE = 20
"""Rounds before the database goes away, and after it is back."""
KILLS = 5
_PER_HOUR = 3_600 // ROUND_S


@dataclass
class Figures:
    """What came of it."""

    rounds: int = 0
    spool_bytes: int = 0
    spooling_s: float = 0.0
    delivery_s: float = 0.0
    killed_after: tuple[int, ...] = ()
    """Parcels that each killed life had delivered."""


def drill(handed_out: Databases, folder: Path, hours: float, kills: int = KILLS, seed: int = 1) -> Figures:
    """The whole course; AssertionError for anything lost, doubled or different."""
    url = handed_out.migrated("postgresql")
    figures, chance = Figures(), random.Random(seed)
    first, last = BEFORE, BEFORE + round(hours * _PER_HOUR)
    station = Station(url, folder)
    assert station.keeper.step() is Standing.READY
    for number in range(first):
        station.run(number)
    handed_out.go_away()
    began = time.monotonic()
    for number in range(first, last):
        station.run(number)
        if number % _PER_HOUR == 0:
            assert station.keeper.step() is Standing.AWAY
    figures.spooling_s = time.monotonic() - began
    report = station.outbox.report()
    assert (report.batches, report.samples) == (last - first, (last - first) * TARGETS)
    assert (report.dropped, report.refused, report.oldest_at) == (0, 0, round_at(first))
    figures.spool_bytes, figures.rounds = report.bytes, last + BEFORE
    station.close()
    handed_out.come_back()
    began = time.monotonic()
    figures.killed_after = tuple(_killed_delivery(url, folder, chance) for _ in range(kills))
    after = Station(url, folder, at=round_at(last))
    assert after.keeper.step() is Standing.READY
    after.run(last)  # what is measured now stands behind what waits
    after.outbox.deliver()
    figures.delivery_s = time.monotonic() - began
    for number in range(last + 1, figures.rounds):
        after.run(number)
    assert after.late_since == [round_at(first)], after.late_since
    after.close()
    _check(url, figures.rounds)
    return figures


def _killed_delivery(url: str, folder: Path, chance: random.Random) -> int:
    def work(report: Callable[[int], None]) -> None:
        station = Station(url, folder)
        station.keeper.step()
        for number in range(1_000_000):
            if not station.outbox.deliver(1):
                break
            report(number)
        time.sleep(60)

    pid, pipe = life(work)
    select.select([pipe], [], [], 30)
    time.sleep(chance.uniform(0.05, 0.6))
    kill(pid)
    return len(reported(pipe))


def _check(url: str, rounds: int) -> None:
    store = open_store(url)
    settle_office(store, OFFICE)
    first = int(BEGIN.timestamp())
    with store.engine.connect() as connection:
        times = connection.execute(text("SELECT observed_at, count(*) FROM samples GROUP BY 1 ORDER BY 1")).all()
        assert [(row[0], row[1]) for row in times] == [(first + ROUND_S * n, TARGETS) for n in range(rounds)]
        for table, length in (("rollups_hourly", 3_600), ("rollups_daily", 86_400)):
            raw = f"""SELECT series_id, observed_at / {length} * {length} AS start_at, count(*) AS polls,
                      count(*) FILTER (WHERE status = 0) AS ok, count(*) FILTER (WHERE status = 2) AS failed,
                      count(value) AS value_count, coalesce(sum(value), 0) AS value_sum FROM samples GROUP BY 1, 2"""
            kept = f"SELECT series_id, start_at, polls, ok, failed, value_count, value_sum FROM {table}"
            for left, right in ((raw, kept), (kept, raw)):
                assert connection.execute(text(f"({left}) EXCEPT ({right})")).all() == [], table
        runs = "SELECT scheduled_ms, count(*) FROM collector_runs WHERE outcome = 'ok' GROUP BY 1 ORDER BY 1"
        counted = [(row[0], row[1]) for row in connection.execute(text(runs))]
        assert counted == [((first + ROUND_S * n) * 1000, 1) for n in range(rounds)]
    end = round_at(rounds) + timedelta(hours=1)
    found: dict[str, list[tuple[object, object]]] = {}
    for each in intervals(store, OFFICE, BEGIN, end):
        found.setdefault(each.series.target, []).append((each.state, each.start))
    store.close()
    for target, key in enumerate(KEYS):
        assert found[key.target] == _expected(target, rounds), key.target


def _expected(target: int, rounds: int) -> list[tuple[object, object]]:
    """States of a target whose outages last ten rounds: down from the first failed poll on, up from the first good."""
    down = [is_down(target, number) for number in range(rounds)]
    states: list[tuple[object, object]] = []
    for number in range(rounds):
        begins = number == 0 or down[number] != down[number - 1]
        lasts = all(each == down[number] for each in down[number : number + (3 if down[number] else 2)])
        confirmed = number + (3 if down[number] else 2) <= rounds
        if begins and number == 0 and down[0]:
            states.append((State.UNKNOWN, round_at(0)))
        if begins and lasts and (confirmed or not states):
            state = State.DOWN if down[number] else State.UP
            if number == 0 and down[0]:
                states.clear()  # dated back to the very first poll
            states.append((state, round_at(number)))
    return states


def main() -> int:
    """Run and print; exit code 1 where something was lost or a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills.database_away", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help=f"{LONG_HOURS:g} simulated hours")
    hours = LONG_HOURS if parser.parse_args().long else HOURS
    logging.disable(logging.WARNING)
    folder = Path(tempfile.mkdtemp(prefix="away-"))
    try:
        with databases() as handed_out:
            figures = drill(handed_out, folder, hours)
    finally:
        shutil.rmtree(folder)
    waited = figures.rounds - 2 * BEFORE
    size, rate = figures.spool_bytes, waited / figures.delivery_s
    killed = ", ".join(map(str, figures.killed_after))
    print(f"PostgreSQL away for {hours:g} simulated hours, {TARGETS} targets every {ROUND_S} s: {waited:,} parcels")
    print(f"{len(figures.killed_after)} lives of the delivery were killed (-9), after {killed} parcels")
    print("every sample stored once; runs, rollups and states as if the database had never been away")
    measures = [
        Measure(f"samples lost, doubled or judged otherwise of {waited * TARGETS:,}", 0, "", 0),
        Measure("spool of 72 hours, by this one's size", size / 2**20 * LONG_HOURS / hours, "MB", 64.0),
        Measure("spooling a parcel", figures.spooling_s / waited * 1000, "ms", 100.0),
        Measure("delivery of an hour of rounds", _PER_HOUR / rate, "s", 60.0),
    ]
    return 0 if show_all(measures) else 1


if __name__ == "__main__":
    sys.exit(main())
