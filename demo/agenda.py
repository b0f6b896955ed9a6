"""What officers keep in the dashboard itself: runs ticked by button, pauses with a reason, cancelled, excused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.model import Excuse, Heap, Pause, RunState, Scope, Stamp, StepRun, Ticket
from dashboard.offices import Office
from dashboard.sla import judge_ticket
from dashboard.sop import Sop, Unit
from dashboard.workcal import WorkingCalendar
from demo.chance import draw
from demo.sources import STORY_DAYS, simulated_sops
from demo.stories import REASONS, Plot, is_quick, plots, seen_at, tell

SOURCE = "agenda"
OFFICER = "Kasi PIAK"
QUICK_RATES = {"trenggalek-12-pengiriman-offline+": 0.16}
SLOW_RATES = {
    "trenggalek-11-pemeliharaan-jarkomdat+": 0.03,
    "trenggalek-10-pemeliharaan-alat-perekaman+": 0.03,
    "buleleng-01-perbaikan-perangkat+": 0.03,
    "pesisir-selatan-01-maintenance-software+": 0.03,
}
CANCEL_CHANCE = 0.08
EXCUSE_CHANCE = 0.08
EXCUSES = (
    "Pemadaman listrik terencana",
    "Petugas ditugaskan ke pelayanan keliling",
    "Kantor kecamatan terendam banjir",
)
OPEN_STATES = (RunState.RUNNING, RunState.AT_RISK, RunState.OVERDUE, RunState.PAUSED)
"""Of each one a ticket is open when the demo begins, whatever the hour and the day."""
TRIED_HOURS = 24 * 12


def agenda_tickets(office: Office, sops: dict[str, Sop], calendar: WorkingCalendar, now: datetime) -> Iterator[Ticket]:
    """The officers' own tickets of the last 90 days as they stand at ``now``."""
    today = now.astimezone(ZoneInfo(office.zone)).date()
    kept = simulated_sops(office, sops)
    rates = QUICK_RATES | SLOW_RATES
    for plot in plots(office, kept, calendar, today - timedelta(days=STORY_DAYS), today, rates):
        story = tell(_own(plot), office, calendar, SOURCE, pausing=not is_quick(plot.sop))
        if story.solved is not None and story.solved.at <= now:
            yield _perhaps_cancelled(story)
    yield from open_tickets(office, kept, calendar, now)


def _own(plot: Plot) -> Plot:
    """The same opening under a number of its own: the log book counts by itself."""
    return replace(plot, number=f"AGD/{plot.number}")


def _perhaps_cancelled(story: Ticket) -> Ticket:
    dice = draw("cancelled", story.office, story.id)
    first = story.runs[0].finished
    if dice.random() >= CANCEL_CHANCE or len(story.runs) < 3 or first is None:
        return story
    cancelled_at = first.at + timedelta(minutes=dice.randint(5, 25))
    begun = seen_at(story, cancelled_at)
    return replace(begun, solved=None, cancelled_at=cancelled_at, cancel_reason="Laporan ganda")


def open_tickets(office: Office, sops: dict[str, Sop], calendar: WorkingCalendar, now: datetime) -> Iterator[Ticket]:
    """One open ticket in each of ``OPEN_STATES``: the hours before ``now`` are tried until one fits."""
    lasting = {sop: step for sop in sops.values() if (step := _long_step(sop)) is not None}
    if not lasting:
        return
    for number, state in enumerate(OPEN_STATES, 1):
        dice = draw("open", office.code, now.date(), state)
        sop, place = dice.choice(list(lasting)), dice.choice(office.kecamatan).code
        for back in range(dice.randint(1, 4), TRIED_HOURS):
            opened_at = (now - timedelta(hours=back)).replace(second=0, microsecond=0)
            if not calendar.is_open(opened_at):
                continue
            runs = _runs_until(lasting[sop], sop, calendar, opened_at, paused=state is RunState.PAUSED)
            ticket = Ticket(
                id=f"{SOURCE}:AGD/{opened_at:%y%m%d}/{place}/{number:02d}",
                office=office.code,
                kecamatan=place,
                sop=sop.id,
                version=sop.effective,
                opened=Stamp(opened_at),
                source=SOURCE,
                runs=runs,
                title=sop.title,
                simulated=True,
            )
            verdicts = judge_ticket(ticket, sop, calendar, now=now)
            if any(each.state is state and each.from_step == lasting[sop] for each in verdicts):
                yield ticket
                break


def _long_step(sop: Sop) -> int | None:
    """The first step of a working day or more that is reached from the first one without an answer."""
    for step in sop.steps:
        standard = step.standard
        if standard is None or standard.is_span or step.measure is not None:
            return None
        if standard.unit is Unit.HARI:
            return step.number
        if len(step.next) != 1 or step.next[0].to != step.number + 1:
            return None
    return None


def _runs_until(
    long_step: int, sop: Sop, calendar: WorkingCalendar, opened_at: datetime, *, paused: bool
) -> tuple[StepRun, ...]:
    """Steps that went by in half their time, and the long one begun."""
    runs = []
    at = opened_at
    for step in sop.steps:
        if step.number == long_step:
            break
        begun = at
        budget_s = 0 if step.standard is None else step.standard.max_s or 0
        at = calendar.add(begun, budget_s / 2).replace(second=0)
        runs.append(StepRun(step.number, started=Stamp(begun), finished=Stamp(at)))
    pauses = (Pause(at + timedelta(minutes=30), None, REASONS[1]),) if paused else ()
    return (*runs, StepRun(long_step, started=Stamp(at), pauses=pauses))


def excuses_of(
    tickets: Iterable[Ticket], sops: dict[str, Sop], calendar: WorkingCalendar, now: datetime
) -> Iterator[Excuse]:
    """An officer's decisions on a few missed steps of past tickets."""
    for ticket in tickets:
        dice = draw("excuse", ticket.office, ticket.id)
        if dice.random() >= EXCUSE_CHANCE:
            continue
        for verdict in judge_ticket(ticket, sops[ticket.sop], calendar, now=now):
            if verdict.heap is Heap.MISSED and verdict.scope is not Scope.TOTAL:
                at = min(now, verdict.period_at + timedelta(days=1))
                yield Excuse(
                    ticket.office,
                    ticket.id,
                    verdict.from_step,
                    verdict.attempt,
                    verdict.scope,
                    OFFICER,
                    dice.choice(EXCUSES),
                    at,
                )
                break
