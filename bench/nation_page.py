"""What a page of many offices costs the server: ``python -m bench.nation_page [--offices 514] [--days 366]``.

Fills a database of its own (SQLite, then a PostgreSQL that it starts itself) with standings and days of made-up figures
for as many offices as asked, and times the pages' layouts, the callback that renews them and the API route. Prints p50
and p95 of each; exit code 1 where one is over the target.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import text

from app import settle
from bench.report import Measure
from dashboard.model import CollectorName, Indicator
from dashboard.settings import load_settings
from dashboard.store import DaySeconds, OfficeStanding, Store, latest, open_store, save_seconds, save_standings, upgrade
from dashboard.store.bulk import write_mappings
from dashboard.store.codec import office_number
from dashboard.store.office_days import day_number
from dashboard.store.schema import office_days
from dashboard.tallies import Heaps
from dashboard.views.context import build_context
from dashboard.views.standings import make_standing
from tests.people import signed_app

EPOCH = date(1970, 1, 1)
TARGET_MS = 150.0
CORE_SHARE = 0.10
PROVINCES = 38
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STATES = (Indicator.BAIK,) * 12 + (Indicator.WASPADA, Indicator.GANGGUAN, Indicator.TIDAK_TERUKUR)
_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def codes(count: int) -> list[str]:
    """Codes of made-up offices, spread over as many provinces as the nation has; 51.08 is one of them."""
    found = [
        f"{11 + place % PROVINCES + (place % PROVINCES) // 9}.{place // PROVINCES + 1:02d}" for place in range(count)
    ]
    return found if "51.08" in found or count < 5 else ["51.08", *found[1:]]


def standing(code: str, chance: random.Random, now: datetime = NOW) -> OfficeStanding:
    """A made-up standing; its names say that it is one."""
    states = [chance.choice(STATES) for _ in range(4)]
    down = chance.randint(1, 9) if states[0] is Indicator.GANGGUAN else 0
    overdue = chance.randint(1, 5) if states[3] is Indicator.GANGGUAN else 0
    trouble = sum(1000 if each is Indicator.GANGGUAN else 100 if each is Indicator.WASPADA else 0 for each in states)
    n = chance.randint(0, 700)
    missed = int(n * chance.random() * 0.25)
    return OfficeStanding(
        office=code,
        name=f"Kabupaten Simulasi {code}",
        short=f"Simulasi {code}",
        province=f"Simulasi {code[:2]}",
        zone=_ZONES[min(2, int(code[:2]) // 40)],
        simulated=True,
        made_at=now - timedelta(seconds=chance.randint(0, 110)),
        version=chance.randint(1, 90_000),
        data_at=now - timedelta(seconds=chance.randint(1, 60)),
        stale=chance.random() < 0.02,
        jaringan=states[0],
        cadangan=states[1],
        pengiriman=states[2],
        tiket=states[3],
        targets=85,
        up=85 - down - 3,
        degraded=2,
        down=down,
        cut_off=0,
        blind=1,
        off=0,
        overdue=overdue,
        at_risk=chance.randint(0, 2),
        trouble=trouble * 1000 + down + overdue,
        month_start=date(now.year, now.month, 1),
        target=0.9,
        work=Heaps(n - missed, missed, chance.randint(0, 3), chance.randint(0, 20), chance.randint(0, 90)),
        hours=Heaps(9 * n, missed, 0, 0, 0),
    )


def fill(store: Store, count: int, days: int, now: datetime = NOW) -> list[str]:
    """Standings and days of so many offices; gives their codes."""
    chance = random.Random(7)
    found = codes(count)
    save_standings(store, [standing(code, chance, now) for code in found])
    last = day_number(now.date())
    for code in found:
        rows = [_day(office_number(code), last - back, name, chance) for back in range(days) for name in CollectorName]
        with store.writing.begin() as connection:
            write_mappings(connection, office_days.insert(), rows)
        judged = [
            DaySeconds(
                now.date() - timedelta(days=last - row["day"]), row["answered_s"], row["down_s"], 0, row["polls"]
            )
            for row in rows
            if row["answered_s"] is not None
        ]
        save_seconds(store, code, judged)
    return found


def _day(number: int, day: int, collector: CollectorName, chance: random.Random) -> dict[str, Any]:
    polls = 85 * 2_880
    failed = int(polls * chance.random() * 0.03)
    counts = {"polls": polls, "ok": polls - failed, "degraded": 0, "failed": failed, "unknown": 0}
    down = int(85 * 28_800 * chance.random() * 0.03)
    seconds = {"answered_s": 85 * 28_800 - down, "down_s": down, "blind_s": 0, "judged_polls": polls}
    if collector is not CollectorName.NETWORK:
        seconds = dict.fromkeys(seconds, None)  # type: ignore[arg-type]
    return {"office_no": number, "collector": collector.value, "day": day, **counts, **seconds}


@contextmanager
def stores() -> Iterator[dict[str, Callable[[], Store]]]:
    """A way to an empty store of each kind, thrown away afterwards."""
    from tests.stores import databases

    with databases() as handed_out:
        yield {kind: lambda kind=kind: open_store(handed_out.migrated(kind)) for kind in ("sqlite", "postgresql")}


def timed(act: Callable[[], object], rounds: int) -> tuple[float, float, float]:
    """p50 and p95 of so many rounds, and p50 of the processor time among it, in ms; after two that nobody counts."""
    spent, worked = [], []
    for place in range(rounds + 2):
        begun, busy = time.perf_counter(), time.thread_time()
        act()
        if place > 1:
            spent.append((time.perf_counter() - begun) * 1000)
            worked.append((time.thread_time() - busy) * 1000)
    return quantiles(spent, n=20)[9], quantiles(spent, n=20)[18], quantiles(worked, n=20)[9]


def measure(kind: str, store: Store, count: int, days: int, rounds: int) -> bool:
    """Time everything over one store; whether all of it keeps the target."""
    begun = time.monotonic()
    fill(store, count, days)
    if kind == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    print(f"{kind}: {count} kantor x {days} hari terisi dalam {time.monotonic() - begun:.1f} s", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"PANTAU_DATA": folder})
        app = signed_app(settings, build_context(settings, store, {}), lambda: NOW)
        settle(app)
        client = app.server.test_client()
        good = True
        for name, act in _acts(client).items():
            middle, late, busy = timed(act, rounds)
            good = good and late <= TARGET_MS
            said = "ok  " if late <= TARGET_MS else "OVER"
            figures = f"p50 {middle:6.1f} ms  p95 {late:6.1f} ms  processor {busy:6.1f} ms"
            print(f"{said} {kind:10} {name:32} {figures}  (p95 target {TARGET_MS:.0f} ms)", flush=True)
            Measure(f"{name}, {count} offices, {kind}, p95", late, "ms", limit=TARGET_MS).show()
    return good


def _acts(client: object) -> dict[str, Callable[[], object]]:
    year = "dari=2025-11-21&sampai=2026-11-20"
    addresses = {
        "nation page, 30 days": ("/nasional", ""),
        "nation page, a year of days": ("/nasional", year),
        "province page, a year of days": ("/provinsi", f"kode=51&{year}"),
    }
    acts: dict[str, Callable[[], object]] = {
        name: lambda path=path, query=query: _layout(client, path, query) for name, (path, query) in addresses.items()
    }
    acts["API, the nation, 30 days"] = lambda: _ok(client.get("/api/v1/nation"))  # type: ignore[attr-defined]
    acts["news asked for (/feed/nation)"] = lambda: _ok(client.get("/feed/nation"))  # type: ignore[attr-defined]
    acts["refresh after news, 30 days"] = lambda: _refresh(client)
    return acts


def _ok(answer: object) -> object:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]  # type: ignore[attr-defined]
    return answer


def _layout(client: object, path: str, query: str) -> object:
    """What the browser asks when a page is opened: Dash's own callback that draws the page of an address."""
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    inputs = [
        {"id": "_pages_location", "property": "pathname", "value": path},
        {"id": "_pages_location", "property": "search", "value": f"?{query}" if query else ""},
    ]
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = _ok(client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json"))  # type: ignore[attr-defined]
    assert "nation-grid" in answer.get_data(as_text=True)  # type: ignore[attr-defined]
    return answer


def _refresh(client: object) -> object:
    parts = ("drawn.data", "figures.children", "usang.children", "provinces.children", "grid.rowData")
    names = [f"nation-{part}" for part in parts]
    outputs = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in names]
    body = {
        "output": f"..{'...'.join(names)}..",
        "outputs": outputs,
        "inputs": [{"id": "nation-pulse", "property": "data", "value": {"at": 1}}],
        "state": [
            {"id": "nation-question", "property": "data", "value": "/nasional"},
            {"id": "nation-order", "property": "data", "value": []},
        ],
        "changedPropIds": ["nation-pulse.data"],
    }
    return _ok(client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json"))  # type: ignore[attr-defined]


def standing_cost(data: Path) -> bool:
    """Processor time of one standing in a minute without news of tickets or hours, from a real demo; nothing is kept.

    Target: 514 offices in one process take at most a tenth of a core.
    """
    settings = load_settings({"PANTAU_DATA": str(data)})
    context = build_context(settings, open_store(settings.database_url), {"PANTAU_DATA": str(data)})
    each_ms = []
    for code in context.offices:
        now = max(state.observed_at for state in latest(context.store, code)) + timedelta(seconds=5)
        kept = make_standing(context, code, 0, now).figures
        spent = []
        for _ in range(20):
            busy = time.thread_time()
            make_standing(context, code, 0, now, kept)
            spent.append((time.thread_time() - busy) * 1000)
        each_ms.append(median(spent))
        print(f"     standing of {context.offices[code].short:20} {each_ms[-1]:6.2f} ms processor", flush=True)
    share = sum(each_ms) / len(each_ms) * 514 / 60_000
    good = share <= CORE_SHARE
    said = f"{'ok  ' if good else 'OVER'} standings of 514 offices, each once a minute: {share * 100:.1f} % of a core"
    print(f"{said} (target {CORE_SHARE * 100:.0f} %)")
    return good


def main() -> int:
    """Both databases; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.nation_page", description=__doc__)
    parser.add_argument("--offices", type=int, default=514)
    parser.add_argument("--days", type=int, default=366)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--keep", type=Path, help="write an SQLite database here to look at, and measure nothing")
    parser.add_argument("--data", type=Path, help="a PANTAU_DATA with a demo: what working standings out costs, too")
    asked = parser.parse_args()
    if asked.keep is not None:
        store = open_store(f"sqlite:///{asked.keep}")
        upgrade(store)
        fill(store, asked.offices, asked.days, datetime.now(UTC))
        return 0
    os.environ.pop("PANTAU_OFFICES", None)
    good = asked.data is None or standing_cost(asked.data.resolve())
    with stores() as found:
        for kind, opened in found.items():
            if asked.only in (None, kind):
                good = measure(kind, opened(), asked.offices, asked.days, asked.rounds) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
