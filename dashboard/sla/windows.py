"""From the path of a ticket to the windows that are judged: one for each step run and each span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from dashboard.model import Scope, Stamp, Ticket
from dashboard.sla.due import Hole
from dashboard.sla.judge import Window
from dashboard.sla.path import Path, Stand, Visit
from dashboard.sla.plan import Plan
from dashboard.sla.stamps import paused_time
from dashboard.sop import Standard

Group = tuple[tuple[int, int], Sequence[Standard], list[Visit]]
"""First and last step, the standards of the whole, and the consecutive visits that it covers."""


def ticket_end(ticket: Ticket, now: datetime) -> tuple[datetime | None, str]:
    """When and how the ticket as a whole was over by ``now``: "cancelled", "closed" or "" while it is open (again)."""
    if ticket.cancelled_at is not None and ticket.cancelled_at <= now:
        return ticket.cancelled_at, "cancelled"
    if ticket.solved is not None and ticket.solved.at <= now and not ticket.is_reopened(now):
        return ticket.solved.at, "closed"
    return None, ""


def step_windows(ticket: Ticket, plan: Plan, path: Path, now: datetime) -> Iterator[Window]:
    """Windows of all steps and spans that the ticket reached, in the order of the path."""
    end = ticket_end(ticket, now)
    spans: dict[int, int] = {}
    for (first, last), chain, visits in _groups(ticket, plan, path):
        taken = [visit for visit in visits if visit.stand is not Stand.SKIPPED]
        if not taken:
            continue
        attempt = taken[0].attempt
        if first != last:
            attempt = spans[first] = spans.get(first, 0) + 1
        window = _window(
            ticket, (first, last), chain, visits, taken, attempt, end, now, by_machine=by_machine(ticket, plan)
        )
        if window.is_zero and window.before is None and visits[0] is not path.visits[0]:
            # A zero counts from its predecessor's finish: where that is unknown, its own start tells nothing.
            window.start = None
        yield window
    for stray in path.strays:
        number = stray.step.number
        yield _window(ticket, (number, number), _own(plan, number), [stray], [stray], stray.attempt, end, now)


def _own(plan: Plan, number: int) -> tuple[Standard, ...]:
    standard = plan.standards[number]
    return () if standard is None else (standard,)


def _groups(ticket: Ticket, plan: Plan, path: Path) -> Iterator[Group]:
    joined = _joined(ticket, path.visits)
    rounds = _rounds(plan, path)

    def key(i: int) -> tuple[int, int, int]:
        number = path.visits[i].step.number
        if joined is not None and joined[0] <= number <= joined[1]:
            return (rounds[i], *joined)
        standard = plan.standards[number]
        if standard is not None and standard.is_span:
            return (rounds[i], standard.first_step, standard.last_step)
        # Steps on their own never share a group, not even two attempts in a row.
        return (-1 - i, number, number)

    for (_, first, last), members in groupby(range(len(path.visits)), key):
        held = [path.visits[i] for i in members]
        if joined == (first, last):
            yield (first, last), plan.chain(list(range(first, last + 1))), held
        else:
            yield (first, last), _own(plan, first), held


def _rounds(plan: Plan, path: Path) -> list[int]:
    """For each visit how often a finished whole or span had been returned to: what was judged before stays."""
    rounds: list[int] = []
    for i, visit in enumerate(path.visits):
        before = path.visits[i - 1] if i else None
        again = i in path.cuts or (before is not None and _ends_span(plan, before, visit.step.number))
        rounds.append((rounds[-1] if rounds else 0) + again)
    return rounds


def _ends_span(plan: Plan, before: Visit, following: int) -> bool:
    """Whether ``before`` finished a span that ``following`` belongs to as well."""
    standard = plan.standards[before.step.number]
    if standard is None or before.stand is not Stand.DONE or before.step.number != standard.last_step:
        return False
    return standard.is_span and standard.first_step <= following <= standard.last_step


def _joined(ticket: Ticket, visits: list[Visit]) -> tuple[int, int] | None:
    """Steps that an outage ticket judges together, as long as no person recorded a finish of the first of them.

    The service that opens a ticket for an outage writes them as ``details["joined_steps"]`` ([3, 4] for JarKomDat).
    """
    pair = ticket.details.get("joined_steps")
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        return None
    first, last = int(pair[0]), int(pair[1])
    for visit in visits:
        if visit.step.number == first and visit.finish is not None and not _self_recovered(visit):
            return None
    return first, last


def _self_recovered(visit: Visit) -> bool:
    return visit.run is not None and visit.run.self_recovered


def _window(
    ticket: Ticket,
    bounds: tuple[int, int],
    chain: Sequence[Standard],
    visits: list[Visit],
    taken: list[Visit],
    attempt: int,
    end: tuple[datetime | None, str],
    now: datetime,
    *,
    by_machine: bool = False,
) -> Window:
    first, last = visits[0], taken[-1]
    is_open = last.stand is Stand.OPEN
    holes, lost_s, paused = time_off(taken, now)
    is_span = bounds[0] != bounds[1]
    return Window(
        scope=Scope.SPAN if is_span else Scope.STEP,
        from_step=bounds[0],
        to_step=bounds[1],
        attempt=attempt,
        chain=chain,
        start=first.start,
        finish=last.finish,
        is_open=is_open,
        opened_at=ticket.opened.at,
        current_step=last.step.number if is_span and is_open else None,
        before=first.before,
        holes=holes,
        lost_s=lost_s,
        paused=paused and is_open,
        self_recovered=_self_recovered(last),
        ended_at=end[0] if is_open else None,
        ended_as=end[1],
        problem=_problem(first, last, by_machine=by_machine),
        remarks=tuple(remark for visit in taken for remark in visit.remarks),
    )


def _problem(first: Visit, last: Visit, *, by_machine: bool) -> str | None:
    """Why the window cannot be judged: only its start and its finish count, not what lies between."""
    if last.problem is not None:
        return last.problem
    # That the finish of the first covered step is doubtful says nothing of its start.
    if first.problem is not None and first.problem != "ticked_together":
        return first.problem
    return "not_measured" if by_machine and is_unmeasured(last) else None


def by_machine(ticket: Ticket, plan: Plan) -> bool:
    """Whether a schedule and a collector made this ticket: what the source does not tell was never to be recorded."""
    return ticket.scheduled_at is not None and plan.is_measured


def is_unmeasured(visit: Visit) -> bool:
    """The ticket went past this step and nothing at all is recorded of it."""
    return visit.stand is Stand.PASSED and visit.run is None


def time_off(visits: Sequence[Visit], now: datetime) -> tuple[list[Hole], float, bool]:
    """Pauses of visits: as united intervals, as bare seconds, and whether one lasts at ``now``."""
    pauses = [pause for visit in visits for pause in visit.pauses]
    return paused_time(pauses, now) if pauses else ([], 0.0, False)


def last_finish(visits: Sequence[Visit]) -> Stamp | None:
    """Finish of the last visit that was not skipped; None when it is not known."""
    taken = [visit for visit in visits if visit.stand is not Stand.SKIPPED]
    return taken[-1].finish if taken else None
