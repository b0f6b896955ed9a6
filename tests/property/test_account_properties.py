"""What must hold for every set of tickets: heaps, periods, and that what was reported stays as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import Compliance, Excuse, Heap, Kind, Pause, Scope, StepRun, Ticket, Verdict
from dashboard.sla import Period, RowKey, accounts, judge_ticket
from dashboard.sop import Sop
from tests.sla.factories import (
    BULELENG,
    BULELENG_SOP,
    JARKOMDAT_SOP,
    MIXED_SOP,
    PERALATAN_SOP,
    PESISIR_SOP,
    SPAN_SOP,
    run,
    stamp,
    ticket,
)

modest = settings(max_examples=60, deadline=None)

LINEAR = (JARKOMDAT_SOP, SPAN_SOP, MIXED_SOP)
SOPS = (*LINEAR, BULELENG_SOP, PESISIR_SOP, PERALATAN_SOP)
OPENING = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(min_value=0, max_value=300 * 24 * 60).map(lambda minutes: OPENING + timedelta(minutes=minutes))
WAITS = st.one_of(st.integers(min_value=0, max_value=600), st.integers(min_value=0, max_value=20 * 24 * 60))


def month_bounds() -> list[datetime]:
    firsts = [date(2026, month, 1) for month in range(1, 13)] + [date(2027, 1, 1)]
    return [BULELENG.local_midnight(day) for day in firsts]


BOUNDS = month_bounds()
MONTHS: list[Period] = list(pairwise(BOUNDS))
YEAR: Period = (BOUNDS[0], BOUNDS[-1])
EVER: Period = (OPENING - timedelta(days=800), OPENING + timedelta(days=800))
POOLED = RowKey("51.08", None, "", None, None, None, Scope.STEP, Kind.PELAKSANAAN)


@st.composite
def tickets(draw: st.DrawFn, sops: Sequence[Sop] = SOPS) -> tuple[Sop, Ticket]:
    """A ticket that went some steps along its SOP, with gaps, skips, pauses and answers as they come."""
    of = draw(st.sampled_from(sops))
    opened = draw(INSTANTS)
    at, runs = opened, []
    for step in of.steps[: draw(st.integers(min_value=0, max_value=len(of.steps)))]:
        began = at + timedelta(minutes=draw(st.sampled_from([0, 0, 0, 90])))
        at = began + timedelta(minutes=draw(WAITS))
        answers = [branch.when for branch in step.next if branch.when]
        how = draw(st.sampled_from(["both", "both", "finish", "none", "skipped"]))
        if how == "none":
            continue
        runs.append(
            run(
                step.number,
                began if how == "both" else None,
                at if how != "skipped" else None,
                branch=draw(st.sampled_from(answers)) if answers else None,
                skipped=how == "skipped",
                pauses=draw(pauses(began)) if how == "both" else (),
            )
        )
    return of, ticket(opened, *runs)


@st.composite
def pauses(draw: st.DrawFn, began: datetime) -> tuple[Pause, ...]:
    if not draw(st.booleans()):
        return ()
    start = began + timedelta(minutes=draw(WAITS))
    return (Pause(start, start + timedelta(minutes=draw(WAITS)), "menunggu"),)


@st.composite
def open_tickets(draw: st.DrawFn) -> tuple[Sop, Ticket]:
    """A ticket whose first steps are done without gaps and whose next one is open."""
    of = draw(st.sampled_from(LINEAR))
    opened = draw(INSTANTS)
    at, runs = opened, []
    for step in of.steps[: draw(st.integers(min_value=0, max_value=len(of.steps) - 1))]:
        at += timedelta(minutes=draw(WAITS))
        runs.append(run(step.number, None, at))
    return of, ticket(opened, *runs)


def judged(found: tuple[Sop, Ticket], now: datetime, excuses: Sequence[Excuse] = ()) -> tuple[Verdict, ...]:
    of, made = found
    return judge_ticket(made, of, BULELENG, now=now, excuses=excuses)


def heaps(rows: Sequence[Compliance]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        for heap in Heap:
            counts[heap] += getattr(row, heap)
        counts["before"] += round((row.compliance_before or 0) * 1000) if row.compliance_before is not None else 0
    return counts


def counted(rows: Sequence[Compliance]) -> Counter[str]:
    return Counter({name: count for name, count in heaps(rows).items() if name != "before"})


@modest
@given(st.lists(tickets(), max_size=6), INSTANTS)
def test_heaps_sum_to_all_and_months_sum_to_the_year(found: list[tuple[Sop, Ticket]], now: datetime) -> None:
    verdicts = [verdict for each in found for verdict in judged(each, now)]
    year = accounts(verdicts, period=YEAR, now=now)
    months = [row for month in MONTHS for row in accounts(verdicts, period=month, now=now)]
    in_year = [verdict for verdict in verdicts if YEAR[0] <= verdict.period_at < YEAR[1]]
    assert sum(counted(year).values()) == len(in_year)
    assert counted(months) == counted(year)


@modest
@given(tickets(), INSTANTS)
def test_every_run_has_its_period_no_later_than_now(found: tuple[Sop, Ticket], now: datetime) -> None:
    assert all(verdict.period_at <= now for verdict in judged(found, now))


@modest
@given(tickets(), INSTANTS, INSTANTS)
def test_a_reported_month_never_changes_by_itself(found: tuple[Sop, Ticket], a: datetime, b: datetime) -> None:
    reported, later = sorted((a, b))
    known = until(found, reported)
    for month in MONTHS:
        if month[1] <= reported:
            first = accounts(judged(known, reported), period=month, now=reported)
            again = accounts(judged(known, later), period=month, now=later)
            assert heaps(first) == heaps(again)


def until(found: tuple[Sop, Ticket], now: datetime) -> tuple[Sop, Ticket]:
    """The ticket as it was written down at ``now``: later data do not exist yet."""
    of, made = found
    runs: list[StepRun] = []
    for each in made.runs:
        started = each.started if each.started and each.started.at <= now else None
        finished = each.finished if each.finished and each.finished.at <= now else None
        held = tuple(
            replace(pause, end=pause.end if pause.end and pause.end <= now else None)
            for pause in each.pauses
            if pause.start and pause.start <= now
        )
        runs.append(replace(each, started=started, finished=finished, pauses=held))
    return of, replace(made, runs=tuple(runs))


@settings(max_examples=200, deadline=None)
@given(open_tickets(), st.integers(min_value=-3, max_value=3), st.data())
def test_finishing_a_late_run_changes_no_earlier_period(
    found: tuple[Sop, Ticket], days: int, data: st.DataObject
) -> None:
    of, made = found
    minutes = data.draw(st.one_of(st.integers(1, 20 * 60), st.integers(1, 60 * 24 * 60)))
    # Reported at or near the first turn of the month after what is known of it, when it may be open and late.
    last = max((each.finished.at for each in made.runs if each.finished), default=made.opened.at)
    bound = next((each for each in BOUNDS if each > last), BOUNDS[-1])
    reported = data.draw(st.one_of(st.just(bound + timedelta(days=max(days, 0))), INSTANTS))
    done = [each for each in made.runs if each.finished and each.finished.at <= reported]
    made = replace(made, runs=tuple(done))
    finish = max(reported, made.opened.at) + timedelta(minutes=minutes)
    number = of.steps[len(done)].number
    finished = replace(made, runs=(*done, StepRun(number, finished=stamp(finish))))
    for month in MONTHS:
        if month[1] <= reported:
            before = accounts(judged((of, made), reported), period=month, now=reported)
            after = accounts(judged((of, finished), finish), period=month, now=finish)
            assert heaps(before) == heaps(after)


DAYS = [BULELENG.local_midnight(date(2026, 1, 1) + timedelta(days=i)) for i in range(120)]
OPENINGS = [opens for day in range(90) for opens, _ in BULELENG.intervals(date(2026, 1, 1) + timedelta(days=day))]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(OPENINGS),
    st.integers(min_value=1, max_value=4),
    st.one_of(st.integers(min_value=0, max_value=2 * 3600), st.integers(min_value=0, max_value=16 * 3600)),
    st.sampled_from([1, 60]),
)
def test_a_day_that_is_over_stays_as_it_was_whenever_the_run_ends(
    opened: datetime, days: int, seconds: int, resolution_s: int
) -> None:
    reported = BULELENG.local_midnight(BULELENG.local_date(opened) + timedelta(days=days))
    # Opened at an opening, 1 hari is due at a closing: there the working clock stands still until the next day.
    of, made = SPAN_SOP, ticket(opened)
    finish = max(reported, opened) + timedelta(seconds=seconds)
    finished = replace(made, runs=tuple(run(n, None, finish, resolution_s=resolution_s) for n in (1, 2, 3)))
    over = [(start, end) for start, end in pairwise(DAYS) if end <= reported]
    before, after = judged((of, made), reported), judged((of, finished), finish)
    for period in over:
        assert heaps(accounts(before, period=period, now=reported)) == heaps(accounts(after, period=period, now=finish))


@modest
@given(st.sampled_from(BOUNDS[:-1]), tickets(), INSTANTS)
def test_a_run_judged_at_midnight_is_counted_in_one_month(
    midnight: datetime, found: tuple[Sop, Ticket], now: datetime
) -> None:
    moved = [replace(verdict, period_at=midnight) for verdict in judged(found, now)]
    months = [row for month in MONTHS for row in accounts(moved, period=month, now=now)]
    assert sum(counted(months).values()) == len(moved)


@modest
@given(tickets(), INSTANTS)
def test_an_excuse_and_its_withdrawal_restore_the_figure(found: tuple[Sop, Ticket], now: datetime) -> None:
    plain = judged(found, now)
    movable = [verdict for verdict in plain if verdict.heap in (Heap.MISSED, Heap.UNMONITORED)]
    given_ = [Excuse(v.office, v.ticket, v.from_step, v.attempt, v.scope, "sari", "banjir", OPENING) for v in movable]
    excused = judged(found, now, given_)
    assert sum(v.heap is Heap.EXCUSED for v in excused) == len(movable)
    # "before" is what the figure was without any excuse.
    figures = [
        (row.compliance if verdicts is plain else row.compliance_before)
        for verdicts in (plain, excused)
        for row in accounts(verdicts, period=EVER, now=now, verdict_key=lambda v: POOLED)
    ]
    assert len(set(figures)) <= 1
    withdrawn = [replace(each, withdrawn_at=OPENING) for each in given_]
    assert judged(found, now, withdrawn) == plain


@modest
@given(tickets(), INSTANTS)
def test_no_two_verdicts_are_about_the_same_run(found: tuple[Sop, Ticket], now: datetime) -> None:
    runs = Counter((v.scope, v.from_step, v.attempt) for v in judged(found, now))
    assert all(count == 1 for count in runs.values())


@modest
@given(tickets(), INSTANTS)
def test_what_is_judged_has_a_due_time_and_what_is_met_was_finished(found: tuple[Sop, Ticket], now: datetime) -> None:
    for verdict in judged(found, now):
        if verdict.heap in (Heap.MET, Heap.MISSED):
            assert verdict.due_at is not None
        if verdict.heap is Heap.MET:
            assert verdict.finished_at is not None
            assert verdict.scope is Scope.TOTAL or verdict.used_s is not None
