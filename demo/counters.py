"""The counter "No.of Records sent after Restart" of each kecamatan: growing, resting, stuck, now and then restarted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.offices import CounterSource, Office
from demo.chance import draw

LOG_BYTES_KEPT = 64_000


@dataclass
class Counter:
    """One counter: what it shows and how it behaves (``steady``, ``slow``, ``stuck`` or ``idle``)."""

    source: CounterSource
    temper: str
    value: int
    pending: int

    def tick(self, now: datetime) -> None:
        """Let one moment pass: send what is pending, record new ones, sometimes restart."""
        dice = draw("counter", self.source.id, int(now.timestamp()))
        if dice.random() < 0.002:
            self.value = 0
        if self.temper == "stuck":
            self.pending = min(99, self.pending + (dice.random() < 0.1))
            return
        if self.temper == "idle":
            self.pending = 0
            return
        sent = min(self.pending, 1 if self.temper == "slow" else dice.randint(1, 3))
        self.value += sent
        self.pending += dice.randint(0, 2) - sent if self.pending < 20 else -sent


def counters(office: Office) -> list[Counter]:
    """A counter for each of the office's counter sources; few are stuck or idle, always the same ones."""
    found = []
    for source in office.counters:
        dice = draw("temper", source.id)
        temper = dice.choices(["steady", "slow", "idle", "stuck"], [60, 25, 10, 5])[0]
        found.append(Counter(source, temper, dice.randint(20, 400), 0 if temper == "idle" else dice.randint(3, 9)))
    return found


def write_counter(counter: Counter, now: datetime) -> None:
    """Put the reading where the office's file says: a text log, or a table that the SQL query reads."""
    source = counter.source
    if source.kind == "sql":
        _write_row(Path(source.url.removeprefix("sqlite:///")), counter)
        return
    path = Path(source.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES_KEPT:
        path.replace(path.with_suffix(".old"))  # as a log is rotated: the reader never sees half a file
    moment = now.strftime("%Y-%m-%d %H:%M:%S")
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{moment} No.of Records sent after Restart : {counter.value}  Pending : {counter.pending}\n")


def _write_row(path: Path, counter: Counter) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS enrollment_status (kecamatan TEXT PRIMARY KEY, sent INTEGER, pending INTEGER)"
        )
        database.execute(
            "INSERT INTO enrollment_status VALUES (?, ?, ?) "
            "ON CONFLICT (kecamatan) DO UPDATE SET sent = excluded.sent, pending = excluded.pending",
            (counter.source.kecamatan, counter.value, counter.pending),
        )
    database.close()
