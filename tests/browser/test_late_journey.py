"""What a Kasi does all day: see what is late, choose it, say that it was seen, and keep where he was."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.support.ui import Select

from tests.browser.conftest import JourneyBrowser
from tests.live_office import CODE, ROOT, ZONE, LiveOffice

SOP = "buleleng-01-perbaikan-perangkat"
PATIENCE_S = 30
ROWS = "return dash_ag_grid.getApi('late-grid').getDisplayedRowCount()"
CHOSEN = "return dash_ag_grid.getApi('late-grid').getSelectedRows().map(row => row.place_sub)"


@pytest.fixture(scope="module")
def late(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two repairs whose first step began two and three days ago and is open; gives their numbers."""
    lines = []
    numbers = ["TELAT-2", "TELAT-3"]
    for days, number in enumerate(numbers, 2):
        begun = (datetime.now(ZONE) - timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
        head = {"ticket": number, "office": CODE, "kecamatan": "51.08.02", "sop": SOP, "step": 1}
        lines.append(json.dumps(head | {"opened_at": begun.isoformat(), "started_at": begun.isoformat()}))
    path: Path = tmp_path_factory.mktemp("impor") / "tiket.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", "import", str(path)]
    subprocess.run(command, cwd=ROOT, env=live.env, check=True, timeout=60)
    return numbers


def open_late(browser: JourneyBrowser, live: LiveOffice, more: str = "") -> None:
    browser.driver.get(f"{live.url}/terlambat?kantor={CODE}&cari=telat{more}")
    browser.wait_for_element("#late-grid .ag-row .chip", timeout=PATIENCE_S)


def choose(browser: JourneyBrowser, number: str) -> None:
    """Choose the row of a ticket beside its link, wherever it lies when the page has settled."""
    row = f"#late-grid .ag-row[row-id='{CODE}~{number}~step~1~1']"
    press(browser, browser.wait_for_element(f"{row} .chip", timeout=PATIENCE_S))
    browser.wait_for_element("#late-facts h2", timeout=PATIENCE_S)


def press(browser: JourneyBrowser, button: Any) -> None:
    """Press what may lie below the fold of the panel, which scrolls by itself."""
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", button)


def test_a_late_step_is_chosen_acknowledged_and_stays_chosen(
    browser: JourneyBrowser, live: LiveOffice, late: list[str]
) -> None:
    open_late(browser, live)
    assert browser.driver.execute_script(ROWS) == len(late)
    choose(browser, late[0])
    browser._wait_for(lambda driver: f"{late[0]}%7Estep%7E1%7E1" in driver.current_url, PATIENCE_S, "no address")
    browser.find_element(".act-forms .collapse.show textarea").send_keys("teknisi berangkat")
    press(browser, browser.find_element(".act-forms .collapse.show button[type=submit]"))
    browser.wait_for_contains_text(".act-said", f"tiket {late[0]} diakui oleh", timeout=PATIENCE_S)
    browser.wait_for_contains_text("#late-grid", "teknisi berangkat", timeout=PATIENCE_S)
    assert browser.driver.execute_script(CHOSEN) == [late[0]]
    assert browser.driver.execute_script(ROWS) == len(late)


def test_a_refusal_is_shown_and_what_was_typed_stays(
    browser: JourneyBrowser, live: LiveOffice, late: list[str]
) -> None:
    open_late(browser, live)
    choose(browser, late[1])
    heads = browser.find_elements(".act-forms .accordion-button")
    press(browser, next(head for head in heads if head.text == "Jeda"))
    browser.wait_for_element("#late-forms .collapse.show input", timeout=PATIENCE_S)
    fields = '#late-forms input[id*=\'"act":"jeda"\']'
    browser.find_elements(fields)[1].send_keys("vendor")
    press(browser, browser.find_element(".act-forms .collapse.show button[type=submit]"))
    browser.wait_for_contains_text(".act-said", "jeda tanpa alasan", timeout=PATIENCE_S)
    assert browser.find_elements(fields)[1].get_attribute("value") == "vendor"


def test_the_countdown_runs_in_the_browser_alone(browser: JourneyBrowser, live: LiveOffice, late: list[str]) -> None:
    open_late(browser, live)
    browser.driver.execute_script(
        "document.querySelector('#late-grid .late-left').setAttribute("
        "'data-due', new Date(Date.now() + 40000).toISOString())"
    )
    seen = set()
    browser.wait_for_contains_text("#late-grid .late-left", "detik", timeout=PATIENCE_S)
    for _ in range(40):
        seen.add(browser.find_element("#late-grid .late-left").text)
        if len(seen) > 1:
            break
        browser.driver.execute_async_script("setTimeout(arguments[0], 200)")
    assert len(seen) > 1


def test_a_list_filters_at_once_and_the_address_stays_short(
    browser: JourneyBrowser, live: LiveOffice, late: list[str]
) -> None:
    open_late(browser, live)
    Select(browser.find_element("#late-kecamatan")).select_by_value("51.08.02")
    browser.wait_for_element("#late-grid .ag-row .chip", timeout=PATIENCE_S)
    browser._wait_for(lambda driver: "kecamatan=51.08.02" in driver.current_url, PATIENCE_S, "no address")
    assert "sop=" not in browser.driver.current_url
