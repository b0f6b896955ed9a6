"""``db copy`` from the command line: progress and sums, and one line for each kind of bad input."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.store import Store
from tests.exports.conftest import fill
from tests.stores import Databases

TARGET = "postgresql+psycopg://sari:rahasia@127.0.0.1:1/piak"


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["db", "copy", *words]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "rahasia" not in said.out + said.err
    return said.err


def test_a_copy_tells_its_way_and_what_each_table_holds(
    sqlite_store: Store, handed_out: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(sqlite_store)
    words = [f"sqlite:///{sqlite_store.engine.url.database}", handed_out.empty("postgresql")]
    assert main(["db", "copy", *words]) == 0
    said = capsys.readouterr().out
    assert "samples: 60 dari 60 baris\n" in said
    assert "\nselesai: " in said
    assert "tidak kosong" in refused(capsys, *words)


def test_a_source_that_is_missing_or_none_of_ours_is_named(
    tmp_path: Path, sqlite_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    gone, foreign, empty = tmp_path / "tidak-ada", tmp_path / "catatan.txt", tmp_path / "lain.sqlite3"
    foreign.write_text("bukan basis data sama sekali, hanya catatan panjang " * 50, encoding="utf-8")
    with closing(sqlite3.connect(empty)) as other:
        other.execute("CREATE TABLE lain (id)")
    assert "berkas sumber tidak ada" in refused(capsys, f"sqlite:///{gone}", TARGET)
    assert "bukan basis data Pantau PIAK" in refused(capsys, f"sqlite:///{foreign}", TARGET)
    assert "bukan basis data Pantau PIAK" in refused(capsys, f"sqlite:///{empty}", TARGET)
    with closing(sqlite3.connect(str(sqlite_store.engine.url.database))) as ours:
        ours.execute("UPDATE alembic_version SET version_num = '0006'")
        ours.commit()
    assert "skemanya 0006" in refused(capsys, f"sqlite:///{sqlite_store.engine.url.database}", TARGET)


def test_addresses_the_wrong_way_round_and_a_server_that_is_away_are_named(
    sqlite_store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    here = f"sqlite:///{sqlite_store.engine.url.database}"
    assert "sumber bukan berkas SQLite" in refused(capsys, TARGET, here)
    assert "tujuan bukan PostgreSQL" in refused(capsys, here, here)
    assert "salinan dilanjutkan" in refused(capsys, here, TARGET)
