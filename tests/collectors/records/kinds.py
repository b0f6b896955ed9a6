"""Every kind of counter of sent records in every situation, for the contract suite."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import OperationalError

from collectors.manualcounts import ReadManual
from collectors.records import RecordsCollector, nobody_entered
from dashboard.growth import ManualReading
from tests.collectors.kinds import NONE, OK, OTHER, TESTED, UNKNOWN, Kind, Situation, Trial
from tests.collectors.records.reading import service
from tests.collectors.sources import NOW, Shelf, office
from tests.listeners import TcpListener

SOURCE_S = 0.5
"""Soon, so that a hanging source does not keep the suite waiting."""
GOOD, EMPTY, SLOW = Situation.GOOD, Situation.EMPTY, Situation.SLOW
BROKEN, MALFORMED, VANISHED = Situation.BROKEN, Situation.MALFORMED, Situation.VANISHED


def _trial(
    kind: str,
    tested: Mapping[str, object],
    other: Mapping[str, object],
    *,
    vanish: Callable[[], None] | None = None,
    entered: ReadManual = nobody_entered,
    close: Callable[[], None] | None = None,
    env: Mapping[str, str] | None = None,
) -> Trial:
    sources = [
        {"id": name, "kecamatan": code, "kind": kind, **more}
        for name, code, more in ((TESTED, "51.08.01", tested), (OTHER, "51.08.02", other))
    ]
    collector = RecordsCollector(
        office(counters=sources), interval_s=60, recall=Shelf(), env=env or {}, entered=entered, source_s=SOURCE_S
    )
    trial = Trial(collector)
    trial.vanish, trial.close = vanish or trial.vanish, close or trial.close
    return trial


def _file(kind: str, texts: Mapping[Situation, str], keys: Mapping[str, object], folder: Path, at: Situation) -> Trial:
    """A log or a table; a pipe that nobody writes to hangs as a dead network share does."""
    tested, other = folder / TESTED, folder / OTHER
    other.write_text(texts[GOOD])
    if at is SLOW:
        os.mkfifo(tested)
    elif at is not BROKEN:
        tested.write_text(texts.get(at, texts[GOOD]))

    def end_hang() -> None:
        if at is SLOW:
            os.close(os.open(tested, os.O_RDWR | os.O_NONBLOCK))

    paths = [{**keys, "path": str(path)} for path in (tested, other)]
    return _trial(kind, *paths, vanish=tested.unlink, close=end_hang)


def _sql(folder: Path, at: Situation) -> Trial:
    tested, other = folder / TESTED, folder / OTHER
    for path in (tested, other):
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE status (sent, pending)")
            if path == other or at is not EMPTY:
                sent = "banyak" if path == tested and at is MALFORMED else 250
                database.execute("INSERT INTO status VALUES (?, 4)", (sent,))
        database.close()
    if at is BROKEN:
        tested.unlink()
    keys = {"query": "SELECT sent, pending FROM status", "url": f"sqlite:///{tested}"}
    listener = TcpListener().start()
    if at is SLOW:  # accepts the connection and never greets
        keys["url"] = f"postgresql+psycopg://baca@127.0.0.1:{listener.port}/bioms"
    return _trial("sql", keys, {**keys, "url": f"sqlite:///{other}"}, vanish=tested.unlink, close=listener.stop)


def _http(_: Path, at: Situation) -> Trial:
    running = ExitStack()
    tested, other = (ExitStack() for _ in range(2))
    running.push(tested)
    running.push(other)
    one, two = tested.enter_context(service()), other.enter_context(service())
    if at is EMPTY:
        one.body = b"{}"
    elif at is SLOW:
        one.pause_s = 30
    elif at is MALFORMED:
        one.body = json.dumps({"data": {"sent": "banyak"}}).encode()
    elif at is BROKEN:
        one.status = 401
    ways = {"value": "data.sent", "pending": "data.pending"}
    urls = [{**ways, "url": each.url} for each in (one, two)]
    return _trial("http", *urls, vanish=tested.close, close=running.close)


def _manual(_: Path, at: Situation) -> Trial:
    released = threading.Event()
    gone: set[str] = {TESTED} if at is BROKEN else set()

    def entered(code: str, source: str, _since: datetime) -> Sequence[ManualReading]:
        if source in gone:
            raise OperationalError("SELECT", {}, OSError("tidak terjangkau"))
        if source == TESTED and at is SLOW:
            released.wait(30)
        if source == TESTED and at is EMPTY:
            return ()
        return (ManualReading(code, source, NOW, 120, 3, False, "sari", NOW),)

    return _trial("manual", {}, {}, entered=entered, vanish=lambda: gone.add(TESTED), close=released.set)


_COUNTS = {EMPTY: UNKNOWN}
"""Nothing there is no count of zero."""
_LOG = {GOOD: "10:00 sent : 120\n", EMPTY: "", MALFORMED: "10:00 sent : banyak\n"}
_CSV = {GOOD: "Terkirim;Tertunda\n120;3\n", EMPTY: "Terkirim;Tertunda\n", MALFORMED: "Nama;Alamat\na;b\n"}
_COLUMNS = {"jumlah": "Terkirim", "tertunda": "Tertunda"}

KINDS = (
    Kind("counters:log", "records", partial(_file, "log", _LOG, {"pattern": r"sent : (\w+)"}), expected=_COUNTS),
    Kind("counters:csv", "records", partial(_file, "csv", _CSV, {"columns": _COLUMNS}), expected=_COUNTS),
    Kind("counters:sql", "records", _sql, expected=_COUNTS),
    Kind("counters:http", "records", _http, expected=_COUNTS),
    Kind(
        "counters:manual",
        "records",
        _manual,
        # What nobody entered, or what cannot be fetched now, leaves no trace; what was told before stays.
        expected={**dict.fromkeys((EMPTY, SLOW, BROKEN), NONE), VANISHED: OK},
        cannot={MALFORMED: "an entry is checked before it is kept"},
    ),
)
