"""One round of alerts for one office: find what began and ended, decide who is told, put messages into the outbox.

All of it in one transaction that only the holder of the office's lease can make, so that two processes, or one that is
killed in the middle, never find an event twice and never tell a receiver of it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.catalogue import Catalogue
from dashboard.offices import Office
from dashboard.services.alert_copies import copy_sightings
from dashboard.services.alert_digest import digests
from dashboard.services.alert_rules import Decision, Scene, decide, is_settled, noted
from dashboard.services.alert_sightings import (
    Field,
    Sighting,
    disk_sightings,
    network_sightings,
    parents_of,
    source_sightings,
    vanished,
)
from dashboard.services.alert_steps import acknowledgements, step_sightings
from dashboard.services.alert_words import ending, opening
from dashboard.services.disk import FEW_BYTES
from dashboard.services.own_copies import CopyStanding
from dashboard.store import AlertEvent, AlertMessage, AlertNotice, Store, alert_events, latest
from dashboard.store.alert_desk import AlertDesk, alert_desk
from dashboard.store.alerts import OPENED, QUEUED
from dashboard.workcal import WorkingCalendar

STALE_AFTER_S = 180.0


def announce(
    store: Store,
    office: Office,
    catalogue: Catalogue,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    stale_after_s: float = STALE_AFTER_S,
    own_copy: CopyStanding | None = None,
    left_bytes: int | None = None,
) -> int:
    """Find, decide and queue for one office as things stand at ``now``; gives the number of messages put out.

    ``stale_after_s``: a target not measured for longer opens nothing, for its outage may be over. ``own_copy``: how
    the product's own copies stand, where that is to be told. ``left_bytes`` of the database's disk; None: it is not
    looked at.
    """
    lasting = [each for each in alert_events(store, office.code, settled=False) if each.ended_at is None]
    seen = Field(store, office, calendar, now, stale_after_s, latest(store, office.code), lasting)
    sightings = [*network_sightings(seen), *source_sightings(seen), *step_sightings(seen, catalogue)]
    sightings += copy_sightings(seen, own_copy)
    sightings += [] if left_bytes is None else disk_sightings(seen, left_bytes)
    sightings += vanished(seen, sightings)
    said = list(acknowledgements(seen))
    with alert_desk(store, office.code) as desk:
        _find(desk, office, sightings, now)
        for event, note in said:
            desk.acknowledge(event.id, note.at, note.officer, note.text)
        messages = _tell(desk, office, calendar, now)
        made = [desk.put_out(each) for each in digests(desk, office, calendar, now)]
    return messages + sum(each is not None for each in made)


def is_disk_low(left_bytes: int | None) -> bool:
    """Whether every office is to be told of its disk; None: it is not looked at."""
    return left_bytes is not None and left_bytes < FEW_BYTES


def _find(desk: AlertDesk, office: Office, sightings: Sequence[Sighting], now: datetime) -> None:
    """Write down what began and what ended since the last look."""
    lasting = {(each.kind, each.subject): each for each in desk.events(settled=False) if each.ended_at is None}
    for each in sightings:
        if each.ended_at is not None and (event := lasting.pop((each.kind.value, each.subject), None)) is not None:
            desk.end(replace(event, ended_at=each.ended_at, end_found_at=now, ended_as=each.ended_as))
    begun = [each for each in sightings if each.ended_at is None and each.may_open]
    desk.begin([_event(office, each, now) for each in begun if (each.kind.value, each.subject) not in lasting])


def _event(office: Office, seen: Sighting, now: datetime) -> AlertEvent:
    return AlertEvent(
        office.code, seen.kind.value, seen.subject, seen.key, seen.kecamatan, seen.since or now, now, seen.facts
    )


def _tell(desk: AlertDesk, office: Office, calendar: WorkingCalendar, now: datetime) -> int:
    """Decide about everything that is not settled, and put what is to be told into messages; gives their number."""
    events = desk.events(settled=False)
    notices = noted(desk.notices([each.id for each in events]))
    scene = Scene(office.alerts, calendar, now, events, notices, parents_of(office))
    decided = decide(scene)
    groups: defaultdict[tuple[str, str], list[AlertEvent]] = defaultdict(list)
    for each in decided:
        if each.outcome == QUEUED:
            groups[each.receiver, each.phase].append(each.event)
    ids = {key: desk.put_out(_message(office, *key, group, now)) for key, group in groups.items()}
    desk.decide([_notice(each, now, ids) for each in decided])
    desk.settle([each.id for each in events if is_settled(scene, each, decided)])
    return len(ids)


def _notice(decision: Decision, now: datetime, ids: dict[tuple[str, str], int | None]) -> AlertNotice:
    message = ids.get((decision.receiver, decision.phase)) if decision.outcome == QUEUED else None
    return AlertNotice(
        decision.event.id, decision.receiver, decision.phase, decision.outcome, decision.reason, now, message
    )


def _message(office: Office, receiver: str, phase: str, events: Sequence[AlertEvent], now: datetime) -> AlertMessage:
    escalated = any(each.id == receiver and each.waits_s for each in office.alerts.receivers)
    said = opening(office, events, now, escalated=escalated) if phase == OPENED else ending(office, events, now)
    key = f"{phase}/{min(each.id for each in events)}"
    return AlertMessage(office.code, receiver, phase, key, *said, created_at=now)
