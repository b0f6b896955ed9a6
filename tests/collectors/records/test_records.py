from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from collectors.records import RecordsCollector
from dashboard.model import SampleStatus, State
from tests.collectors.records.reading import Reader
from tests.collectors.sources import NOW, minutes, office, sample_of, touch

LINE = "2026-11-20 09:58:00 No.of Records sent after Restart : {}  Pending : {}\n"
PATTERN = r"sent after Restart\s*:\s*([\d.]+)"


def log_source(path: Path, **more: object) -> dict[str, object]:
    return {"id": "kirim", "kecamatan": "51.08.01", "kind": "log", "path": str(path), "pattern": PATTERN, **more}


def sql_source(query: str, **more: object) -> dict[str, object]:
    return {"id": "basis", "kecamatan": "51.08.02", "kind": "sql", "query": query, **more}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "kirim.log"
    path.write_text(LINE.format(100, 3))
    return path


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "bioms.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE status (sent, pending)")
        connection.execute("INSERT INTO status VALUES (250, 4)")
    connection.close()
    return f"sqlite:///{path}"


def test_the_last_line_of_a_log_is_the_reading_however_old_the_file_is(log: Path) -> None:
    log.write_text("mulai\n" + LINE.format(90, 3) + LINE.format("1.204", 3) + "catatan lain\n")
    touch(log, NOW - minutes(6000))
    sample = sample_of(Reader(log_source(log)).read(), "kirim", "records")
    assert (sample.value, sample.observed_at, sample.series.unit) == (1204, NOW, "rekaman")


def test_pending_is_read_by_its_own_pattern(log: Path) -> None:
    harvest = Reader(log_source(log, pending_pattern=r"Pending : (\d+)")).read()
    assert sample_of(harvest, "kirim", "pending").value == 3


def test_pending_that_cannot_be_found_is_unknown_and_told_while_the_counter_goes_on(log: Path) -> None:
    harvest = Reader(log_source(log, pending_pattern=r"Antrean (\d+)")).read()
    assert sample_of(harvest, "kirim", "pending").state is State.UNKNOWN
    assert sample_of(harvest, "kirim", "records").value == 100
    assert "pending_pattern" in harvest.notes[0]


def test_a_counter_grows_stands_and_restarts(log: Path) -> None:
    reader = Reader(log_source(log, pending_pattern=r"Pending : (\d+)"))
    assert reader.state() is State.UNKNOWN
    log.write_text(LINE.format(105, 3))
    assert reader.state(NOW + minutes(1)) is State.INCREASING
    assert reader.state(NOW + minutes(60)) is State.INCREASING
    assert reader.state(NOW + minutes(61)) is State.STUCK
    log.write_text(LINE.format(0, 3))
    assert reader.state(NOW + minutes(62)) is State.RESTARTED


def test_growth_is_known_across_a_restart_of_the_collector(log: Path) -> None:
    reader = Reader(log_source(log))
    reader.read()
    fresh = RecordsCollector(office(counters=[log_source(log)]), interval_s=60, recall=reader.shelf, env={})
    log.write_text(LINE.format(101, 0))
    assert sample_of(fresh.collect(NOW + minutes(1)), "kirim", "records").state is State.INCREASING


def test_a_vanished_log_is_unknown_and_growth_is_counted_over_the_gap(log: Path) -> None:
    reader = Reader(log_source(log))
    reader.read()
    log.unlink()
    gone = reader.read(NOW + minutes(1))
    assert sample_of(gone, "kirim", "records").status is SampleStatus.UNKNOWN
    assert "tidak ditemukan" in gone.notes[0]
    log.write_text(LINE.format(120, 0))
    assert reader.state(NOW + minutes(2)) is State.INCREASING


def test_only_the_end_of_a_large_log_is_read(log: Path) -> None:
    log.write_text(LINE.format(999_999, 1) + "x" * 200_000 + "\n" + LINE.format(12, 1))
    assert sample_of(Reader(log_source(log)).read(), "kirim", "records").value == 12


def test_a_line_in_the_writing_is_not_taken_for_a_restart(log: Path) -> None:
    log.write_text(LINE.format(1234, 1) + "10:00 sent after Restart : 12")
    touch(log, NOW)
    reader = Reader(log_source(log))
    assert sample_of(reader.read(NOW), "kirim", "records").value == 1234
    assert sample_of(reader.read(NOW + minutes(1)), "kirim", "records").value == 12


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_of_a_log_is_read(log: Path, encoding: str) -> None:
    log.write_bytes(("é" * 40_000 + "\n" + LINE.format(77, 1)).encode(encoding))
    assert sample_of(Reader(log_source(log)).read(), "kirim", "records").value == 77


@pytest.mark.parametrize(
    ("content", "pattern", "said"),
    [
        ("", PATTERN, "tidak memuat baris"),
        ("sent after Restart : banyak\n", r"Restart : (\w+)", "bukan jumlah"),
        (LINE.format(1, 1), "(", "bukan pola yang sah"),
        (LINE.format(1, 1), "Restart", "satu kelompok"),
    ],
)
def test_a_log_that_cannot_be_used_is_unknown_with_the_mend(log: Path, content: str, pattern: str, said: str) -> None:
    log.write_text(content)
    harvest = Reader(log_source(log) | {"pattern": pattern}).read()
    assert [sample.state for sample in harvest.samples] == [State.UNKNOWN]
    assert said in harvest.notes[0]


def test_a_query_gives_the_counter_and_what_waits(database: str) -> None:
    harvest = Reader(sql_source("SELECT sent, pending FROM status", url=database)).read()
    assert sample_of(harvest, "basis", "records").value == 250
    assert sample_of(harvest, "basis", "pending").state is State.READABLE


def test_a_query_of_one_column_knows_no_pending(database: str) -> None:
    harvest = Reader(sql_source("SELECT sent FROM status", url=database)).read()
    assert [sample.series.metric for sample in harvest.samples] == ["records"]


def test_the_address_of_a_database_comes_from_the_environment(database: str) -> None:
    reader = Reader(sql_source("SELECT sent FROM status", url_env="BIO_URL"), env={"BIO_URL": database})
    assert sample_of(reader.read(), "basis", "records").value == 250


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT sent FROM tiada", "no such table"),
        ("SELECT sent FROM status WHERE sent < 0", "satu baris"),
        ("SELECT 1 UNION SELECT 2", "satu baris"),
        ("SELECT 1, 2, 3", "satu baris"),
        ("SELECT 'abc'", "bukan jumlah"),
        ("SELECT -5", "bukan jumlah"),
        ("SELECT NULL", "bukan jumlah"),
        ("DELETE FROM status", "SELECT"),
        ("WITH x AS (SELECT 1) DELETE FROM status", "tidak dapat dibaca"),
    ],
)
def test_a_query_that_cannot_be_used_is_unknown_and_changes_nothing(database: str, query: str, said: str) -> None:
    harvest = Reader(sql_source(query, url=database)).read()
    assert harvest.samples[0].state is State.UNKNOWN
    assert said in harvest.notes[0]
    assert sample_of(Reader(sql_source("SELECT sent FROM status", url=database)).read(), "basis", "records").value


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"url_env": "TIDAK_ADA"}, "TIDAK_ADA belum diisi"),
        ({"url": "bukan alamat"}, "tidak sah"),
        ({"url": "antahberantah://x/y"}, "penggerak"),
    ],
)
def test_a_database_that_cannot_be_reached_says_what_to_mend(more: dict[str, object], said: str) -> None:
    assert said in Reader(sql_source("SELECT 1", **more)).read().notes[0]


def test_a_missing_database_file_is_not_created(tmp_path: Path) -> None:
    harvest = Reader(sql_source("SELECT 1", url=f"sqlite:///{tmp_path}/tiada.db")).read()
    assert harvest.samples[0].status is SampleStatus.UNKNOWN
    assert not (tmp_path / "tiada.db").exists()


def test_a_password_is_never_told() -> None:
    url = "postgresql+psycopg://pembaca:rahasia77@127.0.0.1:9/bio"
    (note,) = Reader(sql_source("SELECT 1", url_env="U"), env={"U": url}).read().notes
    assert "127.0.0.1" in note
    assert "rahasia77" not in note


def test_one_broken_source_stops_no_other(log: Path, tmp_path: Path) -> None:
    harvest = Reader(log_source(tmp_path / "tiada.log") | {"id": "lain"}, log_source(log)).read()
    assert sample_of(harvest, "lain", "records").state is State.UNKNOWN
    assert sample_of(harvest, "kirim", "records").value == 100


def test_one_unreadable_poll_does_not_hide_the_state_that_holds_within_the_window(log: Path) -> None:
    reader = Reader(log_source(log))
    reader.read()
    log.write_text(LINE.format(101, 3))
    reader.read(NOW + minutes(1))
    log.unlink()
    reader.read(NOW + minutes(2))
    log.write_text(LINE.format(101, 3))
    assert reader.state(NOW + minutes(3)) is State.INCREASING
