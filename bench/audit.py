"""What it costs to read an audit of 100,000 lines: the whole chain, what is new, a page, a search, the file.

Run with ``python -m bench.audit``. The reference reads the same rows bare and hashes their bytes once.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from sqlalchemy import insert, update

from bench.report import Measure, show_all
from dashboard.store import AuditCheck, Store, check_audit, open_store, upgrade
from dashboard.store.audit import COLUMNS, HEAD, chained
from dashboard.store.audit_trail import AuditAsked, audit_lines, count_audit, every_audit_line
from dashboard.store.codec import to_json
from dashboard.store.schema import audit, meta

LINES = 100_000
NOW = datetime(2026, 11, 29, tzinfo=UTC)
_CHUNK = 5_000


def fill(store: Store) -> None:
    """Lines as a desk writes them, one a minute, their chain right."""
    head, rows = check_audit(store).head, []
    for number in range(1, LINES + 1):
        was, became = {"3.1.selesai": None}, {"3.1.selesai": "2026-11-20T01:00:00+00:00 tombol", "catatan": "x" * 80}
        row = {
            "id": number,
            "at": int(NOW.timestamp()) - 60 * (LINES - number),
            "officer": f"petugas-{number % 40}",
            "action": ("langkah selesai", "catatan ditulis", "masuk", "pembacaan dicatat")[number % 4],
            "subject": f"tiket 51.{number % 9:02d}/T-{number // 5}",
            "before": to_json(was),
            "after": to_json(became),
        }
        head = row["chain"] = chained(head, [row[column.name] for column in COLUMNS])
        rows.append(row)
    with store.writing.begin() as connection:
        for start in range(0, LINES, _CHUNK):
            connection.execute(insert(audit), rows[start : start + _CHUNK])
        connection.execute(update(meta).where(meta.c.key == HEAD), {"value": f"{LINES} {head}"})


def bare(path: Path) -> None:
    """The same rows by the bare driver, their bytes hashed."""
    digest = hashlib.sha256()
    with sqlite3.connect(path) as connection:
        for row in connection.execute("SELECT id, at, officer, action, subject, before, after, chain FROM audit"):
            digest.update("\x1f".join(map(str, row)).encode())


def best_s(work: Callable[[], object]) -> float:
    """Processor seconds, the best of three."""
    found = []
    for _ in range(3):
        began = process_time()
        work()
        found.append(process_time() - began)
    return min(found)


def main() -> bool:
    """Run all; whether the targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.sqlite3"
        store = open_store(f"sqlite:///{path}")
        try:
            upgrade(store)
            fill(store)
            return show_all(measures(store, path))
        finally:
            store.close()


def measures(store: Store, path: Path) -> list[Measure]:
    """All figures of one filled store."""
    known: AuditCheck = check_audit(store)
    assert known.is_whole
    assert known.lines == LINES
    month = AuditAsked(since=NOW - timedelta(days=30))
    sought, deep = AuditAsked(text="T-19999"), LINES - 100
    asked: dict[str, tuple[Callable[[], object], float]] = {
        "what is new since a check": (lambda: check_audit(store, after=known), 20),
        "a page of the last 30 days": (lambda: (count_audit(store, month), audit_lines(store, month, limit=50)), 100),
        "the last page of all": (lambda: audit_lines(store, AuditAsked(), limit=50, offset=deep), 100),
        "a search in all": (lambda: (count_audit(store, sought), audit_lines(store, sought, limit=50)), 500),
    }
    whole = Measure(
        "audit: every line of 100,000 checked",
        best_s(lambda: check_audit(store)),
        "s",
        limit=2.0,
        reference="bare sqlite3, rows hashed once",
        reference_value=best_s(lambda: bare(path)),
    )
    stream = best_s(lambda: sum(1 for _ in every_audit_line(store, AuditAsked())))
    told = [Measure(f"audit: {name}", 1000 * best_s(work), "ms", limit=most) for name, (work, most) in asked.items()]
    return [whole, *told, Measure("audit: all lines read for the file", stream, "s", limit=10.0)]


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
