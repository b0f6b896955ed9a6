"""How tickets end: solved, reopened, cancelled, known only as a whole; and who may excuse what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.model import Excuse, Grain, Heap, RunState, Scope, Stamp, StepRun, Ticket, Verdict
from dashboard.sla import judge_ticket, office_row
from dashboard.sop import Clock, Sop
from tests.sla.factories import (
    BULELENG,
    JARKOMDAT_SOP,
    PESISIR_SOP,
    TRENGGALEK,
    one,
    pause,
    run,
    sop,
    stamp,
    step,
    ticket,
    wib,
    wita,
)

LATER = wita("2026-12-30 12:00")
TWO = sop(step(1, "1 jam"), step(2, "1 jam"))
SOLVED = ticket(
    wita("2026-11-16 08:00"),
    run(1, None, wita("2026-11-16 08:45")),
    run(2, None, wita("2026-11-16 09:30")),
    solved=stamp(wita("2026-11-16 09:30")),
)
REOPENED = replace(SOLVED, runs=(*SOLVED.runs, run(2, wita("2026-11-17 08:00"), None, attempt=2)))


def judged(of: Sop, opened: Ticket, now: datetime = LATER) -> dict[tuple[Scope, int, int], Verdict]:
    return {(v.scope, v.from_step, v.attempt): v for v in judge_ticket(opened, of, BULELENG, now=now)}


# Reopening


def test_a_solved_ticket_that_is_reopened_runs_again() -> None:
    # 2#2 from Tue 08:00 is due 09:00. The total had used 90 of 120 minutes: 30 more from Tue 08:00 = 08:30
    found = judged(TWO, REOPENED, wita("2026-11-17 08:20"))
    again, total = found[Scope.STEP, 2, 2], found[Scope.TOTAL, 1, 2]
    assert (again.state, again.due_at) == (RunState.RUNNING, wita("2026-11-17 09:00"))
    assert (total.state, total.due_at, total.used_s) == (RunState.AT_RISK, wita("2026-11-17 08:30"), 110 * 60)


def test_a_reopened_step_left_open_is_overdue_and_not_forgiven_by_the_old_solution() -> None:
    found = judged(TWO, REOPENED, wita("2026-11-17 10:00"))
    assert (found[Scope.STEP, 2, 2].state, found[Scope.STEP, 2, 1].state) == (RunState.OVERDUE, RunState.MET)
    assert [v.state for v in found.values() if v.scope is Scope.TOTAL] == [RunState.MET, RunState.OVERDUE]


def test_before_it_was_reopened_it_was_solved() -> None:
    assert judged(TWO, REOPENED, wita("2026-11-16 12:00")) == judged(TWO, SOLVED, wita("2026-11-16 12:00"))


def test_a_reopened_ticket_solved_again_is_closed() -> None:
    # 2#2 unfinished when the ticket is solved at 08:40, before its due time 09:00: its finish is unknown
    closed = replace(REOPENED, solved=stamp(wita("2026-11-17 08:40")))
    assert judged(TWO, closed)[Scope.STEP, 2, 2].rule == "no_finish"


# Cancelled, and known only as a whole


def test_cancelling_leaves_what_was_judged_and_takes_out_what_was_open() -> None:
    # 1 late (65 of 60), 2 open within its hour; total 2 h: due 10:00
    cancelled = ticket(wita("2026-11-16 08:00"), run(1, None, wita("2026-11-16 09:05")))
    cancelled = replace(cancelled, cancelled_at=wita("2026-11-16 09:30"), cancel_reason="ganda")
    heaps = [v.heap for v in judge_ticket(cancelled, TWO, BULELENG, now=LATER)]
    assert heaps == [Heap.MISSED, Heap.OUTSIDE, Heap.OUTSIDE]


def test_cancelling_during_a_pause_that_began_in_time_is_outside() -> None:
    # due 09:00, paused since 08:30, cancelled 11:00: half an hour used
    away = run(1, None, None, pauses=(pause(wita("2026-11-16 08:30"), None),))
    cancelled = replace(ticket(wita("2026-11-16 08:00"), away), cancelled_at=wita("2026-11-16 11:00"))
    assert judged(one("1 jam"), cancelled)[Scope.STEP, 1, 1].heap is Heap.OUTSIDE


# JarKomDat as a whole from Mon 08:00: 60 minutes, 2 hari, 1 hari = Thu 09:00
WHOLE = [
    ("2026-11-18 12:00", None, None, RunState.AT_RISK, Heap.OUTSIDE),
    ("2026-11-19 09:01", None, None, RunState.OVERDUE, Heap.MISSED),
    ("2026-11-30 12:00", "2026-11-19 10:00", None, RunState.LATE, Heap.MISSED),
    ("2026-11-30 12:00", None, "2026-11-18 12:00", RunState.SKIPPED, Heap.OUTSIDE),
    ("2026-11-30 12:00", None, "2026-11-20 12:00", RunState.LATE, Heap.MISSED),
    # solved before it was opened
    ("2026-11-30 12:00", "2026-11-16 07:00", None, RunState.UNKNOWN, Heap.UNMONITORED),
]


@pytest.mark.parametrize(("now", "solved", "cancelled", "state", "heap"), WHOLE)
def test_a_ticket_known_only_as_a_whole(
    now: str, solved: str | None, cancelled: str | None, state: RunState, heap: Heap
) -> None:
    known = replace(ticket(wita("2026-11-16 08:00")), grain=Grain.TICKET)
    known = replace(known, solved=stamp(wita(solved), 60) if solved else None)
    known = replace(known, cancelled_at=wita(cancelled) if cancelled else None)
    (total,) = judged(JARKOMDAT_SOP, known, wita(now)).values()
    assert (total.scope, total.state, total.heap) == (Scope.TOTAL, state, heap)


def test_a_whole_of_unknown_way_is_judged_by_the_longest_and_says_so() -> None:
    known = replace(ticket(wita("2026-11-16 07:30")), grain=Grain.TICKET)
    (total,) = judged(PESISIR_SOP, known, wita("2026-11-16 08:00")).values()
    # 505 minutes either way: 465 on Monday, 40 on Tuesday
    assert total.due_at == wita("2026-11-17 08:10")
    assert total.remarks == ("hanya total", "alur tidak diketahui: alur terpanjang")


# Whose period


def test_midnight_of_the_office_decides_the_period() -> None:
    # A machine's hour, due Tue 1 Dec 00:00 sharp: missed in December; a second before, in November
    november = (wita("2026-11-01 00:00"), wita("2026-12-01 00:00"))
    december = (wita("2026-12-01 00:00"), wita("2027-01-01 00:00"))
    found = []
    for opened in ("2026-11-30 23:00:00", "2026-11-30 22:59:59"):
        verdicts = judge_ticket(ticket(wita(opened)), one("1 jam", Clock.CALENDAR), BULELENG, now=LATER)
        rows = [office_row(verdicts, office="51.08", period=period, now=LATER) for period in (november, december)]
        found.append([row.missed for row in rows])
    assert found == [[0, 1], [1, 0]]


def test_the_same_instant_belongs_to_different_days_in_two_zones() -> None:
    # Mon 30 Nov 23:30 WIB is Tue 1 Dec 00:30 WITA
    met = run(1, None, wib("2026-11-30 23:30"))
    for calendar, at in ((TRENGGALEK, wib), (BULELENG, wita)):
        november = (at("2026-11-01 00:00"), at("2026-12-01 00:00"))
        verdicts = judge_ticket(ticket(wib("2026-11-30 23:00"), met), one("10 hari"), calendar, now=LATER)
        row = office_row(verdicts, office="51.08", period=november, now=LATER)
        assert row.met == (1 if calendar is TRENGGALEK else 0)


# Excuses


def excuse(officer: str, scope: Scope = Scope.STEP) -> Excuse:
    return Excuse("51.08", "T-1", 1, 1, scope, officer, "banjir", wita("2026-11-17 08:00"))


def pressed_by(name: str) -> Ticket:
    """Late, and ticked off by button; nobody wrote down who did it."""
    finish = Stamp(wita("2026-11-16 11:00"), 1, wita("2026-11-16 11:00"), by=name, typed=False)
    return ticket(wita("2026-11-16 08:00"), StepRun(1, finished=finish))


def test_who_ticked_a_run_off_may_not_excuse_it() -> None:
    found = [
        judge_ticket(pressed_by("budi"), one("1 jam"), BULELENG, now=LATER, excuses=[excuse(name)])[0].heap
        for name in ("budi", " Budi", "sari")
    ]
    assert found == [Heap.MISSED, Heap.MISSED, Heap.EXCUSED]


def test_who_typed_anothers_times_may_excuse_them() -> None:
    finish = Stamp(wita("2026-11-16 11:00"), 60, LATER, by="sari")
    told = ticket(wita("2026-11-16 08:00"), StepRun(1, finished=finish, performer="budi"))
    assert judge_ticket(told, one("1 jam"), BULELENG, now=LATER, excuses=[excuse("sari")])[0].heap is Heap.EXCUSED


def test_who_performed_any_step_may_not_excuse_the_total() -> None:
    told = ticket(
        wita("2026-11-16 08:00"),
        run(1, None, wita("2026-11-16 08:30"), performer="ani"),
        run(2, None, wita("2026-11-16 11:00"), performer="budi"),
        run(2, wita("2026-11-17 08:00"), wita("2026-11-17 08:10"), attempt=2, performer="cici"),
    )
    found = [
        judge_ticket(told, TWO, BULELENG, now=LATER, excuses=[excuse(name, Scope.TOTAL)])[-1].heap
        for name in ("ani", "budi", "cici", "sari")
    ]
    assert found == [Heap.MISSED, Heap.MISSED, Heap.MISSED, Heap.EXCUSED]
