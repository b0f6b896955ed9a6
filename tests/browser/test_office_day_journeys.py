"""A day at the office: a Kasi from a red cell to an excuse, an operator through one repair, two at the same ticket."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import JourneyBrowser
from tests.browser.hands import (
    PATIENCE_S,
    SOP,
    as_officer,
    bring_in,
    choose_late,
    click_cell,
    heatmaps,
    press,
    send,
    unfold,
    until,
    write_in,
)
from tests.live_office import CODE, ZONE, LiveOffice

KEYS_IN_30_S = 90
"""Three a second: a slow typist."""


@pytest.fixture(scope="module")
def day(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a day last week: four steps in time, one late, one open and late; one that runs now. By other officers."""
    begun = (datetime.now(ZONE) - timedelta(days=4)).replace(hour=9, minute=0, second=0, microsecond=0)
    rows: list[dict[str, object]] = []
    for number, minutes in enumerate((4, 4, 4, 4, 9)):
        ended = (begun + timedelta(minutes=minutes)).isoformat()
        rows.append({"ticket": f"KASI-{number}", "finished_at": ended, "solved_at": ended, "performer": "Wayan"})
    rows.append({"ticket": "KASI-5"})
    for row in rows:
        row |= {"opened_at": begun.isoformat(), "started_at": begun.isoformat()}
    now = datetime.now(ZONE).replace(microsecond=0).isoformat()
    rows.append({"ticket": "KASI-JALAN", "opened_at": now, "started_at": now})
    bring_in(live, tmp_path_factory.mktemp("impor") / "tiket.jsonl", rows, "Made")
    return begun.date().isoformat()


def api_row(live: LiveOffice, day: str) -> dict[str, Any]:
    rows = json.loads(live.ask(f"/api/v1/compliance?office={CODE}&sop={SOP}&from={day}&to={day}"))["rows"]
    (row,) = [row for row in rows if row["kecamatan"] == "51.08.02" and row["from_step"] == row["to_step"] == 1]
    return dict(row)


def percent(fraction: float) -> str:
    return f"{fraction * 100:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " %"


def shown_figures(browser: JourneyBrowser) -> str:
    return str(browser.find_element("#figures").text).replace("\N{NO-BREAK SPACE}", " ")


def go_by_navigation(browser: JourneyBrowser, letter: str) -> dict[str, list[str]]:
    """Take a link of the page's own navigation; gives what the address asks then."""
    before = browser.driver.current_url
    browser.find_element(f'#navigasi a[data-key="{letter}"]').click()
    until(browser, lambda: browser.driver.current_url != before, "no other page")
    return parse_qs(urlsplit(browser.driver.current_url).query)


def test_a_kasi_goes_from_a_red_cell_to_its_events_acts_on_what_is_late_and_sees_the_figure_change(
    browser: JourneyBrowser, live: LiveOffice, day: str
) -> None:
    before = api_row(live, day)
    assert (before["met"], before["missed"], before["excused"]) == (4, 2, 0)
    browser.driver.get(f"{live.url}/kepatuhan?kantor={CODE}&dari={day}&sampai={day}&sop={SOP}")
    plot = heatmaps(browser)[0]
    assert percent(before["compliance"]) in shown_figures(browser)
    labels = browser.driver.execute_script("return [...arguments[0].data[0].y || []].map(String)", plot)
    click_cell(browser, plot, 0, next((at for at, label in enumerate(labels) if "Seririt" in label), 0))
    browser.wait_for_contains_text("#mengapa", "KASI-5", timeout=PATIENCE_S)
    late = next(row for row in browser.find_elements("#pelaksanaan tbody tr") if "KASI-4" in row.text)
    press(browser, late.find_element(By.TAG_NAME, "a"))
    browser.wait_for_contains_text(".why-opened", "Riwayat tiket", timeout=PATIENCE_S)
    assert "Selesai setelah waktu baku habis." in browser.find_element(".why-opened").text

    asked = go_by_navigation(browser, "t")
    assert (asked["kantor"], asked["dari"], asked["sampai"]) == ([CODE], [day], [day])
    choose_late(browser, "KASI-5")
    send(browser, "akui")
    browser.wait_for_contains_text(".act-said", "tiket KASI-5 diakui oleh Petugas Uji", timeout=PATIENCE_S)
    choose_late(browser, "KASI-JALAN")
    unfold(browser, "Jeda")
    write_in(browser, "jeda", "suku cadang belum datang")
    send(browser, "jeda")
    browser.wait_for_contains_text("#late-facts", "suku cadang belum datang", timeout=PATIENCE_S)
    unfold(browser, "Lanjutkan")
    until(browser, lambda: browser.find_elements('form[id*=\'"act":"lanjutkan"\']'), "no way to resume")
    send(browser, "lanjutkan")
    until(browser, lambda: "suku cadang" not in browser.find_element("#late-facts").text, "still paused")
    choose_late(browser, "KASI-5")
    unfold(browser, "Kecualikan")
    write_in(browser, "kecualikan", "listrik padam se-kecamatan")
    send(browser, "kecualikan")
    browser.wait_for_contains_text(".act-said", "dikecualikan", timeout=PATIENCE_S)

    go_by_navigation(browser, "k")
    after = api_row(live, day)
    assert (after["met"], after["missed"], after["excused"]) == (4, 1, 1)
    assert after["compliance_before"] == before["compliance"]
    browser.wait_for_contains_text("#figures", "1 dikecualikan", timeout=PATIENCE_S)
    figures = shown_figures(browser)
    assert "sebelum dikecualikan" in figures.lower()
    assert percent(after["compliance"]) in figures
    assert percent(before["compliance"]) in figures


def report_time() -> str:
    """A time by which the first step of 5 minutes is near its end, and not past it."""
    now = datetime.now(ZONE)
    return f"{now - timedelta(minutes=4 if now.second <= 45 else 3):%H.%M}"


def open_by_keyboard(browser: JourneyBrowser, *fields: str) -> int:
    """Open a ticket without a mouse; gives how many keys that took."""
    keys = ["n", *Keys.TAB.join(fields), Keys.ENTER]
    browser.find_element("body").send_keys(keys[0])
    browser.wait_for_element("#open-place", timeout=PATIENCE_S)
    active = "return document.activeElement.id"
    until(browser, lambda: browser.driver.execute_script(active) == "open-place", "the form has no focus")
    ActionChains(browser.driver).send_keys("".join(keys[1:])).perform()
    until(browser, lambda: "/tiket/" in browser.driver.current_url, "no ticket was opened")
    browser.wait_for_element("#life-acts h2", timeout=PATIENCE_S)
    return len(keys)


def act(browser: JourneyBrowser, button: str, then: str) -> None:
    """Press a button of the ticket's page and wait for whose turn it is then."""
    found = [each for each in browser.find_elements(".life-primary .act-send") if each.text == button]
    assert found, f"no button {button}: {browser.find_element('#life-acts').text}"
    press(browser, found[0])
    browser.wait_for_contains_text("#life-acts .life-turn, #life-acts h2", then, timeout=PATIENCE_S)


def tile_state(browser: JourneyBrowser, *wanted: str) -> None:
    """Wait until the wall's ticket indicator of Gerokgak is in one of these states."""
    selector = '[data-tile="51.08.01"] [data-ind="tiket"]'
    browser.wait_for_element(selector, timeout=PATIENCE_S)
    until(browser, lambda: browser.find_element(selector).get_attribute("data-state") in wanted, f"never {wanted}")


def test_an_operator_takes_a_repair_from_its_report_to_its_end_and_wall_and_list_follow(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    browser.driver.get(f"{live.url}/tiket?kantor={CODE}")
    browser.wait_for_element("#agenda-new", timeout=PATIENCE_S)
    began = time.monotonic()
    assert open_by_keyboard(browser, "ger", "perb", "iris scanner mati", report_time()) <= KEYS_IN_30_S
    assert time.monotonic() - began < 30
    here = browser.driver.current_url
    number = urlsplit(here).path.rpartition("/")[2]
    browser.driver.get(live.url + "/")
    tile_state(browser, "waspada", "gangguan")
    browser.driver.get(f"{live.url}/terlambat?kantor={CODE}&cari={number}")
    browser.wait_for_contains_text("#late-grid", number, timeout=PATIENCE_S)
    browser.driver.get(here)
    browser.wait_for_element(".life-primary .act-send", timeout=PATIENCE_S)
    act(browser, "Selesai", "Giliran langkah 2")
    act(browser, "Selesai", "Giliran langkah 3")
    act(browser, "Mulai", "Giliran langkah 3")
    until(browser, lambda: [b for b in browser.find_elements(".life-primary .act-send") if b.text == "Selesai"], "?")
    act(browser, "Selesai", "Giliran langkah 4")
    act(browser, "Selesai", "Jawab langkah 4")
    act(browser, "teratasi", "Giliran langkah 5")
    unfold(browser, "Jeda")
    write_in(browser, "jeda", "menunggu suku cadang")
    send(browser, "jeda")
    browser.wait_for_contains_text(".life-primary", "Lanjutkan", timeout=PATIENCE_S)
    press(browser, browser.find_element(".life-primary .act-send"))
    browser.wait_for_contains_text(".life-primary", "Selesai", timeout=PATIENCE_S)
    act(browser, "Selesai", "Giliran langkah 6")
    act(browser, "Selesai", "Giliran langkah 7")
    act(browser, "Selesai", "Jawab langkah 7")
    act(browser, "tidak", "Giliran langkah 6, percobaan 2")
    act(browser, "Selesai", "Giliran langkah 7, percobaan 2")
    act(browser, "Selesai", "Jawab langkah 7, percobaan 2")
    act(browser, "Ya", "Giliran langkah 8")
    act(browser, "Selesai", "Tiket selesai")
    browser.driver.get(live.url + "/")
    tile_state(browser, "baik")
    browser.driver.get(f"{live.url}/terlambat?kantor={CODE}&cari={number}")
    nothing_left = re.compile(r"\b0 (dari \d+ )?langkah")
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: nothing_left.search(browser.find_element("main").text))


def test_of_two_officers_on_one_ticket_the_second_is_told_who_and_when_and_keeps_his_text(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    told = ("--office", CODE, "--sop", SOP, "--kecamatan", "51.08.02", "--number", "BERDUA-1")
    as_officer(live, "Made", "ticket", "open", *told)
    browser.driver.get(f"{live.url}/tiket/BERDUA-1?kantor={CODE}")
    browser.wait_for_element(".life-primary .act-send", timeout=PATIENCE_S)
    unfold(browser, "Jeda")
    write_in(browser, "jeda", "menunggu teknisi")
    time.sleep(1.1)  # what changed is told by the second
    as_officer(live, "Made", "ticket", "tick", "--office", CODE, "BERDUA-1", "1", "selesai")
    send(browser, "jeda")
    browser.wait_for_contains_text(".act-said", "tiket sudah diubah oleh Made pada", timeout=PATIENCE_S)
    kept = browser.wait_for_element('[id*=\'"act":"jeda"\'][id*=\'"field":"reason"\']', timeout=PATIENCE_S)
    assert kept.get_attribute("value") == "menunggu teknisi"
    assert "Giliran langkah 2" in browser.find_element("#life-acts").text
