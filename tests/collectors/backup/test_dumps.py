from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.dumplogs import LogReading, read_log
from collectors.dumps import Body, export_kind, read_body
from collectors.folders import LocalFolder
from collectors.schedules import past_runs
from dashboard.offices import BackupSource
from tests.collectors.sources import CALENDAR, NOW, touch

WITA = ZoneInfo("Asia/Makassar")
PUMP = b"\x03\x01" + b"\x00\x12\x9a\x3b" + b"\x00" * 58 + b'"SYS"."SYS_EXPORT_FULL_01"'


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x03\x00\x1fEXPORT:V10.02.01\nUSIAK\n", "klasik"),
        (b"\x03\x03\x69EXPORT:V11.02.00\n", "klasik"),
        (b"\x03\x00\x01" + b"\x00" * 10 + b"EXPORT:V08.01.07\nD", "klasik"),
        (PUMP, "Data Pump"),
        (b"\x04" + PUMP[1:], "Data Pump"),
        (b"", None),
        (b"PK\x03\x04" + b"\x00" * 100, None),
        (b"\x00" * 4096, None),
        (b"-- dump\nEXPORT DATA" + b" " * 100, None),
        (b" " * 100 + b"EXPORT:V11.02.00", None),
    ],
)
def test_only_the_header_of_a_real_export_is_accepted(head: bytes, kind: str | None) -> None:
    assert export_kind(head) == kind


def test_a_gzipped_dump_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "siak.dmp.gz"
    path.write_bytes(gzip.compress(b"\x03\x00\x1fEXPORT:V11.02.00\n" + b"\x00" * 9000))
    assert body(path) == Body("klasik", "", None)
    path.write_bytes(path.read_bytes()[:12])
    assert body(path).kind is None


def body(path: Path) -> Body:
    with path.open("rb") as handle:
        return read_body(handle, path.stat().st_size)


def read(path: Path) -> LogReading:
    folder = LocalFolder(path.parent)
    file = folder.named(path.name)
    assert file
    with folder.reading(file) as handle:
        return read_log(handle, file, WITA)


def log(tmp_path: Path, text: str, modified_at: datetime = NOW) -> Path:
    path = tmp_path / "exp.log"
    path.write_text(text)
    touch(path, modified_at)
    return path


def test_a_data_pump_log_gives_begin_end_and_ending(tmp_path: Path) -> None:
    text = (
        "Export: Release 12.2.0.1.0 - Production on Thu Nov 19 22:00:03 2026\n"
        'Job "SYSTEM"."SYS_EXPORT_FULL_01" successfully completed at Thu Nov 19 22:14:10 2026 elapsed 0 00:14:07\n'
    )
    found = read(log(tmp_path, text))
    assert found.started_at == datetime(2026, 11, 19, 14, 0, 3, tzinfo=UTC)
    assert found.last_line_at == datetime(2026, 11, 19, 14, 14, 10, tzinfo=UTC)
    assert found.ended_well
    assert found.errors == ()


def test_a_classic_log_without_a_last_time_ended_when_it_was_last_written(tmp_path: Path) -> None:
    text = "Export: Release 11.2.0.4.0 - Production on Thu Nov 19 22:00:03 2026\nExport terminated successfully\n"
    assert read(log(tmp_path, text)).last_line_at == NOW


@pytest.mark.parametrize("text", ["Export terminated unsuccessfully", "Job unsuccessfully completed", "selesai", ""])
def test_no_other_ending_is_good(tmp_path: Path, text: str) -> None:
    assert not read(log(tmp_path, text)).ended_well


def test_errors_are_named_once_each(tmp_path: Path) -> None:
    text = "EXP-00056: ORACLE error 1555\nORA-01555: snapshot too old\nORA-01555: lagi\n"
    assert read(log(tmp_path, text)).errors == ("EXP-00056", "ORA-01555")


def test_of_a_log_that_is_appended_to_only_the_last_export_counts(tmp_path: Path) -> None:
    old = "Export: Release 11.2 on Wed Nov 18 22:00:00 2026\nORA-00600: galat\n"
    new = "Export: Release 11.2 on Thu Nov 19 22:00:00 2026\nExport terminated successfully\n"
    found = read(log(tmp_path, old + new))
    assert (found.ended_well, found.errors) == (True, ())
    assert found.started_at == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)


def test_a_request_before_the_start_is_step_one(tmp_path: Path) -> None:
    text = "19/11/2026 22:00:00 Permintaan backup\n19/11/2026 22:00:20 Mulai\n19/11/2026 22:10:00 Selesai\n"
    found = read(log(tmp_path, text))
    assert found.requested_at == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    assert found.started_at == datetime(2026, 11, 19, 14, 0, 20, tzinfo=UTC)


def test_capital_letters_of_names_do_not_matter_and_folders_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "SIAK-1.DMP").touch()
    (tmp_path / "siak-2.dmp").mkdir()
    assert [file.path.name for file in LocalFolder(tmp_path).files("siak-*.dmp")] == ["SIAK-1.DMP"]


def test_working_days_leave_out_weekend_and_holiday() -> None:
    at = BackupSource.model_validate(
        {"id": "a", "name": "a", "sop": "s", "folder": "f", "pattern": "*", "log_pattern": "", "at": "22:00"}
    ).at
    days = [run.astimezone(WITA).day for run in past_runs(at, "hari_kerja", CALENDAR, NOW, 4)]
    assert days == [13, 16, 17, 19]  # 14 and 15 are a weekend, 18 is a holiday, on the 20th it is still morning


def test_a_time_after_the_last_writing_is_no_time_of_the_log(tmp_path: Path) -> None:
    text = "20/11/2026 09:00:00 mulai\n20/11/2026 09:30:00 selesai\nLisensi sampai 01/01/2030 00:00:00\n"
    assert read(log(tmp_path, text)).last_line_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_windows_writes_the_american_order_after_an_english_weekday(tmp_path: Path) -> None:
    found = read(log(tmp_path, "Thu 11/12/2026 22:00:01.12 mulai\n"))
    assert found.started_at == datetime(2026, 11, 12, 14, 0, 1, tzinfo=UTC)
