"""``python -m bench.drills.kill9 [--long]``: collectors are killed in mid-write a hundred times, on a real SQLite file.

Each life runs sweeps of 120 targets as fast as it can, now and then with the database out of reach so that spool and
delivery are hit too, and reports each round that it has handed in. After every kill the database must open clean, hold
each reported round exactly once or have it in the spool, and its rollups must equal its samples; at most the round in
flight is missing.
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
from pathlib import Path

from bench.drills.plant import BEGIN, OFFICE, ROUND_S, TARGETS, Station, check_sqlite, kill, life, reported
from bench.report import Measure, show_all

KILLS, LONG_KILLS = 100, 1_000
LONGEST_S, LONG_LONGEST_S = 100.0, 1_500.0


@dataclass
class Figures:
    """What came of it."""

    kills: int = 0
    reported: int = 0
    stored: int = 0
    in_flight: int = 0
    """Rounds that were stored although their life was killed before it could say so."""
    in_spool: int = 0
    """Kills after which something waited in the spool."""


def drill(folder: Path, kills: int, longest_s: float = LONGEST_S, seed: int = 1) -> Figures:
    """Kill ``kills`` lives; AssertionError for anything lost, doubled or broken."""
    chance = random.Random(seed)
    figures, expected = Figures(), set[int]()
    path, began, next_round = folder / "pusat.sqlite3", time.monotonic(), 0
    _finish(path, folder)
    while figures.kills < kills and time.monotonic() - began < longest_s:
        last, way = 0, chance.random()
        pid, pipe = life(_work(path, folder, next_round, way))
        select.select([pipe], [], [], 30)  # the first round is in
        time.sleep(chance.uniform(0, 0.15))
        kill(pid)
        rounds = reported(pipe)
        assert rounds, "a life that reported nothing"
        expected.update(rounds)
        last = rounds[-1]
        stored, waiting = check_sqlite(path), _waiting(folder)
        assert set(stored.values()) <= {TARGETS}, "half a round"
        missing = expected - stored.keys() - waiting
        assert not missing, f"lost: {sorted(missing)}"
        unsaid = (stored.keys() | waiting) - expected
        assert unsaid <= {last + 1}, f"more than the round in flight: {sorted(unsaid)}"
        expected |= unsaid
        figures.in_flight += len(unsaid)
        figures.in_spool += bool(waiting)
        figures.kills += 1
        next_round = last + 2
    _finish(path, folder)
    stored = check_sqlite(path)
    assert stored == dict.fromkeys(expected, TARGETS), "not every round once"
    figures.reported, figures.stored = len(expected) - figures.in_flight, len(stored)
    return figures


def _finish(path: Path, folder: Path) -> None:
    """A life that delivers everything and ends as it should."""
    station = Station(f"sqlite:///{path}", folder)
    station.keeper.step()
    station.outbox.deliver()
    station.close()


def _work(path: Path, folder: Path, first: int, way: float) -> Callable[[Callable[[int], None]], None]:
    def work(report: Callable[[int], None]) -> None:
        station = Station(f"sqlite:///{path}", folder)
        if way >= 0.25:
            station.keeper.step()
        if way >= 0.5:
            station.outbox.deliver()
        for number in range(first, first + 100_000):
            if way < 0.5 and number % 7 == 3:
                station.keeper.away("latihan")
            if way < 0.5 and number % 7 == 6:
                station.keeper.step()
                station.outbox.deliver(5)
            station.run(number)
            report(number)

    return work


def _waiting(folder: Path) -> set[int]:
    """The rounds in the spool, read as the next life would."""
    station = Station(f"sqlite:///{folder}/pusat.sqlite3", folder)
    found = {
        round((parcel.run.started_at - BEGIN).total_seconds() / ROUND_S)
        for parcel in station.spool.waiting()
        if parcel.samples
    }
    station.spool.close()
    station.store.close()
    return found


def main() -> int:
    """Run and print; exit code 1 where something was lost or a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills.kill9", description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help=f"{LONG_KILLS} kills")
    kills, longest_s = (LONG_KILLS, LONG_LONGEST_S) if parser.parse_args().long else (KILLS, LONGEST_S)
    folder = Path(tempfile.mkdtemp(prefix="kill9-"))
    began = time.monotonic()
    logging.disable(logging.WARNING)  # the database is said to be away hundreds of times
    try:
        figures = drill(folder, kills, longest_s)
    finally:
        shutil.rmtree(folder)
    print(f"office {OFFICE}, {TARGETS} targets; integrity, rollups and runs good after each kill")
    print(f"{figures.in_flight} rounds were stored before their life could say so")
    measures = [
        Measure("kills (-9) of collectors in mid-write", figures.kills, ""),
        Measure(f"rounds lost or doubled of {figures.reported:,} handed in", 0, "", 0),
        Measure("kills that left something in the spool", figures.in_spool, ""),
        Measure("a kill, the look after it and the next start", (time.monotonic() - began) / figures.kills, "s"),
    ]
    return 0 if show_all(measures) else 1


if __name__ == "__main__":
    sys.exit(main())
