"""The audit is a chain: a line that was changed, put in or taken away is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from dashboard.store import AuditEntry, Store, append_audit, check_audit
from tests.store.measured import T0


def fill(store: Store, lines: int = 5) -> None:
    for number in range(lines):
        append_audit(store, AuditEntry(T0, f"petugas-{number}", "masuk", "sesi", None, {"nomor": number}))


def tamper(store: Store, *statements: str) -> None:
    """What somebody with the database's own password could do: the guards are taken off first."""
    with store.writing.begin() as connection:
        if store.dialect == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for name in ("audit_no_update", "audit_no_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_whole_chain_is_told_as_such(store: Store) -> None:
    fill(store)
    checked = check_audit(store)
    assert checked.is_whole
    assert checked.lines == 5


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert check_audit(store).is_whole


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET officer = 'lain' WHERE id = 3", 3),
        ("UPDATE audit SET after = '{}' WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET at = at - 60 WHERE id = 5", 5),
    ],
)
def test_a_line_that_was_changed_or_taken_away_is_named(store: Store, statement: str, broken_at: int) -> None:
    fill(store)
    tamper(store, statement)
    assert check_audit(store).broken_at == broken_at


def test_the_last_lines_cannot_be_taken_away_unnoticed(store: Store) -> None:
    fill(store)
    tamper(store, "DELETE FROM audit WHERE id > 3")
    checked = check_audit(store)
    assert not checked.is_whole
    assert checked.missing == 2


def test_the_chain_goes_on_after_lines_from_before_it(store: Store) -> None:
    fill(store, 2)
    head = check_audit(store).head
    fill(store, 1)
    assert check_audit(store).is_whole
    assert check_audit(store).head != head
