"""What the pages cost: bytes of a first load, bytes of a refresh, server time of each callback, memory of a wall.

Run with ``python -m bench.pages [--data FOLDER] [--only load,feed,callbacks,heap]``; FOLDER is a PANTAU_DATA that holds
a demo of 90 days. The callbacks are measured on a copy of it (``bench/callbacks.py``), the rest on the real pages in a
real Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
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
from bench.passes import pages_seen
from bench.report import Measure

FIRST_LOAD, GRID_LOAD = 1_300_000, 1_800_000
REFRESH = 5_000
HEAP_GROWTH = 0.05
WALL, GRID_PAGES = "/", ("/terlambat", "/tiket", "/provinsi", "/nasional")
FIRST_LOOK, LAST_LOOK = 200, 1_000
FAST_POLL_MS = "20"
COUNTING = """
window.asked = 0;
var real = window.fetch;
window.fetch = function () { window.asked += 1; return real.apply(window, arguments); };
"""


def first_loads(url: str) -> bool:
    """Compressed bytes of everything that a page asks for, the cache empty."""
    good, needless = True, 0
    for path in pages_seen():
        with chromium() as driver:
            opened(driver, url + path)
            found = requests(driver)
            if not driver.execute_script("return !!document.querySelector('.site-nav [aria-current=page]')"):
                print(f"     {path} is not there yet")
                continue
        budget = GRID_LOAD if path in GRID_PAGES else FIRST_LOAD
        came = sum(each.came for each in found)
        good &= Measure(f"first load of {path}, {len(found)} requests", came / 1e6, "MB", budget / 1e6).show()
        if path not in GRID_PAGES:
            needless += any("dash_ag_grid" in each.url for each in found)
    return good & Measure("first loads that ask for the grid and show none", needless, "", 0).show()


def refreshes(url: str) -> bool:
    """Bytes of the wall's answers: whole, one kabupaten changed, nothing but younger data, nothing at all."""
    whole = _feed(url, "")[0]
    good = Measure("wall, all kabupaten, first answer", whole, "B", 2 * REFRESH).show()
    for said, changed in (("largest kabupaten and troubles changed", True), ("only younger data", False)):
        size = median(_refresh(url, changed=changed) for _ in range(5))
        good &= Measure(f"wall, refresh, {said}", size, "B", REFRESH, "the first answer", whole).show()
    again = [_unchanged(url, _feed(url, "")[2]) for _ in range(10)]
    return good & Measure("wall, refresh, nothing changed: not a 304, of 10", again.count(False), "", 9).show()


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


def heap(url: str) -> bool:
    """Memory of a wall in rotation after a forced collection, at two numbers of refreshes."""
    with chromium() as driver:
        opened(driver, f"{url}/?kantor=semua&putar=5")
        driver.execute_script(COUNTING)
        fast = f"document.querySelector('[data-poll-ms]').setAttribute('data-poll-ms', '{FAST_POLL_MS}')"
        driver.execute_script(fast)
        sizes = [_heap_at(driver, rounds) for rounds in (FIRST_LOOK, LAST_LOOK)]
    growth = sizes[1] / sizes[0] - 1
    said = f"heap from refresh {FIRST_LOOK} ({sizes[0] / 1e6:.2f} MB) to {LAST_LOOK} ({sizes[1] / 1e6:.2f} MB)"
    return Measure(said, growth * 100, "%", HEAP_GROWTH * 100).show()


def _heap_at(driver: webdriver.Chrome, rounds: int) -> int:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and driver.execute_script("return window.asked") < rounds:
        time.sleep(0.2)
    driver.get_log("performance")
    for _ in range(2):
        driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    return int(driver.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"])


PARTS: dict[str, Callable[[str], bool]] = {"load": first_loads, "feed": refreshes, "heap": heap}
CALLBACKS = "callbacks"


def main() -> bool:
    """Measure the parts that are asked for, all unless told otherwise; whether every budget is kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "var")))
    parser.add_argument("--only", default=",".join((CALLBACKS, *PARTS)))
    asked = parser.parse_args()
    parts = asked.only.split(",")
    good = True
    if CALLBACKS in parts:
        good &= callbacks(asked.data.resolve())
    if set(parts) - {CALLBACKS}:
        with server(asked.data.resolve()) as url:
            for part in parts:
                if part != CALLBACKS:
                    good &= PARTS[part](url)
    return good


if __name__ == "__main__":
    sys.exit(not main())
