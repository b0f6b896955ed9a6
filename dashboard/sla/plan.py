"""An SOP prepared for judging: where each step leads, what covers it, and what may still lie ahead."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.sop import SECONDS, Sop, Standard, Step, Unit

_NOMINAL_S = {Unit.HARI: 86_400, Unit.TAHUN: 366 * 86_400}


class Undecided(Exception):  # noqa: N818 - not an error but an answer: the decision at this step is not recorded
    """A decision step without a recorded answer."""


@dataclass(slots=True)
class Plan:
    """Lookups of one SOP. ``follow[n]`` are the steps that ``n`` may lead to, None for the end."""

    sop: Sop
    steps: Mapping[int, Step]
    standards: Mapping[int, Standard | None]
    follow: Mapping[int, tuple[int | None, ...]]
    is_measured: bool
    """Some of its steps are measured by a collector: the others are not expected to be recorded."""
    whole: Standard | None
    """The standard that spans the whole SOP and therefore is its total."""
    _ahead: dict[tuple[int, bool], tuple[int, ...]] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Number of the first step."""
        return self.sop.steps[0].number

    @property
    def last(self) -> int:
        """Number of the last step as printed."""
        return self.sop.steps[-1].number

    def successor(self, number: int, answer: str | None, carried: list[str]) -> int | None:
        """The step after ``number``, None for the end.

        ``answer`` is the one recorded at this step; without it those ``carried`` from earlier steps hold, the latest
        first (Alat Perekaman 5 goes by the answer of 4). Raises Undecided where none of them tells the way.
        """
        branches = self.steps[number].next
        if not branches:
            return self.follow[number][0]
        for given in [answer] if answer else reversed(carried):
            for branch in branches:
                if branch.when is not None and branch.when.casefold() == given.casefold():
                    return branch.to
        for branch in branches:
            if branch.when is None:
                return branch.to
        raise Undecided

    def hop(self, number: int, goal: int) -> int | None:
        """The step after ``number`` on the shortest way to ``goal``; None when the arrows do not lead there."""
        hops: dict[int, int] = {}
        queue = deque([number])
        while queue:
            at = queue.popleft()
            for following in self.follow[at]:
                if following is None or following in hops:
                    continue
                hops[following] = hops.get(at, following) if at != number else following
                if following == goal:
                    return hops[following]
                queue.append(following)
        return None

    def ahead(self, number: int | None, *, longest: bool) -> tuple[int, ...]:
        """Steps from ``number`` to the end by the way whose standards allow the most (or the least) time."""
        if number is None:
            return ()
        if (number, longest) not in self._ahead:
            self._ahead[number, longest] = self._search(number, frozenset(), 1 if longest else -1)[1]
        return self._ahead[number, longest]

    def _search(self, number: int, seen: frozenset[int], sign: int) -> tuple[float, tuple[int, ...]]:
        seen = seen | {number}
        ways = [
            (0.0, ()) if following is None else self._search(following, seen, sign)
            for following in self.follow[number]
            if following not in seen
        ]
        # A way that only leads back is no way to the end.
        weight, rest = max(ways, key=lambda way: way[0]) if ways else (-math.inf, ())
        return weight + sign * self._nominal_s(number), (number, *rest)

    def _nominal_s(self, number: int) -> float:
        standard = self.standards[number]
        # A span is printed once: its time counts at its first step, and a hair at the others.
        if standard is None or (standard.is_span and standard.first_step != number):
            return 0.001
        if standard.unit is None:
            return 0.001
        return standard.maximum * (SECONDS.get(standard.unit) or _NOMINAL_S[standard.unit])

    def chain(self, numbers: tuple[int, ...] | list[int]) -> list[Standard]:
        """Standards of steps in order, each once."""
        found: list[Standard] = []
        seen: set[int] = set()
        for number in numbers:
            standard = self.standards[number]
            if standard is not None and standard.first_step not in seen:
                seen.add(standard.first_step)
                found.append(standard)
        return found


_plans: dict[int, Plan] = {}
_MOST_PLANS = 512


def plan_of(sop: Sop) -> Plan:
    """The plan of an SOP, prepared once for each Sop object."""
    plan = _plans.get(id(sop))
    if plan is None or plan.sop is not sop:
        if len(_plans) >= _MOST_PLANS:
            _plans.clear()
        plan = _plans[id(sop)] = _prepare(sop)
    return plan


def _prepare(sop: Sop) -> Plan:
    standards = {step.number: sop.standard_of(step.number) for step in sop.steps}
    follow: dict[int, tuple[int | None, ...]] = {}
    for i, step in enumerate(sop.steps):
        implied = sop.steps[i + 1].number if i + 1 < len(sop.steps) else None
        follow[step.number] = tuple(branch.to for branch in step.next) or (implied,)
    is_measured = any(step.measure is not None for step in sop.steps)
    first, last = sop.steps[0].number, sop.steps[-1].number
    whole = next(
        (s for s in standards.values() if s is not None and s.is_span and (s.first_step, s.last_step) == (first, last)),
        None,
    )
    return Plan(sop, {step.number: step for step in sop.steps}, standards, follow, is_measured, whole)
