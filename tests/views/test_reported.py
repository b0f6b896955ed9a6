"""Late data and decisions re-judge; a reported period then shows both figures, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.model import RULE_VERSION, Excuse, Heap, Kind, Scope, Slot, Stamp, StepRun, Ticket
from dashboard.reported import ReportedPeriod
from dashboard.services.identity import Officer
from dashboard.services.reported import freeze
from dashboard.store import Store, save_excuse, save_slots, save_ticket, withdraw_excuse
from dashboard.store.reported import save_reported
from dashboard.views.compliance import compliance_json, compliance_view, figures_to_report, reported_since
from dashboard.views.context import Context
from dashboard.views.reported_rows import ChangedRow, ReportComparison
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, SECOND, SENDING

OPENED = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # Monday 10.00 WITA
REPORTED = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
MINUTE, LATE = timedelta(minutes=1), timedelta(hours=4)
SARI = Officer("sari", "Sari")


def ticket(name: str, took: timedelta | None, at: datetime = OPENED, kecamatan: str = SECOND) -> Ticket:
    finish = None if took is None else Stamp(at + took, 1, at + took)
    run = StepRun(1, 1, Stamp(at, 1, at), finish)
    version = CATALOGUE.get(REPAIR).effective
    return Ticket(name, CODE, kecamatan, REPAIR, version, Stamp(at, 1, at), "buku", (run,), finish)


def put(store: Store, *tickets: Ticket, at: datetime = OPENED + LATE) -> None:
    for each in tickets:
        save_ticket(store, each, by="uji", at=at)


def slot(hour: int, heap: Heap, **more: str) -> Slot:
    start = OPENED + timedelta(hours=hour)
    version = CATALOGUE.get(SENDING).effective
    return replace(Slot(CODE, FIRST, SENDING, version, 1, start, heap, "up", "uji", "modem-1"), **more)  # type: ignore[arg-type]


def report(context: Context, now: datetime = REPORTED, days: tuple[date, date] = OCTOBER) -> ReportedPeriod:
    rows = figures_to_report(context, CODE, *days, now)
    return freeze(context.store, context.offices[CODE], *days, rows, SARI, now)


def since(context: Context, now: datetime, days: tuple[date, date] = OCTOBER) -> tuple[ReportComparison, ...]:
    return compliance_view(context, CODE, *days, now).reported


def only(context: Context, now: datetime) -> ReportComparison:
    (found,) = since(context, now)
    return found


def first_step(found: ReportComparison) -> ChangedRow:
    return next(row for row in found.changed if row.id[3] == 1 and row.id[5] is Scope.STEP)


def excuse_of(name: str, at: datetime) -> Excuse:
    return Excuse(CODE, name, 1, 1, Scope.STEP, "budi", "listrik padam", at)


def test_a_period_never_reported_says_nothing(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    assert since(context, REPORTED) == ()


def test_a_period_stays_the_same_as_long_as_nothing_in_it_changes(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE), ticket("B", None))
    save_slots(store, [slot(0, Heap.MET)])
    report(context)
    put(store, ticket("N", LATE, REPORTED + DAY), at=REPORTED + 2 * DAY)
    found = only(context, REPORTED + 9 * DAY)
    assert (found.is_asked, found.changed, found.report.officer) == (True, (), "sari")


def test_a_ticket_that_arrives_late_shows_both_figures_and_is_named(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context)
    put(store, ticket("B", LATE), at=REPORTED + DAY)
    found = only(context, REPORTED + 2 * DAY)
    row = first_step(found)
    assert row.before is not None
    assert row.after is not None
    assert (row.before.compliance, row.after.compliance) == (1.0, 0.5)
    assert row.tickets == ("B",)
    assert row.reasons == ("dicatat atau dibetulkan sesudah laporan: tiket B",)
    assert found.changed[0].is_total


def test_a_finish_recorded_late_re_judges_the_step(context: Context, store: Store) -> None:
    put(store, ticket("A", None), ticket("B", MINUTE))
    report(context)
    put(store, ticket("A", MINUTE), at=REPORTED + DAY)
    row = first_step(only(context, REPORTED + 2 * DAY))
    assert row.before is not None
    assert row.after is not None
    assert ((row.before.met, row.before.missed), (row.after.met, row.after.missed)) == ((1, 1), (2, 0))
    assert row.tickets == ("A",)


def test_an_excuse_shows_both_figures_and_its_withdrawal_leads_back_to_the_same(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE), ticket("B", LATE))
    report(context)
    given = excuse_of("B", REPORTED + DAY)
    save_excuse(store, given)
    row = first_step(only(context, REPORTED + 2 * DAY))
    assert row.before is not None
    assert row.after is not None
    assert ((row.before.compliance, row.before.excused), (row.after.compliance, row.after.excused)) == (
        (0.5, 0),
        (1.0, 1),
    )
    assert (row.reasons, row.tickets) == (("dikecualikan sesudah laporan: tiket B",), ("B",))
    withdraw_excuse(store, given, at=REPORTED + 3 * DAY)
    assert only(context, REPORTED + 4 * DAY).changed == ()


def test_an_excuse_withdrawn_after_the_report_is_told(context: Context, store: Store) -> None:
    put(store, ticket("B", LATE))
    given = excuse_of("B", REPORTED - DAY)
    save_excuse(store, given)
    report(context)
    withdraw_excuse(store, given, at=REPORTED + DAY)
    row = first_step(only(context, REPORTED + 2 * DAY))
    assert row.reasons == ("pengecualian dicabut sesudah laporan: tiket B",)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (slot(0, Heap.MISSED), "jam pengukuran dinilai ulang sesudah laporan karena data terlambat"),
        (slot(1, Heap.MISSED), "jam pengukuran yang dinilai 1 menjadi 2"),
        (
            slot(0, Heap.MISSED, rule_version="baru"),
            f"jam pengukuran dinilai dengan aturan baru (laporan: {RULE_VERSION})",
        ),
    ],
    ids=["judged again", "one hour more", "by another rule"],
)
def test_hours_judged_again_show_both_figures(context: Context, store: Store, later: Slot, words: str) -> None:
    save_slots(store, [slot(0, Heap.MET)])
    report(context)
    save_slots(store, [later])
    total, row = only(context, REPORTED + DAY).changed
    assert total.is_total
    assert row.id[-1] is Kind.PENGUKURAN
    assert row.before is not None
    assert row.after is not None
    assert (row.before.compliance, row.after.missed) == (1.0, 1)
    assert row.reasons == total.reasons == (words,)


def test_the_newest_report_is_compared_and_the_older_ones_are_listed(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context)
    put(store, ticket("B", LATE), at=REPORTED + DAY)
    report(context, REPORTED + 2 * DAY)
    found = only(context, REPORTED + 3 * DAY)
    assert (found.changed, found.report.number, [each.number for each in found.earlier]) == ((), 2, [1])
    assert only(context, REPORTED + MINUTE).report.number == 1


def test_each_month_within_a_longer_period_is_listed(context: Context, store: Store) -> None:
    september = (date(2026, 9, 1), date(2026, 9, 30))
    put(store, ticket("S", MINUTE, OPENED - 30 * DAY), ticket("A", MINUTE))
    report(context)
    report(context, days=september)
    put(store, ticket("B", LATE), at=REPORTED + DAY)
    found = since(context, REPORTED + 2 * DAY, (date(2026, 9, 1), date(2026, 11, 30)))
    assert [(each.report.start, each.is_asked, bool(each.changed)) for each in found] == [
        (september[0], False, False),
        (OCTOBER[0], False, True),
    ]


def test_an_interim_report_says_that_its_period_was_not_over(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context, OPENED + DAY)
    put(store, ticket("B", LATE, OPENED + 2 * DAY), at=OPENED + 3 * DAY)
    row = first_step(only(context, REPORTED))
    assert row.reasons == ("dicatat atau dibetulkan sesudah laporan: tiket B", "periode belum selesai saat dilaporkan")


def test_a_change_that_nothing_recorded_explains_says_where_to_look(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    kept = report(context)
    other = tuple(replace(row, met=row.met + 1) for row in kept.rows)
    save_reported(store, replace(kept, rows=other, reported_at=REPORTED + MINUTE))
    assert {row.reasons for row in only(context, REPORTED + DAY).changed} == {
        ("sebab tidak tercatat: periksa perubahan kalender, aturan kantor, atau katalog SOP",)
    }


def test_a_row_that_the_report_did_not_have_has_no_figure_then(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context)
    put(store, ticket("B", MINUTE, kecamatan=FIRST), at=REPORTED + DAY)
    row = first_step(only(context, REPORTED + 2 * DAY))
    assert (row.id[0], row.before, row.tickets) == (FIRST, None, ("B",))


def test_the_json_gives_both_figures(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context)
    put(store, ticket("B", LATE), at=REPORTED + DAY)
    body = compliance_json(context, CODE, REPAIR, *OCTOBER, REPORTED + 2 * DAY)
    (found,) = body["reported"]
    assert (found["from"], found["by"], found["asked"], found["same"]) == ("2026-10-01", "sari", True, False)
    assert {row["sop"] for row in found["changed"]} == {REPAIR}
    step = next(row for row in found["changed"] if row["from_step"] == 1 and row["scope"] == "step")
    assert (step["before"]["compliance"], step["after"]["compliance"], step["tickets"]) == (1.0, 0.5, ["B"])
    assert compliance_json(context, CODE, SENDING, *OCTOBER, REPORTED + 2 * DAY)["reported"][0]["same"]


def test_the_comparison_alone_is_that_of_the_page(context: Context, store: Store) -> None:
    put(store, ticket("A", MINUTE))
    report(context)
    put(store, ticket("B", LATE), at=REPORTED + DAY)
    now = REPORTED + 2 * DAY
    assert reported_since(context, CODE, *OCTOBER, now) == since(context, now)
