"""``python -m bench.insert [--quick]``: what a sweep's write costs beside the bare insert of its samples, and the disk.

Ours is the real way of a collector: lease, delivery name, samples, ``latest``, intervals, rollups (right behind, every
five minutes and at the hour), run and feed version in one transaction. The reference writes the same samples alone,
sweep by sweep in turn with ours: ``sqlite3`` executemany into the same table with synchronous=FULL, or PostgreSQL's
COPY. Five in a hundred targets are down. The target is that of an office with raw samples on SQLite; an empty table,
large batches and PostgreSQL, where journeys to the server dominate, are shown. Exit 1 where it is missed.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import text

from bench import insert_sizes
from bench.postgres import Server, postgres
from bench.report import Measure
from dashboard.model import CollectorName, CollectorRun, RunOutcome, Sample, SampleStatus, SeriesKey
from dashboard.store import Delivery, Holder, Store, fenced, open_store, record_batch, shorten_log, take_lease, upgrade
from dashboard.store.rows import SAMPLE_COLUMNS

OFFICE, NUMBER = "51.08", 5108
RATIO_LIMIT = 4.0
BEGIN = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
"""Today: PostgreSQL is more careful with the partitions of days that may be dropped."""
POLL_S = 30
BEHIND_S = 300
Rows = Sequence[tuple[int, int, int, int | None, int]]


@dataclass(frozen=True, slots=True)
class Case:
    """Times of one size, in seconds, sweep by sweep."""

    name: str
    bare: list[float]
    ours: list[float]
    limit: float | None = None

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return statistics.median(self.ours) / statistics.median(self.bare)

    def line(self) -> str:
        """For the table."""
        bare, ours = (statistics.median(each) * 1000 for each in (self.bare, self.ours))
        mean = statistics.mean(self.ours) / statistics.mean(self.bare)
        late = sorted(self.ours)[int(len(self.ours) * 0.95)] * 1000
        limit = "shown" if self.limit is None else f"<= {self.limit:g}"
        return f"{self.name:44} {bare:9.2f} {ours:9.2f} {self.ratio:6.2f} {mean:9.2f} {late:9.1f}  {limit}"

    def measure(self) -> Measure:
        """For the summary."""
        bare, ours = (statistics.median(each) * 1000 for each in (self.bare, self.ours))
        reference = "bare sqlite3 executemany" if self.name.startswith("SQLite") else "bare COPY"
        return Measure(f"a sweep's write, {self.name}", ours, "ms", None, reference, bare, self.limit)


def keys_of(count: int) -> list[SeriesKey]:
    """A router and what hangs on it."""
    return [
        SeriesKey(OFFICE, f"{OFFICE}.{n % 9 + 1:02d}" if n else None, CollectorName.NETWORK, f"m{n:05}", "rtt_ms", "ms")
        for n in range(count)
    ]


def sweep(keys: Sequence[SeriesKey], number: int) -> tuple[CollectorRun, list[Sample]]:
    """One sweep; every twentieth target is down."""
    at = BEGIN + timedelta(seconds=POLL_S * number)
    samples = []
    for n, key in enumerate(keys):
        down = n % 20 == 7
        value = None if down else 10 + (number * 37 + n * 101) % 9_000 / 1000
        status = SampleStatus.FAILED if down else SampleStatus.OK
        when = at + timedelta(microseconds=137 * (n % 7_000))
        samples.append(Sample(key, when, value, status, parent=keys[0] if n else None))
    return CollectorRun(OFFICE, CollectorName.NETWORK, at, at, at, RunOutcome.OK, len(samples)), samples


def measured(name: str, store: Store, bare: Callable[[Rows], None], count: int, sweeps: int) -> Case:
    """Both in turn, the first sweeps not counted: they make the series."""
    keys, tokens = keys_of(count), {OFFICE: 1}
    take_lease(store, OFFICE, Holder("ukur", "ukur", 1), "ukur", BEGIN, None)
    ours, case = fenced(store, tokens), Case(name, [], [])
    for number in range(-2, sweeps):
        run, samples = sweep(keys, number)
        rows = [(NUMBER, n + 1, int(s.observed_at.timestamp()), None if s.value is None else round(s.value * 1000),
                 int(s.status)) for n, s in enumerate(samples)]  # fmt: skip
        began = time.perf_counter()
        bare(rows)
        between = time.perf_counter()
        record_batch(ours, run, samples, delivery=Delivery("ukur", number + 3), behind_s=BEHIND_S)
        if number >= 0:
            case.ours.append(time.perf_counter() - between)
            case.bare.append(between - began)
    return case


def on_sqlite(folder: Path, count: int, days: int, sweeps: int) -> Case:
    """With ``days`` of raw samples in the table before."""
    made, copy = folder / f"kita-{count}-{days}.sqlite3", folder / f"polos-{count}-{days}.sqlite3"
    store = open_store(f"sqlite:///{made}")
    upgrade(store)
    insert_sizes.fill(made, count, days, int(BEGIN.timestamp()) - 2 * POLL_S)
    shorten_log(store)
    shutil.copy(made, copy)
    with closing(store), closing(sqlite3.connect(copy, isolation_level=None)) as file:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            file.execute(f"PRAGMA {pragma}")

        def bare(rows: Rows) -> None:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT INTO samples VALUES (?, ?, ?, ?, ?)", rows)
            file.execute("COMMIT")

        name = f"SQLite, {count:,} targets, {f'{days} days of raw' if days else 'empty table'}"
        case = measured(name, store, bare, count, sweeps)
    return replace(case, limit=RATIO_LIMIT if days and count <= 120 else None)


def on_postgresql(ours_url: str, bare_url: str, count: int, sweeps: int) -> Case:
    """Both tables partitioned by day, both servers the same one."""
    copy = f"COPY samples ({', '.join(SAMPLE_COLUMNS)}) FROM STDIN"
    prepared = open_store(bare_url)
    run, samples = sweep(keys_of(1), -3)
    record_batch(prepared, run, samples)
    record_batch(prepared, *sweep(keys_of(1), 0))
    prepared.close()
    address = bare_url.replace("postgresql+psycopg", "postgresql")
    with closing(open_store(ours_url)) as store, psycopg.connect(address) as plain:
        plain.execute("TRUNCATE samples")
        plain.commit()

        line = "\t".join(["%s"] * len(SAMPLE_COLUMNS)) + "\n"

        def bare(rows: Rows) -> None:
            lines = "".join([line % row for row in rows]).replace("None", "\\N")
            with plain.cursor() as cursor, cursor.copy(copy) as into:
                into.write(lines)
            plain.commit()

        return measured(f"PostgreSQL, {count:,} targets", store, bare, count, sweeps)


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Every size on both databases."""
    sweeps = 60 if quick else 240
    yield on_sqlite(folder, 120, 0, sweeps)
    yield on_sqlite(folder, 86, 2 if quick else 10, sweeps)
    yield on_sqlite(folder, 120, 10, sweeps)
    yield on_sqlite(folder, 5_000, 0, sweeps // 4)
    with postgres() as server:
        for count, rounds in ((86, sweeps), (120, sweeps), (5_000, sweeps // 4), (44_000, 11 if quick else 30)):
            yield on_postgresql(empty(server, f"kita{count}"), empty(server, f"polos{count}"), count, rounds)
        bytes_a_sample(empty(server, "ukuran"))


def empty(server: Server, name: str) -> str:
    """A database with the product's tables and nothing in them."""
    url = server.another(name)
    with closing(open_store(url)) as store:
        upgrade(store)
    return url


def bytes_a_sample(url: str) -> None:
    """PostgreSQL's, for comparison."""
    with closing(open_store(url)) as store:
        for number in range(40):
            record_batch(store, *sweep(keys_of(2_000), number), behind_s=BEHIND_S)
        with store.engine.connect() as connection:
            size = connection.scalar(
                text(
                    "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits "
                    "WHERE inhparent = 'samples'::regclass"
                )
            )
            count = connection.scalar(text("SELECT count(*) FROM samples"))
    print(f"PostgreSQL: {int(size or 0) / int(count or 1):.0f} bytes a sample with its index, swept")


def main() -> int:
    """Run and print; 1 where a target is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="at most 90 s")
    quick = parser.parse_args().quick
    missed = []
    print(f"{'a sweep, medians in ms':44} {'bare':>9} {'ours':>9} {'ratio':>6} {'of means':>9} {'p95 ours':>9}")
    with tempfile.TemporaryDirectory(prefix="insert-") as name:
        folder = Path(name)
        for case in cases(folder, quick):
            print(case.line(), flush=True)
            case.measure().show()
            if case.limit is not None and case.ratio > case.limit:
                missed.append(f"{case.name}: {case.ratio:.2f} > {case.limit:g}")
        missed += insert_sizes.measured(folder, quick=quick)
    for each in missed:
        print("MISSED", each)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
