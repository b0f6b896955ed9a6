"""Memory of web and collectors over an hour: ``python -m bench.memory [--data FOLDER] [--minutes 60]``.

FOLDER is a PANTAU_DATA that holds a demo; everything happens on a copy of it. ``python -m dashboard run`` is started
there with the demo's sources; 20 wall screens ask every 5 s, and every page of every office is opened in turn, once a
second. Each minute the resident memory of both processes is read from /proc by their ids. The warm-up of the first ten
minutes is told apart: caches are bounded, and fill. Exit code 1: after it a process grew faster than the budget. All
is stopped by process id.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from bench.copies import copied, wait_for
from bench.passes import make_pass, pages_seen
from bench.posts import page_post
from bench.report import Measure
from dashboard.settings import DATABASE_FILE

ROOT = Path(__file__).resolve().parent.parent
SCREENS, SCREEN_EVERY_S = 20, 5.0
WARM_MINUTES = 10
SLOPE_MB_H = 30.0
"""Budget of growth after the warm-up: a leak of so much fills 1 GB in a day and a half."""
MOST_MB = 600.0
PREPARING_S = 300.0
PARTS = {"web": "app.py", "kolektor": "collectors"}


@dataclass
class Sizes:
    """Resident megabytes of one process by minute."""

    pid: int
    mb: list[float] = field(default_factory=list)

    def slope_mb_h(self, first: int) -> float:
        """Growth an hour from minute ``first`` on, by least squares; 0 for fewer than three points."""
        points = list(enumerate(self.mb))[first:]
        if len(points) < 3:
            return 0.0
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        spread = sum((x - mean_x) ** 2 for x, _ in points)
        return 60 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def resident_mb(pid: int) -> float:
    """Megabytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def parts_of(pid: int) -> dict[str, int]:
    """Process ids of web and collectors under the supervisor ``pid``, by what they are called."""
    found: dict[str, int] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        found |= {name: int(child) for name, mark in PARTS.items() if mark in command}
    return found


@contextmanager
def running(data: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Web, collectors and the demo's sources over ``data``: the web's address, the supervisor's process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"PANTAU_DATA": str(data), "PANTAU_PORT": str(port), "PANTAU_LOG_LEVEL": "WARNING"}
    env["PANTAU_DEMO_PORT"] = str(port % 20_000 + 10_000)
    with log.open("wb") as said:
        command = [sys.executable, "-m", "dashboard", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    try:
        wait_for(f"http://127.0.0.1:{port}", process, PREPARING_S)
        make_pass(f"sqlite:///{data / DATABASE_FILE}")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def screens(url: str, offices: list[str], seconds: float) -> Iterator[None]:
    """Wall screens as a process of their own."""
    order = {
        "url": url,
        "paths": [f"/feed/wall?kantor={code}" for code in (*offices, "semua")],
        "clients": SCREENS,
        "every_s": SCREEN_EVERY_S,
        "seconds": seconds,
        "warm_s": 0.0,
        "is_wall": True,
    }
    command = [sys.executable, "-m", "bench.load_client"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    with process.stdin as told:
        told.write(json.dumps(order).encode())
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


class Visitor:
    """Opens every page of every office in turn, as a browser's first question of it does."""

    def __init__(self, url: str, offices: list[str]) -> None:
        self._url = url
        with urlopen(f"{url}/_dash-dependencies", timeout=60) as answer:
            known = json.load(answer)
        self._whole = next(each for each in known if each["output"].startswith(".._pages_content"))
        self._places = cycle([(path, office) for path in pages_seen() for office in offices])
        self.visits = self.failed = 0

    def visit(self) -> None:
        """The next page."""
        path, office = next(self._places)
        body = json.dumps(page_post(self._whole, path, f"?kantor={office}")).encode()
        asked = Request(f"{self._url}/_dash-update-component", body, {"Content-Type": "application/json"})
        self.visits += 1
        try:
            with urlopen(asked, timeout=60) as answer:
                answer.read()
        except (URLError, TimeoutError):
            self.failed += 1


def measured(url: str, pid: int, offices: list[str], minutes: int) -> tuple[dict[str, Sizes], Visitor]:
    """Sizes of each minute, from the moment at which all is there to the end."""
    sizes = {name: Sizes(part) for name, part in parts_of(pid).items()}
    visitor = Visitor(url, offices)
    with screens(url, offices, minutes * 60 + 30):
        began = time.monotonic()
        for minute in range(minutes + 1):
            while time.monotonic() < began + minute * 60:
                visitor.visit()
                time.sleep(1.0)
            for each in sizes.values():
                each.mb.append(resident_mb(each.pid))
            said = ", ".join(f"{name} {each.mb[-1]:.0f} MB" for name, each in sizes.items())
            print(f"     minute {minute:3}: {said}, {visitor.visits} pages", flush=True)
    return sizes, visitor


def told(sizes: dict[str, Sizes], minutes: int) -> bool:
    """The table; whether all is within its budget."""
    warm = min(WARM_MINUTES, minutes // 2)
    all_good = True
    print(f"{'':5}{'process':12}{'start':>9}{f'{warm} min':>9}{'end':>9}{'slope after':>14}")
    for name, each in sizes.items():
        slope = each.slope_mb_h(warm)
        # A short run says little of an hour: one page of memory more looks steep.
        good = each.mb[-1] <= MOST_MB and (minutes < 2 * WARM_MINUTES or slope <= SLOPE_MB_H)
        long = minutes >= 2 * WARM_MINUTES
        all_good &= all(
            [
                Measure(f"memory of {name} at the end", each.mb[-1], "MB", limit=MOST_MB).show(),
                Measure(f"growth of {name} after {warm} min", slope, "MB/h", limit=SLOPE_MB_H if long else None).show(),
            ]
        )
        row = "".join(f"{mb:6.0f} MB" for mb in (each.mb[0], each.mb[warm], each.mb[-1]))
        budget = f"(at most {MOST_MB:.0f} MB, {SLOPE_MB_H:.0f} MB/h)"
        print(f"{'ok  ' if good else 'OVER'} {name:12}{row}{slope:9.1f} MB/h   {budget}", flush=True)
    return all_good


def main() -> int:
    """Run for as long as is asked and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("PANTAU_DATA", "var")))
    parser.add_argument("--minutes", type=int, default=60)
    asked = parser.parse_args()
    data = asked.data.resolve()
    with copied(data) as copy:
        shutil.copytree(data / "demo", copy / "demo")
        with closing(sqlite3.connect(copy / "pantau.sqlite3")) as database:
            found = database.execute("SELECT DISTINCT office FROM feed_versions WHERE office NOT LIKE '%#%'")
            offices = sorted(code for (code,) in found)
        with running(copy, copy / "log") as (url, pid):
            sizes, visitor = measured(url, pid, offices, asked.minutes)
        good = told(sizes, asked.minutes)
    print(f"     {visitor.visits} pages opened, {visitor.failed} failed; {SCREENS} screens every {SCREEN_EVERY_S:g} s")
    return 0 if good and not visitor.failed and len(sizes) == len(PARTS) else 1


if __name__ == "__main__":
    sys.exit(main())
