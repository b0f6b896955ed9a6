"""What hands do in a browser, and how a test puts tickets into the office."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import JourneyBrowser
from tests.live_office import CODE, ROOT, LiveOffice

PATIENCE_S = 30
SOP = "buleleng-01-perbaikan-perangkat"
_PLACE = """
const plot = arguments[0], drawn = plot.data[0], {xaxis, yaxis} = plot._fullLayout;
const middle = (axis, places, at) => axis._offset + axis.d2p(places ? places[at] : at);
return [middle(xaxis, drawn.x, arguments[1]), middle(yaxis, drawn.y, arguments[2])];
"""


def as_officer(live: LiveOffice, name: str, *words: str) -> None:
    """``python -m dashboard ...`` by another officer than the one of the browser."""
    command = [sys.executable, "-m", "dashboard", *words]
    env = live.env | {"PANTAU_OFFICER": name}
    done = subprocess.run(command, cwd=ROOT, env=env, timeout=60, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def bring_in(live: LiveOffice, path: Path, rows: Sequence[Mapping[str, object]], officer: str) -> None:
    """Import tickets of the repair, one row a step, as ``officer``."""
    common = {"office": CODE, "kecamatan": "51.08.02", "sop": SOP, "step": 1}
    path.write_text("\n".join(json.dumps(common | dict(row)) for row in rows), encoding="utf-8")
    as_officer(live, officer, "import", str(path))


def press(browser: JourneyBrowser, button: Any) -> None:
    """Press what may lie below the fold of a panel, which scrolls by itself."""
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", button)


def until(browser: JourneyBrowser, holds: Callable[[], Any], what: str) -> Any:
    """Wait until something holds; gives what it gave."""
    return WebDriverWait(browser.driver, PATIENCE_S, 0.1).until(lambda _: holds(), what)


def heatmaps(browser: JourneyBrowser) -> list[Any]:
    """Every heatmap of the page, once it is drawn."""
    browser.wait_for_element(".js-plotly-plot .nsewdrag", timeout=PATIENCE_S)
    script = "return [...document.querySelectorAll('.js-plotly-plot')].filter(p => p.data[0].type === 'heatmap')"
    return list(browser.driver.execute_script(script))


def click_cell(browser: JourneyBrowser, plot: Any, column: int, row: int) -> None:
    """Click the middle of a cell of a heatmap with the mouse."""
    # The page scrolls smoothly by itself; a hand must not aim while it moves.
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", plot)
    x, y = browser.driver.execute_script(_PLACE, plot, column, row)
    size = browser.driver.execute_script(
        "const b = arguments[0].getBoundingClientRect(); return [b.width, b.height]", plot
    )
    hand = ActionChains(browser.driver).move_to_element(plot)
    hand.move_by_offset(round(x - size[0] / 2), round(y - size[1] / 2)).pause(0.3).click().perform()


def choose_late(browser: JourneyBrowser, number: str) -> None:
    """Choose the row of a ticket's first step on /terlambat, and wait until the panel is about it."""
    row = f"#late-grid .ag-row[row-id='{CODE}~{number}~step~1~1']"
    press(browser, browser.wait_for_element(f"{row} .chip", timeout=PATIENCE_S))
    until(browser, lambda: number in browser.find_element("#late-facts").text, f"no panel of {number}")


def unfold(browser: JourneyBrowser, title: str) -> None:
    """Unfold the form of an act, unless it stands open."""
    for head in browser.find_elements(".act-forms .accordion-button"):
        if head.text == title and "collapsed" in str(head.get_attribute("class")):
            press(browser, head)


def write_in(browser: JourneyBrowser, act: str, text: str, nth: int = 0) -> Any:
    """Write into a field of an act's form, once it is in sight."""
    fields = f'[id*=\'"act":"{act}"\'][id*=\'"field"\']'
    until(browser, lambda: browser.find_elements(fields)[nth].is_displayed(), f"{act} is folded")
    field = browser.find_elements(fields)[nth]
    field.send_keys(text)
    return field


def send(browser: JourneyBrowser, act: str) -> None:
    """Press the button of an act's form."""
    form = browser.driver.find_element(By.CSS_SELECTOR, f'form[id*=\'"act":"{act}"\']')
    press(browser, form.find_element(By.CSS_SELECTOR, "button[type=submit]"))
