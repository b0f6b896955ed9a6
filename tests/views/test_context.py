from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.offices import OfficeErrors
from dashboard.settings import load_settings
from dashboard.store import Store
from dashboard.views.context import build_context, local_period, open_context
from dashboard.views.memory import Memory
from dashboard.views.wall import wall_view


def test_the_demo_offices_are_built_with_their_calendars(store: Store, tmp_path: Path) -> None:
    found = build_context(load_settings({"PANTAU_DATA": str(tmp_path)}), store, {})
    assert len(found.offices) == len(found.calendars) == 5
    assert sum(len(office.kecamatan) for office in found.offices.values()) == 53
    assert {code: found.calendars[code].zone for code in found.offices} == {
        code: office.zone for code, office in found.offices.items()
    }


def test_every_demo_office_has_a_wall_before_anything_was_measured(store: Store, tmp_path: Path) -> None:
    found = build_context(load_settings({"PANTAU_DATA": str(tmp_path)}), store, {})
    views = [wall_view(found, code, datetime(2026, 11, 20, 2, 0, tzinfo=UTC)) for code in found.offices]
    assert sum(len(view.tiles) for view in views) == 53
    assert all(view.simulated and view.stale for view in views)


def test_a_bad_office_file_is_told_and_nothing_is_built(store: Store, tmp_path: Path) -> None:
    (tmp_path / "rusak.yaml").write_text("code: 51.08\n")
    settings = load_settings({"PANTAU_OFFICES": str(tmp_path / "rusak.yaml")})
    with pytest.raises(OfficeErrors):
        build_context(settings, store, {})


def test_opening_by_settings_upgrades_nothing(tmp_path: Path) -> None:
    found = open_context(load_settings({"PANTAU_DATA": str(tmp_path)}), {})
    found.store.close()
    assert list(tmp_path.glob("*.sqlite3")) == []


def test_a_period_of_days_runs_from_local_midnight_to_local_midnight() -> None:
    start, end = local_period(date(2026, 11, 1), date(2026, 11, 30), "Asia/Makassar")
    assert start.astimezone(UTC) == datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_the_longest_period_that_dates_can_tell_is_cut_to_what_can_hold_data() -> None:
    start, end = local_period(date.min, date.max, "Asia/Jayapura")
    assert (start.year, end.year) == (1971, 2201)


def test_an_answer_is_worked_out_once_and_the_oldest_is_forgotten() -> None:
    memory, asked = Memory(size=2), list[str]()

    def work_out(key: str) -> str:
        asked.append(key)
        return key

    def ask(key: str) -> str:
        return memory.recall(key, lambda: work_out(key))

    assert [ask(key) for key in ("a", "a", "b", "c", "a")] == ["a", "a", "b", "c", "a"]
    assert asked == ["a", "b", "c", "a"]
