"""The kinds of databases and helpdesks with tickets for the contract suite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.collectors.kinds import OTHER, TESTED, Kind, Situation, Trial
from tests.collectors.ticketsources.helpdesks import (
    REPAIR,
    GlpiDesk,
    Helpdesk,
    Reply,
    Row,
    ZammadDesk,
    glpi_row,
    running,
    source_of,
    zammad_row,
)
from tests.collectors.ticketsources.reading import Reader

PATIENCE_S = 0.5
"""How long the collector waits for one source here."""
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
COLUMNS = {"nomor": "nomor", "kecamatan": "kec", "dibuka": "lapor"}


def _helpdesk(desk: type[Helpdesk], row: Callable[[int], Row], listed: str) -> Callable[[Path, Situation], Trial]:
    def make(_folder: Path, situation: Situation) -> Trial:
        every, tested_only = ExitStack(), ExitStack()
        every.enter_context(tested_only)
        tested, other = desk(), desk()
        tested_only.enter_context(running(tested))
        every.enter_context(running(other))
        other.rows = [row(1)]
        tested.rows = [] if situation is Situation.EMPTY else [row(1), row(2)]
        tested.pause_s = 30.0 if situation is Situation.SLOW else 0.0
        if situation is Situation.MALFORMED:
            tested.instead[listed] = [Reply(raw=b"<html>pemeliharaan</html>")] * 100
        reader = Reader(
            source_of(tested, TESTED), source_of(other, OTHER), patience_s=PATIENCE_S if tested.pause_s else 20.0
        )
        if situation is Situation.BROKEN:
            tested_only.close()
        return Trial(reader.collector, vanish=tested_only.close, close=every.close)

    return make


def _database(path: Path, *rows: tuple[object, ...]) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tiket (nomor, kec, lapor)")
        connection.executemany("INSERT INTO tiket VALUES (?, ?, ?)", rows)
    connection.close()


def _sql(folder: Path, situation: Situation) -> Trial:
    tested, other = folder / "diuji.db", folder / "lain.db"
    good = (1, "Seririt", "2026-11-18 08:00:00")
    _database(other, good)
    if situation is not Situation.BROKEN:
        _database(tested, *([] if situation is Situation.EMPTY else [good]))
    queries = {Situation.SLOW: ENDLESS, Situation.MALFORMED: "SELECT nomor AS lain FROM tiket"}
    query = queries.get(situation, "SELECT nomor, kec, lapor FROM tiket")
    sources: list[dict[str, object]] = [
        {
            "id": name,
            "kind": "sql",
            "url": f"sqlite:///{path}",
            "query": asked,
            "columns": COLUMNS,
            "sop_default": REPAIR,
        }
        for name, path, asked in ((TESTED, tested, query), (OTHER, other, "SELECT nomor, kec, lapor FROM tiket"))
    ]
    reader = Reader(*sources, patience_s=PATIENCE_S if situation is Situation.SLOW else 20.0)
    return Trial(reader.collector, vanish=tested.unlink)


KINDS = (
    Kind("tickets:sql", "tickets", _sql),
    Kind("tickets:glpi", "tickets", _helpdesk(GlpiDesk, glpi_row, "Ticket")),
    Kind("tickets:zammad", "tickets", _helpdesk(ZammadDesk, zammad_row, "tickets")),
)
