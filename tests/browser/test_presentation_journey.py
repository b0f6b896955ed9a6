"""What a Kabid does in a meeting: turn the pages, reload, send the address on, choose and order slides, print."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import JourneyBrowser
from tests.live_office import CODE, LiveOffice

PATIENCE_S = 30


def asked(browser: JourneyBrowser) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.driver.current_url).query).items()}


def press(browser: JourneyBrowser, *keys: str) -> None:
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()


def until_slide(browser: JourneyBrowser, number: int) -> None:
    WebDriverWait(browser.driver, PATIENCE_S).until(lambda _: asked(browser).get("slide") == str(number))


def shown(browser: JourneyBrowser) -> str:
    [slide] = browser.find_elements(".slide[data-current]")
    assert slide.is_displayed()
    return str(slide.text)


def visible(browser: JourneyBrowser) -> int:
    return sum(slide.value_of_css_property("visibility") == "visible" for slide in browser.find_elements(".slide"))


@pytest.fixture
def slides(browser: JourneyBrowser, live: LiveOffice) -> JourneyBrowser:
    browser.driver.get(f"{live.url}/presentasi?kantor={CODE}")
    browser.wait_for_element(".deck[data-ready]", timeout=PATIENCE_S)
    return browser


def test_keys_turn_the_pages_and_the_address_follows(slides: JourneyBrowser) -> None:
    assert asked(slides)["slide"] == "1"
    assert asked(slides)["beku"].endswith("Z")
    first = shown(slides)
    for keys, number in (((Keys.ARROW_RIGHT,), 2), ((Keys.PAGE_DOWN, " "), 4), ((Keys.ARROW_LEFT, Keys.PAGE_UP), 2)):
        press(slides, *keys)
        until_slide(slides, number)
    assert shown(slides) != first
    assert visible(slides) == 1
    press(slides, Keys.END)
    until_slide(slides, len(slides.find_elements(".slide")))
    press(slides, Keys.ARROW_RIGHT, Keys.HOME)
    until_slide(slides, 1)


def test_reloading_shows_the_same_slide_and_figures(slides: JourneyBrowser) -> None:
    press(slides, Keys.ARROW_RIGHT)
    until_slide(slides, 2)
    before, address = shown(slides), slides.driver.current_url
    slides.driver.refresh()
    slides.wait_for_element(".deck[data-ready]", timeout=PATIENCE_S)
    assert slides.driver.current_url == address
    assert shown(slides) == before


def test_clicks_at_the_edges_turn_the_pages(slides: JourneyBrowser) -> None:
    stage = slides.find_element(".deck-stage")
    hand = ActionChains(slides.driver)
    hand.move_to_element_with_offset(stage, 1270, 300).click().perform()
    until_slide(slides, 2)
    ActionChains(slides.driver).move_to_element_with_offset(stage, 10, 300).click().perform()
    until_slide(slides, 1)


def test_the_panel_chooses_and_orders_and_the_address_keeps_it(slides: JourneyBrowser) -> None:
    frozen = asked(slides)["beku"]
    press(slides, "p")
    panel = slides.find_element(".deck-panel")
    assert panel.is_displayed()
    slides.driver.execute_script(
        "document.querySelectorAll('.deck-tick').forEach((tick, place) => { if (place > 1) { tick.click(); } });"
        "document.querySelector('[data-section=ringkasan] [data-deck-act=naik]').click();"
        "document.querySelector('.deck-panel [type=submit]').click();"
    )
    WebDriverWait(slides.driver, PATIENCE_S).until(lambda _: asked(slides).get("isi") == "ringkasan,judul")
    slides.wait_for_element(".deck[data-ready]", timeout=PATIENCE_S)
    sections = [slide.get_attribute("data-section") for slide in slides.find_elements(".slide")]
    assert sections == ["ringkasan", "judul"]
    assert asked(slides)["beku"] == frozen


def test_the_stage_fills_the_window_and_nothing_scrolls(slides: JourneyBrowser) -> None:
    box, inner = slides.driver.execute_script(
        "const b = document.querySelector('.deck-stage').getBoundingClientRect();"
        "return [[b.left, b.top, b.right, b.bottom], [innerWidth, innerHeight]]"
    )
    assert box[0] >= -1
    assert box[1] >= -1
    assert min(abs(box[2] - inner[0]), abs(box[3] - inner[1])) <= 1
    assert slides.driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_paper_has_one_slide_a_page(slides: JourneyBrowser) -> None:
    paper = {"preferCSSPageSize": True, "printBackground": True}
    printed = slides.driver.execute_cdp_cmd("Page.printToPDF", paper)["data"]
    pages = base64.b64decode(printed).count(b"/Type /Page\n")
    assert pages == len(slides.find_elements(".slide"))
