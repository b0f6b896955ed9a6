"""What the pages cost: bytes of a first load, bytes of a refresh, server time of each callback, memory of a wall.

Run with ``python -m bench.pages [--data FOLDER] [--only load,feed,callbacks,heap]``; FOLDER is a PANTAU_DATA that holds
a demo of 90 days. Everything is measured on the real pages in a real Chromium; nothing that writes is called.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from selenium import webdriver

from bench.chromium import chromium, opened, requests, server
from dashboard.components.shell import PAGES

FIRST_LOAD, GRID_LOAD = 1_300_000, 1_800_000
REFRESH = 5_000
CALLBACK_MS = 100.0
HEAP_GROWTH = 0.05
WALL, GRID_PAGES = "/", ("/terlambat", "/tiket")
ROUNDS = 20
FIRST_LOOK, LAST_LOOK = 200, 1_000
FAST_POLL_MS = "20"
COUNTING = """
window.asked = 0;
var real = window.fetch;
window.fetch = function () { window.asked += 1; return real.apply(window, arguments); };
"""
RECORDING = """
window.posted = [];
var asking = window.fetch;
window.fetch = function (url, options) {
  if (String(url).indexOf('_dash-update-component') >= 0) { window.posted.push(String(options.body)); }
  return asking.apply(window, arguments);
};
"""
_MOST_POSTS = 60
"""Different questions of one callback that are asked again; more only repeat what those tell."""


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


def callbacks(url: str) -> None:
    """Server time of every callback that the pages call by themselves, asked again ``ROUNDS`` times."""
    with chromium() as driver:
        found = _posts(driver, url)
    known = json.loads(urlopen(f"{url}/_dash-dependencies", timeout=30).read())
    named = {each["output"] for each in known if each["clientside_function"] is None}
    for output, posts in sorted(found.items()):
        for place, asked in _by_place(output, posts).items():
            times = sorted(_ms(url, each) for each in asked[:_MOST_POSTS] for _ in range(_rounds(asked)))
            p95 = times[int(0.95 * (len(times) - 1))]
            told(
                f"{place}, median {median(times):.0f} ms",
                f"p95 {p95:.0f} ms",
                p95 <= CALLBACK_MS,
                f"{CALLBACK_MS:.0f} ms",
            )
    silent = sorted(named - set(found))
    print(f"     not called without a hand on them ({len(silent)}): {', '.join(silent)}")


def _rounds(asked: Sequence[str]) -> int:
    return max(3, ROUNDS // len(asked))


def _posts(driver: webdriver.Chrome, url: str) -> dict[str, list[str]]:
    """What each page of each kabupaten posts while it is opened and brought up to date, by callback."""
    offices = [wall["office"] for wall in _feed(url, "")[1]["walls"]]
    found: dict[str, list[str]] = {}
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORDING})
    for path, _ in PAGES:
        for office in offices:
            opened(driver, f"{url}{path}?kantor={office}", 0.5)
            pulse = "var n = document.querySelector('[data-pulse-url]'); if (n) { dash_clientside.set_props("
            pulse += "n.getAttribute('data-pulse-store') || 'pulse', {data: {at: Date.now()}}); }"
            driver.execute_script(pulse)
            time.sleep(1)
            for posted in driver.execute_script("return window.posted"):
                found.setdefault(json.loads(posted)["output"], []).append(posted)
    return found


def _by_place(output: str, posts: Sequence[str]) -> dict[str, list[str]]:
    """The callback that draws whole pages is told page by page, every other as one."""
    if not output.startswith(".._pages_content"):
        return {output[:58]: list(posts)}
    places: dict[str, list[str]] = {}
    for each in posts:
        path = next(one["value"] for one in json.loads(each)["inputs"] if one["property"] == "pathname")
        places.setdefault(f"page {urlsplit(path).path}", []).append(each)
    return places


def _ms(url: str, posted: str) -> float:
    request = Request(f"{url}/_dash-update-component", posted.encode(), {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urlopen(request, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


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


PARTS: dict[str, Callable[[str], None]] = {"load": first_loads, "feed": refreshes, "callbacks": callbacks, "heap": heap}


def main() -> None:
    """Measure the parts that are asked for, all unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "var")))
    parser.add_argument("--only", default=",".join(PARTS))
    asked = parser.parse_args()
    with server(asked.data.resolve()) as url:
        for part in asked.only.split(","):
            PARTS[part](url)


if __name__ == "__main__":
    main()
