"""The kinds of log books for the contract suite."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from collectors.logbook import KEPT_FOR, LogbookCollector
from tests.collectors.kinds import OTHER, TESTED, Kind, Situation, Trial
from tests.collectors.logbook.books import TOTAL, write_sheet
from tests.collectors.sources import HISTORY, NOW, REPAIR, office, touch

GOOD: Sequence[Sequence[str]] = (tuple(TOTAL.values()), ("1", "Seririt", "Modem mati", "20/11/2026 08:00", ""))
MALFORMED: Sequence[Sequence[str]] = (("Nama", "Gaji"), ("Sari", "3.000.000"))


PATIENCE_S = 2.0


def _release(path: Path) -> None:
    """Let a look that hangs in a pipe go on, as when a share comes back."""
    if path.is_fifo():
        with suppress(OSError):  # nobody reads (any more)
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.write_text("".join(";".join(row) + "\n" for row in rows))
    touch(path, NOW - timedelta(hours=1))


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    write_sheet(path, rows)


def _make(kind: str, write: Callable[[Path, Sequence[Sequence[str]]], None]) -> Callable[[Path, Situation], Trial]:
    def make(folder: Path, situation: Situation) -> Trial:
        tested, other = folder / f"{TESTED}.{kind}", folder / f"{OTHER}.{kind}"
        write(other, GOOD)
        if situation is Situation.SLOW:
            os.mkfifo(tested)
        elif situation is not Situation.BROKEN:
            write(tested, {Situation.EMPTY: GOOD[:1], Situation.MALFORMED: MALFORMED}.get(situation, GOOD))
        sources: list[dict[str, object]] = [
            {"id": path.stem, "kind": kind, "path": str(path), "columns": TOTAL, "sop_default": REPAIR}
            for path in (tested, other)
        ]
        books = office(tickets=sources)
        collector = LogbookCollector(books, interval_s=60, sops=HISTORY, patience_s=PATIENCE_S)
        return Trial(collector, vanish=tested.unlink, close=lambda: _release(tested))

    return make


KINDS = tuple(
    # a book that is only being saved keeps for a while what it held
    Kind(f"tickets:{kind}", "rows", _make(kind, write), gone_after=KEPT_FOR + timedelta(minutes=1))
    for kind, write in (("csv", _csv), ("xlsx", _xlsx))
)
