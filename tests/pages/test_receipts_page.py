"""The checklist of the monthly reports on the page of its SOP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dash import Dash, page_registry
from dash.development.base_component import Component

from dashboard.services.identity import Officer
from dashboard.services.receipts import REPORTING, record_receipt
from dashboard.settings import load_settings
from dashboard.store import open_store, upgrade
from dashboard.views.context import Context, build_context
from tests.pages.tree import text
from tests.people import signed_app

NOW = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    settings = load_settings({"PANTAU_DATA": str(tmp_path)})
    store = open_store(settings.database_url)
    upgrade(store)
    yield build_context(settings, store, {})
    store.close()


@pytest.fixture
def app(context: Context) -> Dash:
    return signed_app(context.settings, context, lambda: NOW)


def shown(app: Dash, sop_id: str, **query: str) -> str:
    with app.server.test_request_context():
        page: Component = page_registry["pages.sop_detail"]["layout"](sop_id=sop_id, **query)
    return text(page)


def test_the_sop_of_the_report_shows_who_has_reported_and_who_has_not(app: Dash, context: Context) -> None:
    office, calendar = context.offices["35.03"], context.calendars["35.03"]
    at = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
    record_receipt(context.store, office, context.catalogue, calendar, Officer("s", "S"), "35.03.02", at, NOW)
    said = shown(app, REPORTING).replace("\N{NO-BREAK SPACE}", " ")
    assert "Laporan kecamatan November 2026, Trenggalek" in said
    received, awaited = said.split("Sudah diterima (1)")[1].split("Belum (13)")
    assert "Munjungan" in received
    assert "3 Nov 2026 09.00 WIB" in received
    assert "Munjungan" not in awaited
    assert "Panggul" in awaited


def test_another_office_is_told_that_it_has_no_schedule_for_it(app: Dash) -> None:
    said = shown(app, REPORTING, kantor="51.08")
    assert "tidak dijadwalkan: tambahkan" in said
    assert "Belum (" not in said


def test_no_other_sop_has_the_checklist(app: Dash) -> None:
    assert "Laporan kecamatan" not in shown(app, "trenggalek-08-backup-siak")
