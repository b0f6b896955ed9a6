"""An admin adds an operator, whose password is shown once; he signs in with it and sees only his kecamatan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from dashboard.access import Role
from dashboard.services import people
from dashboard.services.identity import Officer
from dashboard.settings import load_settings
from dashboard.store import prepare_store
from tests.browser.conftest import JourneyBrowser
from tests.browser.hands import press, until
from tests.live_office import CODE, LiveOffice
from tests.people import PASSWORD

ADMIN, OPERATOR = "admin-uji", "made.uji"


@pytest.fixture
def stranger(browser: JourneyBrowser, live: LiveOffice) -> Iterator[JourneyBrowser]:
    """The browser with nobody signed in, before and after; an admin is there."""
    store = prepare_store(load_settings(live.env))
    people.add_user(store, ADMIN, "Admin Uji", Role.ADMIN, PASSWORD, Officer("penyiap", "Penyiap"), datetime.now(UTC))
    store.close()
    browser.driver.delete_all_cookies()
    yield browser
    browser.driver.delete_all_cookies()


def sign_in_as(browser: JourneyBrowser, live: LiveOffice, user_id: str, password: str, onward: str) -> None:
    browser.driver.delete_all_cookies()
    browser.driver.get(live.url + onward)
    for field, typed in (("pengguna", user_id), ("sandi", password)):
        browser.driver.find_element("id", field).send_keys(typed)
    browser.driver.find_element("css selector", "form button").click()


def field(browser: JourneyBrowser, name: str) -> str:
    return f'[id*=\'"act":"tambah"\'][id*=\'"field":"{name}"\']'


def test_an_admin_adds_an_operator_who_sees_only_his_kecamatan(stranger: JourneyBrowser, live: LiveOffice) -> None:
    browser = stranger
    sign_in_as(browser, live, ADMIN, PASSWORD, "/pengguna?baru=pengguna")
    browser.wait_for_element(field(browser, "id"), timeout=30).send_keys("salah nama")
    browser.find_element(field(browser, "name")).send_keys("Made Uji")
    Select(browser.find_element(field(browser, "office"))).select_by_value(CODE)
    Select(browser.wait_for_element(field(browser, "kecamatan"), timeout=30)).select_by_value("51.08.02")
    submit = browser.driver.find_element(By.CSS_SELECTOR, ".people-open button[type=submit]")
    press(browser, submit)
    browser.wait_for_contains_text("#people-answer", "tidak benar", timeout=30)
    assert browser.find_element(field(browser, "name")).get_attribute("value") == "Made Uji"
    browser.find_element(field(browser, "id")).clear()
    browser.find_element(field(browser, "id")).send_keys(OPERATOR)
    press(browser, submit)
    browser.wait_for_contains_text("#people-answer", f"Pengguna {OPERATOR} dibuat", timeout=30)
    secret = str(browser.find_element(".people-secret-text").get_attribute("value"))
    press(browser, browser.find_element("[data-copy]"))
    until(browser, lambda: browser.find_element(".people-copied").text, "nothing is said of the copy")
    browser.driver.refresh()
    browser.wait_for_contains_text("#daftar-pengguna", OPERATOR, timeout=30)
    assert secret not in browser.driver.page_source
    sign_in_as(browser, live, OPERATOR, secret, f"/jaringan?kantor={CODE}")
    browser.wait_for_contains_text("#isi", "Seririt", timeout=30)
    assert "Gerokgak" not in browser.find_element("#isi").text
    assert "Pengguna" not in browser.find_element("#navigasi").text
