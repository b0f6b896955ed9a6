"""A whole SQLite database moved to PostgreSQL: nothing lost, nothing twice, whatever happens on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, insert, select, text

from dashboard.model import SeriesKey
from dashboard.store import (
    AuditEntry,
    Holder,
    Store,
    append_audit,
    audit,
    copy_source,
    copying,
    latest,
    open_store,
    renew_leases,
    samples,
    take_lease,
    ticket_events,
    tickets,
)
from dashboard.store.copy_source import CopyError, CopySource
from dashboard.store.copying import copy_all
from dashboard.store.schema import evidence, metadata, saved_views, series, slots
from tests.exports.conftest import NOW, fill
from tests.offices_factory import CODE
from tests.store.measured import T0, key, record, sample
from tests.stores import Databases

ODD = 'tab\t baris\n garis\\miring \\N "kutip" \v\f\b\r é 🏛'
PLACE = "tujuan"


@pytest.fixture
def source(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Rows in every table there is, with all that a text can hold; chunks of seven."""
    monkeypatch.setattr(copy_source, "CHUNK_ROWS", 7)
    fill(sqlite_store)
    for number in range(3):
        append_audit(sqlite_store, AuditEntry(NOW, "Sari", ODD, f"tiket {number}", None, {"isi": ODD}))
    with sqlite_store.writing.begin() as connection:
        views = [{"officer": "Sari", "page": "/tiket", "name": name, "query": ODD, "saved_at": 1} for name in "aÄZz"]
        connection.execute(insert(saved_views), views)  # an order in which languages differ
        slot = connection.execute(select(slots)).mappings().first()
        for table in metadata.sorted_tables:
            if connection.execute(table.select()).first() is None:
                held = dict(slot or {}) if table is evidence else {}
                connection.execute(insert(table), {column.name: value_of(column, held) for column in table.c})
    return sqlite_store


def value_of(column: Column[Any], held: Mapping[str, Any]) -> object:
    """Of a row that hangs together with those that are there."""
    known = {"office": CODE, "office_no": 5108, "ticket": "M1", "series_id": 1, **held}
    by_type = {int: 1, bool: True, str: ODD, bytes: b"\\x\x00\n\xff"}
    return known.get(column.name, by_type[column.type.python_type])


@pytest.fixture
def target(handed_out: Databases) -> Iterator[Store]:
    made = open_store(handed_out.migrated("postgresql"))
    yield made
    made.close()


def opened(source: Store) -> CopySource:
    found = CopySource(Path(source.engine.url.database or ""))
    found.begin()
    return found


def move(source: Store, target: Store, stop_at: str = "") -> None:
    def told(name: str, done: int, _total: int) -> None:
        if name == stop_at and done:
            raise KeyboardInterrupt

    held = opened(source)
    try:
        copy_all(held, target, PLACE, told)
    finally:
        held.close()


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        found = {table.name: connection.execute(table.select()).all() for table in metadata.sorted_tables}
    return {name: sorted(map(tuple, each), key=repr) for name, each in found.items()}


def test_every_row_of_every_table_arrives_as_it_was(source: Store, target: Store) -> None:
    move(source, target)
    assert rows(target) == rows(source)
    assert all(rows(target).values())
    assert audit(target) == audit(source)
    assert tickets(target, CODE) == tickets(source, CODE)
    assert latest(target, CODE) == latest(source, CODE)


def test_work_goes_on_in_the_copy_with_new_ids(source: Store, target: Store) -> None:
    with source.writing.begin() as connection:
        connection.execute(text("UPDATE sqlite_sequence SET seq = 900 WHERE name = 'series'"))
    move(source, target)
    append_audit(target, AuditEntry(NOW, "Sari", "sesudah", "tiket 1", None, None))
    new = key("baru", None)
    record(target, replace(sample(0), series=new))
    assert len(samples(target, new, T0, T0.replace(hour=23))) == 1
    assert len(ticket_events(target, CODE, "M1")) == len(ticket_events(source, CODE, "M1"))
    with target.engine.connect() as connection:
        assert connection.scalar(select(series.c.id).where(series.c.target == "baru")) == 901


@pytest.mark.parametrize("stop_at", ["samples", "ticket_events"])
def test_an_interrupted_copy_goes_on_where_it_was(source: Store, target: Store, stop_at: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        move(source, target, stop_at)
    assert 0 < len(rows(target)[stop_at]) < len(rows(source)[stop_at])
    move(source, target)
    assert rows(target) == rows(source)


def test_a_chunk_that_was_cut_off_in_its_middle_leaves_nothing(
    source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = copying._write

    def half(connection: object, table: object, lines: str) -> None:
        whole(connection, table, lines)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_write", half)
    with pytest.raises(KeyboardInterrupt):
        move(source, target)
    monkeypatch.setattr(copying, "_write", whole)
    move(source, target)
    assert rows(target) == rows(source)


def test_an_interrupted_copy_of_another_source_is_left_alone(source: Store, target: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        move(source, target, "samples")
    append_audit(source, AuditEntry(NOW, "Sari", "sesudahnya", "tiket 1", None, None))
    with pytest.raises(CopyError, match="sumber lain, atau sumbernya berubah"):
        move(source, target)


def test_a_target_that_holds_anything_is_left_alone(source: Store, target: Store) -> None:
    move(source, target)
    with pytest.raises(CopyError, match=r"tidak kosong \(tabel .* sudah berisi\)"):
        move(source, target)


def test_a_database_of_somebody_else_is_left_alone(source: Store, handed_out: Databases) -> None:
    target = open_store(handed_out.empty("postgresql"))
    with target.engine.begin() as connection:
        connection.execute(text("CREATE TABLE milik_orang (id integer)"))
    with pytest.raises(CopyError, match="tabel lain yang bukan milik Pantau PIAK"):
        move(source, target)
    target.close()


def test_a_row_that_is_not_the_same_is_noticed(source: Store, target: Store) -> None:
    def told(name: str, _done: int, _total: int) -> None:
        if name.startswith("membandingkan"):
            with target.engine.begin() as connection:
                connection.execute(text("UPDATE latest SET since = since + 1 WHERE series_id = 1"))

    held = opened(source)
    with pytest.raises(CopyError, match="latest: isi tujuan berbeda dari sumber"):
        copy_all(held, target, PLACE, told)
    held.close()


def test_a_second_copy_at_the_same_time_is_refused(source: Store, target: Store) -> None:
    def told(name: str, done: int, _total: int) -> None:
        if name == "samples" and done == 7:
            with target.engine.begin() as connection:
                connection.execute(text("UPDATE meta SET value = value || ' ' WHERE key = 'copying'"))

    held = opened(source)
    with pytest.raises(CopyError, match="salinan lain sedang menulis"):
        copy_all(held, target, PLACE, told)
    held.close()


def test_collectors_that_still_run_are_named(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take_lease(sqlite_store, CODE, Holder("a", "pc-kantor", 123), "spool", NOW, None)
    assert taken is not None
    held = CopySource(Path(sqlite_store.engine.url.database or ""))
    held.wait_for_silence(0.0)  # nobody was seen to live
    monkeypatch.setattr(time, "sleep", lambda _s: renew_leases(sqlite_store, {CODE: taken}, NOW, {}))
    with pytest.raises(CopyError, match=r"kolektor kantor 51\.08 masih berjalan \(proses 123 di pc-kantor\)"):
        held.wait_for_silence(5.0)
    monkeypatch.undo()
    renew_leases(sqlite_store, {CODE: taken}, NOW, {}, free=True)
    began = time.monotonic()
    held.wait_for_silence(5.0)
    assert time.monotonic() - began < 1
    held.close()


def test_what_was_written_meanwhile_is_noticed(source: Store) -> None:
    held = opened(source)
    append_audit(source, AuditEntry(NOW, "Sari", "sesudahnya", "tiket 1", None, None))
    assert held.changed_meanwhile()
    held.close()
    still = opened(source)
    assert not still.changed_meanwhile()
    still.close()


def test_series_keep_their_ids(source: Store, target: Store) -> None:
    move(source, target)
    with source.engine.connect() as one, target.engine.connect() as other:
        query = select(series).order_by(series.c.id)
        assert one.execute(query).all() == other.execute(query).all()
    assert isinstance(latest(target, CODE)[0].series, SeriesKey)
