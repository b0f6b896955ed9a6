"""Four questions as the store asks them, as hand-written SQL that is best known for each, and in DuckDB."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import duckdb
import pandas as pd

from bench.question_data import CODE, NOW, NUMBER
from bench.question_views import Timed, replayed
from bench.report import Measure, show_all, table
from dashboard.model import CollectorName, SeriesKey
from dashboard.store import Store, intervals, latest, open_store, rollups, samples
from dashboard.store.codec import seconds
from tests.statements import Statement, recorded

RTT = "rtt_ms"
MONTH, DAY = NOW - timedelta(days=30), NOW - timedelta(days=1)
_NETWORK = "SELECT id FROM series WHERE office = '{code}' AND collector = 'network' AND metric = 'rtt_ms'"
_TABLES = ("series", "latest", "rollups_daily", "state_intervals", "samples")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: what the store does for it, and SQL that all three databases understand."""

    name: str
    ask: Callable[[Store], object]
    sql: str


def references(file: Path, urls: Mapping[str, str], times: int) -> bool:
    """Print the table and the ratios; always good, for they are told and not judged."""
    columns: dict[str, list[float]] = {}
    for kind, url in urls.items():
        store = open_store(url)
        asked = _questions(store)
        columns[f"{kind}: store"] = [_by_store(store, each, times) for each in asked]
        columns[f"{kind}: by hand"] = [_by_hand(store, each, times) for each in asked]
        store.close()
    columns["DuckDB"] = _by_duckdb(file, asked, times)
    head = ("question of one office (ms, p50 with the fetch)", *columns)
    print(
        "\n" + table(head, [(each.name, *(f"{of[n]:.2f}" for of in columns.values())) for n, each in enumerate(asked)])
    )
    return show_all(
        Measure(f"{each.name}, {kind}", columns[f"{kind}: store"][n], "ms", None, name, columns[column][n])
        for n, each in enumerate(asked)
        for kind in urls
        for name, column in (("hand-written SQL", f"{kind}: by hand"), ("DuckDB", "DuckDB"))
    )


def _questions(store: Store) -> list[Question]:
    known = next(each.series for each in latest(store, CODE) if each.series.metric == RTT)
    number = _id_of(store, known)
    own, month = f"office_no = {NUMBER}", f"start_at >= {seconds(MONTH)} AND start_at < {seconds(NOW)}"
    return [
        Question(
            "latest of all targets",
            lambda store: latest(store, CODE),
            f"SELECT series_id, state, since, observed_at, value FROM latest WHERE {own}",
        ),
        Question(
            "uptime per target and day, 30 days",
            lambda store: rollups(store, CODE, MONTH, NOW, step="day", metrics={RTT}),
            "SELECT series_id, start_at, ok + degraded, failed, unknown FROM rollups_daily "
            f"WHERE {own} AND {month} AND series_id IN ({_NETWORK.format(code=CODE)})",
        ),
        Question(
            "outages of 30 days",
            lambda store: intervals(store, CODE, MONTH, NOW, collector=CollectorName.NETWORK),
            f"SELECT series_id, start_at, end_at, state FROM state_intervals WHERE {own} AND start_at < {seconds(NOW)} "
            f"AND (end_at IS NULL OR end_at > {seconds(MONTH)}) AND series_id IN ({_NETWORK.format(code=CODE)})",
        ),
        Question(
            "one target, 24 h, raw",
            lambda store: samples(store, known, DAY, NOW),
            f"SELECT observed_at, value, status FROM samples WHERE {own} AND series_id = {number} "
            f"AND observed_at >= {seconds(DAY)} AND observed_at < {seconds(NOW)} ORDER BY observed_at",
        ),
    ]


def _id_of(store: Store, key: SeriesKey) -> int:
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            f"SELECT id FROM series WHERE office = '{CODE}' AND target = '{key.target}' AND metric = '{RTT}'"
        )
        return int(found.scalar_one())


def _by_store(store: Store, question: Question, times: int) -> float:
    """Its statements alone, as the pages' are measured."""
    with recorded(store.engine) as sent:
        question.ask(store)
    asked = [Timed(question.name, each) for each in sent]
    replayed([store], [asked], times)
    return sum(each.p50 for each in asked)


def _by_hand(store: Store, question: Question, times: int) -> float:
    asked = [Timed(question.name, Statement(question.sql, () if store.dialect == "sqlite" else None))]
    replayed([store], [asked], times)
    return asked[0].p50


def _by_duckdb(file: Path, asked: list[Question], times: int) -> list[float]:
    """The same rows in tables of its own, in memory."""
    with duckdb.connect() as database, closing(sqlite3.connect(file)) as source:
        for name in _TABLES:
            rows = pd.read_sql_query(f"SELECT * FROM {name}", source)
            database.register("rows", rows)
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")
            database.unregister("rows")
        found = []
        for each in asked:
            took = []
            for _ in range(times + 1):
                began = time.perf_counter()
                database.execute(each.sql).fetchall()
                took.append((time.perf_counter() - began) * 1000)
            found.append(median(took[1:]))
        return found
