"""What an address carries to another reader, and what keys do on every page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser.conftest import JourneyBrowser
from tests.browser.hands import PATIENCE_S, bring_in, choose_late, click_cell, heatmaps, press, until
from tests.chromium import wait_until_drawn
from tests.live_office import CODE, ZONE, LiveOffice

Hand = Callable[[JourneyBrowser], None]
VIEW = """
const texts = wanted => [...document.querySelectorAll(wanted)].map(each => each.innerText.trim());
return JSON.stringify({
  title: texts('h1'), office: texts('#menu-kantor, .office-menu'), parts: texts('#isi h2, #isi .period-title'),
  chosen: texts('#isi .active, #isi [aria-current], #isi .menu-chosen'),
  fields: [...document.querySelectorAll('#isi input:not([type=hidden]), #isi select')].map(each => each.value),
  rows: [...document.querySelectorAll('#isi tbody')].map(each => each.rows.length),
  selected: texts('#isi .ag-row-selected [col-id=place], #isi tr[aria-selected=true]'),
});
"""
BAR = ".wait-bar.wait-on"


@pytest.fixture(scope="module")
def day(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a day last week: five steps in time and one that is late and open."""
    begun = (datetime.now(ZONE) - timedelta(days=5)).replace(hour=9, minute=0, second=0, microsecond=0)
    ended = (begun + timedelta(minutes=4)).isoformat()
    rows: list[dict[str, object]] = [
        {"ticket": f"ALAMAT-{number}", "opened_at": begun.isoformat(), "started_at": begun.isoformat()}
        | ({"finished_at": ended, "solved_at": ended} if number else {})
        for number in range(6)
    ]
    bring_in(live, tmp_path_factory.mktemp("impor") / "tiket.jsonl", rows, "Made")
    return begun.date().isoformat()


def choose_cell(browser: JourneyBrowser) -> None:
    click_cell(browser, heatmaps(browser)[0], 0, 0)
    browser.wait_for_element("#pelaksanaan tbody tr", timeout=PATIENCE_S)


def filter_tickets(browser: JourneyBrowser) -> None:
    browser.wait_for_element("#agenda-grid .ag-row", timeout=PATIENCE_S)
    Select(browser.find_element("#saring-keadaan")).select_by_value("terbuka")
    Select(browser.find_element("#saring-sumber")).select_by_value("semua")
    press(browser, browser.find_element(".agenda-send button"))
    until(browser, lambda: "sumber=semua" in browser.driver.current_url, "no filter in the address")


def open_night(browser: JourneyBrowser) -> None:
    """Click the last day of the calendar that has a night."""
    calendar = heatmaps(browser)[0]
    script = """
      const nights = arguments[0].data[0].customdata, found = [];
      nights.forEach((row, y) => row.forEach((night, x) => { if (night) { found.push([x, y, night]); } }));
      return found.sort((a, b) => a[2] < b[2] ? -1 : 1).pop();
    """
    column, row, _night = browser.driver.execute_script(script, calendar)
    click_cell(browser, calendar, column, row)
    until(browser, lambda: "malam=" in browser.driver.current_url, "no night in the address")
    browser.wait_for_element("#malam h2", timeout=PATIENCE_S)


def choose_target(browser: JourneyBrowser) -> None:
    """The last of the table, for the first is shown unless another is asked for."""
    browser.wait_for_element("#isi tbody a[href*='sasaran=']", timeout=PATIENCE_S)
    press(browser, browser.find_elements("#isi tbody a[href*='sasaran=']")[-1])
    until(browser, lambda: "sasaran=" in browser.driver.current_url, "no target in the address")


REACHED: dict[str, tuple[str, Hand]] = {
    "/kepatuhan": ("&tampil=peta", choose_cell),
    "/terlambat": ("&cari=alamat", lambda browser: choose_late(browser, "ALAMAT-0")),
    "/tiket": ("", filter_tickets),
    "/cadangan": ("", open_night),
    "/jaringan": ("", choose_target),
}


def seen(browser: JourneyBrowser) -> dict[str, Any]:
    """The page as it stands, without what the clock changes."""
    wait_until_drawn(browser.driver)
    found: dict[str, Any] = json.loads(browser.driver.execute_script(VIEW))
    return found


@pytest.fixture
def tabs(browser: JourneyBrowser) -> Iterator[JourneyBrowser]:
    """The browser, left with the one tab that it came with."""
    first = browser.driver.current_window_handle
    yield browser
    for each in browser.driver.window_handles:
        if each != first:
            browser.driver.switch_to.window(each)
            browser.driver.close()
    browser.driver.switch_to.window(first)


@pytest.mark.parametrize("path", REACHED)
def test_a_copied_address_shows_an_auditor_the_same_view_in_a_fresh_tab(
    tabs: JourneyBrowser, live: LiveOffice, day: str, path: str
) -> None:
    more, by_hand = REACHED[path]
    period = "" if path in ("/cadangan", "/jaringan", "/tiket") else f"&dari={day}&sampai={day}"
    tabs.driver.get(f"{live.url}{path}?kantor={CODE}{period}{more}")
    wait_until_drawn(tabs.driver)
    plain = seen(tabs)
    by_hand(tabs)
    copied, here = tabs.driver.current_url, seen(tabs)
    assert here != plain
    tabs.driver.switch_to.new_window("tab")
    tabs.driver.get(copied)
    until(tabs, lambda: seen(tabs) == here, f"not the same view: {here} {seen(tabs)}")


def press_keys(browser: JourneyBrowser, keys: str) -> None:
    browser.find_element("body").send_keys(keys)


def test_keys_lead_to_pages_that_keep_office_and_period_to_the_search_and_to_their_own_list(
    browser: JourneyBrowser, live: LiveOffice, day: str
) -> None:
    browser.driver.get(f"{live.url}/jaringan?kantor={CODE}&dari={day}&sampai={day}")
    for keys, path in (("gk", "/kepatuhan"), ("gt", "/terlambat"), ("gb", "/tiket")):
        wait_until_drawn(browser.driver)
        press_keys(browser, keys)
        until(browser, lambda path=path: urlsplit(browser.driver.current_url).path == path, f"{keys} leads nowhere")
        asked = parse_qs(urlsplit(browser.driver.current_url).query)
        assert (asked["kantor"], asked["dari"], asked["sampai"]) == ([CODE], [day], [day])
    wait_until_drawn(browser.driver)
    press_keys(browser, "/")
    assert browser.driver.execute_script("return document.activeElement.type") == "search"
    browser.driver.execute_script("document.activeElement.blur()")
    press_keys(browser, "?")
    assert browser.find_element("#daftar-pintasan").is_displayed()
    press_keys(browser, Keys.ESCAPE)
    assert not browser.find_element("#daftar-pintasan").is_displayed()


@pytest.fixture
def slow(browser: JourneyBrowser) -> Iterator[Callable[[int], None]]:
    """Sets how long the way to the server takes, in milliseconds; the way is free again afterwards."""

    def latency(latency_ms: int) -> None:
        way = {"offline": False, "latency": latency_ms, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", way)

    browser.driver.execute_cdp_cmd("Network.enable", {})
    yield latency
    latency(0)


def test_the_waiting_bar_shows_for_what_a_person_started_and_takes_long_and_for_nothing_else(
    browser: JourneyBrowser, live: LiveOffice, day: str, slow: Callable[[int], None]
) -> None:
    browser.driver.get(f"{live.url}/terlambat?kantor={CODE}&cari=alamat")
    choose_late(browser, "ALAMAT-0")
    wait_until_drawn(browser.driver)
    slow(1500)
    press(browser, browser.find_element("#late-close"))
    # Nothing is under way yet, and what is quick needs no bar.
    assert not browser.find_elements(BAR)
    browser.wait_for_element(BAR, timeout=PATIENCE_S)
    until(browser, lambda: not browser.find_elements(BAR), "the bar stays")
    time.sleep(1)  # as long as an act is taken for the reason of what begins
    browser.driver.execute_script("dash_clientside.set_props('late-pulse', {data: Date.now()})")
    until(browser, lambda: browser.find_elements("[data-dash-is-loading], ._dash-loading"), "the page fetched nothing")
    while browser.find_elements("[data-dash-is-loading], ._dash-loading"):
        assert not browser.find_elements(BAR)
        time.sleep(0.05)
