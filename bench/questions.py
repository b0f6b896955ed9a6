"""What the pages of one office ask of 90 days, statement by statement, alone and among 513 other offices.

Run with ``python -m bench.questions`` (``--long``: more of the other offices' past and all raw samples; ``--kinds
sqlite``). Each view is drawn once by the real app; every statement that it sends is then asked again many times, on the
database of one office and on that of 514 by turns, each to its last row. The same data are asked by hand-written SQL
and in DuckDB. Ends with 1 where a target is missed. Everything is made up (DATA SIMULASI) and deleted at the end.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.postgres import DATABASE, postgres
from bench.question_data import LONG, QUICK, Amount, copy_to_postgresql, fill_one, fill_others, settings_of
from bench.question_reference import references
from bench.question_views import Timed, recorded_views, replayed, walk_of
from bench.report import Measure, show_all, table
from dashboard.settings import Settings
from dashboard.store import open_store

LIMIT_MS = {"sqlite": 15.0, "postgresql": 40.0}
GROWTH = 1.3
TIMES = 40
SHOWN = 15
WEIGHTY_MS = 2.0
"""A view whose statements take less together is too quick for a ratio of its own."""
OF_ALL_OFFICES = ("api /healthz", "api /metrics", "page system")
"""They ask of all offices, so they may grow with them; the duties of the collectors' process are no pages either."""
MANY = "banyak"


def main() -> int:
    """Make the databases, ask, and print; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.questions", description=__doc__)
    parser.add_argument("--long", action="store_true", help="as much of the other offices as a quarter of an hour lets")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each statement is asked")
    parser.add_argument("--kinds", default=",".join(LIMIT_MS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pantau-") as name:
        return 0 if _run(Path(name), LONG if asked.long else QUICK, asked.times, asked.kinds.split(",")) else 1


def _run(folder: Path, amount: Amount, times: int, kinds: Sequence[str]) -> bool:
    settings, good = settings_of(folder), True
    one, many = (f"sqlite:///{folder / name}.db" for name in ("satu", MANY))
    with _told("one office of 120 targets, 90 days"):
        fill_one(one, settings, amount)
    if "sqlite" in kinds:
        with _told("513 other offices in SQLite"):
            shutil.copyfile(folder / "satu.db", folder / f"{MANY}.db")
            fill_others(many, amount)
        good &= _measured("sqlite", (one, many), settings, folder, times)
    if "postgresql" in kinds:
        with postgres() as server:
            with _told("the same by COPY to PostgreSQL"):
                copy_to_postgresql(one, server.url)
                there = server.another(MANY, DATABASE)
            with _told("513 other offices in PostgreSQL"):
                fill_others(there, amount)
            good &= _measured("postgresql", (server.url, there), settings, folder, times)
            return references(folder / "satu.db", {"sqlite": one, "postgresql": server.url}, times) and good
    return references(folder / "satu.db", {"sqlite": one}, times) and good


class _told:  # noqa: N801  (reads as what it does)
    """Says how long a part of the making took."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        print(f"made {self._what}: {time.monotonic() - self._began:.0f} s", flush=True)


def _measured(kind: str, urls: tuple[str, str], settings: Settings, folder: Path, times: int) -> bool:
    """Ask one kind of database, alone (``urls[0]``) and among the others."""
    stores = [open_store(url) for url in urls]
    asked = recorded_views(walk_of(stores[0], settings, folder))
    different = {(each.statement.sql, repr(each.statement.parameters)): each for each in asked}
    alone = list(different.values())
    among = [Timed(each.view, each.statement) for each in alone]
    replayed(stores, (alone, among), times)
    for store in stores:
        store.close()
    pairs = dict(zip(different, zip(alone, among, strict=True), strict=True))
    views: defaultdict[str, list[tuple[Timed, Timed]]] = defaultdict(list)
    for each in asked:
        views[each.view].append(pairs[each.statement.sql, repr(each.statement.parameters)])
    print(f"\n{kind}: {len(different)} different statements of {len(views)} views, each asked {times} times\n")
    print(
        _views_table(views), "\n\nthe slowest statements\n", _slowest_table(pairs.values()), "\n", sep="\n", flush=True
    )
    return show_all(_measures(kind, {name: own for name, own in views.items() if _is_of_one_office(name)}))


def _is_of_one_office(view: str) -> bool:
    return view not in OF_ALL_OFFICES and not view.startswith("duty")


Pairs = Sequence[tuple[Timed, Timed]]


def _sums(pairs: Pairs) -> tuple[float, float]:
    return sum(alone.p50 for alone, _ in pairs), sum(among.p50 for _, among in pairs)


def _views_table(views: dict[str, list[tuple[Timed, Timed]]]) -> str:
    head = ("view (ms)", "statements", "sum p50", "slowest p95", "of 514: sum p50", "slowest p95", "ratio")
    lines = []
    for name, pairs in views.items():
        alone, among = _sums(pairs)
        slowest = (max(pair[side].p95 for pair in pairs) for side in (0, 1))
        first, second = (f"{each:.2f}" for each in slowest)
        lines.append((name, str(len(pairs)), f"{alone:.2f}", first, f"{among:.2f}", second, f"{among / alone:.2f}"))
    return table(head, lines)


def _slowest_table(pairs: Iterable[tuple[Timed, Timed]]) -> str:
    head = ("statement of (first) view (ms)", "rows", "p50", "p95", "cpu", "of 514: p50", "p95", "cpu")
    slowest = sorted(pairs, key=lambda pair: -max(each.p95 for each in pair))[:SHOWN]
    return table(
        head,
        [
            (
                f"{alone.view}: {_tables(alone.statement.sql)}",
                str(alone.rows),
                *(f"{value:.2f}" for each in (alone, among) for value in (each.p50, each.p95, each.cpu)),
            )
            for alone, among in slowest
        ],
    )


def _tables(sql: str) -> str:
    return ", ".join(dict.fromkeys(re.findall(r"\b(?:FROM|JOIN) ([a-z_]+)", sql)))


def _measures(kind: str, views: dict[str, list[tuple[Timed, Timed]]]) -> Iterator[Measure]:
    every = [pair for pairs in views.values() for pair in pairs]
    for side, where in enumerate(("one office", "514 offices")):
        slowest = max((pair[side] for pair in every), key=lambda each: each.p95)
        name = f"slowest page query of one office over 90 days, p95, {kind}, {where}"
        yield Measure(f"{name} ({slowest.view})", slowest.p95, "ms", LIMIT_MS[kind])
    pages = {name: _sums(pairs) for name, pairs in views.items()}
    heaviest = max(pages, key=lambda name: pages[name][1])
    yield Measure(f"all queries of the heaviest view ({heaviest}), {kind}, 514 offices", pages[heaviest][1], "ms")
    whole = [sum(each[side] for each in pages.values()) for side in (0, 1)]
    yield _growth(f"queries of all views among 514 offices, {kind}", whole[0], whole[1])
    weighty = {name: each for name, each in pages.items() if each[0] >= WEIGHTY_MS}
    worst = max(weighty, key=lambda name: weighty[name][1] / weighty[name][0])
    yield _growth(f"view that grows most ({worst}) among 514 offices, {kind}", *weighty[worst])


def _growth(name: str, alone: float, among: float) -> Measure:
    return Measure(name, among, "ms", None, "the same of one office alone", alone, GROWTH)


if __name__ == "__main__":
    sys.exit(main())
