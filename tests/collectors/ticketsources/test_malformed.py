"""What a helpdesk can answer wrongly, and what is then said."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from dashboard.model import SampleStatus
from tests.collectors.ticketsources.helpdesks import GlpiDesk, Reply, ZammadDesk, glpi_row, source_of, zammad_row
from tests.collectors.ticketsources.reading import Reader

HTML = {"Content-Type": "text/html"}
SECOND = {"date": "2026-11-19 08:00:00"}


@dataclass(frozen=True)
class Whole:
    """An answer that makes the source unknown: where it stands, and what the note says."""

    where: str
    reply: Reply
    said: str


GLPI_WHOLE = {
    "no JSON": Whole("Ticket", Reply(raw=b"<html>Masuk</html>"), "menjawab JSON yang rusak"),
    "a login page": Whole(
        "Ticket", Reply(raw=b"<html>", headers=HTML), "menjawab 'text/html', bukan JSON; periksa url"
    ),
    "half an answer": Whole("Ticket", Reply(raw=b'[{"id": 1'), "menjawab JSON yang rusak"),
    "less than was promised": Whole(
        "Ticket", Reply(raw=b"[]", headers={"Content-Length": "900"}), "putus di tengah jawaban"
    ),
    "another encoding": Whole("Ticket", Reply(raw='["é"]'.encode("cp1252")), "menjawab JSON yang rusak"),
    "endless nesting": Whole("Ticket", Reply(raw=b"[" * 100_000), "menjawab JSON yang rusak"),
    "an object": Whole("Ticket", Reply(data={"id": 1}), "tidak memberi daftar tiket"),
    "a list of numbers": Whole("Ticket", Reply(data=[1, 2]), "tidak memberi daftar tiket"),
    "nothing": Whole("Ticket", Reply(raw=b""), "tidak memberi daftar tiket"),
    "a ticket without id": Whole("Ticket", Reply(data=[{"name": "x"}]), "memberi tiket tanpa id"),
    "an id that is text": Whole("Ticket", Reply(data=[glpi_row(1, id="satu")]), "memberi tiket tanpa id"),
    "no session": Whole("initSession", Reply(data={"token": "x"}), "tidak memberi session_token"),
    "a session that is no text": Whole("initSession", Reply(data={"session_token": 5}), "tidak memberi session_token"),
    "a list for a session": Whole("initSession", Reply(data=["ok"]), "tidak memberi session_token"),
    "a wrong user": Whole(
        "initSession", Reply(401, ["ERROR_GLPI_LOGIN_USER_TOKEN", "x"]), "HTTP 401 (ERROR_GLPI_LOGIN_USER_TOKEN)"
    ),
    "an address that is not allowed": Whole(
        "initSession", Reply(400, ["ERROR_NOT_ALLOWED_IP", "10.0.0.7"]), "HTTP 400 (ERROR_NOT_ALLOWED_IP)"
    ),
    "no right": Whole("Ticket", Reply(403, ["ERROR_RIGHT_MISSING", ""]), "beri akun token itu hak baca tiket"),
    "a word of an error that is a text": Whole("Ticket", Reply(400, ["Ni Luh"]), "menjawab HTTP 400; periksa url"),
    "a page that is not there": Whole(
        "Ticket", Reply(404, raw=b"nope", headers=HTML), "menjawab HTTP 404; periksa url"
    ),
    "a ring": Whole("Ticket", Reply(302, headers={"Location": "Ticket"}), "mengalihkan"),
    "a way to nowhere": Whole("Ticket", Reply(302, headers={"Location": "http://[::x"}), "putus di tengah jawaban"),
}
ZAMMAD_WHOLE = {
    "an object for tickets": Whole("tickets", Reply(data={"tickets": [1], "assets": {}}), "tidak memberi daftar tiket"),
    "no states": Whole("ticket_states", Reply(data=[]), "tidak memberi daftar status"),
    "states without type": Whole("ticket_states", Reply(data=[{"id": 1}]), "tidak memberi daftar status"),
    "no JSON from Zammad": Whole("tickets", Reply(raw=b"maintenance", headers=HTML), "bukan JSON"),
    "a ticket without number": Whole("tickets", Reply(data=[{"id": 1}]), "memberi tiket tanpa nomor"),
    "a token without right": Whole("tickets", Reply(403, {"error": "Not authorized"}), "hak baca tiket"),
}

GLPI_ROWS = {
    "no opening": (glpi_row(1, date=None), "tiket 1: waktu buka (date) tidak terbaca"),
    "a zero date": (glpi_row(1, date="0000-00-00 00:00:00"), "waktu buka (date) tidak terbaca"),
    "another form of date": (glpi_row(1, date="18/11/2026"), "waktu buka (date) tidak terbaca"),
    "a year that cannot be": (glpi_row(1, date="0018-11-18 08:00:00"), "waktu buka (date) tidak terbaca"),
    "a number for a date": (glpi_row(1, date=1_763_424_000), "waktu buka (date) tidak terbaca"),
    "an unknown status": (glpi_row(1, status=99), "tiket 1: status tidak dikenal"),
    "a status in words": (glpi_row(1, status="Baru"), "status tidak dikenal"),
    "a status that is a list": (glpi_row(1, status=[2]), "status tidak dikenal"),
    "an unknown kecamatan": (glpi_row(1, entities_id="Serirrit"), "'Serirrit' tidak dikenal; mungkin Seririt"),
    "no kecamatan": (glpi_row(1, entities_id=None), "tidak menyebut kecamatan. Perbaikan: isi places"),
    "a NIK for a kecamatan": (glpi_row(1, entities_id="5108010101900001"), "'[NIK disamarkan]' tidak dikenal"),
}
ZAMMAD_ROWS = {
    "no creation": (zammad_row(1, created_at=None), "tiket 21001: waktu buka atau ubah tidak terbaca"),
    "a time without zone": (zammad_row(1, created_at="2026-11-18T00:00:00"), "waktu buka atau ubah tidak terbaca"),
    "a time that is none": (zammad_row(1, updated_at="kemarin"), "waktu buka atau ubah tidak terbaca"),
    "a state nobody knows": (zammad_row(1, state_id=77, state="aneh"), "status tidak dikenal; isi states"),
    "a group that is no kecamatan": (zammad_row(1, group="Users"), "kecamatan 'Users' tidak dikenal"),
}


@pytest.mark.parametrize("case", GLPI_WHOLE.values(), ids=GLPI_WHOLE.keys())
def test_an_answer_of_glpi_that_cannot_be_used_makes_it_unknown_and_says_why(glpi: GlpiDesk, case: Whole) -> None:
    glpi.instead[case.where] = [case.reply] * 5
    _is_unknown(Reader(source_of(glpi)), case)


@pytest.mark.parametrize("case", ZAMMAD_WHOLE.values(), ids=ZAMMAD_WHOLE.keys())
def test_an_answer_of_zammad_that_cannot_be_used_makes_it_unknown_and_says_why(zammad: ZammadDesk, case: Whole) -> None:
    zammad.instead[case.where] = [case.reply] * 5
    _is_unknown(Reader(source_of(zammad)), case)


def _is_unknown(reader: Reader, case: Whole) -> None:
    harvest = reader.read()
    (note,) = harvest.notes
    assert note.startswith("meja: http://127.0.0.1:")
    assert case.said in note
    assert "Ni Luh" not in note
    assert "10.0.0.7" not in note
    assert [sample.status for sample in harvest.samples] == [SampleStatus.UNKNOWN]


@pytest.mark.parametrize(("row", "said"), GLPI_ROWS.values(), ids=GLPI_ROWS.keys())
def test_one_bad_ticket_of_glpi_is_noted_and_the_next_is_read(
    glpi: GlpiDesk, row: dict[str, object], said: str
) -> None:
    glpi.rows = [row, glpi_row(2)]
    harvest = Reader(source_of(glpi)).read()
    assert [ticket.id for ticket in harvest.tickets] == ["meja:2"]
    (note,) = harvest.notes
    assert said in note


@pytest.mark.parametrize(("row", "said"), ZAMMAD_ROWS.values(), ids=ZAMMAD_ROWS.keys())
def test_one_bad_ticket_of_zammad_is_noted_and_the_next_is_read(
    zammad: ZammadDesk, row: dict[str, object], said: str
) -> None:
    zammad.rows = [row, zammad_row(2)]
    harvest = Reader(source_of(zammad)).read()
    assert [ticket.id for ticket in harvest.tickets] == ["meja:21002"]
    (note,) = harvest.notes
    assert said in note


def test_times_that_contradict_each_other_are_kept_and_told(glpi: GlpiDesk) -> None:
    glpi.rows = [
        glpi_row(1, status=5, solvedate="2026-11-17 08:00:00"),
        glpi_row(2, date="2026-11-25 08:00:00"),
    ]
    harvest = Reader(source_of(glpi)).read()
    assert len(harvest.tickets) == 2
    assert [note.split(": ", 2)[2].split(";")[0] for note in harvest.notes] == [
        "selesai sebelum dibuka",
        "waktu bukanya belum terjadi",
    ]


def test_an_answer_that_is_too_big_is_not_read_to_its_end(glpi: GlpiDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.webservice.BODY_BYTES", 1024 * 1024)
    glpi.instead["Ticket"] = [Reply(raw=json.dumps(["x" * 2 * 1024 * 1024]).encode())]
    (note,) = Reader(source_of(glpi)).read().notes
    assert "menjawab lebih dari 1 MB" in note


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "variabel TOKEN belum diisi"),
        ({"TOKEN": " "}, "variabel TOKEN belum diisi"),
        ({"TOKEN": "dua kata"}, "variabel TOKEN tidak dapat dikirim sebagai token"),
        ({"TOKEN": "ré"}, "variabel TOKEN tidak dapat dikirim sebagai token"),
    ],
)
def test_a_token_that_cannot_be_sent_is_told_without_it(zammad: ZammadDesk, env: dict[str, str], said: str) -> None:
    (note,) = Reader(source_of(zammad), env=env).read().notes
    assert said in note
    assert zammad.asked == []
    assert "dua kata" not in note


@pytest.mark.parametrize("url", ["kantor", "ftp://127.0.0.1/", "http://", "http://[::x"])
def test_an_address_that_is_none_is_told_without_repeating_it(url: str) -> None:
    named = {"url_env": "ALAMAT", "token_env": "TOKEN", "sop_default": "x"}
    source: dict[str, object] = {"id": "meja", "kind": "zammad", **named}
    (note,) = Reader(source, env={"ALAMAT": url, "TOKEN": "t"}).read().notes
    assert note == "meja: alamat layanan tidak sah; tulis lengkap, misalnya https://10.0.0.5/glpi"
