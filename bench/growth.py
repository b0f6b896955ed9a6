"""How the cost of each thing grows from 1 office to 514, on SQLite and on PostgreSQL.

Run with ``python -m bench.growth`` (``--sizes 1,10`` for a short look). One office is filled with a little of
everything, the others are copies of it. What belongs to one office may not cost more because others are there; what is
done for all of them may not grow faster than their number: the exponent is the slope of log cost over log offices. Cost
is processor time, ours and the server's: waiting for a disk or for other programs is told beside it.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np
from sqlalchemy import text

from bench.growth_data import INTERVAL, NOW, copy_office, fill_model, month, sweep
from bench.nation_offices import write_offices
from bench.nation_questions import context_of
from bench.postgres import postgres
from bench.processor import tree_cpu_s
from bench.report import Measure, show_all, table
from dashboard.api_feed import SharedWalls
from dashboard.office_model import Office
from dashboard.services.outages import open_and_close
from dashboard.services.periodic import open_due
from dashboard.services.readings import attach_network_outputs
from dashboard.services.retention import retain
from dashboard.services.slots import judge_hours
from dashboard.services.superseded import close_superseded
from dashboard.standing_job import StandingJob
from dashboard.store import Store, open_store, upgrade
from dashboard.views.compliance import compliance_view
from dashboard.views.context import Context
from dashboard.views.memory import Memory
from dashboard.views.nation import nation_view
from dashboard.views.network import network_view
from dashboard.views.wall import wall_view

SIZES = (1, 10, 100, 514)
KINDS = ("sqlite", "postgresql")
TARGETS_EACH = 85
RATIO_AT_MOST, EXPONENT_AT_MOST = 1.3, 1.1
TIMES, TIMES_OF_ALL = 21, 3
RAW_DAYS = 10
LEAST_S, LONGEST_S = 1.5, 20.0
"""So long one thing is repeated at one size, however quick it is, and so long at most."""


@dataclass
class Plant:
    """A database with some offices, the first of which is asked. ``server``: its process, 0 where it is ours."""

    store: Store
    context: Context
    server: int
    clock: Iterator[int]

    @property
    def first(self) -> Office:
        """The office that was there from the start."""
        return next(iter(self.context.offices.values()))

    def cpu_s(self) -> float:
        """Processor time so far, the server's with ours."""
        return time.process_time() + (tree_cpu_s(self.server) if self.server else 0.0)

    def fresh(self) -> Context:
        """A web worker that remembers nothing."""
        return replace(self.context, memory=Memory(), slot_memory=Memory(size=12))


Work = Callable[[Plant], object]


def _sweep_one(plant: Plant) -> None:
    sweep(plant.store, plant.first, NOW + next(plant.clock) * INTERVAL)


def _sweep_all(plant: Plant) -> None:
    at = NOW + next(plant.clock) * INTERVAL
    for office in plant.context.offices.values():
        sweep(plant.store, office, at)


def _books(plant: Plant, office: Office) -> None:
    """What the collectors' process does once a minute for each office."""
    known = (plant.store, office, plant.context.catalogue, plant.context.calendars[office.code], NOW)
    judge_hours(*known)
    open_due(*known)
    open_and_close(*known)
    close_superseded(plant.store, office.code, NOW)
    attach_network_outputs(plant.store, office, plant.context.catalogue, NOW, raw_days=RAW_DAYS, poll_s=30)


def _books_all(plant: Plant) -> None:
    for office in plant.context.offices.values():
        _books(plant, office)


OF_ONE: dict[str, Work] = {
    "a sweep's write": _sweep_one,
    "wall": lambda plant: wall_view(plant.fresh(), plant.first.code, NOW),
    "kepatuhan, 30 days": lambda plant: compliance_view(plant.fresh(), plant.first.code, *month(), NOW),
    "jaringan, 30 days": lambda plant: network_view(plant.fresh(), plant.first.code, *month(), NOW),
    "feed's answer": lambda plant: SharedWalls(plant.context).feed([plant.first.code], NOW),
    "its books": lambda plant: _books(plant, plant.first),
}
OF_ALL: dict[str, Work] = {
    "everyone's sweep": _sweep_all,
    "everyone's books": _books_all,
    "standings' round": lambda plant: StandingJob(plant.fresh()).run(NOW),
    "nation page": lambda plant: nation_view(plant.fresh(), "", *month(), NOW),
    "retention's round": lambda plant: retain(plant.store, NOW, RAW_DAYS),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one time: of the processors, and by the clock (what the quicker quarter took)."""

    cpu_ms: float
    wall_ms: float


def cost_of(work: Work, plant: Plant, times: int) -> Cost:
    """Many runs together, for the server's time is told in hundredths of a second; the first is not counted."""
    work(plant)
    walls, passed_s, before, since = list[float](), 0.0, plant.cpu_s(), time.monotonic()
    while not walls or (len(walls) < times and passed_s < LONGEST_S) or passed_s < LEAST_S:
        began = time.perf_counter()
        work(plant)
        walls.append((time.perf_counter() - began) * 1000)
        passed_s = time.monotonic() - since
    cpu_ms = (plant.cpu_s() - before) * 1000 / len(walls)
    return Cost(cpu_ms, sorted(walls)[len(walls) // 4])


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """Slope of log cost over log offices, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0]) if len(sizes) > 1 else 0.0


@contextmanager
def database(kind: str) -> Iterator[tuple[Store, int]]:
    """An empty store of one kind, and the process of its server (0: none); deleted afterwards."""
    with ExitStack() as stack:
        server = 0
        if kind == "postgresql":
            running = stack.enter_context(postgres())
            url, server = running.url, running.pid
        else:
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory(dir='/tmp'))}/tumbuh.sqlite3"
        store = stack.enter_context(closing(open_store(url)))
        upgrade(store)
        yield store, server


def settle(store: Store) -> None:
    """What autovacuum does sooner or later."""
    if store.dialect == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def grown(kind: str, offices: Sequence[Office], sizes: Sequence[int]) -> dict[str, list[Cost]]:
    """Costs of each thing by size."""
    costs: dict[str, list[Cost]] = {}
    clock = count(1)
    with database(kind) as (store, server):
        fill_model(store, offices[0])
        there = 1
        for size in sizes:
            began = time.monotonic()
            copy_office(store, offices[0].code, [each.code for each in offices[there:size]])
            there = max(there, size)
            settle(store)
            made_s = time.monotonic() - began
            plant = Plant(store, context_of(store, offices[:size]), server, clock)
            began = time.monotonic()
            if size == sizes[0]:
                # what the first round finds to do (outages, hours) no later one does again
                for work in (*OF_ONE.values(), *OF_ALL.values()):
                    work(plant)
            for works, times in ((OF_ONE, TIMES), (OF_ALL, TIMES_OF_ALL)):
                for what, work in works.items():
                    costs.setdefault(what, []).append(cost_of(work, plant, times))
            told = f"filled in {made_s:.0f} s, measured in {time.monotonic() - began:.0f} s"
            print(f"{kind}, {size} offices: {told}", flush=True)
    return costs


def told(kind: str, sizes: Sequence[int], costs: dict[str, list[Cost]]) -> Iterator[Measure]:
    """Print the tables; gives what is judged."""
    rows, walls = [], []
    for what, own in costs.items():
        spent = [max(each.cpu_ms, 0.1) for each in own]
        slope, ratio = exponent(sizes, spent), spent[-1] / spent[0]
        rows.append((what, *(f"{ms:,.1f}" for ms in spent), f"{slope:.2f}", f"{ratio:,.2f}"))
        walls.append((what, *(f"{each.wall_ms:,.1f}" for each in own)))
        if what in OF_ONE:
            yield Measure(f"{kind}: {what}, of {sizes[-1]} offices to {sizes[0]}", ratio, "x", RATIO_AT_MOST)
        else:
            yield Measure(f"{kind}: {what}, exponent", slope, "", EXPONENT_AT_MOST)
    numbers = [f"{size} offices" for size in sizes]
    print(table((f"{kind}, processor ms", *numbers, "exponent", f"{sizes[-1]}/{sizes[0]}"), rows), flush=True)
    print(table((f"{kind}, ms by the clock", *numbers), walls), flush=True)


def main() -> int:
    """Print the tables; 1 where something grew more than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of offices, rising")
    parser.add_argument("--kind", choices=KINDS, action="append", help="one kind of database only (both)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        write_offices(Path(folder), sizes[-1], sizes[-1] * TARGETS_EACH)
        offices = [Office.model_validate(json.loads(each.read_text())) for each in sorted(Path(folder).iterdir())]
    measures = list[Measure]()
    for kind in options.kind or KINDS:
        measures += told(kind, sizes, grown(kind, offices, sizes))
    return int(not show_all(measures))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
