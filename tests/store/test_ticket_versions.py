from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from dashboard.store import Store, save_ticket
from dashboard.store.engine import read
from dashboard.store.ticket_versions import ticket_versions, versions_query
from tests.store.measured import OFFICE
from tests.store.repairs import OPENED, full_ticket

SOP = "buleleng-01-perbaikan-perangkat"
SAVED = OPENED + timedelta(days=1)
END = OPENED + timedelta(days=30)


def versions(store: Store, start_in_days: float = -1, end_in_days: float = 30) -> list[tuple[str, str, int]]:
    start, end = OPENED + timedelta(days=start_in_days), OPENED + timedelta(days=end_in_days)
    return sorted(ticket_versions(store, OFFICE, [SOP], start, end))


def test_each_ticket_is_named_with_its_last_save(store: Store) -> None:
    save_ticket(store, full_ticket("B-1"), by="adb-1", at=OPENED)
    save_ticket(store, full_ticket("B-2"), by="adb-1", at=OPENED)
    save_ticket(store, full_ticket("B-2", title="printer hidup"), by="adb-1", at=SAVED)
    assert versions(store) == [
        (SOP, "B-1", int(OPENED.timestamp())),
        (SOP, "B-2", int(SAVED.timestamp())),
    ]


def test_other_offices_sops_and_times_are_left_out(store: Store) -> None:
    save_ticket(store, full_ticket("B-1"), by="adb-1", at=OPENED)
    save_ticket(store, full_ticket("B-2", office="13.01"), by="adb-1", at=OPENED)
    save_ticket(store, full_ticket("B-3", sop="lain"), by="adb-1", at=OPENED)
    assert [number for _, number, _ in versions(store)] == ["B-1"]
    assert versions(store, start_in_days=20) == []
    assert versions(store, end_in_days=0) == []


def test_the_question_goes_by_an_index(store: Store, kind: str) -> None:
    query = versions_query(OFFICE, [SOP], OPENED, END)
    explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    with read(store) as connection:
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        if kind == "postgresql":  # of an empty table a plain scan would be right
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = " ".join(str(row) for row in connection.execute(text(explain + str(compiled))))
    assert "tickets_office_" in plan
