"""A web server over a nation's database, and one reader who asks its pages, feed and API, one after the other.

``python -m bench.nation_web URL CODE ...`` is the reader: it prints one JSON line an answer until it is ended.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench.copies import wait_for
from bench.passes import make_pass
from bench.posts import page_post

ROOT = Path(__file__).resolve().parent.parent
PAUSE_S = 0.1
PERIOD_DAYS = 90
_START_S = 300
"""The files of 514 offices are read and checked first."""
_ANSWER_S = 60
NATION_PAGES = ("/provinsi", "/nasional")
OFFICE_PAGES = ("/", "/kepatuhan", "/jaringan", "/pengiriman")


@contextmanager
def web_server(offices: Path, data: Path, url: str) -> Iterator[str]:
    """The product's web server in a process of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    make_pass(url)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "DATABASE_"))}
    own = {"PANTAU_OFFICES": str(offices), "PANTAU_DATA": str(data), "PANTAU_PORT": str(port), "DATABASE_URL": url}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=kept | own, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}", process, _START_S)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Reader:
    """A reader in a process of his own; ``times_ms`` holds what he waited so far, by question."""

    def __init__(self, url: str, codes: Sequence[str]) -> None:
        self.times_ms: defaultdict[str, list[float]] = defaultdict(list)
        self.failed: defaultdict[str, int] = defaultdict(int)
        command = [sys.executable, "-m", "bench.nation_web", url, *codes]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            told = json.loads(line)
            if told["ok"]:
                self.times_ms[told["what"]].append(told["ms"])
            else:
                self.failed[told["what"]] += 1

    def close(self) -> None:
        """Send him home."""
        self._process.kill()
        self._process.wait()
        self._listener.join(5)


def read_for(url: str, codes: Sequence[str], seconds: float) -> Reader:
    """What a reader waits in that time, when nothing else goes on."""
    reader = Reader(url, codes)
    try:
        time.sleep(seconds)
    finally:
        reader.close()
    return reader


def read_on(url: str, codes: Sequence[str]) -> None:
    """Ask for ever; each office by chance."""
    dice = random.Random(1)
    dependencies = _json(f"{url}/_dash-dependencies")
    whole = next(each for each in dependencies if each["output"].startswith(".._pages_content"))
    today = datetime.now(UTC).date()
    while True:
        code = dice.choice(codes)
        for what, request in _questions(url, whole, code, today):
            _ask(what, request)
            time.sleep(PAUSE_S)


def _questions(url: str, whole: Mapping[str, Any], code: str, today: date) -> Iterator[tuple[str, Request]]:
    period = f"?kantor={code}&dari={today - timedelta(days=PERIOD_DAYS - 1)}&sampai={today}"
    for path in (*OFFICE_PAGES, *NATION_PAGES):
        body = json.dumps(page_post(dict(whole), path, period)).encode()
        yield f"page {path}", Request(f"{url}/_dash-update-component", body, {"Content-Type": "application/json"})
    yield "feed of a wall", Request(f"{url}/feed/wall?kantor={code}")
    yield "API, status", Request(f"{url}/api/v1/status?office={code}")


def _ask(what: str, request: Request) -> None:
    began, good = time.perf_counter(), False
    with suppress(HTTPError, OSError), urlopen(request, timeout=_ANSWER_S) as answer:
        good = answer.status == 200 and bool(answer.read())
    told = {"what": what, "ms": (time.perf_counter() - began) * 1000, "ok": good}
    print(json.dumps(told), flush=True)


def _json(address: str) -> Any:
    with urlopen(address, timeout=_ANSWER_S) as answer:
        return json.load(answer)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, BrokenPipeError):
        read_on(sys.argv[1], sys.argv[2:])
