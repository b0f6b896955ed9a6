"""What is known when: times written down later, earlier, twice, too coarsely or against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dashboard.model import Heap, RunState, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.sla import RULES, judge_ticket, needs_second_officer
from dashboard.sop import Clock, Sop
from tests.sla.factories import BULELENG, PESISIR_SOP, SPAN_SOP, one, run, sop, stamp, step, ticket, wita

LATER = wita("2026-12-30 12:00")


def steps(of: Sop, opened: Ticket, now: datetime = LATER) -> list[Verdict]:
    return [v for v in judge_ticket(opened, of, BULELENG, now=now) if v.scope is not Scope.TOTAL]


def day_exact(text: str) -> Stamp:
    """A bare date, as a book gives it: known to a day, from local midnight."""
    return stamp(wita(f"{text} 00:00"), 86_400)


# When it was written down


def test_a_source_that_does_not_say_when_it_wrote_is_judged_as_of_earlier_all_the_same() -> None:
    # Opened 08:00, finished 10:00, saved 11:00. Seen from 08:10 the finish has not happened: 10 of 60 minutes
    finish = Stamp(wita("2026-11-16 10:00"))
    told = Ticket("T-1", "51.08", None, "uji-01", LATER.date(), Stamp(wita("2026-11-16 08:00")), "buku")
    told = replace(told, runs=(StepRun(1, finished=finish),), updated_at=wita("2026-11-16 11:00"))
    verdict = steps(one("1 jam"), told, wita("2026-11-16 08:10"))[0]
    assert (verdict.state, verdict.used_s, verdict.finished_at) == (RunState.RUNNING, 600, None)
    assert judge_ticket(told, one("1 jam"), BULELENG, now=wita("2026-11-16 07:59")) == ()


def test_a_time_of_such_a_source_that_lies_after_its_saving_contradicts() -> None:
    # Saved at 09:00, its finish says 10:00
    told = ticket(wita("2026-11-16 08:00"), StepRun(1, finished=Stamp(wita("2026-11-16 10:00"))))
    told = replace(told, updated_at=wita("2026-11-16 09:00"))
    assert steps(one("1 jam"), told, wita("2026-11-16 09:30"))[0].rule == "contradictory"


def test_a_ticket_opened_in_the_future_contradicts_until_then() -> None:
    # Written down on Monday as opened on Tuesday
    told = replace(
        ticket(wita("2026-11-17 08:00")),
        opened=Stamp(wita("2026-11-17 08:00"), recorded_at=wita("2026-11-16 08:00")),
    )
    found = judge_ticket(told, one("1 jam"), BULELENG, now=wita("2026-11-16 09:00"))
    assert [(v.state, v.heap, v.rule) for v in found] == [(RunState.UNKNOWN, Heap.UNMONITORED, "contradictory")] * 2
    assert steps(one("1 jam"), told, wita("2026-11-17 08:30"))[0].state is RunState.RUNNING


def test_after_contradicting_times_the_next_step_has_no_start() -> None:
    # Step 1 ends before it begins: which of the two is wrong nobody knows, so step 2 is not late by a guess
    of = sop(step(1, "1 jam"), step(2, "5 menit"))
    told = ticket(wita("2026-11-16 08:00"), run(1, None, wita("2026-11-16 07:35")))
    first, second = steps(of, told, wita("2026-11-16 12:00"))
    assert (first.rule, second.state, second.heap) == ("contradictory", RunState.NOT_STARTED, Heap.OUTSIDE)


def test_contradicting_times_of_a_step_without_a_standard_are_listed_too() -> None:
    told = ticket(wita("2026-11-16 08:00"), run(1, None, wita("2026-11-16 07:35")))
    verdict = steps(PESISIR_SOP, told)[0]
    assert (verdict.state, verdict.remarks) == (
        RunState.NO_STANDARD,
        ("waktu yang dicatat bertentangan: perlu dibetulkan",),
    )


def test_the_first_step_unrecorded_leaves_the_second_without_a_start_and_judges_the_third() -> None:
    told = ticket(wita("2026-11-16 08:00"), run(2, None, wita("2026-11-16 08:30")))
    found = steps(PESISIR_SOP, told, wita("2026-11-16 08:45"))
    assert [(v.from_step, v.rule) for v in found] == [
        (1, "no_standard"),
        (2, "no_start"),
        (3, "open_within_standard"),
    ]


# How exactly it is known

# 1 hari from Mon 07:30 is Tue 07:30, written Mon 16:00: the finish, typed to the minute, and what it is
AFTER_CLOSING = [
    ("2026-11-16 16:00", RunState.MET, "within_standard"),
    # the working clock stands still until Tuesday 07:30: 7.75 of 7.75 h used
    ("2026-11-16 18:00", RunState.MET, "within_after_closing"),
    ("2026-11-16 23:59", RunState.MET, "within_after_closing"),
    # Monday has been accounted for
    ("2026-11-17 00:00", RunState.LATE, "past_due_day"),
    ("2026-11-17 07:30", RunState.LATE, "past_due_day"),
    # 30 s over by the working clock: "within resolution" would un-miss what Monday counted as missed
    ("2026-11-17 07:30:30", RunState.LATE, "past_due_day"),
    ("2026-11-17 07:31", RunState.LATE, "past_standard"),
]


@pytest.mark.parametrize(("finished", "state", "rule"), AFTER_CLOSING, ids=[row[0] for row in AFTER_CLOSING])
def test_a_finish_after_the_closing_of_the_due_day(finished: str, state: RunState, rule: str) -> None:
    told = ticket(wita("2026-11-16 07:30"), run(1, None, wita(finished), resolution_s=60))
    verdict = steps(one("1 hari"), told)[0]
    assert (verdict.state, verdict.rule) == (state, rule)
    assert verdict.period_at == (wita(finished) if state is RunState.MET else wita("2026-11-16 16:00"))
    assert rule in RULES


def test_a_zero_that_is_written_within_its_tolerance_over_midnight_is_met() -> None:
    # due 23:59:40 and 60 s of tolerance: 00:00:40; written 00:00:30
    of = sop(step(1, "15 menit", clock=Clock.CALENDAR), step(2, "0", clock=Clock.CALENDAR))
    began, script = wita("2026-11-15 23:50:00"), wita("2026-11-15 23:59:40")
    states = []
    for seconds in (50, 61):
        written = script + timedelta(seconds=seconds)
        found = steps(of, ticket(began, run(1, began, script), run(2, script, written)))[1]
        states.append((found.state, found.period_at))
    assert states == [
        (RunState.MET, script + timedelta(seconds=50)),
        (RunState.LATE, script + timedelta(seconds=60)),
    ]


# 2 hari from Monday (a date: from 07:30) is Wed 07:30, written Tue 16:00. A day is worth 7.75 h of the working clock:
# max 15.5 h >= 2 x 7.75 h, so it can be judged; late when used >= max + 7.75 h
BARE_DATES = [
    ("2026-11-17", RunState.MET, "within_standard"),
    # Wednesday may have been 07:30 exactly
    ("2026-11-18", RunState.MET, "within_resolution"),
    # at Thursday's midnight 3 x 7.75 h are used
    ("2026-11-19", RunState.LATE, "past_standard"),
]


@pytest.mark.parametrize(("finished", "state", "rule"), BARE_DATES, ids=[row[0] for row in BARE_DATES])
def test_days_are_judged_from_bare_dates(finished: str, state: RunState, rule: str) -> None:
    told = replace(ticket(wita("2026-11-16 00:00")), opened=day_exact("2026-11-16"))
    told = replace(told, runs=(StepRun(1, finished=day_exact(finished)),))
    verdict = steps(one("2 hari"), told)[0]
    assert (verdict.state, verdict.rule) == (state, rule)


def test_one_day_cannot_be_judged_from_bare_dates() -> None:
    # max 7.75 h < 2 x 7.75 h
    told = replace(ticket(wita("2026-11-16 00:00")), opened=day_exact("2026-11-16"))
    told = replace(told, runs=(StepRun(1, finished=day_exact("2026-11-17")),))
    assert steps(one("1 hari"), told)[0].rule == "too_coarse"


def test_a_span_judges_by_its_ends_whatever_is_ticked_together_inside() -> None:
    # 1-3 is 1 hari from Mon 09:00; steps 1 and 2 are ticked 20 s apart, 3 ends at 12:00
    def tick(number: int, clock: str) -> StepRun:
        at = wita(f"2026-11-16 {clock}")
        return StepRun(number, finished=Stamp(at, 1, recorded_at=at, by="budi", typed=False))

    told = ticket(wita("2026-11-16 09:00"), tick(1, "10:00:00"), tick(2, "10:00:20"), tick(3, "12:00:00"))
    assert steps(SPAN_SOP, told)[0].state is RunState.MET
    # where the last two are ticked together it is the last one that is believed
    last = ticket(wita("2026-11-16 09:00"), tick(1, "10:00:00"), tick(2, "12:00:00"), tick(3, "12:00:20"))
    assert steps(SPAN_SOP, last)[0].finished_at == wita("2026-11-16 12:00:20")


def test_typed_times_are_never_taken_for_ticks() -> None:
    of = sop(step(1, "1 jam"), step(2, "1 jam"))
    at = wita("2026-11-16 08:30")
    runs = [StepRun(n, finished=Stamp(at, 60, recorded_at=LATER, by="budi")) for n in (1, 2)]
    assert [v.state for v in steps(of, ticket(wita("2026-11-16 08:00"), *runs))] == [RunState.MET, RunState.MET]


@pytest.mark.parametrize(
    ("recorded", "due", "needed"),
    [
        ("2026-11-16 09:00", None, False),
        ("2026-11-16 09:01", None, True),
        # Mon 15:30 to Tue 08:00 is half an hour on each day
        ("2026-11-17 08:00", None, False),
        ("2026-11-16 08:30", "2026-11-16 08:10", True),
    ],
)
def test_a_start_backdated_by_over_a_working_hour_or_across_its_due_time_needs_two(
    recorded: str, due: str | None, needed: bool
) -> None:
    start = wita("2026-11-16 15:30") if recorded.startswith("2026-11-17") else wita("2026-11-16 08:00")
    due_at = wita(due) if due else None
    assert needs_second_officer(start, wita(recorded), due_at, BULELENG) is needed
