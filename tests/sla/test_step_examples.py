"""One step against its standard, worked by hand on Buleleng's clock (Mon-Thu 07:30-12:00 and 12:45-16:00)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import Heap, Pause, RunState, Stamp, Verdict
from dashboard.sla import Policy, judge_ticket
from dashboard.sop import Clock, Sop, StartRule
from tests.sla.factories import BULELENG, one, pause, run, sop, stamp, step, ticket, wita

LATER = wita("2026-12-30 12:00")


def first(of: Sop, opened: str, finished: str | None, now: datetime = LATER, **run_fields: object) -> Verdict:
    """The verdict on step 1."""
    runs = run(1, None, wita(finished) if finished else None, **run_fields)  # type: ignore[arg-type]
    return judge_ticket(ticket(wita(opened), runs), of, BULELENG, now=now)[0]


def test_a_step_within_its_time_is_met() -> None:
    # 2 h from 11:00 run to 13:45 (break 45 min); 13:00 has used 1 h 15 min = 4500 s of 7200 s
    verdict = first(one("2 jam"), "2026-11-16 11:00", "2026-11-16 13:00")
    assert (verdict.state, verdict.heap, verdict.rule) == (RunState.MET, Heap.MET, "within_standard")
    assert (verdict.due_at, verdict.used_s, verdict.budget_s) == (wita("2026-11-16 13:45"), 4500, 7200)
    assert verdict.share == 4500 / 7200
    assert verdict.period_at == verdict.finished_at


def test_a_step_over_its_time_is_late_since_its_due_time() -> None:
    # due 13:45, finished 14:45: used 3 h = 10800 s
    verdict = first(one("2 jam"), "2026-11-16 11:00", "2026-11-16 14:45")
    assert (verdict.state, verdict.heap, verdict.used_s) == (RunState.LATE, Heap.MISSED, 10800)
    assert verdict.period_at == wita("2026-11-16 13:45")


def test_a_machine_runs_on_every_hour() -> None:
    # 15 minutes from 22:00 on a Sunday
    verdict = first(one("15 menit", Clock.CALENDAR), "2026-11-15 22:00", "2026-11-15 22:10")
    assert (verdict.state, verdict.due_at, verdict.used_s) == (RunState.MET, wita("2026-11-15 22:15"), 600)


def test_under_the_minimum_of_a_range_is_met_and_said_to_be_faster() -> None:
    verdict = first(one("10-30 menit"), "2026-11-16 09:00", "2026-11-16 09:05")
    assert (verdict.state, verdict.remarks) == (RunState.MET, ("lebih cepat dari baku",))


def test_a_range_is_late_only_past_its_maximum() -> None:
    within = first(one("10-30 menit"), "2026-11-16 09:00", "2026-11-16 09:25")
    past = first(one("10-30 menit"), "2026-11-16 09:00", "2026-11-16 09:31")
    assert (within.state, within.remarks, past.state) == (RunState.MET, (), RunState.LATE)


def test_a_range_of_days_knows_its_minimum_too() -> None:
    # 2-5 hari from Mon 10:00: earliest Wed 10:00; Tue 10:00 is faster, Thu 10:00 is not
    fast = first(one("2-5 hari"), "2026-11-16 10:00", "2026-11-17 10:00")
    plain = first(one("2-5 hari"), "2026-11-16 10:00", "2026-11-19 10:00")
    assert (fast.remarks, plain.remarks) == (("lebih cepat dari baku",), ())


def test_hari_are_calendar_days_where_the_office_says_so() -> None:
    # Fri 10:00 + 2 hari kalender = Sun 10:00
    opened = ticket(wita("2026-11-20 10:00"))
    verdict = judge_ticket(opened, one("2 hari"), BULELENG, Policy(hari_is_working=False), now=LATER)[0]
    assert (verdict.due_at, verdict.budget_s) == (wita("2026-11-22 10:00"), 2 * 86_400)


def test_a_year_is_counted_by_the_calendar() -> None:
    # 8 Dec 2025 10:00 to 7 Dec 2026 16:00 = 364 days and 6 hours
    verdict = first(one("1 tahun"), "2025-12-08 10:00", None, now=wita("2026-06-08 10:00"))
    assert (verdict.due_at, verdict.budget_s) == (wita("2026-12-07 16:00"), 364 * 86_400 + 6 * 3600)
    assert verdict.state is RunState.RUNNING


def test_zero_is_met_within_the_tolerance_of_its_predecessor() -> None:
    of = sop(step(1, "15 menit", clock=Clock.CALENDAR), step(2, "0", clock=Clock.CALENDAR))
    began, written = wita("2026-11-15 22:00"), wita("2026-11-15 22:10")
    found = {}
    for seconds in (60, 61):
        runs = (run(1, None, written), run(2, written, written + timedelta(seconds=seconds)))
        found[seconds] = judge_ticket(ticket(began, *runs), of, BULELENG, now=LATER)[1]
    assert [(v.state, v.rule) for v in found.values()] == [
        (RunState.MET, "zero_within_tolerance"),
        (RunState.LATE, "zero_past_tolerance"),
    ]
    assert (found[60].budget_s, found[60].share, found[61].period_at) == (0, None, written + timedelta(seconds=60))


def test_zero_is_never_at_risk_and_overdue_after_its_tolerance() -> None:
    of = sop(step(1, "15 menit", clock=Clock.CALENDAR), step(2, "0", clock=Clock.CALENDAR))
    written = wita("2026-11-15 22:10")
    runs = ticket(wita("2026-11-15 22:00"), run(1, None, written), run(2, written))
    states = [
        judge_ticket(runs, of, BULELENG, now=written + timedelta(seconds=seconds))[1].state for seconds in (50, 60, 61)
    ]
    assert states == [RunState.RUNNING, RunState.RUNNING, RunState.OVERDUE]


def test_a_step_that_took_less_than_a_minute_too_long_by_a_typed_time_is_met() -> None:
    # max 300 s, typed to the minute (60 s): met to 300, "dalam batas ketelitian" below 360, late from 360
    states = []
    for seconds in (300, 330, 360):
        opened = wita("2026-11-16 09:00")
        runs = run(1, None, opened + timedelta(seconds=seconds), resolution_s=60)
        verdict = judge_ticket(ticket(opened, runs), one("5 menit"), BULELENG, now=LATER)[0]
        states.append((verdict.state, verdict.remarks))
    assert states == [(RunState.MET, ()), (RunState.MET, ("dalam batas ketelitian",)), (RunState.LATE, ())]


def test_a_standard_shorter_than_twice_the_resolution_cannot_be_judged() -> None:
    # 1 menit typed to the minute: 60 < 2 x 60; by button (1 s) it can be
    typed = first(one("1 menit"), "2026-11-16 09:00", "2026-11-16 09:01", resolution_s=60)
    pressed = first(one("1 menit"), "2026-11-16 09:00", "2026-11-16 09:01")
    assert (typed.state, typed.heap, typed.rule) == (RunState.UNKNOWN, Heap.UNMONITORED, "too_coarse")
    assert pressed.state is RunState.MET


def test_an_open_step_runs_comes_near_and_is_overdue() -> None:
    # 2 h from 08:00, due 10:00; 75 % is 09:30
    of, opened = one("2 jam"), "2026-11-16 08:00"
    seen = [first(of, opened, None, wita(f"2026-11-16 {at}")) for at in ("09:29", "09:30", "10:00", "10:01")]
    assert [v.state for v in seen] == [RunState.RUNNING, RunState.AT_RISK, RunState.AT_RISK, RunState.OVERDUE]
    assert [v.heap for v in seen] == [Heap.OUTSIDE, Heap.OUTSIDE, Heap.OUTSIDE, Heap.MISSED]
    assert seen[3].period_at == wita("2026-11-16 10:00")


def test_a_due_time_at_the_closing_is_passed_when_the_office_has_closed() -> None:
    # 1 hari from Mon 07:30 = Tue 07:30, written Mon 16:00
    opened = "2026-11-16 07:30"
    assert first(one("1 hari"), opened, None, wita("2026-11-16 16:01")).state is RunState.OVERDUE
    # the working clock stands still in the evening, so the same day is in time ...
    assert first(one("1 hari"), opened, "2026-11-16 18:00").state is RunState.MET
    # ... but a day that has been accounted for does not change any more
    next_day = first(one("1 hari"), opened, "2026-11-17 06:00")
    assert (next_day.state, next_day.rule, next_day.period_at) == (
        RunState.LATE,
        "past_due_day",
        wita("2026-11-16 16:00"),
    )


def test_a_pause_over_a_weekend_costs_only_its_working_time() -> None:
    # 4 h from Fri 09:00: 09:00-11:00, 11:30-13:30 due Fri 13:30. Paused Fri 13:00 to Mon 08:30:
    # Fri 13:00-14:00 and Mon 07:30-08:30 = 2 h lost. 30 min left from Mon 08:30: due Mon 09:00
    away = pause(wita("2026-11-20 13:00"), wita("2026-11-23 08:30"))
    verdict = first(one("4 jam"), "2026-11-20 09:00", "2026-11-23 09:00", pauses=(away,))
    assert (verdict.due_at, verdict.used_s, verdict.budget_s) == (wita("2026-11-23 09:00"), 14400, 14400)
    assert verdict.state is RunState.MET


def test_a_paused_step_is_outside_and_its_due_time_waits() -> None:
    # due 10:00, paused since 09:00: at 11:00 two hours are lost, one still to run: 12:00
    away = pause(wita("2026-11-16 09:00"), None)
    verdict = first(one("2 jam"), "2026-11-16 08:00", None, wita("2026-11-16 11:00"), pauses=(away,))
    assert (verdict.state, verdict.heap) == (RunState.PAUSED, Heap.OUTSIDE)
    assert (verdict.due_at, verdict.used_s) == (wita("2026-11-16 12:00"), 3600)


def test_a_pause_begun_after_the_due_time_does_not_unmiss() -> None:
    away = pause(wita("2026-11-16 10:30"), None)
    verdict = first(one("2 jam"), "2026-11-16 08:00", None, wita("2026-11-16 11:00"), pauses=(away,))
    assert (verdict.state, verdict.due_at, verdict.remarks) == (
        RunState.OVERDUE,
        wita("2026-11-16 10:00"),
        ("dijeda",),
    )


def test_a_bare_duration_is_taken_off_once() -> None:
    # 2 h from 08:00 and one hour off: due 11:00; finished 10:45 has used 2 h 45 - 1 h = 6300 s
    off = Pause(None, None, "menunggu", duration_s=3600)
    verdict = first(one("2 jam"), "2026-11-16 08:00", "2026-11-16 10:45", pauses=(off,))
    assert (verdict.due_at, verdict.used_s, verdict.state) == (wita("2026-11-16 11:00"), 6300, RunState.MET)


def test_a_pause_for_the_own_pelaksana_is_refused() -> None:
    away = replace(pause(wita("2026-11-16 09:00"), wita("2026-11-16 11:00")), waiting_on="ADB")
    of = sop(step(1, "2 jam", pelaksana=("ADB",)))
    verdict = first(of, "2026-11-16 08:00", "2026-11-16 11:00", pauses=(away,))
    assert verdict.state is RunState.LATE
    assert verdict.remarks == ("jeda karena menunggu pelaksana langkah sendiri tidak diterima",)


def test_overlapping_pauses_of_one_run_contradict() -> None:
    away = (
        pause(wita("2026-11-16 08:30"), wita("2026-11-16 09:30")),
        pause(wita("2026-11-16 09:00"), wita("2026-11-16 10:00")),
    )
    verdict = first(one("2 jam"), "2026-11-16 08:00", "2026-11-16 11:00", pauses=away)
    assert (verdict.state, verdict.rule) == (RunState.UNKNOWN, "contradictory")


def test_a_finish_before_its_start_contradicts() -> None:
    verdict = first(one("2 jam"), "2026-11-16 08:00", "2026-11-16 07:00")
    assert (verdict.state, verdict.heap, verdict.rule) == (RunState.UNKNOWN, Heap.UNMONITORED, "contradictory")
    assert verdict.period_at == wita("2026-11-16 07:00")


def test_a_finish_written_down_before_it_happened_contradicts() -> None:
    noon = wita("2026-11-16 12:00")
    planned = replace(run(1), finished=Stamp(wita("2026-11-16 15:00"), recorded_at=noon))
    verdict = judge_ticket(ticket(wita("2026-11-16 08:00"), planned), one("2 jam"), BULELENG, now=noon)[0]
    assert (verdict.state, verdict.rule) == (RunState.UNKNOWN, "contradictory")


def test_seen_from_an_earlier_moment_a_finish_has_not_happened_yet() -> None:
    verdict = first(one("2 jam"), "2026-11-16 08:00", "2026-11-16 09:45", now=wita("2026-11-16 09:00"))
    assert (verdict.state, verdict.finished_at) == (RunState.RUNNING, None)


def test_a_ticket_of_tomorrow_has_no_runs_today() -> None:
    assert judge_ticket(ticket(wita("2026-11-17 08:00")), one("2 jam"), BULELENG, now=wita("2026-11-16 08:00")) == ()


def test_a_later_step_starts_when_its_predecessor_ended() -> None:
    of = sop(step(1, "5 menit"), step(2, "1 jam"))
    runs = (run(1, None, wita("2026-11-16 08:05")), run(2, None, wita("2026-11-16 09:00")))
    verdict = judge_ticket(ticket(wita("2026-11-16 08:00"), *runs), of, BULELENG, now=LATER)[1]
    # 08:05 to 09:00 = 55 minutes
    assert (verdict.started_at, verdict.used_s) == (wita("2026-11-16 08:05"), 3300)


def test_waiting_before_a_recorded_start_is_charged_to_no_step() -> None:
    # 1 h waited between 08:05 and 09:05: step 2 has used 55 min, the total 2 h from 08:00 to 10:00
    of = sop(step(1, "5 menit"), step(2, "1 jam"))
    runs = (run(1, None, wita("2026-11-16 08:05")), run(2, wita("2026-11-16 09:05"), wita("2026-11-16 10:00")))
    one_, two, total = judge_ticket(ticket(wita("2026-11-16 08:00"), *runs), of, BULELENG, now=LATER)
    assert (one_.used_s, two.used_s, total.used_s) == (300, 3300, 7200)
    assert (two.state, total.state) == (RunState.MET, RunState.LATE)


def test_a_step_that_must_record_its_start_is_unknown_without_it() -> None:
    of = sop(step(1, "5 menit"), step(2, "1 jam", start=StartRule.RECORDED))
    runs = (run(1, None, wita("2026-11-16 08:05")), run(2, None, wita("2026-11-16 09:00")))
    opened = ticket(wita("2026-11-16 08:00"), *runs)
    verdict = judge_ticket(opened, of, BULELENG, now=LATER)[1]
    assert (verdict.state, verdict.heap, verdict.rule) == (RunState.UNKNOWN, Heap.UNMONITORED, "no_start")
    waiting = judge_ticket(replace(opened, runs=runs[:1]), of, BULELENG, now=LATER)[1]
    assert (waiting.state, waiting.heap, waiting.rule) == (RunState.NOT_STARTED, Heap.OUTSIDE, "waiting_start")


def test_steps_ticked_within_a_minute_leave_only_the_last_one_known() -> None:
    of = sop(step(1, "1 jam"), step(2, "1 jam"), step(3, "1 jam"))
    pressed = [wita("2026-11-16 09:00:00"), wita("2026-11-16 09:00:20"), wita("2026-11-16 11:00:00")]
    runs = [
        replace(run(n), finished=Stamp(at, 1, recorded_at=at, by="budi", typed=False))
        for n, at in enumerate(pressed, start=1)
    ]
    verdicts = judge_ticket(ticket(wita("2026-11-16 08:00"), *runs), of, BULELENG, now=LATER)[:3]
    # step 1 not believed; step 2 has a finish but no start; step 3 is 09:00:20 to 11:00:00 = 1 h 59 min 40 s
    assert [v.rule for v in verdicts] == ["ticked_together", "no_start", "past_standard"]


def test_without_a_standard_a_step_is_followed_and_not_judged() -> None:
    verdict = first(one(""), "2026-11-16 08:00", "2026-11-16 09:00")
    assert (verdict.state, verdict.heap, verdict.due_at) == (RunState.NO_STANDARD, Heap.OUTSIDE, None)


def test_a_due_time_that_crosses_an_unsure_year_says_so() -> None:
    unsure = replace(BULELENG, unsure_years=frozenset({2027}))
    opened = ticket(wita("2026-12-30 10:00"))
    verdict = judge_ticket(opened, one("5 hari"), unsure, now=wita("2026-12-30 10:00"))[0]
    assert verdict.remarks == ("hari libur atau cuti bersama 2027 belum pasti",)


def test_a_calendar_that_ended_leaves_a_run_unknown() -> None:
    ended = replace(BULELENG, periods=(replace(BULELENG.periods[0], end=wita("2026-11-17 00:00").date()),))
    opened = ticket(wita("2026-11-16 10:00"), run(1, None, wita("2026-11-16 11:00")))
    verdict = judge_ticket(opened, one("5 hari"), ended, now=LATER)[0]
    assert (verdict.state, verdict.rule) == (RunState.UNKNOWN, "calendar_ends")


def test_a_cancelled_open_step_is_outside_but_a_missed_one_stays_missed() -> None:
    opened = ticket(wita("2026-11-16 08:00"))
    early = replace(opened, cancelled_at=wita("2026-11-16 09:00"), cancel_reason="ganda")
    overdue = replace(opened, cancelled_at=wita("2026-11-16 11:00"), cancel_reason="ganda")
    found = [judge_ticket(each, one("2 jam"), BULELENG, now=LATER)[0] for each in (early, overdue)]
    assert [(v.heap, v.rule) for v in found] == [
        (Heap.OUTSIDE, "cancelled"),
        (Heap.MISSED, "cancelled_past_due"),
    ]
    assert found[1].period_at == wita("2026-11-16 10:00")


def test_the_first_step_starts_at_the_report_whatever_else_is_recorded() -> None:
    runs = run(1, wita("2026-11-16 09:00"), wita("2026-11-16 09:30"))
    verdict = judge_ticket(ticket(wita("2026-11-16 08:00"), runs), one("2 jam"), BULELENG, now=LATER)[0]
    assert (verdict.started_at, verdict.used_s) == (wita("2026-11-16 08:00"), 5400)


def test_a_stamp_knows_its_own_resolution() -> None:
    # opened by button (1 s), finished typed (60 s): the coarser one counts; 320 s of 300 s is within it
    opened = wita("2026-11-16 09:00")
    finish = stamp(opened + timedelta(seconds=320), 60)
    verdict = judge_ticket(ticket(opened, replace(run(1), finished=finish)), one("5 menit"), BULELENG, now=LATER)[0]
    assert verdict.rule == "within_resolution"
