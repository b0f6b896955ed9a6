"""Whole tickets by hand: branches, loops, spans, totals, reopening, schedules and excuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dashboard.model import Excuse, Grain, Heap, Pause, RunState, Scope, StepRun, Ticket, Verdict
from dashboard.sla import judge_ticket
from dashboard.sop import Sop
from tests.sla.factories import (
    BACKUP_SOP,
    BULELENG,
    BULELENG_SOP,
    JARKOMDAT_SOP,
    PERALATAN_SOP,
    PESISIR_SOP,
    SPAN_SOP,
    pause,
    run,
    sop,
    stamp,
    step,
    ticket,
    wita,
)

LATER = wita("2026-12-30 12:00")
DAY = "2026-11-16"


def at(clock: str) -> datetime:
    """A time on Monday 16 November 2026."""
    return wita(f"{DAY} {clock}")


def done(*finishes: tuple[int, str] | tuple[int, str, str]) -> list[StepRun]:
    """Runs finished at times of that Monday: (step, finish[, branch])."""
    counts: dict[int, int] = {}
    runs = []
    for number, clock, *branch in finishes:
        counts[number] = counts.get(number, 0) + 1
        runs.append(run(number, None, at(clock), attempt=counts[number], branch=branch[0] if branch else None))
    return runs


def judged(of: Sop, opened: Ticket, now: datetime = LATER) -> dict[tuple[Scope, int, int], Verdict]:
    return {(v.scope, v.from_step, v.attempt): v for v in judge_ticket(opened, of, BULELENG, now=now)}


def steps_of(found: dict[tuple[Scope, int, int], Verdict]) -> list[tuple[int, int]]:
    return [(number, attempt) for scope, number, attempt in found if scope is not Scope.TOTAL]


def buleleng(*more: StepRun) -> Ticket:
    """Buleleng's repair up to step 6: 5 + 5 minutes, 2 h on the way and there, 1 h, 20 min, 30 min."""
    runs = [*done((1, "08:05"), (2, "08:10"))]
    runs.append(run(3, at("08:10"), at("10:10")))
    runs += done((4, "11:10"), (5, "11:30"), (6, "12:00"))
    return ticket(at("08:00"), *runs, *more)


def test_a_step_sent_back_is_a_second_attempt_judged_on_its_own() -> None:
    # 7 sends back at 13:00 (12:45-13:00 = 15 min); 6 again 13:00-14:00 = 60 of 30 min: late; 7 again, then 8
    more = done((7, "13:00", "tidak"))
    more += [
        run(6, None, at("14:00"), attempt=2),
        run(7, None, at("14:10"), attempt=2, branch="Ya"),
        run(8, None, at("14:15")),
    ]
    found = judged(BULELENG_SOP, buleleng(*more))
    assert steps_of(found) == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (6, 2), (7, 2), (8, 1)]
    assert found[Scope.STEP, 6, 1].state is RunState.MET
    assert found[Scope.STEP, 6, 2].state is RunState.LATE
    assert found[Scope.STEP, 7, 1].used_s == 900


def test_the_total_counts_each_step_once_however_often_it_loops() -> None:
    # 5+5+120+60+20+30+15+5 = 260 min from 08:00: 240 to 12:00, 20 more from 12:45: due 13:05
    more = [*done((7, "13:00", "tidak")), run(6, None, at("14:00"), attempt=2)]
    found = judged(BULELENG_SOP, buleleng(*more), now=at("14:00"))
    total = found[Scope.TOTAL, 1, 1]
    assert (total.due_at, total.budget_s, total.state) == (at("13:05"), 260 * 60, RunState.OVERDUE)


def test_the_step_whose_turn_it_is_runs_and_later_ones_are_no_runs() -> None:
    found = judged(BULELENG_SOP, buleleng(), now=at("12:50"))
    assert steps_of(found)[-1] == (7, 1)
    # since 12:00, the break does not count: 5 of 15 minutes
    assert (found[Scope.STEP, 7, 1].state, found[Scope.STEP, 7, 1].used_s) == (RunState.RUNNING, 300)


def test_a_decision_without_its_answer_waits() -> None:
    found = judged(BULELENG_SOP, buleleng(*done((7, "13:00"))))
    assert steps_of(found)[-1] == (7, 1)


def pesisir(answer: str, *rest: tuple[int, str]) -> Ticket:
    before = done((1, "08:00"), (2, "08:20"), (3, "08:40"), (4, "09:10"), (5, "11:10"), (6, "11:25"))
    return ticket(at("07:30"), *before, *done((7, "12:00", answer), *rest))


def test_a_software_that_works_goes_to_the_kabid_and_into_the_agenda() -> None:
    found = judged(PESISIR_SOP, pesisir("Ya", (9, "12:50"), (10, "13:00")))
    assert steps_of(found)[-3:] == [(7, 1), (9, 1), (10, 1)]
    assert found[Scope.STEP, 10, 1].state is RunState.NO_STANDARD


def test_a_software_that_does_not_work_goes_to_a_third_party() -> None:
    found = judged(PESISIR_SOP, pesisir("Tidak", (8, "12:50"), (11, "14:00"), (10, "14:30")))
    assert steps_of(found)[-4:] == [(7, 1), (8, 1), (11, 1), (10, 1)]


def test_time_in_steps_without_a_standard_is_taken_off_the_total() -> None:
    # Standards on the path 2-7 and 9: 30+30+60+300+20+60+5 = 505 min = 8 h 25 min. Step 1 07:30-08:00 and step 10
    # 12:50-13:00 are off. From 07:30: 465 min to 16:00, less 30+10 off = 425, 80 left on Tue from 07:30: 08:50
    total = judged(PESISIR_SOP, pesisir("Ya", (9, "12:50"), (10, "13:00")))[Scope.TOTAL, 1, 1]
    assert (total.due_at, total.budget_s) == (wita("2026-11-17 08:50"), 505 * 60)
    # 07:30-13:00 without the break = 285 min, less 40
    assert (total.used_s, total.state) == (245 * 60, RunState.MET)
    assert total.remarks == ("waktu langkah tanpa standar dikurangkan: 40 menit",)


def test_an_answer_given_earlier_decides_where_a_later_step_leads() -> None:
    # Alat Perekaman: "keduanya" at step 4 leads from 5 on to 6, "aplikasi" ends there
    ways = {}
    for answer in ("aplikasi", "hardware", "keduanya", "baik"):
        runs = done((1, "08:01"), (2, "08:02"), (3, "08:03"), (4, "08:05", answer))
        runs += {
            "aplikasi": done((5, "09:00")),
            "hardware": done((6, "09:00"), (7, "10:00")),
            "keduanya": done((5, "09:00"), (6, "10:00"), (7, "11:00")),
            "baik": [],
        }[answer]
        found = judged(PERALATAN_SOP, ticket(at("08:00"), *runs))
        assert found[Scope.TOTAL, 1, 1].state is RunState.MET
        ways[answer] = [number for number, _ in steps_of(found)][4:]
    assert ways == {"aplikasi": [5], "hardware": [6, 7], "keduanya": [5, 6, 7], "baik": []}


def test_a_step_off_the_path_is_listed_for_correction() -> None:
    found = judged(PESISIR_SOP, pesisir("Ya", (9, "12:50"), (10, "13:00"), (8, "13:30")))
    assert (found[Scope.STEP, 8, 1].state, found[Scope.STEP, 8, 1].rule) == (RunState.UNKNOWN, "off_path")


def test_a_step_passed_without_any_record_is_unknown() -> None:
    of = sop(step(1, "1 jam"), step(2, "1 jam"), step(3, "1 jam"))
    runs = (run(1, None, at("08:30")), run(3, at("10:00"), at("10:30")))
    found = judged(of, ticket(at("08:00"), *runs))
    assert [v.state for v in found.values()] == [RunState.MET, RunState.UNKNOWN, RunState.MET, RunState.MET]
    assert found[Scope.STEP, 2, 1].rule == "no_finish"


def test_a_skipped_step_is_no_run() -> None:
    of = sop(step(1, "1 jam"), step(2, "1 jam"), step(3, "1 jam"))
    runs = (run(1, None, at("08:30")), run(2, skipped=True), run(3, None, at("09:00")))
    found = judged(of, ticket(at("08:00"), *runs))
    assert steps_of(found) == [(1, 1), (3, 1)]
    # step 3 starts when step 1 ended; the total allows 1 + 1 h
    assert found[Scope.STEP, 3, 1].started_at == at("08:30")
    assert found[Scope.TOTAL, 1, 1].budget_s == 7200


def test_a_span_is_one_target_and_names_the_step_whose_turn_it_is() -> None:
    # 1 hari from Mon 09:00: Tue 09:00; steps 1 and 2 done, 3 is open
    opened = ticket(at("09:00"), *done((1, "10:00"), (2, "11:00")))
    found = judged(SPAN_SOP, opened, now=at("12:00"))
    span = found[Scope.SPAN, 1, 1]
    assert steps_of(found) == [(1, 1)]
    assert (span.to_step, span.current_step, span.state) == (3, 3, RunState.RUNNING)
    assert span.due_at == wita("2026-11-17 09:00")


def test_a_span_ends_with_its_last_step_that_was_not_skipped() -> None:
    opened = ticket(at("09:00"), *done((1, "10:00"), (2, "11:00")), run(3, skipped=True), run(4, None, at("15:00")))
    span = judged(SPAN_SOP, opened)[Scope.SPAN, 1, 1]
    assert (span.finished_at, span.state) == (at("11:00"), RunState.MET)


def test_a_hole_inside_a_span_does_not_matter_but_an_unknown_end_does() -> None:
    # step 2 unrecorded: the span is 09:00 to 11:00; step 3 unrecorded while 4 is done: its finish is unknown
    inside = judged(SPAN_SOP, ticket(at("09:00"), *done((1, "10:00"), (3, "11:00"))))[Scope.SPAN, 1, 1]
    open_end = judged(SPAN_SOP, ticket(at("09:00"), *done((1, "10:00"), (2, "10:30"), (4, "15:00"))))
    assert inside.state is RunState.MET
    assert open_end[Scope.SPAN, 1, 1].state is RunState.UNKNOWN


def test_pauses_in_a_span_are_united_before_they_are_subtracted() -> None:
    # 10:00-11:00 and 10:30-11:30 are 1.5 h together: 1 hari from Mon 09:00 is Tue 09:00, so due Tue 10:30
    runs = (
        run(1, None, at("10:30"), pauses=(pause(at("10:00"), at("11:00")),)),
        run(2, None, at("14:00"), pauses=(pause(at("10:30"), at("11:30")),)),
    )
    span = judged(SPAN_SOP, ticket(at("09:00"), *runs))[Scope.SPAN, 1, 1]
    assert span.due_at == wita("2026-11-17 10:30")


def test_a_span_over_the_whole_sop_is_its_total() -> None:
    of = sop(step(1, "1 hari", until=2), step(2, covered_by=1))
    found = judged(of, ticket(at("09:00"), *done((1, "10:00"), (2, "11:00"))))
    span, total = found[Scope.SPAN, 1, 1], found[Scope.TOTAL, 1, 1]
    assert (span.due_at, span.state, span.used_s) == (total.due_at, total.state, total.used_s)


def test_reopening_a_finished_span_leaves_its_verdict_and_opens_another() -> None:
    # Met on Monday; step 2 again from Wed 09:00, open: the second attempt is due Thu 09:00. The total resumes: 1 hari
    # from Mon 09:00 is 7.75 h; used 2 h on Monday and 1 h since; 4.75 h left from Wed 10:00: 12:00, then to 15:30
    of = sop(step(1, "1 hari", until=2), step(2, covered_by=1))
    again = run(2, wita("2026-11-18 09:00"), attempt=2)
    opened = ticket(at("09:00"), *done((1, "10:00"), (2, "11:00")), again)
    found = judged(of, opened, now=wita("2026-11-18 10:00"))
    assert (found[Scope.SPAN, 1, 1].state, found[Scope.SPAN, 1, 1].finished_at) == (RunState.MET, at("11:00"))
    assert found[Scope.SPAN, 1, 2].due_at == wita("2026-11-19 09:00")
    assert found[Scope.TOTAL, 1, 1].state is RunState.MET
    resumed = found[Scope.TOTAL, 1, 2]
    assert (resumed.used_s, resumed.state, resumed.due_at) == (3 * 3600, RunState.RUNNING, wita("2026-11-18 15:30"))


def test_a_pause_of_which_begin_and_length_are_known_has_an_end() -> None:
    # 1 h from 08:00, paused 08:10 for half an hour: due 09:30
    away = (Pause(at("08:10"), None, "menunggu", duration_s=1800),)
    found = judged(sop(step(1, "1 jam")), ticket(at("08:00"), run(1, None, at("09:30"), pauses=away)))
    assert (found[Scope.STEP, 1, 1].due_at, found[Scope.STEP, 1, 1].state) == (at("09:30"), RunState.MET)


def test_a_chain_of_days_is_added_in_order() -> None:
    # Mon 08:00 + 30 + 30 min = 09:00; + 2 hari = Wed 09:00; + 1 hari = Thu 09:00
    total = judged(JARKOMDAT_SOP, ticket(at("08:00")), now=at("08:00"))[Scope.TOTAL, 1, 1]
    assert total.due_at == wita("2026-11-19 09:00")


def outage(finish: str | None) -> Ticket:
    """A link down since Mon 08:00; officers ticked 1 and 2, nobody 3; it recovered by itself at ``finish``."""
    runs = done((1, "08:20"), (2, "09:00"))
    if finish is not None:
        third = StepRun(3, finished=stamp(wita(finish)), self_recovered=True)
        runs += [third, run(4, skipped=True)]
    return ticket(at("08:00"), *runs, details={"joined_steps": [3, 4]})


def test_an_outage_judges_repair_and_queue_together_against_the_chained_due_time() -> None:
    # 3 and 4 from Mon 09:00: 2 hari + 1 hari = Thu 09:00
    still_open = judged(JARKOMDAT_SOP, outage(None), now=wita("2026-11-18 15:00"))[Scope.SPAN, 3, 1]
    assert (still_open.to_step, still_open.due_at) == (4, wita("2026-11-19 09:00"))
    assert still_open.state is RunState.AT_RISK


def test_an_outage_that_ended_by_itself_in_time_is_outside_and_past_due_is_missed() -> None:
    early = judged(JARKOMDAT_SOP, outage("2026-11-18 15:00"))[Scope.SPAN, 3, 1]
    late = judged(JARKOMDAT_SOP, outage("2026-11-19 10:00"))[Scope.SPAN, 3, 1]
    assert (early.heap, early.rule, early.remarks) == (Heap.OUTSIDE, "self_recovered", ("pulih sendiri",))
    assert (late.heap, late.state) == (Heap.MISSED, RunState.LATE)


def test_a_recorded_finish_of_the_queue_is_judged_on_its_own_again() -> None:
    opened = replace(
        ticket(at("08:00"), *done((1, "08:20"), (2, "09:00"), (3, "15:00"))), details={"joined_steps": [3, 4]}
    )
    assert steps_of(judged(JARKOMDAT_SOP, opened, now=at("15:30"))) == [(1, 1), (2, 1), (3, 1), (4, 1)]


def test_reopening_resumes_the_total_without_the_time_between() -> None:
    # 1 h + 1 h: done at 09:30 (90 of 120 min). Reopened at step 2 on Tue 08:00, done 08:20: 90 + 20 = 110 min
    of = sop(step(1, "1 jam"), step(2, "1 jam"))
    again = run(2, wita("2026-11-17 08:00"), wita("2026-11-17 08:20"), attempt=2)
    found = judged(of, ticket(at("08:00"), *done((1, "08:45"), (2, "09:30")), again))
    assert found[Scope.STEP, 2, 1].state is RunState.MET
    assert found[Scope.STEP, 2, 2].used_s == 1200
    assert found[Scope.TOTAL, 1, 1].used_s == 90 * 60
    assert (found[Scope.TOTAL, 1, 2].used_s, found[Scope.TOTAL, 1, 2].state) == (110 * 60, RunState.MET)


def test_a_missed_total_is_missed_once_when_reopened() -> None:
    of = sop(step(1, "1 jam"))
    again = run(1, wita("2026-11-17 08:00"), wita("2026-11-17 08:20"), attempt=2)
    found = judged(of, ticket(at("08:00"), *done((1, "10:30")), again))
    totals = [v for v in found.values() if v.scope is Scope.TOTAL]
    assert [v.state for v in totals] == [RunState.LATE]


def test_of_a_ticket_that_knows_only_opened_and_solved_the_total_is_judged() -> None:
    # JarKomDat from Mon 08:00: due Thu 09:00
    known = ticket(at("08:00"), grain=Grain.TICKET, solved=stamp(wita("2026-11-19 08:30"), 60))
    found = judged(JARKOMDAT_SOP, known)
    assert list(found) == [(Scope.TOTAL, 1, 1)]
    total = found[Scope.TOTAL, 1, 1]
    assert (total.state, total.due_at, total.remarks) == (
        RunState.MET,
        wita("2026-11-19 09:00"),
        ("hanya total",),
    )


def test_closing_a_ticket_leaves_an_unfinished_step_unknown_or_missed() -> None:
    # step 2 is due 10:05
    of = sop(step(1, "5 menit"), step(2, "2 jam"), step(3, "1 jam"))
    closed = [
        judged(of, ticket(at("08:00"), *done((1, "08:05")), solved=stamp(at(clock))))[Scope.STEP, 2, 1]
        for clock in ("09:00", "11:00")
    ]
    assert [(v.heap, v.rule) for v in closed] == [
        (Heap.UNMONITORED, "no_finish"),
        (Heap.MISSED, "closed_past_due"),
    ]


def backup(*runs: StepRun, readable: bool = True) -> Ticket:
    """A backup scheduled for Sun 22:00 with an hour of grace."""
    scheduled = wita("2026-11-15 22:00")
    return ticket(scheduled, *runs, scheduled_at=scheduled, grace_s=3600, source_readable=readable)


def backed_up(stored: str | None) -> tuple[StepRun, ...]:
    night = "2026-11-15 "
    written = wita(night + "22:15")
    return (
        run(2, wita(night + "22:05"), written),
        run(3, written, wita(night + stored) if stored else None),
    )


def test_a_good_backup_is_met_and_its_click_is_not_measured() -> None:
    # step 2: 22:05-22:15 = 600 of 900 s; step 3: stored 30 s after the log's last line
    found = judged(BACKUP_SOP, backup(*backed_up("22:15:30")))
    assert [(v.from_step, v.heap, v.rule) for v in found.values()] == [
        (1, Heap.OUTSIDE, "not_measured"),
        (2, Heap.MET, "within_standard"),
        (3, Heap.MET, "zero_within_tolerance"),
        (1, Heap.MET, "within_standard"),
    ]
    # the total is the script's 15 minutes and the zero: 22:05 to 22:15:30 = 630 s
    assert (found[Scope.TOTAL, 1, 1].used_s, found[Scope.TOTAL, 1, 1].budget_s) == (630, 900)


def test_a_failed_check_misses_step_three_and_leaves_step_two_to_its_time() -> None:
    found = judged(BACKUP_SOP, backup(*backed_up(None)))
    assert found[Scope.STEP, 2, 1].heap is Heap.MET
    assert (found[Scope.STEP, 3, 1].state, found[Scope.STEP, 3, 1].heap) == (RunState.OVERDUE, Heap.MISSED)


def test_a_backup_not_begun_is_one_missed_run_after_its_grace() -> None:
    before = judge_ticket(backup(), BACKUP_SOP, BULELENG, now=wita("2026-11-15 23:00"))
    after = judge_ticket(backup(), BACKUP_SOP, BULELENG, now=wita("2026-11-15 23:01"))
    assert [(v.state, v.heap) for v in before] == [(RunState.NOT_STARTED, Heap.OUTSIDE)]
    assert [(v.from_step, v.state, v.heap) for v in after] == [(2, RunState.NOT_DONE, Heap.MISSED)]
    assert after[0].period_at == wita("2026-11-15 23:00")


def test_a_backup_whose_folder_could_not_be_read_is_unknown() -> None:
    verdicts = judge_ticket(backup(readable=False), BACKUP_SOP, BULELENG, now=LATER)
    assert [(v.state, v.heap, v.rule) for v in verdicts] == [(RunState.UNKNOWN, Heap.UNMONITORED, "source_unreadable")]


def test_a_run_begun_after_its_grace_stays_not_done() -> None:
    night = [wita("2026-11-16 00:30"), wita("2026-11-16 00:40")]
    found = judged(BACKUP_SOP, backup(run(2, *night), run(3, night[1], night[1])))
    assert (found[Scope.STEP, 2, 1].state, found[Scope.STEP, 3, 1].state) == (RunState.NOT_DONE, RunState.MET)


def excuse(officer: str = "sari", **fields: object) -> Excuse:
    made = Excuse("51.08", "T-1", 1, 1, Scope.STEP, officer, "listrik padam", wita("2026-11-17 08:00"))
    return replace(made, **fields)  # type: ignore[arg-type]


LATE_BY_BUDI = ticket(at("08:00"), run(1, None, at("11:00"), performer="budi"))
ONE = sop(step(1, "1 jam"))


def test_an_excuse_moves_a_missed_run_and_its_withdrawal_moves_it_back() -> None:
    plain = judge_ticket(LATE_BY_BUDI, ONE, BULELENG, now=LATER)
    moved = judge_ticket(LATE_BY_BUDI, ONE, BULELENG, now=LATER, excuses=[excuse()])
    back = judge_ticket(
        LATE_BY_BUDI, ONE, BULELENG, now=LATER, excuses=[excuse(withdrawn_at=LATER - timedelta(days=1))]
    )
    assert (moved[0].heap, moved[0].heap_before, moved[0].state) == (Heap.EXCUSED, Heap.MISSED, RunState.LATE)
    assert moved[0].remarks == ("dikecualikan oleh sari: listrik padam",)
    assert back == plain


def test_an_excuse_by_the_performer_is_refused() -> None:
    verdict = judge_ticket(LATE_BY_BUDI, ONE, BULELENG, now=LATER, excuses=[excuse("budi")])[0]
    assert verdict.heap is Heap.MISSED
    assert verdict.remarks == ("pengecualian oleh pelaksananya sendiri tidak diterima",)


def test_an_excuse_does_not_reach_back_before_it_was_given() -> None:
    verdict = judge_ticket(LATE_BY_BUDI, ONE, BULELENG, now=at("12:00"), excuses=[excuse()])[0]
    assert verdict.heap is Heap.MISSED


def test_a_met_run_needs_no_excuse() -> None:
    met = ticket(at("08:00"), run(1, None, at("08:30")))
    assert judge_ticket(met, ONE, BULELENG, now=LATER, excuses=[excuse()])[0].heap is Heap.MET
