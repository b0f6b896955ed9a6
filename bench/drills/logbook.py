"""``python -m bench.drills.logbook``: a log book of 10,000 rows, 500 of them garbage, is put before a running office.

Collectors are killed (-9) while they read and save it; afterwards every ticket is there whole or not at all. Then the
book is put there again, unchanged and saved anew. What is wrong must be named by row, with its mend. Exit code 1: a
target is missed.
"""

from __future__ import annotations

import csv
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.drills.house import OFFICE, REPAIR, ROOT, House, house, until
from bench.drills.witness import integrity
from bench.report import Measure, show_all
from dashboard.store import Store

ROWS, GARBAGE = 10_000, 500
KILLS = 3
COLUMNS = {"nomor": "No. Agenda", "kecamatan": "Kecamatan", "judul": "Uraian", "dibuka": "Lapor", "selesai": "Selesai"}
SPOILT: tuple[Sequence[str], ...] = (
    ("", "Seririt", "tanpa nomor", "05/01/2026 08:00", ""),
    ("{n}", "Atlantis", "kecamatan lain", "05/01/2026 08:00", ""),
    ("{n}", "Seririt", "waktu tak terbaca", "kemarin sore", ""),
    ("{n}", "Seririt", "tanpa waktu", "", ""),
    ("{n}", "#REF!", "#N/A", "#VALUE!", "#DIV/0!"),
    ("{n}", "Gerokgak", "tahun mustahil", "05/01/0206 08:00", ""),
)


def book(rows: int, garbage: int, seed: int = 1) -> list[tuple[str, ...]]:
    """The rows of a year: so many of them garbage, at places that the dice choose; good ones have ``baik`` in front."""
    dice = random.Random(seed)
    spoilt = set(dice.sample(range(rows), garbage))
    begin = datetime(2026, 1, 1, 8, 0)  # noqa: DTZ001  (a log book knows no zones)
    lines = []
    for number in range(rows):
        if number in spoilt:
            kind = SPOILT[len(lines) % len(SPOILT)]
            lines.append(tuple(cell.replace("{n}", f"rusak-{number}") for cell in kind))
            continue
        opened = begin + timedelta(minutes=45 * number)
        closed = opened + timedelta(hours=3)
        place = ("Seririt", "Gerokgak")[number % 2]
        lines.append((f"baik-{number}", place, f"Kerusakan {number}", f"{opened:%d/%m/%Y %H:%M}",
                      f"{closed:%d/%m/%Y %H:%M}"))  # fmt: skip
    return lines


def write(path: Path, lines: Sequence[Sequence[str]]) -> None:
    """The book as CSV, put in place as a whole."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS.values())
        writer.writerows(lines)
    draft.replace(path)


def counted(store: Store) -> dict[str, int]:
    """Tickets of the book, those without a line of their history, those that bear garbage, and lines of history."""
    questions = {
        "tickets": "SELECT count(*) FROM tickets WHERE source = 'tickets' OR id LIKE 'buku:%'",
        "half": "SELECT count(*) FROM tickets t WHERE id LIKE 'buku:%' AND NOT EXISTS (SELECT 1 FROM ticket_events e "
                "WHERE e.office = t.office AND e.ticket = t.id)",
        "spoilt": "SELECT count(*) FROM tickets WHERE id LIKE 'buku:rusak-%'",
        "events": "SELECT count(*) FROM ticket_events WHERE ticket LIKE 'buku:%'",
    }  # fmt: skip
    with store.engine.connect() as connection:
        return {name: int(connection.execute(text(asked)).scalar() or 0) for name, asked in questions.items()}


def message_of(store: Store) -> str:
    """What the last reading of the book said."""
    asked = "SELECT message FROM collector_runs WHERE collector = 'tickets' AND outcome = 'ok' ORDER BY id DESC LIMIT 1"
    with store.engine.connect() as connection:
        return str(connection.execute(text(asked)).scalar() or "")


def _is_saving(store: Store, log: Path, before: int) -> bool:
    """Whether much is being written just now: seen by the write-ahead log, for nobody sees a part of it."""
    return (log.exists() and log.stat().st_size > before + 600_000) or counted(store)["tickets"] >= ROWS - GARBAGE


def named_rows(office: House) -> tuple[int, int]:
    """Rows of the book that the full report names, and complaints of it that name no mend."""
    done = subprocess.run(
        [sys.executable, "-m", "collectors.books", "--office", OFFICE],
        cwd=ROOT, env=office.environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    notes = [line for line in done.stdout.splitlines() if line.startswith("buku: ")]
    rows = {found[1] for found in (re.search(r" baris (\d+)", line) for line in notes) if found}
    print(f"the full report: {len(notes)} lines, {done.stderr.strip().splitlines()[-1:]}")
    return len(rows), sum(";" not in line for line in notes)


def drill(office: House, path: Path) -> bool:
    """The whole course; whether every target is met."""
    lines, dice = book(ROWS, GARBAGE), random.Random(2)
    office.start()
    partial, faults, half = [], 0, 0
    log = office.data / "pantau.sqlite3-wal"
    with closing(office.store()) as store:
        write(path, lines)
        began = time.monotonic()
        while len(partial) < KILLS and counted(store)["tickets"] < ROWS - GARBAGE:
            before = log.stat().st_size if log.exists() else 0
            until("it is being saved", lambda old=before: _is_saving(store, log, old), 120, 0.005)
            time.sleep(dice.uniform(0.0, 0.3))
            old = office.kill("collectors")
            found = counted(store)
            partial.append(found["tickets"])
            half += found["half"]
            faults += integrity(store) != "ok"
            until("they live again", lambda old=old: office.pid("collectors") not in (0, old))
        until("all of it is in", lambda: counted(store)["tickets"] >= ROWS - GARBAGE, 150)
        killed_s = time.monotonic() - began
        time.sleep(8)
        first = counted(store)
        until("the report is there", lambda: message_of(store) != "", 60)
        said, shown = message_of(store), office.system()
        named, mended = named_rows(office)
        path.touch()
        write(path, lines)
        time.sleep(20)
        again = counted(store)
        more = [*lines, ("baik-baru", "Seririt", "yang baru", "20/11/2026 08:00", "")]
        write(path, more)
        added = time.monotonic()
        until("the new row is in", lambda: counted(store)["tickets"] == ROWS - GARBAGE + 1, 120)
        added_s = time.monotonic() - added
        figures = [
            Measure(f"good rows of {ROWS - GARBAGE:,} not taken", ROWS - GARBAGE - first["tickets"], "", 0),
            Measure(f"garbage rows of {GARBAGE} taken as tickets", first["spoilt"], "", 0),
            Measure(f"until all is in, killed {len(partial)} times in its midst", killed_s, "s", 120.0),
            Measure("tickets half there after a kill", half, "", 0),
            Measure("kills that left a part of the book", sum(0 < each < ROWS - GARBAGE for each in partial), "", 0),
            Measure("databases that did not open clean after a kill", faults, "", 0),
            Measure("same book again: tickets more", again["tickets"] - first["tickets"], "", 0),
            Measure("same book again: lines of history more", again["events"] - first["events"], "", 0),
            Measure("one row more in the book: until it is in", added_s, "s", 60.0),
            Measure(f"garbage rows of {GARBAGE} not named by python -m collectors.books", GARBAGE - named, "", 0),
            Measure("complaints without a mend", mended, "", 0),
            Measure("the run's message does not lead to all of them", int("collectors.books" not in said), "", 0),
            Measure("/sistem does not show the report", int("baris" not in shown), "", 0),
            Measure("/healthz was not well", len(office.troubles()), "", 0),
        ]
        print(f"tickets there after each kill: {partial}; the report begins: {said[:300]!r}")
    return show_all(figures)


def main() -> int:
    """One office on SQLite whose log book is a CSV file."""
    with house(poll_s=2.0) as office:
        path = office.folder / "agenda.csv"
        write(path, [])
        source = {"id": "buku", "kind": "csv", "path": str(path), "columns": COLUMNS, "sop_default": REPAIR}
        office.add({"tickets": [source]})
        return 0 if drill(office, path) else 1


if __name__ == "__main__":
    sys.exit(main())
