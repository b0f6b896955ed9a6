"""Tickets judged by the dated rules of their office; worked by hand, times as Buleleng's clock shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dashboard.model import RunState, Scope, StepRun, Ticket, Verdict
from dashboard.offices import Office
from dashboard.rulebook import overrides_at, policy_at, sop_at
from dashboard.sla import DEFAULT_POLICY
from dashboard.sop import Clock, StartRule
from dashboard.sop_overrides import OverrideError, overridden
from dashboard.store import Store, save_ticket
from dashboard.views.compliance import run_rows_json
from dashboard.views.context import Context
from dashboard.views.sops import sop_detail
from dashboard.views.verdicts import is_settled, judged, sop_of
from dashboard.views.why import why_run
from tests.offices_factory import CATALOGUE, CODE, REPAIR, SECOND, make_context, make_office
from tests.sla.factories import wita
from tests.views.test_compliance import LATE, MINUTE, NOW, VERSION, put, stamp, ticket

SOFTWARE = "pesisir-selatan-01-maintenance-software"
MONDAY = wita("2026-11-16 10:00")


def ruled(*rules: dict[str, Any], steps: list[dict[str, Any]] | None = None) -> Office:
    """The office with rules from Monday 16 November 2026 on, unless they say otherwise."""
    more = [] if steps is None else [{"steps": [{"sop": REPAIR, **each} for each in steps]}]
    return make_office(rules=[{"start": "2026-11-16", "reason": "SK 12/2026", **each} for each in (*rules, *more)])


def told(*finishes: datetime, at: datetime = MONDAY) -> Ticket:
    """A repair whose steps 1, 2 ... finished then."""
    runs = tuple(StepRun(number, 1, None, stamp(each)) for number, each in enumerate(finishes, 1))
    return Ticket("A", CODE, SECOND, REPAIR, VERSION, stamp(at), "buku", runs)


def on_step(store: Store, office: Office, what: Ticket, number: int, now: datetime) -> Verdict:
    context = make_context(store, office)
    sop = sop_of(context, what)
    assert sop is not None
    (found,) = (
        each for each in judged(context, what, sop, (), now) if (each.scope, each.from_step) == (Scope.STEP, number)
    )
    return found


@pytest.mark.parametrize(
    ("moment", "share"),
    [
        ("2026-11-15 23:59:59", 0.75),
        ("2026-11-16 00:00:00", 0.5),
        ("2026-11-18 23:59:59", 0.5),
        ("2026-11-19 00:00:00", 0.75),
    ],
)
def test_a_rule_holds_from_its_first_day_to_its_last_on_the_offices_own_clock(moment: str, share: float) -> None:
    assert policy_at(ruled({"at_risk_percent": 50, "end": "2026-11-18"}), wita(moment)).at_risk_share == share


def test_an_office_without_rules_judges_by_the_usual_policy() -> None:
    office = make_office()
    sop = CATALOGUE.get(REPAIR)
    assert policy_at(office, MONDAY) == DEFAULT_POLICY
    assert sop_at(office, sop, MONDAY) is sop


def test_half_the_budget_is_at_risk_where_the_office_says_so(store: Store) -> None:
    # Step 1 has 5 menit; after 2 min 40 s 160 of 300 s are used: 53 %, under 75 % and over 50 %.
    open_one, now = ticket("A", at=MONDAY, took=None), MONDAY + timedelta(seconds=160)
    assert on_step(store, make_office(), open_one, 1, now).state is RunState.RUNNING
    assert on_step(store, ruled({"at_risk_percent": 50}), open_one, 1, now).state is RunState.AT_RISK


def test_a_rule_changes_no_ticket_that_opened_before_it(store: Store) -> None:
    now = MONDAY + timedelta(seconds=160)
    later = ruled({"at_risk_percent": 50, "start": "2026-11-17"})
    assert on_step(store, later, ticket("A", at=MONDAY, took=None), 1, now).state is RunState.RUNNING


def test_no_waiting_is_met_within_the_offices_tolerance(store: Store) -> None:
    # Step 2 must follow at once: it finished 100 s after step 1, over 60 s and within 120 s.
    done = told(MONDAY + timedelta(seconds=120), MONDAY + timedelta(seconds=220))
    at_once = [{"step": 2, "waktu": {"max": 0}}]
    assert on_step(store, ruled(steps=at_once), done, 2, NOW).state is RunState.LATE
    assert on_step(store, ruled({"zero_tolerance_seconds": 120}, steps=at_once), done, 2, NOW).state is RunState.MET


def test_a_calendar_day_runs_over_the_weekend(store: Store) -> None:
    # Step 2 (1 hari) begins on Friday 13 November at 10.02: a working day ends on Monday at 10.02, a calendar day on
    # Saturday at 10.02.
    friday = wita("2026-11-13 10:00")
    begun, start = told(friday + 2 * MINUTE, at=friday), {"start": "2026-11-13"}
    a_day = {"steps": [{"sop": REPAIR, "step": 2, "waktu": {"max": 1, "unit": "hari"}}], **start}
    working = on_step(store, ruled(a_day), begun, 2, friday + 3 * MINUTE)
    calendar = on_step(store, ruled(a_day, {"hari": "kalender", **start}), begun, 2, friday + 3 * MINUTE)
    assert working.due_at == wita("2026-11-16 10:02")
    assert calendar.due_at == wita("2026-11-14 10:02")


def test_the_calendar_clock_of_a_step_runs_on_after_closing(store: Store) -> None:
    # Step 2 (here 2 jam) begins on Monday at 15.00. Working clock: one hour to 16.00, another from 07.30 to 08.30.
    begun = told(wita("2026-11-16 15:00"))
    waktu = {"max": 2, "unit": "jam"}
    now = wita("2026-11-16 15:30")
    working = on_step(store, ruled(steps=[{"step": 2, "waktu": waktu}]), begun, 2, now)
    calendar = on_step(store, ruled(steps=[{"step": 2, "waktu": waktu, "clock": "kalender"}]), begun, 2, now)
    assert working.due_at == wita("2026-11-17 08:30")
    assert calendar.due_at == wita("2026-11-16 17:00")


def test_a_blank_can_be_read_as_part_of_the_span_before_it() -> None:
    office = ruled({"steps": [{"sop": SOFTWARE, "step": 9, "waktu": {"max": 10, "unit": "menit", "covers": 10}}]})
    sop = CATALOGUE.get(SOFTWARE)
    assert sop.standard_of(10) is None
    read = sop_at(office, sop, MONDAY)
    span = read.standard_of(10)
    assert span is not None
    assert (span.first_step, span.last_step, span.max_s, span.raw) == (9, 10, 600, "5 menit")
    assert overridden(read, overrides_at(office, sop, MONDAY)) == read


def test_two_rules_about_different_things_of_one_step_are_both_kept() -> None:
    office = ruled(
        {"steps": [{"sop": REPAIR, "step": 3, "clock": "kalender"}]},
        {"steps": [{"sop": REPAIR, "step": 3, "start": "pendahulu"}]},
    )
    step = sop_at(office, CATALOGUE.get(REPAIR), MONDAY).step(3)
    assert step.standard is not None
    assert (step.standard.clock, step.start) == (Clock.CALENDAR, StartRule.PREDECESSOR)


def test_a_span_over_a_step_with_its_own_waktu_is_refused() -> None:
    office = ruled(steps=[{"step": 2, "waktu": {"max": 1, "unit": "jam", "covers": 3}}])
    with pytest.raises(OverrideError, match="langkah 3 yang sudah punya waktu"):
        sop_at(office, CATALOGUE.get(REPAIR), MONDAY)


def test_a_settled_ticket_is_not_remembered_across_rules(store: Store) -> None:
    # Step 1 took 4 hours of its 5 menit: late, until the office reads it as one day.
    closed = replace(ticket("A", at=MONDAY, took=LATE), solved=stamp(MONDAY + LATE))
    save_ticket(store, closed, by="uji", at=MONDAY + LATE)
    plain = make_context(store)
    assert state_of(plain) == "late"
    assert is_settled(replace(closed, updated_at=MONDAY + LATE), NOW)
    dated = replace(plain, offices={CODE: ruled(steps=[{"step": 1, "waktu": {"max": 1, "unit": "hari"}}])})
    assert [state_of(each) for each in (plain, dated, plain)] == ["late", "met", "late"]


def state_of(context: Context) -> str:
    """The state of step 1 of ticket A as ``sla --runs --json`` gives it."""
    body = run_rows_json(context, CODE, None, date(2026, 11, 1), date(2026, 11, 30), NOW)
    (found,) = (row for row in body["rows"] if (row["steps"], row["scope"]) == ([1, 1], "step"))
    return str(found["state"])


def test_the_sop_and_the_answer_to_why_name_the_rule_with_its_day_and_reason(store: Store) -> None:
    office = ruled({"at_risk_percent": 50}, steps=[{"step": 1, "waktu": {"max": 1, "unit": "hari"}}])
    put(store, ticket("A", at=MONDAY, took=LATE))
    detail = sop_detail(CATALOGUE, REPAIR, office=office, at=MONDAY)
    whole = "mendekati batas mulai 50 % (sejak 16 November 2026; SK 12/2026)"
    assert detail.office_rules == (whole,)
    assert detail.steps[0].office_rule == "waktu 1 hari (sejak 16 November 2026; SK 12/2026)"
    assert (detail.steps[0].waktu, detail.steps[0].standard) == ("5 Menit", "1 hari kerja")
    assert detail.steps[1].office_rule == ""
    found = why_run(make_context(store, office), CODE, "A", 1, 1, NOW)[0].office_rules
    assert found == (whole, "langkah 1 waktu 1 hari (sejak 16 November 2026; SK 12/2026)")


def test_before_the_rule_neither_says_anything(store: Store) -> None:
    office = ruled({"at_risk_percent": 50, "start": "2026-11-17"})
    put(store, ticket("A", at=MONDAY, took=LATE))
    assert sop_detail(CATALOGUE, REPAIR, office=office, at=MONDAY).office_rules == ()
    assert why_run(make_context(store, office), CODE, "A", 1, 1, NOW)[0].office_rules == ()
