"""``/sistem`` tells how the last report of the schedule went, and when nobody made one that was due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.services.reports import shelf_of
from dashboard.services.scheduled import DueReport, note_scheduled
from dashboard.store import Store
from dashboard.views.context import Context
from dashboard.views.system import system_view
from dashboard.views.system_rows import JobRow
from tests.offices_factory import CODE, make_context, make_office

NOW = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
OCTOBER = DueReport(date(2026, 10, 1), date(2026, 10, 31), ("xlsx",))


@pytest.fixture
def scheduled(store: Store, tmp_path: Path) -> Context:
    office = make_office(report={"schedule": {"monthly": {}}})
    return make_context(store, office, {"PANTAU_DATA": str(tmp_path)})


def row(context: Context, now: datetime = NOW) -> JobRow:
    (found,) = [each for each in system_view(context, [CODE], now).jobs if each.job == "Laporan terjadwal"]
    return found


def test_a_due_report_that_nobody_made_is_a_finding(scheduled: Context) -> None:
    assert "laporan terjadwal Oktober 2026 belum dibuat" in row(scheduled).trouble
    assert row(scheduled).trouble in system_view(scheduled, [CODE], NOW).findings


def test_a_made_report_is_told_with_its_moment(scheduled: Context) -> None:
    note_scheduled(shelf_of(scheduled.settings.data), CODE, OCTOBER, NOW, done=("xlsx",))
    assert row(scheduled).done.replace("\xa0", " ") == "Oktober 2026: xlsx dibuat 20 Nov 2026 14.05 WITA"
    assert row(scheduled).trouble == ""


def test_a_failed_report_says_why(scheduled: Context) -> None:
    note_scheduled(shelf_of(scheduled.settings.data), CODE, OCTOBER, NOW, message="tidak ada ruang tersisa")
    assert "gagal: tidak ada ruang tersisa" in row(scheduled).trouble


def test_the_next_month_is_not_late_within_half_an_hour(scheduled: Context) -> None:
    note_scheduled(shelf_of(scheduled.settings.data), CODE, OCTOBER, NOW, done=("xlsx",))
    due = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)
    assert row(scheduled, due + timedelta(minutes=29)).trouble == ""
    assert "November 2026 belum dibuat" in row(scheduled, due + timedelta(minutes=30)).trouble


def test_an_office_without_a_schedule_has_no_such_row(scheduled: Context) -> None:
    plain = replace(scheduled, offices={CODE: make_office()})
    assert not [each for each in system_view(plain, [CODE], NOW).jobs if each.job == "Laporan terjadwal"]
