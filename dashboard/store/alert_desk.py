"""One transaction over what is to be told: events, decisions and messages change together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, func, select

from dashboard.store import alert_outbox as outbox
from dashboard.store import alerts as book
from dashboard.store.alert_outbox import DEAD, AlertMessage
from dashboard.store.alerts import AlertEvent, AlertNotice
from dashboard.store.audit import AuditEntry, add_audit
from dashboard.store.codec import moment
from dashboard.store.engine import Store, write
from dashboard.store.feed import bump
from dashboard.store.schema import alert_messages as messages_table


class AlertDesk:
    """What can be read and changed of one office's alerts inside ``alert_desk``."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection, self._office = connection, office
        self.has_changed = False
        """Whether anything was written: then the office's feed version grows."""

    def events(self, *, since: datetime | None = None, settled: bool | None = None) -> list[AlertEvent]:
        """As ``alert_events``."""
        return book.load_events(self._connection, self._office, since=since, settled=settled)

    def notices(self, events: Collection[int]) -> list[AlertNotice]:
        """As ``alert_notices``."""
        return book.load_notices(self._connection, self._office, events)

    def begin(self, events: Sequence[AlertEvent]) -> int:
        """Store events whose key was never found before; gives how many were."""
        known = book.known_keys(self._connection, self._office, {(each.kind, each.key) for each in events})
        new = [each for each in events if (each.kind, each.key) not in known]
        book.add_events(self._connection, new)
        self.has_changed |= bool(new)
        return len(new)

    def end(self, event: AlertEvent) -> None:
        """Write down ``ended_at``, ``end_found_at`` and ``ended_as`` of an event."""
        book.end_event(self._connection, event)
        self.has_changed = True

    def acknowledge(self, event: int, at: datetime, by: str, note: str) -> bool:
        """Somebody takes care of an event; False where somebody did before."""
        done = book.note_acknowledgement(self._connection, self._office, event, at, by, note)
        self.has_changed |= done
        return done

    def settle(self, events: Sequence[int], *, settled: bool = True) -> None:
        """Nothing will be told of these any more (or, again, something may)."""
        book.settle_events(self._connection, self._office, events, settled=settled)
        self.has_changed |= bool(events)

    def decide(self, notices: Sequence[AlertNotice]) -> None:
        """Store decisions; one that was held before is replaced."""
        book.put_notices(self._connection, notices)
        self.has_changed |= bool(notices)

    def put_out(self, message: AlertMessage) -> int | None:
        """Put a message into the outbox; gives its id, None where one of its key stands there already."""
        made = outbox.add_message(self._connection, message)
        self.has_changed |= made is not None
        return made

    def wake(self, message: int, now: datetime) -> AlertMessage | None:
        """Let a dead message and what it tells of wait again; gives it as it was, None where it is not dead."""
        found = outbox.wake_message(self._connection, self._office, message, now)
        if found is not None:
            self.settle(outbox.events_of(self._connection, message), settled=False)
            self.has_changed = True
        return found

    def last_made(self, receiver: str, kind: str) -> datetime | None:
        """When the receiver's last message of a kind was made."""
        table = messages_table
        mine = (table.c.office == self._office, table.c.receiver == receiver, table.c.kind == kind)
        found = self._connection.scalar(select(func.max(table.c.created_at)).where(*mine))
        return None if found is None else moment(found)

    def dead(self) -> int:
        """How many messages were given up."""
        table = messages_table
        query = select(func.count()).where(table.c.office == self._office, table.c.status == DEAD)
        return self._connection.scalar(query) or 0

    def audit(self, entry: AuditEntry) -> None:
        """Add the line of an act of a person."""
        add_audit(self._connection, entry)


@contextmanager
def alert_desk(store: Store, office: str) -> Iterator[AlertDesk]:
    """A transaction over one office's alerts; nobody else writes to them meanwhile. An exception leaves no trace."""
    with write(store, office) as connection:
        desk = AlertDesk(connection, office)
        yield desk
        if desk.has_changed:
            bump(connection, store, (office,))
