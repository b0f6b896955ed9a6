"""Pelaporan: the month's ticket opens with the first report, and the receipts are the checklist of its step 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import RunState, Ticket
from dashboard.offices import Office
from dashboard.services.identity import Officer
from dashboard.services.receipts import ReceiptError, receipts_of, record_receipt
from dashboard.sla import judge_ticket
from dashboard.store import Store, audit, save_ticket, ticket, ticket_events
from tests.offices_factory import CATALOGUE, CODE, FIRST, SECOND, THIRD
from tests.services.test_periodic import NOVEMBER, REPORT, SCHEDULED, office_of, recorded, run

OFFICER = Officer("petugas-01", "Petugas Piket")
TUESDAY = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)  # 09.00 WITA, two days before the schedule
LATER = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


def receive(
    store: Store, kecamatan: str, at: datetime, office: Office | None = None, month: date | None = None
) -> Ticket:
    office = office or office_of()
    return record_receipt(store, office, CATALOGUE, build_calendar(office), OFFICER, kecamatan, at, LATER, month=month)


def test_the_first_report_opens_the_months_ticket_at_its_receipt(store: Store) -> None:
    found = receive(store, FIRST, TUESDAY)
    assert (found.id, found.opened.at, found.scheduled_at) == (NOVEMBER, TUESDAY, SCHEDULED)
    assert (found.runs[0].started is not None, found.runs[0].finished) == (True, None)
    assert found.details["receipts"] == {FIRST: "2026-11-03T01:00:00+00:00"}
    assert run(store, office_of(), SCHEDULED) == 0


def test_a_ticket_opened_by_its_schedule_keeps_that_opening(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    found = receive(store, FIRST, SCHEDULED + timedelta(hours=1))
    assert found.opened.at == SCHEDULED


def test_a_report_noted_late_still_opened_the_ticket_when_it_came(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    receive(store, FIRST, TUESDAY + timedelta(hours=2))
    assert receive(store, SECOND, TUESDAY).opened.at == TUESDAY


def test_step_1_is_finished_by_the_last_kecamatan(store: Store) -> None:
    receive(store, FIRST, TUESDAY + timedelta(hours=5))
    assert receive(store, SECOND, TUESDAY).runs[0].finished is None
    step = receive(store, THIRD, TUESDAY + timedelta(hours=2)).runs[0]
    assert step.started is not None
    assert step.finished is not None
    assert (step.started.at, step.finished.at) == (TUESDAY, TUESDAY + timedelta(hours=5))


def test_the_ten_days_count_from_the_first_receipt(store: Store) -> None:
    found = receive(store, FIRST, TUESDAY)
    office = office_of()
    sop = CATALOGUE.get(REPORT, found.version)
    verdict = judge_ticket(found, sop, build_calendar(office), now=LATER)[0]
    # the tenth working day after Tuesday the 3rd is Tuesday the 17th, 09.00 WITA
    assert (verdict.state, verdict.due_at) == (RunState.OVERDUE, datetime(2026, 11, 17, 1, 0, tzinfo=UTC))


def test_the_same_receipt_twice_changes_nothing(store: Store) -> None:
    receive(store, FIRST, TUESDAY)
    receive(store, FIRST, TUESDAY)
    assert len(ticket_events(store, CODE, NOVEMBER)) == 1
    assert len(audit(store)) == 1


def test_a_receipt_may_be_corrected_and_both_are_kept_in_the_audit(store: Store) -> None:
    receive(store, FIRST, TUESDAY)
    found = receive(store, FIRST, TUESDAY + timedelta(hours=1))
    assert receipts_of(found) == {FIRST: TUESDAY + timedelta(hours=1)}
    assert found.opened.at == TUESDAY + timedelta(hours=1)
    assert [(line.officer, line.subject) for line in audit(store)] == [("petugas-01", f"tiket {CODE}/{NOVEMBER}")] * 2


def test_a_late_report_may_be_noted_for_its_own_month(store: Store) -> None:
    assert receive(store, FIRST, LATER, month=date(2026, 11, 1)).id == NOVEMBER


def test_a_ticket_with_a_receipt_does_not_give_way_to_another(store: Store) -> None:
    receive(store, FIRST, TUESDAY)
    save_ticket(store, recorded(TUESDAY), by="petugas", at=LATER)
    assert run(store, office_of(), LATER) == 0


def test_receipts_belong_on_the_ticket_that_people_keep_of_the_month(store: Store) -> None:
    save_ticket(store, recorded(TUESDAY), by="petugas", at=TUESDAY)
    with pytest.raises(ReceiptError, match="dicatat sebagai tiket B-7"):
        receive(store, FIRST, TUESDAY)
    assert ticket(store, CODE, NOVEMBER) is None


def test_a_cancelled_ticket_takes_no_receipt(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    save_ticket(store, recorded(SCHEDULED), by="petugas", at=SCHEDULED)
    run(store, office_of(), SCHEDULED)
    with pytest.raises(ReceiptError, match="dibatalkan"):
        receive(store, FIRST, SCHEDULED)


@pytest.mark.parametrize(
    ("kecamatan", "at", "message"),
    [
        ("51.08.99", TUESDAY, "bukan milik"),
        (FIRST, LATER + timedelta(seconds=1), "masa depan"),
        (FIRST, TUESDAY - timedelta(days=30), "2026-10 tidak dijadwalkan"),
    ],
    ids=["of a stranger", "in the future", "of a month without a schedule"],
)
def test_a_receipt_that_cannot_be_is_refused(store: Store, kecamatan: str, at: datetime, message: str) -> None:
    with pytest.raises(ReceiptError, match=message):
        receive(store, kecamatan, at)
