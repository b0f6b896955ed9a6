"""From the figures to a file in three clicks, a job that tells how far it is and can be stopped, pictures of charts."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from selenium.webdriver.common.by import By

from dashboard.exports import FORMS
from tests.browser.conftest import JourneyBrowser
from tests.live_office import CODE, ROOT, ZONE, LiveOffice

SOP = "buleleng-01-perbaikan-perangkat"
PATIENCE_S = 40
CAUGHT = """
window.caught = [];
const make = URL.createObjectURL.bind(URL);
URL.createObjectURL = blob => {
  const read = new FileReader();
  read.onload = () => window.caught.push(read.result);
  read.readAsDataURL(blob);
  return make(blob);
};
HTMLAnchorElement.prototype.click = function () { window.caughtName = this.download; };
"""


@pytest.fixture(scope="module")
def days(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Many repairs of one day, so that making their report takes a moment."""
    day = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=2)
    lines = []
    for number in range(1500):
        at, end = day + timedelta(seconds=number), day + timedelta(seconds=number, minutes=4)
        head = {"ticket": f"LAP-{number}", "office": CODE, "kecamatan": "51.08.02", "sop": SOP, "step": 1}
        times = {"opened_at": at, "started_at": at, "finished_at": end, "solved_at": end}
        lines.append(json.dumps(head | {name: each.isoformat() for name, each in times.items()}))
    path: Path = tmp_path_factory.mktemp("impor") / "tiket.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", "import", str(path)]
    subprocess.run(command, cwd=ROOT, env=live.env, check=True, timeout=120)
    return f"kantor={CODE}&dari={day.date()}&sampai={day.date()}"


def made_folders(live: LiveOffice) -> list[Path]:
    return sorted(each for each in (live.folder / "data" / "laporan").glob("*/*") if each.name != ".kerja")


def wait_until(true: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_three_clicks_lead_from_compliance_to_a_file(browser: JourneyBrowser, live: LiveOffice, days: str) -> None:
    form = "pptx" if "pptx" in FORMS else "xlsx"
    browser.driver.get(f"{live.url}/kepatuhan?{days}")
    browser.wait_for_element(".report-ways a", timeout=PATIENCE_S).click()
    browser.wait_for_contains_text("#laporan-pratinjau", "Baris hitungan", timeout=PATIENCE_S)
    browser.find_element("#laporan-buat").click()
    link = browser.wait_for_element("#laporan-hasil a[download]", timeout=PATIENCE_S)
    assert link.text.startswith(f"Unduh {form.upper()}")
    with live.open(link.get_attribute("href")) as answer:
        assert answer.headers["Content-Disposition"].endswith(FORMS[form].suffix)
        assert answer.read(2) == b"PK"
    browser.wait_for_contains_text("#laporan-daftar", form.upper(), timeout=PATIENCE_S)


def test_a_job_moves_and_a_cancelled_one_leaves_no_file(browser: JourneyBrowser, live: LiveOffice, days: str) -> None:
    browser.driver.get(f"{live.url}/laporan?{days}&bentuk=xlsx,csv")
    browser.wait_for_contains_text("#laporan-pratinjau", "Baris hitungan", timeout=PATIENCE_S)
    before = made_folders(live)
    browser.find_element("#laporan-buat").click()
    words = browser.find_element("#laporan-kata")
    wait_until(lambda: words.is_displayed() and words.text not in ("", "Menyiapkan …"), "no progress was told")
    browser.find_element("#laporan-batal").click()
    browser.wait_for_contains_text("#laporan-hasil", "Dibatalkan", timeout=PATIENCE_S)
    wait_until(lambda: browser.find_element("#laporan-buat").is_enabled(), "the button stays off")
    assert made_folders(live) == before
    work = live.folder / "data" / "laporan" / ".kerja"
    assert [each for each in work.iterdir() if each.is_dir()] == []


def test_ticked_forms_stand_in_the_address_and_go_along(browser: JourneyBrowser, live: LiveOffice, days: str) -> None:
    browser.driver.get(f"{live.url}/laporan?{days}&bentuk=xlsx")
    browser.wait_for_element("#laporan-bentuk input", timeout=PATIENCE_S)
    browser.find_elements("#laporan-bentuk input")[-1].click()
    wait_until(lambda: "bentuk=xlsx," in browser.driver.current_url, browser.driver.current_url)
    links = browser.driver.find_elements(By.CSS_SELECTOR, ".report-bar a[href*='dari']")
    assert not [each for each in links if "bentuk=xlsx," not in (each.get_attribute("href") or "")]


@pytest.mark.parametrize(("form", "width"), [("a4", 1890), ("slaid", 1920)])
def test_a_chart_becomes_a_picture_of_the_asked_size(
    browser: JourneyBrowser, live: LiveOffice, days: str, form: str, width: int
) -> None:
    browser.driver.get(f"{live.url}/kepatuhan?{days}")
    browser.wait_for_element(".js-plotly-plot .main-svg", timeout=PATIENCE_S)
    browser.driver.execute_script(CAUGHT)
    script = f"""document.querySelector('.card-pictures button[value="{form}"]').click()"""
    browser.driver.execute_script(script)
    # Plotly draws by way of an SVG, which is caught as well.
    found = "return window.caught.filter(each => each.startsWith('data:image/png'))"
    wait_until(lambda: browser.driver.execute_script(found), "no picture was made")
    (data,) = browser.driver.execute_script(found)
    picture = Image.open(io.BytesIO(base64.b64decode(data.partition(",")[2])))
    assert picture.width == width
    if form == "slaid":
        assert picture.height == 1080
    else:
        assert round(picture.info["dpi"][0]) == 300
