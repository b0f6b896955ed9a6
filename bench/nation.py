"""The nation on one PostgreSQL: 514 offices, 44,000 series every 30 s, pages read meanwhile, a year of history below.

Run with ``python -m bench.nation`` (``--small``: 20 offices and two minutes, to try the machinery). Sweeps go the way
of the product's own runner (its outlet, an office at a time, several threads); the clock is simulated. It first
runs fast, a sweep every twenty minutes or more, so that more than three daily partitions are filled, made ahead and
dropped by the product's retention; then in true steps of 30 s, which are what is judged. A web server and a reader are
processes of their own. All of it is made up (DATA SIMULASI) and deleted at the end, also on Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.nation_history import DAILY_DAYS, Made, make_past
from bench.nation_offices import OFFICES, TARGETS, write_offices
from bench.nation_questions import asked, context_of
from bench.nation_web import Reader, read_for, web_server
from bench.postgres import Server, postgres
from bench.processor import cpu_s, tree_cpu_s
from bench.report import Measure, quantile, show_all, table
from collectors.parcels import Parcel
from collectors.runner import Straight
from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.office_model import Office
from dashboard.services.retention import retain
from dashboard.standing_job import StandingJob
from dashboard.store import DaySeconds, Store, open_store, save_seconds, unjudged_days, upgrade
from dashboard.store.engine import write
from dashboard.store.office_days import recount_days
from dashboard.store.rows import HOUR_S
from dashboard.store.series import ids_of_all

WRITERS = 4
INTERVAL_S = 30
ROUND_AT_MOST_S = INTERVAL_S / 2
DISK_AT_MOST_GB = 20.0
AT_MOST_MIN = 30.0
RAW_DAYS = 2
QUIET_S = 20.0
WORKDAY_S = 7.5 * HOUR_S


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a nation, and how long."""

    offices: int
    targets: int
    fast_s: float
    """How long the simulated days may take."""
    true_rounds: int


WHOLE = Size(OFFICES, TARGETS, 480, 40)
SMALL = Size(20, 1_700, 30, 10)
FAST_DAYS = 3.4
FAST_STEPS = (timedelta(minutes=20), timedelta(hours=6))
KEPT_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Round:
    """What one sweep of all offices cost: seconds by the clock, of our processor, and of the server's."""

    wall_s: float
    cpu_s: float
    server_s: float
    batches_ms: Sequence[float]


@dataclass
class Nation:
    """The offices' series, and how each of them fares."""

    offices: Sequence[Office]
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    keys: dict[str, list[tuple[SeriesKey, SeriesKey | None]]] = field(default_factory=dict)
    down: set[SeriesKey] = field(default_factory=set)

    def __post_init__(self) -> None:
        for office in self.offices:
            by_id = {each.id: _key(office, each.id, each.kecamatan) for each in office.targets}
            pairs = [(by_id[each.id], by_id.get(each.parent or "")) for each in office.targets]
            self.keys[office.code] = pairs
        self.down = {key for pairs in self.keys.values() for key, _ in pairs[9::20]}

    def every_key(self) -> Iterator[SeriesKey]:
        """All series."""
        return (key for pairs in self.keys.values() for key, _ in pairs)

    def sweep(self, code: str, at: datetime) -> list[Sample]:
        """One office's answers: one address in twenty is dead, one in a thousand changes its mind."""
        samples = []
        for key, parent in self.keys[code]:
            if self.dice.random() < 0.001:
                self.down ^= {key}
            if key in self.down:
                samples.append(Sample(key, at, None, SampleStatus.FAILED, parent=parent))
            else:
                samples.append(Sample(key, at, 5 + 60 * self.dice.random(), SampleStatus.OK, parent=parent))
        return samples


def _key(office: Office, target: str, kecamatan: str | None) -> SeriesKey:
    return SeriesKey(office.code, kecamatan, CollectorName.NETWORK, target, "rtt_ms", "ms")


def write_round(store: Store, nation: Nation, at: datetime, step: timedelta, server: Server) -> Round:
    """All offices' sweeps of one moment, written as the runner writes them."""
    sweeps = {code: nation.sweep(code, at) for code in nation.keys}
    before = (time.perf_counter(), cpu_s(os.getpid()), tree_cpu_s(server.pid))
    with ThreadPoolExecutor(WRITERS) as threads:
        times = list(threads.map(lambda pair: _write(store, pair[0], pair[1], at, step), sweeps.items()))
    after = (time.perf_counter(), cpu_s(os.getpid()), tree_cpu_s(server.pid))
    wall_s, own_s, server_s = (late - early for late, early in zip(after, before, strict=True))
    return Round(wall_s, own_s, server_s, times)


def _write(store: Store, code: str, samples: Sequence[Sample], at: datetime, step: timedelta) -> float:
    began = time.perf_counter()
    run = CollectorRun(code, CollectorName.NETWORK, at, at, at + timedelta(seconds=3), RunOutcome.OK, len(samples))
    Straight(store).put(Parcel(run, tuple(samples), 3 * step.total_seconds(), 7 * HOUR_S))
    return (time.perf_counter() - began) * 1000


@dataclass
class Days:
    """What retention did in the simulated days."""

    made: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    rounds_s: list[float] = field(default_factory=list)

    def keep(self, store: Store, now: datetime) -> None:
        """One round of the product's own retention."""
        before, began = partitions(store), time.perf_counter()
        retain(store, now, RAW_DAYS)
        self.rounds_s.append(time.perf_counter() - began)
        self.made |= partitions(store).keys() - before.keys()
        self.dropped |= before.keys() - partitions(store).keys()


def partitions(store: Store) -> dict[str, tuple[int, int]]:
    """Rows and bytes with indexes of each daily partition."""
    names = text(
        "SELECT relname, reltuples, pg_total_relation_size(oid) FROM pg_class JOIN pg_inherits ON inhrelid = oid "
        "WHERE inhparent = CAST('samples' AS regclass) ORDER BY relname"
    )
    with store.engine.connect() as connection:
        return {name: (int(rows), int(size)) for name, rows, size in connection.execute(names)}


def counted(store: Store) -> dict[str, tuple[int, int]]:
    """``partitions`` with their rows counted."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE samples"))
        rows = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in partitions(store)}
    return {name: (rows[name], size) for name, (_, size) in partitions(store).items()}


def fill_standings(store: Store, nation: Nation, now: datetime) -> StandingJob:
    """What the collectors' process keeps for pages of many offices: days, their seconds, and how each office stands."""
    began = time.monotonic()
    for code in nation.keys:
        with write(store, code) as connection:
            recount_days(connection, [code])
        days = unjudged_days(store, code, (now - timedelta(days=DAILY_DAYS)).date())
        spent = len(nation.keys[code]) * WORKDAY_S
        save_seconds(store, code, [DaySeconds(day, 0.98 * spent, 0.02 * spent, 0, polls) for day, polls in days])
    counted_s, job = time.monotonic() - began, StandingJob(context_of(store, nation.offices))
    renewed = job.run(now)
    told = f"{counted_s:.0f} s; standings of {renewed} offices in {time.monotonic() - began - counted_s:.0f} s"
    print(f"days of all offices counted from their rollups in {told}", flush=True)
    return job


def standings_round(job: StandingJob, now: datetime) -> Measure:
    """The job once more, when a sweep of all offices has come."""
    began = time.perf_counter()
    renewed = job.run(now)
    return Measure(f"standings' round, {renewed} offices renewed", time.perf_counter() - began, "s")


def bare_copy_s(store: Store, nation: Nation, at: datetime) -> float:
    """The reference: COPY of one round's rows into a table of the same shape, in one transaction."""
    with write(store) as connection:
        ids = ids_of_all(connection, store, nation.every_key())
        connection.execute(text("CREATE TABLE bare (LIKE samples INCLUDING ALL)"))
    rows = [
        (int(key.office.replace(".", "")), ids[key], int(at.timestamp()), 12_345, 0) for key in sorted(ids, key=ids.get)
    ]
    times = []
    for number in range(3):
        with store.engine.begin() as connection:
            raw, began = connection.connection.driver_connection, time.perf_counter()
            with raw.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
                for office, series, moment, value, status in rows:
                    copy.write_row((office, series, moment + number, value, status))
            connection.commit()
            times.append(time.perf_counter() - began)
    with write(store) as connection:
        connection.execute(text("DROP TABLE bare"))
    return sorted(times)[1]


def fast_days(store: Store, nation: Nation, size: Size, start: datetime, end: datetime, server: Server) -> Days:
    """Simulated days, with retention every six hours; the slower a sweep is, the more of them are left out."""
    days = Days()
    days.keep(store, start)
    shortest, longest = FAST_STEPS
    first = write_round(store, nation, start, longest, server)
    step = min(longest, max(shortest, (end - start) * (first.wall_s / size.fast_s)))
    step = timedelta(minutes=-(-step // timedelta(minutes=10)) * 10)
    rounds, at, kept_at = list[Round](), start + step, start
    while at < end:
        if at - kept_at >= KEPT_EVERY:
            days.keep(store, at)
            kept_at = at
        rounds.append(write_round(store, nation, at, step, server))
        at += step
    print(f"\nSimulated days, a sweep every {step.total_seconds() / 60:.0f} minutes: {_told(rounds, size)}")
    return days


def true_rounds(store: Store, nation: Nation, size: Size, start: datetime, server: Server) -> list[Round]:
    """Sweeps of the true interval, one as soon as the one before it is written."""
    step = timedelta(seconds=INTERVAL_S)
    rounds = [write_round(store, nation, start + n * step, step, server) for n in range(size.true_rounds)]
    print(f"True steps of {INTERVAL_S} s: {_told(rounds, size)}")
    return rounds


def _told(rounds: Sequence[Round], size: Size) -> str:
    walls, batches = [each.wall_s for each in rounds], [ms for each in rounds for ms in each.batches_ms]
    own, server = (sum(values) / len(rounds) for values in zip(*((r.cpu_s, r.server_s) for r in rounds), strict=True))
    return (
        f"{len(rounds)} rounds of {size.targets:,}, "
        f"p50 {quantile(walls, 0.5):.2f} s, p95 {quantile(walls, 0.95):.2f} s; "
        f"processor a round: writer {own:.2f} s, server {server:.2f} s; "
        f"one office p50 {quantile(batches, 0.5):.1f} ms, p95 {quantile(batches, 0.95):.1f} ms"
    )


def told_past(past: Sequence[Made]) -> None:
    """The table of what was generated."""
    rows = [
        (
            each.table,
            f"{each.rows:,}",
            f"{each.write_s:.0f}",
            f"{each.keys_s:.0f}",
            f"{each.bytes / 1e9:.2f}",
            f"{each.bytes / max(1, each.rows):.0f}",
        )
        for each in past
    ]
    print(table(("history", "rows", "write s", "keys s", "GB", "bytes a row"), rows), flush=True)


def told_reads(quiet: Reader, busy: Reader) -> list[Measure]:
    """The table of what the reader waited, and its measures."""
    measures = []
    for what in quiet.times_ms:
        calm, loaded = quiet.times_ms[what], busy.times_ms.get(what, [])
        if not loaded or busy.failed[what]:
            measures.append(Measure(f"{what} while sweeps are written: not answered", busy.failed[what], "", 0))
            continue
        measures.append(
            Measure(
                f"{what} while sweeps are written, p50 (p95 {quantile(loaded, 0.95):,.0f} ms, n {len(loaded)})",
                quantile(loaded, 0.5), "ms", None, "the same with nothing written", quantile(calm, 0.5),
            )
        )  # fmt: skip
    return measures


def simulate(size: Size) -> bool:
    """All of it; whether every target was met."""
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bangsa-", dir="/tmp")))
        server = stack.enter_context(postgres())
        (folder / "kantor").mkdir()
        write_offices(folder / "kantor", size.offices, size.targets)
        files = sorted((folder / "kantor").iterdir())
        nation = Nation([Office.model_validate(json.loads(each.read_text())) for each in files])
        store = stack.enter_context(closing(open_store(server.url)))
        upgrade(store)
        measures = list(_simulated(size, nation, store, server, folder))
    measures.append(Measure("the whole simulation", (time.monotonic() - began) / 60, "min", AT_MOST_MIN))
    print()
    return show_all(measures)


def _simulated(size: Size, nation: Nation, store: Store, server: Server, folder: Path) -> Iterator[Measure]:
    true_span = timedelta(seconds=INTERVAL_S * size.true_rounds)
    now = datetime.now(UTC).replace(microsecond=0, second=0)
    start = (now - true_span - timedelta(days=FAST_DAYS)).replace(minute=0)
    with write(store) as connection:
        ids_of_all(connection, store, nation.every_key())
    past = []
    for each in make_past(store, int(start.timestamp())):
        past.append(each)
        print(f"{each.table}: {each.rows:,} rows, {each.write_s + each.keys_s:.0f} s", flush=True)
    told_past(past)
    yield Measure("history on disk, a year and 35 days", sum(each.bytes for each in past) / 1e9, "GB")
    job = fill_standings(store, nation, start)
    yield from asked(store, nation.offices, start)
    bare_s = bare_copy_s(store, nation, start)
    codes = random.Random(2).sample(sorted(nation.keys), min(30, size.offices))
    with web_server(folder / "kantor", folder / "data", server.url) as url:
        read_for(url, codes, QUIET_S / 4)  # a server that has just begun knows nothing
        quiet = read_for(url, codes, QUIET_S)
        busy = Reader(url, codes)
        try:
            days = fast_days(store, nation, size, start, now - true_span, server)
            rounds = true_rounds(store, nation, size, now - true_span, server)
            standings = standings_round(job, now)
        finally:
            busy.close()
        days.keep(store, now)
    yield standings
    walls = [each.wall_s for each in rounds]
    reference = "bare COPY of the same samples"
    what = f"one round of {size.targets:,} series"
    yield Measure(f"{what}, p50", quantile(walls, 0.5), "s", ROUND_AT_MOST_S, reference, bare_s)
    yield Measure(f"{what}, p95", quantile(walls, 0.95), "s", INTERVAL_S)
    yield Measure(f"{what}, processor of the writer", quantile([each.cpu_s for each in rounds], 0.5), "s")
    yield Measure(f"{what}, processor of the server", quantile([each.server_s for each in rounds], 0.5), "s")
    yield from told_reads(quiet, busy)
    yield from _partitioned(store, days, server)


def _partitioned(store: Store, days: Days, server: Server) -> Iterator[Measure]:
    """What lies in the partitions, and on the disk."""
    held = counted(store)
    filled = {name: pair for name, pair in held.items() if pair[0]}
    print("\n" + table(("partition", "rows", "MB"), [(n, f"{r:,}", f"{b / 1e6:.0f}") for n, (r, b) in held.items()]))
    print(f"made ahead by retention: {', '.join(sorted(days.made))}; dropped whole: {', '.join(sorted(days.dropped))}")
    rows, size = (sum(values) for values in zip(*filled.values(), strict=True))
    yield Measure("a sample on disk, with its key", size / rows, "bytes")
    few = 3 - len(filled) - len(days.dropped & days.made)
    yield Measure("daily partitions that were filled: missing to 3", max(0, few), "", 0)
    yield Measure("partitions dropped whole: missing to 1", max(0, 1 - len(days.dropped)), "", 0)
    yield Measure("retention's round, slowest", max(days.rounds_s), "s")
    yield Measure("disk at the end, with the server's log of changes", server.disk_bytes() / 1e9, "GB", DISK_AT_MOST_GB)


def main() -> int:
    """Run it; 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation", description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="20 offices and two minutes: whether it works at all")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(not simulate(SMALL if options.small else WHOLE))
    except KeyboardInterrupt:
        print("stopped; all that was made is deleted", flush=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
