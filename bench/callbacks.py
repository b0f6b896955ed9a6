"""Server time of every callback, also of those that write: on a copy of the database that is thrown away.

Each page of each kabupaten is asked for, brought up to date and used by hand, ``ROUNDS`` times over, one question after
the other. Before each round the feed's versions grow, as a sweep of the collectors lets them: nothing that is kept by
them is worth anything any more. The first call of each page of each kabupaten is told apart. Nothing is asked twice
because it failed; what is refused is counted.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench.chromium import served
from bench.copies import copied
from bench.passes import pages_seen
from bench.posts import HANDS, Hand, Json, answered, components, filled, page_post, pulse_post, ticket_path
from bench.report import Measure, show_all
from dashboard.settings import DATABASE_FILE

CALLBACK_MS = 100.0
FIRST_MS = 1_000.0
ROUNDS = 12
LONGEST_S = 300.0
"""No round begins later than this."""
MEASURED_SOP = "/sop/trenggalek-13-pengiriman-online"
"""The page of one SOP that counts the most: five offices' measured hours."""


@dataclass
class _Times:
    """Milliseconds of one callback: of the first call in each kabupaten, and of all later ones."""

    first: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    failed: int = 0


def callbacks(data: Path) -> bool:
    """Measure all of them on a copy of the database in ``data``, print the table; whether the budgets are kept."""
    with copied(data) as copy:
        print(f"load of the machine before: {_load()}", flush=True)
        with served(copy) as (url, pid):
            good = _told(_measured(url, pid, copy / DATABASE_FILE))
        print(f"load of the machine after: {_load()}", flush=True)
        return good


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


class _Client:
    """Asks the server one question after the other and keeps the times."""

    def __init__(self, url: str, pid: int) -> None:
        self._url, self._pid = url, pid
        self.times: defaultdict[str, _Times] = defaultdict(_Times)
        known = self.got("/_dash-dependencies")
        self.dependencies: list[Json] = [each for each in known if each["clientside_function"] is None]

    def got(self, path: str) -> Any:
        with urlopen(self._url + path, timeout=60) as answer:
            return json.load(answer)

    def asked(self, name: str, office: str, body: Json) -> Json:
        """The answer; empty where there is none to speak of."""
        request = Request(
            f"{self._url}/_dash-update-component", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        spent, began = _spent_ms(self._pid), time.perf_counter()
        text, status = b"", 0
        try:
            with urlopen(request, timeout=60) as answer:
                text, status = answer.read(), answer.status
        except HTTPError as refused:
            status = refused.code
        wall, cpu = (time.perf_counter() - began) * 1000, _spent_ms(self._pid) - spent
        kept = self.times[name]
        if status != 200:
            kept.failed += 1
            return {}
        if office not in kept.seen:
            kept.seen.add(office)
            kept.first.append(wall)
        else:
            kept.wall.append(wall)
            kept.cpu.append(cpu)
        found: Json = json.loads(text)
        return found


def _spent_ms(pid: int) -> float:
    """Processor time of a process so far; of Linux alone, elsewhere 0."""
    try:
        files = [task / "schedstat" for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(each.read_text().split()[0]) for each in files) / 1e6
    except OSError:
        return 0.0


def _measured(url: str, pid: int, database: Path) -> dict[str, _Times]:
    client = _Client(url, pid)
    offices = [wall["office"] for wall in client.got("/feed/wall?kantor=semua")["walls"]]
    tickets = _open_tickets(database)
    began = time.monotonic()
    for number in range(ROUNDS):
        if time.monotonic() - began > LONGEST_S:
            print(f"     stopped after {number} of {ROUNDS} rounds")
            break
        _let_versions_grow(database)
        for office in offices:
            for path in [*pages_seen(), MEASURED_SOP]:
                _page(client, f"page {path}", path, office)
            for ticket in tickets.get(office, [])[number : number + 1]:
                _page(client, "page of one ticket", ticket_path(ticket), office)
        _page(client, "page /, all kabupaten", "/", "semua")
    return client.times


def _page(client: _Client, name: str, path: str, office: str) -> None:
    """One page: its layout, then each of its callbacks by itself and by hand."""
    whole = next(each for each in client.dependencies if each["output"].startswith(".._pages_content"))
    query = f"?kantor={office}" + ("&baru=1" if path == "/tiket" else "")
    page = list(components(client.asked(name, office, page_post(whole, path, query))))
    for each in client.dependencies:
        body = pulse_post(each, page)
        if body is not None:
            page = answered(page, client.asked(f"  refresh of {name.removeprefix('page ')}", office, body))
    for hand in HANDS:
        page = _by_hand(client, hand, page, office)


def _by_hand(client: _Client, hand: Hand, page: list[Json], office: str) -> list[Json]:
    dependency = next((each for each in client.dependencies if each["output"].startswith(hand.output)), None)
    if dependency is None:
        return page
    value = hand.value(page, dependency)
    body = None if value is None else filled(dependency, page, hand.touched, hand.prop, value, hand.typed)
    return page if body is None else answered(page, client.asked(f"  {hand.told}", office, body))


def _open_tickets(database: Path) -> dict[str, list[str]]:
    """Some open tickets of each office."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with closing(sqlite3.connect(database)) as connection:
        for office, ticket in connection.execute("SELECT office, id FROM tickets WHERE is_open ORDER BY office, id"):
            found[office].append(ticket)
    return found


def _let_versions_grow(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute("UPDATE feed_versions SET version = version + 1 WHERE office NOT LIKE '%#%'")


def _told(found: dict[str, _Times]) -> bool:
    pages: list[Measure] = []
    print(f"{'':5}{'callback':42}{'n':>5}{'wall p50':>10}{'p95':>7}{'cpu p50':>10}{'p95':>7}{'slowest first':>15}  ms")
    for name, each in found.items():
        if not each.wall:
            print(f"     {name:42} not answered ({each.failed} refused)")
            continue
        first, worst = max(each.first, default=0.0), _p95(each.wall)
        good = worst <= CALLBACK_MS and first <= FIRST_MS
        times = f"{median(each.wall):10.0f}{worst:7.0f}{median(each.cpu):10.0f}{_p95(each.cpu):7.0f}{first:15.0f}"
        refused = f"  ({each.failed} refused)" if each.failed else ""
        print(f"{'ok  ' if good else 'OVER'} {name:42}{len(each.wall):5}{times}{refused}", flush=True)
        if not good or not name.startswith(" "):
            pages.append(Measure(f"{name.strip()}, p95 of wall time", worst, "ms", CALLBACK_MS))
    print(f"     budget: p95 of wall {CALLBACK_MS:.0f} ms, first call {FIRST_MS:.0f} ms")
    return show_all(pages)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


if __name__ == "__main__":
    callbacks(Path(os.environ.get("PANTAU_DATA", "var")).resolve())
