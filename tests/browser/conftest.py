"""One browser for all journeys, one running office for those of a file, so that no file's tickets are in another's way.

Each journey ends with a clean console and no outside request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from dash.testing.browser import Browser
from selenium import webdriver

from tests.chromium import open_chromium, severe_messages
from tests.live_office import USER, LiveOffice
from tests.people import PASSWORD


@pytest.fixture(scope="module")
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
        return open_chromium(requests=True)

    forgiven: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()

    def forgive(self, text: str) -> None:
        """Let this test's console hold messages with ``text``: it made the trouble itself."""
        self.forgiven = (*self.forgiven, text)

    def also_at(self, url: str) -> None:
        """Let this test visit another server of ours."""
        self.ours = (*self.ours, url)
        sign_in(self, url)

    def console_errors(self) -> list[str]:
        """Severe messages of the console since the last look, less the forgiven ones."""
        return [each for each in severe_messages(self.driver) if not any(text in each for text in self.forgiven)]

    def requested_urls(self) -> list[str]:
        """Every address that the page asked for since the last look."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


@pytest.fixture(scope="session")
def session_browser() -> Iterator[JourneyBrowser]:
    with JourneyBrowser(browser="chrome", headless=True, percy_run=False, percy_finalize=False) as browser:
        browser.driver.implicitly_wait(0)
        yield browser


def sign_in(browser: JourneyBrowser, url: str) -> None:
    """Sign in by the form, unless the browser still is."""
    browser.driver.get(f"{url}/akun")
    if "/masuk" not in browser.driver.current_url:
        return
    for field, typed in (("pengguna", USER), ("sandi", PASSWORD)):
        browser.driver.find_element("id", field).send_keys(typed)
    browser.driver.find_element("css selector", "form button").click()
    browser.wait_for_element("dl.account-facts", timeout=20)


@pytest.fixture
def browser(session_browser: JourneyBrowser, live: LiveOffice) -> Iterator[JourneyBrowser]:
    session_browser.driver.get("about:blank")
    session_browser.console_errors()
    session_browser.requested_urls()
    session_browser.forgiven = session_browser.ours = ()
    sign_in(session_browser, live.url)
    yield session_browser
    errors = session_browser.console_errors()
    inside = (live.url, *session_browser.ours, "data:", "blob:", "about:")
    outside = [url for url in session_browser.requested_urls() if not url.startswith(inside)]
    session_browser.driver.get("about:blank")
    assert errors == []
    assert outside == []
