"""The daily copy of the product's own database: when it is due, what goes along, and how it is said to stand."""

from __future__ import annotations

import logging
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard.calendars import build_calendar
from dashboard.services.alerts import announce
from dashboard.services.own_copies import (
    CopyStanding,
    CopyState,
    LastCopy,
    copy_if_due,
    copy_now,
    is_due,
    last_copy,
    note,
    standing_of,
)
from dashboard.settings import Settings, load_settings
from dashboard.store import Store, alert_events, alert_messages
from dashboard.store.copies import CopyFailedError, copies, one_maker
from tests.offices_factory import CATALOGUE, CODE, make_office

ZONE = "Asia/Makassar"
EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=ZoneInfo(ZONE))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settings(sqlite_store: Store, tmp_path: Path) -> Settings:
    (tmp_path / "kantor").mkdir()
    (tmp_path / "kantor" / "buleleng.yaml").write_text("code: 51.08\n", encoding="utf-8")
    url = sqlite_store.engine.url.render_as_string()
    return load_settings(
        {"PANTAU_DATA": str(tmp_path), "DATABASE_URL": url, "PANTAU_OFFICES": str(tmp_path / "kantor")}
    )


def made_at(settings: Settings, at: datetime) -> None:
    settings.backup_dir.mkdir(exist_ok=True)
    (settings.backup_dir / "a").touch()
    note(settings.data, LastCopy(at, "a", 1, 0.1, at))


def never() -> bool:
    return False


@pytest.mark.parametrize(
    ("made", "now", "due"),
    [
        (EVENING, EVENING + HOUR, False),
        (EVENING, EVENING + DAY - HOUR, False),
        (EVENING, EVENING + DAY, True),
        (EVENING - DAY, EVENING + 13 * HOUR, True),  # the computer was off at seven
        (EVENING + 2 * DAY, EVENING, True),  # by a clock that ran ahead
    ],
)
def test_a_copy_is_due_at_its_office_hour_and_after_one_that_was_slept_through(
    settings: Settings, made: datetime, now: datetime, due: bool
) -> None:
    assert is_due(settings, ZONE, EVENING)
    made_at(settings, made)
    assert is_due(settings, ZONE, now) is due


def test_a_copy_that_somebody_took_away_is_made_again(settings: Settings) -> None:
    made_at(settings, EVENING)
    (settings.backup_dir / "a").unlink()
    assert is_due(settings, ZONE, EVENING + HOUR)


def test_the_daily_copy_takes_office_files_and_reports_along(settings: Settings) -> None:
    report = settings.data / "laporan" / "51.08" / "satu" / "laporan.xlsx"
    report.parent.mkdir(parents=True)
    report.write_bytes(b"isi")
    made = copy_if_due(settings, ZONE, EVENING, never)
    assert made is not None
    assert zipfile.ZipFile(made.beside).namelist() == ["kantor/buleleng.yaml", "laporan/51.08/satu/laporan.xlsx"]
    assert copy_if_due(settings, ZONE, EVENING + HOUR, never) is None
    assert standing_of(settings, EVENING).last == replace(last_copy(settings.data), file=made.path.name, message="")


def test_one_process_copies_and_the_others_leave_it_to_that(settings: Settings) -> None:
    with one_maker(settings), pytest.raises(CopyFailedError, match="sedang dibuat"), one_maker(settings):
        pass
    assert copy_if_due(settings, ZONE, EVENING, never) is not None


def test_a_failure_is_logged_told_and_tried_again_after_an_hour(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_now(settings, EVENING - DAY)
    monkeypatch.setattr("dashboard.store.copies.SPARE_BYTES", 2**60)
    caplog.set_level(logging.ERROR, "pantau.salinan")
    assert [copy_if_due(settings, ZONE, EVENING + each * HOUR / 2, never) for each in range(3)] == [None] * 3
    assert [record.message.startswith("ruang disk") for record in caplog.records] == [True, True]
    standing = standing_of(settings, EVENING)
    assert (standing.state, standing.last.ok_at) == (CopyState.FAILED, EVENING - DAY)
    assert len(copies(settings.backup_dir)) == 1


def test_a_stop_in_its_midst_is_no_failure(settings: Settings) -> None:
    with pytest.raises(CopyFailedError, match="dihentikan"):
        copy_now(settings, EVENING, lambda: True)
    assert (last_copy(settings.data), copies(settings.backup_dir)) == (LastCopy(), ())


def test_reports_that_are_too_large_are_left_out_and_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.services.own_copies.BESIDE_MOST_BYTES", 1)
    made = copy_now(settings, EVENING)
    standing = standing_of(settings, EVENING)
    assert (standing.state, standing.is_trouble, made.beside.exists()) == (CopyState.OK, True, False)
    assert "hapus laporan lama" in standing.last.left_out


def test_the_standing_tells_never_late_off_and_a_servers_own_business(settings: Settings) -> None:
    assert standing_of(settings, EVENING).state is CopyState.NEVER
    made_at(settings, EVENING)
    assert standing_of(settings, EVENING + DAY).state is CopyState.OK
    assert standing_of(settings, EVENING + 2 * DAY).state is CopyState.LATE
    off = settings.model_copy(update={"backup_keep": 0})
    server = settings.model_copy(update={"database_url": "postgresql+psycopg://server/piak"})
    assert standing_of(off, EVENING + 2 * DAY).state is CopyState.OFF
    assert standing_of(server, EVENING).state is CopyState.SERVER
    assert (is_due(off, ZONE, EVENING + 2 * DAY), is_due(server, ZONE, EVENING + 2 * DAY)) == (False, False)


def test_a_receiver_who_asks_is_told_of_missing_copies_and_of_their_return(sqlite_store: Store) -> None:
    receiver = {"id": "adb", "name": "ADB", "role": "adb", "channel": "json://127.0.0.1:9/", "events": ["salinan"]}
    office = make_office(alerts={"receivers": [receiver], "group_seconds": 0})
    calendar = build_calendar(office)
    good = LastCopy(EVENING - 3 * DAY)
    for minutes, standing in enumerate(
        (CopyStanding(CopyState.OK, good), CopyStanding(CopyState.LATE, good), CopyStanding(CopyState.FAILED, good))
    ):
        now = EVENING + timedelta(minutes=minutes)
        announce(sqlite_store, office, CATALOGUE, calendar, now, own_copy=standing)
    (event,) = alert_events(sqlite_store, CODE)
    assert event.since == EVENING - 3 * DAY
    (message,) = alert_messages(sqlite_store, CODE)
    assert "tidak ada salinan baik sejak 17 Nov 2026 19.00 WITA" in message.body
    back = CopyStanding(CopyState.OK, LastCopy(EVENING + HOUR))
    announce(sqlite_store, office, CATALOGUE, calendar, EVENING + HOUR, own_copy=back)
    assert [each.ended_as for each in alert_events(sqlite_store, CODE)] == ["pulih"]
