"""The audit is read filtered, in pages and as a stream, each line with its hash, and refuses to be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from dashboard.store import AuditEntry, Store, append_audit, check_audit
from dashboard.store.audit_check import keep_check, last_check
from dashboard.store.audit_trail import (
    AuditAsked,
    audit_choices,
    audit_line,
    audit_lines,
    count_audit,
    every_audit_line,
)
from tests.store.measured import T0
from tests.store.test_audit_chain import fill, tamper

ENTRIES = (
    AuditEntry(T0, "sari", "tiket dibuka", "tiket 51.08/T-1", None, {"uraian": "modem 100% mati"}),
    AuditEntry(T0 + timedelta(days=1), "budi", "tiket dibuka", "tiket 35.03/T-51.08", None, {"uraian": "x"}),
    AuditEntry(T0 + timedelta(days=2), "admin", "pengguna diubah", "pengguna made", {"kantor": "51.08"}, {}),
    AuditEntry(T0 + timedelta(days=3), "sari", "tampilan disimpan", "tampilan /terlambat/x 51.08/y", None, {"a": 1}),
    AuditEntry(T0 + timedelta(days=4), "sari", "jam terukur dinilai ulang", "kantor 51.08", None, {"b": 2}),
)  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    for entry in ENTRIES:
        append_audit(store, entry)
    return store


def ids(store: Store, **asked: object) -> list[int]:
    sought = AuditAsked(**asked)  # type: ignore[arg-type]
    found = [each.id for each in audit_lines(store, sought, limit=10)]
    assert count_audit(store, sought) == len(found)
    assert [each.id for each in every_audit_line(store, sought)] == found
    return found


def test_each_filter_finds_its_lines_youngest_first(filled: Store) -> None:
    assert ids(filled) == [5, 4, 3, 2, 1]
    assert ids(filled, since=T0 + timedelta(days=1), until=T0 + timedelta(days=3)) == [3, 2]
    assert ids(filled, officer="sari", action="tiket dibuka") == [1]
    assert ids(filled, text="MODEM mati") == [1]
    assert ids(filled, text="100%") == [1]
    assert ids(filled, text="%") == [1]


def test_an_office_is_told_of_what_concerns_it_and_of_nothing_else(filled: Store) -> None:
    assert ids(filled, office="51.08") == [5, 3, 1]
    assert ids(filled, office="35.03") == [2]
    assert [each.office for each in ENTRIES] == ["51.08", "35.03", "51.08", None, "51.08"]
    assert audit_line(filled, 2, "51.08") is None


def test_a_line_carries_its_hash_and_the_one_before(filled: Store) -> None:
    second, first = audit_lines(filled, AuditAsked(), limit=2, offset=3)
    assert (second.previous, second.fits, first.fits) == (first.chain, True, True)
    assert first.previous  # of what was there before the first line
    assert audit_line(filled, 2) == second
    assert audit_lines(filled, AuditAsked(), limit=2, before=3) == [second, first]


def test_what_was_written_by_a_clock_set_back_stands_where_it_happened(filled: Store) -> None:
    append_audit(filled, replace(ENTRIES[0], at=T0 + timedelta(days=2, hours=1)))
    assert ids(filled) == [5, 4, 6, 3, 2, 1]
    assert [each.id for each in audit_lines(filled, AuditAsked(), limit=2, before=4)] == [6, 3]


def test_the_choices_are_those_of_the_lines(filled: Store) -> None:
    officers, actions = audit_choices(filled, AuditAsked(until=T0 + timedelta(days=2)))
    assert (officers, actions) == (["budi", "sari"], ["tiket dibuka"])


@pytest.mark.parametrize("statement", ["UPDATE audit SET officer = 'lain'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_or_delete_a_line(filled: Store, statement: str) -> None:
    with pytest.raises(DatabaseError, match="tidak boleh diubah atau dihapus"), filled.writing.begin() as connection:
        connection.execute(text(statement))
    if filled.dialect == "postgresql":
        with pytest.raises(DatabaseError, match="tidak boleh"), filled.writing.begin() as connection:
            connection.execute(text("TRUNCATE audit"))
    assert check_audit(filled).lines == len(ENTRIES)


def test_only_what_is_new_is_read_after_a_good_check(store: Store) -> None:
    fill(store)
    known = check_audit(store)
    fill(store, 2)
    since = check_audit(store, after=known)
    assert (since.is_whole, since.lines, since.head) == (True, 7, check_audit(store).head)


@pytest.mark.parametrize("statement", ["DELETE FROM audit WHERE id = 2", "UPDATE audit SET at = 1 WHERE id = 6"])
def test_a_line_that_went_before_or_was_changed_since_is_noticed_without_reading_all(
    store: Store, statement: str
) -> None:
    fill(store)
    known = check_audit(store)
    fill(store, 2)
    tamper(store, statement)
    assert not check_audit(store, after=known).is_whole


def test_lines_that_come_while_it_is_read_are_no_break(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    lines = "dashboard.store.audit_check._lines"
    from dashboard.store import audit_check

    read = audit_check._lines

    def slow(of: Store, last: int, until: int) -> object:
        fill(of, 1)
        return read(of, last, until)

    monkeypatch.setattr(lines, slow)
    assert check_audit(store).is_whole


def test_a_hash_that_was_noted_is_found_in_its_line(store: Store) -> None:
    fill(store)
    noted = check_audit(store).head
    fill(store, 2)
    assert check_audit(store, noted=noted).found == 5
    assert check_audit(store, noted="f" * 64).found is None


def test_the_last_check_is_kept(store: Store) -> None:
    fill(store)
    found = check_audit(store)
    assert last_check(store) is None
    for check in (found, replace(found, broken_at=3)):
        keep_check(store, check, T0)
        kept = last_check(store)
        assert kept is not None
        assert (kept.check, kept.at) == (check, T0)
