"""Pauses worked by hand: over nights and weekends, in days and years, in chains, and those that come too late."""

from __future__ import annotations

from datetime import datetime

import pytest

from dashboard.model import Pause, RunState, Scope, StepRun, Verdict
from dashboard.sla import judge_ticket
from dashboard.sop import Clock, Sop
from tests.sla.factories import BULELENG, JARKOMDAT_SOP, PESISIR_SOP, one, pause, run, ticket, wita

LATER = wita("2026-12-30 12:00")


def judged(of: Sop, opened: str, *runs: StepRun, now: datetime = LATER) -> dict[tuple[Scope, int], Verdict]:
    found = judge_ticket(ticket(wita(opened), *runs), of, BULELENG, now=now)
    return {(v.scope, v.from_step): v for v in found}


def away(begin: str, end: str | None) -> Pause:
    return pause(wita(begin), wita(end) if end else None)


# (what, standard, opened, pause, due)
MOVED = [
    # Fri 10:00 + 1 hari = Mon 10:00; Fri 13:00-14:00 and Mon 07:30-08:30 are lost: 12:00
    ("days over a weekend", "1 hari", "2026-11-20 10:00", ("2026-11-20 13:00", "2026-11-23 08:30"), "2026-11-23 12:00"),
    # Sat 09:00 to Sun 20:00: nothing is lost
    ("within a weekend", "1 hari", "2026-11-20 10:00", ("2026-11-21 09:00", "2026-11-22 20:00"), "2026-11-23 10:00"),
    # due 10:00; of 09:30-12:45 the office works 2.5 h: 10:00-12:00 and 12:45-13:15
    ("into the break", "2 jam", "2026-11-16 08:00", ("2026-11-16 09:30", "2026-11-16 12:45"), "2026-11-16 13:15"),
    # begun at the very moment of the due time 10:00: not after it, so it moves it by an hour
    ("begun when due", "2 jam", "2026-11-16 08:00", ("2026-11-16 10:00", "2026-11-16 11:00"), "2026-11-16 11:00"),
    # begun a minute later: it un-misses nothing
    ("begun after due", "2 jam", "2026-11-16 08:00", ("2026-11-16 10:01", "2026-11-16 11:00"), "2026-11-16 10:00"),
    # due Tue 16:00 (1 hari from Tue 07:30 is Wed 07:30); paused in the evening, after it
    ("begun after closing", "1 hari", "2026-11-17 07:30", ("2026-11-17 17:00", None), "2026-11-17 16:00"),
    # before the step began nothing of it counts; from 08:00 on half an hour does: 10:30
    ("begun before", "2 jam", "2026-11-16 08:00", ("2026-11-16 07:30", "2026-11-16 08:30"), "2026-11-16 10:30"),
    # Nyepi and cuti bersama stand still anyway: Tue 17 Mar 14:00 + 4 h: 2 h to 16:00, Fri 07:00-09:00; lost Fri 07-08
    ("over Nyepi", "4 jam", "2026-03-17 14:00", ("2026-03-18 08:00", "2026-03-20 08:00"), "2026-03-20 10:00"),
]


@pytest.mark.parametrize(("what", "waktu", "opened", "stop", "due"), MOVED, ids=[row[0] for row in MOVED])
def test_a_pause_moves_the_due_time_by_what_the_steps_own_clock_lost(
    what: str, waktu: str, opened: str, stop: tuple[str, str | None], due: str
) -> None:
    found = judged(one(waktu), opened, run(1, None, LATER, pauses=(away(*stop),)))
    assert found[Scope.STEP, 1].due_at == wita(due)


def test_a_machines_clock_loses_every_hour_of_a_pause() -> None:
    # 15 menit on the calendar from Sat 22:00, paused 22:05-22:35: 22:45
    found = judged(
        one("15 menit", Clock.CALENDAR),
        "2026-11-21 22:00",
        run(1, None, LATER, pauses=(away("2026-11-21 22:05", "2026-11-21 22:35"),)),
    )
    assert found[Scope.STEP, 1].due_at == wita("2026-11-21 22:45")


def test_a_paused_year_ends_on_a_closing_again() -> None:
    # 8 Dec 2025 + 1 tahun = Mon 7 Dec 2026 16:00; ten days lost: Thu 17 Dec 16:00; one day lost to a Sunday: Fri 14:00
    ten = run(1, None, None, pauses=(away("2026-03-02 08:00", "2026-03-12 08:00"),))
    six = run(1, None, None, pauses=(away("2026-03-02 08:00", "2026-03-08 08:00"),))
    dues = [
        judged(one("1 tahun"), "2025-12-08 10:00", each, now=wita("2026-06-01 10:00"))[Scope.STEP, 1].due_at
        for each in (ten, six)
    ]
    # 7 Dec + 6 days = Sun 13 Dec: the last closing is Fri 11 Dec 14:00
    assert dues == [wita("2026-12-17 16:00"), wita("2026-12-11 14:00")]


def test_two_pauses_are_both_taken_off_though_the_second_begins_only_after_the_old_due_time() -> None:
    # due 10:00; paused 09:00-10:30: 11:30; then 11:00-11:30, before that: 12:00
    stops = (away("2026-11-16 09:00", "2026-11-16 10:30"), away("2026-11-16 11:00", "2026-11-16 11:30"))
    verdict = judged(one("2 jam"), "2026-11-16 08:00", run(1, None, wita("2026-11-16 12:00"), pauses=stops))[
        Scope.STEP, 1
    ]
    assert (verdict.due_at, verdict.used_s, verdict.state) == (wita("2026-11-16 12:00"), 7200, RunState.MET)


def test_a_bare_duration_moves_its_step_and_the_total_once_each() -> None:
    # 30 min off: step 1 due 09:00; total 09:00 + 2 + 1 hari = Thu 09:00, moved: 09:30 in the same chain
    off = Pause(None, None, "menunggu", duration_s=1800)
    found = judged(JARKOMDAT_SOP, "2026-11-16 08:00", run(1, None, wita("2026-11-16 08:40"), pauses=(off,)))
    assert (found[Scope.STEP, 1].due_at, found[Scope.STEP, 1].used_s) == (wita("2026-11-16 09:00"), 600)
    assert found[Scope.TOTAL, 1].due_at == wita("2026-11-19 09:30")


def test_a_pause_in_a_day_of_a_chain_moves_every_day_after_it() -> None:
    # Mon 08:00 + 60 min + 2 hari = Wed 09:00; paused Tue 15:00-16:00 and Wed 07:30-08:30: 11:00; + 1 hari = Thu 11:00
    runs = (run(1, None, wita("2026-11-16 08:20")), run(2, None, wita("2026-11-16 08:50")))
    third = run(3, None, None, pauses=(away("2026-11-17 15:00", "2026-11-18 08:30"),))
    found = judged(JARKOMDAT_SOP, "2026-11-16 08:00", *runs, third, now=wita("2026-11-18 09:00"))
    # step 3 itself: Mon 08:50 + 2 hari = Wed 08:50, + 2 h
    assert found[Scope.STEP, 3].due_at == wita("2026-11-18 10:50")
    assert found[Scope.TOTAL, 1].due_at == wita("2026-11-19 11:00")


def test_a_pause_inside_a_step_without_a_standard_is_not_taken_off_twice() -> None:
    # step 1 has no standard: 07:30-08:30 is off the total as a whole, the pause 08:00-08:15 within it too
    first = run(1, None, wita("2026-11-16 08:30"), pauses=(away("2026-11-16 08:00", "2026-11-16 08:15"),))
    found = judged(PESISIR_SOP, "2026-11-16 07:30", first, now=wita("2026-11-16 08:45"))
    # 505 + 60 min from 07:30: 270 to 12:00, 195 to 16:00, 100 on Tue from 07:30
    assert found[Scope.TOTAL, 1].due_at == wita("2026-11-17 09:10")
    assert found[Scope.TOTAL, 1].used_s == 900


def test_a_pause_that_outlasts_the_finish_counts_up_to_it() -> None:
    # 08:00-09:00 with a pause 08:30-11:00: 30 min used, the due time 09:00 + 30 min
    first = run(1, None, wita("2026-11-16 09:00"), pauses=(away("2026-11-16 08:30", "2026-11-16 11:00"),))
    verdict = judged(one("1 jam"), "2026-11-16 08:00", first)[Scope.STEP, 1]
    assert (verdict.due_at, verdict.used_s) == (wita("2026-11-16 09:30"), 1800)
