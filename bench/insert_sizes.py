"""How much disk an office takes on SQLite: 90 days through the bulk writers, then pruned by the retention job."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.report import Measure
from dashboard.model import (
    CollectorName,
    CollectorRun,
    Rollup,
    RunOutcome,
    Sample,
    SampleStatus,
    SeriesKey,
    SeriesState,
    State,
    StateInterval,
)
from dashboard.services import retention
from dashboard.store import (
    Store,
    backfill,
    give_back,
    log_bytes,
    open_store,
    pages,
    prune_bite,
    record_batch,
    shorten_log,
    upgrade,
)

OFFICE, NUMBER = "51.08", 5108
TARGETS, DAYS, RAW_DAYS, POLL_S = 120, 90, 10, 30
END = datetime(2026, 11, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BYTES_LIMIT, OFFICE_LIMIT_MB, PRUNED_LIMIT_MB, BITE_LIMIT_S = 26.0, 130.0, 25.0, 0.02
MB = 2**20
_SERIES = "INSERT INTO series VALUES (?, ?, ?, 'network', ?, 'rtt_ms', 'ms')"
_RAW = """WITH RECURSIVE poll(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM poll WHERE n < ?)
INSERT INTO samples SELECT ?, id, ? - n * ?, iif((n + id) % 20, 10000 + (n * 37 + id * 101) % 9000, NULL),
iif((n + id) % 20, 0, 2) FROM series CROSS JOIN poll ORDER BY id, n DESC"""


def fill(path: Path, count: int, days: int, until_s: int) -> None:
    """Put ``days`` of raw samples of ``count`` series into a migrated file by plain SQL, up to ``until_s``."""
    if not days:
        return
    with closing(sqlite3.connect(path)) as file:
        names = [(n + 1, OFFICE, f"{OFFICE}.{n % 9 + 1:02d}" if n else "", f"m{n:05}") for n in range(count)]
        file.executemany(_SERIES, names)
        file.execute(_RAW, (days * 86_400 // POLL_S, NUMBER, until_s, POLL_S))
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def measured(folder: Path, *, quick: bool) -> list[str]:
    """Print the sizes and what retention costs; gives what is over its target."""
    path = folder / "kantor.sqlite3"
    store = open_store(f"sqlite:///{path}")
    upgrade(store)
    keys = [SeriesKey(OFFICE, f"{OFFICE}.{n % 9 + 1:02d}", CollectorName.NETWORK, f"m{n:05}", "rtt_ms", "ms")
            for n in range(TARGETS)]  # fmt: skip
    began = time.monotonic()
    backfill(store, states=map(_state, keys), intervals=_intervals(keys), rollups_hour=_rollups(keys, HOUR),
             rollups_day=_rollups(keys, DAY))  # fmt: skip
    shorten_log(store)
    kept = path.stat().st_size
    count = TARGETS * RAW_DAYS * 86_400 // POLL_S
    if quick:
        with closing(sqlite3.connect(path)) as file:
            file.execute(_RAW, (RAW_DAYS * 86_400 // POLL_S, NUMBER, int(END.timestamp()), POLL_S))
            file.commit()
    else:
        backfill(store, samples=_samples(keys))
    shorten_log(store)
    full = path.stat().st_size
    took = time.monotonic() - began
    each = (full - kept) / count
    print(f"SQLite: {each:.1f} bytes a sample with all indexes (limit {BYTES_LIMIT:g}), {count:,} samples")
    print(f"90 days of one office, {TARGETS} targets, {RAW_DAYS} days raw: {full / MB:.0f} MB "
          f"(limit {OFFICE_LIMIT_MB:g}); written in {took:.0f} s{' (raw by plain SQL)' if quick else ''}")  # fmt: skip
    Measure("bytes a sample with all indexes, SQLite", each, "B", limit=BYTES_LIMIT).show()
    Measure("90 days of one office, 120 targets, 10 days raw", full / MB, "MB", limit=OFFICE_LIMIT_MB).show()
    missed = [] if each <= BYTES_LIMIT else [f"{each:.1f} bytes a sample"]
    missed += [] if full <= OFFICE_LIMIT_MB * MB else [f"90 days take {full / MB:.0f} MB"]
    missed += _pruned(store, path, keys, 0.01 if quick else retention.PAUSE_S)
    store.close()
    return missed


def _pruned(store: Store, path: Path, keys: list[SeriesKey], pause_s: float) -> list[str]:
    """Throw all raw samples away while sweeps are written, with pauses of ``pause_s``."""
    waits: list[float] = []
    stop = threading.Event()

    def sweep() -> None:
        for number in range(10_000):
            if stop.wait(0.2):
                return
            at = END + timedelta(seconds=POLL_S * number)
            run = CollectorRun(OFFICE, CollectorName.NETWORK, at, at, at, RunOutcome.OK, len(keys))
            began = time.perf_counter()
            record_batch(store, run, [Sample(key, at, 12.5, SampleStatus.OK) for key in keys], behind_s=300)
            waits.append(time.perf_counter() - began)

    bites, longest_log = _timed(store)
    thread = threading.Thread(target=sweep, daemon=True)
    thread.start()
    began = time.monotonic()
    removed = 0
    while rows := retention.retain(
        store, END + timedelta(days=RAW_DAYS), RAW_DAYS, pause=lambda _: time.sleep(pause_s)
    ):
        removed += rows
    took = time.monotonic() - began
    stop.set()
    thread.join()
    left, log = path.stat().st_size, max(longest_log, default=0)
    typical, worst = median(bites), sorted(bites)[int(len(bites) * 0.95)]
    print(f"pruned of {removed:,} raw samples: {left / MB:.1f} MB on disk (limit {PRUNED_LIMIT_MB:g}), "
          f"{pages(store).free_bytes / MB:.1f} MB of it empty; {took:.0f} s with its pauses")  # fmt: skip
    print(f"bites of pruning and shrinking: {len(bites)}, median {typical * 1000:.1f} ms, p95 {worst * 1000:.1f} ms "
          f"(limit of the median {BITE_LIMIT_S * 1000:.0f}); sweeps beside them: {len(waits)}, "
          f"median {median(waits) * 1000:.1f} ms, longest {max(waits) * 1000:.0f} ms; "
          f"longest log {log / MB:.1f} MB")  # fmt: skip
    Measure("the same once raw is pruned", left / MB, "MB", limit=PRUNED_LIMIT_MB).show()
    Measure("a bite of pruning, median", typical * 1000, "ms", limit=BITE_LIMIT_S * 1000).show()
    missed = [] if left <= PRUNED_LIMIT_MB * MB else [f"pruned it takes {left / MB:.1f} MB"]
    return missed + ([] if typical <= BITE_LIMIT_S else [f"a bite takes {typical * 1000:.1f} ms"])


def _timed(store: Store) -> tuple[list[float], list[int]]:
    """Times of every bite that the retention job takes from here on, and the log's size after each."""
    times: list[float] = []
    sizes: list[int] = []

    def bite(*given: object) -> object:
        began = time.perf_counter()
        found = prune_bite(*given)  # type: ignore[arg-type]
        times.append(time.perf_counter() - began)
        sizes.append(log_bytes(store))
        return found

    def shrink(*given: object) -> None:
        began = time.perf_counter()
        give_back(*given)  # type: ignore[arg-type]
        times.append(time.perf_counter() - began)
        sizes.append(log_bytes(store))

    retention.prune_bite, retention.give_back = bite, shrink  # type: ignore[assignment]
    return times, sizes


def _state(key: SeriesKey) -> SeriesState:
    last = END - timedelta(seconds=POLL_S)
    return SeriesState(key, State.UP, END - DAY, last, 12.5, SampleStatus.OK, good_polls=2_880, value_changed_at=last,
                       first_good_at=END - DAY, known_value=12.5)  # fmt: skip


def _intervals(keys: list[SeriesKey]) -> Iterator[StateInterval]:
    """An outage of an hour every third day."""
    for key in keys:
        start = END - timedelta(days=DAYS)
        while start < END - DAY:
            down = start + timedelta(days=3) - HOUR
            end = min(down, END - DAY)
            yield StateInterval(key, start, end, State.UP)
            if down >= END - DAY:
                break
            yield StateInterval(key, down, down + HOUR, State.DOWN)
            start = down + HOUR
        yield StateInterval(key, END - DAY, None, State.UP)


def _rollups(keys: list[SeriesKey], step: timedelta) -> Iterator[Rollup]:
    polls = round(step.total_seconds()) // POLL_S
    ok = polls * 19 // 20
    for n, key in enumerate(keys):
        start = END - timedelta(days=DAYS)
        while start < END:
            total = ok * 14.5 + (n * 7 + start.day) % 900
            yield Rollup(key, start, polls, ok, 0, polls - ok, 0, ok, total, 10.0 + n % 3, 18.9 + start.day % 7)
            start += step


def _samples(keys: list[SeriesKey]) -> Iterator[Sample]:
    first, polls = END - RAW_DAYS * DAY, RAW_DAYS * 86_400 // POLL_S
    for n, key in enumerate(keys):
        for number in range(polls):
            down = (number + n) % 20 == 0
            at = first + timedelta(seconds=POLL_S * number)
            value = None if down else 10 + (number * 37 + n * 101) % 9_000 / 1000
            yield Sample(key, at, value, SampleStatus.FAILED if down else SampleStatus.OK)
