"""Who is told of what, and when: one pure question over plain rows, the office's rules and ``now``.

Two rules stand above all others. Suppressing an opening suppresses nothing else: measuring goes on, and as soon as the
reason is gone the opening is told, if it still lasts. And an end is told exactly to those to whom the opening was told,
at once, in quiet hours too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.office_alerts import AlertKind, AlertRules, Receiver
from dashboard.store.alert_outbox import SENT
from dashboard.store.alerts import DROPPED, ENDED, HELD, OPENED, QUEUED, AlertEvent, AlertNotice
from dashboard.workcal import CalendarError, WorkingCalendar

RECOVERED_FIRST = "berakhir sebelum diberitahukan"
ACKNOWLEDGED = "sudah diakui"
NOW_OVERDUE = "sudah lewat waktu, diberitahukan sebagai itu"
PARENT_OUT = "induknya terputus"
FLAPPING = "naik-turun, diberitahukan sekali sebagai itu"
ESCALATES = "menunggu eskalasi"
QUIET = "jam tenang"
GATHERING = "menunggu yang jatuh bersamaan"
TOLD_UNTIL = timedelta(days=7)
"""An end whose opening could not be delivered for so long is told no more."""

Key = tuple[int, str, str]
"""Event, receiver, phase."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one phase of one event for one receiver. Only changes are decided."""

    event: AlertEvent
    receiver: str
    phase: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Scene:
    """All that is known of one office. ``above``: each target's parents, the nearest first."""

    rules: AlertRules
    calendar: WorkingCalendar
    now: datetime
    events: Sequence[AlertEvent]
    notices: Mapping[Key, AlertNotice]
    above: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def lasting(self, kind: AlertKind) -> frozenset[str]:
        """Subjects of the events of a kind that have not ended."""
        return self._lasting.get(kind.value, frozenset())

    @cached_property
    def _lasting(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for each in self.events:
            if each.ended_at is None:
                found[each.kind].add(each.subject)
        return {kind: frozenset(subjects) for kind, subjects in found.items()}


def noted(notices: Iterable[AlertNotice]) -> dict[Key, AlertNotice]:
    """Notices by what they are about."""
    return {(each.event, each.receiver, each.phase): each for each in notices}


def decide(scene: Scene) -> tuple[Decision, ...]:
    """What is to be told, held or dropped now that was not so before."""
    found = [decision for receiver in scene.rules.receivers for decision in _for(scene, receiver)]
    return tuple(each for each in found if not _is_known(scene, each))


def is_settled(scene: Scene, event: AlertEvent, decided: Iterable[Decision] = ()) -> bool:
    """Whether nothing will be told of an event any more, given what was ``decided`` just now."""
    if event.ended_at is None:
        return False
    if scene.now - event.ended_at > TOLD_UNTIL:
        return True
    outcomes = {
        (receiver, phase): each.outcome
        for (number, receiver, phase), each in scene.notices.items()
        if number == event.id
    }
    outcomes |= {(each.receiver, each.phase): each.outcome for each in decided if each.event.id == event.id}
    told = {receiver for (receiver, phase), outcome in outcomes.items() if phase == OPENED and outcome == QUEUED}
    return all((receiver, ENDED) in outcomes for receiver in told)


def _is_known(scene: Scene, decision: Decision) -> bool:
    before = scene.notices.get((decision.event.id, decision.receiver, decision.phase))
    return before is not None and (before.outcome, before.reason) == (decision.outcome, decision.reason)


def _for(scene: Scene, receiver: Receiver) -> Iterator[Decision]:
    openings = list(_openings(scene, receiver))
    yield from _gathered(scene, openings, OPENED)
    yield from _gathered(scene, list(_endings(scene, receiver)), ENDED)


def _gathered(scene: Scene, decisions: Sequence[Decision], phase: str) -> Iterator[Decision]:
    """What falls together is told together: all of it waits until the first has waited long enough."""
    ready = [each for each in decisions if each.outcome == QUEUED]
    patience = timedelta(seconds=scene.rules.group_seconds)
    waited = [scene.now - _began(each.event, phase) for each in ready]
    # less than nothing: the clock was set back since
    is_time = any(each >= patience or each < timedelta() for each in waited)
    for each in decisions:
        if each.outcome != QUEUED or is_time:
            yield each
        elif phase == OPENED:  # an end that waits a moment is no news to anybody
            yield Decision(each.event, each.receiver, phase, HELD, GATHERING)


def _began(event: AlertEvent, phase: str) -> datetime:
    return event.found_at if phase == OPENED else event.end_found_at or event.found_at


def _openings(scene: Scene, receiver: Receiver) -> Iterator[Decision]:
    for event in scene.events:
        before = scene.notices.get((event.id, receiver.id, OPENED))
        if event.kind not in receiver.kinds or (before is not None and before.outcome != HELD):
            continue
        final = _never(scene, receiver, event)
        if final:
            yield Decision(event, receiver.id, OPENED, DROPPED, _with(final, before))
            continue
        wait = _not_yet(scene, receiver, event)
        yield Decision(event, receiver.id, OPENED, HELD if wait else QUEUED, wait)


def _with(final: str, before: AlertNotice | None) -> str:
    """Why it was never told, and what kept it until then."""
    held = "" if before is None or before.reason == GATHERING else before.reason
    return f"{final} ({held})" if held else final


def _never(scene: Scene, receiver: Receiver, event: AlertEvent) -> str:
    if event.ended_at is not None:
        return RECOVERED_FIRST
    if event.acknowledged_at is not None:
        return ACKNOWLEDGED
    overdue = AlertKind.LEWAT_WAKTU
    if event.kind == AlertKind.MENDEKATI_BATAS.value and overdue.value in receiver.kinds:
        return NOW_OVERDUE if event.subject in scene.lasting(overdue) else ""
    return ""


def _not_yet(scene: Scene, receiver: Receiver, event: AlertEvent) -> str:
    if event.kind == AlertKind.JARINGAN.value:
        if event.subject in scene.lasting(AlertKind.NAIK_TURUN):
            return FLAPPING
        if scene.lasting(AlertKind.JARINGAN).intersection(scene.above.get(event.subject, ())):
            return PARENT_OUT
    if receiver.waits_s and not _has_waited(scene, receiver, event):
        return ESCALATES
    local = scene.now.astimezone(ZoneInfo(scene.calendar.zone)).time()
    return QUIET if receiver.is_quiet(local) else ""


def _has_waited(scene: Scene, receiver: Receiver, event: AlertEvent) -> bool:
    try:
        return scene.calendar.between(event.found_at, scene.now) >= receiver.waits_s
    except CalendarError:  # past the last opening that the calendar knows no working time passes
        return False


def _endings(scene: Scene, receiver: Receiver) -> Iterator[Decision]:
    for event in scene.events:
        opening = scene.notices.get((event.id, receiver.id, OPENED))
        if event.ended_at is None or opening is None or opening.outcome != QUEUED:
            continue
        # An end before its opening would make no sense; while that waits, or lies among the dead letters, so does this.
        if opening.status == SENT and (event.id, receiver.id, ENDED) not in scene.notices:
            yield Decision(event, receiver.id, ENDED, QUEUED)
