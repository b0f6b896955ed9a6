"""What the pages cost: bytes of a first load, bytes of a refresh, server time of each callback, memory of a wall.

Run with ``python -m bench.pages [--data FOLDER] [--only load,feed,callbacks,heap]``; FOLDER is a PANTAU_DATA that holds
a demo of 90 days. The callbacks are measured on a copy of it (``bench/callbacks.py``), the rest on the real pages in a
real Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from selenium import webdriver

from bench.callbacks import callbacks
from bench.chromium import chromium, opened, requests, server
from dashboard.components.shell import PAGES

FIRST_LOAD, GRID_LOAD = 1_300_000, 1_800_000
REFRESH = 5_000
HEAP_GROWTH = 0.05
WALL, GRID_PAGES = "/", ("/terlambat", "/tiket")
FIRST_LOOK, LAST_LOOK = 200, 1_000
FAST_POLL_MS = "20"
COUNTING = """
window.asked = 0;
var real = window.fetch;
window.fetch = function () { window.asked += 1; return real.apply(window, arguments); };
"""


def told(what: str, value: str, good: bool, budget: str) -> None:
    """One line of the result."""
    print(f"{'ok  ' if good else 'OVER'} {what:74} {value:>16}   ({budget})", flush=True)


def first_loads(url: str) -> None:
    """Compressed bytes of everything that a page asks for, the cache empty."""
    for path, _ in PAGES:
        with chromium() as driver:
            opened(driver, url + path)
            found = requests(driver)
            if not driver.execute_script("return !!document.querySelector('.site-nav [aria-current=page]')"):
                print(f"     {path} is not there yet")
                continue
        budget = GRID_LOAD if path in GRID_PAGES else FIRST_LOAD
        came = sum(each.came for each in found)
        size = f"{came / 1e6:.3f} MB"
        told(f"first load of {path} ({len(found)} requests)", size, came <= budget, f"{budget / 1e6} MB")
        grid = [each for each in found if "dash_ag_grid" in each.url]
        if path not in GRID_PAGES:
            told(f"  {path} asks for no grid", f"{len(grid)} files", not grid, "none")


def refreshes(url: str) -> None:
    """Bytes of the wall's answers: whole, one kabupaten changed, nothing but younger data, nothing at all."""
    whole = _feed(url, "")[0]
    told("wall, all kabupaten, first answer", f"{whole:,} B", whole <= 2 * REFRESH, f"{2 * REFRESH} B")
    for said, changed in (("largest kabupaten and troubles changed", True), ("only younger data", False)):
        size = median(_refresh(url, changed=changed) for _ in range(5))
        told(f"wall, refresh, {said}", f"{size:,.0f} B", size <= REFRESH, f"{REFRESH} B")
    again = [_unchanged(url, _feed(url, "")[2]) for _ in range(10)]
    told("wall, refresh, nothing changed: 304 of 10", f"{again.count(True)}", any(again), "at least once between polls")


def _refresh(url: str, *, changed: bool) -> int:
    """Bytes for a reader who has everything, or all but the largest kabupaten and the troubles."""
    _, feed, _ = _feed(url, "")
    tags = {wall["office"]: wall["tag"] for wall in feed["walls"]} | {"troubles": feed["troubles_tag"]}
    largest = max(feed["walls"], key=lambda wall: len(json.dumps(wall)))["office"]
    left_out = {largest, "troubles"} if changed else set()
    has = ",".join(f"{name}:{tag}" for name, tag in tags.items() if name not in left_out)
    return _feed(url, f"&tanda={has}")[0]


def _feed(url: str, more: str) -> tuple[int, Any, str]:
    """Bytes over the wire, the answer itself, its tag."""
    address = f"{url}/feed/wall?kantor=semua{more}"
    with urlopen(Request(address, headers={"Accept-Encoding": "br"}), timeout=30) as answer:
        size, etag = len(answer.read()), str(answer.headers["ETag"])
    with urlopen(address, timeout=30) as plain:
        return size, json.load(plain), etag


def _unchanged(url: str, etag: str) -> bool:
    try:
        with urlopen(Request(f"{url}/feed/wall?kantor=semua", headers={"If-None-Match": etag}), timeout=30):
            return False
    except HTTPError as answer:
        return answer.code == 304


def heap(url: str) -> None:
    """Memory of a wall in rotation after a forced collection, at two numbers of refreshes."""
    with chromium() as driver:
        opened(driver, f"{url}/?kantor=semua&putar=5")
        driver.execute_script(COUNTING)
        fast = f"document.querySelector('[data-poll-ms]').setAttribute('data-poll-ms', '{FAST_POLL_MS}')"
        driver.execute_script(fast)
        sizes = [_heap_at(driver, rounds) for rounds in (FIRST_LOOK, LAST_LOOK)]
    growth = sizes[1] / sizes[0] - 1
    said = f"heap from refresh {FIRST_LOOK} ({sizes[0] / 1e6:.2f} MB) to {LAST_LOOK} ({sizes[1] / 1e6:.2f} MB)"
    told(said, f"{growth * 100:+.1f} %", growth < HEAP_GROWTH, f"{HEAP_GROWTH * 100:.0f} %")


def _heap_at(driver: webdriver.Chrome, rounds: int) -> int:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and driver.execute_script("return window.asked") < rounds:
        time.sleep(0.2)
    driver.get_log("performance")
    for _ in range(2):
        driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    return int(driver.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"])


PARTS: dict[str, Callable[[str], None]] = {"load": first_loads, "feed": refreshes, "heap": heap}
CALLBACKS = "callbacks"


def main() -> None:
    """Measure the parts that are asked for, all unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "var")))
    parser.add_argument("--only", default=",".join((CALLBACKS, *PARTS)))
    asked = parser.parse_args()
    parts = asked.only.split(",")
    if CALLBACKS in parts:
        callbacks(asked.data.resolve())
    if set(parts) - {CALLBACKS}:
        with server(asked.data.resolve()) as url:
            for part in parts:
                if part != CALLBACKS:
                    PARTS[part](url)


if __name__ == "__main__":
    main()
