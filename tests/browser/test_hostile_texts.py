"""Hostile texts everywhere that people and books can put them: no script of theirs runs on any page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from selenium.common.exceptions import NoAlertPresentException

from dashboard.components.shell import PAGES
from dashboard.model import Excuse, Scope
from dashboard.services.identity import Officer
from dashboard.services.saved_views import keep_view
from dashboard.settings import load_settings
from dashboard.store import AuditEntry, StepNote, Store, open_store, save_excuse, save_step_note, save_tickets
from tests.attacks.hostile import FORMULAS, HTML, SQL
from tests.browser.conftest import JourneyBrowser
from tests.chromium import wait_until_drawn
from tests.exports.conftest import repair
from tests.live_office import CODE, USER, ZONE, LiveOffice

TEXTS = (*HTML, SQL[0], *FORMULAS[:2])
_WITHOUT = ("/nasional", "/provinsi", "/jaringan", "/cadangan", "/sop")
"""Pages that show nothing that somebody typed, or that this user may not see."""
ADDRESSES = (
    *(f"{path}?kantor={CODE}" for path, _ in PAGES if path not in _WITHOUT),
    f"/tiket?kantor={CODE}&baru=1&cari={quote(HTML[0])}",
    f"/tiket/{quote(HTML[1], safe='')}?kantor={CODE}",
    f"/tiket/U1?kantor={CODE}",
    f"/sop/{quote(HTML[2], safe='')}",
    f"/kepatuhan?kantor={quote(HTML[0])}",
    f"/masuk?lanjut={quote('javascript:window.__hit=1')}",
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveOffice]:
    office = LiveOffice(tmp_path_factory.mktemp("kantor"))
    try:
        office.start(collecting=False)
        yield office
    finally:
        office.close()


def seed(store: Store) -> None:
    """Texts of tickets, reasons, notes, saved views and audit."""
    now = datetime.now(ZONE)
    at, late = now - timedelta(days=1), timedelta(hours=9)
    done = [repair(f"H{i}", at=at, took=late, title=text) for i, text in enumerate(TEXTS)]
    named = [repair(text, at=at, took=late, title=text) for text in TEXTS]
    running = [repair(f"U{i}", at=at, took=None, title=text) for i, text in enumerate(TEXTS)]
    save_tickets(store, [*done, *named, *running], by=HTML[0], at=now)
    for i, text in enumerate(TEXTS):
        save_excuse(store, Excuse(CODE, f"H{i}", 1, 1, Scope.STEP, text, text, now))
        note = StepNote(CODE, f"U{i}", 1, 1, "catatan", text, now, text)
        entry = AuditEntry(now, text, text, text, None, {text: text})
        save_step_note(store, CODE, f"U{i}", lambda *_, made=(note, entry): made)
        keep_view(store, "/terlambat", text[:60], f"kantor={CODE}&cari={quote(text)}", Officer(USER, text), now)


def test_no_text_of_anybody_runs_on_any_page(live: LiveOffice, browser: JourneyBrowser) -> None:
    store = open_store(load_settings(live.env).database_url)
    seed(store)
    store.close()
    seen = ""
    for address in ADDRESSES:
        browser.driver.get(live.url + address)
        if not address.startswith("/masuk"):
            wait_until_drawn(browser.driver)
        assert browser.driver.execute_script("return window.__hit") is None, address
        assert not has_dialog(browser), address
        strange = "return [...document.querySelectorAll('[onerror],[onload],[onfocus],[href^=\"javascript:\"]')].length"
        assert browser.driver.execute_script(strange) == 0, address
        seen += browser.driver.execute_script("return document.body.innerText")
    assert HTML[0] in seen  # the texts were there


def has_dialog(browser: JourneyBrowser) -> bool:
    try:
        browser.driver.switch_to.alert.dismiss()
    except NoAlertPresentException:
        return False
    return True
