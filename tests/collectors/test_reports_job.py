"""The collectors' process has the due reports made by a command of its own, once, and notes when that fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors import plant as process
from collectors.runner import Runner
from dashboard.services.reports import shelf_of
from dashboard.services.scheduled import DueReport, due_report, last_scheduled, note_scheduled
from dashboard.store import Store
from tests.offices_factory import CATALOGUE, CODE, make_office

OFFICE = make_office(report={"schedule": {"monthly": {"day": 1, "time": "06:00", "forms": ["xlsx"]}}})


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 10, 31, 21, 59, tzinfo=UTC)  # 05.59 WITA on the first of November

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(process, "utc_now", made)
    return made


def plant(store: Store, data: Path) -> process.Plant:
    runner = Runner(store, [], process.utc_now)
    return process.Plant(runner, store, (OFFICE,), CATALOGUE, {}, 180.0, 30.0, 10, {}, data)


def test_a_report_is_made_when_its_hour_comes_and_never_twice(
    sqlite_store: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []

    def write(code: str) -> str:
        asked.append(clock.at)
        due = due_report(shelf_of(tmp_path), OFFICE, clock.at)
        assert isinstance(due, DueReport)
        note_scheduled(shelf_of(tmp_path), code, due, clock.at, done=due.forms)
        return ""

    monkeypatch.setattr(process, "write_scheduled", write)
    note_scheduled(shelf_of(tmp_path), CODE, september(clock), clock.at, done=("xlsx",))
    plant(sqlite_store, tmp_path).make_due_reports()
    clock.at += timedelta(minutes=1)
    for _ in range(2):
        plant(sqlite_store, tmp_path).make_due_reports()  # as after a restart
    assert asked == [datetime(2026, 10, 31, 22, 0, tzinfo=UTC)]


def september(clock: Clock) -> DueReport:
    due = due_report(Path("/tidak-ada"), OFFICE, clock.at)
    assert due is not None
    return due


def test_a_maker_that_dies_is_noted_and_not_asked_again_at_once(
    sqlite_store: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def die(code: str) -> str:
        asked.append(code)
        return "kode keluar -9"

    monkeypatch.setattr(process, "write_scheduled", die)
    for _ in range(2):
        plant(sqlite_store, tmp_path).make_due_reports()
    state = last_scheduled(shelf_of(tmp_path), CODE)
    assert state is not None
    assert (asked, state.message) == ([CODE], "kode keluar -9")


def test_the_job_stands_in_the_schedule_of_the_process(sqlite_store: Store, tmp_path: Path) -> None:
    assert "laporan terjadwal" in [job.name for job in plant(sqlite_store, tmp_path).jobs()]
