"""What a Kabid sees: each source is changed by the test's own hand, and the wall shows it without a touch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import JourneyBrowser
from tests.live_office import ROOT, ZONE, LiveOffice

PATIENCE_S = 40


def indicator(name: str, kecamatan: str = "51.08.01") -> str:
    return f'[data-tile="{kecamatan}"] [data-ind="{name}"]'


def wait_for_state(browser: JourneyBrowser, selector: str, *wanted: str) -> str:
    """Wait until the first element of ``selector`` is in one of the wanted states; gives the state."""

    def reached(_driver: object) -> str | None:
        found = browser.driver.find_elements(By.CSS_SELECTOR, selector)
        state = found[0].get_attribute("data-state") if found else None
        return state if state in wanted else None

    return str(WebDriverWait(browser.driver, PATIENCE_S, 0.1).until(reached, f"{selector} never became {wanted}"))


def open_wall(browser: JourneyBrowser, live: LiveOffice) -> None:
    browser.driver.get(live.url + "/")
    browser.wait_for_element(indicator("jaringan"), timeout=PATIENCE_S)


def test_a_stopped_listener_turns_its_kecamatan_waspada_then_gangguan_and_comes_back(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    wait_for_state(browser, indicator("jaringan"), "baik")
    live.listeners["modem"].stop()
    assert wait_for_state(browser, indicator("jaringan"), "waspada", "gangguan") == "waspada"
    wait_for_state(browser, indicator("jaringan"), "gangguan")
    assert wait_for_state(browser, indicator("jaringan", "51.08.02"), "baik") == "baik"
    live.listeners["modem"].start()
    wait_for_state(browser, indicator("jaringan"), "baik")


def test_a_failed_dump_is_gangguan_and_a_good_one_is_baik(browser: JourneyBrowser, live: LiveOffice) -> None:
    open_wall(browser, live)
    live.write_dump(good=False)
    wait_for_state(browser, indicator("cadangan"), "gangguan")
    live.write_dump(good=True)
    wait_for_state(browser, indicator("cadangan"), "baik")


def test_a_counter_that_grows_is_baik_and_where_there_is_none_nothing_is_claimed(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    live.write_counter(25, 5)
    wait_for_state(browser, indicator("pengiriman"), "baik")
    assert wait_for_state(browser, indicator("pengiriman", "51.08.02"), "tidak_terukur") == "tidak_terukur"


def test_a_late_step_in_the_log_book_is_gangguan_until_it_is_finished(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    wait_for_state(browser, indicator("tiket"), "baik")
    reported_at = datetime.now(ZONE).replace(tzinfo=None, second=0, microsecond=0) - timedelta(hours=3)
    row: dict[str, object] = {
        "nomor": "BA-1",
        "kecamatan": "Gerokgak",
        "sop": "buleleng-01-perbaikan-perangkat",
        "judul": "Iris scanner tidak menyala",
        "dibuka": reported_at,
        "langkah": 1,
        "mulai": reported_at,
    }
    live.write_book([row])
    wait_for_state(browser, indicator("tiket"), "gangguan")
    browser.wait_for_contains_text("main", "Melaporkan kerusakan", timeout=PATIENCE_S)
    ended_at = reported_at + timedelta(minutes=4)
    live.write_book([row | {"selesai_langkah": ended_at, "selesai": ended_at}])
    wait_for_state(browser, indicator("tiket"), "baik")


def test_the_wall_says_data_usang_when_the_collectors_stop_and_recovers_by_itself(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    band = browser.driver.find_element(By.CSS_SELECTOR, "[data-stale-band]")
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: not band.is_displayed())
    live.stop(live.collectors)
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: band.is_displayed() and "DATA USANG" in band.text)
    live.start_collectors()
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: not band.is_displayed())


def test_the_wall_outlives_a_restart_of_the_server(browser: JourneyBrowser, live: LiveOffice) -> None:
    open_wall(browser, live)
    # While the server is away its feed cannot be fetched; the browser writes that down itself.
    browser.forgive("net::ERR_CONNECTION_REFUSED")
    browser.driver.execute_script("window.isTheSamePage = true")
    band = browser.driver.find_element(By.CSS_SELECTOR, "[data-stale-band]")
    live.stop(live.web)
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: band.is_displayed())
    live.start_web()
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: not band.is_displayed())
    assert browser.driver.execute_script("return window.isTheSamePage") is True


def test_the_marker_on_the_map_follows_its_tile_in_colour_and_shape(browser: JourneyBrowser, live: LiveOffice) -> None:
    open_wall(browser, live)
    marker = '.map-mark[data-tile="51.08.02"]'
    shape = browser.wait_for_element(f"{marker} [data-f=shape]", timeout=PATIENCE_S)
    assert shape.size["width"] > 5
    live.listeners["modem2"].stop()
    wait_for_state(browser, '.tile[data-tile="51.08.02"]', "gangguan")
    assert wait_for_state(browser, marker, "gangguan") == "gangguan"
    assert shape.get_attribute("href") == "#lambang-51.08-gangguan"
    assert browser.find_element(f"{marker} .map-name").is_displayed()
    live.listeners["modem2"].start()
    wait_for_state(browser, indicator("jaringan", "51.08.02"), "baik")
    assert wait_for_state(browser, marker, "baik", "tidak_terukur") != "gangguan"


def test_a_tile_leads_to_the_page_of_what_ails_it_and_the_keyboard_reaches_it(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    live.write_dump(good=False)
    wait_for_state(browser, '.tile[data-tile="dinas:51.08"]', "gangguan")
    link = browser.find_element('.tile[data-tile="dinas:51.08"] .tile-go')
    wait = WebDriverWait(browser.driver, PATIENCE_S)
    wait.until(lambda _: "/cadangan?kantor=51.08" in link.get_attribute("href"))
    browser.driver.execute_script("arguments[0].focus()", link)
    assert browser.driver.switch_to.active_element == link
    live.write_dump(good=True)
    wait_for_state(browser, indicator("cadangan", "dinas:51.08"), "baik")


def test_a_page_of_another_version_reloads_itself_once_and_never_in_a_loop(
    browser: JourneyBrowser, live: LiveOffice
) -> None:
    open_wall(browser, live)
    of_another = "document.querySelector('.wall').setAttribute('data-app-version', 'lama'); window.isTheSamePage = true"
    is_same = "return window.isTheSamePage === true"
    browser.driver.execute_script(of_another)
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: browser.driver.execute_script(is_same) is False)
    browser.wait_for_element(indicator("jaringan"), timeout=PATIENCE_S)
    assert browser.driver.execute_script("return document.querySelector('.wall').dataset.appVersion") != "lama"
    # A server that goes on sending the old page must not be asked for it again and again.
    browser.driver.execute_script(of_another)
    time.sleep(5)
    assert browser.driver.execute_script(is_same) is True
    assert browser.driver.execute_script("return document.querySelector('.wall').dataset.silent") == "0"
    browser.driver.execute_script("sessionStorage.clear()")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveOffice]:
    """Five kabupaten on one screen; nobody measures them."""
    office = LiveOffice(tmp_path_factory.mktemp("lima"), offices=ROOT / "data" / "offices")
    try:
        office.start(collecting=False)
        yield office
    finally:
        office.close()


def shown_panel(browser: JourneyBrowser) -> str:
    panels = browser.driver.find_elements(By.CSS_SELECTOR, ".wall-panel")
    return next(str(each.get_attribute("data-panel")) for each in panels if each.is_displayed())


def test_panels_turn_by_themselves_move_by_arrows_and_stand_still_while_held(
    browser: JourneyBrowser, five: LiveOffice
) -> None:
    browser.also_at(five.url)
    browser.driver.get(five.url + "/?kantor=semua&putar=5")
    browser.wait_for_element(".turns", timeout=PATIENCE_S)
    assert shown_panel(browser) == "*"
    WebDriverWait(browser.driver, 12, 0.2).until(lambda _: shown_panel(browser) == "51.08")
    keys = browser.find_element("body")
    keys.send_keys(" ")
    keys.send_keys(Keys.ARROW_RIGHT)
    assert shown_panel(browser) == "64.01"
    time.sleep(6)
    assert shown_panel(browser) == "64.01"
    assert "ditahan" in browser.find_element(".turns").text
    keys.send_keys(Keys.ARROW_LEFT)
    assert shown_panel(browser) == "51.08"
    keys.send_keys(" ")
    WebDriverWait(browser.driver, 12, 0.2).until(lambda _: shown_panel(browser) == "64.01")


def test_a_pace_that_cannot_be_read_is_refused_with_the_mend(browser: JourneyBrowser, five: LiveOffice) -> None:
    browser.also_at(five.url)
    browser.driver.get(five.url + "/?kantor=semua&putar=cepat")
    browser.wait_for_contains_text("body", "Tulis putar= antara 5 dan 600 detik", timeout=PATIENCE_S)


def test_the_kiosk_hides_menu_and_pointer_and_fits_every_screen(browser: JourneyBrowser, five: LiveOffice) -> None:
    browser.also_at(five.url)
    browser.driver.get(five.url + "/")
    browser.wait_for_element("#menu-halaman", timeout=PATIENCE_S).click()
    browser.wait_for_element("#mode-kios", timeout=PATIENCE_S).click()
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: "kios=1" in browser.driver.current_url)
    browser.wait_for_element(".wall", timeout=PATIENCE_S)
    assert not browser.find_element("#menu-halaman").is_displayed()
    for width, height in ((1366, 768), (1920, 1080), (3840, 2160)):
        browser.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        page = "return document.documentElement.scroll{0} - document.documentElement.client{0}"
        assert [browser.driver.execute_script(page.format(side)) for side in ("Width", "Height")] == [0, 0]
    browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
