"""One process of collectors for a whole nation: 514 offices, 44,000 addresses every 30 s, 5 % of them dead.

Run as root with ``python -m bench.nation_process`` (``--rounds 4 --kind postgresql`` for a short look). The product's
own ``python -m collectors`` runs in a network namespace of the benchmark's own, where each address answers 10 to 100 ms
later, against a real PostgreSQL and then against SQLite. What it left in the database is read afterwards: every office
has every round, each round every sample, and none reaches into the next.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bench.far import DEVICE
from bench.nation_offices import NETWORK, OFFICES, TARGETS, write_offices
from bench.postgres import postgres
from bench.processor import cpu_s, peak_mb, tree_cpu_s
from bench.report import Measure, quantile, show_all, table
from dashboard.store import Store, open_store, schema
from tests.collectors.network.netns import OPEN_TO_ALL, ROOT, Namespace, namespace

INTERVAL_S = 30
ROUNDS = {"postgresql": 8, "sqlite": 3}
"""Rounds that are measured after each office's first one or two."""
CORES_LIMIT = 0.9
"""Target: the process alone stays below one core, on average of all its rounds."""
_START_S = 240
_STOP_S = 60
_SOURCE = "10.95.0.1"


@dataclass(frozen=True, slots=True)
class Run:
    """One round of one office, as the database holds it."""

    office: str
    scheduled_ms: int
    started_ms: int
    finished_ms: int
    outcome: str
    samples: int


@dataclass(frozen=True, slots=True)
class Used:
    """Processor seconds and memory over ``rounds`` rounds."""

    rounds: float
    start_s: float
    process_s: float
    database_s: float
    peak_mb: float
    threads: int

    @property
    def cores(self) -> float:
        """How much of a core the process took, on average."""
        return self.process_s / self.rounds / INTERVAL_S


@contextmanager
def far_network() -> Iterator[Namespace]:
    """A namespace in which the nation's addresses lie, and the program that answers for them."""
    with namespace() as space:
        space.ip("tuntap", "add", "dev", DEVICE, "mode", "tun")
        space.ip("addr", "add", f"{_SOURCE}/32", "dev", DEVICE)
        space.ip("link", "set", DEVICE, "txqueuelen", "10000", "up")
        space.ip("route", "add", NETWORK, "dev", DEVICE, "src", _SOURCE)
        space.allow_datagram_icmp(OPEN_TO_ALL)
        answers = subprocess.Popen(space.command(sys.executable, "-m", "bench.far"), cwd=ROOT)
        try:
            yield space
        finally:
            answers.kill()
            answers.wait(10)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[str, int]]:
    """A fresh database that keeps what it acknowledged: its URL, and the process it runs in (0: the client's own)."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'pusat.sqlite3'}", 0
        return
    with postgres() as server:
        yield server.url, server.pid


def measured(space: Namespace, folder: Path, url: str, server: int, rounds: int) -> Used:
    """Start the process, let it work for some rounds after everybody's first, and stop it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    env |= {
        "PANTAU_OFFICES": str(folder / "kantor"),
        "PANTAU_DATA": str(folder / "data"),
        "PANTAU_POLL_S": str(INTERVAL_S),
        "DATABASE_URL": url,
    }
    began_s = time.monotonic()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(space.command(sys.executable, "-m", "collectors"), cwd=ROOT, env=env, stderr=log)
    try:
        _wait_for_first(process, url, len(list((folder / "kantor").iterdir())))
        start_s = time.monotonic() - began_s
        before = _looked(process.pid, server)
        time.sleep(rounds * INTERVAL_S)
        after = _looked(process.pid, server)
        held_mb, threads = peak_mb(process.pid), len(list(Path(f"/proc/{process.pid}/task").iterdir()))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
    process_s, database_s = after[0] - before[0], after[1] - before[1]
    return Used((after[2] - before[2]) / INTERVAL_S, start_s, process_s, database_s, held_mb, threads)


def _looked(pid: int, server: int) -> tuple[float, float, float]:
    return cpu_s(pid), tree_cpu_s(server) if server else 0.0, time.monotonic()


def _wait_for_first(process: subprocess.Popen[bytes], url: str, wanted: int) -> None:
    """Until each of the offices has been measured once: from then on no round may be missing."""
    end_s = time.monotonic() + _START_S
    with closing(open_store(url)) as store:
        while _offices_seen(store) < wanted:
            if process.poll() is not None or time.monotonic() > end_s:
                raise SystemExit("bench.nation_process: the collectors did not come up")
            time.sleep(1)


def _offices_seen(store: Store) -> int:
    try:
        with store.engine.connect() as connection:
            return connection.scalar(select(func.count(schema.collector_runs.c.office.distinct()))) or 0
    except DBAPIError:
        return 0  # no tables yet


def runs_of(store: Store) -> list[Run]:
    """Every round of the network collectors, by office and time."""
    table = schema.collector_runs
    query = select(
        table.c.office, table.c.scheduled_ms, table.c.started_ms, table.c.finished_ms, table.c.outcome, table.c.samples
    )
    with store.engine.connect() as connection:
        return [Run(*row) for row in connection.execute(query.order_by(table.c.office, table.c.started_ms))]


def sample_counts(store: Store) -> dict[str, list[int]]:
    """How many samples each series of an office has, by office."""
    table = schema.samples
    counted = select(table.c.series_id, func.count().label("polls")).group_by(table.c.series_id).subquery()
    query = select(schema.series.c.office, counted.c.polls).join_from(
        schema.series, counted, counted.c.series_id == schema.series.c.id
    )
    found: dict[str, list[int]] = {}
    with store.engine.connect() as connection:
        for office, polls in connection.execute(query):
            found.setdefault(office, []).append(polls)
    return found


@dataclass(frozen=True, slots=True)
class Findings:
    """What was wrong, counted; ``late_ms`` is how long after its due time a round began, one for each."""

    rounds: int
    failed: int
    missing: int
    overlapping: int
    incomplete: int
    late_ms: list[int]
    lasted_ms: list[int]

    @property
    def wrong(self) -> int:
        """All that must not be."""
        return self.failed + self.missing + self.overlapping + self.incomplete


def judged(runs: Sequence[Run], samples: Mapping[str, Sequence[int]], targets: Mapping[str, int]) -> Findings:
    """Hold what is stored against what should be: a round every 30 s from an office's first to its last."""
    by_office: dict[str, list[Run]] = {code: [] for code in targets}
    for run in runs:
        by_office[run.office].append(run)
    missing = overlapping = incomplete = 0
    for code, mine in by_office.items():
        good = [run for run in mine if run.outcome == "ok"]
        pairs = list(itertools.pairwise(good))
        step_ms = INTERVAL_S * 1000
        missing += sum(round((after.scheduled_ms - run.scheduled_ms) / step_ms) - 1 for run, after in pairs)
        overlapping += sum(run.finished_ms > run.scheduled_ms + step_ms for run in good)
        counts = samples.get(code, ())
        whole = len(counts) == targets[code] and all(count == len(good) for count in counts)
        incomplete += not whole or any(run.samples != targets[code] for run in good)
    return Findings(
        len(runs),
        sum(run.outcome != "ok" for run in runs),
        missing,
        overlapping,
        incomplete,
        sorted(run.started_ms - run.scheduled_ms for run in runs),
        sorted(run.finished_ms - run.started_ms for run in runs),
    )


def shown(kind: str, used: Used, found: Findings, targets: int) -> Iterator[str]:
    """The table."""
    yield table(
        ("", "rounds", "CPU s each", "of a core", "database s", "peak MB", "threads", "late p99 s", "took p99 s"),
        [
            (
                f"{kind}, {targets:,} targets",
                f"{used.rounds:.1f}",
                f"{used.process_s / used.rounds:.2f}",
                f"{used.cores:.2f}",
                f"{used.database_s / used.rounds:.2f}" if used.database_s else "inside",
                f"{used.peak_mb:.0f}",
                str(used.threads),
                f"{quantile(found.late_ms, 0.99) / 1000:.2f}",
                f"{quantile(found.lasted_ms, 0.99) / 1000:.2f}",
            )
        ],
    )
    yield (
        f"{found.rounds:,} rounds stored, {found.failed} failed, {found.missing} missing, {found.overlapping} reaching "
        f"into the next, {found.incomplete} offices with a sample missing; {used.start_s:.0f} s from the start until "
        "each office was measured once"
    )


def measures(kind: str, used: Used, found: Findings) -> Iterator[Measure]:
    """What has a name in docs/kinerja.md."""
    yield Measure(f"rounds missed by one process, {kind}", found.wrong, "", 0)
    yield Measure(f"processor of one process, {kind}", used.cores, "cores", CORES_LIMIT)
    yield Measure(f"memory of one process, {kind}", used.peak_mb, "MB")
    if used.database_s:
        yield Measure(f"processor of its database, {kind}", used.database_s / used.rounds / INTERVAL_S, "cores")


def one(kind: str, rounds: int, offices: int, keep: Path | None) -> bool:
    """Measure against one kind of database; whether all targets were met."""
    folder = Path(tempfile.mkdtemp(prefix="bangsa-", dir="/tmp"))
    try:
        (folder / "kantor").mkdir()
        targets = write_offices(folder / "kantor", offices, TARGETS * offices // OFFICES)
        with database(kind, folder) as (url, server), far_network() as space:
            used = measured(space, folder, url, server, rounds)
            with closing(open_store(url)) as store:
                found = judged(runs_of(store), sample_counts(store), targets)
        print(*shown(kind, used, found, sum(targets.values())), sep="\n", flush=True)
        return show_all(measures(kind, used, found))
    finally:
        if keep is not None and (folder / "log").exists():
            shutil.copyfile(folder / "log", keep)
        shutil.rmtree(folder)


def main() -> int:
    """Print the table; 2 where it cannot run, 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation_process", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, help="rounds after the first that are measured (8; SQLite 3)")
    parser.add_argument("--kind", choices=tuple(ROUNDS), action="append", help="one kind of database only (both)")
    parser.add_argument("--offices", type=int, default=OFFICES, help=f"so many offices only ({OFFICES})")
    parser.add_argument("--log", type=Path, help="keep what the process said in this file")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("bench.nation_process makes a network namespace: run it as root.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    met = [one(kind, options.rounds or ROUNDS[kind], options.offices, options.log) for kind in options.kind or ROUNDS]
    return 0 if all(met) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
