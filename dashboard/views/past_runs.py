"""Times used by the finished runs of the last year: each settled ticket is judged once, not at every question.

How long a step took hangs on the whole way of its ticket (where its start was not recorded, on its predecessor, on
pauses and on what contradicts), so what is kept is each ticket's own answer, by its last save.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from dashboard.model import RunState, Scope, Ticket, Verdict
from dashboard.store import ticket, tickets
from dashboard.store.ticket_versions import ticket_versions
from dashboard.views.context import Context
from dashboard.views.shelf import open_ones
from dashboard.views.verdicts import is_settled, judged, sop_of

LOOKED_BACK = timedelta(days=365)
_FINISHED = frozenset({RunState.MET, RunState.LATE})
_ONE_BY_ONE = 20
"""Above so many changed tickets all tickets of their SOPs are read at once."""

RunKind = tuple[str, Scope, int, int]
"""SOP, scope, first and last step: runs that can be compared."""
_Used = tuple[RunKind, str | None, float]
_Version = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Past:
    """Times used in seconds by finished runs, by kind and kecamatan and by kind alone."""

    here: dict[tuple[RunKind, str | None], list[float]] = field(default_factory=lambda: defaultdict(list))
    office: dict[RunKind, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, used: Iterable[_Used]) -> None:
        """Count these runs in."""
        for kind, kecamatan, used_s in used:
            self.here[kind, kecamatan].append(used_s)
            self.office[kind].append(used_s)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What one ticket, as it was last saved, says at any time from ``since`` on."""

    since: datetime
    used: tuple[_Used, ...]


class PastRuns:
    """What is kept in one process of all offices' settled tickets; bounded by their number in the last year."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[_Version, _Settled]] = {}
        self._rules: dict[str, tuple[object, ...]] = {}
        self._lock = Lock()

    def of(self, context: Context, office: str, sops: Collection[str], now: datetime) -> Past:
        """Finished runs of these SOPs in the year before ``now``."""
        versions = ticket_versions(context.store, office, sops, now - LOOKED_BACK, now)
        # Read anew, an office file may count the same times by other rules or another calendar.
        rules = (context.offices[office], context.calendars[office], context.catalogue)
        with self._lock:
            known = self._rules.get(office, ())
            if len(known) != len(rules) or any(a is not b for a, b in zip(known, rules, strict=True)):
                self._rules[office] = rules
                self._kept = {key: each for key, each in self._kept.items() if key[0] != office}
            before = {sop: self._kept.get((office, sop), {}) for sop in sops}
        kept: dict[str, dict[_Version, _Settled]] = {sop: {} for sop in sops}
        missing = []
        past = Past()
        for version in versions:
            settled = before[version[0]].get(version)
            if settled is None or settled.since > now:
                missing.append(version)
            else:
                kept[version[0]][version] = settled
                past.add(settled.used)
        for found in _read(context, office, missing, now):
            used = _used(context, found, now)
            past.add(used)
            if is_settled(found, now) and found.updated_at is not None:
                version = (found.sop, found.id, int(found.updated_at.timestamp()))
                kept[found.sop][version] = _Settled(now, used)
        with self._lock:
            self._kept.update({(office, sop): each for sop, each in kept.items()})
        return past


def past_runs(context: Context, office: str, sops: Collection[str], now: datetime) -> Past:
    """``PastRuns.of`` on what this process has kept so far."""
    kept = context.memory.recall(("past runs",), PastRuns)
    return kept.of(context, office, sops, now)


def _read(context: Context, office: str, versions: Sequence[_Version], now: datetime) -> list[Ticket]:
    """These tickets with their runs."""
    if not versions:
        return []
    wanted = {number for _, number, _ in versions}
    # What is asked for again and again are the open ones: those come together.
    found = [each for each in open_ones(context, office) if each.id in wanted]
    wanted -= {each.id for each in found}
    if len(wanted) > _ONE_BY_ONE:
        for sop in {sop for sop, number, _ in versions if number in wanted}:
            every = tickets(context.store, office, sop=sop, start=now - LOOKED_BACK, end=now)
            found += [each for each in every if each.id in wanted]
        return found
    closed = (ticket(context.store, office, number) for number in sorted(wanted))
    return found + [each for each in closed if each is not None]


def _used(context: Context, found: Ticket, now: datetime) -> tuple[_Used, ...]:
    sop = sop_of(context, found)
    verdicts = () if sop is None else judged(context, found, sop, (), now)
    return tuple(
        (kind_of(each), each.kecamatan, each.used_s)
        for each in verdicts
        if each.scope is not Scope.TOTAL
        and each.state in _FINISHED
        and each.finished_at is not None
        and each.used_s is not None
    )


def kind_of(verdict: Verdict) -> RunKind:
    """What a run is compared by."""
    return (verdict.sop, verdict.scope, verdict.from_step, verdict.to_step)
