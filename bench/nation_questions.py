"""What a nation's history answers: the questions of one office's pages, and of the pages over all offices."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import event

from bench.report import Measure, quantile, table
from dashboard.calendars import build_calendar
from dashboard.catalogue import load_catalogue
from dashboard.office_model import Office
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.compliance import compliance_view
from dashboard.views.context import Context
from dashboard.views.nation import nation_view, province_of
from dashboard.views.network import network_view, rtt_points
from dashboard.views.wall import wall_view

STATEMENT_MS, NATION_MS = 40.0, 150.0
ASKED_OFFICES = 40
PERIOD_DAYS = 90
HOURLY_DAYS, YEAR_DAYS = 35, 365


@dataclass
class Watch:
    """How long each statement took, in milliseconds, until PostgreSQL had handed over all of its rows."""

    times_ms: list[float] = field(default_factory=list)
    _began: float = 0.0

    def begin(self, *_: Any) -> None:
        """A statement is sent."""
        self._began = time.perf_counter()

    def end(self, *_: Any) -> None:
        """Its answer is here."""
        self.times_ms.append((time.perf_counter() - self._began) * 1000)


@contextmanager
def watched(store: Store) -> Iterator[Watch]:
    """Time every statement of one thread."""
    watch = Watch()
    event.listen(store.engine, "before_cursor_execute", watch.begin)
    event.listen(store.engine, "after_cursor_execute", watch.end)
    try:
        yield watch
    finally:
        event.remove(store.engine, "before_cursor_execute", watch.begin)
        event.remove(store.engine, "after_cursor_execute", watch.end)


def context_of(store: Store, offices: Sequence[Office]) -> Context:
    """A web worker that has just begun: it remembers nothing."""
    calendars = {office.code: build_calendar(office) for office in offices}
    return Context(
        store, load_settings({}), {office.code: office for office in offices}, calendars, load_catalogue(), "bench"
    )


Question = Callable[[Context, str, date, date, datetime], object]


def _reply_times(context: Context, code: str, _start: date, end: date, now: datetime) -> object:
    """The chart of one target's reply times, 35 days by the hour."""
    start = end - timedelta(days=HOURLY_DAYS - 1)
    target = context.offices[code].targets[-1].id
    return rtt_points(context, code, target, start, end, now)


QUESTIONS: dict[str, Question] = {
    "wall": lambda context, code, _start, _end, now: wall_view(context, code, now),
    "jaringan, 90 days": lambda context, code, start, end, now: network_view(context, code, start, end, now),
    "jaringan, reply times of 35 days": _reply_times,
    "kepatuhan, 90 days": lambda context, code, start, end, now: compliance_view(context, code, start, end, now),
}


def _nation(context: Context, _code: str, _start: date, end: date, now: datetime) -> object:
    return nation_view(context, "", end - timedelta(days=YEAR_DAYS - 1), end, now)


def _province(context: Context, code: str, _start: date, end: date, now: datetime) -> object:
    return nation_view(context, province_of(code), end - timedelta(days=YEAR_DAYS - 1), end, now)


OF_MANY: dict[str, Question] = {"nasional, a year": _nation, "provinsi, a year": _province}


def asked(store: Store, offices: Sequence[Office], now: datetime) -> Iterator[Measure]:
    """Each question for offices by chance; p95 of the slowest statement of each, and of the whole answer."""
    end = now.date()
    start = end - timedelta(days=PERIOD_DAYS - 1)
    dice = random.Random(5)
    rows, measures = [], []
    for what, question in (QUESTIONS | OF_MANY).items():
        context = context_of(store, offices)
        slowest, whole = [], []
        for office in dice.choices(offices, k=ASKED_OFFICES):
            with watched(store) as watch:
                began = time.perf_counter()
                question(context, office.code, start, end, now)
                whole.append((time.perf_counter() - began) * 1000)
            slowest.append(max(watch.times_ms, default=0.0))
        pairs = (quantile(times, share) for times in (slowest, whole) for share in (0.5, 0.95))
        rows.append((what, *(f"{each:.1f}" for each in pairs)))
        if what in OF_MANY:
            measures.append(Measure(f"{what}, whole answer, p95", quantile(whole, 0.95), "ms", NATION_MS))
        else:
            name = f"{what}, slowest statement of one office, p95"
            measures.append(Measure(name, quantile(slowest, 0.95), "ms", STATEMENT_MS))
    head = ("question", "statement p50 ms", "p95 ms", "answer p50 ms", "p95 ms")
    print("\n" + table(head, rows), flush=True)
    yield from measures
