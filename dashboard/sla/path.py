"""The way that one ticket took through its SOP: which steps were visited, when, and where it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto

from dashboard.model import Pause, Stamp, StepRun, Ticket
from dashboard.sla.plan import Plan, Undecided
from dashboard.sla.policy import Policy
from dashboard.sla.stamps import Known, known, own_pauses, pauses_contradict, ticked_together
from dashboard.sop import StartRule, Step


class Stand(Enum):
    """Where a visit of a step stands."""

    DONE = auto()
    OPEN = auto()
    SKIPPED = auto()
    PASSED = auto()
    """The ticket went on without a recorded finish of this step."""


@dataclass(slots=True)
class Visit:
    """One attempt at one step on the path (or off it, see ``Path.strays``).

    ``waited_since``: the predecessor's finish, where the start was recorded after it (waktu tunggu).
    ``problem``: name of the rule by which this visit cannot be judged.
    """

    step: Step
    attempt: int
    run: StepRun | None
    stand: Stand
    start: Stamp | None = None
    finish: Stamp | None = None
    before: Stamp | None = None
    problem: str | None = None
    pauses: list[Pause] = field(default_factory=list)
    remarks: tuple[str, ...] = ()
    recorded_start: Stamp | None = None

    @property
    def waited_since(self) -> datetime | None:
        """The predecessor's finish, where this visit began later than that."""
        if self.before is None or self.start is None or self.start.at <= self.before.at:
            return None
        return self.before.at

    @property
    def is_backwards(self) -> bool:
        """Finished before its start, by more than the two are known to."""
        # The first step starts with the report; a start that somebody wrote down can still contradict its finish.
        return any(_is_before(self.finish, start) for start in (self.start, self.recorded_start))


def _is_before(finish: Stamp | None, start: Stamp | None) -> bool:
    if start is None or finish is None or finish.at >= start.at:
        return False
    return (start.at - finish.at).total_seconds() >= max(start.resolution_s, finish.resolution_s)


@dataclass(slots=True)
class Path:
    """Visits in order. ``cuts``: numbers of visits after which the ticket was finished and later reopened.

    ``ended``: the end of the SOP is reached. ``undecided``: the step whose answer is missing, when the way stops there.
    """

    visits: list[Visit] = field(default_factory=list)
    strays: list[Visit] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    ended: bool = False
    undecided: int | None = None


_NEVER = datetime.max.replace(tzinfo=UTC)


class Walk:
    """One walk over the records of a ticket along the arrows of its SOP, as things stood at ``now``."""

    def __init__(self, ticket: Ticket, plan: Plan, policy: Policy, now: datetime) -> None:
        self._ticket = ticket
        self._plan = plan
        self._now = now
        self._ticks = ticked_together(ticket.runs, policy.tick_window_s, now) if len(ticket.runs) > 1 else frozenset()
        self._left: dict[int, list[StepRun]] = {}
        for run in sorted(ticket.runs, key=lambda run: run.attempt):
            if run.step in plan.steps:
                self._left.setdefault(run.step, []).append(run)
        self._seen: dict[int, int] = {}
        self._answers: list[tuple[int, str]] = []
        opened = known(ticket.opened, now, ticket.updated_at)
        self._opened_in_future = opened.in_future
        self._before: Stamp | None = opened.stamp
        self._path = Path()

    def walk(self) -> Path:
        """Follow the path from the first step to where the ticket stands."""
        at: int | None = self._plan.first
        returned = False
        while True:
            if at is None:
                at = self._reopened()
                if at is None:
                    self._path.ended = True
                    break
                returned = True
            run = self._take(at)
            if run is None:
                goal = self._goal()
                if goal is None:
                    self._open(at, returned)
                    break
                at, returned = self._pass_by(at, goal)
                continue
            visit = self._visit(at, run, returned)
            returned = False
            if visit.stand is Stand.OPEN:
                break
            try:
                at = self._next(at, run.branch)
            except Undecided:
                self._path.undecided = at
                break
        return self._path

    def _known(self, stamp: Stamp | None) -> Known:
        return known(stamp, self._now, self._ticket.updated_at)

    def _recorded(self, run: StepRun) -> bool:
        return run.skipped or self._timed(run)

    def _timed(self, run: StepRun) -> bool:
        started, finished = self._known(run.started), self._known(run.finished)
        return bool(started.stamp or finished.stamp or started.in_future or finished.in_future)

    def _take(self, number: int) -> StepRun | None:
        """The next recorded run of a step, removed from those that are left."""
        runs = self._left.get(number)
        if not runs or not self._recorded(runs[0]):
            return None
        return runs.pop(0)

    def _goal(self) -> StepRun | None:
        """The earliest run with a recorded time that the path has not met yet; a mere skip proves nothing."""
        runs = [run for runs in self._left.values() for run in runs[:1] if self._timed(run)]
        return min(runs, key=_moment) if runs else None

    def _next(self, number: int, answer: str | None) -> int | None:
        # An answer once given at this same step was for that attempt only.
        carried = [given for step, given in self._answers if step != number]
        try:
            return self._plan.successor(number, answer, carried)
        except Undecided:
            goal = self._goal()
            hop = self._plan.hop(number, goal.step) if goal is not None else None
            if hop is None:
                raise
            return hop

    def _pass_by(self, number: int, goal: StepRun) -> tuple[int, bool]:
        """Go on from an unrecorded step: past it, back to a reopened one, or leaving a stray aside."""
        hop = self._plan.hop(number, goal.step)
        if hop is not None:
            self._append(
                Visit(self._plan.steps[number], self._count(number), None, Stand.PASSED, self._start_of(number))
            )
            self._before = None
            return hop, False
        if goal.step in self._seen:
            return goal.step, False
        self._set_aside(goal)
        return number, False

    def _reopened(self) -> int | None:
        """The step returned to after the end; records of steps never on the path are strays."""
        while (goal := self._goal()) is not None:
            if goal.step in self._seen:
                self._path.cuts.append(len(self._path.visits))
                return goal.step
            self._set_aside(goal)
        return None

    def _set_aside(self, goal: StepRun) -> None:
        self._left[goal.step].remove(goal)
        stray = self._make(goal.step, goal, returned=True)
        stray.problem = "off_path"
        self._path.strays.append(stray)

    def _count(self, number: int) -> int:
        self._seen[number] = self._seen.get(number, 0) + 1
        return self._seen[number]

    def _append(self, visit: Visit) -> None:
        self._path.visits.append(visit)

    def _start_of(self, number: int) -> Stamp | None:
        """Start of a visit that recorded none: the predecessor's finish, where the catalogue allows it."""
        first = number == self._plan.first and not self._path.visits
        if first or self._plan.steps[number].start is StartRule.PREDECESSOR:
            return self._before
        return None

    def _open(self, number: int, returned: bool) -> None:
        """The step whose turn it is and of which nothing is recorded but perhaps a pause."""
        runs = self._left.get(number)
        visit = self._make(number, runs[0] if runs else None, returned)
        visit.stand = Stand.OPEN
        self._count(number)
        visit.attempt = runs[0].attempt if runs else self._seen[number]
        self._append(visit)

    def _visit(self, number: int, run: StepRun, returned: bool) -> Visit:
        visit = self._make(number, run, returned)
        self._seen[number] = max(self._seen.get(number, 0) + 1, run.attempt)
        self._append(visit)
        if run.branch:
            self._answers.append((number, run.branch))
        if visit.stand is Stand.OPEN and self._goal() is not None:
            visit.stand = Stand.PASSED
        if visit.stand is not Stand.SKIPPED:
            # Of a start and a finish that contradict each other nobody knows which is wrong: the next start is unknown.
            self._before = None if visit.is_backwards else visit.finish
        return visit

    def _make(self, number: int, run: StepRun | None, returned: bool) -> Visit:
        step = self._plan.steps[number]
        first = number == self._plan.first and not self._path.visits
        implied = None if returned else self._start_of(number)
        visit = Visit(step, 1, run, Stand.OPEN, implied, before=None if first else self._before)
        if first and self._opened_in_future:
            visit.problem = "contradictory"
        if run is None:
            return visit
        visit.attempt = run.attempt
        if run.skipped:
            visit.stand = Stand.SKIPPED
            return visit
        started, finished = self._known(run.started), self._known(run.finished)
        visit.recorded_start = started.stamp
        if started.stamp is not None and (not first or self._ticket.scheduled_at is not None):
            visit.start = started.stamp
        only = step.pelaksana[0] if len(step.pelaksana) == 1 else None
        visit.pauses, refused = own_pauses(run, only, self._now) if run.pauses else ([], False)
        if refused:
            visit.remarks = ("jeda karena menunggu pelaksana langkah sendiri tidak diterima",)
        visit.finish = finished.stamp
        if finished.stamp is not None or finished.in_future:
            visit.stand = Stand.DONE
        visit.problem = visit.problem or self._problem(visit, started.in_future or finished.in_future)
        if visit.problem == "ticked_together":
            visit.finish = None
        return visit

    def _problem(self, visit: Visit, in_future: bool) -> str | None:
        if in_future or (visit.pauses and pauses_contradict(visit.pauses, self._now)):
            return "contradictory"
        if visit.is_backwards:
            return "contradictory"
        if visit.run is not None and (visit.run.step, visit.run.attempt) in self._ticks:
            return "ticked_together"
        return None


def _moment(run: StepRun) -> tuple[datetime, int, int]:
    stamp = run.started or run.finished
    return (stamp.at if stamp else _NEVER, run.step, run.attempt)


def waits(visits: Iterable[Visit]) -> list[tuple[int, datetime, datetime]]:
    """Waktu tunggu: (step waited for, since, until) between a finish and the next recorded start."""
    return [
        (visit.step.number, visit.waited_since, visit.start.at)
        for visit in visits
        if visit.start is not None and visit.waited_since is not None
    ]
