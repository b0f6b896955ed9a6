"""One browser and one running office for all journeys; each ends with a clean console and no outside request."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from dash.testing.browser import Browser
from selenium import webdriver
from selenium.webdriver.chrome.options import Options

from tests.live_office import LiveOffice

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


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveOffice]:
    office = LiveOffice(tmp_path_factory.mktemp("kantor"))
    try:
        office.start()
        yield office
    finally:
        office.close()


class JourneyBrowser(Browser):
    """dash.testing's browser, with the requests of each page written down."""

    def _get_chrome(self) -> webdriver.Chrome:
        options = Options()
        for argument in ARGUMENTS:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        return webdriver.Chrome(options=options)

    def requested_urls(self) -> list[str]:
        """Every address that the page asked for since the last look."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


@pytest.fixture(scope="session")
def session_browser() -> Iterator[JourneyBrowser]:
    with JourneyBrowser(browser="chrome", headless=True, percy_run=False, percy_finalize=False) as browser:
        browser.driver.implicitly_wait(0)
        yield browser


@pytest.fixture
def browser(session_browser: JourneyBrowser, live: LiveOffice) -> Iterator[JourneyBrowser]:
    session_browser.driver.get("about:blank")
    session_browser.driver.get_log("browser")
    session_browser.requested_urls()
    yield session_browser
    errors = [entry["message"] for entry in session_browser.driver.get_log("browser") if entry["level"] == "SEVERE"]
    outside = [
        url for url in session_browser.requested_urls() if not url.startswith((live.url, "data:", "blob:", "about:"))
    ]
    session_browser.driver.get("about:blank")
    assert errors == []
    assert outside == []
