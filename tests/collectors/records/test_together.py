"""Many counters at once: a slow one delays nobody, growth is told with every reading, foreign servers are only read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from dashboard.model import SampleStatus, State
from tests.collectors.records.reading import Reader, http_source, service
from tests.collectors.sources import NOW, minutes, sample_of
from tests.stores import Databases

LOG: dict[str, object] = {"id": "kirim", "kind": "log", "pattern": r"(\d+)"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "kirim.log"
    path.write_text("100\n")
    return path


def test_a_slow_counter_is_unknown_and_delays_no_other(log: Path) -> None:
    with service() as running:
        running.pause_s = 30
        reader = Reader(http_source(running.url), LOG | {"path": str(log)}, source_s=0.3)
        harvest = reader.read()
        assert sample_of(harvest, "kirim", "records").value == 100
        assert sample_of(harvest, "layanan", "records").status is SampleStatus.UNKNOWN
        assert "tidak selesai dibaca" in harvest.notes[0]
        reader.collector._source_s = 20
        began = time.monotonic()
        assert sample_of(reader.read(NOW + minutes(1)), "kirim", "records").value == 100
        assert time.monotonic() - began < 5  # what hangs since the last round has had its time
        assert len(running.asked) == 1


def test_a_counter_that_was_slow_is_read_again(log: Path) -> None:
    with service() as running:
        running.pause_s = 0.6
        reader = Reader(http_source(running.url), source_s=0.2)
        reader.read()
        reader.collector._source_s = 10
        assert "sesudah putaran berikutnya" in reader.read(NOW + minutes(1)).notes[0]
        assert sample_of(reader.read(NOW + minutes(2)), "layanan", "records").value == 120


def test_what_each_reading_added_is_told_over_gaps_and_restarts(log: Path) -> None:
    reader = Reader(LOG | {"path": str(log)})
    told: list[tuple[float | None, ...]] = []
    for minute, written in enumerate(("100", "105", None, "112", "4", "4")):
        log.unlink(missing_ok=True)
        if written is not None:
            log.write_text(f"{written}\n")
        harvest = reader.read(NOW + minutes(minute))
        told.append(tuple(each.value for each in harvest.samples if each.series.metric in ("growth", "resets")))
    assert told == [(), (5, 0), (), (7, 0), (4, 1), (0, 0)]


def test_growth_goes_on_where_another_process_left_it(log: Path) -> None:
    first = Reader(LOG | {"path": str(log)})
    first.read()
    log.write_text("130\n")
    second = Reader(LOG | {"path": str(log)})
    second.shelf.known = first.shelf.known
    assert sample_of(second.read(NOW + minutes(1)), "kirim", "growth").value == 30


def test_the_same_moment_read_twice_and_a_clock_set_back_lose_no_growth(log: Path) -> None:
    reader = Reader(LOG | {"path": str(log)})
    grown = []
    for minute, written in ((0, 100), (1, 110), (1, 120), (-30, 130), (2, 140)):
        log.write_text(f"{written}\n")
        harvest = reader.collector.collect(NOW + minutes(minute))
        grown += [each.value for each in harvest.samples if each.series.metric == "growth"]
    assert grown == [10, 30]


@pytest.fixture
def foreign(handed_out: Databases) -> Iterator[str]:
    """A PostgreSQL of another program, with one counter."""
    url = handed_out.empty("postgresql")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE status (sent numeric, pending integer)"))
        connection.execute(text("INSERT INTO status VALUES (250, 4)"))
    yield url
    engine.dispose()


def sql_source(query: str) -> dict[str, object]:
    return {"id": "basis", "kind": "sql", "query": query, "url_env": "BIO_URL"}


def test_a_foreign_postgresql_is_read(foreign: str) -> None:
    harvest = Reader(sql_source("SELECT sent, pending FROM status"), env={"BIO_URL": foreign}).read()
    assert [sample.value for sample in harvest.samples] == [250, 4]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("WITH gone AS (DELETE FROM status RETURNING sent) SELECT sent FROM gone", "read-only transaction"),
        ("SELECT sent FROM tiada", "does not exist"),
        ("SELECT pg_sleep(30)", "statement timeout"),
    ],
)
def test_a_foreign_postgresql_is_never_changed_and_not_waited_for(
    foreign: str, query: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.counterqueries.SQL_TIMEOUT_S", 1)
    harvest = Reader(sql_source(query), env={"BIO_URL": foreign}).read()
    assert harvest.samples[0].state is State.UNKNOWN
    assert said in harvest.notes[0]
    again = Reader(sql_source("SELECT sent FROM status"), env={"BIO_URL": foreign}).read()
    assert sample_of(again, "basis", "records").value == 250


def test_no_secret_of_an_address_is_told_wherever_it_stands() -> None:
    url = "postgresql+psycopg://baca@127.0.0.1:9/bio?password=rahasia77&sslpassword=kunci88"
    (note,) = Reader(sql_source("SELECT 1"), env={"BIO_URL": url}).read().notes
    assert "127.0.0.1" in note
    assert not [secret for secret in ("rahasia77", "kunci88") if secret in note]
