"""What must hold for every due time of a ticket: holidays, pauses and chains only ever give more time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.model import Heap, Pause, RunState, Verdict
from dashboard.sla import judge_ticket
from dashboard.sop import Clock, Sop
from dashboard.workcal import WorkingCalendar
from tests.property.calendars import INSTANTS, calendars
from tests.sla.factories import BULELENG_SOP, JARKOMDAT_SOP, MIXED_SOP, SPAN_SOP, one, run, sop, step, ticket

modest = settings(max_examples=60, deadline=None)

SINGLE = [one("2 jam"), one("15 menit", Clock.CALENDAR), one("1 hari"), one("10-30 menit"), one("3 hari")]
CHAINED = [JARKOMDAT_SOP, BULELENG_SOP, SPAN_SOP, MIXED_SOP]
MINUTES = st.integers(min_value=0, max_value=3 * 24 * 60)


def total(of: Sop, opened: datetime, calendar: WorkingCalendar, now: datetime) -> Verdict:
    return judge_ticket(ticket(opened), of, calendar, now=now)[-1]


def reached(due: datetime, calendar: WorkingCalendar) -> datetime:
    """A due time written as a closing stands for every instant up to the next opening."""
    return due if calendar.is_open(due) else calendar.next_opening(due)


@modest
@given(calendars(), st.sampled_from([*SINGLE, *CHAINED]), INSTANTS, st.integers(0, 9))
def test_a_holiday_never_brings_a_total_forward(
    calendar: WorkingCalendar, of: Sop, opened: datetime, after: int
) -> None:
    holiday = calendar.local_date(opened) + timedelta(days=after)
    closed = replace(calendar, holidays={**calendar.holidays, holiday: "Libur"})
    without, with_it = (total(of, opened, office, opened).due_at for office in (calendar, closed))
    assert without is not None
    assert with_it is not None
    assert reached(with_it, closed) >= without


@modest
@given(calendars(), st.sampled_from([*SINGLE, *CHAINED]), INSTANTS, INSTANTS)
def test_a_ticket_opened_later_is_never_due_earlier(
    calendar: WorkingCalendar, of: Sop, a: datetime, b: datetime
) -> None:
    first, last = (total(of, at, calendar, at).due_at for at in sorted((a, b)))
    assert first is not None
    assert last is not None
    assert first <= reached(last, calendar)


@modest
@given(calendars(), st.sampled_from(SINGLE), INSTANTS, MINUTES, MINUTES, MINUTES)
def test_a_pause_gives_time_and_never_un_misses(
    calendar: WorkingCalendar, of: Sop, opened: datetime, until: int, length: int, looked: int
) -> None:
    begin = opened + timedelta(minutes=until)
    away = Pause(begin, begin + timedelta(minutes=length), "menunggu")
    now = begin + timedelta(minutes=looked)
    plain = judge_ticket(ticket(opened, run(1)), of, calendar, now=now)[0]
    paused = judge_ticket(ticket(opened, run(1, pauses=(away,))), of, calendar, now=now)[0]
    assert plain.due_at is not None
    assert paused.due_at is not None
    assert paused.used_s is not None
    assert plain.used_s is not None
    assert paused.due_at >= plain.due_at
    assert paused.used_s <= plain.used_s
    if begin > plain.due_at:
        assert (paused.heap, paused.state, paused.due_at) == (Heap.MISSED, RunState.OVERDUE, plain.due_at)


@modest
@given(calendars(), st.sampled_from(SINGLE), INSTANTS, MINUTES, st.lists(st.tuples(MINUTES, MINUTES), max_size=3))
def test_pauses_in_any_order_are_the_same_pauses(
    calendar: WorkingCalendar, of: Sop, opened: datetime, looked: int, gaps: list[tuple[int, int]]
) -> None:
    at, stops = opened, []
    for wait, length in gaps:
        begin = at + timedelta(minutes=wait)
        at = begin + timedelta(minutes=length)
        stops.append(Pause(begin, at, "menunggu"))
    now = at + timedelta(minutes=looked)
    forwards, backwards = (
        judge_ticket(ticket(opened, run(1, pauses=tuple(order))), of, calendar, now=now)
        for order in (stops, stops[::-1])
    )
    assert forwards == backwards


@modest
@given(calendars(), INSTANTS, st.integers(0, 60), st.integers(min_value=1, max_value=20 * 3600))
def test_a_total_that_ends_on_a_machines_clock_is_late_at_any_hour_past_its_due_time(
    calendar: WorkingCalendar, opened: datetime, minutes: int, past_s: int
) -> None:
    of = sop(step(1, "2 jam"), step(2, "3 jam", clock=Clock.CALENDAR))
    due = total(of, opened, calendar, opened).due_at
    assert due is not None
    first = run(1, None, min(opened + timedelta(minutes=minutes), due))
    for finish, state in ((due, RunState.MET), (due + timedelta(seconds=past_s), RunState.LATE)):
        done = ticket(opened, first, run(2, None, finish))
        assert judge_ticket(done, of, calendar, now=finish)[-1].state is state
