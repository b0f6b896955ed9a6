"""Every view of the one office over 90 days: which statements it sends, and how long each takes with its fetch."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection

from bench.question_data import CODE, DAYS, NOW
from bench.report import quantile
from dashboard.settings import Settings
from dashboard.store import Store, tickets
from dashboard.views.context import build_context
from tests.people import signed_app
from tests.statements import Statement, Walk, questions, statements_of

MEASURED, REPAIRED = "trenggalek-13-pengiriman-online", "trenggalek-10-pemeliharaan-alat-perekaman"
HIDDEN = ("page gallery", "page not_found_404")


@dataclass
class Timed:
    """One statement of one view, and the milliseconds of each time it was asked, to the last row."""

    view: str
    statement: Statement
    rows: int = 0
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Of this process alone: on SQLite all that was spent, however busy the machine was."""

    @property
    def p50(self) -> float:
        """Half of the times were shorter."""
        return median(self.ms)

    @property
    def p95(self) -> float:
        """One in twenty was longer."""
        return quantile(self.ms, 0.95)

    @property
    def cpu(self) -> float:
        """Median of the processor's time."""
        return median(self.cpu_ms)


def walk_of(store: Store, settings: Settings, folder: Path) -> Walk:
    """The running app of the one office as of ``NOW``, with one of its tickets to point at."""
    logging.getLogger("pantau").setLevel(logging.ERROR)
    context = build_context(settings, store, settings.expansion({}))
    app = signed_app(settings, context, lambda: NOW)
    office = context.offices[CODE]
    today = context.calendars[CODE].local_date(NOW)
    opened = next(each for each in tickets(store, CODE, sop=REPAIRED) if each.kecamatan == office.kecamatan[0].code)
    return Walk(app, CODE, today - timedelta(days=DAYS - 1), today, opened.id, REPAIRED, folder)


def views_of(walk: Walk) -> dict[str, Callable[[], object]]:
    """All that a test walks, and what belongs to measured hours alone."""
    found = {name: ask for name, ask in questions(walk).items() if not name.startswith(HIDDEN)}
    kept = questions(Walk(walk.app, walk.office, walk.start, walk.end, walk.ticket, MEASURED, walk.folder))
    found |= {f"{name} (measured)": kept[name] for name in ("page sop_detail", "callback compliance runs")}
    return found


def recorded_views(walk: Walk) -> list[Timed]:
    """Each different statement of each view once."""
    found = []
    for name, ask in views_of(walk).items():
        sent = {(each.sql, repr(each.parameters)): each for each in statements_of(walk, ask) if each.is_read}
        found += [Timed(name, each) for each in sent.values()]
    return found


def replayed(stores: Sequence[Store], asked: Sequence[Sequence[Timed]], times: int) -> None:
    """Ask each statement ``times`` times of each store by turns, after once that is not counted."""
    with ExitStack() as stack:
        connections = [stack.enter_context(store.engine.connect()) for store in stores]
        for same in zip(*asked, strict=True):
            for connection, each in zip(connections, same, strict=True):
                each.rows = _ask(connection, each.statement)
            for _ in range(times):
                for connection, each in zip(connections, same, strict=True):
                    began, spent = time.perf_counter(), time.thread_time()
                    _ask(connection, each.statement)
                    each.cpu_ms.append((time.thread_time() - spent) * 1000)
                    each.ms.append((time.perf_counter() - began) * 1000)


def _ask(connection: Connection, statement: Statement) -> int:
    """Number of rows, all fetched, as the driver gives them."""
    cursor: Any = connection.connection.cursor()
    cursor.execute(statement.sql, statement.parameters)
    rows = len(cursor.fetchall())
    cursor.close()
    return rows
