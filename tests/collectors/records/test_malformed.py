"""What sources may give instead of a count: each is unknown, and its message names the place and the mend."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from dashboard.model import SampleStatus, State
from tests.collectors.records.reading import Reader, csv_source, http_source, service

LOG = {"pattern": r"sent\s*:\s*(.*)"}
TIME = {"jumlah": "Terkirim", "waktu": "Waktu"}
KEC = {"jumlah": "Terkirim", "kecamatan": "Kecamatan"}
NUMBER = "bukan jumlah rekaman; periksa"

FILES: dict[str, tuple[str, dict[str, object], str, str]] = {
    "an empty log": ("log", LOG, "", "tidak memuat baris yang cocok"),
    "a log of words": ("log", LOG, "sent : banyak\n", f"'banyak' {NUMBER} pattern"),
    "a negative count": ("log", LOG, "sent : -5\n", f"'-5' {NUMBER}"),
    "a fraction": ("log", LOG, "sent : 12,5\n", f"'12,5' {NUMBER}"),
    "a broken group of thousands": ("log", LOG, "sent : 1.20.400\n", f"'1.20.400' {NUMBER}"),
    "two separators of thousands": ("log", LOG, "sent : 1.204,567.000\n", f"'1.204,567.000' {NUMBER}"),
    "a count beyond all offices": ("log", LOG, "sent : 99999999999999\n", f"'99999999999999' {NUMBER}"),
    "a line of a thousand digits": ("log", LOG, f"sent : {'9' * 1000}\n", NUMBER),
    "not a number": ("log", LOG, "sent : NaN\n", f"'NaN' {NUMBER}"),
    "other digits": ("log", LOG, "sent : \N{ARABIC-INDIC DIGIT ONE}x\n", NUMBER),
    "a binary log": ("log", LOG, "\x00\x01\x02sent\x00", "tidak memuat baris yang cocok"),
    "an empty table": ("csv", {}, "", "tidak memuat kolom 'Terkirim'"),
    "a table of other columns": ("csv", {}, "Sent;Pending\n1;2\n", "'Terkirim', 'Tertunda'"),
    "a table without one column": ("csv", {}, "Terkirim;Sisa\n1;2\n", "tidak memuat kolom 'Tertunda'"),
    "a table of headings alone": ("csv", {}, "Terkirim;Tertunda\n", "tidak memuat baris;"),
    "a table of words": ("csv", {}, "Terkirim;Tertunda\nbanyak;0\n", f"'banyak' {NUMBER} columns"),
    "a queue of words": ("csv", {}, "Terkirim;Tertunda\n1;sedikit\n", f"'sedikit' {NUMBER} columns"),
    "rows too short": ("csv", {}, "Nama;Tertunda;Terkirim\na\nb;2\n", "tidak memuat baris;"),
    "a table without the kecamatan": ("csv", {"columns": KEC}, "Kecamatan;Terkirim\nLain;1\n", "51.08.01 / Gerokgak"),
    "a time that is none": ("csv", {"columns": TIME}, "Waktu;Terkirim\nkemarin;1\n", "'kemarin' tidak terbaca"),
    "a time to come": ("csv", {"columns": TIME}, "Waktu;Terkirim\n2030-01-01 00:00;1\n", "belum terjadi"),
    "an open quote": ("csv", {}, 'Terkirim;Tertunda\n"12;0\n', "tidak memuat baris;"),
}

ANSWERS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "tidak menjawab dengan JSON"),
    "a page": (b"<html>masuk</html>", "tidak menjawab dengan JSON"),
    "half an object": (b'{"data": {"sent": 1', "tidak menjawab dengan JSON"),
    "bytes of no encoding": (b"\xff\xfe\xfa{}", "tidak menjawab dengan JSON"),
    "brackets without end": (b"[" * 100_000, "tidak menjawab dengan JSON"),
    "a list": (b"[]", "tidak memuat data.sent (berhenti di 'data')"),
    "a number alone": (b"12", "berhenti di 'data'"),
    "no such key": (b'{"data": {}}', "tidak memuat data.sent (berhenti di 'sent')"),
    "null": (b'{"data": {"sent": null}}', f"data.sent = None {NUMBER} value"),
    "a truth": (b'{"data": {"sent": true}}', f"data.sent = True {NUMBER}"),
    "a negative number": (b'{"data": {"sent": -1}}', f"data.sent = -1 {NUMBER}"),
    "a fraction": (b'{"data": {"sent": 1.5}}', f"data.sent = 1.5 {NUMBER}"),
    "infinity": (b'{"data": {"sent": Infinity}}', f"data.sent = inf {NUMBER}"),
    "a number without end": (b'{"data": {"sent": ' + b"9" * 9000 + b"}}", "JSON"),
    "an object": (json.dumps({"data": {"sent": {"a": "b" * 500}}}).encode(), "..."),
    "a queue of words": (b'{"data": {"sent": 1, "pending": "x"}}', f"data.pending = 'x' {NUMBER}"),
}


@pytest.mark.parametrize(("kind", "more", "content", "said"), FILES.values(), ids=FILES)
def test_a_file_that_is_none_is_unknown_with_the_mend(
    tmp_path: Path, kind: str, more: dict[str, object], content: str, said: str
) -> None:
    path = tmp_path / "sumber"
    path.write_text(content, encoding="utf-8")
    log = {"id": "log", "kecamatan": "51.08.01", "kind": "log", "path": str(path), **more}
    require_unknown(csv_source(path, **more) if kind == "csv" else log, str(path), said)


@pytest.mark.parametrize(("body", "said"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_none_is_unknown_with_the_mend(body: bytes, said: str) -> None:
    with service() as running:
        running.body = body
        require_unknown(http_source(running.url), running.url, said)


def test_a_database_that_is_none_is_unknown_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "bioms.db"
    path.write_bytes(b"bukan basis data" * 100)
    sql = {"id": "basis", "kind": "sql", "url": f"sqlite:///{path}", "query": "SELECT 1 FROM a"}
    require_unknown(sql, str(path), "file is not a database")


def test_a_query_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.counterqueries.SQL_TIMEOUT_S", 0.2)
    path = tmp_path / "bioms.db"
    sqlite3.connect(path).close()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    sql = {"id": "basis", "kind": "sql", "url": f"sqlite:///{path}", "query": endless}
    require_unknown(sql, str(path), "interrupted")


def require_unknown(source: dict[str, object], place: str, said: str) -> None:
    harvest = Reader(source).read()
    assert {(sample.status, sample.state) for sample in harvest.samples} == {(SampleStatus.UNKNOWN, State.UNKNOWN)}
    (note,) = harvest.notes
    assert note.startswith(f"{source['id']}: ")
    assert place in note
    assert said in note
    assert len(note) < 600
