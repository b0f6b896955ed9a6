"""What a Kasi does with figures: read them, see that they equal the API's, and open the runs behind one."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from tests.browser.conftest import JourneyBrowser
from tests.live_office import CODE, ROOT, ZONE, LiveOffice

SOP = "buleleng-01-perbaikan-perangkat"
PATIENCE_S = 30


@pytest.fixture(scope="module")
def today(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Six repairs in Seririt reported at midnight: step 1 took 4 minutes in five of them and 9 in one."""
    midnight = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    lines = []
    for number, minutes in enumerate((4, 4, 4, 4, 4, 9)):
        finished_at = midnight + timedelta(minutes=minutes)
        head = {"ticket": f"UJI-{number}", "office": CODE, "kecamatan": "51.08.02", "sop": SOP}
        times = {"opened_at": midnight, "started_at": midnight, "finished_at": finished_at, "solved_at": finished_at}
        lines.append(json.dumps(head | {"step": 1} | {name: at.isoformat() for name, at in times.items()}))
    path: Path = tmp_path_factory.mktemp("impor") / "tiket.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", "import", str(path)]
    subprocess.run(command, cwd=ROOT, env=live.env, check=True, timeout=60)
    return midnight.date().isoformat()


def api_row(live: LiveOffice, day: str) -> dict[str, Any]:
    rows = json.loads(live.ask(f"/api/v1/compliance?office={CODE}&sop={SOP}&from={day}&to={day}"))["rows"]
    (row,) = [row for row in rows if row["kecamatan"] == "51.08.02" and row["from_step"] == row["to_step"] == 1]
    return dict(row)


def open_compliance(browser: JourneyBrowser, live: LiveOffice, day: str, more: str = "") -> None:
    browser.driver.get(f"{live.url}/kepatuhan?kantor={CODE}&dari={day}&sampai={day}{more}")
    browser.wait_for_element("#figures", timeout=PATIENCE_S)


def click_first_cell(browser: JourneyBrowser, plot: Any) -> None:
    """Click the middle of the upper left cell of a heatmap."""
    area = plot.find_element(By.CSS_SELECTOR, ".nsewdrag")
    columns, rows = browser.driver.execute_script(
        "const d = arguments[0].data[0]; return [d.z[0].length, d.z.length]", plot
    )
    size = browser.driver.execute_script(
        "const b = arguments[0].getBoundingClientRect(); return [b.width, b.height]", area
    )
    # The page scrolls smoothly by itself; a hand must not aim while it moves.
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", plot)
    to_x, to_y = size[0] / columns / 2 - size[0] / 2, size[1] / rows / 2 - size[1] / 2
    hand = ActionChains(browser.driver).move_to_element(area).move_by_offset(round(to_x), round(to_y))
    hand.pause(0.3).click().perform()


def test_the_pages_figures_are_those_of_the_api(browser: JourneyBrowser, live: LiveOffice, today: str) -> None:
    row = api_row(live, today)
    assert (row["met"], row["missed"], row["n"]) == (5, 1, 6)
    open_compliance(browser, live, today, "&tampil=tabel")
    browser.wait_for_contains_text("main", "Seririt", timeout=PATIENCE_S)
    cells = [cell.text for cell in browser.find_elements("main table tbody tr")]
    # 5 of 6 are 83.3 %.
    assert any("Seririt" in text and "83,3" in text for text in cells)


def test_a_click_on_a_cell_opens_the_runs_behind_it(browser: JourneyBrowser, live: LiveOffice, today: str) -> None:
    open_compliance(browser, live, today)
    browser.wait_for_element(".js-plotly-plot .nsewdrag", timeout=PATIENCE_S)
    plots = browser.driver.execute_script(
        "return Array.from(document.querySelectorAll('.js-plotly-plot'))"
        ".filter(p => p.data.some(t => t.type === 'heatmap'))"
    )
    click_first_cell(browser, plots[0])
    browser.wait_for_contains_text("#mengapa", "UJI-", timeout=PATIENCE_S)
    assert "terlambat" in browser.find_element("#mengapa").text.lower()
    link = browser.find_element("#mengapa a[href*='buka=']")
    browser.driver.execute_script("arguments[0].click()", link)
    browser.wait_for_contains_text("#mengapa", "Waktu yang dicatat", timeout=PATIENCE_S)
    assert "dicatat oleh Petugas Uji" in browser.find_element("#mengapa").text


def test_a_period_without_runs_says_so_and_what_to_do(browser: JourneyBrowser, live: LiveOffice) -> None:
    open_compliance(browser, live, "2024-01-02")
    values = [value.text for value in browser.find_elements("#figures .kpi-value, #figures [data-f='value']")]
    assert values
    assert not any("%" in value for value in values)
    assert "—" in values[0]


def test_the_sop_pages_list_all_twenty_and_open_one(browser: JourneyBrowser, live: LiveOffice) -> None:
    browser.driver.get(f"{live.url}/sop")
    browser.wait_for_contains_text("main", "PERBAIKAN PERANGKAT", timeout=PATIENCE_S)
    links = {link.get_attribute("href") for link in browser.find_elements("main a[href*='/sop/']")}
    assert len(links) == 20
    browser.driver.get(f"{live.url}/sop/{SOP}")
    browser.wait_for_contains_text("main", "Mendokumentasikan laporan kerusakan", timeout=PATIENCE_S)


def test_a_red_cell_leads_to_the_late_step_s_events_and_to_its_ticket(
    browser: JourneyBrowser, live: LiveOffice, today: str
) -> None:
    cell = f"51.08.02~{SOP}~1~step"
    open_compliance(browser, live, today, f"&sop={SOP}&pilih={cell}")
    browser.wait_for_contains_text("#pelaksanaan", "terlambat", timeout=PATIENCE_S)
    rows = browser.find_elements("#pelaksanaan tbody tr")
    (late,) = [row for row in rows if "terlambat" in row.text]
    browser.driver.execute_script("arguments[0].click()", late.find_element(By.TAG_NAME, "a"))
    browser.wait_for_contains_text(".why-opened", "Riwayat tiket", timeout=PATIENCE_S)
    said = browser.find_element(".why-opened").text
    assert "UJI-5" in said
    assert "Selesai setelah waktu baku habis." in said
    assert "langkah 1: selesai" in said
    assert "/tiket/" in browser.find_element(".why-head a").get_attribute("href")


def test_a_link_reproduces_the_comparison(browser: JourneyBrowser, live: LiveOffice, today: str) -> None:
    open_compliance(browser, live, today, f"&banding={today}~{today}&sop={SOP}")
    browser.wait_for_contains_text("#figures", "poin dari", timeout=PATIENCE_S)
    assert "dibanding" in browser.find_element("#figures .period-notes").text
    menus = [menu.text for menu in browser.find_elements(".controls-bar .menu-chosen")]
    assert len(menus) == 3
    browser.find_element(".controls-bar .picker:nth-of-type(1) button").click()
    browser.wait_for_element("#tanggal-dari", timeout=PATIENCE_S)


def test_nothing_is_wider_than_the_window_on_a_desk(browser: JourneyBrowser, live: LiveOffice, today: str) -> None:
    desk = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", desk)
    try:
        open_compliance(browser, live, today, f"&pilih=51.08.02~{SOP}~1~step")
        browser.wait_for_element("#pelaksanaan", timeout=PATIENCE_S)
        script = "const t = document.querySelector('#pelaksanaan').parentNode; return t.scrollWidth - t.clientWidth"
        assert browser.driver.execute_script(script) <= 0
    finally:
        browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
