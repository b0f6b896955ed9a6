"""How long a log book of 10,000 rows takes, one in twenty of them garbage: read, saved, and saved again unchanged.

Run with ``python -m bench.logbook``. Excel and CSV, a row a ticket and a row a step; all is printed, nothing asserted.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from collectors.logbook import LogbookCollector
from dashboard.services.tickets import save_collected
from dashboard.store import open_store, upgrade
from tests.collectors.logbook.books import STEPS, TOTAL, write_sheet
from tests.collectors.sources import HISTORY, REPAIR, office

ROWS = 10_000
GARBAGE_SHARE = 0.05
STEPS_A_TICKET = 8
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
_T = TypeVar("_T")
_GARBAGE: tuple[Sequence[object], ...] = (
    (None, "Seririt"),
    ("x", "Atlantis", "Modem", datetime(2026, 1, 5, 8, 0)),  # noqa: DTZ001
    ("y", "Seririt", "Modem", "kemarin sore"),
    ("5108 0101 0190 0001", "Seririt"),
    ("z", "#REF!", "#N/A", "#VALUE!", "#DIV/0!"),
    ("w", "Gerokgak", "Layar", datetime(206, 1, 5, 8, 0), None),  # noqa: DTZ001
)


def timed(name: str, work: Callable[[], _T]) -> _T:
    """Print how long it took."""
    began, worked = perf_counter(), process_time()
    result = work()
    print(f"{name:52} {perf_counter() - began:7.2f} s, {process_time() - worked:5.2f} s of processor")
    return result


def rows(by_step: bool) -> Iterator[Sequence[object]]:
    """Rows of a year of repairs, every twentieth of them garbage."""
    dice = random.Random(1)
    begin = datetime(2026, 1, 1, 8, 0)  # noqa: DTZ001 (Excel knows no zones)
    for i in range(ROWS):
        if dice.random() < GARBAGE_SHARE:
            yield [str(cell) if i % 2 and isinstance(cell, datetime) else cell for cell in dice.choice(_GARBAGE)]
            continue
        place = dice.choice(("Seririt", "Gerokgak", "Dinas"))
        if not by_step:
            opened = begin + timedelta(minutes=40 * i)
            yield (i, place, f"Kerusakan {i}", opened, opened + timedelta(hours=3))
            continue
        number, step = divmod(i, STEPS_A_TICKET)
        opened = begin + timedelta(hours=6 * number)
        started = opened + timedelta(minutes=20 * step)
        yield (number, "Seririt", REPAIR, opened, None, step + 1, started, started + timedelta(minutes=9), "")


def write(path: Path, columns: dict[str, str], lines: Sequence[Sequence[object]]) -> None:
    """The book as Excel or CSV, by its suffix."""
    if path.suffix == ".xlsx":
        # Excel knows no year before 1900.
        write_sheet(path, [list(columns.values()), *([_of_excel(cell) for cell in line] for line in lines)])
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns.values())
        writer.writerows(
            [cell.strftime("%d/%m/%Y %H:%M") if isinstance(cell, datetime) else cell for cell in line] for line in lines
        )


def _of_excel(cell: object) -> object:
    return str(cell) if isinstance(cell, datetime) and cell.year < 1900 else cell


def measure(folder: Path, suffix: str, by_step: bool) -> None:
    """One book, from the file to the store."""
    columns = STEPS if by_step else TOTAL
    path = folder / f"agenda{suffix}"
    write(path, columns, list(rows(by_step)))
    source = {"id": "buku", "kind": suffix[1:], "path": str(path), "columns": columns, "sop_default": REPAIR}
    reader = LogbookCollector(office(tickets=[source]), interval_s=60, sops=HISTORY)
    what = f"{suffix[1:]}, satu baris per {'langkah' if by_step else 'tiket'}"
    harvest = timed(f"{what}: {ROWS} baris dibaca", lambda: reader.collect(NOW))
    timed(f"{what}: tidak berubah", lambda: reader.collect(NOW + timedelta(minutes=1)))
    store = open_store(f"sqlite:///{folder}/bangku-{suffix[1:]}-{by_step}.sqlite3")
    upgrade(store)
    saved = timed(f"{what}: disimpan", lambda: save_collected(store, harvest.tickets, "tickets", NOW))
    again = timed(f"{what}: disimpan lagi", lambda: save_collected(store, harvest.tickets, "tickets", NOW))
    store.close()
    print(f"{'':52} {saved} tiket, {again} berubah, {len(harvest.notes)} catatan")


def main() -> None:
    """Run all."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".xlsx", ".csv"):
            for by_step in (False, True):
                measure(Path(folder), suffix, by_step)


if __name__ == "__main__":
    main()
