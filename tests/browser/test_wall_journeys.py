"""What a Kabid sees: each source is changed by the test's own hand, and the wall shows it without a touch."""

from __future__ import annotations

from datetime import datetime, timedelta

from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import JourneyBrowser
from tests.live_office import ZONE, LiveOffice

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
