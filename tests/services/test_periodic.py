"""SOPs that come round: opened by themselves, once, and not_done when nobody begins them. Times worked out by hand.

The office works Monday to Thursday 07.30-12.00 and 12.45-16.00, Friday 07.00-11.00 and 11.30-14.00 WITA (UTC+8).
5 November 2026 is a Thursday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.calendars import build_calendar
from dashboard.model import Heap, RunState, Stamp, StepRun, Ticket, Verdict
from dashboard.offices import Every, Office, PeriodicRun
from dashboard.services.identity import Officer
from dashboard.services.periodic import open_due
from dashboard.services.periods import period_of, periods, schedule_day
from dashboard.services.ticket_import import Known, import_tickets
from dashboard.sla import judge_ticket
from dashboard.store import Store, save_ticket, ticket, ticket_events, tickets, update_ticket
from tests.offices_factory import CATALOGUE, CODE, FIRST, SECOND, THIRD, make_office

REPORT = "trenggalek-01-pelaporan"
YEARLY = "trenggalek-02-penghapusan-data"
NOVEMBER = f"jadwal-{REPORT}-2026-11"
SCHEDULED = datetime(2026, 11, 5, 0, 0, tzinfo=UTC)  # Thursday 08.00 WITA
LIMIT = datetime(2026, 11, 10, 0, 0, tzinfo=UTC)  # Friday 1, Monday 2, Tuesday 3: Tuesday 08.00 WITA
SECOND_S = timedelta(seconds=1)
SOPS = [{"id": sop, "start": "2024-01-01", "adopted": True} for sop in (REPORT, YEARLY)]


def office_of(*holidays: str, sops: object = SOPS, **entry: object) -> Office:
    """The small office with one periodic SOP: the report on the 5th of each month from November 2026 on."""
    calendar = make_office().calendar.model_dump()
    calendar["own_holidays"] = [{"date": day, "name": "libur"} for day in holidays]
    wanted = {"sop": REPORT, "every": "bulan", "day": 5, "grace_days": 3, "start": "2026-11-01", **entry}
    return make_office(sops=sops, periodic=[wanted], calendar=calendar)


def run(store: Store, office: Office, now: datetime) -> int:
    return open_due(store, office, CATALOGUE, build_calendar(office), now)


def ids(store: Store) -> list[str]:
    return [each.id for each in tickets(store, CODE)]


def verdict(store: Store, office: Office, now: datetime, ticket_id: str = NOVEMBER) -> Verdict:
    found = ticket(store, CODE, ticket_id)
    assert found is not None
    return judge_ticket(found, CATALOGUE.get(found.sop, found.version), build_calendar(office), now=now)[0]


def recorded(opened_at: datetime, kecamatan: str | None = None) -> Ticket:
    """A ticket of the report that people keep in their own book."""
    version = CATALOGUE.get(REPORT).effective
    return Ticket("B-7", CODE, kecamatan, REPORT, version, Stamp(opened_at), "buku", (StepRun(1, 1, Stamp(opened_at)),))


def test_a_run_is_opened_when_its_schedule_comes_and_not_before(store: Store) -> None:
    assert run(store, office_of(), SCHEDULED - SECOND_S) == 0
    assert run(store, office_of(), SCHEDULED) == 1
    found = ticket(store, CODE, NOVEMBER)
    assert found is not None
    assert (found.source, found.kecamatan, found.source_readable, found.simulated) == ("jadwal", None, True, True)
    assert (found.opened.at, found.scheduled_at, found.grace_s) == (SCHEDULED, SCHEDULED, 5 * 86_400)
    assert found.version == CATALOGUE.get(REPORT).effective


def test_asking_again_changes_nothing(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    assert run(store, office_of(), SCHEDULED) == 0
    assert run(store, office_of(), SCHEDULED + timedelta(days=20)) == 0
    assert len(ticket_events(store, CODE, NOVEMBER)) == 1


def test_the_next_period_opens_by_itself(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    # 5 December 2026 is a Saturday: Monday the 7th at 07.30 WITA
    assert run(store, office_of(), datetime(2026, 12, 6, 23, 29, 59, tzinfo=UTC)) == 0
    assert run(store, office_of(), datetime(2026, 12, 6, 23, 30, tzinfo=UTC)) == 1
    assert ids(store) == [NOVEMBER, f"jadwal-{REPORT}-2026-12"]


def test_no_period_from_before_the_start_is_opened(store: Store) -> None:
    assert run(store, office_of(start="2026-11-02"), SCHEDULED) == 0
    assert run(store, office_of(start="2026-09-01"), SCHEDULED) == 3


def test_no_period_after_the_end_is_opened(store: Store) -> None:
    assert run(store, office_of(end="2026-11-30"), SCHEDULED + timedelta(days=90)) == 1


def test_catching_up_goes_back_four_hundred_days_at_most(store: Store) -> None:
    # 400 days before 5 November 2026 is 1 October 2025: October 2025 to November 2026 are 14 months
    assert run(store, office_of(start="2024-01-01"), SCHEDULED) == 14
    assert ids(store)[0] == f"jadwal-{REPORT}-2025-10"


def test_an_sop_not_in_force_on_the_day_is_not_opened(store: Store) -> None:
    ended = [{"id": REPORT, "start": "2024-01-01", "end": "2026-11-04", "adopted": True}]
    assert run(store, office_of(sops=ended), SCHEDULED) == 0
    waived = [{"id": REPORT, "start": "2024-01-01", "adopted": True, "not_applicable": "terpusat"}]
    assert run(store, office_of(sops=waived), SCHEDULED) == 0


def test_a_holiday_moves_the_schedule_to_the_next_opening_and_the_grace_with_it(store: Store) -> None:
    office = office_of("2026-11-05")
    friday = datetime(2026, 11, 5, 23, 0, tzinfo=UTC)  # Friday 6 November 07.00 WITA
    assert run(store, office, friday - SECOND_S) == 0
    assert run(store, office, friday) == 1
    # Monday 1, Tuesday 2, Wednesday 3: 07.00 is clipped to 07.30, written as Tuesday's closing 16.00 WITA
    assert verdict(store, office, friday).due_at == datetime(2026, 11, 10, 8, 0, tzinfo=UTC)


def test_a_run_never_started_is_not_done_just_after_its_grace(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    waiting = verdict(store, office_of(), LIMIT)
    assert (waiting.state, waiting.heap, waiting.due_at) == (RunState.NOT_STARTED, Heap.OUTSIDE, LIMIT)
    missed = verdict(store, office_of(), LIMIT + SECOND_S)
    assert (missed.state, missed.heap, missed.rule) == (RunState.NOT_DONE, Heap.MISSED, "not_begun")
    assert missed.period_at == LIMIT


def test_without_grace_a_run_is_not_done_just_after_its_schedule(store: Store) -> None:
    office = office_of(grace_days=0, at="07:30")
    opening = datetime(2026, 11, 4, 23, 30, tzinfo=UTC)
    run(store, office, opening)
    assert verdict(store, office, opening).state is RunState.NOT_STARTED
    assert verdict(store, office, opening + SECOND_S).state is RunState.NOT_DONE


def test_a_run_begun_within_its_grace_is_judged_from_its_own_start(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    monday = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)  # 09.00 WITA
    begun = StepRun(1, 1, Stamp(monday, recorded_at=monday))
    update_ticket(store, CODE, NOVEMBER, lambda old: _begun(old, begun), by="petugas", at=monday)
    found = verdict(store, office_of(), monday + timedelta(days=7))
    # 10 hari: from Monday the 9th the tenth working day is Monday the 23rd, 09.00 WITA
    assert (found.state, found.started_at) == (RunState.RUNNING, monday)
    assert found.due_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _begun(old: Ticket | None, begun: StepRun) -> Ticket:
    assert old is not None
    return replace(old, runs=(begun,))


def test_an_import_keeps_the_schedule_of_a_run(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    known = Known({CODE: ZoneInfo("Asia/Makassar")}, {CODE: frozenset({FIRST})}, CATALOGUE.versions())
    line = (
        f'{{"ticket":"{NOVEMBER}","office":"{CODE}","sop":"{REPORT}","opened_at":"2026-11-05T08:00:00+08:00",'
        '"step":1,"started_at":"2026-11-06T09:00:00+08:00"}'
    )
    assert import_tickets(store, [line], known, Officer("petugas", "Petugas"), LIMIT).problems == ()
    found = ticket(store, CODE, NOVEMBER)
    assert found is not None
    assert (found.scheduled_at, found.grace_s, found.source) == (SCHEDULED, 5 * 86_400, "jadwal")


def test_a_ticket_recorded_elsewhere_in_the_period_is_the_run(store: Store) -> None:
    save_ticket(store, recorded(SCHEDULED - timedelta(days=3)), by="petugas", at=SCHEDULED)
    assert run(store, office_of(), SCHEDULED) == 0
    assert ids(store) == ["B-7"]


@pytest.mark.parametrize(
    ("opened_at", "kecamatan"),
    [(datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), None), (SCHEDULED, FIRST)],
    ids=["of the month before", "of a kecamatan"],
)
def test_a_ticket_that_is_another_run_stands_in_for_nothing(
    store: Store, opened_at: datetime, kecamatan: str | None
) -> None:
    save_ticket(store, recorded(opened_at, kecamatan), by="petugas", at=SCHEDULED)
    assert run(store, office_of(), SCHEDULED) == 1


def test_an_untouched_run_gives_way_to_a_ticket_recorded_afterwards(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    later = SCHEDULED + timedelta(hours=3)
    save_ticket(store, recorded(later), by="petugas", at=LIMIT + timedelta(days=1))
    assert run(store, office_of(), LIMIT + timedelta(days=1)) == 1
    found = ticket(store, CODE, NOVEMBER)
    assert found is not None
    assert (found.cancelled_at, found.cancel_reason) == (later, "dicatat sebagai tiket B-7")
    assert verdict(store, office_of(), LIMIT + timedelta(days=1)).heap is Heap.OUTSIDE
    assert run(store, office_of(), LIMIT + timedelta(days=2)) == 0


def test_a_ticket_begun_after_the_grace_leaves_the_run_missed(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    save_ticket(store, recorded(LIMIT + timedelta(hours=1)), by="petugas", at=LIMIT + timedelta(hours=2))
    run(store, office_of(), LIMIT + timedelta(hours=2))
    assert verdict(store, office_of(), LIMIT + timedelta(hours=3)).state is RunState.NOT_DONE


def test_a_run_that_was_begun_is_never_cancelled(store: Store) -> None:
    run(store, office_of(), SCHEDULED)
    begun = StepRun(1, 1, Stamp(SCHEDULED))
    update_ticket(store, CODE, NOVEMBER, lambda old: _begun(old, begun), by="petugas", at=SCHEDULED)
    save_ticket(store, recorded(SCHEDULED), by="petugas", at=SCHEDULED)
    assert run(store, office_of(), LIMIT) == 0


def test_each_kecamatan_gets_its_own_run(store: Store) -> None:
    office = office_of(**{"for": "kecamatan"})
    save_ticket(store, recorded(SCHEDULED, SECOND), by="petugas", at=SCHEDULED)
    assert run(store, office, SCHEDULED) == 2
    assert {each.id: each.kecamatan for each in tickets(store, CODE)} == {
        f"{NOVEMBER}-{FIRST}": FIRST,
        f"{NOVEMBER}-{THIRD}": THIRD,
        "B-7": SECOND,
    }


def test_a_yearly_sop_opens_in_its_month(store: Store) -> None:
    office = office_of(sop=YEARLY, every="tahun", month=2, day=2, start="2026-01-01")
    assert run(store, office, datetime(2026, 2, 1, 23, 59, 59, tzinfo=UTC)) == 0
    assert run(store, office, datetime(2026, 2, 2, 0, 0, tzinfo=UTC)) == 1  # Monday 08.00 WITA
    assert ids(store) == [f"jadwal-{YEARLY}-2026"]


@pytest.mark.parametrize(
    ("every", "key", "start", "end"),
    [
        (Every.TAHUN, "2026", date(2026, 1, 1), date(2027, 1, 1)),
        (Every.SEMESTER, "2026-S2", date(2026, 7, 1), date(2027, 1, 1)),
        (Every.TRIWULAN, "2026-T4", date(2026, 10, 1), date(2027, 1, 1)),
        (Every.BULAN, "2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        (Every.MINGGU, "2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_a_day_lies_in_its_period(every: Every, key: str, start: date, end: date) -> None:
    found = period_of(every, date(2026, 12, 31))
    assert (found.key, found.start, found.end) == (key, start, end)


def test_periods_follow_each_other_over_the_new_year() -> None:
    assert [each.key for each in periods(Every.TRIWULAN, date(2026, 9, 30), date(2027, 1, 1))] == [
        "2026-T3",
        "2026-T4",
        "2027-T1",
    ]


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        ({"every": "bulan", "day": 31}, date(2026, 2, 28)),
        ({"every": "minggu", "day": 3}, date(2026, 2, 18)),
        ({"every": "tahun", "day": 29, "month": 2}, date(2026, 2, 28)),
        ({"every": "semester", "day": 10}, date(2026, 1, 10)),
    ],
)
def test_the_day_of_a_schedule_lies_in_its_period(entry: dict[str, object], day: date) -> None:
    """16 February 2026 is a Monday, the third day of its week the 18th."""
    made = PeriodicRun.model_validate({"sop": REPORT, "start": "2026-01-01", **entry})
    assert schedule_day(made, period_of(made.every, date(2026, 2, 16))) == day
