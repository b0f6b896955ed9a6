"""Which report of a schedule is due: once a month, also after a sleep, again after a failure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.offices import Office
from dashboard.services.scheduled import DueReport, due_report, last_scheduled, note_scheduled
from tests.offices_factory import CODE, make_office

OCTOBER = DueReport(date(2026, 10, 1), date(2026, 10, 31), ("xlsx", "csv"))
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def office(**monthly: object) -> Office:
    return make_office(report={"schedule": {"monthly": {"forms": ["xlsx", "csv"], **monthly}}})


@pytest.mark.parametrize(
    ("at", "month"),
    [
        ("2026-11-04T21:59:00+00:00", 9),  # 05.59 WITA on the fifth
        ("2026-11-04T22:00:00+00:00", 10),
        ("2026-11-30T23:59:00+08:00", 10),
        ("2026-12-31T00:00:00+08:00", 11),
    ],
)
def test_the_month_before_is_due_on_the_day_and_hour_of_the_office(tmp_path: Path, at: str, month: int) -> None:
    due = due_report(tmp_path, office(day=5), datetime.fromisoformat(at))
    assert due is not None
    assert (due.start.month, due.end.month, due.start.day) == (month, month, 1)


def test_december_is_due_in_january(tmp_path: Path) -> None:
    due = due_report(tmp_path, office(), datetime(2027, 1, 2, tzinfo=UTC))
    assert due is not None
    assert (due.start, due.end) == (date(2026, 12, 1), date(2026, 12, 31))


def test_an_office_without_a_schedule_has_nothing_due(tmp_path: Path) -> None:
    assert due_report(tmp_path, make_office(), NOW) is None


def test_what_was_made_is_not_due_again_even_after_its_file_is_gone(tmp_path: Path) -> None:
    note_scheduled(tmp_path, CODE, OCTOBER, NOW, done=("xlsx", "csv"))
    assert due_report(tmp_path, office(), NOW + timedelta(days=1)) is None
    assert due_report(tmp_path, office(), datetime(2026, 12, 2, tzinfo=UTC)) is not None


def test_a_failed_form_is_tried_again_after_an_hour_and_the_made_one_is_not(tmp_path: Path) -> None:
    note_scheduled(tmp_path, CODE, OCTOBER, NOW, done=("xlsx",), message="penuh")
    assert due_report(tmp_path, office(), NOW + timedelta(minutes=59)) is None
    due = due_report(tmp_path, office(), NOW + timedelta(hours=1))
    assert due is not None
    assert due.forms == ("csv",)
    note_scheduled(tmp_path, CODE, due, NOW + timedelta(hours=1), done=("csv",))
    state = last_scheduled(tmp_path, CODE)
    assert state is not None
    assert (state.done, state.message) == (("xlsx", "csv"), "")


def test_a_state_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / CODE).mkdir()
    (tmp_path / CODE / "terjadwal.json").write_text("{")
    assert last_scheduled(tmp_path, CODE) is None
