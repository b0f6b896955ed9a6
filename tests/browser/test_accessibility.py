"""Every page keeps the accessibility rules that axe-core can check: wide and narrow, light and dark, with real data.

axe-core comes from npm into the test environment (``scripts/setup.sh test``). The driver runs it in the page, past the
page's own content security policy.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from dashboard.components.shell import PAGES
from tests.browser.conftest import JourneyBrowser
from tests.chromium import set_size, sideways_px, wait_until_drawn
from tests.live_office import CODE, ROOT, ZONE, LiveOffice

AXE = ROOT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SOP = "buleleng-01-perbaikan-perangkat"
WIDE, NARROW = (1366, 900), (390, 844)
RUN = (
    "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations))"
)
ADDRESSES = {
    **{label: f"{path}?kantor={CODE}" for path, label in PAGES},
    "Layar semua": "/",
    "Kepatuhan sebagai tabel": f"/kepatuhan?kantor={CODE}&tampil=tabel",
    "Satu SOP": f"/sop/{SOP}",
    "Satu pengguna": "/pengguna?pilih=petugas-uji",
    "Satu baris jejak": f"/jejak?kantor={CODE}&baris=1&cari=petugas",
    "Satu tiket": f"/tiket/AKSES-1?kantor={CODE}",
    "Buka tiket": f"/tiket?kantor={CODE}&baru=1",
    "Galeri": "/galeri",
    "Tidak ada": "/tidak-ada",
    "Kantor tidak dikenal": "/kepatuhan?kantor=99.99",
    "Periode terbalik": f"/jaringan?kantor={CODE}&dari=2026-11-20&sampai=2026-11-01",
    "SOP tidak dikenal": "/sop/tidak-ada",
}


@pytest.fixture(scope="module")
def finished(live: LiveOffice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One repair that was reported and solved yesterday, so that no page is empty; gives its number."""
    opened_at = datetime.now(ZONE).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
    times = {"opened_at": opened_at, "started_at": opened_at}
    times |= {name: opened_at + timedelta(minutes=4) for name in ("finished_at", "solved_at")}
    row = {"ticket": "AKSES-1", "office": CODE, "kecamatan": "51.08.01", "sop": SOP, "step": 1}
    path: Path = tmp_path_factory.mktemp("impor") / "tiket.jsonl"
    path.write_text(json.dumps(row | {name: at.isoformat() for name, at in times.items()}), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard", "import", str(path)]
    subprocess.run(command, cwd=ROOT, env=live.env, check=True, timeout=60)
    return "AKSES-1"


@pytest.fixture
def reader(browser: JourneyBrowser, finished: str) -> Iterator[JourneyBrowser]:
    """The browser without transitions, for a colour on its way is no finding; size and motion are given back."""
    still = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": still})
    browser.driver.execute_cdp_cmd("Network.enable", {})
    yield browser
    browser.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def open_page(reader: JourneyBrowser, live: LiveOffice, address: str) -> None:
    set_size(reader.driver, *WIDE)
    # the trail is for auditors alone, users and tokens for admins
    others = {"jejak": live.auditor_token, "pengguna": live.admin_token}
    token = others.get(address.strip("/").partition("?")[0])
    shown = {"Authorization": f"Bearer {token}"} if token else {}
    reader.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": shown})
    reader.driver.get(live.url + address)
    wait_until_drawn(reader.driver)


def violations(reader: JourneyBrowser) -> list[str]:
    """What is serious or critical now, one line each with the places."""
    if not reader.driver.execute_script("return typeof axe === 'object'"):
        reader.driver.execute_script(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = reader.driver.execute_async_script(RUN)
    return [
        f"{each['id']} ({each['impact']}): {', '.join(str(node['target']) for node in each['nodes'][:4])}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def looked_at(reader: JourneyBrowser) -> str:
    """The violations of the open page in both widths and both themes, one line each; empty where there is none."""
    reader.driver.set_script_timeout(60)
    found: list[str] = []
    for size in (WIDE, NARROW):
        set_size(reader.driver, *size)
        wait_until_drawn(reader.driver)
        assert sideways_px(reader.driver) <= 0, size
        for theme in ("light", "dark"):
            reader.driver.execute_script("document.documentElement.setAttribute('data-bs-theme', arguments[0])", theme)
            found += [f"{size[0]} px, {theme}: {each}" for each in violations(reader)]
    return "\n".join(found)


def test_the_rules_are_installed() -> None:
    assert AXE.exists(), "run scripts/setup.sh test"


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=list(ADDRESSES))
def test_a_page_breaks_no_serious_rule_at_any_width_in_any_theme(
    reader: JourneyBrowser, live: LiveOffice, address: str
) -> None:
    open_page(reader, live, address)
    assert ("tidak ditemukan" in reader.driver.title.lower()) == (address == "/tidak-ada")
    assert looked_at(reader) == ""


def test_the_page_of_one_ticket_breaks_no_serious_rule(reader: JourneyBrowser, live: LiveOffice) -> None:
    open_page(reader, live, f"/tiket?kantor={CODE}")
    reader.wait_for_element("main a[href*='/tiket/']", timeout=30)
    href = str(reader.find_element("main a[href*='/tiket/']").get_attribute("href"))
    open_page(reader, live, href.removeprefix(live.url))
    assert looked_at(reader) == ""


def test_the_list_of_shortcuts_breaks_no_serious_rule(reader: JourneyBrowser, live: LiveOffice) -> None:
    open_page(reader, live, "/sop")
    reader.find_element("#pintasan").click()
    assert reader.find_element("#daftar-pintasan").is_displayed()
    assert looked_at(reader) == ""


def test_each_page_has_a_title_of_its_own_and_headings_in_order(reader: JourneyBrowser, live: LiveOffice) -> None:
    titles, broken = {}, []
    for path, label in PAGES:
        open_page(reader, live, f"{path}?kantor={CODE}")
        titles[path] = reader.driver.title
        levels = [int(each.tag_name[1]) for each in reader.driver.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
        steps = [(before, level) for before, level in pairwise(levels) if level > before + 1]
        broken += [(label, steps)] if steps or levels.count(1) != 1 else []
    assert broken == []
    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith("Pantau PIAK") for title in titles.values())
