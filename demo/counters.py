"""The counter "No.of Records sent after Restart" of each kecamatan: growing, resting, stuck, now and then restarted."""

from __future__ import annotations

import contextlib
import csv
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.offices import CounterSource, Office
from demo.chance import draw

LOG_BYTES_KEPT = 64_000
TABLE = ("Kecamatan", "Waktu", "Terkirim", "Tertunda")


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
    """A counter for each of the office's counters that a machine reads; few are stuck or idle, always the same ones.

    Each goes on from what its file shows: a demo that is started again is no restart of the sending.
    """
    found = []
    for source in office.counters:
        if source.kind == "manual":  # read by a simulated officer, see demo.entered
            continue
        dice = draw("temper", source.id)
        temper = dice.choices(["steady", "slow", "idle", "stuck"], [60, 25, 10, 5])[0]
        fresh = dice.randint(20, 400), 0 if temper == "idle" else dice.randint(3, 9)
        found.append(Counter(source, temper, *(_shown(source) or fresh)))
    return found


def _shown(source: CounterSource) -> tuple[int, int] | None:
    """Value and pending as they were last written; None before the first time."""
    if source.kind == "sql":
        return _read_row(_database(source), source.kecamatan)
    path = Path(source.path)
    if source.kind == "csv":
        row = _read_table(path).get(str(source.kecamatan))
        return None if row is None else (int(row["Terkirim"].replace(".", "")), int(row["Tertunda"]))
    if not path.exists():
        return None
    numbers = re.findall(r": (\d+)  Pending : (\d+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return (int(numbers[-1][0]), int(numbers[-1][1])) if numbers else None


def write_counter(counter: Counter, now: datetime) -> None:
    """Put the reading where the office's file says: a text log, a CSV table, or a table that the SQL query reads."""
    source = counter.source
    if source.kind == "sql":
        _write_row(_database(source), counter)
        return
    if source.kind == "csv":
        _write_table(Path(source.path), counter, now)
        return
    path = Path(source.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES_KEPT:
        path.replace(path.with_suffix(".old"))  # as a log is rotated: the reader never sees half a file
    moment = now.strftime("%Y-%m-%d %H:%M:%S")
    with path.open("a", encoding="utf-8") as log:
        log.write(f"{moment} No.of Records sent after Restart : {counter.value}  Pending : {counter.pending}\n")


def _read_table(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a CSV table by kecamatan; none where it is not there yet."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Kecamatan"]: row for row in csv.DictReader(file, delimiter=";")}


def _write_table(path: Path, counter: Counter, now: datetime) -> None:
    """One row a kecamatan, written as an Indonesian spreadsheet does: semicolons, a point between thousands."""
    rows = _read_table(path)
    shown = f"{counter.value:,}".replace(",", "."), str(counter.pending)
    moment = now.strftime("%d/%m/%Y %H:%M:%S")
    kecamatan = str(counter.source.kecamatan)
    rows[kecamatan] = dict(zip(TABLE, (kecamatan, moment, *shown), strict=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".baru")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, TABLE, delimiter=";")
        table.writeheader()
        table.writerows(rows[name] for name in sorted(rows))
    fresh.replace(path)  # the reader never sees half a table


def _database(source: CounterSource) -> Path:
    return Path(source.url.removeprefix("sqlite:///"))


def _read_row(path: Path, kecamatan: str | None) -> tuple[int, int] | None:
    if not path.exists():
        return None
    with contextlib.closing(sqlite3.connect(path)) as database:
        found = database.execute("SELECT sent, pending FROM enrollment_status WHERE kecamatan = ?", (kecamatan,))
        row = found.fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


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
