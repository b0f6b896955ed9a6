"""Runs judged over columns and one by one are the same, whatever the calendar, the standards and the times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import Scope, Stamp, Ticket, Verdict
from dashboard.sla.columns import (
    HEAPS,
    NEVER,
    RULE_NAMES,
    STATES,
    JudgedColumns,
    PauseColumns,
    RunColumns,
    judge_columns,
)
from dashboard.sla.judge import Bench, Window, judge
from dashboard.sla.policy import DEFAULT_POLICY, Policy
from dashboard.sla.stamps import united
from dashboard.sop import Clock, Standard, Unit
from dashboard.workcal import CalendarPeriod, WorkingCalendar
from tests.property.calendars import INSTANTS, calendars

NOW = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BY_UNIT = {Unit.DETIK: 90_000, Unit.MENIT: 2_000, Unit.JAM: 60, Unit.HARI: 12, Unit.TAHUN: 3}
RESOLUTIONS = st.sampled_from([0, 1, 60, 300, 3_600, 86_399])

modest = settings(max_examples=60, deadline=None)


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    unit = draw(st.sampled_from([None, *Unit]))
    maximum = 0 if unit is None else draw(st.integers(1, BY_UNIT[unit]))
    minimum = draw(st.none() | st.integers(1, maximum)) if maximum else None
    return Standard("", minimum, maximum, unit, draw(st.sampled_from(Clock)), 1, 1)


POLICIES = st.builds(
    Policy,
    at_risk_share=st.sampled_from([0.5, 0.75, 1.0]),
    zero_tolerance_s=st.sampled_from([0.0, 60.0, 3_600.0]),
    hari_is_working=st.booleans(),
)


@dataclass(frozen=True)
class Case:
    """One run as a person would write it down; ``standard`` None: none is printed."""

    standard: Standard | None
    start: Stamp | None
    finish: Stamp | None
    before: Stamp | None
    opened: datetime
    pauses: tuple[tuple[datetime, datetime | None], ...]
    lost_s: int


@st.composite
def cases(draw: st.DrawFn) -> Case:
    begin = draw(INSTANTS.filter(lambda at: at <= NOW))
    # Most times lie around a due time and around each other: there the sentences of the rules part.
    gaps = (
        st.integers(0, 3 * 3_600) | st.integers(0, 12 * 86_400) | st.sampled_from([0, 1, 59, 60, 61, 119, 120, 86_400])
    )

    def later(at: datetime) -> datetime:
        return min(at + timedelta(seconds=draw(gaps)), NOW)

    def stamp(at: datetime) -> Stamp:
        return Stamp(at, draw(RESOLUTIONS))

    start = later(begin)
    finish = draw(st.none() | st.just(later(start)))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        paused = later(begin)
        pauses.append((paused, draw(st.none() | st.just(later(paused)))))
    return Case(
        draw(st.none() | standards() | standards() | standards()),
        draw(st.none() | st.just(stamp(start)) | st.just(stamp(start))),
        None if finish is None else stamp(finish),
        draw(st.none() | st.just(stamp(begin))),
        begin,
        tuple(pauses),
        draw(st.sampled_from([0, 0, 0, 60, 7_200])),
    )


def seconds(at: datetime | None) -> int:
    return NEVER if at is None else int((at - EPOCH).total_seconds())


def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def at_of(stamp: Stamp | None) -> int:
    return NEVER if stamp is None else seconds(stamp.at)


def resolution_of(stamp: Stamp | None) -> int:
    return 0 if stamp is None else stamp.resolution_s


def over_columns(made: list[Case], calendar: WorkingCalendar, policy: Policy, now: datetime = NOW) -> JudgedColumns:
    known = [each.standard for each in made if each.standard is not None]
    places = iter(range(len(known)))
    runs = RunColumns(
        start=column([at_of(each.start) for each in made]),
        finish=column([at_of(each.finish) for each in made]),
        before=column([at_of(each.before) for each in made]),
        opened=column([seconds(each.opened) for each in made]),
        start_resolution_s=column([resolution_of(each.start) for each in made]),
        finish_resolution_s=column([resolution_of(each.finish) for each in made]),
        before_resolution_s=column([resolution_of(each.before) for each in made]),
        lost_s=column([each.lost_s for each in made]),
        standard=column([-1 if each.standard is None else next(places) for each in made]),
    )
    pauses = [(i, *pause) for i, each in enumerate(made) for pause in each.pauses]
    halts = PauseColumns(
        column([run for run, _, _ in pauses]),
        column([seconds(start) for _, start, _ in pauses]),
        column([seconds(end) for _, _, end in pauses]),
    )
    return judge_columns(runs, halts, known, calendar, seconds(now), policy)


def one_by_one(case: Case, calendar: WorkingCalendar, policy: Policy) -> Verdict:
    ticket = Ticket("T", "00.00", None, "sop", date(2025, 1, 1), Stamp(case.opened), "test")
    window = Window(
        scope=Scope.STEP,
        from_step=1,
        to_step=1,
        attempt=1,
        chain=() if case.standard is None else (case.standard,),
        start=case.start,
        finish=case.finish,
        is_open=case.finish is None,
        opened_at=case.opened,
        before=case.before,
        holes=united((start, min(end or NOW, NOW)) for start, end in case.pauses),
        lost_s=case.lost_s,
        paused=case.finish is None and any(end is None for _, end in case.pauses),
    )
    return judge(window, Bench(ticket, calendar, policy, NOW))


def number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


@modest
@given(calendars(), POLICIES, st.lists(cases(), min_size=1, max_size=12))
def test_columns_and_single_verdicts_agree(calendar: WorkingCalendar, policy: Policy, made: list[Case]) -> None:
    judged = over_columns(made, calendar, policy)
    assert not judged.left.any()
    for i, case in enumerate(made):
        verdict = one_by_one(case, calendar, policy)
        told = (STATES[judged.state[i]], HEAPS[judged.heap[i]], RULE_NAMES[judged.rule[i]], int(judged.period_at[i]))
        assert told == (verdict.state, verdict.heap, verdict.rule, seconds(verdict.period_at))
        assert int(judged.due_at[i]) == seconds(verdict.due_at)
        figures = (number(judged.used_s[i]), number(judged.budget_s[i]), number(judged.share[i]))
        assert figures == (verdict.used_s, verdict.budget_s, verdict.share)
        assert bool(judged.early[i]) == ("lebih cepat dari baku" in verdict.remarks)


MORNING = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
QUARTER = Standard("15 menit", None, 15, Unit.MENIT, Clock.WORKING, 1, 1)
PLAIN = Case(QUARTER, Stamp(MORNING), Stamp(MORNING + timedelta(minutes=10)), None, MORNING, (), 0)
MORNINGS = WorkingCalendar(
    "Asia/Makassar", (CalendarPeriod(date(2020, 1, 1), None, dict.fromkeys(range(5), ((time(8), time(16)),))),)
)


def left(*made: Case, calendar: WorkingCalendar = MORNINGS, policy: Policy = DEFAULT_POLICY) -> list[bool]:
    return [bool(each) for each in over_columns(list(made), calendar, policy).left]


def test_only_runs_whose_times_say_too_little_are_left_to_the_scalar_engine() -> None:
    bare_date = replace(PLAIN, finish=Stamp(MORNING, 86_400))
    backwards = replace(PLAIN, finish=Stamp(MORNING - timedelta(minutes=1)))
    in_future = replace(PLAIN, finish=Stamp(NOW + timedelta(minutes=1)))
    odd_pause = replace(PLAIN, pauses=((MORNING, MORNING - timedelta(minutes=1)),))
    assert left(PLAIN, bare_date, backwards, in_future, odd_pause) == [False, True, True, True, True]


def test_runs_beyond_the_calendar_are_left_and_those_beside_them_are_judged() -> None:
    ending = replace(MORNINGS, periods=(replace(MORNINGS.periods[0], end=MORNING.date() + timedelta(days=1)),))
    late = replace(PLAIN, start=Stamp(MORNING + timedelta(days=3)), finish=Stamp(MORNING + timedelta(days=4)))
    assert left(PLAIN, late, PLAIN, calendar=ending) == [False, True, False]


def test_a_zone_that_shifts_its_clock_is_left_as_a_whole() -> None:
    assert left(PLAIN, calendar=replace(MORNINGS, zone="Europe/Amsterdam")) == [True]


def test_a_tolerance_of_half_seconds_leaves_the_zeros() -> None:
    zero = replace(PLAIN, standard=Standard("0", None, 0, None, Clock.WORKING, 1, 1))
    assert left(PLAIN, zero, policy=Policy(zero_tolerance_s=0.5)) == [False, True]


def test_no_runs_give_no_verdicts() -> None:
    assert over_columns([], MORNINGS, DEFAULT_POLICY).state.size == 0
