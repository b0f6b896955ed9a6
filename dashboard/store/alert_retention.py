"""Taking old alerts away: events of which nothing will be told any more, and messages that arrived.

What lasts, what waits and every dead letter with all that it tells of stay, however old; so does the audit.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, select

from dashboard.store import schema
from dashboard.store.alert_outbox import SENT
from dashboard.store.codec import seconds
from dashboard.store.engine import Store, read, write

_events, _messages, _notices = schema.alert_events.c, schema.alert_messages.c, schema.alert_notices.c


def alerted_offices(store: Store) -> list[str]:
    """Every office that ever had something to tell."""
    with read(store) as connection:
        found = (connection.scalars(query) for query in (_WITH_EVENTS, _WITH_MESSAGES))
        return sorted({office for offices in found for office in offices})


def prune_alerts(store: Store, office: str, before: datetime, limit: int) -> int:
    """Delete at most ``limit`` events and as many messages of an office that were over ``before``; gives how many."""
    of = {"office": office, "before": seconds(before), "most": limit}
    with write(store) as connection:
        events = connection.scalars(_OLD_EVENTS, of).all()
        _delete(connection, office, events)
        messages = connection.scalars(_OLD_MESSAGES, of).all()
        if messages:
            table = schema.alert_messages
            connection.execute(delete(table).where(_messages.office == office, _messages.id.in_(messages)))
    return len(events) + len(messages)


def _delete(connection: Connection, office: str, events: Collection[int]) -> None:
    if events:
        connection.execute(delete(schema.alert_notices).where(_notices.event_id.in_(events)))
        connection.execute(delete(schema.alert_events).where(_events.office == office, _events.id.in_(events)))


_WITH_EVENTS = select(_events.office).distinct()
_WITH_MESSAGES = select(_messages.office).distinct()
_KEPT_MESSAGE = (
    exists()
    .where(_notices.event_id == _events.id, _messages.id == _notices.message_id)
    .where(_messages.office == bindparam("office"))
    .where((_messages.status != SENT) | (_messages.sent_at >= bindparam("before")))
)
"""A dead letter can be sent again, and then says what it is about; a young message names its events by number."""
_OLD_EVENTS = (
    select(_events.id)
    .where(_events.office == bindparam("office"), _events.found_at < bindparam("before"))
    .where(_events.settled.is_(True), _events.ended_at < bindparam("before"), ~_KEPT_MESSAGE)
    .order_by(_events.found_at)
    .limit(bindparam("most"))
)
_OLD_MESSAGES = (
    select(_messages.id)
    .where(_messages.office == bindparam("office"), _messages.created_at < bindparam("before"))
    .where(_messages.status == SENT, _messages.sent_at < bindparam("before"))
    .where(~exists().where(_notices.message_id == _messages.id))
    .order_by(_messages.created_at)
    .limit(bindparam("most"))
)
