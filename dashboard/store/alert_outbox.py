"""Messages on their way to receivers. A process takes one in hand by a conditional UPDATE; nobody else has it then.

A claim that ran out without an answer (its process was killed) is taken again: the message may then arrive twice, and
says so (``maybe_twice``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from dashboard.store.codec import moment, moment_or_none, seconds, seconds_or_none
from dashboard.store.engine import Store, read, write
from dashboard.store.feed import bump
from dashboard.store.schema import alert_messages as table
from dashboard.store.schema import alert_notices as notices_table

WAITING, SENDING, SENT, DEAD = "waiting", "sending", "sent", "dead"
DIGEST, TEST = "digest", "test"
"""Kinds of messages beside the phases of events."""
LONGEST_CLAIM_S = 900


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """One message to one receiver. ``key`` is what it is about: a second one of the same key is never made."""

    office: str
    receiver: str
    kind: str
    key: str
    title: str
    body: str
    created_at: datetime
    status: str = WAITING
    next_at: datetime | None = None
    attempts: int = 0
    claimed_by: str = ""
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    trouble: str = ""
    maybe_twice: bool = False
    id: int = 0


def add_message(connection: Connection, message: AlertMessage) -> int | None:
    """Put a message into the outbox; gives its id, None where one of its key stands there already."""
    mine = (table.c.office == message.office, table.c.receiver == message.receiver, table.c.key == message.key)
    if connection.scalar(select(table.c.id).where(*mine)) is not None:
        return None
    done = connection.execute(insert(table), _row(message))
    return int(done.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row always has one


def alert_messages(
    store: Store,
    office: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    status: Collection[str] = (),
    limit: int = 500,
) -> list[AlertMessage]:
    """Messages of the office made in ``[since, until)``, youngest first; ``status``: of these alone."""
    query = select(table).where(table.c.office == office).order_by(table.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(table.c.created_at >= seconds(since))
    if until is not None:
        query = query.where(table.c.created_at < seconds(until))
    if status:
        query = query.where(table.c.status.in_(sorted(status)))
    with read(store) as connection:
        return [_message(row) for row in connection.execute(query)]


def count_alert_messages(
    store: Store, office: str, *, since: datetime | None = None, until: datetime | None = None
) -> dict[str, int]:
    """How many messages of the office (made in ``[since, until)``) are in each status."""
    query = select(table.c.status, func.count().label("n")).where(table.c.office == office).group_by(table.c.status)
    if since is not None:
        query = query.where(table.c.created_at >= seconds(since))
    if until is not None:
        query = query.where(table.c.created_at < seconds(until))
    with read(store) as connection:
        return {row.status: row.n for row in connection.execute(query)}


def last_alerts_sent(store: Store, office: str) -> dict[str, datetime]:
    """When each receiver of the office was last reached."""
    at = func.max(table.c.sent_at).label("at")
    query = select(table.c.receiver, at).where(table.c.office == office, table.c.status == SENT)
    with read(store) as connection:
        return {row.receiver: moment(row.at) for row in connection.execute(query.group_by(table.c.receiver))}


def due_messages(store: Store, office: str, now: datetime) -> list[AlertMessage]:
    """Messages that may be claimed at ``now``, oldest first: those whose time has come, and those in a dead hand."""
    query = select(table).where(table.c.office == office, _free(now)).order_by(table.c.id)
    with read(store) as connection:
        return [_message(row) for row in connection.execute(query)]


def claim_message(store: Store, message: AlertMessage, by: str, now: datetime, until: datetime) -> AlertMessage | None:
    """Take a message in hand until ``until``; None where another one has it, or has sent it, by now."""
    taken_back = message.status == SENDING
    values = {
        "status": SENDING,
        "claimed_by": by,
        "claimed_until": seconds(until),
        "attempts": message.attempts + 1,
        "maybe_twice": message.maybe_twice or taken_back,
    }
    own = (table.c.office == message.office, table.c.id == message.id)
    unchanged = (*own, table.c.attempts == message.attempts, _free(now))
    with write(store, message.office) as connection:
        if connection.execute(update(table).where(*unchanged).values(values)).rowcount != 1:
            return None
        found = connection.execute(select(table).where(*own)).one()
    return _message(found)


def finish_message(
    store: Store,
    claimed: AlertMessage,
    status: str,
    now: datetime,
    *,
    trouble: str = "",
    next_in: timedelta = timedelta(),
    maybe_twice: bool = False,
) -> bool:
    """Write down what came of a claim; False where the message has been taken out of this hand meanwhile."""
    values = {
        "status": status,
        "claimed_by": "",
        "claimed_until": None,
        "trouble": trouble,
        "sent_at": seconds(now) if status == SENT else None,
        "next_at": seconds(now + next_in),
        "maybe_twice": claimed.maybe_twice or maybe_twice,
    }
    mine = (
        table.c.office == claimed.office,
        table.c.id == claimed.id,
        table.c.status == SENDING,
        table.c.claimed_by == claimed.claimed_by,
        table.c.attempts == claimed.attempts,
    )
    with write(store, claimed.office) as connection:
        done = connection.execute(update(table).where(*mine).values(values)).rowcount == 1
        if done:
            bump(connection, store, (claimed.office,))
    return done


def wake_message(connection: Connection, office: str, message: int, now: datetime) -> AlertMessage | None:
    """Let a dead message wait again, as if it were new; gives it as it was, None where it is not dead."""
    mine = (table.c.id == message, table.c.office == office, table.c.status == DEAD)
    found = connection.execute(select(table).where(*mine)).first()
    if found is None:
        return None
    connection.execute(update(table).where(*mine).values(status=WAITING, attempts=0, next_at=seconds(now)))
    return _message(found)


def events_of(connection: Connection, message: int) -> list[int]:
    """The events that a message tells of."""
    query = select(notices_table.c.event_id).where(notices_table.c.message_id == message)
    return [row.event_id for row in connection.execute(query)]


def _free(now: datetime) -> Any:
    at = seconds(now)
    # Made in the future, or claimed for longer than any claim lasts: from before the clock was set back.
    is_due = (table.c.next_at <= at) | (table.c.created_at > at)
    ran_out = (table.c.claimed_until <= at) | (table.c.claimed_until > at + LONGEST_CLAIM_S)
    return or_((table.c.status == WAITING) & is_due, (table.c.status == SENDING) & ran_out)


def _row(message: AlertMessage) -> dict[str, Any]:
    return {
        "office": message.office,
        "receiver": message.receiver,
        "kind": message.kind,
        "key": message.key,
        "title": message.title,
        "body": message.body,
        "created_at": seconds(message.created_at),
        "status": message.status,
        "next_at": seconds(message.next_at or message.created_at),
        "attempts": message.attempts,
        "claimed_by": message.claimed_by,
        "claimed_until": seconds_or_none(message.claimed_until),
        "sent_at": seconds_or_none(message.sent_at),
        "trouble": message.trouble,
        "maybe_twice": message.maybe_twice,
    }


def _message(row: Row[Any]) -> AlertMessage:
    return AlertMessage(
        office=row.office,
        receiver=row.receiver,
        kind=row.kind,
        key=row.key,
        title=row.title,
        body=row.body,
        created_at=moment(row.created_at),
        status=row.status,
        next_at=moment(row.next_at),
        attempts=row.attempts,
        claimed_by=row.claimed_by,
        claimed_until=moment_or_none(row.claimed_until),
        sent_at=moment_or_none(row.sent_at),
        trouble=row.trouble,
        maybe_twice=row.maybe_twice,
        id=row.id,
    )
