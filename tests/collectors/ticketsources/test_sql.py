"""Tickets of a foreign database: SQLite and PostgreSQL, both real."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from dashboard.model import Grain, SampleStatus, State
from tests.collectors.sources import NOW, minutes
from tests.collectors.ticketsources.helpdesks import REPAIR, utc
from tests.collectors.ticketsources.reading import Reader
from tests.stores import KINDS, Databases

QUERY = "SELECT * FROM tiket ORDER BY nomor"
COLUMNS = {"nomor": "Nomor", "kecamatan": "KEC", "dibuka": "lapor", "selesai": "beres", "judul": "uraian"}
TABLE = "CREATE TABLE tiket (nomor INTEGER, kec VARCHAR(40), lapor TIMESTAMP, beres TIMESTAMP, uraian VARCHAR(200))"
ROW = "INSERT INTO tiket VALUES (:nomor, :kec, :lapor, :beres, :uraian)"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, handed_out: Databases) -> str:
    address = handed_out.empty(request.param)
    run(address, TABLE)
    return address


def run(url: str, statement: str, **values: object) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    engine.dispose()


def put(url: str, nomor: int, kec: str = "Seririt", lapor: str | None = "2026-11-18 08:00:00", **more: object) -> None:
    run(url, ROW, **{"nomor": nomor, "kec": kec, "lapor": lapor, "beres": None, "uraian": "Printer", **more})


def source(**more: object) -> dict[str, object]:
    made = {"id": "meja", "kind": "sql", "url_env": "ALAMAT", "query": QUERY, "columns": COLUMNS, "sop_default": REPAIR}
    return made | more


def reader(url: str, **more: object) -> Reader:
    return Reader(source(**more), env={"ALAMAT": url})


def test_each_row_is_a_ticket_in_the_zone_of_the_source(url: str) -> None:
    put(url, 7, beres="2026-11-18 11:30:00")
    ticket = reader(url, zone="Asia/Jakarta").one()
    assert (ticket.id, ticket.kecamatan, ticket.grain, ticket.source) == (
        "meja:7",
        "51.08.02",
        Grain.TICKET,
        "sql:meja",
    )
    assert ticket.solved is not None
    assert (ticket.opened.at, ticket.solved.at) == (utc(2026, 11, 18, 1), utc(2026, 11, 18, 4, 30))


def test_a_changed_row_changes_its_ticket_and_a_new_reader_finds_the_same(url: str) -> None:
    put(url, 7)
    first = reader(url)
    assert first.one().solved is None
    run(url, "UPDATE tiket SET beres = '2026-11-18 11:30:00'")
    assert first.one(NOW + minutes(1)).solved is not None
    assert first.one(NOW + minutes(2)) == reader(url).one(NOW + minutes(2))


def test_rows_are_checked_as_those_of_a_log_book(url: str) -> None:
    put(url, 1, kec="Serirrit")
    put(url, 2, lapor=None)
    put(url, 3, uraian="NIK 5108010101900001")
    harvest = reader(url).read()
    (ticket,) = harvest.tickets
    assert (ticket.id, ticket.title) == ("meja:3", "NIK [NIK disamarkan]")
    assert harvest.notes[0].startswith("meja: query baris 1 kolom KEC: kecamatan 'Serirrit' tidak dikenal")
    assert any(note.startswith("meja: query baris 2 kolom lapor: kosong") for note in harvest.notes)


def test_a_row_that_went_away_is_noted_and_its_ticket_kept(url: str) -> None:
    put(url, 1)
    put(url, 2)
    mine = reader(url)
    mine.read()
    run(url, "DELETE FROM tiket WHERE nomor = 1")
    harvest = mine.read(NOW + minutes(1))
    assert {ticket.id for ticket in harvest.tickets} == {"meja:1", "meja:2"}
    assert harvest.notes[0].startswith("meja: tiket 1 tidak terlihat lagi")


def test_steps_can_be_told_too(url: str) -> None:
    run(url, "CREATE TABLE langkah (nomor INTEGER, no INTEGER, mulai TIMESTAMP, akhir TIMESTAMP)")
    put(url, 1)
    run(url, "INSERT INTO langkah VALUES (1, 1, '2026-11-18 08:00:00', '2026-11-18 08:10:00')")
    query = "SELECT t.*, l.no, l.mulai, l.akhir FROM tiket t JOIN langkah l ON l.nomor = t.nomor"
    ticket = reader(
        url, query=query, columns=COLUMNS | {"langkah": "no", "mulai": "mulai", "selesai_langkah": "akhir"}
    ).one()
    assert ticket.grain is Grain.STEP
    assert [(each.step, each.finished is not None) for each in ticket.runs] == [(1, True)]


def test_a_query_can_only_read(url: str) -> None:
    put(url, 1)
    (note,) = reader(url, query="WITH x AS (SELECT 1) DELETE FROM tiket").read().notes
    assert "tidak dapat dibaca" in note
    (refused,) = reader(url, query="DELETE FROM tiket").read().notes
    assert "query harus diawali SELECT atau WITH" in refused
    assert reader(url).sample().value == 1


def test_a_column_that_is_missing_is_named_with_those_that_are_there(url: str) -> None:
    (note,) = reader(url, columns=COLUMNS | {"selesai": "tutup"}).read().notes
    assert "query tidak memberi kolom tutup (yang ada: nomor, kec, lapor, beres, uraian)" in note


def test_an_endless_query_ends(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.counterqueries.SQL_TIMEOUT_S", 0.2 if url.startswith("sqlite") else 1)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    assert reader(url, query=endless).sample().status is SampleStatus.UNKNOWN


def test_more_rows_than_any_office_has_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.ticketquery.ROWS_MOST", 1)
    put(url, 1)
    put(url, 2)
    (note,) = reader(url).read().notes
    assert "memberi lebih dari 1 baris; batasi dengan WHERE" in note


def test_a_database_that_is_away_is_unknown_and_no_password_is_told() -> None:
    address = "postgresql+psycopg://baca:rahasia-sandi@127.0.0.1:9/siak"
    harvest = reader(address).read()
    assert [sample.state for sample in harvest.samples] == [State.UNKNOWN]
    assert "rahasia-sandi" not in repr(harvest)
    assert "tidak dapat dibaca" in harvest.notes[0]


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "variabel ALAMAT belum diisi"),
        ({"ALAMAT": "bukan alamat"}, "tidak sah"),
        ({"ALAMAT": "kuno://x/y"}, "penggerak"),
    ],
)
def test_an_address_that_is_none_is_told(env: dict[str, str], said: str) -> None:
    (note,) = Reader(source(), env=env).read().notes
    assert said in note
