"""What there is to tell: events (an outage, a late step) with a begin and an end, and what each receiver was told.

An event is found once: office, kind and key are unique, and the key names the very occurrence (a target and the start
of its outage). Nobody is told of anything that does not stand here first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, update

from dashboard.store.codec import (
    from_json,
    kecamatan_key,
    kecamatan_of,
    moment,
    moment_or_none,
    seconds,
    seconds_or_none,
    to_json,
)
from dashboard.store.engine import Store, read
from dashboard.store.schema import alert_events as events_table
from dashboard.store.schema import alert_messages as messages_table
from dashboard.store.schema import alert_notices as notices_table

OPENED, ENDED = "opened", "ended"
"""The two things that can be told of an event."""
HELD, DROPPED, QUEUED = "held", "dropped", "queued"
"""Not yet, never, and in a message. What is held is decided again while its event lasts."""


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """Something that begins and ends. ``facts`` is what a message may say of it: no name of a person, ever.

    ``subject`` is what it happens to (a target, a run of a step): one event of a kind lasts per subject at a time.
    ``found_at`` is when we first saw it, from which escalation counts; ``id`` 0 means not stored yet.
    """

    office: str
    kind: str
    subject: str
    key: str
    kecamatan: str | None
    since: datetime
    found_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    ended_at: datetime | None = None
    end_found_at: datetime | None = None
    ended_as: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    note: str = ""
    settled: bool = False
    """Nothing will be told of it any more."""
    id: int = 0


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """What one receiver was, or was not, told of a phase of an event. ``status`` and ``sent_at`` are its message's."""

    event: int
    receiver: str
    phase: str
    outcome: str
    reason: str
    at: datetime
    message: int | None = None
    status: str = ""
    sent_at: datetime | None = None


def alert_events(
    store: Store, office: str, *, since: datetime | None = None, settled: bool | None = None
) -> list[AlertEvent]:
    """Events of the office, oldest first; ``since``: those that something became of since then, or may."""
    with read(store) as connection:
        return load_events(connection, office, since=since, settled=settled)


def alert_notices(store: Store, office: str, events: Collection[int]) -> list[AlertNotice]:
    """All that was decided about these events of the office."""
    with read(store) as connection:
        return load_notices(connection, office, events)


def load_events(
    connection: Connection, office: str, *, since: datetime | None = None, settled: bool | None = None
) -> list[AlertEvent]:
    """``alert_events`` inside a running transaction."""
    table = events_table
    query = select(table).where(table.c.office == office).order_by(table.c.id)
    if settled is not None:
        query = query.where(table.c.settled.is_(settled))
    if since is not None:
        at = seconds(since)
        query = query.where(or_(table.c.found_at >= at, table.c.end_found_at >= at, table.c.settled.is_(False)))
    return [_event(row) for row in connection.execute(query)]


def load_notices(connection: Connection, office: str, events: Collection[int]) -> list[AlertNotice]:
    """``alert_notices`` inside a running transaction."""
    if not events:
        return []
    table = notices_table
    own_message = and_(messages_table.c.office == office, table.c.message_id == messages_table.c.id)
    query = (
        select(table, messages_table.c.status, messages_table.c.sent_at)
        .join_from(table, events_table, table.c.event_id == events_table.c.id)
        .join(messages_table, own_message, isouter=True)
        .where(events_table.c.office == office, table.c.event_id.between(min(events), max(events)))
    )
    wanted = set(events)
    return [_notice(row) for row in connection.execute(query) if row.event_id in wanted]


def add_events(connection: Connection, events: Iterable[AlertEvent]) -> None:
    """Store events that were just found; the caller has looked, in the same transaction, that none stands there."""
    rows = [_event_row(event) for event in events]
    if rows:
        connection.execute(insert(events_table), rows)


def known_keys(connection: Connection, office: str, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the keys, each (kind, key), that were found before."""
    if not keys:
        return set()
    table = events_table
    query = select(table.c.kind, table.c.key).where(table.c.office == office, table.c.key.in_({key for _, key in keys}))
    return {(row.kind, row.key) for row in connection.execute(query)}


def end_event(connection: Connection, event: AlertEvent) -> None:
    """Write down how and when an event ended."""
    values = {
        "ended_at": seconds_or_none(event.ended_at),
        "end_found_at": seconds_or_none(event.end_found_at),
        "ended_as": event.ended_as,
    }
    table = events_table
    connection.execute(update(table).where(table.c.office == event.office, table.c.id == event.id).values(values))


def note_acknowledgement(
    connection: Connection, office: str, event: int, at: datetime, by: str, note: str = ""
) -> bool:
    """Write down that somebody takes care of it; False where somebody did before."""
    table = events_table
    query = update(table).where(table.c.office == office, table.c.id == event, table.c.acknowledged_at.is_(None))
    done = connection.execute(query.values(acknowledged_at=seconds(at), acknowledged_by=by, note=note))
    return bool(done.rowcount == 1)


def settle_events(connection: Connection, office: str, events: Sequence[int], *, settled: bool = True) -> None:
    """Nothing will be told of these any more (or, again, something may)."""
    if events:
        table = events_table
        mine = (table.c.office == office, table.c.id.in_(events))
        connection.execute(update(table).where(*mine).values(settled=settled))


def put_notices(connection: Connection, notices: Sequence[AlertNotice]) -> None:
    """Store decisions; one that was held before is replaced."""
    table = notices_table
    for each in notices:
        where = (table.c.event_id == each.event, table.c.receiver == each.receiver, table.c.phase == each.phase)
        values = {
            "outcome": each.outcome,
            "reason": each.reason,
            "at": seconds(each.at),
            "message_id": each.message,
        }
        if connection.execute(update(table).where(*where).values(values)).rowcount == 0:
            key = {"event_id": each.event, "receiver": each.receiver, "phase": each.phase}
            connection.execute(insert(table), {**key, **values})


def _event_row(event: AlertEvent) -> dict[str, Any]:
    return {
        "office": event.office,
        "kind": event.kind,
        "subject": event.subject,
        "key": event.key,
        "kecamatan": kecamatan_key(event.kecamatan),
        "facts": to_json(event.facts),
        "since_at": seconds(event.since),
        "found_at": seconds(event.found_at),
        "ended_at": seconds_or_none(event.ended_at),
        "end_found_at": seconds_or_none(event.end_found_at),
        "ended_as": event.ended_as,
        "acknowledged_at": seconds_or_none(event.acknowledged_at),
        "acknowledged_by": event.acknowledged_by,
        "note": event.note,
        "settled": event.settled,
    }


def _event(row: Row[Any]) -> AlertEvent:
    return AlertEvent(
        office=row.office,
        kind=row.kind,
        subject=row.subject,
        key=row.key,
        kecamatan=kecamatan_of(row.kecamatan),
        since=moment(row.since_at),
        found_at=moment(row.found_at),
        facts=from_json(row.facts),
        ended_at=moment_or_none(row.ended_at),
        end_found_at=moment_or_none(row.end_found_at),
        ended_as=row.ended_as,
        acknowledged_at=moment_or_none(row.acknowledged_at),
        acknowledged_by=row.acknowledged_by,
        note=row.note,
        settled=row.settled,
        id=row.id,
    )


def _notice(row: Row[Any]) -> AlertNotice:
    return AlertNotice(
        row.event_id,
        row.receiver,
        row.phase,
        row.outcome,
        row.reason,
        moment(row.at),
        row.message_id,
        row.status or "",
        moment_or_none(row.sent_at),
    )
