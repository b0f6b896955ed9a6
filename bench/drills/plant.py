"""What the drills run: an office of 120 targets whose answers follow from the number of the round alone."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collectors.base import Harvest
from collectors.lease import Keeper
from collectors.runner import Runner
from collectors.spool import Outbox
from collectors.spoolfile import SpoolFile
from dashboard.model import CollectorName, Sample, SampleStatus, SeriesKey
from dashboard.store import Holder, Store, fenced, open_store

OFFICE = "51.08"
TARGETS = 120
ROUND_S = 30
BEGIN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
MB = 2**20
ROUTER = SeriesKey(OFFICE, None, CollectorName.NETWORK, "router", "rtt_ms", "ms")
KEYS = (
    ROUTER,
    *(
        SeriesKey(OFFICE, f"51.08.{n % 9 + 1:02d}", CollectorName.NETWORK, f"modem-{n:03d}", "rtt_ms", "ms")
        for n in range(1, TARGETS)
    ),
)


MARK = f"SELECT json_extract(value, '$.rolled.network[0]') FROM meta WHERE key = 'sweeps:{OFFICE}'"
"""How far the rollups of SQLite stand behind the samples."""


def round_at(number: int) -> datetime:
    """When a round is."""
    return BEGIN + timedelta(seconds=ROUND_S * number)


def is_down(target: int, number: int) -> bool:
    """Every target is out for ten rounds of each 480, at its own time; the router never is."""
    return target > 0 and (number + 4 * target) % 480 < 10


@dataclass
class Sweep:
    """A collector whose samples say in which round they were taken."""

    name: CollectorName = CollectorName.NETWORK
    office: str = OFFICE
    interval_s: float = ROUND_S
    timeout_s: float = 20.0

    def series(self) -> tuple[SeriesKey, ...]:
        """All targets."""
        return KEYS

    def collect(self, now: datetime) -> Harvest:
        """One sweep; replies lie some milliseconds apart."""
        number = round((now - BEGIN).total_seconds() / ROUND_S)
        found = []
        for target, key in enumerate(KEYS):
            down = is_down(target, number)
            value = None if down else 10 + (number * 37 + target * 101) % 9_000 / 100
            status = SampleStatus.FAILED if down else SampleStatus.OK
            at = now + timedelta(microseconds=137 * target)
            found.append(Sample(key, at, value, status, parent=None if key is ROUTER else ROUTER))
        return Harvest(tuple(found))


@dataclass
class Station:
    """One life of a collectors' process, with a clock that stands at the round which is run."""

    url: str
    folder: Path
    most_bytes: int = 512 * MB
    at: datetime = BEGIN
    late_since: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        tokens: dict[str, int] = {}
        self.store: Store = open_store(self.url)
        self.spool = SpoolFile(self.folder / f"spool-{OFFICE}.sqlite3", self.most_bytes)
        holder = Holder(f"{os.getpid()}-{id(self)}", "latihan", os.getpid())
        self.keeper = Keeper(self.store, holder, {OFFICE: self.spool.id}, self.now, tokens=tokens)
        store = fenced(self.store, tokens)
        self.outbox = Outbox(
            store, OFFICE, self.spool, self.keeper, caught_up=lambda _office, since: self.late_since.append(since)
        )
        self.runner = Runner(store, [Sweep()], self.now, outlets={OFFICE: self.outbox})

    def now(self) -> datetime:
        """The clock of this life."""
        return self.at

    def run(self, number: int) -> None:
        """Run one round; afterwards it is in the database or in the spool."""
        self.at = round_at(number)
        self.runner.run(0)

    def close(self) -> None:
        """End this life as it should end."""
        self.runner.close()
        self.outbox.close()
        self.store.close()


def life(work: Callable[[Callable[[int], None]], None]) -> tuple[int, int]:
    """Begin a life in a process of its own: ``work`` gets a way to report rounds; gives its id and the pipe's end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            work(lambda number: _report(writing, number))
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    return pid, reading


def _report(pipe: int, number: int) -> None:
    os.write(pipe, number.to_bytes(4, "big"))


def reported(pipe: int) -> list[int]:
    """Everything that a life that is over has reported."""
    with os.fdopen(pipe, "rb") as file:
        text = file.read()
    return [int.from_bytes(text[place : place + 4], "big") for place in range(0, len(text) - 3, 4)]


def kill(pid: int) -> None:
    """End a life by SIGKILL, by its id, and wait for its end."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def check_sqlite(path: Path) -> dict[int, int]:
    """Look a database over after a kill: gives the samples of each round. AssertionError for anything wrong."""
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        times = dict(file.execute("SELECT observed_at, count(*) FROM samples GROUP BY 1").fetchall())
        mark = file.execute(MARK).fetchone()
        until = mark[0] if mark and mark[0] else 2**62  # what lies behind the mark waits to be counted
        for table, length in (("rollups_hourly", 3_600), ("rollups_daily", 86_400)):
            raw = f"""SELECT series_id, observed_at / {length} * {length}, count(*), sum(status = 0), sum(status = 2),
                      count(value), coalesce(sum(value), 0), min(value), max(value) FROM samples
                      WHERE observed_at < {until} GROUP BY 1, 2"""
            kept = f"""SELECT series_id, start_at, polls, ok, failed, value_count, value_sum, value_min, value_max
                       FROM {table} ORDER BY 1, 2"""
            assert file.execute(f"{raw} ORDER BY 1, 2").fetchall() == file.execute(kept).fetchall(), table
        doubled = "SELECT scheduled_ms FROM collector_runs WHERE outcome = 'ok' GROUP BY 1 HAVING count(*) > 1"
        assert file.execute(doubled).fetchall() == []
    file.close()
    first = int(BEGIN.timestamp())
    return {(at - first) // ROUND_S: count for at, count in times.items()}
