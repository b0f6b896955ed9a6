from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.model import Compliance, Excuse, Heap, Kind, Scope, Slot, Stamp, StepRun, Ticket
from dashboard.store import Store, save_excuse, save_slots, save_ticket
from dashboard.views.compliance import (
    compliance_json,
    compliance_rows,
    compliance_view,
    office_figures,
    parts_of,
    run_rows_json,
    runs,
    runs_behind,
    slots_behind,
    target_of,
)
from dashboard.views.context import Context
from tests.offices_factory import CATALOGUE, CODE, FIRST, REPAIR, SECOND, SENDING, make_office

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 10.00 WITA
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
START, END = date(2026, 11, 1), date(2026, 11, 30)
VERSION = CATALOGUE.get(REPAIR).effective


def stamp(at: datetime) -> Stamp:
    return Stamp(at, 1, at)


def ticket(name: str, *, at: datetime = MONDAY, took: timedelta | None, kecamatan: str | None = SECOND) -> Ticket:
    """A repair whose first step (``took`` None: never finished) is all that is known of it; closed with that step."""
    finish = None if took is None else stamp(at + took)
    run = StepRun(1, 1, stamp(at), finish)
    return Ticket(name, CODE, kecamatan, REPAIR, VERSION, stamp(at), "buku", (run,))


def put(store: Store, *tickets: Ticket) -> None:
    for each in tickets:
        save_ticket(store, each, by="uji", at=NOW)


MINUTE = timedelta(minutes=1)
LATE = timedelta(hours=4)


def first_step(rows: tuple[Compliance, ...], kecamatan: str | None = SECOND) -> Compliance:
    return next(row for row in rows if (row.kecamatan, row.from_step, row.scope) == (kecamatan, 1, Scope.STEP))


def rows(context: Context, sop: str | None = None, start: date = START, end: date = END) -> tuple[Compliance, ...]:
    return compliance_rows(context, CODE, sop, start, end, NOW)


def test_nothing_recorded_gives_no_rows_and_no_figures(context: Context) -> None:
    view = compliance_view(context, CODE, START, END, NOW)
    assert (view.rows, view.ranking) == ((), ())
    assert (view.figures.pelaksanaan, view.figures.pengukuran) == (None, None)


def test_met_and_missed_runs_are_counted_per_kecamatan(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE), ticket("B", took=LATE), ticket("C", took=MINUTE, kecamatan=FIRST))
    found = rows(context)
    assert (first_step(found).met, first_step(found).missed, first_step(found).compliance) == (1, 1, 0.5)
    assert first_step(found, FIRST).compliance == 1.0


def test_a_run_of_the_office_itself_is_in_the_dinas_row(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE, kecamatan=None))
    assert first_step(rows(context), None).met == 1


def test_a_run_belongs_to_the_office_local_day_of_its_verdict(context: Context, store: Store) -> None:
    just_after_midnight = datetime(2026, 11, 15, 16, 10, tzinfo=UTC)  # Monday 00.10 WITA
    put(store, ticket("A", at=just_after_midnight, took=MINUTE))
    sunday, monday = date(2026, 11, 15), date(2026, 11, 16)
    assert rows(context, REPAIR, sunday, sunday) == ()
    assert first_step(rows(context, REPAIR, monday, monday)).met == 1


def test_only_the_asked_sop_is_counted(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE))
    assert rows(context, SENDING) == ()


def test_an_open_overdue_run_is_missed_and_backlog(context: Context, store: Store) -> None:
    put(store, ticket("A", took=None))
    row = first_step(rows(context))
    assert (row.missed, row.backlog) == (1, 1)


def test_a_changed_ticket_is_judged_anew(context: Context, store: Store) -> None:
    closed = replace(ticket("A", took=LATE), solved=stamp(MONDAY + LATE))
    save_ticket(store, closed, by="uji", at=MONDAY + LATE)
    assert first_step(rows(context)).missed == 1
    corrected = replace(closed, runs=ticket("A", took=MINUTE).runs)
    save_ticket(store, corrected, by="uji", at=NOW + MINUTE)
    assert first_step(rows(context)).met == 1


def test_a_closed_ticket_seen_from_an_earlier_now_was_still_open(context: Context, store: Store) -> None:
    put(store, replace(ticket("A", took=MINUTE), solved=stamp(MONDAY + LATE)))
    assert first_step(rows(context)).met == 1
    then = compliance_rows(context, CODE, REPAIR, START, END, MONDAY + timedelta(seconds=20))
    assert (first_step(then).met, first_step(then).outside) == (0, 1)


def test_an_excuse_moves_a_run_and_withdrawing_is_seen(context: Context, store: Store) -> None:
    put(store, replace(ticket("A", took=LATE), solved=stamp(MONDAY + LATE)))
    assert first_step(rows(context)).missed == 1
    save_excuse(store, Excuse(CODE, "A", 1, 1, Scope.STEP, "kasi", "listrik padam", MONDAY + LATE))
    row = first_step(rows(context))
    assert (row.missed, row.excused, row.compliance, row.compliance_before) == (0, 1, None, 0.0)


def test_the_runs_behind_a_cell_are_those_it_counts(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE), ticket("B", took=LATE), ticket("C", took=MINUTE, kecamatan=FIRST))
    found = runs_behind(context, CODE, REPAIR, 1, Scope.STEP, SECOND, START, END, NOW)
    assert [(row.verdict.ticket, row.verdict.heap) for row in found] == [("A", Heap.MET), ("B", Heap.MISSED)]
    assert (found[0].kecamatan_name, found[0].source) == ("Seririt", "buku")
    assert found[0].kegiatan == CATALOGUE.get(REPAIR).step(1).kegiatan


@pytest.mark.parametrize("scope", Scope)
def test_every_row_counts_as_many_runs_as_lie_behind_it(context: Context, store: Store, scope: Scope) -> None:
    put(store, ticket("A", took=MINUTE), ticket("B", took=LATE), ticket("C", took=None))
    counted = sum(row.n + row.excused + row.unmonitored + row.outside for row in rows(context) if row.scope is scope)
    assert counted == sum(row.verdict.scope is scope for row in runs(context, CODE, None, START, END, NOW))


def slot(start: datetime, heap: Heap, kecamatan: str | None = SECOND, step: int = 1) -> Slot:
    version = CATALOGUE.get(SENDING).effective
    return Slot(CODE, kecamatan, SENDING, version, step, start, heap, "up", "slot_replied", "modem-2")


def test_slots_are_a_kind_of_their_own(context: Context, store: Store) -> None:
    put(store, ticket("A", took=LATE))
    save_slots(store, [slot(MONDAY, Heap.MET), slot(MONDAY + timedelta(hours=1), Heap.UNMONITORED)])
    row = next(row for row in rows(context) if row.kind is Kind.PENGUKURAN)
    assert (row.sop, row.from_step, row.n, row.compliance, row.coverage) == (SENDING, 1, 1, 1.0, 0.5)
    figures = office_figures(context, CODE, START, END, NOW)
    assert figures.pengukuran is not None
    assert figures.pelaksanaan is not None
    assert (figures.pengukuran.compliance, figures.pelaksanaan.compliance) == (1.0, 0.0)


def test_an_hour_not_over_at_now_is_not_counted(context: Context, store: Store) -> None:
    save_slots(store, [slot(MONDAY, Heap.MET)])
    half_past = MONDAY + timedelta(minutes=30)
    assert compliance_rows(context, CODE, SENDING, START, END, half_past) == ()


def test_the_hours_behind_a_measured_cell(context: Context, store: Store) -> None:
    save_slots(store, [slot(MONDAY, Heap.MET), slot(MONDAY, Heap.MISSED, FIRST)])
    found = slots_behind(context, CODE, SENDING, 1, FIRST, START, END, NOW)
    assert [each.heap for each in found] == [Heap.MISSED]


def test_few_runs_are_not_ranked_before_many(context: Context, store: Store) -> None:
    many = [ticket(f"M{i}", at=MONDAY + i * MINUTE, took=MINUTE if i else LATE) for i in range(5)]
    put(store, *many, ticket("F", took=MINUTE, kecamatan=FIRST))
    ranked = compliance_view(context, CODE, START, END, NOW).ranking
    assert ranked[0].kecamatan == SECOND
    assert ranked[-1].kecamatan == FIRST


def test_the_trend_sums_to_the_period_and_shows_no_future(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE), ticket("B", at=MONDAY - timedelta(days=7), took=LATE))
    view = compliance_view(context, CODE, START, END, NOW)
    assert view.figures.pelaksanaan is not None
    assert sum(row.n for _, row in view.trend) == view.figures.pelaksanaan.n
    assert [str(day) for day, _ in view.trend] == ["2026-11-01", "2026-11-02", "2026-11-09", "2026-11-16"]


def test_long_periods_are_cut_into_months() -> None:
    parts = parts_of(date(2026, 1, 15), date(2026, 6, 10))
    assert [(str(first), str(last)) for first, last in parts][:2] == [
        ("2026-01-15", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
    ]
    assert parts[-1][1] == date(2026, 6, 10)


def test_the_target_is_the_one_set_last_for_the_year() -> None:
    office = make_office(compliance_targets=[{"year": 2025, "percent": 85}, {"year": 2027, "percent": 95}])
    assert [target_of(office, date(year, 6, 1)) for year in (2024, 2025, 2026, 2027)] == [0.9, 0.85, 0.85, 0.95]


def test_the_json_of_rows_and_runs_has_the_envelope(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE))
    question = (context, CODE, REPAIR, START, END, NOW)
    for body, more in ((compliance_json(*question), ["reported"]), (run_rows_json(*question), [])):
        assert list(body) == ["office", "now", "rule_version", "simulated", "rows", *more]
        assert body["now"] == "2026-11-20T10:00:00+08:00"


def test_a_run_s_json_tells_how_it_was_judged(context: Context, store: Store) -> None:
    put(store, ticket("A", took=MINUTE))
    body = run_rows_json(context, CODE, REPAIR, START, END, NOW)
    run = next(row for row in body["rows"] if row["scope"] == "step" and row["steps"] == [1, 1])
    assert (run["ticket"], run["attempt"], run["state"], run["heap"]) == ("A", 1, "met", "met")
    assert (run["used_s"], run["rule"], run["version"]) == (60.0, "within_standard", VERSION.isoformat())
    assert run["finished_at"] == "2026-11-16T10:01:00+08:00"
