"""Reported periods in the store: kept as handed in, only ever added, and there after an upgrade of an older store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import column, insert, table, text
from sqlalchemy.exc import DatabaseError

from dashboard.model import Kind, Scope
from dashboard.reported import FrozenRow, ReportedPeriod
from dashboard.store import (
    AuditEntry,
    Store,
    audit,
    check_audit,
    clear_office,
    feed_version,
    open_store,
    save_ticket,
    upgrade,
)
from dashboard.store import ticket as stored_ticket
from dashboard.store import ticket_events as events_of
from dashboard.store.reported import reported_periods, save_reported
from dashboard.store.upgrading import _SCRIPTS
from tests.store.repairs import full_ticket, hour
from tests.stores import Databases

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
OFFICE = "51.08"
ROW = FrozenRow("51.08.01", "sop", date(2024, 1, 2), 1, 2, Scope.SPAN, Kind.PELAKSANAAN, 9, 1, 2, 3, 4, 612, None)
TOTAL = FrozenRow(None, "", None, None, None, Scope.STEP, Kind.PENGUKURAN, 0, 0, 0, 0, 7, None, None)
REPORT = ReportedPeriod(
    OFFICE,
    date(2026, 10, 1),
    date(2026, 10, 31),
    AT,
    "sari",
    "laporan bulanan",
    "surat 12",
    "1",
    interim=False,
    rows=(ROW, TOTAL),
)


def test_a_reported_period_is_read_back_as_it_was_kept(store: Store) -> None:
    before = feed_version(store, OFFICE)
    entry = AuditEntry(AT, "sari", "periode dilaporkan", "laporan", None, {"a": 1})
    kept = save_reported(store, REPORT, entry=entry)
    assert kept == replace(REPORT, number=1)
    assert reported_periods(store, OFFICE) == [kept]
    assert reported_periods(store, OFFICE, with_rows=False) == [replace(kept, rows=())]
    assert audit(store) == [entry]
    assert feed_version(store, OFFICE) > before
    assert reported_periods(store, "35.03") == []


def test_what_was_not_judged_stays_unknown(store: Store) -> None:
    save_reported(store, REPORT)
    (kept,) = reported_periods(store, OFFICE)
    assert [(row.compliance, row.coverage) for row in kept.rows] == [(0.9, 0.8), (None, None)]


def test_a_second_report_is_one_more_and_numbers_count_within_the_office(store: Store) -> None:
    for office in (OFFICE, OFFICE, "35.03"):
        save_reported(store, replace(REPORT, office=office))
    assert [each.number for each in reported_periods(store, OFFICE)] == [1, 2]
    assert [each.number for each in reported_periods(store, "35.03")] == [1]


def test_only_periods_wholly_between_the_days_are_found(store: Store) -> None:
    save_reported(store, REPORT)
    assert len(reported_periods(store, OFFICE, start=date(2026, 10, 1), end=date(2026, 10, 31))) == 1
    assert reported_periods(store, OFFICE, start=date(2026, 10, 2), end=date(2026, 12, 31)) == []
    assert reported_periods(store, OFFICE, start=date(2026, 1, 1), end=date(2026, 10, 30)) == []


@pytest.mark.parametrize("table", ["reported_periods", "reported_rows"])
@pytest.mark.parametrize("change", ["UPDATE {} SET number = 5", "DELETE FROM {}"])
def test_reported_figures_can_only_be_added(store: Store, table: str, change: str) -> None:
    kept = save_reported(store, REPORT)
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), store.writing.begin() as connection:
        connection.execute(text(change.format(table)))
    assert reported_periods(store, OFFICE) == [kept]


def test_clearing_a_simulated_office_takes_its_reports_and_no_others(store: Store) -> None:
    for office in (OFFICE, "35.03"):
        save_reported(store, replace(REPORT, office=office))
    clear_office(store, OFFICE)
    assert reported_periods(store, OFFICE) == []
    assert len(reported_periods(store, "35.03")) == 1


def test_a_store_of_the_first_version_is_upgraded_without_loss(handed_out: Databases, kind: str) -> None:
    line = {"id": 1, "at": int(AT.timestamp()), "officer": "adb-1", "action": "dibuka", "subject": "tiket"}
    old = open_store(handed_out.empty(kind))
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with old.writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    save_ticket(old, full_ticket(), by="adb-1", at=hour(1))
    with old.writing.begin() as connection:  # as the first version wrote its lines
        connection.execute(insert(table("audit", *map(column, line))), line)
    office, number = full_ticket().office, full_ticket().id
    before = (stored_ticket(old, office, number), events_of(old, office, number))
    with pytest.raises(DatabaseError, match="reported_periods"):
        reported_periods(old, OFFICE)
    upgrade(old)
    assert (stored_ticket(old, office, number), events_of(old, office, number)) == before
    assert audit(old) == [AuditEntry(AT, "adb-1", "dibuka", "tiket", None, None)]
    assert check_audit(old).is_whole
    assert reported_periods(old, OFFICE) == []
    kept = save_reported(old, REPORT)
    assert reported_periods(old, OFFICE) == [kept]
    old.close()
