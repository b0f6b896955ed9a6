"""A web server of its own against a given database, and a Chromium that writes down what it asks for."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options

from bench.copies import PATIENCE_S, wait_for
from bench.passes import headers, make_pass
from dashboard.settings import DATABASE_FILE

ROOT = Path(__file__).resolve().parent.parent
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1920,1080",
    "--lang=id",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a page: its address, and the bytes that came (headers and compressed body)."""

    url: str
    came: int


@contextmanager
def server(data: Path) -> Iterator[str]:
    """The product's web server over the database in ``data``, ended by its id; gives its address."""
    with served(data) as (url, _):
        yield url


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """``server`` with the id of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    make_pass(f"sqlite:///{data / DATABASE_FILE}")
    env = os.environ | {"PANTAU_DATA": str(data), "PANTAU_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A fresh browser: nothing in its cache."""
    options = Options()
    for argument in _ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = webdriver.Chrome(options=options)
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers()})
    try:
        yield driver
    finally:
        driver.quit()


def opened(driver: webdriver.Chrome, url: str, settle_s: float = 2.0) -> None:
    """Go to a page and wait until Dash has drawn it, and for what it asks for afterwards."""
    driver.get(url)
    deadline = time.monotonic() + PATIENCE_S
    ready = "return !!document.querySelector('#isi') && !document.querySelector('[data-dash-is-loading]')"
    while time.monotonic() < deadline and not driver.execute_script(ready):
        time.sleep(0.1)
    time.sleep(settle_s)


def requests(driver: webdriver.Chrome) -> list[Asked]:
    """What was asked for since the last look, by the browser's own log; unfinished requests are left out."""
    asked: dict[str, dict[str, Any]] = {}
    came: dict[str, int] = {}
    for entry in driver.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        known = event["params"].get("requestId", "")
        if event["method"] == "Network.requestWillBeSent":
            asked[known] = event["params"]["request"]
        elif event["method"] == "Network.loadingFinished":
            came[known] = int(event["params"]["encodedDataLength"])
    return [
        Asked(request["url"], came[known])
        for known, request in asked.items()
        if known in came and request["url"].startswith("http")
    ]
