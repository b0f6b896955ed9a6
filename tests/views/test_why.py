from __future__ import annotations

from datetime import timedelta

from dashboard.calendars import build_calendar
from dashboard.model import Heap, RunState
from dashboard.services.slots import judge_hours
from dashboard.sla import explain
from dashboard.store import Store, prune_samples, slots
from dashboard.views.context import Context
from dashboard.views.why import why_run, why_slot
from tests.offices_factory import CATALOGUE, CODE, SECOND, SENDING, make_office
from tests.views.samples import poll, record
from tests.views.test_compliance import LATE, MONDAY, NOW, put, ticket

HOUR = timedelta(hours=1)


def test_a_run_is_explained_by_its_rule_its_moments_and_its_events(context: Context, store: Store) -> None:
    put(store, ticket("A", took=LATE))
    found = next(each for each in why_run(context, CODE, "A", 1, 1, NOW) if each.verdict.state is RunState.LATE)
    assert found.sentence == explain("past_standard")
    assert [run.step for run in found.runs] == [1]
    assert [event.action for event in found.events] == ["opened"]


def test_nothing_stands_behind_a_ticket_that_is_not_there(context: Context) -> None:
    assert why_run(context, CODE, "X", 1, 1, NOW) == ()


def test_an_hour_keeps_its_explanation_when_its_samples_are_gone(context: Context, store: Store) -> None:
    record(store, [poll("modem-2", SECOND, MONDAY + timedelta(minutes=m), rtt_ms=20.0) for m in range(60)])
    judge_hours(store, make_office(), CATALOGUE, build_calendar(make_office()), MONDAY + 2 * HOUR)
    slot = next(each for each in slots(store, CODE, MONDAY, MONDAY + HOUR, sop=SENDING) if each.target == "modem-2")
    before = why_slot(context, slot, MONDAY + HOUR)
    assert (slot.heap, before.sentence, len(before.raw)) == (Heap.MET, explain("slot_replied"), 60)
    assert (before.mean_s, before.max_s, before.pruned_on) == (0.02, 0.02, None)
    prune_samples(store, MONDAY + HOUR)
    after = why_slot(context, slot, MONDAY + timedelta(days=20))
    assert (after.raw, str(after.pruned_on)) == ((), "2026-11-26")
    assert (after.intervals, after.median_s, after.p90_s) == (before.intervals, before.median_s, before.p90_s)
