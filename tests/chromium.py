"""The one way to a Chromium: for the journeys, the accessibility rules, the printed pages and the guide's pictures."""

from __future__ import annotations

import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options

# Every name and every address but loopback leads nowhere, so that a request to the outside fails and is logged.
RESOLVER_RULES = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ARGUMENTS = (
    f"--host-resolver-rules={RESOLVER_RULES}",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1920,1080",
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--lang=id",
)
STEP_S = 0.2
_CALM = 3
"""A page is drawn once it says so this many times in a row: a callback may start right after another ended."""

MISSING = """
const missing = [], seen = node => node.offsetParent !== null;
if (!document.querySelector('#isi, .message-error')) { missing.push('isi'); }
if (document.querySelector('[data-dash-is-loading], ._dash-loading')) { missing.push('callback'); }
for (const chart of document.querySelectorAll('.dash-graph')) {
  if (seen(chart) && !chart.querySelector('.main-svg')) { missing.push('grafik'); }
}
for (const grid of document.querySelectorAll('.grid-block')) {
  const drawn = grid.querySelector('.ag-row, .ag-overlay-no-rows-center, .ag-overlay-wrapper');
  if (seen(grid) && !drawn) { missing.push('tabel'); }
}
if (document.querySelector('.grid-loading[role="status"]')) { missing.push('tabel'); }
if (document.fonts.status !== 'loaded') { missing.push('huruf'); }
return missing;
"""


def open_chromium(*, requests: bool = False) -> webdriver.Chrome:
    """A headless browser that keeps its console's log, and with ``requests`` that of every address it asks for."""
    options = Options()
    for argument in ARGUMENTS:
        options.add_argument(argument)
    logs = {"browser": "ALL"} | ({"performance": "ALL"} if requests else {})
    options.set_capability("goog:loggingPrefs", logs)
    return webdriver.Chrome(options=options)


def set_size(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Make the page this large, to the pixel; a narrow one is a phone's."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def wait_until_drawn(driver: webdriver.Chrome, patience_s: float = 30) -> None:
    """Until no callback is under way and every chart and grid in sight is drawn. TimeoutError names what is missing."""
    deadline, calm, missing = time.monotonic() + patience_s, 0, ["isi"]
    while time.monotonic() < deadline:
        missing = driver.execute_script(MISSING)
        calm = 0 if missing else calm + 1
        if calm >= _CALM:
            return
        time.sleep(STEP_S)
    raise TimeoutError(f"belum tergambar setelah {patience_s:g} detik: {', '.join(sorted(set(missing)))}")


def severe_messages(driver: webdriver.Chrome) -> list[str]:
    """Severe messages of the console since the last look."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]


def sideways_px(driver: webdriver.Chrome) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(
        driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
